"""A small world for passes that fail: two accounts in memory, a journal and a cache that can be lost, and the person.

`home` and `work` both offer calendars, drafts and mail. Time stands still unless a test moves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from adapters.memory import MemoryStore, adapter_for
from daemon.config import AccountSettings, FollowUpSettings, PersonSettings, ServiceSettings, Settings, WorkingHours
from daemon.cycle import Cycle, Report
from daemon.journal import Journal
from daemon.ports.adapter import Setup
from daemon.ports.records import Attendee, Draft, Entry, Event, Person, Response, Status
from daemon.sources import Account
from daemon.understanding import open_readings

START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
ZONE: Final = ZoneInfo("Europe/London")
OWNER: Final = Person(name="Mara Lind", email="mara.lind@post.example")


class World:
    """Accounts, what followupd remembers of them, and the clock."""

    def __init__(self, *, most_changes: int = 40) -> None:
        self.now = START
        self.stores = {name: MemoryStore() for name in ("home", "work")}
        self.settings = _settings(self.stores, most_changes)
        self.journal = Journal.open(None)
        self.readings = open_readings(None, self.settings)

    def accounts(self) -> list[Account]:
        """The accounts, not yet opened."""
        return [
            Account(account.name, account.adapter, partial(account.adapter.open, _setup(account.name)))
            for account in self.settings.accounts
        ]

    def cycle(self) -> Cycle:
        """A cycle as after a restart of the service."""
        return Cycle(settings=self.settings, accounts=self.accounts(), journal=self.journal, readings=self.readings)

    def run(self, *, accept: bool = False, resting: Mapping[str, Exception] = MappingProxyType({})) -> Report:
        """One pass now."""
        return self.cycle().run(self.now, accept=accept, resting=resting)

    def go_on(self, delta: timedelta) -> None:
        """Let time pass."""
        self.now += delta

    def lose_journal(self) -> None:
        """The journal is deleted."""
        self.journal.close()
        self.journal = Journal.open(None)

    def restore_journal(self, old: Journal) -> None:
        """The journal is put back as it was when this copy was made."""
        self.journal.close()
        self.journal = old.copy()

    def lose_readings(self) -> None:
        """The cache is deleted."""
        self.readings.close()
        self.readings = open_readings(None, self.settings)

    def close(self) -> None:
        """The end of the world."""
        self.journal.close()
        self.readings.close()

    def invite(self, account: str, *events: Event) -> str:
        """Put events into a calendar; the ref to change them by."""
        return self.stores[account].add_events(*events)

    @property
    def items(self) -> dict[tuple[str, str], Entry | Draft]:
        """Everything of ours that stands, by account and key."""
        found: dict[tuple[str, str], Entry | Draft] = {}
        for name, store in self.stores.items():
            found |= {(name, key): entry for key, entry in store.entries.items()}
            found |= {(name, key): draft for key, draft in store.drafts.items()}
        return found

    @property
    def keys(self) -> list[str]:
        """The keys of everything of ours that stands, in order."""
        return sorted(key for _, key in self.items)

    def writes(self, account: str) -> int:
        """How many writes have taken effect in an account."""
        return self.stores[account].faults.writes


def interview(number: int, start: datetime, *, employer: str = "Tarnbrook", status: Status = Status.CONFIRMED) -> Event:
    """An interview of one hour with two people of an employer."""
    domain = f"{employer.lower()}.example"
    people = (Person(name="Ivo Hale", email=f"ivo@{domain}"), Person(name="Ruth Amsel", email=f"ruth@{domain}"))
    return Event(
        uid=f"meeting-{number}@calendar.example",
        calendar="Personal",
        start=start.astimezone(ZONE),
        end=(start + timedelta(hours=1)).astimezone(ZONE),
        zone=ZONE.key,
        summary=f"Interview: Data Engineer at {employer}",
        status=status,
        organizer=Person(name="Talent Team", email=f"talent@{domain}"),
        attendees=(
            Attendee(name=OWNER.name, email=OWNER.email, response=Response.ACCEPTED),
            *(Attendee(name=p.name, email=p.email, response=Response.ACCEPTED) for p in people),
        ),
    )


def lunch(number: int, start: datetime) -> Event:
    """Something else."""
    return Event(
        uid=f"lunch-{number}@calendar.example",
        calendar="Personal",
        start=start.astimezone(ZONE),
        end=(start + timedelta(hours=1)).astimezone(ZONE),
        zone=ZONE.key,
        summary="Lunch with Pia",
    )


def _settings(stores: Mapping[str, MemoryStore], most_changes: int) -> Settings:
    return Settings(
        path=Path("config.toml"),
        person=PersonSettings(
            name=OWNER.name or "",
            emails=(OWNER.email or "",),
            phone=None,
            zone=ZONE,
            country=None,
            locale="en-GB",
            strengths=("keeping long projects calm",),
        ),
        playbooks={},
        follow_up=FollowUpSettings(
            playbook="balanced",
            calendar="Follow-up",
            entries_in="home",
            drafts_in="home",
            working_hours=WorkingHours(opens=time(9), closes=time(17)),
            look_back_days=5,
            most_changes=most_changes,
        ),
        service=ServiceSettings(interval_minutes=15),
        accounts=tuple(
            AccountSettings(name=name, adapter=adapter_for(store), options={}) for name, store in stores.items()
        ),
    )


def _setup(account: str) -> Setup:
    return Setup(
        account=account,
        options={},
        owner=frozenset({OWNER.email or ""}),
        zone=ZONE,
        calendar_name="Follow-up",
        state=Path(account),
    )
