"""The other side of a Google account: the person at the fake Google, and what may go wrong there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from adapters.google.grants import Grant, GrantFile
from daemon.ports.adapter import OptionValue
from tests.fakes.google.server import TOKEN, GoogleServer
from tests.fakes.google.tokens import CLIENT_ID, CLIENT_SECRET


def sign_in(state: Path, token: str = TOKEN, refresh_token: str = "renew-me") -> None:
    """Leave a login in the state folder, as signing in does."""
    grant = Grant(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scopes=frozenset(),
        since=datetime(2026, 3, 1, tzinfo=UTC),
        ends=None,
        refresh_token=refresh_token,
        access_token=token,
        expires=datetime(2200, 1, 1, tzinfo=UTC),
    )
    GrantFile(state, "conformance").write(grant)


def options(server: GoogleServer, **others: OptionValue) -> dict[str, OptionValue]:
    """The settings of an account on the fake."""
    return {
        "calendar_api_endpoint": f"{server.root}calendar/v3/",
        "gmail_api_endpoint": server.root,
        "token_endpoint": f"{server.root}token",
        **others,
    }
