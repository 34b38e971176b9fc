"""A person's life in a test: invitations arrive, days pass, they edit, move, delete, type and send; then one looks.

Moments are written as `Thu 5 Mar 10:00`, of the year 2026 and in the person's zone, and a wrong weekday is an error.
Passes are made every few hours while time goes by, over the memory adapter, with a journal and readings in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters.memory import MemoryStore, adapter_for
from daemon.config import AccountSettings, FollowUpSettings, PersonSettings, ServiceSettings, Settings, WorkingHours
from daemon.core.remembered import Remembered, key_parts
from daemon.core.statements import Statement
from daemon.cycle import Cycle, Report, open_readings
from daemon.journal import Journal
from daemon.ports.adapter import Setup
from daemon.ports.records import Attendee, Draft, Entry, Event, Moment, Person, Response, Status
from daemon.sources import Account

HOURS = timedelta(hours=6)

ROBIN = Person(name="Robin Weiss", email="robin@home.example")
MIA = Person(name="Mia Olsen", email="mia@tarn.example")
ADA = Person(name="Ada Hall", email="ada@tarn.example")
TOM = Person(name="Tom Reid", email="tom@tarn.example")
HANNA = Person(name="Hanna Vogt", email="hanna@fellside.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A handle on something in a calendar."""

    uid: str
    account: str
    ref: str


