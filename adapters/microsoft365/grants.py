"""What came of signing in, kept in a file that only the person can read.

The file is replaced as a whole, so whoever reads it sees the old grant or the new one, and never half of one. Nothing
here shows a token: the record does not print them, and messages name the file only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from adapters.web.private_files import is_ours, read_private, replace_private
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "microsoft365-login.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the person granted to the app registration, and since when (aware).

    `person` is what Microsoft calls whoever signed in, for good; `address` is what they signed in with. `cache` is
    what the login library keeps of it, the tokens among them.
    """

    client_id: str
    authority: str
    scopes: tuple[str, ...]
    since: datetime
    person: str
    address: str
    cache: str = field(repr=False)


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
            raise AuthRequired(f"nobody has signed in to Microsoft yet: {self._remedy}") from None
        try:
            return _grant(json.loads(content))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise AuthRequired(f"the login in {self.path} is damaged: {self._remedy}") from error

    def find(self) -> Grant | None:
        """The grant as it is now, if there is one that may be used."""
        try:
            return self.read()
        except AuthRequired:
            return None

    def write(self, grant: Grant) -> None:
        """Keep a grant in place of what was there, and read it back; `Unavailable` if it cannot be kept."""
        record = {**asdict(grant), "format": _FORMAT, "since": grant.since.isoformat()}
        replace_private(self.path, json.dumps(record).encode())
        if self.read() != grant:
            raise Unavailable(f"the login was written to {self.path}, but is not what stands there")

    def is_ours(self) -> bool:
        """Whether the file belongs to the user that this runs as, so that replacing it takes it from nobody."""
        return is_ours(self.path)


def _grant(record: dict[str, Any]) -> Grant:
    if record["format"] != _FORMAT:
        raise ValueError("another format")
    return Grant(
        client_id=str(record["client_id"]),
        authority=str(record["authority"]),
        scopes=tuple(map(str, record["scopes"])),
        since=datetime.fromisoformat(record["since"]).astimezone(UTC),
        person=str(record["person"]),
        address=str(record["address"]),
        cache=str(record["cache"]),
    )
