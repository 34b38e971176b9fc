"""Memory adapters with one fault each, for the suite to find.

`test_conformance_finds_faults.py` runs this file by itself; its name keeps it out of every other run.
`FAULTS` says which test of the suite has to fail for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.conformance import CalendarConformance, DraftsConformance, InboxConformance
from adapters.conformance.harness import CALENDAR_NAME, ZONE
from adapters.memory import ADAPTER
from adapters.memory.calendar import MemoryCalendar
from adapters.memory.drafts import MemoryDrafts
from adapters.memory.inbox import MemoryInbox
from adapters.memory.shelf import Stored
from adapters.memory.store import MemoryStore
from daemon.ports.adapter import Connection
from daemon.ports.errors import CursorExpired, PortError
from daemon.ports.records import (
    Correspondents,
    Direction,
    Draft,
    DraftLook,
    DraftRef,
    DraftState,
    Entry,
    Event,
    EventChanges,
    Item,
    Message,
    MessageChanges,
    StandingEntries,
    Window,
    Written,
)
from tests.adapters.memory_harness import MemoryHarness


class Calendar(MemoryCalendar):
    """Base of the faulty calendars; they see the store."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store, CALENDAR_NAME, ZONE)
        self.store = store


class CreatesTwice(Calendar):
    def put(self, entry: Entry, expected: str | None) -> Written:
        if expected is None and entry.key in self.store.own_entries:
            return super().put(replace(entry, key=f"{entry.key}-{self.store.faults.writes}"), None)
        return super().put(entry, expected)


class IgnoresTheVersion(Calendar):
    def put(self, entry: Entry, expected: str | None) -> Written:
        standing = entry.key in self.store.own_entries
        return super().put(entry, self.store.own_entries[entry.key].version if expected and standing else expected)


class RemovesWhateverStands(Calendar):
    def remove(self, ref: str, expected: str) -> None:
        super().remove(ref, self.store.own_entries[ref].version if ref in self.store.own_entries else expected)


class LeaksKeyError(Calendar):
    def remove(self, ref: str, expected: str) -> None:
        self.store.own_entries[ref]
        super().remove(ref, expected)


class RemovesEventsOfOthers(Calendar):
    def remove(self, ref: str, expected: str) -> None:
        if ref in self.store.events:
            self.store.delete_events(ref)
        else:
            super().remove(ref, expected)


