"""CalendarPort: the person's events in, followupd's entries out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from daemon.ports.records import Entry, EventChanges, StandingEntries, Window, Written


class CalendarPort(Protocol):
    """Reads the calendars of one account and keeps followupd's own entries in one of them.

    Every method may raise `Unavailable` or `AuthRequired`. Nothing here changes an event that followupd did not write.
    """

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """Events changed and gone since a cursor, or everything in the window when `since` is None.

        Series are expanded to the instances that lie in the window; cancelled events are reported, with their status.
        followupd's own entries and the calendar made for them are never reported. A broken item is a `Problem`, and the
        rest is read. A cursor goes with its window: with another window the caller starts again from None.
        The same change may be reported again; a change is never left out, and the cursor of an incomplete read leads on
        to what was missed. Raises `CursorExpired` if the cursor can no longer be used.
        """
        ...

    def entries(self) -> StandingEntries:
        """Everything followupd wrote here, found by its marks or UID, as it stands now; a missing calendar is empty."""
        ...

    def put(self, entry: Entry, expected: str | None) -> Written:
        """Write an entry: create it if `expected` is None, else replace the one in that version.

        Creating makes followupd's own calendar if need be. If an entry with this key already stands with the same
        fingerprint nothing is written and it is returned, so a call whose answer was lost can be repeated, and there is
        never a second one. If it stands with another fingerprint, or in another version than expected, `Conflict`.
        Replacing keeps everything in the stored item that is not ours. `NotFound` if there is nothing to replace,
        `Rejected` if the provider will not take this entry.
        """
        ...

    def remove(self, ref: str, expected: str) -> None:
        """Remove an entry that is still in the expected version; `Conflict` if it is not, `NotFound` if it is gone.

        Only items that carry our marks or UID can be removed; any other ref is `NotFound`.
        """
        ...
