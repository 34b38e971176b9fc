"""What happens to the person of a search, and what they do: in their calendar, and with what was written there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeAlias, runtime_checkable

from daemon.core.applications import KnownRound, event_token
from daemon.core.remembered import ASKING, Kind, key_parts
from daemon.ports.records import Attendee, Draft, Entry, Event, Moment, Person, Response, Status
from daemon.simulation.search import Meeting, Search

ME = Person(name="Robin Ashdown", email="robin@ashdown.example")
NOTED = timedelta(minutes=20)  # after an interview, when the person writes down what was promised


class Provider(Protocol):
    """The other side of an account in memory: what the person and the provider can do there."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Our entries as they stand, by key."""

    @property
    def drafts(self) -> Mapping[str, Draft]:
        """Our drafts as they stand, by key."""

    def add_events(self, *events: Event) -> str:
        """Put something into the calendar."""

    def replace_events(self, ref: str, *events: Event) -> None:
        """Change it."""

    def edit_entry(
        self, key: str, *, description: str | None = None, start: Moment | None = None, end: Moment | None = None
    ) -> None:
        """Change an entry of ours."""

    def delete_entry(self, key: str) -> None:
        """Delete one."""

    def delete_draft(self, key: str) -> None:
        """Delete a draft of ours."""

    def send_draft(self, key: str, at: datetime) -> str:
        """Send one."""


