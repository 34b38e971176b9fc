"""What follows the last interview: check-ins, one after the other, and in the end the question whether to let go."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from daemon.core.applications import Application
from daemon.core.people import addressee_of
from daemon.core.remembered import Form, Kind, State, key_parts
from daemon.core.steps.desk import SHORT, Desk, key_of
from daemon.core.steps.model import Step
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace

MOST_CHECK_INS = 3  # for one application, whatever the playbook and the number of rounds
STALE = timedelta(days=90)  # after so long a silence asking is no use, and a late answer comes by itself
CONTACT_GAP = 2  # working days between two contacts to one employer
DRAFT_LEAD = timedelta(hours=4)  # how long before its time a check-in's draft is ready
_CONTACTS = frozenset({Kind.THANK_YOU, Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL})


def settled_contacts(desk: Desk, applications: Sequence[Application], steps: Sequence[Step]) -> dict[str, list[date]]:
    """The days on which each employer is contacted whatever else is planned: thank-yous and settled check-ins."""
    contacts: dict[str, list[date]] = {application.employer: [] for application in applications}
    tokens = {application.token: application for application in applications}
    planned = {s.key: s.start for s in steps if s.kind is Kind.THANK_YOU and s.form is Form.ENTRY}
    settled = {
        key: at
        for key, row in desk.rows.items()
        if row.form is Form.ENTRY
        and (at := desk.settled(key))
        # A thank-you that is as we left it moves with its interview, from the past too.
        and not (row.state is State.STANDING and planned.get(key, at) > desk.now)
    }
    for key, start in (planned | settled).items():
        parts = key_parts(key)
        application = tokens.get(parts.application or "")
        if application is not None and parts.kind in _CONTACTS:
            contacts[application.employer].append(start.astimezone(application.rounds[-1].zone).date())
    return contacts


def is_stale(desk: Desk, application: Application) -> bool:
    """Whether nothing was heard for so long after the last interview, or the promised date, that nobody asks again."""
    last = application.rounds[-1]
    promised = _promised(application, desk.workplace(last.zone))
    return desk.now.astimezone(last.zone).date() - max(last.day, promised or last.day) > STALE


def check_ins(desk: Desk, application: Application, contacts: list[date]) -> Iterator[Step]:
    """The check-ins, one at a time, and in the end the question whether to let go.

    `contacts` are the days on which the employer is contacted anyway; the check-ins' days are added to it.
    """
    if Kind.CHECK_IN_CALL not in desk.rules:
        return
    last = application.rounds[-1]
    workplace = desk.workplace(last.zone)
    distance = desk.rules[Kind.CHECK_IN_CALL].numbers["without_promise_working_days"]
    floor = _promised(application, workplace)
    since, previous, passed = last.start, last.end, last.end
    for ordinal in count(1):
        promised = _promised_since(application, since)
        if not _may_ask(desk, application, ordinal, promised=promised):
            break
        key = f"{key_of(Kind.CHECK_IN_CALL, application, last)}-{ordinal}"
        wanted = workplace.add_working_days(previous.astimezone(last.zone).date(), distance)
        wanted = (floor or wanted) if promised else max(wanted, floor or wanted)
        start = _contact(desk, key, wanted, workplace, contacts)
        if desk.owed(key, passed):
            step = desk.step(key, Kind.CHECK_IN_CALL, (start, start + SHORT), application, last)
            yield replace(step, position=ordinal)
        answered = Tag.DONE in desk.tags(key) or _promised_since(application, start)
        if start > desk.now and not answered:
            return
        since, previous, passed = start, start, min(start, desk.now)
        if not answered:
            passed = yield from _email(desk, application, ordinal, (previous, floor), contacts)
            if passed > desk.now:
                return
    yield from _close(desk, application, passed, workplace)


def _may_ask(desk: Desk, application: Application, ordinal: int, *, promised: bool) -> bool:
    """Whether one more check-in is decent: within the playbook's limit, or asked for by a new date, never too many."""
    last = application.rounds[-1]
    before = 0
    for key, row in desk.rows.items():
        parts = key_parts(key)
        made = row.state in (State.STANDING, State.THEIRS) and row.over(desk.now)
        mine = parts.kind is Kind.CHECK_IN_CALL and parts.application == application.token
        before += mine and made and parts.round != last.token
    within = ordinal <= desk.rules["check-in"].numbers["limit"] or promised
    return within and before + ordinal <= MOST_CHECK_INS


def _promised_since(application: Application, moment: datetime) -> bool:
    return application.said is not None and application.said.at >= moment


def _contact(desk: Desk, key: str, day: date, workplace: Workplace, contacts: list[date]) -> datetime:
    """When a contact is made: where it is settled, else from this day on, not in the past, not close to another."""
    settled = desk.settled(key)
    if settled is not None:
        return settled
    if desk.hour(workplace, day) < desk.now:
        standing = desk.upcoming(key)
        day = (standing or desk.now).astimezone(workplace.zone).date()
    while (
        not workplace.is_working_day(day)
        or desk.hour(workplace, day) < desk.now
        or any(_close_by(workplace, day, other) for other in contacts)
    ):
        day = workplace.next_working_day(day)
    contacts.append(day)
    return desk.hour(workplace, day)


def _email(
    desk: Desk, application: Application, ordinal: int, since: tuple[datetime, date | None], contacts: list[date]
) -> Generator[Step, None, datetime]:
    """The e-mail after a call that was not answered, and its draft; returns when it is due."""
    called, floor = since
    last = application.rounds[-1]
    workplace = desk.workplace(last.zone)
    key = f"{key_of(Kind.CHECK_IN_EMAIL, application, last)}-{ordinal}"
    pause = desk.rules[Kind.CHECK_IN_EMAIL].numbers["after_call_working_days"]
    wanted = workplace.add_working_days(called.astimezone(last.zone).date(), pause)
    start = _contact(desk, key, max(wanted, floor or wanted), workplace, contacts)
    if desk.owed(key, called):
        yield replace(desk.step(key, Kind.CHECK_IN_EMAIL, (start, start + SHORT), application, last), position=ordinal)
    ready = start - DRAFT_LEAD
    draft = f"{key}-draft"
    if Tag.DONE not in desk.tags(key) and desk.owed(draft, max(ready, called)):
        step = desk.step(draft, Kind.CHECK_IN_EMAIL, (ready, ready), application, last)
        yield replace(step, form=Form.DRAFT, addressee=addressee_of(application), position=ordinal)
    return start


def _close(desk: Desk, application: Application, passed: datetime, workplace: Workplace) -> Iterator[Step]:
    rule = desk.rules.get(Kind.CLOSE)
    last = application.rounds[-1]
    key = key_of(Kind.CLOSE, application, last)
    if rule and desk.owed(key, passed):
        since = passed.astimezone(last.zone).date()
        day = workplace.add_working_days(
            max(since, _promised(application, workplace) or since), rule.numbers["after_working_days"]
        )
        start = desk.settled(key) or _contact(desk, key, day, workplace, [])
        yield desk.step(key, Kind.CLOSE, (start, start + SHORT), application, last)


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
