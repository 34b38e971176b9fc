"""Gathers the symbols that belong to one date expression: a run of them that fill different slots of `Parts`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daemon.core.promises.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.parts import Symbol

_SLOTS = {
    "weekday": "weekday",
    "month": "month",
    "day": "day",
    "year": "year",
    "offset": "offset",
    "holiday": "holiday",
    "unit": "unit",
    "which": "which",
    "edge": "edge",
    "quarter": "quarter",
    "week_number": "week_number",
    "nth": "ordinal",
}
_MARKS = frozenset({"filler", "the", "day_mark", "year_mark", "week_mark", "week_of", "daytime"})
_PERIODS = frozenset({"unit", "weekday", "month", "quarter", "week_of"})
_QUALIFIED = _PERIODS | {"edge", "holiday", "nth", "count", "parts", "day"}
_LONGEST_RUN = 16  # symbols in one expression; nobody says more


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The parts of one expression and the symbols they were read from."""

    parts: Parts
    start: int
    end: int


class Gatherer:
    """Looks into the symbols of one text."""

    def __init__(self, symbols: Sequence[Symbol], lexicon: Lexicon) -> None:
        self._symbols = symbols
        self._lexicon = lexicon

    def gather(self, at: int) -> Core | None:
        """The longest run of symbols from here that fill different slots."""
        parts, end, start = Parts(), at, at
        for here in range(at, min(at + _LONGEST_RUN, len(self._symbols))):
            symbol = self._symbols[here]
            if symbol.kind in {"filler", "the"} and here > start:
                continue
            if symbol.kind == "stop" and here == end and (parts.month is not None or parts.weekday is not None):
                continue  # "Apr. 24"
            if symbol.kind == "comma" and self._continues(parts, here + 1):
                continue
            if symbol.kind in {"within", "since", "on"} and self._is_inside(parts, symbol.kind, here):
                continue
            grown = self._grow(parts, here, end)
            if grown is None:
                break
            parts, end = grown, here + 1
        parts = _without_day(_of_month(parts))
        return Core(parts=parts, start=at, end=end) if end > at and _names_days(parts) else None

    def _continues(self, parts: Parts, at: int) -> bool:
        at = self.skip(at)
        if parts.weekday is not None and parts.day is None and parts.date is None:
            return self.kind(at) in {"day", "month"} or (self.kind(at) == "parts" and self._is_date(at))
        return parts.day is not None and self.kind(at) == "year"

    def _is_inside(self, parts: Parts, kind: str, at: int) -> bool:
        """Whether the small word here only ties what is read to the week or month it lies in, or to a day in it."""
        behind = self.kind(self.skip(at + 1))
        if kind == "within" and behind == "month":  # "the first week in March", "the last Friday in May"
            return _is_of_month(parts)
        if kind in {"within", "on"} and behind == "weekday":  # "next week on Wednesday"
            week = parts == Parts(unit="week", which=parts.which)
            return week and parts.which in {"this", "next", "after_next"}
        return self._is_weekday_in_week(parts, at)  # "fredag i næste uge"

    def _is_weekday_in_week(self, parts: Parts, at: int) -> bool:
        at = self.skip(at + 1)
        more = self._symbols[at].parts if self.kind(at) == "parts" else None
        named = more is not None and more.unit == "week" and more.which is not None
        numbered = self.kind(at) in {"unit", "week_number"} and self.kind(at + 1) in {"unit", "week_number"}
        week = named or numbered or self.kind(at) == "week_mark"
        week = week or (self.kind(at) == "which" and self.kind(at + 1) == "unit")
        return week and parts == Parts(weekday=parts.weekday) and parts.weekday is not None

    def _is_date(self, at: int) -> bool:
        parts = self._symbols[at].parts
        return parts is not None and parts.date is not None

    def _grow(self, parts: Parts, at: int, end: int) -> Parts | None:
        """The parts with this symbol added, or None if it does not belong to them."""
        symbol = self._symbols[at]
        if symbol.kind == "parts" and symbol.parts is not None:
            return _merged(_as_weekday(parts), symbol.parts)
        if symbol.kind in _MARKS:
            return replace(
                parts,
                week_of=parts.week_of or symbol.kind == "week_of" or None,
                daytime=parts.daytime or symbol.kind == "daytime" or None,
            )
        if symbol.kind == "count":
            return self._grow_count(parts, symbol)
        return _week_of_month(parts, symbol) or _last_of_month(parts, symbol) or self._fill_slot(parts, at, end)

    def _fill_slot(self, parts: Parts, at: int, end: int) -> Parts | None:
        symbol = self._symbols[at]
        slot = _SLOTS.get(symbol.kind)
        if slot is None or (symbol.kind == "which" and not self._qualifies(parts, at)):
            return None
        if slot == "unit" and self._is_weekday_week(parts, symbol, at, end):
            return replace(parts, weekday_later=1 if symbol.value == "week" else 2)
        if slot == "unit" and symbol.value == "day" and parts.unit == "business_day":
            return parts  # "in business days, 3 days"
        parts = _as_weekday(parts) if slot in {"which", "unit"} else parts
        return _merged(parts, Parts(**{slot: symbol.value}))  # type: ignore[arg-type]  # the lexicon's values fit the slots

    def _is_weekday_week(self, parts: Parts, symbol: Symbol, at: int, end: int) -> bool:
        """Whether "week" or "fortnight" directly follows a weekday: "Tuesday week" is a week after Tuesday."""
        bare = parts.which is None and parts.count is None and parts.edge is None and not self._lexicon.which_follows
        return parts.weekday is not None and bare and symbol.value in {"week", "fortnight"} and at == end

    def _qualifies(self, parts: Parts, at: int) -> bool:
        after = self.kind(self.skip(at + 1))
        return after in _QUALIFIED or (self._lexicon.which_follows and parts != Parts())

    def _grow_count(self, parts: Parts, symbol: Symbol) -> Parts | None:
        if isinstance(symbol.value, str):  # "few"
            return _merged(parts, Parts(count=(3, 3), few=True))
        low, high = symbol.value if isinstance(symbol.value, tuple) else (symbol.value, symbol.value)
        return _merged(parts, Parts(count=(low, max(low, high))))

    def skip(self, at: int) -> int:
        while self.kind(at) in {"filler", "the"}:
            at += 1
        return at

    def kind(self, at: int) -> str:
        return self._symbols[at].kind if 0 <= at < len(self._symbols) else ""


