"""Cuts text into tokens that every language of the reader can share.

Linear in the length of the text: one pass of a regular expression without nested repetition. Letters are folded (case,
accents, full width), so "février" and "FEVRIER" are one word; ideographs, kana and hangul are tokens of one character.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_WORD = 40

_IDEOGRAPHS = "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_DATE = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}-\d{1,2}-\d{4}"
_HYPHENED = r"(?<![\d-])\d{2}-0\d(?![\d-])"  # 15-04; what has no nought may be a range
_DOTTED = r"\d{1,2}\.[ ]?\d{1,2}\.(?:[ ]?\d{4}|\d{2}(?!\d))?|\d{1,2}\.\d{1,2}(?![\d.])"
_CLOCK = r"\d{1,2}[:h]\d{2}(?::\d{2})?|\d{1,2}(?:[:.]\d{2})?[ ]?[ap](?:m\b|\.m\b\.?)"
_PIECE = re.compile(
    rf"(?P<clock>{_CLOCK})|(?P<date>(?:{_DATE})(?![\d/])|{_HYPHENED}|{_DOTTED})|(?P<dotted>\d{{1,2}}\.(?!\d))|(?P<number>\d+)"
    rf"|(?P<ideograph>[{_IDEOGRAPHS}])|(?P<word>[^\W\d_{_IDEOGRAPHS}]+)|(?P<newline>\n)|(?P<mark>\S)",
    re.IGNORECASE,
)
_APOSTROPHES = "'’"
_GLUE = f"-‑–{_APOSTROPHES}"
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "œ": "oe", "æ": "ae"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of text: what kind, its folded form, where it stands, and whether a hyphen or apostrophe ties it to
    the one before.

    `kind` is one of clock, date, dotted ("14."), number, word (ideographs too), newline, mark.
    """

    kind: str
    form: str
    start: int
    end: int
    capital: bool = False
    tied: bool = False


def fold(text: str) -> str:
    """The text without case, accents and width, so that what people type carelessly still matches."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def tokenise(text: str) -> list[Token]:
    """The tokens of the text in order; apostrophes part words, and hyphens inside words only tie them."""
    tokens: list[Token] = []
    for match in _PIECE.finditer(text):
        kind, form = match.lastgroup or "mark", fold(match.group())
        if form and not _is_glue(text, match):
            tokens.append(_token(text, match, "word" if kind == "ideograph" else kind, form))
    return tokens


def _token(text: str, match: re.Match[str], kind: str, form: str) -> Token:
    start, end = match.span()
    tied = start > 1 and text[start - 1] in _GLUE and not text[start - 2].isspace()
    return Token(kind=kind, form=form[:LONGEST_WORD], start=start, end=end, capital=text[start].isupper(), tied=tied)


def _is_glue(text: str, match: re.Match[str]) -> bool:
    """Whether a mark stands inside a word: the apostrophe of "you'll", the hyphen of "mid-March"."""
    if match.group() not in _GLUE:
        return False
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    elided = match.group() in _APOSTROPHES and before.isalpha() and after.isdigit()  # "l'11 marzo"
    return elided or (before.isalnum() and after.isalpha())
