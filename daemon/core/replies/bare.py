"""Tells which bare numbers are days of a month: "Tue 7", "the 9th at two", "15日(木)", "dia 9 ou dia 12"."""

from __future__ import annotations

from datetime import date

from daemon.core.promises.parts import Parts
from daemon.core.promises.phrases import Meaning
from daemon.core.promises.resolve import resolve
from daemon.core.promises.tokens import Token
from daemon.core.replies.numbers import Numbers
from daemon.core.replies.pieces import CLOSING, DASHES, OPENING, is_ideograph, is_mark, is_number
from daemon.core.replies.words import Words

_NOON = 12
_WORDS_OF_HALF = 2  # "por la tarde", not "pm"
_FRACTIONS = ("half_to", "half_past", "quarter_to", "quarter_past", "quarter_of")
_TOLD = ("at", "between", "to", "am", "pm", "morning", "evening")  # what stands between a day and its hour


class BareDays:
    """Looks at numbers without a month in one text; all places are those of its pieces."""

    def __init__(self, tokens: list[Token], words: Words, numbers: Numbers, today: date) -> None:
        self._tokens = tokens
        self._words = words
        self._numbers = numbers
        self._today = today

    def bracket_end(self, at: int) -> int:
        """Where a weekday ends that is only a sign in brackets: "6月2日(火)"."""
        sign = is_mark(self._tokens, at, OPENING) and is_mark(self._tokens, at + 2, CLOSING)
        return at + 3 if sign and at and len(self._tokens[at + 1].form) == 1 else at

    def fits(self, weekday: int | None, day: int, end: int) -> bool:
        """Whether a number behind a weekday is its day: it falls on it, and is no hour."""
        dotted = self._numbers.is_hour(end - 1 - is_mark(self._tokens, end - 1, "."))
        if (
            weekday is None
            or (dotted and not self._leads_to_hour(end))
            or (is_mark(self._tokens, end, DASHES) and not self._ends(day, end))
        ):
            return False
        to = self._words.time(end, "to")
        if to is not None and not self._words.time(end, "at") and is_number(self._tokens, end + to.length, 0, 24):
            return False  # "Thursday, 9 to 12"
        found = resolve(Parts(day=day), self._today)
        return found is not None and found.first.weekday() == weekday

    def _leads_to_hour(self, end: int) -> bool:
        """Whether a part of the day behind a number has an hour of its own: "martes 7 por la tarde de 5 a 7"."""
        half = self._words.time(end, "am", "pm")
        if half is None or half.length < _WORDS_OF_HALF:
            return False
        told = self._words.time(end + half.length, "at", "between")
        return told is not None and is_number(self._tokens, end + half.length + told.length, 0, 24)

    def _ends(self, day: int, dash: int) -> bool:
        """Whether a dash behind a number ends the day, because no range could: "Mon 14 - 6:30PM", "Sat 12 - 10AM"."""
        if not is_number(self._tokens, dash + 1, 1, 12):
            return False
        minutes = 2 * is_mark(self._tokens, dash + 2, ":.")
        half = self._words.time(dash + 2 + minutes, "am", "pm")
        if half is None:
            return False
        return day > _NOON or (half.kind == "am" and int(self._tokens[dash + 1].form) <= day)

    def stands_alone(self, at: int, end: int) -> bool:
        """Whether a number is a day though nothing else of a date is there: "the 9th at two", "le 4 à 9h"."""
        before = self._words.date(at - 1, "the", "on", "unit")
        ended = end > at + 1
        marked = self._words.date(end - 1, "day_mark") is not None
        if self._numbers.is_hour(at) or (self._numbers.is_hour(end - 1) and not marked):
            return False
        if before is None and not marked:
            return False
        if not ended and self._words.english:
            return False
        here = self.bracket_end(end)
        here += is_mark(self._tokens, here, ",(")
        if ended and (self._words.time(here, "same_time") or self._is_named(at, end) or self._is_signed(at, end)):
            return True
        if self._is_listed(before, end):
            return True
        announced = self._words.time(here, *_TOLD)
        small = self._words.date(here, "filler", "on") if announced is None and not self._words.english else None
        particle = small is None and announced is None and is_ideograph(self._tokens, here)
        if small is not None or particle:
            here += small.length if small is not None else 1
            announced = self._words.time(here, *_TOLD)
        here += announced.length if announced is not None else 0
        hour = is_number(self._tokens, here, 0, 24) or (ended and self._words.time(here, "number") is not None)
        hour = hour or (ended and self._words.time(here, *_FRACTIONS) is not None)
        return (announced is not None or ended) and hour

    def _is_signed(self, at: int, end: int) -> bool:
        """Whether a weekday that falls on it stands behind a number in brackets: "15日(木)", "the 27th (Tuesday)"."""
        if self._words.date(end - 1, "day_mark") and self.bracket_end(end) > end:
            return True
        sign = self._words.date(end + 1, "weekday") if is_mark(self._tokens, end, OPENING) else None
        found = resolve(Parts(day=int(self._tokens[at].form)), self._today) if sign is not None else None
        return sign is not None and found is not None and found.first.weekday() == sign.value

    def _is_listed(self, before: Meaning | None, end: int) -> bool:
        """Whether a word such as "day" stands before and another choice or nothing behind: "dia 9 ou dia 12"."""
        if end < len(self._tokens) and self._words.date(end - 1, "day_mark") is not None:
            joined = self._words.time(end, "or", "and")
            place = end + (joined.length if joined is not None else 0)
            return (
                joined is not None
                and self._numbers.day_end(place) > place + 1
                and is_number(self._tokens, place, 1, 31)
            )
        if before is None or before.kind != "unit" or before.value != "day":
            return False
        closed = end >= len(self._tokens) or is_mark(self._tokens, end, ",.;?!") or self._tokens[end].kind == "newline"
        return closed or self._words.time(end, "or", "and") is not None

    def _is_named(self, at: int, end: int) -> bool:
        """Whether the words before tell that a number with its ending is a day: "on the 7th or 8th", no floor."""
        told = self._words.date(at - 1, "the") is not None and self._words.date(at - 2, "on") is not None
        behind = self._tokens[end] if end < len(self._tokens) else None
        alone = behind is None or behind.kind in {"mark", "newline"} or self._words.time(end, "or", "and", "at")
        return told and bool(alone)
