"""Applications, a playbook and the time -> the steps that should stand now.

The hard rules hold over every playbook: nothing before a promised date, nothing on days off or outside the addressee's
hours, no two contacts to one employer within two working days, nothing after an outcome, stale steps expire.
A step that stands and whose time has come, or that the person changed, is settled where it is; later steps count
from there. Check-ins follow one another: the next is written when the one before has passed, so they never pile up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, Outcome, Round, addressee_of, event_token, instant, thanked
from daemon.core.playbook import Playbook
from daemon.core.recognise.judgement import Judgement
from daemon.core.remembered import Form, Kind, Remembered, State, key_parts
from daemon.core.statements import Statement
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace
from daemon.ports.records import Person, digest

AHEAD = timedelta(days=14)  # how long before an interview its first entries are written
KEPT = timedelta(days=3)  # how long after an interview it still makes sense to take stock
CONTACT_GAP = 2  # working days between two contacts to one employer
SHORT = timedelta(minutes=15)
_CONTACTS = frozenset({Kind.THANK_YOU, Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL})
DRAFT_LEAD = timedelta(hours=4)  # how long before its time a check-in's draft is ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the person has set: the playbook, where and when people work, and the past that is let be.

    Rounds that ended before `horizon` get no steps unless some were already written for them.
    """

    playbook: Playbook
    home: Workplace
    horizon: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. `start` and `end` are its time in the calendar; of a draft, when it is ready.

    `position` numbers check-ins from 1 and interviewers from 0. `wait` is the rule's distance in working days where no
    date was promised. `others` are the applications that a weekly entry speaks of: first those that wait, then those
    with an interview to come.
    """

    key: str
    kind: Kind
    form: Form
    start: datetime
    end: datetime
    why: str
    application: Application | None = None
    round: Round | None = None
    addressee: Person | None = None
    position: int = 0
    late: bool = False
    wait: int = 0
    judgement: Judgement | None = None
    others: tuple[Application, ...] = ()
    coming: tuple[Application, ...] = ()


def work_out(
    applications: Sequence[Application],
    doubts: Sequence[Judgement],
    rows: Mapping[str, Remembered],
    statements: Mapping[str, Statement],
    policy: Policy,
    now: datetime,
) -> tuple[Step, ...]:
    """The steps that should stand now, in the order in which they are to be done.

    `rows` is what stands or stood, `statements` what the person typed into our entries, both by key.
    """
    desk = _Desk(rows, statements, policy, now)
    active = [a for a in applications if not a.quiet and a.outcome not in (Outcome.REJECTION, Outcome.WITHDRAWN_BY_ME)]
    steps: list[Step] = []
    for application in active:
        for current in application.rounds:
            if desk.follows(current.token, current.end):
                steps += desk.around(application, current)
    contacts = desk.settled_contacts(active, steps)
    waiting = []
    for application in sorted(active, key=lambda a: (a.rounds[-1].end, a.token)):
        last = application.rounds[-1]
        if application.outcome is None and last.end <= now and desk.follows(last.token, last.end):
            chain = list(desk.after(application, contacts[application.employer]))
            steps += chain
            if not any(step.kind is Kind.CLOSE and step.start <= now for step in chain):
                waiting.append(application)
    for judgement in doubts:
        steps += desk.ask_about(judgement)
    steps += desk.keep_searching(waiting, [a for a in active if a.rounds[-1].start > now])
    return tuple(sorted(steps, key=lambda step: (step.start, step.key)))


class _Desk:
    """What is known while steps are worked out: what stands, what was typed, the policy, and the time."""

    def __init__(
        self, rows: Mapping[str, Remembered], statements: Mapping[str, Statement], policy: Policy, now: datetime
    ) -> None:
        self.rows = rows
        self.statements = statements
        self.policy = policy
        self.rules = policy.playbook.rules
        self.now = now
        self.followed = frozenset(row.subject for row in rows.values() if row.subject)

    def follows(self, token: str, end: datetime) -> bool:
        """Whether a round is recent enough, or was already followed up."""
        return end >= self.policy.horizon or token in self.followed

    def workplace(self, zone: ZoneInfo) -> Workplace:
        """Working days and hours in the employer's zone."""
        home = self.policy.home
        return Workplace(zone=zone, countries=home.countries, opens=home.opens, closes=home.closes)

    def owed(self, key: str, appears: datetime, expires: datetime | None = None) -> bool:
        """Whether a step should stand: it already does, or its time to be written has come and has not passed."""
        row = self.rows.get(key)
        if row is not None and row.stands:
            return True
        return appears <= self.now and (expires is None or self.now < expires)

    def settled(self, key: str) -> datetime | None:
        """Where a step is for good: its time has come, or the person moved, edited, deleted or sent it."""
        row = self.rows.get(key)
        if row is None or row.state is State.WITHDRAWN:
            return None
        return row.start if row.over(self.now) or row.state not in (State.STANDING, State.INTENDED) else None

    def upcoming(self, key: str) -> datetime | None:
        """Where a step stands that we may still move."""
        row = self.rows.get(key)
        return row.start if row is not None and row.stands and row.start > self.now else None

    def around(self, application: Application, current: Round) -> Iterator[Step]:
        """What is done before leaving, right after, and to thank."""
        soon = current.start - AHEAD
        rule = self.rules.get(Kind.ASK_BEFORE_LEAVING)
        key = _key(Kind.ASK_BEFORE_LEAVING, application, current)
        if rule and self.owed(key, soon, current.start):
            start = current.start - timedelta(minutes=rule.numbers["minutes_before"])
            yield self._step(key, Kind.ASK_BEFORE_LEAVING, (start, current.start), application, current)
        rule = self.rules.get(Kind.TAKE_STOCK)
        key = _key(Kind.TAKE_STOCK, application, current)
        if rule and self.owed(key, soon, current.end + KEPT):
            end = current.end + timedelta(minutes=rule.numbers["minutes"])
            yield self._step(key, Kind.TAKE_STOCK, (current.end, end), application, current)
        if Kind.THANK_YOU in self.rules:
            yield from self._thanks(application, current)

    def _thanks(self, application: Application, current: Round) -> Iterator[Step]:
        rule = self.rules[Kind.THANK_YOU]
        workplace = self.workplace(current.zone)
        last_day = workplace.add_working_days(current.day, rule.numbers["not_after_working_days"])
        expires = workplace.at(last_day, workplace.closes)
        key = _key(Kind.THANK_YOU, application, current)
        if self.owed(key, current.end, expires):
            wanted = workplace.at(workplace.next_working_day(current.day), workplace.opens)
            start = wanted if wanted >= self.now else self.settled(key) or self.upcoming(key)
            start = start or workplace.next_opening(_next_quarter(self.now))
            late = start > wanted and start - current.end > timedelta(hours=rule.numbers["late_after_hours"])
            yield replace(self._step(key, Kind.THANK_YOU, (start, start + SHORT), application, current), late=late)
        ready = current.end + timedelta(hours=rule.numbers["draft_after_hours"])
        for position, person in enumerate(thanked(current)):
            draft = self._key_for(key, person)
            if self.owed(draft, ready, expires):
                step = self._step(draft, Kind.THANK_YOU, (ready, ready), application, current)
                yield replace(step, form=Form.DRAFT, addressee=person, position=position)

    def _key_for(self, prefix: str, person: Person) -> str:
        """The key for a person: by address or by name, whichever was used first; both may not be known at once."""
        keys = [f"{prefix}-{digest(text.casefold())[:8]}" for text in (person.email, person.name) if text]
        return next((key for key in keys if key in self.rows), keys[0])

    def settled_contacts(self, active: Sequence[Application], steps: Sequence[Step]) -> dict[str, list[date]]:
        """The days on which each employer is contacted whatever else is planned: thank-yous and settled check-ins."""
        contacts: dict[str, list[date]] = {application.employer: [] for application in active}
        tokens = {application.token: application for application in active}
        planned = {s.key: s.start for s in steps if s.kind is Kind.THANK_YOU and s.form is Form.ENTRY}
        settled = {key: at for key, row in self.rows.items() if row.form is Form.ENTRY and (at := self.settled(key))}
        for key, start in (planned | settled).items():
            parts = key_parts(key)
            application = tokens.get(parts.application or "")
            if application is not None and parts.kind in _CONTACTS:
                contacts[application.employer].append(start.astimezone(application.rounds[-1].zone).date())
        return contacts

    def after(self, application: Application, contacts: list[date]) -> Iterator[Step]:
        """The check-ins, one at a time, and in the end the question whether to let go.

        `contacts` are the days on which the employer is contacted anyway; the check-ins' days are added to it.
        """
        if Kind.CHECK_IN_CALL not in self.rules:
            return
        last = application.rounds[-1]
        workplace = self.workplace(last.zone)
        distance = self.rules[Kind.CHECK_IN_CALL].numbers["without_promise_working_days"]
        pause = self.rules[Kind.CHECK_IN_EMAIL].numbers["after_call_working_days"]
        floor = _promised(application, workplace)
        fresh = application.said is not None and application.said.at >= last.start
        previous, passed = last.day, last.end
        for ordinal in range(1, self.rules["check-in"].numbers["limit"] + 1):
            key = f"{_key(Kind.CHECK_IN_CALL, application, last)}-{ordinal}"
            wanted = floor if floor and fresh and ordinal == 1 else workplace.add_working_days(previous, distance)
            start = self._contact(key, max(wanted, floor or wanted), workplace, contacts)
            if self.owed(key, passed):
                step = self._step(key, Kind.CHECK_IN_CALL, (start, start + SHORT), application, last)
                yield replace(step, position=ordinal)
            if start > self.now:
                return
            previous, passed = start.astimezone(last.zone).date(), start
            if self._answered(application, key, start):
                continue
            key = f"{_key(Kind.CHECK_IN_EMAIL, application, last)}-{ordinal}"
            wanted = workplace.add_working_days(previous, pause)
            start = self._contact(key, max(wanted, floor or wanted), workplace, contacts)
            yield from self._email(key, (start, start + SHORT), passed, application, ordinal)
            if start > self.now:
                return
            passed = start
        yield from self._close(application, passed, workplace)

    def _contact(self, key: str, day: date, workplace: Workplace, contacts: list[date]) -> datetime:
        """When a contact is made: where it is settled, else from this day on, not in the past, not close to another."""
        settled = self.settled(key)
        if settled is not None:
            return settled
        if self._hour(workplace, day) < self.now:
            standing = self.upcoming(key)
            day = (standing or self.now).astimezone(workplace.zone).date()
        while (
            not workplace.is_working_day(day)
            or self._hour(workplace, day) < self.now
            or any(_close_by(workplace, day, other) for other in contacts)
        ):
            day = workplace.next_working_day(day)
        contacts.append(day)
        return self._hour(workplace, day)

    def _hour(self, workplace: Workplace, day: date) -> datetime:
        """Mid-morning where the addressee is, or later if that is night where the person is."""
        moments = [workplace.at(day, time(hour)) for hour in range(workplace.opens.hour + 1, workplace.closes.hour)]
        awake = (m for m in moments if 8 <= m.astimezone(self.policy.home.zone).hour < 21)
        return next(awake, workplace.at(day, workplace.opens))

    def _answered(self, application: Application, call: str, start: datetime) -> bool:
        """Whether the call was made, or brought a new date: then no e-mail follows it."""
        told = self.statements.get(call)
        return (told is not None and Tag.DONE in told.tags) or (
            application.said is not None and application.said.at >= start
        )

    def _email(
        self, key: str, times: tuple[datetime, datetime], appears: datetime, application: Application, ordinal: int
    ) -> Iterator[Step]:
        last = application.rounds[-1]
        if self.owed(key, appears):
            yield replace(self._step(key, Kind.CHECK_IN_EMAIL, times, application, last), position=ordinal)
        ready = times[0] - DRAFT_LEAD
        draft = f"{key}-draft"
        if self.owed(draft, max(ready, appears)):
            step = self._step(draft, Kind.CHECK_IN_EMAIL, (ready, ready), application, last)
            yield replace(step, form=Form.DRAFT, addressee=addressee_of(application), position=ordinal)

    def _close(self, application: Application, passed: datetime, workplace: Workplace) -> Iterator[Step]:
        rule = self.rules.get(Kind.CLOSE)
        last = application.rounds[-1]
        key = _key(Kind.CLOSE, application, last)
        if rule and self.owed(key, passed):
            day = workplace.add_working_days(passed.astimezone(last.zone).date(), rule.numbers["after_working_days"])
            start = self.settled(key) or self._contact(key, day, workplace, [])
            yield self._step(key, Kind.CLOSE, (start, start + SHORT), application, last)

    def ask_about(self, judgement: Judgement) -> Iterator[Step]:
        """One question, right after an event that may have been an interview."""
        event = judgement.event
        token = event_token(event)
        end = instant(event.end).astimezone(self.policy.home.zone)
        key = f"{Kind.WAS_IT_AN_INTERVIEW}-{token}"
        if self.follows(token, end) and self.owed(key, instant(event.start), end + KEPT):
            yield Step(
                key=key,
                kind=Kind.WAS_IT_AN_INTERVIEW,
                form=Form.ENTRY,
                start=end,
                end=end + SHORT,
                why="Some things speak for an interview and some against it; asking once is better than guessing.",
                judgement=judgement,
            )

    def keep_searching(self, waiting: Sequence[Application], coming: Sequence[Application]) -> Iterator[Step]:
        """A weekly entry while anything waits; the person ends them by deleting one."""
        rule = self.rules.get(Kind.KEEP_SEARCHING)
        ended = any(r.state is State.DECLINED for k, r in self.rows.items() if k.startswith(Kind.KEEP_SEARCHING))
        if not rule or not waiting or ended:
            return
        home = self.policy.home
        today = self.now.astimezone(home.zone).date()
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if today.weekday() >= 5 else 0)
        day = monday if home.is_working_day(monday) else home.next_working_day(monday)
        start = home.at(day, home.opens)
        year, week, _ = monday.isocalendar()
        key = f"{Kind.KEEP_SEARCHING}-{year}w{week:02}"
        if self.owed(key, home.at(monday - timedelta(days=2), time()), start + timedelta(hours=8)):
            yield Step(
                key=key,
                kind=Kind.KEEP_SEARCHING,
                form=Form.ENTRY,
                start=start,
                end=start + SHORT,
                why=rule.why,
                others=tuple(waiting),
                coming=tuple(coming),
            )

    def _step(
        self, key: str, kind: Kind, times: tuple[datetime, datetime], application: Application, current: Round
    ) -> Step:
        rule = self.rules.get(Kind.CHECK_IN_CALL)
        return Step(
            key=key,
            kind=kind,
            form=Form.ENTRY,
            start=times[0],
            end=times[1],
            why=self.rules[kind].why,
            application=application,
            round=current,
            wait=rule.numbers["without_promise_working_days"] if rule else 0,
        )


def _key(kind: Kind, application: Application, current: Round) -> str:
    return f"{kind}-{application.token}-{current.token}"


def _promised(application: Application, workplace: Workplace) -> date | None:
    """The first working day after everything that was promised."""
    if application.said is None:
        return None
    promise = application.said.promise
    days = [day for day in (promise.decide_by, promise.permission, promise.earliest) if day]
    return workplace.next_working_day(max(days)) if days else None


def _close_by(workplace: Workplace, day: date, other: date) -> bool:
    first, second = sorted((day, other))
    return workplace.working_days_between(first, second) < CONTACT_GAP


def _next_quarter(moment: datetime) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole + timedelta(minutes=15 * (moment.minute // 15 + 1))
