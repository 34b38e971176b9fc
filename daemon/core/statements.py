"""What the person told us by typing into our entries: verdicts, outcomes, dates, answers.

A statement is remembered when its entry is gone, because a promise does not end with the note it was written on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Literal, Self
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, Heard, News, Outcome, Round, Said
from daemon.core.applications.news import SETTLING
from daemon.core.naming import name_key
from daemon.core.promises import Promise, read_date, read_promise
from daemon.core.recognise.judgement import Judgement, Reason, Verdict
from daemon.core.remembered import ANSWERS, Kind, key_parts
from daemon.core.typed import Question, Tag, read_form, read_typed
from daemon.ports.records import Entry, StandingEntry

REOPENED = timedelta(days=30)  # an interview this long after an outcome is a new beginning
_NOTE = "your note"
# In an entry of these kinds the answer "no" is the employer's.
_AFTERWARDS = frozenset({Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL, Kind.CLOSE})
# In these "#no" says that a message was misread, or that the question is beside the point; see `daemon.core.mail`.
_ABOUT_MAIL = frozenset(ANSWERS.values()) | {Kind.THEIR_QUESTION, Kind.OFFER_DEADLINE}
_ABOUT_MAIL |= {Kind.WHICH_APPLICATION, Kind.UNDELIVERED}
_OUTCOMES = {Tag.OFFER: Outcome.OFFER, Tag.REJECTED: Outcome.REJECTION, Tag.WITHDRAWN: Outcome.WITHDRAWN_BY_ME}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReader:
    """Reads what is said about when: the promise in a text, and the day that somebody typed, both said at a moment."""

    promise: Callable[[str, datetime], Promise | None]
    day: Callable[[str, datetime], date | None]

    @classmethod
    def of(cls, locale: str) -> Self:
        """The reader for texts of people with this locale."""
        return cls(promise=partial(read_promise, locale=locale), day=partial(read_date, locale=locale))


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
    playbook: str | None = None
    language: str | None = None


def read_statements(standing: Sequence[StandingEntry], labels: Mapping[str, Question]) -> dict[str, Statement]:
    """A statement for each entry, also for those into which nothing was typed."""
    statements = {}
    for item in standing:
        entry = item.entry
        typed = read_typed(entry.summary, entry.description)
        answers = read_answers(item, labels)
        statements[entry.key] = Statement(
            key=entry.key,
            at=_beginning(entry),
            tags=typed.tags,
            decision=typed.decision or answers.get(Question.DECIDE_BY),
            check_back=answers.get(Question.CHECK_BACK),
            company=typed.company,
            role=typed.role,
            playbook=typed.playbook,
            language=typed.language,
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
        if Tag.NO in statement.tags and parts.kind not in _AFTERWARDS | _ABOUT_MAIL:
            return replace(judgement, verdict=Verdict.NO, reasons=(_TOLD_NO, *judgement.reasons))
        if Tag.INTERVIEW in statement.tags:
            return replace(judgement, verdict=Verdict.INTERVIEW, confidence=1.0, reasons=(_TOLD, *judgement.reasons))
    return judgement


def with_statements(application: Application, statements: Mapping[str, Statement], reader: DateReader) -> Application:
    """The application with its outcome, what was promised last and the names the person typed last."""
    ours = [s for s in statements.values() if key_parts(s.key).application == application.token]
    ours.sort(key=lambda s: s.at, reverse=True)
    rounds = tuple(replace(r, done=Tag.DONE in _typed_into(r)) for r in application.rounds)
    tags = frozenset[Tag]().union(*map(_typed_into, rounds), *(s.tags for s in ours))
    # A role that answers the question which application is meant names no application anew.
    naming = [s for s in ours if key_parts(s.key).kind is not Kind.WHICH_APPLICATION]
    company = next((s.company for s in naming if s.company), None)
    role = next((s.role for s in naming if s.role), None)
    return replace(
        application,
        company=company or application.company,
        role=role or application.role,
        employer=name_key(company) or application.employer,
        rounds=rounds,
        said=_latest_promise(application, ours, reader),
        heard=_heard(rounds, ours, application.news),
        playbook=_asked_for("playbook", rounds, ours),
        language=_asked_for("language", rounds, ours),
        quiet=Tag.QUIET in tags,
        first_choice=Tag.FIRST_CHOICE in tags,
    )


def _asked_for(
    what: Literal["playbook", "language"], rounds: Sequence[Round], statements: Sequence[Statement]
) -> str | None:
    """The playbook or language that the person asked for last, in one of our entries or else in an interview."""
    typed = (read_typed(e.summary, e.description) for r in reversed(rounds) for e in r.events)
    return next((name for told in (*statements, *typed) if (name := getattr(told, what))), None)


def _beginning(entry: Entry) -> datetime:
    """When an entry begins; one that the person made last a whole day begins with the day."""
    if isinstance(entry.start, datetime):
        return entry.start
    return datetime.combine(entry.start, time(), ZoneInfo(entry.zone))


def _typed_into(current: Round) -> frozenset[Tag]:
    """The tags in the texts of the interview itself."""
    return read_typed(*(text for e in current.events for text in (e.summary, e.description))).tags


def _heard(rounds: Sequence[Round], statements: Sequence[Statement], news: Sequence[News]) -> Heard | None:
    """The outcome told last, by the person or by mail; an interview that takes place long after it means that things
    went on."""
    told = [(r.end, tag) for r in rounds for tag in _typed_into(r)]
    told += [(s.at, tag) for s in statements for tag in s.tags]
    refused = [(s.at, Tag.REJECTED) for s in statements if Tag.NO in s.tags and key_parts(s.key).kind in _AFTERWARDS]
    heard = [Heard(outcome=_OUTCOMES[tag], at=at) for at, tag in (*told, *refused) if tag in _OUTCOMES]
    heard += [_heard_of(n, rounds[-1].zone) for n in news if _settles(n, rounds)]
    last = max(heard, key=lambda h: (h.at, h.outcome), default=None)
    return None if last is None or rounds[-1].start - last.at > REOPENED else last


def _settles(news: News, rounds: Sequence[Round]) -> bool:
    """Whether a message says what happens next; one before the first interview may have led to it."""
    if news.unsure or news.bounced or news.outcome not in SETTLING:
        return False
    return news.outcome is not Outcome.NEXT_ROUND or news.at >= rounds[0].end


def _heard_of(news: News, zone: ZoneInfo) -> Heard:
    gist = news.gist
    return Heard(
        outcome=news.outcome,
        at=news.at,
        sender=gist.sender,
        reply_to=gist.reply_to,
        subject=gist.subject,
        sentence=gist.sentence,
        thread=news.thread,
        proposed=tuple((start.astimezone(zone), end.astimezone(zone)) for start, end in gist.proposed),
        links=gist.links,
        answer_by=news.answer_by,
        language=gist.language,
    )


def _latest_promise(application: Application, statements: Sequence[Statement], reader: DateReader) -> Said | None:
    """What was promised last; of two promises made at once, what the person noted counts, then the later date.

    Leave to check back does not take back the date of a decision that was named before.
    """
    zones = {r.token: r.zone for r in application.rounds}
    said = _promised_in_events(application, reader)
    said += [
        Said(promise=promise, at=n.at, source="their mail") for n in application.news if (promise := _promise_of(n))
    ]
    for statement in statements:
        # The days that people mean are those of the interview's zone, whatever zone the journal keeps moments in.
        zone = zones.get(key_parts(statement.key).round or "", application.rounds[-1].zone)
        said += _promised_by(statement, statement.at.astimezone(zone), reader)
    said.sort(key=lambda s: (s.at, s.source == _NOTE, _latest(s.promise)))
    if not said:
        return None
    last = said[-1]
    decided = next((s.promise.decide_by for s in reversed(said) if s.promise.decide_by), None)
    return replace(last, promise=replace(last.promise, decide_by=decided))


def _promised_in_events(application: Application, reader: DateReader) -> list[Said]:
    """What the invitations themselves say about when; taken as said when the interview takes place.

    An invitation names the day of the interview itself in many ways, so only a later day can be a promise in it.
    """
    found = []
    for current in application.rounds:
        for event in current.events:
            typed = read_typed(event.summary, event.description)
            promise = (
                _read(typed.decision, current.end, reader)
                if typed.decision
                else reader.promise(event.description, current.start)
            )
            earliest = current.day if typed.decision else current.day + timedelta(days=1)
            if promise is not None and _latest(promise) >= earliest:
                source = _NOTE if typed.decision else "the invitation"
                found.append(Said(promise=promise, at=current.end, source=source))
    return found


def _promise_of(news: News) -> Promise | None:
    if news.sent or not (news.decide_by or news.earliest or news.permission):
        return None
    return Promise(
        decide_by=news.decide_by, earliest=news.earliest, permission=news.permission, text=news.gist.promised
    )


def _promised_by(statement: Statement, at: datetime, reader: DateReader) -> list[Said]:
    decided = _read(statement.decision, at, reader) if statement.decision else None
    allowed = reader.day(statement.check_back, at) if statement.check_back else None
    if decided is None and allowed is None:
        return []
    promise = decided or Promise(decide_by=None, earliest=None, permission=allowed, text=statement.check_back or "")
    if allowed is not None:
        promise = replace(promise, permission=allowed)
    return [Said(promise=promise, at=at, source=_NOTE)]


def _read(text: str, at: datetime, reader: DateReader) -> Promise | None:
    day = reader.day(text, at)
    if day is not None:
        return Promise(decide_by=day, earliest=None, permission=None, text=text)
    return reader.promise(text, at)


def _latest(promise: Promise) -> date:
    return max(day for day in (promise.decide_by, promise.earliest, promise.permission) if day)


_TOLD = Reason(weight=10.0, sentence="you said it is a job interview")
_TOLD_NO = Reason(weight=-10.0, sentence="you said it is not a job interview")
