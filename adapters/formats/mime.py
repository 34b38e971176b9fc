"""Reads messages and drafts (MIME, RFC 2045 to 2049), whatever mail programs and strangers made of them.

`parse_message` gives what the daemon wants to know of a letter. `parse_draft` gives a draft of followupd as it stands
now, and whether somebody changed it: it sees through another folding, charset, transfer encoding, line end or added
header, and sees every change of text, subject, addressees or attachments. Drafts are written by `mime_writing`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as RawMessage
from email.parser import BytesParser
from email.policy import compat32
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapters.formats.mail_headers import Headers, UnreadableMessage, decode_bytes, tidy
from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP
from daemon.ports.records import Direction, Message, Person, digest, draft_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["StandingDraft", "UnreadableMessage", "parse_draft", "parse_message"]

READ_LIMIT = 1024 * 1024
"""How many bytes of a letter are parsed; the text comes before the attachments."""

TEXT_LIMIT = 256 * 1024
"""How many characters of text, and of HTML, a `Message` holds; longer bodies are cut."""

DRAFT_LIMIT = 48 * 1024 * 1024
"""How many bytes a draft may have; one that the person made larger counts as unreadable, and so as theirs."""

TELLING_HEADERS = (
    "auto-submitted",
    "precedence",
    "list-id",
    "list-unsubscribe",
    "x-auto-response-suppress",
    "reply-to",
    "x-failed-recipients",
    "content-type",
)
"""The headers that tell machines from people, which `Message.headers` holds."""

_VALUE_LIMIT = 1000
_PARAMETERS_LIMIT = 2048
_CONTENT_FIELD = re.compile(rb"(?i)(?:^|(?<=[\r\n]))content-[a-z-]{1,30}:[^\r\n]*(?:\r?\n?[ \t][^\r\n]*)*")
_CHARSET = re.compile(r"(?i)\bcharset\s*=\s*[\"']?([^\s;\"']{1,60})")
_NAMED = re.compile(r"(?i)\b(?:file)?name\*?[0-9]*\*?\s*=")
_DELSP = re.compile(r"(?i)\bdelsp\s*=\s*\"?yes")
_SOFT_BREAK = re.compile(r"(?<!^--) \n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDraft:
    """A draft as it stands in the mailbox.

    `key` and `mark` are the step's key and the fingerprint that it was written with, None where the marks are lost.
    `body` is None if it has no plain text. `seal` is worked out from all that a person can change; `kept_seal` is the
    one it was written with.
    """

    key: str | None
    mark: str | None
    message_id: str
    to: tuple[Person, ...]
    subject: str
    body: str | None
    attached: bool
    seal: str
    kept_seal: str | None

    @property
    def intact(self) -> bool:
        """Whether it certainly says what followupd wrote."""
        return self.mark is not None and self.seal == self.kept_seal

    @property
    def edited(self) -> bool:
        """Whether it certainly says something else; with the marks lost it may be neither intact nor edited."""
        return self.kept_seal is not None and self.seal != self.kept_seal

    @property
    def fingerprint(self) -> str | None:
        """To compare with `Draft.fingerprint`, or None if it equals none or nobody can tell."""
        if self.intact:
            return self.mark
        if self.body is None or (self.attached and not self.edited):
            return None
        current = draft_fingerprint(self.to, self.subject, self.body)
        return None if self.edited and current == self.mark else current


def parse_message(data: bytes, *, ref: str, direction: Direction, arrived: datetime | None = None) -> Message:
    """A letter. `UnreadableMessage` if it is none, or if neither it nor `arrived` (aware) tells a date.

    At most `READ_LIMIT` bytes are parsed and `TEXT_LIMIT` characters kept. Forwarded letters and attachments are not
    looked into. A letter without Message-ID gets one worked out from its content, so it is the same at every reading.
    """
    raw = _parse(data[:READ_LIMIT])
    headers = Headers(raw)
    date = headers.date() or arrived
    if date is None:
        raise UnreadableMessage("it does not tell when it was written")
    return Message(
        ref=ref,
        message_id=next(iter(headers.ids("message-id")), "") or _made_id(data),
        direction=direction,
        sender=next(iter(headers.people("from", "sender")), Person()),
        to=headers.people("to"),
        cc=headers.people("cc"),
        subject=headers.text("subject"),
        date=date,
        in_reply_to=next(iter(headers.ids("in-reply-to")), None),
        references=headers.ids("references"),
        headers=MappingProxyType({n: headers.text(n)[:_VALUE_LIMIT] for n in TELLING_HEADERS if n in headers}),
        text=_body(raw, "text/plain", TEXT_LIMIT),
        html=_body(raw, "text/html", TEXT_LIMIT),
    )


def parse_draft(data: bytes) -> StandingDraft:
    """A draft as it stands; `UnreadableMessage` if it cannot be read, which then counts as edited."""
    if len(data) > DRAFT_LIMIT:
        raise UnreadableMessage("it is too large for a draft of followupd")
    raw = _parse(data)
    headers = Headers(raw)
    people = headers.people("to", "cc", "bcc")
    subject = headers.text("subject")
    body = _body(raw, "text/plain", len(data))
    attachments = sorted(_attachments(raw))
    kept = [*headers.text(HEADER_FINGERPRINT).split(), "", ""]
    return StandingDraft(
        key=headers.text(HEADER_STEP) or None,
        mark=kept[0] or None,
        message_id=next(iter(headers.ids("message-id")), ""),
        to=people,
        subject=subject,
        body=body,
        attached=bool(attachments),
        seal=digest(draft_fingerprint(people, subject, body or ""), *attachments),
        kept_seal=kept[1] or None,
    )


def _parse(data: bytes) -> RawMessage:
    # The parser reads the parameters of each part in quadratic time, so their length is bounded before it sees them.
    bounded = _CONTENT_FIELD.sub(lambda field: field[0][:_PARAMETERS_LIMIT], data)
    try:
        return BytesParser(policy=compat32).parsebytes(bounded)
    except (RecursionError, ValueError, IndexError) as error:
        raise UnreadableMessage("its parts are nested in a way that no mail program makes") from error


def _leaves(message: RawMessage) -> Iterator[RawMessage]:
    """The parts that hold content, in order; a forwarded letter is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            waiting.extend(child for child in reversed(children) if isinstance(child, RawMessage))
        else:
            yield part


