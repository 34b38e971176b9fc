"""What the person told us by typing into our entries: verdicts, outcomes, dates, answers.

A statement is remembered when its entry is gone, because a promise does not end with the note it was written on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from daemon.core.applications import Application, Outcome, Said
from daemon.core.promises import Promise, read_date, read_promise
from daemon.core.recognise.judgement import Judgement, Reason, Verdict
from daemon.core.remembered import Kind, key_parts
from daemon.core.typed import Question, Tag, read_form, read_typed
from daemon.ports.records import StandingEntry

_OUTCOMES = {Tag.OFFER: Outcome.OFFER, Tag.REJECTED: Outcome.REJECTION, Tag.WITHDRAWN: Outcome.WITHDRAWN_BY_ME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What was typed into one entry; `at` is when the entry is, which is when it is taken to have been said."""

    key: str
    at: datetime
    tags: frozenset[Tag] = frozenset()
    decision: str | None = None
    check_back: str | None = None
    company: str | None = None
    role: str | None = None


def read_statements(standing: Sequence[StandingEntry], labels: Mapping[str, Question]) -> dict[str, Statement]:
    """A statement for each entry, also for those into which nothing was typed."""
    statements = {}
    for item in standing:
        entry = item.entry
        typed = read_typed(entry.summary, entry.description)
        answers = read_answers(item, labels)
        if not isinstance(entry.start, datetime):
            continue
        statements[entry.key] = Statement(
            key=entry.key,
            at=entry.start,
            tags=typed.tags,
            decision=typed.decision or answers.get(Question.DECIDE_BY),
            check_back=answers.get(Question.CHECK_BACK),
            company=typed.company,
            role=typed.role,
        )
    return statements


def read_answers(item: StandingEntry, labels: Mapping[str, Question]) -> dict[Question, str]:
    """The answers typed into a take-stock entry; of any other entry none."""
    if key_parts(item.entry.key).kind is not Kind.TAKE_STOCK:
        return {}
    return read_form(item.entry.description, labels)


def with_verdict(judgement: Judgement, token: str, statements: Mapping[str, Statement]) -> Judgement:
    """The judgement, or what the person says about it in the entry that asked or in one that assumed too much."""
    for statement in statements.values():
        parts = key_parts(statement.key)
        if token not in (parts.round, parts.event):
            continue
        if Tag.NO in statement.tags:
            return replace(judgement, verdict=Verdict.NO, reasons=(_TOLD_NO, *judgement.reasons))
        if Tag.INTERVIEW in statement.tags:
            return replace(judgement, verdict=Verdict.INTERVIEW, confidence=1.0, reasons=(_TOLD, *judgement.reasons))
    return judgement


def with_statements(application: Application, statements: Mapping[str, Statement], locale: str) -> Application:
    """The application with its outcome, its newest promise and the names the person typed."""
    ours = [s for s in statements.values() if key_parts(s.key).application == application.token]
    tags = read_typed(*_texts(application)).tags.union(*(s.tags for s in ours))
    said = [*_promised_in_events(application, locale), *(p for s in ours for p in _promised_by(s, locale))]
    company = next((s.company for s in ours if s.company), None)
    role = next((s.role for s in ours if s.role), None)
    return replace(
        application,
        company=company or application.company,
        role=role or application.role,
        said=max(said, key=lambda s: s.at, default=None),
        outcome=next((outcome for tag, outcome in _OUTCOMES.items() if tag in tags), None),
        quiet=Tag.QUIET in tags,
    )


def _texts(application: Application) -> list[str]:
    return [text for r in application.rounds for e in r.events for text in (e.summary, e.description)]


def _promised_in_events(application: Application, locale: str) -> list[Said]:
    """What the invitations themselves say about when; taken as said when the interview takes place."""
    found = []
    for current in application.rounds:
        for event in current.events:
            typed = read_typed(event.summary, event.description)
            promise = (
                _read(typed.decision, current.end, locale)
                if typed.decision
                else read_promise(event.description, current.start, locale)
            )
            if promise is not None and _latest(promise) >= current.day:
                found.append(Said(promise=promise, at=current.end, source="the invitation"))
    return found


def _promised_by(statement: Statement, locale: str) -> list[Said]:
    decided = _read(statement.decision, statement.at, locale) if statement.decision else None
    allowed = read_date(statement.check_back, statement.at, locale) if statement.check_back else None
    if decided is None and allowed is None:
        return []
    promise = decided or Promise(decide_by=None, earliest=None, permission=allowed, text=statement.check_back or "")
    if allowed is not None:
        promise = replace(promise, permission=allowed)
    return [Said(promise=promise, at=statement.at, source="your note")]


def _read(text: str, at: datetime, locale: str) -> Promise | None:
    day = read_date(text, at, locale)
    if day is not None:
        return Promise(decide_by=day, earliest=None, permission=None, text=text)
    return read_promise(text, at, locale)


def _latest(promise: Promise) -> date:
    return max(day for day in (promise.decide_by, promise.earliest, promise.permission) if day)


_TOLD = Reason(weight=10.0, sentence="you said it is a job interview")
_TOLD_NO = Reason(weight=-10.0, sentence="you said it is not a job interview")