@runtime_checkable
class Played(Protocol):
    """A connection to an account in memory, which leads to its other side."""

    store: Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened on the way, for the telling of it."""

    at: datetime
    meeting: Meeting
    what: str


class Life:
    """The life of the person of a search, in the order of time.

    They send each draft half a day after they first saw it. With a `hand` of chance they do what nobody planned
    instead: delete, move and send what was written, or type into it.
    """

    def __init__(self, search: Search, store: Provider, hand: Random | None = None) -> None:
        self.happened: list[Happened] = []
        self._store = store
        self._hand = hand
        self._drafts: dict[str, datetime] = {}
        self._refs: dict[str, str] = {}
        self._events: dict[str, Event] = {}
        acts = [act for number, meeting in enumerate(search.meetings) for act in self._acts(f"{number}", meeting)]
        self._to_come = sorted((act for act in acts if act[0] < search.ends), key=lambda act: act[0])

    @property
    def next(self) -> datetime | None:
        """When something happens next."""
        return self._to_come[0][0] if self._to_come else None

    def go_on(self, now: datetime, known: Sequence[KnownRound]) -> None:
        """Let everything happen that happens until now; `known` are the names that interviews go by."""
        names = {round_.event: round_ for round_ in known}
        while self._to_come and self._to_come[0][0] <= now:
            at, uid, meeting, what, do = self._to_come.pop(0)
            do(at, uid, meeting, names.get(event_token(self._events[uid])) if uid in self._events else None)
            self.happened.append(Happened(at=at, meeting=meeting, what=what))
        if self._hand is None:
            self._send(now)
        elif self._hand.random() < 0.2:
            self._meddle(self._hand, now)

    def _acts(self, number: str, meeting: Meeting) -> list[_Act]:
        uid = f"interview-{number}@{ME.email}"
        acts: list[_Act] = [(meeting.invited.astimezone(UTC), uid, meeting, "invited", self._invite)]
        if meeting.cancelled:
            return [*acts, (meeting.changed.astimezone(UTC), uid, meeting, "called off", self._change)]
        if meeting.moved_to:
            acts.append((meeting.changed.astimezone(UTC), uid, meeting, "moved", self._change))
        if isinstance(meeting.promise, date):
            what = f"noted: they decide by {_day(meeting.promise)}"
            acts.append(((meeting.end + NOTED).astimezone(UTC), uid, meeting, what, self._note))
        if meeting.reply and meeting.replied:
            acts.append((meeting.replied.astimezone(UTC), uid, meeting, f"told: {meeting.reply}", self._tell))
        return acts

    def _invite(self, _at: datetime, uid: str, meeting: Meeting, _known: KnownRound | None) -> None:
        people = (ME, *meeting.people)
        event = Event(
            uid=uid,
            calendar="Personal",
            start=meeting.start,
            end=meeting.start + timedelta(minutes=meeting.minutes),
            zone=str(meeting.start.tzinfo),
            summary=f"Interview: {meeting.role} at {meeting.company}",
            description=meeting.promise if isinstance(meeting.promise, str) else "",
            organizer=Person(name="Talent Team", email=f"talent@{_domain(meeting)}"),
            attendees=tuple(Attendee(name=p.name, email=p.email, response=Response.ACCEPTED) for p in people),
        )
        self._refs[uid] = self._store.add_events(event)
        self._events[uid] = event

    def _change(self, _at: datetime, uid: str, meeting: Meeting, _known: KnownRound | None) -> None:
        status = Status.CANCELLED if meeting.cancelled else Status.CONFIRMED
        start = meeting.moved_to or meeting.start
        self._replace(uid, start=start, end=start + timedelta(minutes=meeting.minutes), status=status)

    def _replace(self, uid: str, **fields: Any) -> None:
        self._events[uid] = replace(self._events[uid], **fields)
        self._store.replace_events(self._refs[uid], self._events[uid])

    def _note(self, _at: datetime, uid: str, meeting: Meeting, known: KnownRound | None) -> None:
        assert isinstance(meeting.promise, date)
        self._type(f"decision: {_day(meeting.promise)}", uid, self._entries(known, Kind.TAKE_STOCK))

    def _tell(self, at: datetime, uid: str, meeting: Meeting, known: KnownRound | None) -> None:
        past = [key for key in self._entries(known, *Kind) if _start(self._store.entries[key]) <= at]
        self._type(f"#{meeting.reply}", uid, past)

    def _entries(self, known: KnownRound | None, *kinds: Kind) -> list[str]:
        """Our entries about an application, the latest last; a form only if it is that of the same interview."""
        keys = [key for key in self._store.entries if known and key_parts(key).application == known.application]
        keys = [key for key in keys if key_parts(key).kind in kinds]
        keys = [k for k in keys if kinds != (Kind.TAKE_STOCK,) or (known and key_parts(k).round == known.round)]
        return sorted(keys, key=lambda key: (_start(self._store.entries[key]), key))

    def _type(self, line: str, uid: str, keys: Sequence[str]) -> None:
        """Type a line into the last of these entries, or into the interview if there is none."""
        if keys:
            entry = self._store.entries[keys[-1]]
            self._store.edit_entry(keys[-1], description=f"{line}\n{entry.description}")
        else:
            self._replace(uid, description=f"{self._events[uid].description}\n{line}\n")

    def _send(self, now: datetime) -> None:
        for key, draft in sorted(self._store.drafts.items()):
            if draft.to and now - self._drafts.setdefault(key, now) >= timedelta(hours=12):
                self._store.send_draft(key, now)

    def _meddle(self, hand: Random, now: datetime) -> None:
        """Do something to something that was written lately."""
        near = timedelta(days=4)
        entries = sorted(key for key, e in self._store.entries.items() if abs(_start(e) - now) < near)
        drafts = sorted(self._store.drafts)
        key = hand.choice([*entries, *drafts, ""])
        if key in self._store.drafts:
            if hand.random() < 0.7:
                self._store.send_draft(key, now)
            else:
                self._store.delete_draft(key)
        elif key:
            self._handle(hand, key, now)

    def _handle(self, hand: Random, key: str, now: datetime) -> None:
        """Delete an entry, put it off, or note what came of a call."""
        entry = self._store.entries[key]
        start = _start(entry)
        if key_parts(key).kind in ASKING and start <= now:
            line = hand.choice(("#done", f"decision: {_day((now + timedelta(days=hand.randint(1, 20))).date())}"))
            self._store.edit_entry(key, description=f"{line}\n{entry.description}")
        elif hand.random() < 0.5:
            self._store.delete_entry(key)
        else:
            later = start + timedelta(hours=hand.randint(1, 80))
            self._store.edit_entry(key, start=later, end=later + timedelta(minutes=15))


_Act: TypeAlias = tuple[
    datetime, str, Meeting, str, Callable[[datetime, str, Meeting, KnownRound | None], None]
]  # when, to which event, of which meeting, in words, and what is done


def _start(entry: Entry) -> datetime:
    assert isinstance(entry.start, datetime)
    return entry.start


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _domain(meeting: Meeting) -> str:
    """Where the people of an employer get their mail."""
    known = next((p.email for p in meeting.people if p.email), None)
    letters = "".join(c for c in meeting.company.casefold() if c.isascii() and c.isalnum())
    return known.rpartition("@")[2] if known else f"{letters or 'employer'}.example"
