"""What came of signing in, kept in a file that only the person can read.

The file is replaced as a whole, so whoever reads it sees the old grant or the new one, and never half of one. Nothing
here shows a token: the record does not print them, and messages name the file only.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final

from daemon.ports.errors import AuthRequired, Unavailable

FILE_NAME: Final = "google-login.json"
LONGEST: Final = 64 * 1024
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
            with self.path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                content = file.read(LONGEST)
        except FileNotFoundError:
            raise AuthRequired(f"nobody has signed in to Google yet: {self._remedy}") from None
        except OSError as error:
            raise AuthRequired(f"the login cannot be read from {self.path}: {error.strerror}") from error
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise AuthRequired(f"others may use the login in {self.path}: take that from them with chmod 600")
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
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(self.path, json.dumps(_record(grant)).encode())
        except OSError as error:
            raise Unavailable(f"the login cannot be kept in {self.path}: {error.strerror}") from error
        if self.read() != grant:
            raise Unavailable(f"the login was written to {self.path}, but is not what stands there")

    def is_ours(self) -> bool:
        """Whether the file belongs to the user that this runs as, so that replacing it takes it from nobody."""
        try:
            return self.path.stat().st_uid == os.geteuid()
        except OSError:
            return False


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = mkstemp(prefix=".", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


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
