"""Reads what a mail means for an application."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.core.outcome import Outcome
from daemon.core.promises import Promise, read_date, read_promise
from daemon.core.recognise.judgement import Owner
from daemon.core.recognise.lexicon import system_of
from daemon.core.replies.about import About
from daemon.core.replies.body import new_text
from daemon.core.replies.cues import Sentence, kinds, read_sentences
from daemon.core.replies.lexicon import language_of
from daemon.core.replies.outcomes import Mail, needs_reply, weigh
from daemon.core.replies.reply import Pursuit, Reply
from daemon.core.replies.times import naming, read_times
from daemon.ports.records import Message

_LONGEST_SUBJECT = 300
_LONGEST_QUOTE = 300
_MOST_LINKS = 20
_HOUR = timedelta(hours=1)
_YEARS = range(1900, 2900)  # in which a mail can have been sent; a forged header may name any
_ANSWER = re.compile(
    r"^\s{0,9}(?:re|aw|sv|vs|antw|odp|rif|res|ynt|回复|答复|r|回信|返信)\s{0,3}(?:\[\d{1,4}\])?\s{0,3}[:：]",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"'()\[\]]{4,500}")
_BOOKING = re.compile(
    r"(?:schedul|booking|/book|calendar|availability|select-?time|slots?\b|pick-?a-?time|termin)", re.IGNORECASE
)
_SUBMITTED = re.compile(r"\s{0,9}([\w-]{1,30})")
_NEWS = frozenset({"rejected", "rescinded", "offered"})
_AUTO_ANSWER = frozenset({"auto-replied", "auto-notified"})
_WANTS_ANSWER = frozenset({"reply_wanted", "asked"})
_ABSENT = frozenset({"absent"})
_OPEN = frozenset({Outcome.NEXT_ROUND, Outcome.DELAY, Outcome.ACKNOWLEDGEMENT, Outcome.QUESTION})

# Of an offer, times are those of work that begins, unless they are said to be for a talk.
_TO_TALK = frozenset({"invited", "meet", "offer_talk"})

# Where nothing is asked of the person, the hour of a meeting is somebody else's.
_PROPOSES = frozenset({Outcome.NEXT_ROUND, Outcome.OFFER, Outcome.QUESTION})


def read_reply(message: Message, owner: Owner, pursuit: Pursuit, locale: str) -> Reply:
    """What this mail means for this application.

    `locale` ("en-GB") decides what 03/04 means and hints at the language. Linear in the length of the mail, of which
    a bounded part is read; the same mail always gives the same answer, and no text makes it raise.
    """
    read = read_mail(message, owner, pursuit, locale)
    if not read.is_about:
        return Reply(about_application=False, outcome=Outcome.UNRELATED, reasons=read.reasons)
    mail = read.mail
    outcome, sentence, reason = weigh(mail)
    decide_by = _decision(outcome, read.promise, message.date.date())
    is_offer, is_absence = outcome is Outcome.OFFER, outcome is Outcome.AUTO_REPLY
    return Reply(
        about_application=True,
        outcome=outcome,
        decision_by=decide_by,
        promise=read.promise if decide_by else None,
        answer_by=min(_days_in(read, _WANTS_ANSWER, message.date, locale), default=None) if is_offer else None,
        back_on=max(_days_in(read, _ABSENT, message.date, locale), default=None) if is_absence else None,
        needs_reply=needs_reply(mail, outcome),
        proposed_times=read.times if outcome in _PROPOSES and (read.to_talk or not is_offer) else (),
        links=read.links,
        language=read.language,
        sentence=" ".join(sentence.split())[:_LONGEST_QUOTE],
        reasons=(reason, *read.reasons),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a mail says, before its outcome is weighed; `to_talk` tells that its times are said to be for a talk."""

    mail: Mail
    is_about: bool
    signs: tuple[str, ...]
    topic: tuple[int, ...]
    reasons: tuple[str, ...]
    times: tuple[tuple[datetime, datetime], ...]
    to_talk: bool
    links: tuple[str, ...]
    promise: Promise | None
    language: str