class ReportsOwnEntries(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        found = super().changes(since, window)
        return replace(found, items=(*found.items, *(_as_item(entry) for entry in self.store.entries.values())))


class DropsOverrides(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        found = super().changes(since, window)
        return replace(found, items=tuple(_without_odd_ones(item) for item in found.items))


class RenamesMovedInstances(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return _each_event(super().changes(since, window), lambda e: replace(e, instance=e.instance and str(e.start)))


class TakesPartForAll(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return replace(super().changes(since, window), complete=True)


class ReportsDeletionsAfterPartialReads(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        found = super().changes(since, window)
        if found.complete or since is None:
            return found
        seen = {item.ref for item in found.items}
        return replace(found, gone=tuple(stored.ref for stored in self.store.events if stored.ref not in seen))


class SkipsWhatAPartialReadMissed(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return replace(super().changes(since, window), cursor=self.store.events.cursor)


class IgnoresTheCursor(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return super().changes(None if since else since, window)


class ForgetsExpiredCursorsQuietly(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        try:
            return super().changes(since, window)
        except CursorExpired:
            return EventChanges(items=(), cursor=self.store.events.cursor, complete=True)


class NeverReportsDeletions(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return replace(super().changes(since, window), gone=())


class SwallowsBrokenItems(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return replace(super().changes(since, window), problems=())


class KeepsAsciiOnly(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        return _each_event(
            super().changes(since, window),
            lambda event: replace(event, summary=event.summary.encode("ascii", "replace").decode()),
        )


class ReportsCancelledAsAbsent(Calendar):
    def changes(self, since: str | None, window: Window) -> EventChanges:
        found = super().changes(since, window)
        items = [replace(i, events=tuple(e for e in i.events if e.status != "cancelled")) for i in found.items]
        return replace(found, items=tuple(items))


class LosesEntriesOnReopen(Calendar):
    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        for key in store.entries:
            store.delete_entry(key)


class FindsEntriesByMarksOnly(Calendar):
    def entries(self) -> StandingEntries:
        found = super().entries()
        return replace(found, entries=tuple(each for each in found.entries if each.mark is not None))


class ReplacesWhatIsNotOurs(Calendar):
    def put(self, entry: Entry, expected: str | None) -> Written:
        written = super().put(entry, expected)
        self.store.own_entries.write(written.ref, replace(self.store.own_entries[written.ref].thing, annotation=None))
        return replace(written, version=self.store.own_entries[written.ref].version)


class WritesNoAlarms(Calendar):
    def put(self, entry: Entry, expected: str | None) -> Written:
        return super().put(replace(entry, alarms=()), expected)


class RaisesItsOwnErrors(Calendar):
    def entries(self) -> StandingEntries:
        try:
            return super().entries()
        except PortError as error:
            raise ConnectionError(str(error)) from error


class Drafts(MemoryDrafts):
    """Base of the faulty drafts folders; they see the store."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.store = store


class OverwritesEditedDrafts(Drafts):
    def put(self, draft: Draft, expected: str | None) -> Written:
        if draft.key in self.store.own_drafts:
            expected = self.store.own_drafts[draft.key].version
        return super().put(draft, expected)


class RemovesEditedDrafts(Drafts):
    def remove(self, ref: str, expected: str) -> None:
        standing = ref in self.store.own_drafts
        super().remove(ref, self.store.own_drafts[ref].version if standing else expected)


class TakesSentForGone(Drafts):
    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        found = super().look(refs)
        return tuple(replace(look, state=DraftState.GONE) if look.state is DraftState.SENT else look for look in found)


class TakesGoneForSent(Drafts):
    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        found = super().look(refs)
        return tuple(replace(look, state=DraftState.SENT) if look.state is DraftState.GONE else look for look in found)


class WritesASentDraftAgain(Drafts):
    def put(self, draft: Draft, expected: str | None) -> Written:
        if draft.key in self.store.own_drafts:
            return super().put(draft, expected)
        return self._write(draft.key, draft)


class KnowsDraftsByMessageIdOnly(Drafts):
    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        found = super().look([replace(ref, key="") for ref in refs])
        return tuple(replace(look, key=ref.key) for look, ref in zip(found, refs, strict=True))


class LetsHeadersIn(Drafts):
    def put(self, draft: Draft, expected: str | None) -> Written:
        written = super().put(draft, expected)
        own = self.store.own_drafts[written.ref].thing
        body = draft.subject.partition("\r\n\r\n")[2] + own.draft.body
        self.store.own_drafts.write(written.ref, replace(own, draft=replace(own.draft, body=body)))
        return replace(written, version=self.store.own_drafts[written.ref].version)


class LooksInItsOwnOrder(Drafts):
    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        return tuple(sorted(super().look(refs), key=lambda look: look.key))


class Inbox(MemoryInbox):
    """Base of the faulty inboxes; they see the store."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.store = store


class MarksMessagesAsRead(Inbox):
    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        found = super().messages(since, correspondents)
        for stored in self.store.mail:
            self.store.mail.write(stored.ref, replace(stored.thing, unread=False))
        return found


class ReadsEverybodysMail(Inbox):
    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        everybody = frozenset({"example"}) if correspondents.domains else frozenset()
        return super().messages(since, replace(correspondents, domains=everybody))


class SkipsSentMail(Inbox):
    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        found = super().messages(since, correspondents)
        return replace(found, messages=tuple(each for each in found.messages if each.direction == "inbound"))


class LosesMailAfterPartialReads(Inbox):
    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        return replace(super().messages(since, correspondents), cursor=self.store.mail.cursor)


class ReadsDrafts(Inbox):
    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        found = super().messages(since, correspondents)
        return replace(found, messages=(*(_as_sent(stored) for stored in self.store.other_drafts), *found.messages))


FAULTS: Mapping[type[Calendar | Drafts | Inbox], str] = {
    CreatesTwice: "test_an_entry_put_twice_stands_once",
    IgnoresTheVersion: "test_replacing_a_version_that_is_past_is_a_conflict",
    RemovesWhateverStands: "test_an_edited_entry_is_not_removed",
    LeaksKeyError: "test_removing_what_never_was_is_not_found",
    RemovesEventsOfOthers: "test_an_event_of_others_cannot_be_removed",
    ReportsOwnEntries: "test_entries_are_never_reported_as_events",
    DropsOverrides: "test_an_overridden_instance_replaces_the_planned_one",
    RenamesMovedInstances: "test_a_moved_instance_keeps_its_name",
    TakesPartForAll: "test_what_an_incomplete_read_misses_is_not_gone",
    ReportsDeletionsAfterPartialReads: "test_what_an_incomplete_read_misses_is_not_gone",
    SkipsWhatAPartialReadMissed: "test_what_an_incomplete_read_misses_is_reported_later",
    IgnoresTheCursor: "test_nothing_is_reported_when_nothing_changed",
    ForgetsExpiredCursorsQuietly: "test_after_an_expired_cursor_all_is_read_again",
    NeverReportsDeletions: "test_a_deleted_event_is_gone",
    SwallowsBrokenItems: "test_a_broken_item_is_reported_and_the_rest_is_read",
    KeepsAsciiOnly: "test_texts_beyond_ascii_are_kept",
    ReportsCancelledAsAbsent: "test_a_cancelled_instance_is_reported_as_cancelled",
    LosesEntriesOnReopen: "test_entries_survive_a_reopen",
    FindsEntriesByMarksOnly: "test_an_entry_without_its_marks_is_found",
    ReplacesWhatIsNotOurs: "test_what_others_stored_in_an_entry_is_kept",
    WritesNoAlarms: "test_alarms_are_written",
    RaisesItsOwnErrors: "test_every_call_fails_alike_and_changes_nothing",
    OverwritesEditedDrafts: "test_an_edited_draft_is_never_overwritten",
    RemovesEditedDrafts: "test_an_edited_draft_is_not_removed",
    TakesSentForGone: "test_a_sent_draft_is_sent",
    TakesGoneForSent: "test_a_deleted_draft_is_gone",
    WritesASentDraftAgain: "test_a_sent_draft_is_not_written_again",
    KnowsDraftsByMessageIdOnly: "test_an_edited_draft_is_found_by_either_witness",
    LooksInItsOwnOrder: "test_drafts_are_answered_in_the_order_asked",
    LetsHeadersIn: "test_no_line_end_in_a_header_adds_another",
    MarksMessagesAsRead: "test_reading_marks_nothing_as_read_and_changes_nothing",
    ReadsEverybodysMail: "test_the_sender_or_the_thread_decides",
    SkipsSentMail: "test_a_message_that_the_person_sent_is_read",
    LosesMailAfterPartialReads: "test_what_an_incomplete_read_misses_is_reported_later",
    ReadsDrafts: "test_drafts_are_never_read",
}


class FaultyHarness(MemoryHarness):
    """A memory account whose adapter has one fault."""

    def __init__(self, fault: type[Calendar | Drafts | Inbox]) -> None:
        super().__init__()
        self.fault = fault

    def open(self) -> Connection:
        port = self.fault(self.store)
        return Connection(
            ADAPTER,
            calendar=port if isinstance(port, Calendar) else None,
            drafts=port if isinstance(port, Drafts) else None,
            inbox=port if isinstance(port, Inbox) else None,
        )


def suite_for(fault: type[Calendar | Drafts | Inbox]) -> type:
    """The part of the suite that the fault is in, to be run against it."""

    @pytest.fixture
    def harness(_self: object) -> FaultyHarness:
        return FaultyHarness(fault)

    port = next(base for base in (Calendar, Drafts, Inbox) if issubclass(fault, base))
    suites = {Calendar: CalendarConformance, Drafts: DraftsConformance, Inbox: InboxConformance}
    return type(f"Test{fault.__name__}", (suites[port],), {"harness": harness})


globals().update({f"Test{fault.__name__}": suite_for(fault) for fault in FAULTS})


def _as_item(entry: Entry) -> Item:
    event = Event(
        uid=entry.key, calendar="Personal", start=entry.start, end=entry.end, zone=entry.zone, summary=entry.summary
    )
    return Item(ref=entry.key, version="1", events=(event,))


def _as_sent(stored: Stored[Draft]) -> Message:
    return Message(
        ref=stored.ref,
        message_id=stored.thing.message_id,
        direction=Direction.SENT,
        sender=stored.thing.sender,
        date=datetime(2026, 3, 12, tzinfo=UTC),
    )


def _each_event(found: EventChanges, change: Callable[[Event], Event]) -> EventChanges:
    items = [replace(item, events=tuple(change(event) for event in item.events)) for item in found.items]
    return replace(found, items=tuple(items))


def _without_odd_ones(item: Item) -> Item:
    """The item without the instances whose summary differs from that of the first."""
    return replace(item, events=tuple(event for event in item.events if event.summary == item.events[0].summary))