class Life:
    """One person with one or more accounts, each of them a calendar and a mailbox."""

    def __init__(
        self,
        *,
        zone: str = "Europe/London",
        country: str | None = None,
        accounts: Sequence[str] = ("home",),
        strengths: Sequence[str] = (),
        look_back_days: int = 5,
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.stores = {name: MemoryStore() for name in accounts}
        self.store = self.stores[accounts[0]]
        self.settings = _settings(self.zone, country, self.stores, tuple(strengths), look_back_days)
        self.now = self.moment("Mon 2 Mar 06:00")
        self.reports: list[Report] = []
        self._meetings = 0
        self._cycle = self._assemble()

    # Time

    def moment(self, text: str, zone: str | None = None) -> datetime:
        """`Thu 5 Mar 10:00` in the person's zone, or in another."""
        naive = datetime.strptime(f"2026 {text}", "%Y %a %d %b %H:%M")  # noqa: DTZ007 - the zone is put in below
        assert f"{naive:%a}" == text[:3], f"{text!r} is a {naive:%A}"
        return naive.replace(tzinfo=ZoneInfo(zone) if zone else self.zone)

    def until(self, text: str, *, every: timedelta = HOURS) -> None:
        """Let time go by until then, with passes on the way and one at the end."""
        then = self.moment(text)
        assert then >= self.now, "time does not run backwards"
        while self.now < then:
            self.now = min(then, (self.now.astimezone(ZoneInfo("UTC")) + every).astimezone(self.zone))
            self.one_pass()

    def for_weeks_until(self, text: str) -> None:
        """Let weeks go by until then, with two passes a day."""
        self.until(text, every=timedelta(hours=12))

    def asleep_until(self, text: str) -> None:
        """Let time go by without the service, and start it again then."""
        self.now = self.moment(text)
        self._cycle = self._assemble(self._cycle.journal)
        self.one_pass()

    def one_pass(self) -> Report:
        """One pass now."""
        report = self._cycle.run(self.now)
        assert not report.health.failed, report.health.failed
        assert not report.halts, report.halts
        self.reports.append(report)
        return report

    def passes(self, count: int) -> int:
        """So many passes at the same moment; how many writes took effect in them."""
        before = self.writes
        for _ in range(count):
            self.one_pass()
        return self.writes - before

    @property
    def writes(self) -> int:
        """How many writes have taken effect since the beginning."""
        return sum(store.faults.writes for store in self.stores.values())

    # What happens in the calendar

    def invited(
        self,
        title: str = "Interview: Data Engineer at Tarn",
        when: str = "Thu 5 Mar 10:00",
        *,
        minutes: int = 60,
        by: Person | None = MIA,
        people: Sequence[Person] = (ADA,),
        zone: str | None = None,
        description: str = "",
        location: str = "",
        account: str | None = None,
        uid: str | None = None,
    ) -> Meeting:
        """An invitation arrives, which the person accepts; without `by` they typed it themselves."""
        start = self.moment(when, zone)
        me = Attendee(name=ROBIN.name, email=ROBIN.email, response=Response.ACCEPTED)
        others = tuple(Attendee(name=p.name, email=p.email, response=Response.ACCEPTED) for p in people)
        return self.add(
            Event(
                uid=uid or self._uid(),
                calendar="Personal",
                start=start,
                end=start + timedelta(minutes=minutes),
                zone=zone or self.zone.key,
                summary=title,
                description=description,
                location=location,
                organizer=by,
                attendees=(me, *others) if by else (),
            ),
            account=account,
        )

    def typed(self, title: str, when: str, *, minutes: int = 60, description: str = "") -> Meeting:
        """The person types an appointment into their calendar."""
        return self.invited(title, when, minutes=minutes, by=None, people=(), description=description)

    def all_day(self, title: str, first: date, *, days: int = 1) -> Meeting:
        """The person types something that lasts for whole days."""
        end = first + timedelta(days=days)
        event = Event(uid=self._uid(), calendar="Personal", start=first, end=end, zone=self.zone.key, summary=title)
        return self.add(event)

    def add(self, *events: Event, account: str | None = None) -> Meeting:
        """Something appears in a calendar."""
        account = account or next(iter(self.stores))
        ref = self.stores[account].add_events(*events)
        return Meeting(uid=events[0].uid, account=account, ref=ref)

    def meeting(self, uid: str) -> Meeting:
        """The handle on something with this UID."""
        return next(
            Meeting(uid=uid, account=name, ref=stored.ref)
            for name, store in self.stores.items()
            for stored in store.events
            if stored.thing.events[0].uid == uid
        )

    def event(self, meeting: Meeting) -> Event:
        """An event as it now stands."""
        return self.stores[meeting.account].events[meeting.ref].thing.events[0]

    def change(self, meeting: Meeting, **fields: Any) -> None:
        """Somebody changes an event."""
        event = replace(self.event(meeting), **fields)
        self.stores[meeting.account].replace_events(meeting.ref, event)

    def reschedule(self, meeting: Meeting, when: str) -> None:
        """The organiser moves the meeting; it stays the same event."""
        event = self.event(meeting)
        assert isinstance(event.start, datetime)
        assert isinstance(event.end, datetime)
        start = self.moment(when, event.zone)
        self.change(meeting, start=start, end=start + (event.end - event.start))

    def cancel(self, meeting: Meeting) -> None:
        """The organiser calls the meeting off."""
        self.change(meeting, status=Status.CANCELLED)

    def decline(self, meeting: Meeting) -> None:
        """The person declines the invitation."""
        attendees = tuple(
            replace(a, response=Response.DECLINED) if a.email == ROBIN.email else a
            for a in self.event(meeting).attendees
        )
        self.change(meeting, attendees=attendees)

    def delete_meeting(self, meeting: Meeting) -> None:
        """The event disappears from the calendar."""
        self.stores[meeting.account].delete_events(meeting.ref)

    def type_into_meeting(self, meeting: Meeting, text: str) -> None:
        """The person adds a line to the description of the interview itself."""
        self.change(meeting, description=f"{self.event(meeting).description}\n{text}\n")

    # What the person does with what we wrote

    def type_into(self, key: str, text: str) -> None:
        """The person adds a line at the top of an entry's description."""
        self._of(key).edit_entry(key, description=f"{text}\n{self.entries[key].description}")

    def type_into_title(self, key: str, text: str) -> None:
        """The person adds something to an entry's title."""
        self._of(key).edit_entry(key, summary=f"{self.entries[key].summary} {text}")

    def answer(self, key: str, label: str, text: str) -> None:
        """The person fills in a line of the take-stock form."""
        form = self.entries[key].description
        assert f"\n{label}:\n" in form, f"the form has no line {label!r}"
        self._of(key).edit_entry(key, description=form.replace(f"\n{label}:\n", f"\n{label}: {text}\n"))

    def move(self, key: str, when: str) -> None:
        """The person moves an entry."""
        entry = self.entries[key]
        assert isinstance(entry.start, datetime)
        assert isinstance(entry.end, datetime)
        start = self.moment(when)
        self._of(key).edit_entry(key, start=start, end=start + (entry.end - entry.start))

    def delete(self, key: str) -> None:
        """The person deletes an entry or a draft."""
        store = self._of(key)
        if key in store.entries:
            store.delete_entry(key)
        else:
            store.delete_draft(key)

    def edit_draft(self, key: str, body: str) -> None:
        """The person rewrites a draft."""
        self._of(key).edit_draft(key, body=body)

    def send(self, key: str) -> None:
        """The person sends a draft."""
        self._of(key).send_draft(key, self.now)

    # What happens to the machine

    def lose_journal(self) -> None:
        """The journal and the readings are gone; what stands in the accounts is not."""
        self._cycle = self._assemble()

    def read_again(self) -> None:
        """The provider forgets every cursor and the readings are gone: everything is read anew."""
        for store in self.stores.values():
            store.expire_cursors()
        self._cycle = self._assemble(self._cycle.journal)

    def strip_marks(self) -> None:
        """Other programs take our marks from everything we wrote."""
        for store in self.stores.values():
            for key in store.entries:
                store.strip_entry(key)
            for key in store.drafts:
                store.strip_draft(key)

    # What is to be seen

    @property
    def entries(self) -> dict[str, Entry]:
        """Our entries as they stand, by key."""
        return {key: entry for store in self.stores.values() for key, entry in store.entries.items()}

    @property
    def drafts(self) -> dict[str, Draft]:
        """Our drafts as they stand, by key."""
        return {key: draft for store in self.stores.values() for key, draft in store.drafts.items()}

    @property
    def statements(self) -> dict[str, Statement]:
        """What the journal remembers that the person typed."""
        return self._cycle.journal.statements()

    @property
    def rows(self) -> dict[str, Remembered]:
        """What the journal remembers."""
        return self._cycle.journal.rows()

    def keys(self, kind: str, about: str = "") -> list[str]:
        """The keys of our entries of a kind, in order of time; `about` is a part of their text."""
        found = [key for key, entry in self.entries.items() if key_parts(key).kind == kind and _speaks(entry, about)]
        return sorted(found, key=lambda key: (self._instant(self.entries[key].start), key))

    def key(self, kind: str, about: str = "") -> str:
        """The key of our only entry of a kind."""
        keys = self.keys(kind, about)
        assert len(keys) == 1, f"{len(keys)} entries of the kind {kind}: {self.starts(kind, about)}"
        return keys[0]

    def entry(self, kind: str, about: str = "") -> Entry:
        """Our only entry of a kind."""
        return self.entries[self.key(kind, about)]

    def starts(self, kind: str, about: str = "") -> list[str]:
        """When our entries of a kind are, in the person's zone."""
        return [self.show(self.entries[key].start) for key in self.keys(kind, about)]

    def ahead(self, kind: str) -> list[str]:
        """The keys of our entries of a kind that are still to come."""
        return [key for key in self.keys(kind) if self._instant(self.entries[key].start) > self.now]

    def past(self, kind: str) -> list[str]:
        """The keys of our entries of a kind whose time has come."""
        return [key for key in self.keys(kind) if key not in self.ahead(kind)]

    def drafts_of(self, kind: str, to: Person | None = None) -> list[Draft]:
        """Our drafts of a kind, or those of them to one person."""
        found = [draft for key, draft in sorted(self.drafts.items()) if key_parts(key).kind == kind]
        return [d for d in found if to is None or to.email in [p.email for p in d.to]]

    def draft(self, kind: str, to: Person | None = None) -> Draft:
        """Our only draft of a kind, or the only one of them to one person."""
        drafts = self.drafts_of(kind, to)
        assert len(drafts) == 1, f"{len(drafts)} drafts of the kind {kind}"
        return drafts[0]

    def show(self, moment: Moment) -> str:
        """A moment as tests write it."""
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        return f"{local:%a} {local.day} {local:%b %H:%M}" if isinstance(local, datetime) else f"{local:%a %d %b}"

    @property
    def timetable(self) -> list[tuple[str, str]]:
        """Everything that stands in the calendar, as kind and time."""
        shown = [
            (self._instant(entry.start), str(key_parts(key).kind), self.show(entry.start))
            for key, entry in self.entries.items()
        ]
        return [(kind, when) for _, kind, when in sorted(shown)]

    @contextmanager
    def nothing_is_written(self) -> Iterator[None]:
        """Inside it no write takes effect."""
        before = self.writes
        yield
        assert self.writes == before, f"{self.writes - before} writes"

    def _of(self, key: str) -> MemoryStore:
        return next(store for store in self.stores.values() if key in store.entries or key in store.drafts)

    def _instant(self, moment: Moment) -> datetime:
        return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), self.zone)

    def _uid(self) -> str:
        self._meetings += 1
        return f"meeting-{self._meetings}@calendar.example"

    def _assemble(self, journal: Journal | None = None) -> Cycle:
        accounts = [
            Account(account.name, account.adapter, partial(account.adapter.open, self._setup(account.name)))
            for account in self.settings.accounts
        ]
        return Cycle(
            settings=self.settings,
            accounts=accounts,
            journal=journal or Journal.open(None),
            readings=open_readings(None, self.settings),
        )

    def _setup(self, account: str) -> Setup:
        return Setup(
            account=account,
            options={},
            owner=self.settings.person.owner,
            zone=self.zone,
            calendar_name=self.settings.follow_up.calendar,
            state=Path(account),
        )


def _settings(
    zone: ZoneInfo,
    country: str | None,
    stores: dict[str, MemoryStore],
    strengths: tuple[str, ...],
    look_back_days: int,
) -> Settings:
    return Settings(
        path=Path("config.toml"),
        person=PersonSettings(
            name=ROBIN.name or "",
            emails=(ROBIN.email or "",),
            phone="+44 20 7946 0000",
            zone=zone,
            country=country,
            locale="en-GB",
            strengths=strengths,
        ),
        follow_up=FollowUpSettings(
            playbook="balanced",
            calendar="Follow-up",
            entries_in=next(iter(stores)),
            drafts_in=next(iter(stores)),
            working_hours=WorkingHours(opens=time(9), closes=time(17)),
            look_back_days=look_back_days,
            most_changes=40,
        ),
        service=ServiceSettings(interval_minutes=15),
        accounts=tuple(
            AccountSettings(name=name, adapter=adapter_for(store), options={}) for name, store in stores.items()
        ),
    )


def _speaks(entry: Entry, about: str) -> bool:
    return about in f"{entry.summary}\n{entry.description}"
