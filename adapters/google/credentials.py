"""The login of an account: a token in the state folder, which google-auth renews."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from google.oauth2.credentials import Credentials

from daemon.ports.errors import AuthRequired

if TYPE_CHECKING:
    from adapters.google.settings import Settings

TOKEN_FILE = "token.json"  # noqa: S105 - the name of a file


def load_credentials(settings: Settings) -> Credentials:
    """The login as it was stored; `AuthRequired` if there is none."""
    path = settings.state / TOKEN_FILE
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise AuthRequired(f"nobody has signed in yet: run followupd auth {settings.account}") from error
    return Credentials(  # type: ignore[no-untyped-call]  # google-auth leaves it untyped
        stored.get("token"),
        refresh_token=stored.get("refresh_token"),
        token_uri=settings.token_endpoint,
        client_id=stored.get("client_id"),
        client_secret=stored.get("client_secret"),
    )
