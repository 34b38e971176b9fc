"""Messages at Gmail by their headers: the names of a draft or a letter, and what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.formats.draft_traces import Head, Trace
from adapters.formats.mail_headers import Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP

if TYPE_CHECKING:
    from adapters.google.gmail_answers import Mail

HEADERS: Final = ("From", "Date", "Message-ID", HEADER_STEP, "To", "Cc", "Bcc", "Subject")
"""The headers that a head is read from."""


def head_of(mail: Mail) -> Head:
    """The head of a message from its headers; one that cannot be read has no names and is about nothing."""
    since = mail.arrived.timestamp() if mail.arrived else None
    try:
        headers = Headers.read(mail.data)
    except UnreadableMessage:
        nothing = Trace(thread=mail.thread, people="", subject="", since=None if since is None else int(since))
        return Head(key="", message_id="", trace=nothing)
    people = (person.email for person in headers.people("to", "cc", "bcc"))
    return Head(
        key=headers.text(HEADER_STEP),
        message_id=next(iter(headers.ids("message-id")), ""),
        trace=Trace.make(mail.thread, people, headers.text("subject"), since),
    )
