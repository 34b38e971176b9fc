"""The failures a port may raise: a closed set, and the class says what the daemon does next.

    PortError
    ├── Unavailable     wait, then try again: network, server trouble, quota, a locked folder
    ├── AuthRequired    tell the person: the login is missing, wrong or has died
    ├── CursorExpired   read everything again, without a cursor
    ├── Conflict        somebody else changed the item: read it again, decide again
    ├── NotFound        the item is not there
    ├── Rejected        the provider will never take this item: drop it and say so
    └── Unsupported     the account does not offer this

Anything else that leaves an adapter is a bug in it: that account backs off, the others go on.
Messages are for the person: they say what happened and what to do, and never hold a secret, an address or mail text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class PortError(Exception):
    """Base of the closed set; never raised itself."""


class Unavailable(PortError):
    """The provider cannot be reached or refuses for now; the same call may succeed later.

    `retry_after` is how long the provider asked to be left alone, or None if it did not say.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AuthRequired(PortError):
    """Only the person can help: the login is missing, wrong or no longer valid. Never retried in a loop."""


class CursorExpired(PortError):
    """The cursor can no longer be used; the caller reads again with `since=None`."""


class Conflict(PortError):
    """The item is not in the version that the caller expected; nothing was written."""


class NotFound(PortError):
    """There is no such item; nothing was written."""


class Rejected(PortError):
    """The provider refuses this one item for good; other items are not affected."""


class Unsupported(PortError):
    """The account does not offer what was asked; the message says why."""
