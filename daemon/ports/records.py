"""The values that cross a port: frozen, slotted, keyword-only, free of any vendor's types.

A *moment* is either an aware datetime or, for all-day things, a date. Ends are exclusive (RFC 5545 section 3.6.1).
A *ref* is the adapter's own handle of an item and a *version* its opaque state (ETag, change key, content hash); the
daemon keeps both, compares versions for equality only, and interprets neither.
A *key* is followupd's own name of a step: letters, digits and hyphens, at most 80 characters, safe in file names,
iCalendar X- values and message headers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Moment: TypeAlias = datetime | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, as far as a source names them: a name, an address, or both."""

    name: str | None = None
    email: str | None = None


class Response(StrEnum):
    """What an attendee answered to an invitation (RFC 5545 section 3.2.12)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NEEDS_ACTION = "needs-action"


class Status(StrEnum):
    """Whether an event takes place (RFC 5545 section 3.8.1.11)."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody invited to an event; `resource` is true for rooms and equipment."""

    name: str | None = None
    email: str | None = None
    response: Response = Response.NEEDS_ACTION
    optional: bool = False
    resource: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing in the person's calendar; of a series, one instance of it.

    `uid` is the iCalendar UID, the same on every calendar that shows the event. `instance` is empty for a single event
    and tells the instances of a series apart: the original start, which stays when an instance is moved.
    `start` and `end` are both datetimes or both dates. `zone` is the IANA zone the event was written in; a floating
    event and one in a zone nobody knows are placed in the account's zone, the latter with a sentence in `warnings`.
    Texts are plain text, whatever the provider stores. `busy` is false for an event that leaves its time free, as most
    programs make those of a whole day; a cancelled event, or one the person declined, may say that it is busy.
    """

    uid: str
    instance: str = ""
    calendar: str
    start: Moment
    end: Moment
    zone: str
    summary: str = ""
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    organizer: Person | None = None
    attendees: tuple[Attendee, ...] = ()
    recurring: bool = False
    busy: bool = True
    warnings: tuple[str, ...] = ()

    @property
    def all_day(self) -> bool:
        """True if the event has dates instead of times."""
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time, both ends aware; an event is in it if it starts before the end and ends after the start."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One item that could not be read; the rest was. `ref` names it so that the person finds it."""

    ref: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One stored thing and the events it holds in the window: one for a single event, one an instance for a series."""

    ref: str
    version: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChanges:
    """What `CalendarPort.changes` found.

    `items` replace what was known under the same ref; `gone` lists refs that no longer exist. After a read without a
    cursor `items` is everything in the window, and what is not in it no longer exists, but only if `complete` is true.
    """

    items: tuple[Item, ...]
    gone: tuple[str, ...] = ()
    cursor: str | None
    complete: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A calendar event that followupd writes for a step. It never has attendees, so nobody can be invited by it.

    `zone` is the IANA zone for showing the times. `alarms` are how long before the start to remind.
    `subject` is an opaque token of the interview it is about, kept as a mark for the day the journal is lost.
    """

    key: str
    subject: str = ""
    start: Moment
    end: Moment
    zone: str
    summary: str
    description: str = ""
    alarms: tuple[timedelta, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What makes the entry what it is: texts and times, not alarms, zones or layout, which clients rewrite."""
        return digest(self.summary, self.description, _instant(self.start), _instant(self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEntry:
    """An entry of ours as it now stands in the calendar, perhaps edited by the person.

    `mark` is the fingerprint it was written with, or None if a client has lost it.
    """

    ref: str
    version: str
    entry: Entry
    mark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEntries:
    """What `CalendarPort.entries` found; an absence counts only if `complete` is true."""

    entries: tuple[StandingEntry, ...]
    complete: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where an item was written and the version it has now."""

    ref: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a draft."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unsent e-mail that followupd writes for a step.

    `message_id` (with its angle brackets) is worked out from the key, so it is the same whenever it is written.
    Without an address to write to, `to` is empty. `body` is plain text with `\\n` line ends. `date` is what mail
    programs sort it by until it is sent, when they put in their own; aware.
    """

    key: str
    message_id: str
    sender: Person
    to: tuple[Person, ...] = ()
    subject: str
    body: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    date: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """What makes the draft what it is: addressees, subject and text, not headers or folding."""
        return draft_fingerprint(self.to, self.subject, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRef:
    """What the daemon remembers of a draft; with the journal lost only `key` and `message_id` are known."""

    key: str
    message_id: str
    ref: str | None = None
    version: str | None = None
    fingerprint: str | None = None


class DraftState(StrEnum):
    """What has become of a draft."""

    UNTOUCHED = "untouched"
    EDITED = "edited"
    SENT = "sent"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLook:
    """What `DraftPort.look` found for one draft; `ref`, `version` and `fingerprint` are None unless it still stands."""

    key: str
    state: DraftState
    ref: str | None = None
    version: str | None = None
    fingerprint: str | None = None


class Direction(StrEnum):
    """Whether a message came in or was sent by the person."""

    INBOUND = "inbound"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One e-mail in the mailbox, inbound or sent by the person; never a draft.

    `date` is aware, in the offset the sender wrote. `headers` holds only those that tell machines from people, by their
    lower-case names: auto-submitted, precedence, list-id, list-unsubscribe, x-auto-response-suppress, reply-to,
    x-failed-recipients, content-type. Ids keep their angle brackets.
    """

    ref: str
    message_id: str
    direction: Direction
    sender: Person
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    subject: str = ""
    date: datetime
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    text: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondents:
    """Whom the daemon wants to hear of: lower-case addresses, lower-case domains, and message ids of threads."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    threads: frozenset[str] = frozenset()

    def concern(self, people: tuple[Person, ...], ids: tuple[str, ...] = ()) -> bool:
        """Whether a message between these people, with these ids and references, is one the daemon asked for."""
        if self.threads.intersection(ids):
            return True
        addresses = [person.email.lower() for person in people if person.email]
        return any(a in self.addresses or self._in_domains(a.rpartition("@")[2]) for a in addresses)

    def _in_domains(self, domain: str) -> bool:
        labels = domain.split(".")
        return any(".".join(labels[i:]) in self.domains for i in range(len(labels)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanges:
    """What `InboxPort.messages` found since the cursor, oldest first; the same message may be reported again."""

    messages: tuple[Message, ...]
    cursor: str | None
    complete: bool
    problems: tuple[Problem, ...] = ()


def draft_fingerprint(to: tuple[Person, ...], subject: str, body: str) -> str:
    """The fingerprint of a draft with these addressees, subject and plain text."""
    return digest(",".join(sorted((p.email or "").lower() for p in to)), subject, body)


def digest(*texts: str) -> str:
    """A short stable hash of some texts that does not mind line ends, trailing blanks or runs of white space."""
    normal = "\x1f".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _instant(moment: Moment) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return moment.strftime("%Y%m%d")
