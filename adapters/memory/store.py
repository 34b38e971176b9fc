"""The provider behind the memory adapter: what a person's account holds, and what the person does with it.

The ports read and write the shelves; the methods here are the other side: invitations arrive, the person edits,
deletes and sends. A test holds one store and opens connections to it, so it survives every reopen. Our entries and
drafts are addressed by the step's key, which is also their ref; foreign things by the ref that adding them returns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from adapters.memory.faults import Faults
from adapters.memory.shelf import Shelf
from daemon.ports.records import Direction, Draft, Entry, Event, Message, Moment, Person

CALENDAR = "Personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """A foreign item: an event or a series with all its instances, or, if `broken` says why, one nobody can read."""

    calendar: str
    events: tuple[Event, ...] = ()
    problems: tuple[str, ...] = ()
    broken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """An entry of ours, the fingerprint it was written with, and what other programs stored in it."""

    entry: Entry
    mark: str | None
    annotation: str | None = None
    broken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDraft:
    """A draft of ours as it stands: the Message-ID is in the draft, `step` and `mark` are our own headers."""

    draft: Draft
    step: str | None
    mark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message that came in or was sent; `step` is our header on a draft that the person sent."""

    message: Message | None
    step: str | None = None
    unread: bool = False
    broken: str | None = None


class MemoryStore:
    """An account, empty at first."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.events: Shelf[CalendarItem] = Shelf()
        self.own_entries: Shelf[OwnEntry] = Shelf()
        self.own_drafts: Shelf[OwnDraft] = Shelf()
        self.other_drafts: Shelf[Draft] = Shelf()
        self.mail: Shelf[Mail] = Shelf()

    # The calendar

    def add_events(self, *events: Event, calendar: str = CALENDAR, problems: tuple[str, ...] = ()) -> str:
        """Store a single event, or the instances of one series, as one item."""
        ref = self.events.new_ref("item")
        self.events.write(ref, CalendarItem(calendar=calendar, events=events, problems=problems))
        return ref

    def replace_events(self, ref: str, *events: Event, problems: tuple[str, ...] = ()) -> None:
        """Put other events in the place of an item's, as when a meeting is moved or cancelled."""
        item = self.events[ref].thing
        self.events.write(ref, replace(item, events=events, problems=problems, broken=None))

    def break_events(self, ref: str, reason: str = "the text is not iCalendar") -> None:
        """Make an item unreadable."""
        self.events.write(ref, replace(self.events[ref].thing, broken=reason))

    def delete_events(self, ref: str) -> None:
        """Delete an item."""
        self.events.remove(ref)

    @property
    def entries(self) -> dict[str, Entry]:
        """Our entries as they stand, by key."""
        return {stored.ref: stored.thing.entry for stored in self.own_entries}

    def edit_entry(
        self,
        key: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        """Change an entry of ours as the person, leaving what is not named."""
        own = self.own_entries[key].thing
        entry = replace(
            own.entry,
            summary=own.entry.summary if summary is None else summary,
            description=own.entry.description if description is None else description,
            start=own.entry.start if start is None else start,
            end=own.entry.end if end is None else end,
        )
        self.own_entries.write(key, replace(own, entry=entry))

    def strip_entry(self, key: str) -> None:
        """Take our marks from an entry; only its UID still tells that it is ours."""
        own = self.own_entries[key].thing
        self.own_entries.write(key, replace(own, mark=None, entry=replace(own.entry, subject="")))

    def annotate_entry(self, key: str, text: str) -> None:
        """Store something in an entry as another program."""
        self.own_entries.write(key, replace(self.own_entries[key].thing, annotation=text))

    def break_entry(self, key: str, reason: str = "the text is not iCalendar") -> None:
        """Make an entry unreadable."""
        self.own_entries.write(key, replace(self.own_entries[key].thing, broken=reason))

    def delete_entry(self, key: str) -> None:
        """Delete an entry as the person."""
        self.own_entries.remove(key)

    # The drafts

    @property
    def drafts(self) -> dict[str, Draft]:
        """Our drafts as they stand, by key."""
        return {stored.ref: stored.thing.draft for stored in self.own_drafts}

    def edit_draft(
        self,
        key: str,
        *,
        subject: str | None = None,
        body: str | None = None,
        to: tuple[Person, ...] | None = None,
    ) -> None:
        """Save a draft of ours as the person, leaving what is not named."""
        own = self.own_drafts[key].thing
        draft = replace(
            own.draft,
            subject=own.draft.subject if subject is None else subject,
            body=own.draft.body if body is None else body,
            to=own.draft.to if to is None else to,
        )
        self.own_drafts.write(key, replace(own, draft=draft))

    def strip_draft(self, key: str) -> None:
        """Take our headers from a draft; only its Message-ID still tells that it is ours."""
        self.own_drafts.write(key, replace(self.own_drafts[key].thing, step=None, mark=None))

    def rewrite_message_id(self, key: str, message_id: str) -> None:
        """Give a draft another Message-ID; only our headers still tell that it is ours."""
        own = self.own_drafts[key].thing
        self.own_drafts.write(key, replace(own, draft=replace(own.draft, message_id=message_id)))

    def delete_draft(self, key: str) -> None:
        """Delete a draft as the person."""
        self.own_drafts.remove(key)

    def send_draft(self, key: str, at: datetime) -> str:
        """Send a draft as the person at this aware time: no draft any more, and among the sent messages."""
        own = self.own_drafts.remove(key)
        ref = self.mail.new_ref("mail")
        self.mail.write(ref, Mail(message=_sent(own.draft, ref, at), step=own.step))
        return ref

    # The mail

    def deliver(self, message: Message) -> str:
        """A message arrives, unread, or appears among those sent, as its direction says; its ref is made here."""
        ref = self.mail.new_ref("mail")
        unread = message.direction is Direction.INBOUND
        self.mail.write(ref, Mail(message=replace(message, ref=ref), unread=unread))
        return ref

    def break_message(self, ref: str, reason: str = "the message has no readable part") -> None:
        """Make a message unreadable."""
        self.mail.write(ref, replace(self.mail[ref].thing, broken=reason))

    def expire_cursors(self) -> None:
        """Forget every cursor given out so far."""
        self.events.expire_cursors()
        self.mail.expire_cursors()


def _sent(draft: Draft, ref: str, at: datetime) -> Message:
    return Message(
        ref=ref,
        message_id=draft.message_id,
        direction=Direction.SENT,
        sender=draft.sender,
        to=draft.to,
        subject=draft.subject,
        date=at,
        in_reply_to=draft.in_reply_to,
        references=draft.references,
        text=draft.body,
    )
