"""The hard rules, watched pass by pass: what stands after a pass, held against what may never happen.

Nothing of the engine's working is asked, only its results: the steps that it wants, and the rows of what was written.
What the person moved, edited or removed is theirs and breaks no rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations

from daemon.core.applications import Application, Outcome, Round, event_token
from daemon.core.countries import country_of
from daemon.core.people import is_same
from daemon.core.plan import Action
from daemon.core.playbook import Playbook
from daemon.core.remembered import ASKING, Form, Kind, Remembered, State, key_parts
from daemon.core.steps import Step
from daemon.core.workdays import Workplace

MOST_CHECK_INS = 3  # for one application, whatever its playbook allows
APART = 2  # working days from one contact with an employer to the next

# What involves other people, or is done at the desk, has to be done when people work.
IN_HOURS = frozenset(
    {Kind.THANK_YOU, Kind.RECRUITER_DEBRIEF, Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL, Kind.CLOSE, Kind.KEEP_SEARCHING}
    | {Kind.SECOND_INTERVIEW_REPLY, Kind.REJECTION_THANKS, Kind.OFFER_REPLY}
)

CONTACTS = ASKING | {Kind.THANK_YOU, Kind.THANK_YOU_LETTER}


class Rule(StrEnum):
    """The hard rules, each in a sentence."""

    EARLY = "nobody is asked before a promised date has passed"
    DAY_OFF = "nothing is to be done on days off or outside working hours"
    CROWDED = "two contacts with one employer are two working days apart"
    TOO_OFTEN = "no application is asked after more often than its playbook allows, nor more than three times"
    THANKED_TWICE = "each interviewer is thanked once"
    AFTER_THE_END = "after an outcome nothing is done but its reply"
    RENAMED = "a step keeps its key as long as it is the same step"
    RESTLESS = "a second pass finds nothing to do"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that was broken: when it was seen, and by which step."""

    rule: Rule
    now: datetime
    key: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M}: {self.rule}: {self.key}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What there is after a pass: the applications, the steps that should stand, and what was written, by key."""

    now: datetime
    applications: Sequence[Application]
    steps: Sequence[Step]
    rows: Mapping[str, Remembered]


class Witness:
    """Watches one life, pass by pass, and remembers what it needs for the next."""

    def __init__(self, home: Workplace, playbook: Callable[[Application], Playbook]) -> None:
        self._home = home
        self._playbook = playbook
        self._steps: dict[str, Step] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._promised: set[str] = set()

    def see(self, seen: Seen) -> list[Violation]:
        """The rules that are broken by what stands after this pass."""
        self._steps.update({step.key: step for step in seen.steps})
        self._promised.update(a.token for a in seen.applications if a.said)
        scene = _Scene(seen, self._home)
        checks: tuple[tuple[Rule, Iterator[tuple[str, str]]], ...] = (
            (Rule.EARLY, _early(scene)),
            (Rule.DAY_OFF, _on_days_off(scene)),
            (Rule.CROWDED, _crowded(scene)),
            (Rule.TOO_OFTEN, self._too_often(scene)),
            (Rule.THANKED_TWICE, self._thanked_twice(scene)),
            (Rule.AFTER_THE_END, _after_the_end(scene)),
            (Rule.RENAMED, self._renamed(scene)),
        )
        return [
            Violation(rule=rule, now=seen.now, key=key, detail=detail)
            for rule, found in checks
            for key, detail in found
        ]

    def see_again(self, now: datetime, actions: Sequence[Action]) -> list[Violation]:
        """What a second pass at the same moment still wanted to do."""
        return [Violation(rule=Rule.RESTLESS, now=now, key=action.key, detail=action.verb) for action in actions]

    def _too_often(self, scene: _Scene) -> Iterator[tuple[str, str]]:
        for application in scene.applications.values():
            asked = defaultdict(set)
            for row, current in scene.contacts_of(application, ASKING):
                asked[current.token].add(key_parts(row.key).ordinal)
            total = sum(map(len, asked.values()))
            rule = self._playbook(application).check_in
            most = max(map(len, asked.values()), default=0)
            allowed = MOST_CHECK_INS if application.token in self._promised or rule is None else rule.limit
            if total > MOST_CHECK_INS or most > allowed:
                yield application.token, f"{total} check-ins, {most} of them after one interview"

    def _thanked_twice(self, scene: _Scene) -> Iterator[tuple[str, str]]:
        notes = defaultdict(list)
        for row in scene.seen.rows.values():
            step = self._steps.get(row.key)
            live = row.stands or row.state is State.SENT
            if live and row.form is Form.DRAFT and step and step.kind is Kind.THANK_YOU and not step.passes_on:
                notes[key_parts(row.key).round].append(step)
        for steps in notes.values():
            for one, other in combinations(steps, 2):
                if one.addressee and other.addressee and is_same(one.addressee, other.addressee):
                    yield other.key, f"so does {one.key}"

    def _renamed(self, scene: _Scene) -> Iterator[tuple[str, str]]:
        for application in scene.applications.values():
            for current in application.rounds:
                events, names = [event_token(event) for event in current.events], (application.token, current.token)
                if len(events) > 1:
                    # What is part of a loop may go by another name when the loop falls apart.
                    self._names = {event: known for event, known in self._names.items() if event not in events}
                elif self._names.setdefault(events[0], names) != names:
                    yield current.token, f"was {'-'.join(self._names[events[0]])}"


class _Scene:
    """What is seen after one pass, looked up as the rules ask for it."""

    def __init__(self, seen: Seen, home: Workplace) -> None:
        self.seen = seen
        self.now = seen.now
        self._home = home
        self.applications = {application.token: application for application in seen.applications}
        self.ahead = [row for row in seen.rows.values() if _is_ours(row) and row.start > seen.now]

    def workplace(self, current: Round | None) -> Workplace:
        """When both sides of an interview work, in the employer's zone, and without one when the person does."""
        return self._home.shared_with(current.zone, country_of(current)) if current else self._home

    def days_with(self, employer: str) -> Workplace:
        """The days on which the person works, and everybody of an employer with whom they spoke."""
        days = self._home
        for current in (r for a in self.seen.applications if a.employer == employer for r in a.rounds):
            days = days.shared_with(days.zone, country_of(current))
        return days

    def application(self, row: Remembered) -> Application | None:
        """Whose step it is."""
        return self.applications.get(key_parts(row.key).application or "")

    def round(self, row: Remembered) -> Round | None:
        """The interview that a row is about, or the last one of its application if that is not there any more."""
        application = self.application(row)
        if application is None:
            return None
        token = key_parts(row.key).round
        return next((r for r in application.rounds if r.token == token), application.rounds[-1])

    def contacts_of(self, application: Application, kinds: frozenset[Kind]) -> Iterator[tuple[Remembered, Round]]:
        """The entries of these kinds that stand for an application, and the interviews they are about."""
        for row in self.seen.rows.values():
            parts = key_parts(row.key)
            if row.form is Form.ENTRY and row.stands and parts.kind in kinds and parts.application == application.token:
                current = self.round(row)
                assert current is not None
                yield row, current

    def day(self, row: Remembered, current: Round) -> date:
        """The day of an entry where its interview was."""
        return row.start.astimezone(current.zone).date()


