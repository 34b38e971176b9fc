"""What the properties of a message at Exchange say, as the headers that it would have on its way.

So everything that reads headers reads them too, and is as careful with them.
"""

from __future__ import annotations

from email.utils import format_datetime, quote
from typing import TYPE_CHECKING, Final

from adapters.exchange.heads import moment_in
from adapters.exchange.markup import field, find_all, text_in
from adapters.formats.mail_headers import FIELD_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.exchange.markup import Element

PEOPLE: Final = ("from", "sender", "reply-to", "to", "cc", "bcc")
THREAD: Final = ("message-id", "in-reply-to", "references")

_PEOPLE: Final = {
    "From": "From",
    "Sender": "Sender",
    "Reply-To": "ReplyTo",
    "To": "ToRecipients",
    "Cc": "CcRecipients",
    "Bcc": "BccRecipients",
}
_TEXTS: Final = {
    "Message-ID": "InternetMessageId",
    "In-Reply-To": "InReplyTo",
    "References": "References",
}

FIELDS: Final = (
    *(field(f"message:{name}") for name in (*_PEOPLE.values(), "InternetMessageId", "References")),
    *(field(f"item:{name}") for name in ("InReplyTo", "Subject", "DateTimeSent")),
)
"""What is asked of a message for them."""


def envelope_of(item: Element) -> bytes:
    """The headers that the properties of a message make, each on one line."""
    return as_headers(_lines(item))


def as_headers(lines: Iterator[str]) -> bytes:
    """These lines as headers, of which none is longer than it is read; a line end within one makes no more of them."""
    return "".join(f"{' '.join(line.split())[:FIELD_LIMIT]}\r\n" for line in lines).encode("utf-8", "replace")


def _lines(item: Element) -> Iterator[str]:
    yield from (f"{name}: {text}" for name, kept in _TEXTS.items() if (text := text_in(item, f"t:{kept}")))
    for name, kept in _PEOPLE.items():
        if people := ", ".join(map(_mailbox, find_all(item, f"t:{kept}/t:Mailbox"))):
            yield f"{name}: {people}"
    yield f"Subject: {text_in(item, 't:Subject')}"
    if (sent := moment_in(item, "DateTimeSent")) is not None:
        yield f"Date: {format_datetime(sent)}"


def _mailbox(person: Element) -> str:
    return f'"{quote(text_in(person, "t:Name"))}" <{text_in(person, "t:EmailAddress")}>'
