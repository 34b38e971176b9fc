"""A letter, and whether and how it becomes a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec

from daemon.core.letters.paper import Paper
from daemon.ports.records import Attachment

# What the font has of what people write: Latin with all its accents, Greek, Cyrillic, and punctuation.
_PRINTABLE = (
    *(range(0x20, 0x7F), range(0xA0, 0x250), range(0x37A, 0x37F), range(0x384, 0x38B), range(0x38C, 0x38D)),
    *(range(0x38E, 0x3A2), range(0x3A3, 0x3CF), range(0x400, 0x514), range(0x1E80, 0x1E86), range(0x1EA0, 0x1EFA)),
    *(range(0x2013, 0x2016), range(0x2018, 0x201F), range(0x2020, 0x2023), range(0x2026, 0x2027)),
    *(range(0x2030, 0x2031), range(0x2032, 0x2034), range(0x2039, 0x203B), range(0x20AC, 0x20AD)),
    *(range(0x2116, 0x2117), range(0x2122, 0x2123)),
)


class Unprintable(Exception):
    """A letter cannot become a page; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What stands on the page. `sender` is their name and how to reach them, one a line; `address` begins with a name.

    `day` is the date as it is written, `written_on` the same for the file's own record. `body` goes from the greeting
    to the farewell, its paragraphs with an empty line between them.
    """

    paper: Paper
    sender: tuple[str, ...]
    address: tuple[str, ...]
    day: str
    written_on: date
    subject: str
    body: str
    language: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is printed."""
        return (*self.sender, *self.address, self.day, self.subject, *self.body.split("\n"))


def unprintable(letter: Letter) -> str | None:
    """A character of a letter that cannot be printed, or None."""
    return _unprintable(letter.texts)


def can_print(texts: Iterable[str]) -> bool:
    """Whether letters can be printed, and these texts in them."""
    return can_typeset() and _unprintable(texts) is None


@cache
def can_typeset() -> bool:
    """Whether the library is there that sets letters."""
    return find_spec("fpdf") is not None


def typeset(letter: Letter) -> Attachment:
    """The page, ready to print, always with the same bytes. Raises `Unprintable` if that is not possible."""
    from daemon.core.letters.page import make_page  # noqa: PLC0415 - loaded only when a letter is written

    if missing := unprintable(letter):
        raise Unprintable(f"the character {missing} cannot be printed")
    name = unicodedata.normalize("NFKD", letter.address[0]).encode("ascii", "ignore").decode()
    word = "-".join("".join(c if c.isalnum() else " " for c in name).lower().split())[:60]
    return Attachment(
        filename=f"letter-{word}.pdf" if word else "letter.pdf",
        media_type="application/pdf",
        content=make_page(letter),
    )


def _unprintable(texts: Iterable[str]) -> str | None:
    characters = {c for text in texts for c in composed(text)}
    return next((c for c in sorted(characters) if not any(ord(c) in known for known in _PRINTABLE)), None)


def composed(text: str) -> str:
    """A text with letters and their accents in one character each, as the font has them."""
    return unicodedata.normalize("NFC", text)