def _is_ours(row: Remembered) -> bool:
    return row.state in (State.STANDING, State.INTENDED)


def _early(scene: _Scene) -> Iterator[tuple[str, str]]:
    chosen = _chosen_days(scene)
    for row in scene.ahead:
        application, current = scene.application(row), scene.round(row)
        if application is None or current is None or application.said is None or key_parts(row.key).kind not in ASKING:
            continue
        if row.form is Form.DRAFT and _of_check_in(row) in chosen:
            continue
        promise = application.said.promise
        until = max((d for d in (promise.decide_by, promise.permission, promise.earliest) if d), default=date.min)
        if scene.day(row, application.rounds[-1]) <= until:
            yield row.key, f"on {row.start}, promised by {until}"


def _chosen_days(scene: _Scene) -> set[tuple[str | None, str | None]]:
    """The check-ins that the person put on another day; the draft beside one goes with it."""
    moved = (row for row in scene.seen.rows.values() if row.state is State.THEIRS)
    return {_of_check_in(row) for row in moved if key_parts(row.key).kind in ASKING}


def _of_check_in(row: Remembered) -> tuple[str | None, str | None]:
    parts = key_parts(row.key)
    return parts.round, parts.ordinal


def _on_days_off(scene: _Scene) -> Iterator[tuple[str, str]]:
    for row in scene.ahead:
        if row.form is not Form.ENTRY or key_parts(row.key).kind not in IN_HOURS:
            continue
        workplace = scene.workplace(scene.round(row))
        local = row.start.astimezone(workplace.zone)
        if not workplace.is_working_day(local.date()) or not workplace.opens <= local.time() < workplace.closes:
            yield row.key, f"at {local}"


def _crowded(scene: _Scene) -> Iterator[tuple[str, str]]:
    contacts: defaultdict[str, list[tuple[Remembered, Round]]] = defaultdict(list)
    for application in scene.applications.values():
        contacts[application.employer] += list(scene.contacts_of(application, CONTACTS))
    for employer, found in contacts.items():
        days = scene.days_with(employer)
        for row, current in found:
            # Each interview is thanked for in its time, and what is past cannot be moved; a check-in ahead can.
            if not _is_ours(row) or row.start <= scene.now or key_parts(row.key).kind not in ASKING:
                continue
            for other, theirs in found:
                first, second = sorted((scene.day(row, current), scene.day(other, theirs)))
                if other is not row and days.working_days_between(first, second) < APART:
                    yield row.key, f"on {row.start}, and {other.key} on {other.start}"


def _after_the_end(scene: _Scene) -> Iterator[tuple[str, str]]:
    for row in scene.seen.rows.values():
        application = scene.application(row)
        open_still = _is_ours(row) and not row.over(scene.now)
        if application is not None and open_still and not _may_stand(key_parts(row.key).kind, application):
            yield row.key, f"{application.outcome or 'to be quiet'}"


def _may_stand(kind: Kind | None, application: Application) -> bool:
    """Whether a step of this kind may still be ahead, given what is known of the application."""
    if application.quiet:
        return False
    if application.outcome is Outcome.OFFER:
        # Who was there is thanked all the same, but there is no decision to ask about any more.
        return kind not in ASKING and kind is not Kind.CLOSE
    if application.outcome is Outcome.REJECTION:
        return kind is Kind.REJECTION_THANKS
    return application.outcome is not Outcome.WITHDRAWN_BY_ME
