"""followupd's own calendar at Exchange: its entries, found by their UIDs or our marks.

Exchange removes whatever version of an item it is told to, and knows no key by which a second creation would be
noticed; the look before each write notices both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.exchange.asking import Feed, items, one_in
from adapters.exchange.entries import FIELDS, changes, look_into, new
from adapters.exchange.errors import Trouble
from adapters.exchange.folders import Folders, Place
from adapters.exchange.markup import M, T
from adapters.exchange.reading import ref_of, version_of
from adapters.exchange.refusals import ENTRY, GONE, writing
from adapters.formats.own_calendar import OwnCalendar
from adapters.formats.own_entries import Found, unreadable
from daemon.ports.errors import CursorExpired, PortError
from daemon.ports.records import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element
    from daemon.ports.records import Entry, StandingEntry


@dataclass(slots=True, kw_only=True)
class ExchangeOwnCalendar(OwnCalendar[Place]):
    """The entries as they were seen last; what has not changed since is not read again."""

    calendars: Folders
    mailbox: Mailbox
    _id: str = ""
    _state: str | None = None

    def _create(self, place: Place, entry: Entry) -> Written:
        return self._write(
            M.CreateItem(
                M.SavedItemFolderId(T.FolderId(Id=place.id)),
                M.Items(new(entry)),
                MessageDisposition="SaveOnly",
                SendMeetingInvitations="SendToNone",
            )
        )

    def _replace(self, place: Place, name: str, stands: StandingEntry, entry: Entry) -> Written:  # noqa: ARG002 - ids of items name their calendar as well
        change = T.ItemChange(T.ItemId(Id=name, ChangeKey=stands.version), T.Updates(*changes(entry)))
        return self._write(
            M.UpdateItem(
                M.ItemChanges(change),
                ConflictResolution="NeverOverwrite",
                MessageDisposition="SaveOnly",
                SendMeetingInvitationsOrCancellations="SendToNone",
            )
        )

    def _delete(self, place: Place, name: str, version: str) -> None:  # noqa: ARG002 - as above
        asked = M.DeleteItem(
            M.ItemIds(T.ItemId(Id=name, ChangeKey=version)),
            DeleteType="MoveToDeletedItems",
            SendMeetingCancellations="SendToNone",
        )
        with writing(ENTRY):
            self.mailbox.ask_one(asked)

    def _write(self, asked: Element) -> Written:
        with writing(ENTRY):
            item = one_in(self.mailbox.ask_one(asked), "m:Items/*", self.mailbox)
        return Written(ref=ref_of(item), version=version_of(item))

    def _forget(self) -> None:
        self._id, self._state, self._found = "", None, {}
        self.mailbox.guard.entries = set()

    def _is_gone(self, error: PortError) -> bool:
        return isinstance(error, Trouble) and error.code in GONE

    def _look_again(self, place: Place) -> None:
        if place.id == self._id and self._state is not None:
            try:
                self._walk(place, self._state)
            except CursorExpired:
                self._state = None
            else:
                return
        self._walk(place, None)

    def _walk(self, place: Place, since: str | None) -> None:
        """Read what has changed since a state, or all; nothing is taken over unless it comes to its end."""
        feed = Feed(mailbox=self.mailbox, folder=place.id, state=since)
        found = dict(self._found) if since is not None else {}
        changed: dict[str, None] = {}
        for change in feed:
            found.pop(change.ref, None)
            changed.pop(change.ref, None)
            if change.item is not None:
                changed[change.ref] = None
        found |= self._read(list(changed))
        self._id, self._state, self._found = place.id, feed.state, found
        self.mailbox.guard.entries = {ref for ref, each in found.items() if each.entry is not None}

    def _read(self, refs: list[str]) -> Iterator[tuple[str, Found]]:
        for ref, item in items(self.mailbox, refs, FIELDS):
            if not isinstance(item, PortError):
                yield ref, look_into(item, zone=self.zone)
            elif not isinstance(item, Trouble):
                raise item
            elif item.code not in GONE:
                yield ref, unreadable(ref, f"Exchange cannot read it ({item.code or 'too large'}).")
