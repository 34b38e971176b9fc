"""What follows the last interview: check-ins, one after the other, and in the end the question whether to let go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from daemon.core.applications import Application
from daemon.core.people import addressee_of
from daemon.core.remembered import Form, Kind, key_parts
from daemon.core.steps.desk import SHORT, Desk, key_of
from daemon.core.steps.model import Step
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace

CONTACT_GAP = 2  # working days between two contacts to one employer
DRAFT_LEAD = timedelta(hours=4)  # how long before its time a check-in's draft is ready
_CONTACTS = frozenset({Kind.THANK_YOU, Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL})


def settled_contacts(desk: Desk, active: Sequence[Application], steps: Sequence[Step]) -> dict[str, list[date]]:
    """The days on which each employer is contacted whatever else is planned: thank-yous and settled check-ins."""
    contacts: dict[str, list[date]] = {application.employer: [] for application in active}
    tokens = {application.token: application for application in active}
    planned = {s.key: s.start for s in steps if s.kind is Kind.THANK_YOU and s.form is Form.ENTRY}
    settled = {key: at for key, row in desk.rows.items() if row.form is Form.ENTRY and (at := desk.settled(key))}
    for key, start in (planned | settled).items():
        parts = key_parts(key)
        application = tokens.get(parts.application or "")
        if application is not None and parts.kind in _CONTACTS:
            contacts[application.employer].append(start.astimezone(application.rounds[-1].zone).date())
    return contacts


def check_ins(desk: Desk, application: Application, contacts: list[date]) -> Iterator[Step]:
    """The check-ins, one at a time, and in the end the question whether to let go.

    `contacts` are the days on which the employer is contacted anyway; the check-ins' days are added to it.
    """
    if Kind.CHECK_IN_CALL not in desk.rules:
        return
    last = application.rounds[-1]
    workplace = desk.workplace(last.zone)
    distance = desk.rules[Kind.CHECK_IN_CALL].numbers["without_promise_working_days"]
    pause = desk.rules[Kind.CHECK_IN_EMAIL].numbers["after_call_working_days"]
    floor = _promised(application, workplace)
    fresh = application.said is not None and application.said.at >= last.start
    previous, passed = last.day, last.end
    for ordinal in range(1, desk.rules["check-in"].numbers["limit"] + 1):
        key = f"{key_of(Kind.CHECK_IN_CALL, application, last)}-{ordinal}"
        wanted = floor if floor and fresh and ordinal == 1 else workplace.add_working_days(previous, distance)
        start = _contact(desk, key, max(wanted, floor or wanted), workplace, contacts)
        if desk.owed(key, passed):
            step = desk.step(key, Kind.CHECK_IN_CALL, (start, start + SHORT), application, last)
            yield replace(step, position=ordinal)
        if start > desk.now:
            return
        previous, passed = start.astimezone(last.zone).date(), start
        if _answered(desk, application, key, start):
            continue
        key = f"{key_of(Kind.CHECK_IN_EMAIL, application, last)}-{ordinal}"
        wanted = workplace.add_working_days(previous, pause)
        start = _contact(desk, key, max(wanted, floor or wanted), workplace, contacts)
        yield from _email(desk, key, (start, start + SHORT), passed, application, ordinal)
        if start > desk.now:
            return
        passed = start
    yield from _close(desk, application, passed, workplace)


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


def _answered(desk: Desk, application: Application, call: str, start: datetime) -> bool:
    """Whether the call was made, or brought a new date: then no e-mail follows it."""
    told = desk.statements.get(call)
    return (told is not None and Tag.DONE in told.tags) or (
        application.said is not None and application.said.at >= start
    )


def _email(
    desk: Desk, key: str, times: tuple[datetime, datetime], appears: datetime, application: Application, ordinal: int
) -> Iterator[Step]:
    last = application.rounds[-1]
    if desk.owed(key, appears):
        yield replace(desk.step(key, Kind.CHECK_IN_EMAIL, times, application, last), position=ordinal)
    ready = times[0] - DRAFT_LEAD
    draft = f"{key}-draft"
    if desk.owed(draft, max(ready, appears)):
        step = desk.step(draft, Kind.CHECK_IN_EMAIL, (ready, ready), application, last)
        yield replace(step, form=Form.DRAFT, addressee=addressee_of(application), position=ordinal)


def _close(desk: Desk, application: Application, passed: datetime, workplace: Workplace) -> Iterator[Step]:
    rule = desk.rules.get(Kind.CLOSE)
    last = application.rounds[-1]
    key = key_of(Kind.CLOSE, application, last)
    if rule and desk.owed(key, passed):
        day = workplace.add_working_days(passed.astimezone(last.zone).date(), rule.numbers["after_working_days"])
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
