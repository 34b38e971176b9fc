"""Writes a draft as a message (RFC 5322, MIME): the same draft gives the same bytes, whatever its texts hold.

Names and subjects come from calendars, so they are data of strangers: line ends, control characters, bidirectional
overrides, lone surrogates and things that look like encoded words are taken out before the library sees them.
The newer headers of the library (`EmailMessage`) are not used: until Python 3.12.10 they encode the comma between two
addressees (CVE-2025-1795), and they hide long message ids in encoded words, which breaks threads.

There is no Date: RFC 5322 section 3.6.1 means by it the moment of sending, mail programs set it then, and until then
servers and indexes go by the file's own time. There is no X-Unsent either: it would leave with the letter.
"""

from __future__ import annotations

import re
from email.encoders import encode_7or8bit, encode_base64, encode_quopri
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message as RawMessage
from email.policy import compat32
from email.utils import format_datetime, formataddr
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP
from adapters.formats.mime import parse_draft
from daemon.ports.records import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daemon.ports.records import Attachment, Draft, Person

LINE_LIMIT = 998
"""The longest line of a message, in bytes (RFC 5322 section 2.1.1)."""

LINE_LENGTH = 76
"""How long folded lines are, unless a word is longer."""

WORD_LENGTH = 60
"""How long encoded words are; with the header's name their line keeps below 76 (RFC 2047 section 2)."""

NAME_LIMIT = 120
FILENAME_LIMIT = 80
SUBJECT_LIMIT = 500
REFERENCES_LIMIT = 50

_POLICY = compat32.clone(linesep="\r\n", max_line_length=None, mangle_from_=False)
_KEY = re.compile(r"[A-Za-z0-9-]{1,80}")
_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_OVERRIDES = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class UnwritableDraft(ValueError):
    """No message can be made of the draft; the text says why, without quoting it."""


def build_message(draft: Draft) -> bytes:
    """The draft as a message with CRLF line ends; its date is written if it has one.

    The text is UTF-8 as it is (8bit), so that people, grep and the search of servers can read it; only lines longer
    than `LINE_LIMIT` make it quoted-printable. `UnwritableDraft` if its key, Message-ID or an address cannot stand in a
    header; ids of the thread that cannot are left out.
    """
    message = RawMessage(policy=_POLICY)
    for name, value in _headers(draft):
        message[name] = _fold(name, value)
    _add_content(message, draft)
    # The seal is taken from what was written, not from what was meant: cleaning and encoding can change nothing then.
    seal = parse_draft(_flatten(message)).seal
    message[HEADER_FINGERPRINT] = _fold(HEADER_FINGERPRINT, f"{draft.fingerprint} {seal}")
    return _flatten(message)


def _headers(draft: Draft) -> Iterator[tuple[str, str]]:
    if not _KEY.fullmatch(draft.key):
        raise UnwritableDraft("the key of the draft is not made of letters, digits and hyphens")
    if not _ID.fullmatch(draft.message_id):
        raise UnwritableDraft("the Message-ID of the draft is not one")
    if draft.sender.email:
        yield "From", _mailbox(draft.sender)
    if draft.to:
        yield "To", ", ".join(_mailbox(person) for person in draft.to)
    yield "Subject", _encode_words(_line(draft.subject, SUBJECT_LIMIT))
    if draft.date is not None:
        yield "Date", format_datetime(draft.date)
    yield "Message-ID", draft.message_id
    if draft.in_reply_to and _ID.fullmatch(draft.in_reply_to):
        yield "In-Reply-To", draft.in_reply_to
    references = [reference for reference in draft.references if _ID.fullmatch(reference)]
    if references:
        yield "References", " ".join(references[-REFERENCES_LIMIT:])
    yield HEADER_STEP, draft.key


def _fold(name: str, value: str) -> str:
    """Break a header between words, but never before the first: some readers take that break for a space."""
    indent = " " * (len(name) + 2)
    lines = wrap(value, LINE_LENGTH, initial_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n ".join(lines).lstrip()


def _mailbox(person: Person) -> str:
    address = _address(person.email or "")
    name = _line(person.name or "", NAME_LIMIT)
    if _is_plain(name):
        return formataddr((name, address))
    return f"{_encode_words(name)} <{address}>"


def _address(email: str) -> str:
    local, _, domain = email.strip().rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = ""
    if not _LOCAL.fullmatch(local) or "=?" in local or len(domain) > 253 or not _DOMAIN.fullmatch(domain):
        raise UnwritableDraft("an address of the draft cannot be written in a header")
    return f"{local}@{domain}"


def _encode_words(text: str) -> str:
    """The text as encoded words (RFC 2047) if it needs them, on one line."""
    if _is_plain(text):
        return text
    return Header(text, "utf-8", maxlinelen=WORD_LENGTH).encode(linesep="\n").replace("\n", "")


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _line(text: str, limit: int) -> str:
    """One line without anything that ends it, turns it around or hides in it."""
    visible = _OVERRIDES.sub("", _CONTROLS.sub(" ", _SURROGATES.sub("\ufffd", text)))
    return " ".join(visible.split())[:limit].rstrip()


def _add_content(message: RawMessage, draft: Draft) -> None:
    message["MIME-Version"] = "1.0"
    if not draft.attachments:
        _set_text(message, draft.body)
        return
    # A boundary of our own, since the library's is random; no text can hold it, as it depends on the text.
    message.add_header("Content-Type", "multipart/mixed", boundary=f"=_{digest(draft.key, draft.body)}")
    text = RawMessage(policy=_POLICY)
    _set_text(text, draft.body)
    message.attach(text)
    for attachment in draft.attachments:
        message.attach(_file(attachment))


def _set_text(part: RawMessage, body: str) -> None:
    text = _CONTROLS.sub("", _SURROGATES.sub("\ufffd", body)).replace("\r\n", "\n").replace("\r", "\n")
    data = (text.rstrip("\n") + "\n").encode()
    part["Content-Type"] = 'text/plain; charset="utf-8"'
    part.set_payload(data)
    too_long = any(len(line) > LINE_LIMIT for line in data.split(b"\n"))
    (encode_quopri if too_long else encode_7or8bit)(part)


def _file(attachment: Attachment) -> RawMessage:
    part = RawMessage(policy=_POLICY)
    media_type = attachment.media_type.lower()
    part["Content-Type"] = media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
    filename = re.sub(r"[/\\\"]", "-", _line(attachment.filename, FILENAME_LIMIT)) or "attachment"
    part.add_header("Content-Disposition", "attachment", filename=filename)
    part.set_payload(attachment.content)
    encode_base64(part)
    return part


def _flatten(message: RawMessage) -> bytes:
    out = BytesIO()
    BytesGenerator(out, policy=_POLICY).flatten(message)
    return out.getvalue()
