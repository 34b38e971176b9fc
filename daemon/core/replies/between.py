"""Looks at what stands between two items of a text: joining words, dashes, brackets."""

from __future__ import annotations

from collections.abc import Mapping

from daemon.core.promises.tokens import Token
from daemon.core.replies.pieces import CLOSING, DASHES, OPENING, is_mark
from daemon.core.replies.words import Words

_COMMAS = ",，、"
_ASIDES = "([/|=（"
_SHORT_ASIDE = 4  # pieces behind a time in the same brackets
_LONGEST_ASIDE = 12  # pieces in brackets between the ends of a visit


class Between:
    """Looks between the items of one text; `zones` are the pieces that name a time zone, with where that ends."""

    def __init__(self, tokens: list[Token], words: Words, zones: Mapping[int, int]) -> None:
        self._tokens = tokens
        self._words = words
        self._zones = zones

    def is_joined(self, start: int, end: int) -> bool:
        """Whether nothing but joining words, small words and marks stand between."""
        at = start
        while at < end:
            found = self._words.time(at, "or", "and", "to") or self._words.date(at, "the", "on", "filler")
            if found is None and self._tokens[at].kind != "mark":
                return False
            at += found.length if found is not None else 1
        return True

    def is_through(self, start: int, end: int) -> bool:
        """Whether a dash or a word such as "to" stands between, so that all days from one to the other are meant."""
        return self._tokens[end].tied or any(
            is_mark(self._tokens, at, DASHES) or self._words.time(at, "to") for at in range(start, end)
        )

    def leads_to(self, at: int) -> bool:
        """Whether a word such as "to" or a dash stands here, past a zone or something in brackets."""
        at = self._zones.get(at, at)
        at += is_mark(self._tokens, at, _COMMAS)
        if is_mark(self._tokens, at, OPENING):
            closing = range(at + 1, min(at + _LONGEST_ASIDE, len(self._tokens)))
            at = next((here + 1 for here in closing if is_mark(self._tokens, here, CLOSING)), at)
        return is_mark(self._tokens, at, DASHES) or self._words.time(at, "to") is not None

    def is_on(self, start: int, end: int) -> bool:
        """Whether just a word such as "on" stands between a time and its day."""
        found = self._words.date(start, "on")
        return (
            found is not None
            and self.is_joined(start + found.length, end)
            and not is_mark(self._tokens, end - 1, _COMMAS)
        )

    def opens_aside(self, start: int, end: int) -> bool:
        """Whether a bracket or slash right behind a time and its zone sets the next time apart."""
        start = self._zones.get(start, start)
        return start < end and is_mark(self._tokens, start, _ASIDES)

    def is_bracketed(self, start: int, end: int) -> bool:
        """Whether what stands here is in brackets of its own, but for a word or two."""
        closing = range(end, min(end + _SHORT_ASIDE, len(self._tokens)))
        if is_mark(self._tokens, start - 1, OPENING):
            return any(is_mark(self._tokens, at, CLOSING) for at in closing)
        opening = next((at for at in range(start - 2, start - _SHORT_ASIDE - 1, -1) if self._is_bracket(at)), 0)
        closing = range(end, min(end + _LONGEST_ASIDE, len(self._tokens)))
        closed = next((at for at in closing if self._is_bracket(at)), 0)
        if not is_mark(self._tokens, opening, OPENING) or not is_mark(self._tokens, closed, CLOSING):
            return False
        return any(self._words.time(at, "your_time") or at in self._zones for at in range(end, closed))

    def _is_bracket(self, at: int) -> bool:
        return is_mark(self._tokens, at, OPENING + CLOSING)
