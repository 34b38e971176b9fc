"""Playing a search: real passes over an account in memory, with the hard rules watched, and what was written kept.

Passes are made twice a day and whenever something happens, or, in a hurry, only when something happens or falls due and
a few times besides; now and then the service is off for some days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from daemon.app import rehearse
from daemon.config import AccountSettings, FollowUpSettings, PersonSettings, ServiceSettings, Settings, WorkingHours
from daemon.core.applications import Application
from daemon.core.plan import Verb
from daemon.core.playbook import Playbook, find_playbook
from daemon.core.remembered import Form, Remembered, State
from daemon.core.steps import Step
from daemon.core.wording import Artefact
from daemon.core.workdays import Workplace
from daemon.cycle import Cycle, Report
from daemon.registry import RegistryError, load
from daemon.simulation.person import ME, Happened, Life, Played
from daemon.simulation.rules import Seen, Violation, Witness
from daemon.simulation.search import Search

ACCOUNT = "simulation"
HALF_A_DAY = timedelta(hours=12)
STRENGTHS = ("turning slow nightly jobs into ones that people can trust", "explaining figures to people who hate them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something that was written, where it stood in the end, and what became of it."""

    title: str
    whom: str
    row: Remembered
    step: Step


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a search: what was written in the order of time, what happened, and what should never have."""

    search: Search
    written: list[Written] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    passes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often passes are made, and how likely it is after each that the service is off for some days.

    One that is `hurried` passes over days on which nothing happens, and the person meddles with what was written:
    nobody reads that, but the rules are watched.
    """

    off: float
    hurried: bool = False


STEADY, LIVELY, HURRIED = Pace(off=0), Pace(off=0.01), Pace(off=0.02, hurried=True)


def play(search: Search, own: Mapping[str, Playbook], pace: Pace, *, seed: int = 0) -> Outcome:
    """Play a search, with the person's `own` playbooks at hand; `seed` is for all that the search leaves to chance."""
    random = Random(seed)  # noqa: S311 - a story to be told again, not a secret
    with rehearse(_settings(search, own)) as cycle:
        connection = cycle.accounts[0].connection
        if not isinstance(connection, Played):
            raise RegistryError("the adapter memory cannot be played with: reinstall followupd")
        life = Life(search, connection.store, random if pace.hurried else None)
        return _Run(search, cycle, life, pace, random).play()


class _Run:
    """One search on its way."""

    def __init__(self, search: Search, cycle: Cycle, life: Life, pace: Pace, random: Random) -> None:
        self.outcome = Outcome(search=search, happened=life.happened)
        self._cycle = cycle
        self._life = life
        self._pace = pace
        self._random = random
        self._artefacts: dict[str, Artefact] = {}
        self._rows: dict[str, Remembered] = {}
        settings = cycle.settings
        hours = settings.follow_up.working_hours
        countries = (settings.person.country,) if settings.person.country else ()
        home = Workplace(zone=settings.person.zone, countries=countries, opens=hours.opens, closes=hours.closes)
        self._witness = Witness(home, self._playbook)

    def play(self) -> Outcome:
        """Make all passes; what came of it."""
        for now in self._times():
            self._life.go_on(now, self._cycle.journal.known_rounds())
            self._pass(now.astimezone(self._cycle.settings.person.zone))
        found = [self._written(artefact, self._rows[key]) for key, artefact in self._artefacts.items()]
        kept = [written for written in found if written.row.state not in (State.WITHDRAWN, State.INTENDED)]
        self.outcome.written = sorted(kept, key=lambda written: (written.row.start, written.row.key))
        return self.outcome

    def _times(self) -> Iterator[datetime]:
        """When passes are made."""
        now = self.outcome.search.begins.astimezone(UTC)
        while now < self.outcome.search.ends:
            yield now
            now = self._next(now)

    def _next(self, now: datetime) -> datetime:
        if self._random.random() < self._pace.off:
            return now + timedelta(hours=self._random.randint(24, 240))  # the machine is off
        pause = timedelta(hours=self._random.randint(24, 360)) if self._pace.hurried else HALF_A_DAY
        soon = [self._life.next, *self._due(now)]
        return min([now + pause, *(moment + timedelta(minutes=5) for moment in soon if moment)])

    def _due(self, now: datetime) -> list[datetime]:
        """When the next thing falls due, of those that are waited for; twice a day one need not ask."""
        if not self._pace.hurried or self._random.random() < 0.5:
            return []
        ahead = [row.start for row in self._rows.values() if row.start > now]
        return [min(ahead).astimezone(UTC)] if ahead else []

    def _pass(self, now: datetime) -> None:
        report = self._run(now)
        self._rows = self._cycle.journal.rows()
        seen = Seen(now=now, applications=report.understood.applications, steps=report.steps, rows=self._rows)
        self.outcome.violations += self._witness.see(seen)
        if report.executed.done and (not self._pace.hurried or self._random.random() < 0.25):
            again = self._run(now)
            self.outcome.violations += self._witness.see_again(now, again.plan.actions)

    def _run(self, now: datetime) -> Report:
        report = self._cycle.run(now, accept=True)
        self.outcome.passes += 1
        for error in report.health.failed.values():
            raise error
        for action in report.executed.done:
            if action.verb in (Verb.WRITE, Verb.REPLACE) and action.artefact:
                self._artefacts[action.key] = action.artefact
        return report

    def _playbook(self, application: Application) -> Playbook:
        settings = self._cycle.settings
        wanted = (application.playbook, settings.follow_up.playbook)
        found = (find_playbook(name, settings.playbooks) for name in wanted if name)
        return next(playbook for playbook in found if playbook)

    def _written(self, artefact: Artefact, row: Remembered) -> Written:
        step, content = artefact.step, artefact.entry or artefact.draft
        assert content is not None
        title = artefact.entry.summary if artefact.entry else artefact.draft.subject if artefact.draft else ""
        person = step.addressee
        company = step.application.company if step.application else None
        whom = (person.name or person.email if person and step.form is Form.DRAFT else company) or "you"
        return Written(title=title, whom=whom, row=row, step=step)


def _settings(search: Search, own: Mapping[str, Playbook]) -> Settings:
    return Settings(
        path=Path("simulation.toml"),
        person=PersonSettings(
            name=ME.name or "",
            emails=(ME.email or "",),
            phone="+44 7700 900123",
            zone=search.zone,
            country=search.country,
            locale="en-GB",
            strengths=STRENGTHS,
        ),
        playbooks=own,
        follow_up=FollowUpSettings(
            playbook=search.playbook or "balanced",
            calendar="Follow-up",
            entries_in=ACCOUNT,
            drafts_in=ACCOUNT,
            working_hours=WorkingHours(opens=time(9), closes=time(17)),
            look_back_days=5,
            most_changes=10_000,
        ),
        service=ServiceSettings(interval_minutes=5),
        accounts=(AccountSettings(name=ACCOUNT, adapter=load(["memory"])["memory"], options={}),),
    )
