"""What the suite asks of an adopter: to be the person and the provider on the other side of the ports.

The suite calls the ports of an opened account, and everything that happens outside followupd it asks of a harness:
an invitation arrives, the person edits an entry, the network fails. Foreign things are handed over in neutral
languages, iCalendar (RFC 5545) and Internet messages (RFC 5322), and each harness translates them for its provider.

A *handle* is the harness's own name of a foreign thing it was asked to store; the suite only hands it back. A *ref*
is the adapter's, as it came through the port.
What a provider cannot express is declared in `gaps`, with the reason; the method concerned then raises `Unsupported`,
and the suite asserts that and the behaviour that `Gap` promises instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from daemon.ports.adapter import Adapter, Connection, OptionValue, Setup
from daemon.ports.errors import PortError, Unsupported
from daemon.ports.records import Moment, Window

OWNER = "robin@owner.example"
ZONE = ZoneInfo("Europe/Berlin")
CALENDAR_NAME = "Follow-up"
WINDOW = Window(start=datetime(2026, 3, 1, tzinfo=UTC), end=datetime(2026, 5, 1, tzinfo=UTC))


class Gap(StrEnum):
    """What a provider may be unable to express, and what the suite asserts in its place."""

    BROKEN_ITEMS = "stores no broken item: every item is read and nothing is reported"
    INCOMPLETE_READS = "never reads in part: a read is complete or fails"
    EXPIRING_CURSORS = "cursors given out do not expire: only unknown ones are refused"
    CANCELLED_EVENTS = "a cancelled event is a deleted one: it cannot be stored, and its instances can"
    THIS_AND_FUTURE = "has no RANGE=THISANDFUTURE: such an item cannot be stored"
    STRIPPED_MARKS = "marks cannot be lost: they are read back"
    FOREIGN_BESIDE_ENTRIES = "foreign items cannot enter followupd's own calendar"
    SEVERAL_ALARMS = "an entry has one alarm: of several the one nearest to its start is kept"
    MOVED_ENTRIES = "an entry cannot be moved to another calendar"
    REWRITTEN_MESSAGE_IDS = "a message keeps its Message-ID for life"
    AUTH_REQUIRED = "there is no login that could fail"
    REJECTED = "takes every item"


class Witness(StrEnum):
    """Which signs that a message is ours are left: our marks may be stripped, or the Message-ID may be rewritten."""

    BOTH = "both"
    MARKS = "marks-only"
    MESSAGE_ID = "message-id-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What the provider stores of an entry and the port does not show."""

    alarms: tuple[timedelta, ...]
    attendees: tuple[str, ...]
    annotation: str | None


class Harness(ABC):
    """What every account has in common. One harness is one account with storage of its own, empty at first."""

    gaps: Mapping[Gap, str] = MappingProxyType({})

    @property
    @abstractmethod
    def adapter(self) -> Adapter:
        """The declaration under test."""

    @abstractmethod
    def open(self) -> Connection:
        """A fresh connection to the account; storage outlives it, and so do cursors, refs and versions."""

    @abstractmethod
    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        """Inside it the provider behaves so that port calls fail with this error, and change nothing.

        Asked for `Unavailable` and `AuthRequired` (every call of an open connection) and `Rejected` (every `put`);
        the other errors come from what the suite does. `Unsupported` if the gap is declared.
        """

    @abstractmethod
    def expire_cursors(self) -> None:
        """Make the provider forget every cursor given out so far."""

    @abstractmethod
    def incomplete_reads(self) -> AbstractContextManager[None]:
        """Inside it a read of calendar or mail sees a part only, with at least one of two or more items missing."""

    def refuse(self, gap: Gap) -> Unsupported:
        """The error to raise by a method that this provider has no way to fulfil."""
        return Unsupported(self.gaps.get(gap, f"not declared as a gap: {gap}"))