def _body(message: RawMessage, content_type: str, limit: int) -> str | None:
    """The texts of this type that are shown as the letter itself, or None if there are none."""
    texts: list[str] = []
    room = limit
    for part in _leaves(message):
        if room > 0 and part.get_content_type() == content_type and not _is_file(part):
            text = _text(part)[:room]
            texts.append(text)
            room -= len(text)
    return "\n".join(texts)[:limit] if texts else None


def _attachments(message: RawMessage) -> Iterator[str]:
    for part in _leaves(message):
        if part.get_content_type() not in {"text/plain", "text/html"} or _is_file(part):
            yield hashlib.sha256(_payload(part)).hexdigest()


def _is_file(part: RawMessage) -> bool:
    disposition, content_type = _field(part, "content-disposition"), _field(part, "content-type")
    named = _NAMED.search(disposition) or _NAMED.search(content_type)
    return bool(named) or disposition.strip().lower().startswith("attachment")


def _text(part: RawMessage) -> str:
    content_type = _field(part, "content-type")
    charset = _CHARSET.search(content_type)
    text = tidy(decode_bytes(_payload(part), charset[1] if charset else None))
    return _SOFT_BREAK.sub("", text) if _DELSP.search(content_type) else text  # RFC 3676 section 4.2


def _payload(part: RawMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _field(part: RawMessage, name: str) -> str:
    return str(part.get(name, ""))[:_PARAMETERS_LIMIT]


def _made_id(data: bytes) -> str:
    return f"<{hashlib.sha256(data).hexdigest()[:32]}@followupd.invalid>"
