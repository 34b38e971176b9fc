"""The other side of the memory adapter: translates iCalendar and mail into calls of the store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from adapters.conformance import CalendarHarness, DraftsHarness, InboxHarness, Inside, Witness, make_setup
from adapters.conformance.harness import CALENDAR_NAME, ZONE
from adapters.conformance.texts import parsed
from adapters.formats.icalendar import parse_events
from adapters.formats.mime import parse_message
from adapters.memory import Call, MemoryStore, adapter_for
from adapters.memory.store import CALENDAR
from daemon.ports.adapter import Adapter, Connection
from daemon.ports.errors import PortError, Rejected
from daemon.ports.records import Direction, Draft, Event, Moment, Person, Window

WIDE = Window(start=datetime(2025, 12, 1, tzinfo=UTC), end=datetime(2026, 12, 1, tzinfo=UTC))
"""As far as series are expanded when they are stored; the port then shows the part that is in its window."""


class MemoryHarness(CalendarHarness, DraftsHarness, InboxHarness):
    """One store, and connections to it."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    @property
    def adapter(self) -> Adapter:
        return adapter_for(self.store)

    def open(self) -> Connection:
        return self.adapter.open(make_setup(Path(), {}))

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        calls = (Call.PUT,) if error is Rejected else ()
        return self.store.faults.failing(error("the provider was asked to fail"), *calls)

    def expire_cursors(self) -> None:
        self.store.expire_cursors()

    def incomplete_reads(self) -> AbstractContextManager[None]:
        return self.store.faults.reading_in_part()

    # The calendar

    def seed(self, calendar: str) -> str:
        try:
            events, problems = self._parse(calendar)
        except ValueError as unreadable:
            ref = self.store.add_events()
            self.store.break_events(ref, str(unreadable))
            return ref
        return self.store.add_events(*events, problems=problems)

    def replace(self, handle: str, calendar: str) -> None:
        events, problems = self._parse(calendar)
        self.store.replace_events(handle, *events, problems=problems)

    def delete(self, handle: str) -> None:
        self.store.delete_events(handle)

    def break_item(self, handle: str) -> None:
        self.store.break_events(handle)

    def seed_beside_entries(self, calendar: str) -> str:
        return self.store.add_events(*self._parse(calendar)[0], calendar=CALENDAR_NAME)

    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        self.store.edit_entry(ref, summary=summary, description=description, start=start, end=end)

    def strip_marks(self, ref: str) -> None:
        self.store.strip_entry(ref)

    def annotate(self, ref: str, text: str) -> None:
        self.store.annotate_entry(ref, text)

    def inside(self, ref: str) -> Inside:
        own = self.store.own_entries[ref].thing
        return Inside(alarms=own.entry.alarms, attendees=(), annotation=own.annotation)

    def break_entry(self, ref: str) -> None:
        self.store.break_entry(ref)

    def delete_entry(self, ref: str) -> None:
        self.store.delete_entry(ref)

    def move_entry(self, ref: str) -> None:
        """Entries lie apart from events whatever calendar shows them, so there is nothing to do but to touch it."""
        self.store.edit_entry(ref)

    def _parse(self, calendar: str) -> tuple[tuple[Event, ...], tuple[str, ...]]:
        return parse_events(calendar.encode(), calendar=CALENDAR, window=WIDE, zone=ZONE)

    # The drafts

    def standing(self) -> tuple[bytes, ...]:
        ours = [stored.thing.draft for stored in self.store.own_drafts]
        return tuple(render(draft) for draft in (*ours, *(stored.thing for stored in self.store.other_drafts)))

    def save_draft(self, message: bytes) -> str:
        found = parsed(message)
        ref = self.store.other_drafts.new_ref("draft")
        draft = Draft(
            key="",
            message_id=str(found["Message-ID"]),
            sender=Person(email=str(found["From"])),
            subject=str(found["Subject"] or ""),
            body=found.get_content(),
        )
        self.store.other_drafts.write(ref, draft)
        return ref

    def edit_draft(
        self,
        ref: str,
        *,
        subject: str | None = None,
        body: str | None = None,
        to: str | None = None,
        keeps: Witness = Witness.BOTH,
    ) -> None:
        self.store.edit_draft(ref, subject=subject, body=body, to=None if to is None else (Person(email=to),))
        self._lose(ref, keeps)

    def delete_draft(self, ref: str) -> None:
        self.store.delete_draft(ref)

    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        self._lose(ref, keeps)
        self.store.send_draft(ref, datetime(2026, 3, 12, 10, tzinfo=UTC))

    def _lose(self, ref: str, keeps: Witness) -> None:
        if keeps is Witness.MESSAGE_ID:
            self.store.strip_draft(ref)
        if keeps is Witness.MARKS:
            self.store.rewrite_message_id(ref, "<rewritten@provider.example>")

    # The mail

    def deliver(self, message: bytes) -> str:
        return self.store.deliver(parse_message(message, ref="", direction=Direction.INBOUND))

    def file_sent(self, message: bytes) -> str:
        return self.store.deliver(parse_message(message, ref="", direction=Direction.SENT))

    def is_unread(self, handle: str) -> bool:
        return self.store.mail[handle].thing.unread

    def break_message(self, handle: str) -> None:
        self.store.break_message(handle)

    def stored(self, handle: str) -> bytes:
        for shelf in (self.store.events, self.store.mail, self.store.other_drafts):
            if handle in shelf:
                return repr(shelf[handle]).encode()
        raise AssertionError(f"nothing is stored under {handle}")


def render(draft: Draft) -> bytes:
    """A draft as the mail programs of the account would see it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(draft.sender)
    if draft.to:
        message["To"] = [_mailbox(person) for person in draft.to]
    message["Subject"] = draft.subject
    message["Message-ID"] = draft.message_id
    if draft.in_reply_to:
        message["In-Reply-To"] = draft.in_reply_to
    if draft.references:
        message["References"] = " ".join(draft.references)
    message.set_content(draft.body)
    for attachment in draft.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.filename)
    return message.as_bytes()


def _mailbox(person: Person) -> Address:
    return Address(display_name=person.name or "", addr_spec=person.email or "")