class CalendarHarness(Harness):
    """The person's calendar, and other programs that work in it."""

    @abstractmethod
    def seed(self, calendar: str) -> str:
        """Store the one item (an event, or a series with its overrides) of a VCALENDAR in the person's calendar."""

    @abstractmethod
    def replace(self, handle: str, calendar: str) -> None:
        """Replace an item by that of another VCALENDAR with the same UID."""

    @abstractmethod
    def delete(self, handle: str) -> None:
        """Delete an item."""

    @abstractmethod
    def stored(self, handle: str) -> bytes:
        """An item as the provider stores it, with whatever would show a write (content, version)."""

    @abstractmethod
    def break_item(self, handle: str) -> None:
        """Make an item unreadable as a whole: syntax no reader accepts, or an answer that makes no sense."""

    @abstractmethod
    def seed_beside_entries(self, calendar: str) -> str:
        """Store a foreign item in the calendar that followupd made for its entries; answers with the adapter's ref."""

    @abstractmethod
    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        """Change an entry of ours as another program would, leaving what is not named."""

    @abstractmethod
    def strip_marks(self, ref: str) -> None:
        """Take our private marks from an entry and leave its UID or id, as clients do that drop unknown properties."""

    @abstractmethod
    def annotate(self, ref: str, text: str) -> None:
        """Store something in an entry that is not ours, as other programs do: a category, a private property."""

    @abstractmethod
    def inside(self, ref: str) -> Inside:
        """What is stored of an entry beside what the port shows."""

    @abstractmethod
    def break_entry(self, ref: str) -> None:
        """Make an entry of ours unreadable as a whole, as a damaged file or a faulty server does."""

    @abstractmethod
    def delete_entry(self, ref: str) -> None:
        """Delete an entry as the person."""

    @abstractmethod
    def move_entry(self, ref: str) -> None:
        """Move an entry from followupd's calendar to the person's, as the person may."""


class DraftsHarness(Harness):
    """The person at their drafts folder."""

    @abstractmethod
    def standing(self) -> tuple[bytes, ...]:
        """Every message in the drafts folder, as any mail program reads it."""

    @abstractmethod
    def save_draft(self, message: bytes) -> str:
        """Store a draft that the person wrote."""

    @abstractmethod
    def stored(self, handle: str) -> bytes:
        """A message of the person as it is stored now."""

    @abstractmethod
    def edit_draft(
        self,
        ref: str,
        *,
        subject: str | None = None,
        body: str | None = None,
        to: str | None = None,
        keeps: Witness = Witness.BOTH,
    ) -> None:
        """Save a draft of ours from a mail program, with these things changed; with none, it is only laid out anew."""

    @abstractmethod
    def delete_draft(self, ref: str) -> None:
        """Delete a draft of ours as the person; a trash folder may keep it."""

    @abstractmethod
    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        """What the provider shows once the person has sent a draft: gone from the drafts, among the sent messages."""


class InboxHarness(Harness):
    """The people who write to the person, and the person's own mail program."""

    @abstractmethod
    def deliver(self, message: bytes) -> str:
        """A message arrives in the inbox, unread."""

    @abstractmethod
    def file_sent(self, message: bytes) -> str:
        """A message appears among those that the person sent."""

    @abstractmethod
    def save_draft(self, message: bytes) -> str:
        """Store a draft that the person wrote."""

    @abstractmethod
    def stored(self, handle: str) -> bytes:
        """A message as it is stored now."""

    @abstractmethod
    def is_unread(self, handle: str) -> bool:
        """Whether the person's mail program shows a delivered message as new."""

    @abstractmethod
    def break_message(self, handle: str) -> None:
        """Make a message unreadable as a whole."""


def make_setup(state: Path, options: Mapping[str, OptionValue]) -> Setup:
    """The setup that the suite's texts are written for; a harness opens its adapter with it."""
    return Setup(
        account="conformance",
        options=options,
        owner=frozenset({OWNER}),
        zone=ZONE,
        calendar_name=CALENDAR_NAME,
        state=state,
    )
