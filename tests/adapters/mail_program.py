"""What mail programs do to a draft: save it anew in their own layout, and send it, keeping some marks or none."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from adapters.conformance import Witness
from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP


def opened(data: bytes) -> EmailMessage:
    """A stored message as a mail program reads it."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def saved(
    data: bytes,
    *,
    subject: str | None = None,
    body: str | None = None,
    to: str | None = None,
    keeps: Witness = Witness.BOTH,
) -> bytes:
    """A draft that a mail program saves with these things changed, laid out in its own way."""
    message = opened(data)
    text = message.get_content() if body is None else body
    message.set_content(text, charset="gb18030", cte="base64")
    for name, value in (("Subject", subject), ("To", to)):
        if value is not None:
            del message[name]
            message[name] = value
    del message["Date"], message["User-Agent"]
    message["Date"] = "Tue, 10 Mar 2026 09:00:00 +0100"
    message["User-Agent"] = "A mail program"
    _lose(message, keeps)
    return message.as_bytes(policy=default.clone(max_line_length=50))


def sent(data: bytes, *, keeps: Witness = Witness.BOTH) -> bytes:
    """A draft as it is filed among the sent messages."""
    message = opened(data)
    _lose(message, keeps)
    return message.as_bytes()


def _lose(message: EmailMessage, keeps: Witness) -> None:
    if keeps is Witness.MESSAGE_ID:
        del message[HEADER_STEP]
        del message[HEADER_FINGERPRINT]
    if keeps is Witness.MARKS:
        del message["Message-ID"]
        message["Message-ID"] = "<rewritten@provider.example>"
