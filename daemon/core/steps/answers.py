"""What is done when the employer has answered: accept a second interview, thank for an offer, thank even for a no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from daemon.core.applications import Application, Heard, Outcome, Round
from daemon.core.busy import travel_to
from daemon.core.people import addressee_of, is_reachable
from daemon.core.playbook import OfferReply, RejectionThanks, Rule
from daemon.core.remembered import ANSWERS, Form, Kind, Remembered, State
from daemon.core.slots import LONGEST, Span, free_slots, is_free, suiting
from daemon.core.steps.desk import SHORT, Desk, key_of, next_quarter
from daemon.core.steps.model import Step
from daemon.core.steps.written import wrote_since
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace
from daemon.ports.records import Response

SHORTEST = timedelta(minutes=30)  # of a further interview, whatever the last one took
LATEST = 5  # working days after an answer was heard; later, a reply is no longer ours to suggest


def answers(desk: Desk, application: Application) -> Iterator[Step]:
    """The reply that the employer's answer asks for: an entry, and its draft.

    Once it stands it stays where it is, and what was heard too long ago is not replied to any more.
    """
    heard = application.heard
    kind = ANSWERS.get(heard.outcome) if heard else None
    rule = desk.playbook(application).rule(kind) if kind else None
    if heard is None or kind is None or rule is None or application.unsure or _is_booked(desk, application, heard):
        return
    current = _round_before(application, heard)
    workplace = desk.workplace(current)
    day = min(heard.at, desk.now).astimezone(workplace.zone).date()
    key = key_of(kind, application, current)
    start = desk.kept(key, workplace) or _due(desk, rule, day, workplace)
    expires = workplace.at(workplace.add_working_days(day, LATEST), workplace.closes)
    addressee = heard.sender if heard.sender and is_reachable(application, heard.sender) else addressee_of(application)
    draft = f"{key}-draft"
    slots: tuple[Span, ...] = ()
    if kind is Kind.SECOND_INTERVIEW_REPLY:
        wanted = desk.now < expires and application.rounds[-1].start <= heard.at
        slots = _slots(desk, current, heard, draft, wanted=wanted)
    # What the person was told on the telephone they note where it fits, perhaps days before they wrote something else.
    answered = bool(heard.thread) and wrote_since(application, heard.at)
    if desk.owed(key, desk.now, expires) and not (answered and desk.stands(key) is None):
        step = desk.step(key, kind, (start, start + SHORT), application, current)
        yield replace(step, addressee=addressee, slots=slots, done=answered)
    if not answered and Tag.DONE not in desk.tags(key) and desk.owed(draft, desk.now, expires):
        step = desk.step(draft, kind, (heard.at, heard.at), application, current)
        yield replace(step, form=Form.DRAFT, addressee=addressee, slots=slots)


def _is_booked(desk: Desk, application: Application, heard: Heard) -> bool:
    """Whether the further interview they invite to is in the calendar already, and the person has agreed to it."""
    if heard.outcome is not Outcome.NEXT_ROUND:
        return False
    events = [event for current in application.rounds if current.start > heard.at for event in current.events]
    mine = [a for event in events for a in event.attendees if (a.email or "").lower() in desk.policy.owner]
    return bool(events) and all(attendee.response is Response.ACCEPTED for attendee in mine)


def _slots(desk: Desk, current: Round, heard: Heard, draft: str, *, wanted: bool) -> tuple[Span, ...]:
    """The times to offer: those that the draft offers, as long as they are free, else others.

    A draft is written anew only once, so when that is done, or when the person has changed it, its times stay. None
    are `wanted` any more when the further interview has a date, or when it is too late to answer.
    """
    there = desk.workplace(current)
    travel = travel_to(current.medium)
    row = desk.rows.get(draft)
    offered = row.slots if row is not None and row.start >= heard.at else ()
    if not wanted or (row is not None and offered and not _may_change(desk, row, travel)):
        chosen = offered
    else:
        chosen = _chosen(desk, heard, min(max(current.end - current.start, SHORTEST), LONGEST), there, travel)
    return tuple((start.astimezone(there.zone), end.astimezone(there.zone)) for start, end in chosen)


def _may_change(desk: Desk, row: Remembered, travel: timedelta) -> bool:
    """Whether a draft that we may still replace offers a time that has passed or is not free any more."""
    settled = row.state in (State.THEIRS, State.SENT, State.DECLINED) or (row.stands and row.replaced > 0)
    return not settled and not all(slot[0] > desk.now and is_free(slot, desk.policy.busy, travel) for slot in row.slots)


def _chosen(desk: Desk, heard: Heard, length: timedelta, there: Workplace, travel: timedelta) -> tuple[Span, ...]:
    """Of the times that the employer proposed those that suit; if none does, or they proposed none, others."""
    home, busy = desk.policy.home, desk.policy.busy
    fitting = suiting(heard.proposed, busy, length, home, desk.now, travel)
    return fitting or free_slots(busy, length, home, there, desk.now, travel)


def _due(desk: Desk, rule: Rule, day: date, workplace: Workplace) -> datetime:
    """When it is to be sent: an invitation is answered as soon as people work, the others on a later day."""
    soon = desk.opening(workplace, next_quarter(desk.now))
    if not isinstance(rule, OfferReply | RejectionThanks):
        return soon
    wanted = workplace.at(workplace.add_working_days(day, rule.after_working_days), workplace.opens)
    return desk.opening(workplace, wanted) if wanted >= desk.now else soon


def _round_before(application: Application, heard: Heard) -> Round:
    """The round that was answered: the last one that had begun by then."""
    begun = [current for current in application.rounds if current.start <= heard.at]
    return begun[-1] if begun else application.rounds[0]
