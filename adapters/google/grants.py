"""What the person granted to followupd at Google, and how it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from adapters.web.login_files import LoginFile

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the person granted to their OAuth client: the scopes, since when, and the tokens for it.

    `ends` is when it ends by itself, as Google does with those of a project in Testing, or None. `expires` is when the
    access token has to be renewed, which happens by itself. `address` is that of the Google account, if Google could be
    asked for it. All times are aware.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: frozenset[str]
    since: datetime
    ends: datetime | None
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    expires: datetime
    address: str | None = None


class GrantFile(LoginFile[Grant]):
    """The file with the grant of one account."""

    NAME = "google-login.json"
    PROVIDER = "Google"

    def _record(self, grant: Grant) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "client_id": grant.client_id,
            "client_secret": grant.client_secret,
            "scopes": sorted(grant.scopes),
            "since": grant.since.isoformat(),
            "ends": grant.ends and grant.ends.isoformat(),
            "refresh_token": grant.refresh_token,
            "access_token": grant.access_token,
            "expires": grant.expires.isoformat(),
            "address": grant.address,
        }

    def _grant(self, record: dict[str, Any]) -> Grant:
        if record["format"] != _FORMAT:
            raise ValueError("another format")
        return Grant(
            client_id=str(record["client_id"]),
            client_secret=str(record["client_secret"]),
            scopes=frozenset(map(str, record["scopes"])),
            since=_moment(record["since"]),
            ends=_moment(record["ends"]) if record["ends"] else None,
            refresh_token=str(record["refresh_token"]),
            access_token=str(record["access_token"]),
            expires=_moment(record["expires"]),
            address=record.get("address"),
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
