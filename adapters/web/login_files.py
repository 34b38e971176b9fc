"""What came of signing in, kept in a file that only the person can read.

The file is replaced as a whole, so whoever reads it sees the old login or the new one, and never half of one. Nothing
here shows a token: messages name the file only.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from adapters.web.private_files import is_ours, read_private, replace_private
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Grant = TypeVar("Grant")


class LoginFile(ABC, Generic[Grant]):
    """The file with what was granted to one account; an adapter says what that is, and at which `PROVIDER`."""

    NAME: ClassVar[str]
    PROVIDER: ClassVar[str]

    def __init__(self, folder: Path, account: str) -> None:
        """Store where it is; it need not exist."""
        self.path = folder / self.NAME
        self._remedy = f"sign in with: followupd auth {account}"

    def read(self) -> Grant:
        """The grant as it is now; `AuthRequired` if there is none that may be used."""
        try:
            content = read_private(self.path)
        except FileNotFoundError:
            raise AuthRequired(f"nobody has signed in to {self.PROVIDER} yet: {self._remedy}") from None
        try:
            return self._grant(json.loads(content))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise AuthRequired(f"the login in {self.path} is damaged: {self._remedy}") from error

    def find(self) -> Grant | None:
        """The grant as it is now, if there is one that may be used."""
        try:
            return self.read()
        except AuthRequired:
            return None

    def write(self, grant: Grant) -> None:
        """Keep a grant in place of what was there, and read it back; `Unavailable` if it cannot be kept."""
        replace_private(self.path, json.dumps(self._record(grant)).encode())
        if self.read() != grant:
            raise Unavailable(f"the login was written to {self.path}, but is not what stands there")

    def is_ours(self) -> bool:
        """Whether the file belongs to the user that this runs as, so that replacing it takes it from nobody."""
        return is_ours(self.path)

    @abstractmethod
    def _record(self, grant: Grant) -> Mapping[str, Any]:
        """A grant as JSON holds it."""

    @abstractmethod
    def _grant(self, record: dict[str, Any]) -> Grant:
        """The grant in a record; any `ValueError`, `TypeError`, `LookupError` if there is none."""
