"""What is known while steps are worked out, and the questions that every rule asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from daemon.core.applications import Application, Round
from daemon.core.countries import country_of
from daemon.core.playbook import FIXED_RULES, Playbook, find_playbook
from daemon.core.remembered import ASKING, Form, Kind, Remembered, State, key_parts
from daemon.core.statements import Statement
from daemon.core.steps.model import Policy, Step
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace
from daemon.ports.records import Person, digest

AHEAD = timedelta(days=14)  # how long before an interview its first entries are written
KEPT = timedelta(days=3)  # how long after an interview it still makes sense to take stock
SHORT = timedelta(minutes=15)
WAKES, SLEEPS = time(8), time(21)


class Desk:
    """What is known while steps are worked out: what stands, what was typed, the policy, and the time."""

    def __init__(
        self, rows: Mapping[str, Remembered], statements: Mapping[str, Statement], policy: Policy, now: datetime
    ) -> None:
        self.rows = rows
        self.statements = statements
        self.policy = policy
        self.now = now
        self._workplaces: dict[tuple[str, str | None], Workplace] = {}
        # Taken from the keys and not from the marks, which other programs are known to strip.
        self.followed = frozenset(token for key in rows for p in (key_parts(key),) if (token := p.round or p.event))
        self.asked: dict[str | None, list[Remembered]] = {}
        """The entries of check-ins by application, for the one that asks how many there were."""
        for key, row in rows.items():
            if row.form is Form.ENTRY and (parts := key_parts(key)).kind in ASKING:
                self.asked.setdefault(parts.application, []).append(row)

    def follows(self, token: str, end: datetime) -> bool:
        """Whether a round is recent enough, or was already followed up."""
        return end >= self.policy.horizon or token in self.followed

    def workplace(self, current: Round) -> Workplace:
        """Working hours in the employer's zone, on the working days of the person's country and the employer's."""
        country = country_of(current)
        known = (current.zone.key, country)
        if known not in self._workplaces:
            self._workplaces[known] = self.policy.home.shared_with(current.zone, country)
        return self._workplaces[known]

    def calendar(self, rounds: Iterable[Round]) -> Workplace:
        """The working days of the person and of everybody these rounds were with."""
        calendar = self.policy.home
        for country in sorted({country for current in rounds if (country := country_of(current))}):
            calendar = calendar.shared_with(calendar.zone, country)
        return calendar

    def owed(self, key: str, appears: datetime, expires: datetime | None = None) -> bool:
        """Whether a step should stand: it already does, or its time to be written has come and has not passed."""
        row = self.rows.get(key)
        if row is not None and row.stands:
            return True
        return appears <= self.now and (expires is None or self.now < expires)

    def tags(self, key: str) -> frozenset[Tag]:
        """What the person typed into an entry."""
        told = self.statements.get(key)
        return told.tags if told is not None else frozenset()

    def placed(self, key: str, begins: datetime, wanted: datetime) -> datetime:
        """When something for the person alone is to be done about what begins then.

        That is when it is wanted, or, too late for that, where it stands. What is first written after its time, or
        stands where the interview was before it was put off, comes next, while people are awake: nobody looks for it
        in the past.
        """
        if wanted >= self.now:
            return wanted
        stands = self.stands(key)
        if stands is not None and (stands >= begins or self.now >= wanted + KEPT):
            return stands
        home = self.policy.home
        soon = next_quarter(self.now.astimezone(home.zone))
        if soon.hour < WAKES.hour:
            return home.at(soon.date(), WAKES)
        return soon if soon.hour < SLEEPS.hour else home.at(soon.date() + timedelta(days=1), WAKES)

    def settled(self, key: str) -> datetime | None:
        """Where a step is for good: its time has come, or the person moved, edited, deleted or sent it."""
        row = self.rows.get(key)
        if row is None or row.state is State.WITHDRAWN:
            return None
        return row.start if row.over(self.now) or row.state not in (State.STANDING, State.INTENDED) else None

    def stands(self, key: str) -> datetime | None:
        """Where a step is, for good or for now."""
        return self.settled(key) or self.upcoming(key)

    def upcoming(self, key: str) -> datetime | None:
        """Where a step stands that we may still move."""
        row = self.rows.get(key)
        return row.start if row is not None and row.stands and row.start > self.now else None

    def in_hours(self, key: str, workplace: Workplace, wanted: datetime, since: datetime) -> datetime:
        """When something is done where people work: as wanted, else where it stands, else when work goes on."""
        if wanted >= self.now:
            return self.opening(workplace, wanted)
        stands = self.kept(key, workplace)
        if stands is None or stands < since:
            return self.opening(workplace, next_quarter(self.now))
        return stands

    def kept(self, key: str, workplace: Workplace) -> datetime | None:
        """Where a step stands; what is ours follows the interview also into another zone, with other hours."""
        stands = self.stands(key)
        return stands if stands is None or self.settled(key) else self.opening(workplace, stands)

    def key_for(self, prefix: str, person: Person) -> str:
        """The key of a step for a person: by address or by name, whichever was used first; one may come later."""
        keys = keys_for(prefix, person)
        return next((key for key in keys if key in self.rows), keys[0])

    def hour(self, workplace: Workplace, day: date) -> datetime:
        """Mid-morning where the addressee is, or later if that is night where the person is."""
        moments = (workplace.at(day, time(hour)) for hour in range(workplace.opens.hour + 1, workplace.closes.hour))
        return next(filter(self._wakes, moments), workplace.at(day, workplace.opens))

    def opening(self, workplace: Workplace, moment: datetime) -> datetime:
        """When work goes on where the addressee is; later that day, if it is night where the person is."""
        start = workplace.next_opening(moment)
        later = (workplace.at(start.date(), time(hour)) for hour in range(start.hour + 1, workplace.closes.hour))
        return next(filter(self._wakes, (start, *later)), start)

    def _wakes(self, moment: datetime) -> bool:
        """Whether the person is awake."""
        return WAKES.hour <= moment.astimezone(self.policy.home.zone).hour < SLEEPS.hour

    def playbook(self, application: Application) -> Playbook:
        """The rules for an application: those it asks for, else those for all."""
        return find_playbook(application.playbook or "", self.policy.own) or self.policy.playbook

    def step(
        self, key: str, kind: Kind, times: tuple[datetime, datetime], application: Application, current: Round
    ) -> Step:
        """An entry for an application; drafts and numbers are put in by the rule that wants them."""
        playbook = self.playbook(application)
        rule = FIXED_RULES.get(kind) or playbook.rule(kind)
        assert rule is not None
        return Step(
            key=key,
            kind=kind,
            form=Form.ENTRY,
            start=times[0],
            end=times[1],
            rule=rule,
            playbook=playbook.name,
            application=application,
            round=current,
        )


def key_of(kind: Kind, application: Application, current: Round) -> str:
    """The key of a step of a round: of names that last, never of times."""
    return f"{kind}-{application.token}-{current.token}"


def next_quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole + timedelta(minutes=15 * (moment.minute // 15 + 1))


def keys_for(prefix: str, person: Person) -> tuple[str, ...]:
    """The keys that a step for one person may have: by their address, and by their name."""
    return tuple(f"{prefix}-{digest(text.casefold())[:8]}" for text in (person.email, person.name) if text)
