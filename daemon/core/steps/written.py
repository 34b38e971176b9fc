"""What the person wrote by themselves, and what messages of the other side mean for what is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from daemon.core.applications import Application, News, Outcome, Round, person_key
from daemon.core.applications.news import HOLDING
from daemon.core.people import thanked
from daemon.core.workdays import Workplace
from daemon.ports.records import Person

THANKED_WITHIN = timedelta(days=8)  # the first message to somebody in this time after an interview thanks them
THANKS = timedelta(days=4)  # how long after an interview a message to an interviewer is taken for thanks alone
UNTIL_BACK = 5  # working days for which somebody is taken to be away who does not say until when


def thanked_by_hand(application: Application, current: Round) -> Mapping[str, datetime]:
    """Whom the person wrote to after a round, and before the next, by the hashes of their addresses, and when first."""
    later = [r.start for r in application.rounds if r.start > current.start]
    ends = min([current.start + THANKED_WITHIN, *later])
    found: dict[str, datetime] = {}
    for news in application.news:
        if news.sent and current.start <= news.at < ends:
            for key in news.people:
                found.setdefault(key, news.at)
    return found


def was_thanked(application: Application, current: Round, person: Person) -> bool:
    """Whether the person has written to somebody after a round."""
    return person.email is not None and person_key(person.email) in thanked_by_hand(application, current)


def contacts_by_hand(application: Application) -> list[datetime]:
    """When the person wrote to the employer after an interview."""
    return [news.at for news in application.news if news.sent and news.at >= application.rounds[0].start]


def restarts(application: Application) -> list[datetime]:
    """The moments from which one waits anew: the other side knows, or asked, or was asked by hand.

    Thanks for an interview do not count, for nobody waits for an answer to them.
    """
    held = [n.at for n in application.news if not n.sent and not n.bounced and n.outcome in HOLDING]
    asked = [
        n.at
        for n in application.news
        if n.sent and n.at >= application.rounds[0].start and not _may_be_thanks(n, application)
    ]
    return sorted([*held, *asked])


def _may_be_thanks(news: News, application: Application) -> bool:
    """Whether a message went to an interviewer soon after the interview; to anybody else, or later, it may ask."""
    return any(
        current.start <= news.at <= current.end + THANKS
        and any(person.email and person_key(person.email) in news.people for person in thanked(current))
        for current in application.rounds
    )


def wrote_since(application: Application, moment: datetime) -> bool:
    """Whether the person has written to the employer since."""
    return any(news.sent and news.at > moment for news in application.news)


def back_from(application: Application, person: Person | None, workplace: Workplace) -> date | None:
    """The first working day on which somebody reads mail again, if a machine said that they are away."""
    if person is None or person.email is None:
        return None
    theirs = [n for n in application.news if not n.sent and person_key(person.email) in n.people]
    if not theirs or theirs[-1].outcome is not Outcome.AUTO_REPLY:
        return None
    told = theirs[-1]
    if told.back_on is not None:
        return workplace.next_working_day(told.back_on)
    return workplace.add_working_days(told.at.astimezone(workplace.zone).date(), UNTIL_BACK)
