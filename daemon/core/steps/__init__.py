"""Applications, a playbook and the time -> the steps that should stand now.

The hard rules hold over every playbook: nothing before a promised date, nothing on days off or outside the addressee's
hours, no two contacts to one employer within two working days, nothing after an outcome, stale steps expire.
A step that stands and whose time has come, or that the person changed, is settled where it is; later steps count
from there. Check-ins follow one another: the next is written when the one before has passed, so they never pile up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from daemon.core.applications import Application, Outcome
from daemon.core.recognise.judgement import Judgement
from daemon.core.remembered import Kind, Remembered
from daemon.core.statements import Statement
from daemon.core.steps.answers import answers
from daemon.core.steps.around import around
from daemon.core.steps.beside import ask_about, keep_searching
from daemon.core.steps.check_ins import check_ins, is_stale
from daemon.core.steps.contacts import settled_contacts
from daemon.core.steps.desk import Desk
from daemon.core.steps.mailed import mailed
from daemon.core.steps.model import Policy, Step

__all__ = ["Policy", "Step", "work_out"]


# After these nobody waits; a delay, a question or an absence leaves everything open.
_SETTLING = frozenset({Outcome.OFFER, Outcome.REJECTION, Outcome.WITHDRAWN_BY_ME})


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
    desk = Desk(rows, statements, policy, now)
    active = [a for a in applications if not a.quiet and a.outcome not in (Outcome.REJECTION, Outcome.WITHDRAWN_BY_ME)]
    steps = [step for application in applications for step in _replies(desk, application)]
    steps += [step for application in applications for step in _mailed(desk, application, applications)]
    steps += [step for application in active for step in _around(desk, application)]
    contacts = settled_contacts(desk, applications, steps)
    coming = [application for application in active if application.rounds[-1].start > now]
    waiting = []
    for application in sorted(active, key=lambda a: (a.rounds[-1].end, a.token)):
        if _waits(desk, application):
            chain = list(check_ins(desk, application, contacts[application.employer], coming))
            steps += chain
            if not any(step.kind is Kind.CLOSE and step.start <= now for step in chain):
                waiting.append(application)
    for judgement in doubts:
        steps += ask_about(desk, judgement)
    steps += keep_searching(desk, waiting, coming)
    return tuple(sorted(steps, key=lambda step: (step.start, step.key)))


def _replies(desk: Desk, application: Application) -> Iterator[Step]:
    last = application.rounds[-1]
    if not application.quiet and desk.follows(last.token, last.end):
        yield from answers(desk, application)


def _mailed(desk: Desk, application: Application, applications: Sequence[Application]) -> Iterator[Step]:
    last = application.rounds[-1]
    if not application.quiet and desk.follows(last.token, last.end):
        yield from mailed(desk, application, applications)


def _around(desk: Desk, application: Application) -> Iterator[Step]:
    for current in application.rounds:
        if not current.done and desk.follows(current.token, current.end):
            yield from around(desk, application, current)


def _waits(desk: Desk, application: Application) -> bool:
    """Whether the employer is to answer, and the person has not put it behind them."""
    last = application.rounds[-1]
    heard = application.heard
    settled = heard is not None and heard.outcome in _SETTLING
    # An invitation is behind them as soon as the interview it was about has taken place.
    invited = heard is not None and heard.outcome is Outcome.NEXT_ROUND and heard.at >= last.end
    if settled or invited or application.unsure or last.done or last.end > desk.now:
        return False
    return desk.follows(last.token, last.end) and not is_stale(desk, application)
