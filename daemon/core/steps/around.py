"""What is done around an interview: before leaving, right after, and to thank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from daemon.core.applications import Application, Round
from daemon.core.people import messenger_of, thanked, without_address
from daemon.core.remembered import Form, Kind
from daemon.core.steps.desk import AHEAD, KEPT, SHORT, Desk, key_of, keys_for, next_quarter
from daemon.core.steps.model import Step
from daemon.core.typed import Tag
from daemon.ports.records import Person, digest


def around(desk: Desk, application: Application, current: Round) -> Iterator[Step]:
    """What is done before leaving, right after, and to thank."""
    soon = current.start - AHEAD
    rule = desk.rules.get(Kind.ASK_BEFORE_LEAVING)
    key = key_of(Kind.ASK_BEFORE_LEAVING, application, current)
    if rule and desk.owed(key, soon, current.start):
        start = current.start - timedelta(minutes=rule.numbers["minutes_before"])
        yield desk.step(key, Kind.ASK_BEFORE_LEAVING, (start, current.start), application, current)
    rule = desk.rules.get(Kind.TAKE_STOCK)
    key = key_of(Kind.TAKE_STOCK, application, current)
    if rule and desk.owed(key, soon, current.end + KEPT):
        start = desk.placed(key, current.start, current.end)
        end = start + timedelta(minutes=rule.numbers["minutes"])
        yield desk.step(key, Kind.TAKE_STOCK, (start, end), application, current)
    # An interview that was put off after it was thanked for is still to come: whoever is thanked now is confused.
    if Kind.THANK_YOU in desk.rules and current.end <= desk.now:
        yield from _thanks(desk, application, current)


def _thanks(desk: Desk, application: Application, current: Round) -> Iterator[Step]:
    rule = desk.rules[Kind.THANK_YOU]
    workplace = desk.workplace(current.zone)
    last_day = workplace.add_working_days(current.day, rule.numbers["not_after_working_days"])
    expires = workplace.at(last_day, workplace.closes)
    key = key_of(Kind.THANK_YOU, application, current)
    wanted = workplace.at(workplace.next_working_day(current.day), workplace.opens)
    start = wanted
    if wanted < desk.now:
        stands = desk.stands(key)
        soon = workplace.next_opening(next_quarter(desk.now))
        start = stands if stands is not None and stands >= current.end else soon
    if desk.owed(key, current.end, expires if start < expires else current.end):
        late = start > wanted and start - current.end > timedelta(hours=rule.numbers["late_after_hours"])
        yield replace(desk.step(key, Kind.THANK_YOU, (start, start + SHORT), application, current), late=late)
    if Tag.DONE in desk.tags(key):
        return
    ready = current.end + timedelta(hours=rule.numbers["draft_after_hours"])
    for position, person in enumerate(thanked(current)):
        draft = _key_for(desk, key, person)
        if desk.owed(draft, ready, expires if start < expires else current.end):
            step = desk.step(draft, Kind.THANK_YOU, (ready, ready), application, current)
            yield replace(step, form=Form.DRAFT, addressee=person, position=position)
    messenger = messenger_of(application, current)
    # Named by whom it speaks of: when a name is corrected, the note with the wrong one goes.
    names = digest(*(person.name or "" for person in without_address(current)))[:8]
    draft = f"{key}-pass-on-{names}"
    if messenger is not None and desk.owed(draft, ready, expires if start < expires else current.end):
        step = desk.step(draft, Kind.THANK_YOU, (ready, ready), application, current)
        yield replace(step, form=Form.DRAFT, addressee=messenger, passes_on=True)


def _key_for(desk: Desk, prefix: str, person: Person) -> str:
    """The key for a person: by address or by name, whichever was used first; both may not be known at once."""
    keys = keys_for(prefix, person)
    return next((key for key in keys if key in desk.rows), keys[0])