def read_mail(message: Message, owner: Owner, pursuit: Pursuit, locale: str) -> Read:
    """What the mail says, what it proposes and promises, and whether it is about this application."""
    text = new_text(message)
    subject = message.subject[:_LONGEST_SUBJECT]
    code = language_of(text, locale)
    sentences = read_sentences(text, (code,))
    title = read_sentences(subject, (code,) if code == "en" else (code, "en"))
    own_subject = not _ANSWER.match(subject) and not message.in_reply_to
    titled = [*title, *sentences] if own_subject else sentences
    about = About(message, owner, pursuit, text)
    cues = kinds([*title, *sentences])
    is_about, reasons = about.is_about(cues)
    readable = message.date.year in _YEARS
    times = read_times(text, message.date, locale, subject if own_subject else "") if readable else ()
    timed = naming(times, text, sentences, message.date, locale)
    rest = "\n".join(s.text for s in sentences if s not in timed) if timed else text
    promise = read_promise(rest, message.date, locale) if readable else None
    links = _booking_links(text)
    mail = Mail(
        sentences=titled,
        from_owner=about.from_owner,
        machine_answer=_is_machine_answer(message, kinds(title), titled),
        machine_sent="auto-submitted" in message.headers,
        answers=message.in_reply_to is not None,
        answers_withdrawal=bool(kinds(title) & {"i_withdraw", "withdrawn"}),
        times=len(times),
        links=len(links),
        promised=promise is not None,
    )
    return Read(
        mail=mail,
        is_about=is_about,
        signs=tuple(about.signs(cues)),
        topic=tuple(about.traits),
        reasons=reasons,
        times=times,
        to_talk=not timed or _is_brief(times) or any(s.asks or not _TO_TALK.isdisjoint(s.cues) for s in timed),
        links=links,
        promise=promise,
        language=code,
    )


def _is_brief(times: Sequence[tuple[datetime, datetime]]) -> bool:
    """Whether one of these times is said to be shorter than an hour, as no working day is."""
    return any(end - begin < _HOUR for begin, end in times)


def _decision(outcome: Outcome, promise: Promise | None, today: date) -> date | None:
    """The promised day, where one can be; "today" in a question is when the person is to answer."""
    day = promise.decide_by if promise else None
    if outcome not in _OPEN or (outcome is Outcome.QUESTION and day == today):
        return None
    return day


def _days_in(read: Read, cues: frozenset[str], at: datetime, locale: str) -> list[date]:
    """The days named in the sentences that have one of these cues; of several in one sentence the latest."""
    sentences = [s.text for s in read.mail.sentences if not cues.isdisjoint(s.cues)]
    return [day for text in sentences if (day := read_date(text, at, locale))]


def _is_machine_answer(message: Message, title: frozenset[str], sentences: Sequence[Sentence]) -> bool:
    """Whether a machine answered: its headers say so, or its subject names an absence and is no answer to one.

    That somebody is away is said by people too, so a text alone does not tell.
    """
    headers = message.headers
    submitted = _SUBMITTED.match(headers.get("auto-submitted", ""))
    answered = submitted is not None and submitted[1].lower() in _AUTO_ANSWER
    answered = answered or "x-autoreply" in headers or headers.get("precedence", "").lower() == "auto_reply"
    if answered or "x-failed-recipients" in headers:
        return True
    absent = "absent" in title and not _ANSWER.match(message.subject)
    return absent and ("x-auto-response-suppress" in headers or not kinds(sentences) & _NEWS)


def _booking_links(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for link in _LINK.findall(text):
        host = link.split("/")[2].partition(":")[0]
        system = system_of(host)
        if (system is not None and system.kind in {"booking", "scheduler"}) or _BOOKING.search(link):
            found[link.rstrip(".,;!?")] = None
    return tuple(found)[:_MOST_LINKS]
