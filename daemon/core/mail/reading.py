"""Reads one message: what it tells, about which application, and what of it is shown again.

A message is read once and remembered by its Message-ID, so replays, copies in another account and messages that were
moved between folders tell nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from daemon.core.applications import Application
from daemon.core.applications.news import Gist, News, person_key
from daemon.core.mail.bounces import is_bounce, unreached
from daemon.core.mail.matching import Dossier, applications_of, is_sent, other_side, pursuit_of
from daemon.core.outcome import Outcome
from daemon.core.recognise.contacts import is_machine
from daemon.core.replies import Reply, read_reply
from daemon.ports.records import Message, Person, digest

_LONGEST_THREAD = 20  # message ids that are kept of one thread, the newest


def message_token(message: Message) -> str:
    """By what a message is known again: its Message-ID, or without one all of it."""
    if message.message_id:
        return digest(message.message_id)
    return digest(message.sender.email or "", message.date.isoformat(), message.subject, message.text or "")


def read_news(message: Message, dossier: Dossier, locale: str, now: datetime) -> News | None:
    """What a message tells about the applications of the dossier; None if nothing, or if its sender has no say.

    Pure, and linear in the length of the message, of which a bounded part is read.
    """
    if is_bounce(message):
        return _returned(message, dossier, now)
    candidates = applications_of(message, dossier)
    if not candidates:
        return None
    replies = [read_reply(message, dossier.owner, pursuit_of(a), locale) for a in candidates]
    if is_sent(message, dossier.owner.emails):
        withdrawn = any(reply.outcome is Outcome.WITHDRAWN_BY_ME for reply in replies)
        outcome = Outcome.WITHDRAWN_BY_ME if withdrawn else Outcome.ACKNOWLEDGEMENT
        return _news(message, candidates, Reply(about_application=True, outcome=outcome), dossier, now)
    about = [(a, reply) for a, reply in zip(candidates, replies, strict=True) if reply.about_application]
    if not about:
        return None
    return _news(message, [application for application, _ in about], about[0][1], dossier, now)


def read_gist(message: Message, dossier: Dossier, locale: str) -> Gist:
    """What of a message is shown again, of one that was read before."""
    candidates = applications_of(message, dossier) or tuple(dossier.applications[:1])
    replies = [read_reply(message, dossier.owner, pursuit_of(a), locale) for a in candidates]
    return _gist(message, replies[0]) if replies else Gist()


def _news(message: Message, applications: Sequence[Application], reply: Reply, dossier: Dossier, now: datetime) -> News:
    promise, owner = reply.promise, dossier.owner.emails
    return News(
        id=message_token(message),
        applications=tuple(sorted(application.token for application in applications)),
        sent=is_sent(message, owner),
        at=min(message.date, now),
        outcome=reply.outcome,
        people=_keys(other_side(message, owner)),
        thread=_thread(message),
        decide_by=promise.decide_by if promise else None,
        earliest=promise.earliest if promise else None,
        permission=promise.permission if promise else None,
        back_on=reply.back_on,
        answer_by=reply.answer_by,
        gist=_gist(message, reply),
    )


def _gist(message: Message, reply: Reply) -> Gist:
    asked = message.headers.get("reply-to", "").strip().strip("<>").lower()
    sender = (message.sender.email or "").lower()
    return Gist(
        sender=None if is_machine(message.sender) else message.sender,
        reply_to=asked if asked and sender not in asked else None,
        subject=message.subject,
        sentence=reply.sentence,
        promised=reply.promise.text if reply.promise else "",
        proposed=reply.proposed_times,
        links=reply.links,
        language=reply.language,
    )


def _returned(message: Message, dossier: Dossier, now: datetime) -> News | None:
    """That a message did not reach somebody, if the person wrote to them lately."""
    found = [(a, people) for a in dossier.applications if (people := unreached(message, a, dossier.traces))]
    if not found:
        return None
    return News(
        id=message_token(message),
        applications=tuple(sorted(application.token for application, _ in found)),
        sent=False,
        at=min(message.date, now),
        outcome=Outcome.ACKNOWLEDGEMENT,
        bounced=True,
        people=_keys(person for _, people in found for person in people),
        thread=_thread(message),
        gist=Gist(subject=message.subject),
    )


def _keys(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person_key(person.email) for person in people if person.email))


def _thread(message: Message) -> tuple[str, ...]:
    answered = dict.fromkeys([*message.references, *filter(None, [message.in_reply_to])])
    ids = (*list(answered)[-_LONGEST_THREAD:], message.message_id)
    return tuple(identifier for identifier in ids if len(identifier.split()) == 1)
