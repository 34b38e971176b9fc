"""What is done around an interview: before leaving, right after, and to thank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from daemon.core.applications import Application, Round
from daemon.core.people import is_reachable, is_same, messenger_of, thanked, without_address
from daemon.core.playbook import RecruiterDebrief, ThankYou
from daemon.core.remembered import Form, Kind
from daemon.core.steps.by_post import is_posted_instead, thanks_by_post
from daemon.core.steps.desk import AHEAD, KEPT, SHORT, Desk, key_of
from daemon.core.steps.model import Step
from daemon.core.steps.written import was_thanked
from daemon.core.typed import Tag
from daemon.ports.records import digest


def around(desk: Desk, application: Application, current: Round) -> Iterator[Step]:
    """What is done before leaving, right after, and to thank."""
    soon = current.start - AHEAD
    playbook = desk.playbook(application)
    ask = playbook.ask_before_leaving
    key = key_of(Kind.ASK_BEFORE_LEAVING, application, current)
    if ask and desk.owed(key, soon, current.start):
        start = current.start - timedelta(minutes=ask.minutes_before)
        yield desk.step(key, Kind.ASK_BEFORE_LEAVING, (start, current.start), application, current)
    stock = playbook.take_stock
    key = key_of(Kind.TAKE_STOCK, application, current)
    if stock and desk.owed(key, soon, current.end + KEPT):
        start = desk.placed(key, current.start, current.end)
        end = start + timedelta(minutes=stock.minutes)
        yield desk.step(key, Kind.TAKE_STOCK, (start, end), application, current)
    # An interview that was put off after it was thanked for is still to come: whoever is thanked now is confused.
    if current.end <= desk.now:
        if playbook.thank_you:
            yield from _thanks(desk, application, current, playbook.thank_you)
        if playbook.thank_you_letter:
            yield from thanks_by_post(desk, application, current, playbook.thank_you_letter)
        if playbook.recruiter_debrief:
            yield from _debrief(desk, application, current, playbook.recruiter_debrief)


def _thanks(desk: Desk, application: Application, current: Round, rule: ThankYou) -> Iterator[Step]:
    workplace = desk.workplace(current)
    last_day = workplace.add_working_days(current.day, rule.not_after_working_days)
    expires = workplace.at(last_day, workplace.closes)
    key = key_of(Kind.THANK_YOU, application, current)
    wanted = workplace.at(workplace.add_working_days(current.day, rule.after_working_days), workplace.opens)
    start = desk.in_hours(key, workplace, max(wanted, current.end), current.end)
    people = thanked(current)
    by_mail = [person for person in people if not is_posted_instead(desk, application, current, person)]
    done = bool(by_mail) and all(was_thanked(application, current, person) for person in by_mail)
    owed = (by_mail or not people) and desk.owed(key, current.end, expires if start < expires else current.end)
    if owed and not (done and not desk.stands(key)):
        waited = start.date() > wanted.date() and start - current.end > timedelta(hours=rule.late_after_hours)
        step = desk.step(key, Kind.THANK_YOU, (start, start + SHORT), application, current)
        yield replace(step, late=waited and not done, done=done)
    if Tag.DONE in desk.tags(key):
        return
    ready = current.end + timedelta(hours=rule.draft_after_hours)
    for person in by_mail:
        draft = desk.key_for(key, person)
        if was_thanked(application, current, person) or not is_reachable(application, person):
            continue
        if desk.owed(draft, ready, expires if start < expires else current.end):
            step = desk.step(draft, Kind.THANK_YOU, (ready, ready), application, current)
            position = people.index(person)
            yield replace(step, form=Form.DRAFT, addressee=person, position=position, dated=start.date())
    messenger = messenger_of(application, current)
    # Named by whom it speaks of: when a name is corrected, the note with the wrong one goes.
    names = digest(*(person.name or "" for person in without_address(current)))[:8]
    draft = f"{key}-pass-on-{names}"
    if messenger is not None and desk.owed(draft, ready, expires if start < expires else current.end):
        step = desk.step(draft, Kind.THANK_YOU, (ready, ready), application, current)
        yield replace(step, form=Form.DRAFT, addressee=messenger, passes_on=True)


def _debrief(desk: Desk, application: Application, current: Round, rule: RecruiterDebrief) -> Iterator[Step]:
    """Comparing notes with the recruiter, if there is one who was not the interviewer."""
    recruiter = current.recruiter or application.recruiter
    if recruiter is None or any(is_same(recruiter, person) for person in thanked(current)):
        return
    workplace = desk.workplace(current)
    key = key_of(Kind.RECRUITER_DEBRIEF, application, current)
    wanted = workplace.at(workplace.add_working_days(current.day, rule.after_working_days), workplace.opens)
    start = desk.in_hours(key, workplace, max(wanted, current.end), current.end)
    if desk.owed(key, current.end, current.end + KEPT):
        step = desk.step(key, Kind.RECRUITER_DEBRIEF, (start, start + SHORT), application, current)
        yield replace(step, addressee=recruiter)
