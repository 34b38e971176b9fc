"""What messages told about an application, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, News, Outcome
from daemon.core.wording import clean
from daemon.telling.words import show_moment, show_person

MOST = 6  # messages that are told of, the newest

_MEANINGS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.OFFER: "an offer",
        Outcome.REJECTION: "a no",
        Outcome.NEXT_ROUND: "an invitation to a further interview",
        Outcome.DELAY: "that it takes longer",
        Outcome.QUESTION: "a question",
        Outcome.ACKNOWLEDGEMENT: "nothing that changes the plan",
        Outcome.AUTO_REPLY: "a machine's answer",
        Outcome.WITHDRAWN_BY_ME: "that you withdraw",
    }
)


def tell_news(application: Application, zone: ZoneInfo) -> Iterator[str]:
    """The newest messages about an application, and what each was taken for."""
    for news in application.news[-MOST:]:
        yield f"  {show_moment(news.at, zone)}  {show_news(news)}"


def show_news(news: News) -> str:
    """What a message was taken for, with the sentence it was read from if the mailbox still has it."""
    if news.bounced:
        return "by mail: something you sent came back"
    if news.sent and news.outcome is not Outcome.WITHDRAWN_BY_ME:
        return "you wrote to them"
    sender = f" from {show_person(news.gist.sender)}" if news.gist.sender and not news.sent else ""
    sentence = f": “{clean(news.gist.sentence)}”" if news.gist.sentence else ""
    unsure = " (for which application cannot be told)" if news.unsure else ""
    return f"by mail{sender}: {_MEANINGS[news.outcome]}{sentence}{unsure}"
