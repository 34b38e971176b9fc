"""What passes need in a story: accounts in memory, a journal, time that goes by, and mishaps of the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.memory import MemoryStore, adapter_for
from daemon.config import AccountSettings, FollowUpSettings, PersonSettings, ServiceSettings, Settings, WorkingHours
from daemon.cycle import Cycle, Report
from daemon.journal import Journal
from daemon.ports.adapter import Setup
from daemon.ports.records import Person
from daemon.sources import Account
from daemon.understanding import open_readings

HOURS = timedelta(hours=6)

ROBIN = Person(name="Robin Weiss", email="robin@home.example")


class World:
    """One person with one or more accounts, each of them a calendar and a mailbox."""

    def __init__(
        self,
        *,
        zone: str = "Europe/London",
        country: str | None = None,
        accounts: Sequence[str] = ("home",),
        strengths: Sequence[str] = (),
        look_back_days: int = 5,
        playbook: str = "balanced",
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.stores = {name: MemoryStore() for name in accounts}
        self.store = self.stores[accounts[0]]
        self.settings = _settings(self.zone, country, self.stores, tuple(strengths), look_back_days)
        self.settings = replace(self.settings, follow_up=replace(self.settings.follow_up, playbook=playbook))
        self.now = self.moment("Mon 2 Mar 06:00")
        self.reports: list[Report] = []
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
        report = self._run()
        assert not report.halts, report.halts
        return report

    def stopped_pass(self) -> Report:
        """One pass now, which the brake stops."""
        report = self._run()
        assert report.halts
        return report

    def _run(self) -> Report:
        report = self._cycle.run(self.now)
        assert not report.health.failed, report.health.failed
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

    # Mishaps

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

    @contextmanager
    def nothing_is_written(self) -> Iterator[None]:
        """Inside it no write takes effect."""
        before = self.writes
        yield
        assert self.writes == before, f"{self.writes - before} writes"

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
        playbooks={},
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
