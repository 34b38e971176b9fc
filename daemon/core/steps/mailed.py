"""What the mail asks of the person besides the replies: a question, a deadline, a mail that came back or is unclear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from daemon.core.applications import Application, News, Outcome
from daemon.core.mail.attaching import TOKEN
from daemon.core.remembered import Kind
from daemon.core.steps.desk import SHORT, Desk, key_of, next_quarter
from daemon.core.steps.model import Step
from daemon.core.steps.written import wrote_since
from daemon.core.typed import Tag

LATEST = 10  # working days after a message; later it is behind the person


def mailed(desk: Desk, application: Application, applications: Sequence[Application]) -> Iterator[Step]:
    """The entries for what messages asked or could not tell, which may be about others of these applications."""
    for news in application.news:
        if news.bounced:
            yield from _noted(desk, application, Kind.UNDELIVERED, news)
        elif news.applications[0] != application.token:
            continue
        elif news in application.unsure:
            meant = tuple(a for a in applications if a.token in news.applications)
            yield from (replace(step, others=meant) for step in _noted(desk, application, Kind.WHICH_APPLICATION, news))
        elif news.outcome is Outcome.QUESTION and not news.sent:
            yield from _noted(desk, application, Kind.THEIR_QUESTION, news)
    yield from _deadline(desk, application)


def _noted(desk: Desk, application: Application, kind: Kind, news: News) -> Iterator[Step]:
    """An entry as soon as the person is at work, once for each message."""
    current = application.rounds[-1]
    home = desk.policy.home
    keys = [f"{key_of(kind, application, each)}-{news.id[:TOKEN]}" for each in reversed(application.rounds)]
    # It may have been written when an earlier round was the last.
    key = next((key for key in keys if key in desk.rows), keys[0])
    day = news.at.astimezone(home.zone).date()
    expires = home.at(home.add_working_days(day, LATEST), home.closes)
    stands = desk.stands(key)
    start = stands or home.next_opening(next_quarter(desk.now))
    if not desk.owed(key, news.at, expires) or Tag.DONE in desk.tags(key):
        return
    done = kind is Kind.THEIR_QUESTION and wrote_since(application, news.at)
    if done and stands is None:
        return
    step = desk.step(key, kind, (start, start + SHORT), application, current)
    yield replace(step, news=news, addressee=news.gist.sender, done=done)


def _deadline(desk: Desk, application: Application) -> Iterator[Step]:
    """The day by which an offer is to be answered; on days off, the working day before."""
    heard = application.heard
    if heard is None or heard.outcome is not Outcome.OFFER or heard.answer_by is None:
        return
    home = desk.policy.home
    day = heard.answer_by
    while not home.is_working_day(day):
        day -= timedelta(days=1)
    current = application.rounds[-1]
    key = key_of(Kind.OFFER_DEADLINE, application, current)
    start = home.at(day, home.opens)
    if desk.owed(key, heard.at, home.at(heard.answer_by, home.closes)):
        step = desk.step(key, Kind.OFFER_DEADLINE, (start, start + SHORT), application, current)
        yield replace(step, addressee=heard.sender)
