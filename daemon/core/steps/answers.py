"""What is done when the employer has answered: accept a second interview, thank for an offer, thank even for a no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from daemon.core.applications import Application, Heard, Outcome, Round
from daemon.core.people import addressee_of
from daemon.core.playbook import OfferReply, RejectionThanks, Rule
from daemon.core.remembered import Form, Kind
from daemon.core.steps.desk import SHORT, Desk, key_of, next_quarter
from daemon.core.steps.model import Step
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace

ANSWERS = {
    Outcome.NEXT_ROUND: Kind.SECOND_INTERVIEW_REPLY,
    Outcome.OFFER: Kind.OFFER_REPLY,
    Outcome.REJECTION: Kind.REJECTION_THANKS,
}
LATEST = 5  # working days after an answer was heard; later, a reply is no longer ours to suggest


def answers(desk: Desk, application: Application) -> Iterator[Step]:
    """The reply that the employer's answer asks for: an entry, and its draft.

    Once it stands it stays where it is, and what was heard too long ago is not replied to any more.
    """
    heard = application.heard
    kind = ANSWERS.get(heard.outcome) if heard else None
    rule = desk.playbook(application).rule(kind) if kind else None
    if heard is None or kind is None or rule is None:
        return
    current = _round_before(application, heard)
    workplace = desk.workplace(current.zone)
    day = min(heard.at, desk.now).astimezone(workplace.zone).date()
    key = key_of(kind, application, current)
    start = desk.stands(key) or _due(desk, rule, day, workplace)
    expires = workplace.at(workplace.add_working_days(day, LATEST), workplace.closes)
    addressee = heard.sender or addressee_of(application)
    if desk.owed(key, desk.now, expires):
        yield replace(desk.step(key, kind, (start, start + SHORT), application, current), addressee=addressee)
    draft = f"{key}-draft"
    if Tag.DONE not in desk.tags(key) and desk.owed(draft, desk.now, expires):
        step = desk.step(draft, kind, (heard.at, heard.at), application, current)
        yield replace(step, form=Form.DRAFT, addressee=addressee)


def _due(desk: Desk, rule: Rule, day: date, workplace: Workplace) -> datetime:
    """When it is to be sent: an invitation is answered as soon as people work, the others on a later day."""
    soon = workplace.next_opening(next_quarter(desk.now))
    if not isinstance(rule, OfferReply | RejectionThanks):
        return soon
    wanted = workplace.at(workplace.add_working_days(day, rule.after_working_days), workplace.opens)
    return workplace.next_opening(wanted) if wanted >= desk.now else soon


def _round_before(application: Application, heard: Heard) -> Round:
    """The round that was answered: the last one that had begun by then."""
    begun = [current for current in application.rounds if current.start <= heard.at]
    return begun[-1] if begun else application.rounds[0]
