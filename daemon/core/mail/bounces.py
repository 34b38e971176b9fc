"""What mail servers bring back: which messages did not reach whom (RFC 3464, RFC 5321 section 4.5.5).

Anybody can write as "mailer-daemon". A returned message is believed only where it belongs to a thread of the
application, or names somebody to whom the person wrote just before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from daemon.core.applications import Application
from daemon.core.applications.news import person_key
from daemon.core.mail.correspondents import RETURNING, Traces, people_of, threads_of
from daemon.core.replies.body import whole_text
from daemon.ports.records import Message, Person

_SKEW = timedelta(hours=1)  # that clocks of servers differ by
_SOON = timedelta(days=6)  # servers try for five days and then return (RFC 5321 section 4.5.4.1)
_ADDRESS = re.compile(r"[^\s<>@\"'();:,]{1,64}@[^\s<>@\"'();:,]{1,190}")
_READ = 20_000  # characters in which the addresses are looked for


def is_bounce(message: Message) -> bool:
    """Whether a mail server wrote it to say that something was not delivered."""
    local = (message.sender.email or "").lower().partition("@")[0]
    report = message.headers.get("content-type", "").lower().startswith("multipart/report")
    return "x-failed-recipients" in message.headers or local in RETURNING or (report and local.startswith("postmaster"))


def unreached(message: Message, application: Application, traces: Mapping[str, Traces]) -> tuple[Person, ...]:
    """The people of an application whom something that was sent to them did not reach."""
    named = {address.lower().rstrip(".") for address in _ADDRESS.findall(_text(message))}
    people = {(person.email or "").lower(): person for person in people_of(application)}
    answered = {*message.references, *filter(None, [message.in_reply_to])}
    in_thread = not answered.isdisjoint(threads_of(application, traces))
    return tuple(
        person
        for address, person in people.items()
        if address in named and (in_thread or _was_written_to(address, message, application))
    )


def _was_written_to(address: str, message: Message, application: Application) -> bool:
    key = person_key(address)
    return any(n.sent and key in n.people and n.at - _SKEW <= message.date <= n.at + _SOON for n in application.news)


def _text(message: Message) -> str:
    return f"{message.headers.get('x-failed-recipients', '')[:1000]}\n{whole_text(message)[:_READ]}"