def _is_of_month(parts: Parts) -> bool:
    """Whether what is named is one of several in a month."""
    return parts.ordinal is not None or (parts.which == "last" and (parts.weekday is not None or parts.unit == "week"))


def _names_days(parts: Parts) -> bool:
    return parts not in (Parts(), Parts(daytime=True), Parts(week_of=True)) or bool(parts.daytime)


def _as_weekday(parts: Parts) -> Parts:
    """A weekday without the word "day" before it, so that a week may follow: "the day Wednesday of next week"."""
    return replace(parts, unit=None) if parts == Parts(unit="day", weekday=parts.weekday) else parts


def _of_month(parts: Parts) -> Parts:
    """The last week of a month that is named is no week that has passed: "letzte Januarwoche"."""
    is_last = parts.which == "last" and parts.unit == "week" and parts.month is not None
    return replace(parts, which=None, ordinal=-1) if is_last else parts


def _without_day(parts: Parts) -> Parts:
    """What begins as "the week of" is a week by itself where no day follows: "w przyszłym tygodniu z decyzją"."""
    alone = parts.week_of and parts.which is not None and parts.unit is None
    named = (parts.day, parts.date, parts.month, parts.holiday, parts.weekday)
    return replace(parts, unit="week", week_of=None) if alone and not any(x is not None for x in named) else parts


def _merged(parts: Parts, more: Parts) -> Parts | None:
    """Both together, or None if they fill the same slot."""
    added = {name: value for name in Parts.__slots__ if (value := getattr(more, name)) is not None}
    if any(getattr(parts, name) is not None for name in added):
        return None
    return replace(parts, **added)


def _week_of_month(parts: Parts, symbol: Symbol) -> Parts | None:
    """ "The last week of" (which) March, and "the first week of" (unit) next month: the week is one of a month's."""
    if parts.unit != "week" or symbol.kind not in {"which", "unit", "month"}:
        return None
    if parts.which == "last":
        parts = replace(parts, which=None, ordinal=-1)
    if parts.ordinal is None:
        return None
    if symbol.kind == "unit":
        return replace(parts, unit="month", which=parts.which or "this") if symbol.value == "month" else None
    return _merged(parts, Parts(**{symbol.kind: symbol.value}))  # type: ignore[arg-type]  # the lexicon's values fit the slots


def _last_of_month(parts: Parts, symbol: Symbol) -> Parts | None:
    """ "The last Thursday of" (which, unit) the month: the last of its Thursdays, not that of last week."""
    if parts.which != "last" or parts.weekday is None or symbol.kind not in {"which", "unit"}:
        return None
    if symbol.kind == "unit":
        return replace(parts, which=None, ordinal=-1, unit="month") if symbol.value == "month" else None
    return replace(parts, which=str(symbol.value), ordinal=-1)
