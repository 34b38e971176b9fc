"""Reads hours in words and what is said before or behind them: "half four", "ten to three", "las tres y veinte".

An hour may carry an ending that tells it is one: "tenish", "tízkor", "ellevetiden".
"""

from __future__ import annotations

from dataclasses import replace

from daemon.core.promises.tokens import Token
from daemon.core.replies.hours import Atom
from daemon.core.replies.pieces import is_mark, is_number, is_plain_word
from daemon.core.replies.words import Words

_LAST_HOUR = 24
_LAST_ON_DIAL = 12
_FIVES = frozenset(range(5, 60, 5))
_HALF = 30
_FEWEST_ALONE = 10  # minutes in words behind an hour in words: "ten thirty", but not "ten five"
_BEFORE_HOUR = {"half_past": 30, "half_to": -30, "quarter_past": 15, "quarter_to": -15, "quarter_of": -45}
_AFTER_HOUR = {"and_half": 30, "and_quarter": 15, "less_quarter": -15}


class Fractions:
    """Reads hours in words, and parts of hours, anywhere in one text."""

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self._tokens = tokens
        self._words = words

    def hour(self, at: int) -> tuple[int | None, int, bool]:
        """The hour here in figures or words, where it ends, and whether its ending tells that it is one."""
        if is_number(self._tokens, at, 0, _LAST_HOUR):
            return int(self._tokens[at].form), at + 1, False
        spelled, ended = self._words.number(at)
        if spelled is None or int(spelled.value) > _LAST_HOUR:
            return None, at, False
        return int(spelled.value), at + spelled.length, ended

    def before(self, at: int) -> Atom | None:
        """ "half four", "viertel vor elf", "twenty past ten": a fraction and the hour it belongs to."""
        minutes, place = self._minutes_before(at)
        hour, end, _ = self.hour(place)
        if minutes and hour is None and (noon := self._words.time(place, "noon", "midnight")) is not None:
            full = _LAST_HOUR if noon.kind == "midnight" else _LAST_ON_DIAL
            half = "pm" if noon.kind == "noon" and minutes > 0 else "am" if noon.kind == "noon" else ""
            return Atom(hour=full - (minutes < 0), half=half, minute=minutes % 60, end=place + noon.length)
        if not minutes or hour is None or hour > _LAST_ON_DIAL or is_mark(self._tokens, end, ":"):
            return None
        weak = self._words.time(end, "hour", "hour_weak")
        end += weak.length if weak is not None else 0
        past = hour - 1 if minutes < 0 else hour
        return Atom(hour=past or _LAST_ON_DIAL, minute=minutes % 60, end=end)  # "half een" is half past twelve

    def _minutes_before(self, at: int) -> tuple[int, int]:
        """What stands before an hour adds to it in minutes, zero if nothing, and where that ends."""
        found = self._words.time(at, *_BEFORE_HOUR)
        if found is not None:
            return _BEFORE_HOUR[found.kind], at + found.length
        prefix = self._words.time(at, "minutes_less")  # "без десяти три"
        start = at + prefix.length if prefix is not None else at
        minutes, place = self._few(start)
        way = self._words.time(place, "minutes_past", "minutes_to") if minutes else None
        if not minutes or (way is None) == (prefix is None):
            return 0, at
        place += way.length if way is not None else 0
        sign = 1 if way is not None and way.kind == "minutes_past" else -1
        half = self._words.time(place, "half_to")  # "tien voor half drie"
        return sign * minutes - (_HALF if half else 0), place + (half.length if half else 0)

    def _few(self, at: int) -> tuple[int, int]:
        """Five, ten, twenty, twenty-five in words, also "five and twenty", zero if nothing such, and the end."""
        number = self._words.time(at, "number")
        if number is None:
            return 0, at
        minutes, end = int(number.value), at + number.length
        for step in (0, 1):
            more = self._words.time(end + step, "number")
            joined = step == 0 or self._words.time(end, "and") is not None
            if more is not None and joined and {minutes, int(more.value)} == {5, 20}:
                return 25, end + step + more.length
        return (minutes, end) if minutes in _FIVES and minutes < _HALF else (0, at)

    def after(self, atom: Atom, *, announced: bool) -> Atom:
        """The time with what stands behind its hour: "deux heures et demie", "2時半", "alle 15 e 30", "ten thirty"."""
        if atom.minute:
            return atom
        minutes, end = self._minutes_after(atom, announced=announced)
        if not minutes:
            return atom
        sure = atom.sure or self._tokens[atom.end - 1].kind == "number" or announced
        return replace(atom, hour=atom.hour - (minutes < 0), minute=minutes % 60, sure=sure, end=end)

    def _minutes_after(self, atom: Atom, *, announced: bool) -> tuple[int, int]:
        joined = self._words.time(atom.end, "and_minutes") if announced else None
        if joined is not None and is_number(self._tokens, atom.end + 1, 15, 59):
            return int(self._tokens[atom.end + 1].form), atom.end + 2
        found = self._words.time(atom.end, *_AFTER_HOUR)
        if found is not None:
            alone = found.length == 1 and not atom.sure and is_plain_word(self._tokens, atom.end)
            return (0, atom.end) if alone and not announced else (_AFTER_HOUR[found.kind], atom.end + found.length)
        less = self._words.time(atom.end, "less") if announced or atom.sure else None
        behind = less or joined
        place = atom.end + (behind.length if behind is not None else 0)
        spelled = self._words.time(place, "number")
        if spelled is None or int(spelled.value) not in _FIVES or self._is_counted(place + spelled.length):
            return 0, atom.end
        if behind is None and not (announced and self._is_spelled(atom) and int(spelled.value) >= _FEWEST_ALONE):
            return 0, atom.end
        return (-1 if less is not None else 1) * int(spelled.value), place + spelled.length

    def _is_spelled(self, atom: Atom) -> bool:
        return self._tokens[atom.end - 1].kind == "word"

    def _is_counted(self, at: int) -> bool:
        return self._words.time(at, "minutes", "hours") is not None
