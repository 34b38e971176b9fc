"""Reads the headers of a message, however broken, in time that grows with their length.

Mail is hostile and old: values are cut at `FIELD_LIMIT`, wrong charsets and encodings give the best text there is, and
what cannot be understood is absent instead of an error. Only bytes with no headers of a message at all are refused.
"""

from __future__ import annotations

import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message as RawMessage
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from daemon.ports.records import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD_LIMIT = 64 * 1024
"""How many bytes of a message are looked through for its headers."""

FIELD_LIMIT = 16 * 1024
"""How many characters of one header are read."""

PEOPLE_LIMIT = 200
IDS_LIMIT = 100
YEARS = range(1980, 2200)
"""Dates outside these years are typing errors or attacks, and their arithmetic overflows."""

_IDENTIFYING = frozenset({"from", "date", "received", "message-id"})
_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_WORDS = re.compile(rf"(?:{_WORD.pattern})(?:\s*{_WORD.pattern})*")
_FOLD = re.compile(r"[\r\n]")
_ID = re.compile(r"<[^<>\s]{1,900}>")
_BARE_ID = re.compile(r"[^<>\s]{1,900}")
# A name that looks like an address and is not quoted, as nobody may write it and strangers do: the parser would take it
# for somebody of their own, and them for the sender.
_DISGUISE = re.compile(r"(?:^|(?<=,))\s{0,80}([^\"<>,;\\]{1,200}@[^\"<>,;\\]{0,200})<")
_EMAIL = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,255}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SURROGATE = re.compile("[\udc80-\udcff]")
# Codecs that are no charsets of mail: slow on long input, or able to say other things than the bytes do.
_REFUSED_CODECS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "unicode-escape", "raw_unicode_escape"})


class UnreadableMessage(ValueError):
    """The bytes are no message that anybody could read; the text says why, without quoting it."""


class Headers:
    """The headers of one message, by name in any case. Nothing here raises because of what a header holds."""

    def __init__(self, message: RawMessage) -> None:
        """Take the headers of a parsed message; `UnreadableMessage` if it has none that a message has."""
        self._fields: dict[str, list[str]] = {}
        for name, value in message.raw_items():
            unfolded = _FOLD.sub("", value[:FIELD_LIMIT])
            self._fields.setdefault(name.lower(), []).append(_as_text(unfolded))
        if _IDENTIFYING.isdisjoint(self._fields):
            raise UnreadableMessage("it does not begin with the headers of a message")

    @classmethod
    def read(cls, data: bytes) -> Headers:
        """The headers at the beginning of a message, of which only the first `HEAD_LIMIT` bytes are looked at."""
        return cls(BytesHeaderParser(policy=compat32).parsebytes(data[:HEAD_LIMIT]))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._fields

    def text(self, name: str) -> str:
        """The first header of this name as one line of text, or the empty string."""
        return " ".join(tidy(decode_words(self._first(name))).split())

    def people(self, *names: str) -> tuple[Person, ...]:
        """Everybody named in these headers, at most `PEOPLE_LIMIT`; an unreadable one names nobody."""
        found: list[Person] = []
        for name in names:
            found.extend(_people(", ".join(self._fields.get(name.lower(), ()))[:FIELD_LIMIT]))
        return tuple(found[:PEOPLE_LIMIT])

    def ids(self, name: str) -> tuple[str, ...]:
        """The message ids in a header (RFC 5322 section 3.6.4); of too many the first and the newest stay."""
        raw = self._first(name)
        found = _ID.findall(raw)
        if not found and _BARE_ID.fullmatch(raw.strip()):
            found = [f"<{raw.strip()}>"]
        if len(found) > IDS_LIMIT:
            found = [found[0], *found[1 - IDS_LIMIT :]]
        return tuple(tidy(identifier) for identifier in found)

    def date(self) -> datetime | None:
        """When it was written, in the writer's offset; failing that, when the last server received it."""
        received = self._first("received").rpartition(";")[2]
        return _date(self._first("date")) or _date(received)

    def _first(self, name: str) -> str:
        return next(iter(self._fields.get(name.lower(), ())), "")


def decode_words(value: str) -> str:
    """A header's text with its encoded words read (RFC 2047); characters split between two words are joined."""
    return _WORDS.sub(_decode_run, value)


def decode_bytes(data: bytes, charset: str | None) -> str:
    """Bytes as text: in the charset they claim, else as UTF-8, else as the Western charset that never fails."""
    for candidate in (charset, "utf-8"):
        if candidate is None or candidate.lower() in _REFUSED_CODECS:
            continue
        try:
            return data.decode(candidate)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def tidy(text: str) -> str:
    """The text with `\\n` line ends and without the control characters and lone surrogates that break what reads it."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _as_text(value: str) -> str:
    if not _SURROGATE.search(value):
        return value
    return decode_bytes(value.encode("utf-8", "surrogateescape"), None)  # bytes beyond ASCII that nobody encoded


def _decode_run(run: re.Match[str]) -> str:
    words = [(word[1].lower(), _decode_word(word[2], word[3])) for word in _WORD.finditer(run[0])]
    groups = groupby(words, key=itemgetter(0))
    return "".join(decode_bytes(b"".join(data for _, data in group), charset) for charset, group in groups)


def _decode_word(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        return data


def _people(value: str) -> Iterator[Person]:
    try:
        pairs = getaddresses([_DISGUISE.sub(r'"\1" <', value)])
    except (ValueError, IndexError, RecursionError):  # comments nested a thousand deep end the parser's recursion
        return
    for name, address in pairs:
        words = " ".join(tidy(decode_words(name)).split())
        email = tidy(address)
        valid = _EMAIL.fullmatch(email) is not None
        if words or valid:
            yield Person(name=words or None, email=email if valid else None)


def _date(value: str) -> datetime | None:
    try:
        written = parsedate_to_datetime(value.strip()[:200])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if written.year not in YEARS:
        return None
    return written if written.tzinfo else written.replace(tzinfo=UTC)  # -0000: UTC, and the place is not told
