"""The other side of a Google account: the person at the fake Google, and what may go wrong there."""

from __future__ import annotations

import json
from pathlib import Path

from daemon.ports.adapter import OptionValue
from tests.fakes.google.server import TOKEN, GoogleServer


def sign_in(state: Path, token: str = TOKEN) -> None:
    """Leave a login in the state folder, as signing in does."""
    state.mkdir(parents=True, exist_ok=True)
    content = {"token": token, "refresh_token": "renew-me", "client_id": "robin-app", "client_secret": "hush"}
    (state / "token.json").write_text(json.dumps(content), encoding="utf-8")


def options(server: GoogleServer, **others: OptionValue) -> dict[str, OptionValue]:
    """The settings of an account on the fake."""
    return {
        "calendar_api_endpoint": f"{server.root}calendar/v3/",
        "gmail_api_endpoint": server.root,
        "token_endpoint": f"{server.root}token",
        **others,
    }
