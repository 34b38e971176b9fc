"""Cutting text into words: bounded, normalised, and in time linear in its length, because calendar text is hostile.

Folding never changes the length of a text, so a place in the folded text is the same place in the text itself.
"""

from __future__ import annotations

import re
import unicodedata

# Scripts without blanks between words are cut into characters, so that "面接" is found inside a longer run.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def _base(code: int) -> str:
    return unicodedata.normalize("NFD", chr(code))[0]


# Latin letters with accents to their base letters; what has no base letter (ß, ø) stays as it is.
_UNACCENTED = {code: _base(code) for code in range(0xC0, 0x250) if len(_base(code)) == 1 and _base(code) != chr(code)}


def fold(text: str) -> str:
    """The text in lower case and without Latin accents, exactly as long as before."""
    return text.lower() if text.isascii() else text.translate(_UNACCENTED).lower()


def words_of(folded: str) -> list[str]:
    """The words of a folded text, one character a word in scripts that set no blanks."""
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


def spans_of(folded: str) -> list[tuple[int, int]]:
    """Where each of the words of a folded text begins and ends."""
    return [match.span() for match in _WORD.finditer(folded)]


def clean(text: str, limit: int) -> str:
    """The text in Unicode's compatibility form, cut at the limit; full-width forms become ordinary ones."""
    text = text[:limit]
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
