"""What came of signing in, kept in a file that only the person can read.

The file is replaced as a whole, so whoever reads it sees the old grant or the new one, and never half of one. Nothing
here shows a token: the record does not print them, and messages name the file only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from adapters.web.private_files import is_ours, read_private, replace_private
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "google-login.json"
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


class GrantFile:
    """The file with the grant of one account."""

    def __init__(self, folder: Path, account: str) -> None:
        """Store where it is; it need not exist."""
        self.path = folder / FILE_NAME
        self._remedy = f"sign in with: followupd auth {account}"

    def read(self) -> Grant:
        """The grant as it is now; `AuthRequired` if there is none that may be used."""
        try:
            content = read_private(self.path)
        except FileNotFoundError:
            raise AuthRequired(f"nobody has signed in to Google yet: {self._remedy}") from None
        try:
            return _grant(json.loads(content))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AuthRequired(f"the login in {self.path} is damaged: {self._remedy}") from error

    def find(self) -> Grant | None:
        """The grant as it is now, if there is one that may be used."""
        try:
            return self.read()
        except AuthRequired:
            return None

    def write(self, grant: Grant) -> None:
        """Keep a grant in place of what was there, and read it back; `Unavailable` if it cannot be kept."""
        replace_private(self.path, json.dumps(_record(grant)).encode())
        if self.read() != grant:
            raise Unavailable(f"the login was written to {self.path}, but is not what stands there")

    def is_ours(self) -> bool:
        """Whether the file belongs to the user that this runs as, so that replacing it takes it from nobody."""
        return is_ours(self.path)


def _record(grant: Grant) -> dict[str, Any]:
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


def _grant(record: dict[str, Any]) -> Grant:
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
