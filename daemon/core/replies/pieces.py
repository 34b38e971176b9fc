"""Cuts a text into the smallest pieces from which times are made: numbers, words, marks and ends of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from daemon.core.promises.tokens import Token, fold, tokenise

DASHES = "-–—~〜～‐‑→"
OPENING, CLOSING = "(（[【", ")）]】"
_PART = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<mark>\S)")
_COMPOUND = frozenset({"clock", "date", "dotted"})


def read_pieces(text: str) -> list[Token]:
    """The tokens of the text, with clocks and dates in figures cut up, because either may turn out to be the other."""
    return [piece for token in tokenise(text) for piece in _parts(token, text)]


def _parts(token: Token, text: str) -> Iterator[Token]:
    if token.kind not in _COMPOUND:
        yield token
        return
    for match in _PART.finditer(text, token.start, token.end):
        start, end = match.span()
        yield replace(token, kind=match.lastgroup or "mark", form=fold(match.group()), start=start, end=end)


def touch(tokens: list[Token], at: int) -> bool:
    """Whether there is no space between this piece and the one before."""
    return 0 < at < len(tokens) and tokens[at - 1].end == tokens[at].start


def is_mark(tokens: list[Token], at: int, marks: str) -> bool:
    """Whether one of these marks stands here."""
    return 0 <= at < len(tokens) and tokens[at].kind == "mark" and tokens[at].form in marks


def is_number(tokens: list[Token], at: int, lowest: int, highest: int) -> bool:
    """Whether a number in this range stands here."""
    if not 0 <= at < len(tokens) or tokens[at].kind != "number" or len(tokens[at].form) > len(str(highest)):
        return False
    return lowest <= int(tokens[at].form) <= highest


def is_tail(tokens: list[Token], at: int) -> bool:
    """Whether a number only goes on with what touches it before: "$10", "3:10", "B2"."""
    if not touch(tokens, at):
        return False
    if is_mark(tokens, at - 1, ":.,-"):
        return touch(tokens, at - 1) and at > 1 and tokens[at - 2].kind == "number"
    if tokens[at - 1].form == "t" and touch(tokens, at - 1) and at > 1 and tokens[at - 2].kind == "number":
        return False  # 2026-06-02T14:00
    return is_plain_word(tokens, at - 1) or is_mark(tokens, at - 1, "$€£¥#+/_")


def is_plain_word(tokens: list[Token], at: int) -> bool:
    """Whether a word in letters stands here, not an ideograph."""
    return 0 <= at < len(tokens) and tokens[at].kind == "word" and not _is_ideograph(tokens[at].form)


def is_ideograph(tokens: list[Token], at: int) -> bool:
    """Whether an ideograph or a syllable written like one stands here."""
    return 0 <= at < len(tokens) and tokens[at].kind == "word" and _is_ideograph(tokens[at].form)


def _is_ideograph(form: str) -> bool:
    return "\u2e80" <= form[:1] <= "\u9fff" or "\uac00" <= form[:1] <= "\ud7af"
