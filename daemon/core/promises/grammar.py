"""Finds the date expressions of a text: gathers the parts that stand together, whatever their order, and what ties them.

Every language writes the same few things in its own order ("end of next week", "fin de la semaine prochaine", "来週末"),
so an expression is a run of symbols that fill different slots of `Parts`; words such as "by", "after" and "to" stand
before it, after it, or between two of them. One pass, each symbol read a bounded number of times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.resolve import Days, Parts, next_weekday, one_day, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.symbols import Symbol

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
_QUALIFIED = frozenset({"unit", "weekday", "month", "edge", "holiday", "nth", "count", "parts", "day", "quarter"})
_RANGE = frozenset({"to", "or", "dash", "and"})
_RELATIONS = frozenset({"by", "before", "after", "earliest", "latest", "since", "within", "between", "until", "past"})
_LONGEST_CONDITION = 10  # symbols between "once" and the day it hangs on
_LONGEST_RUN = 16  # symbols in one expression; nobody says more


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date expression in the text: its days, and how the words around it use them.

    `first` is set for windows and "at the earliest", `last` is None for the latter alone. `relation` is the word it hangs
    on: by, before, after, earliest, since, within, past, or nothing. `start` and `end` are tokens.
    """

    first: date | None
    last: date | None
    relation: str
    start: int
    end: int
    named: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Core:
    parts: Parts
    start: int
    end: int


class DateReader:
    """Reads the symbols of one text said on one day."""

    def __init__(self, symbols: Sequence[Symbol], lexicon: Lexicon, today: date) -> None:
        self._symbols = symbols
        self._lexicon = lexicon
        self._today = today

    def read(self) -> list[Dated]:
        """Every date expression in the order of the text."""
        found: list[Dated] = []
        at = 0
        while at < len(self._symbols):
            dated, end = self._expression(at, found[-1].named if found else None)
            if dated is not None:
                found.append(dated)
            at = max(end, at + 1)
        return found

    # One expression

    def _expression(self, at: int, anchor: date | None) -> tuple[Dated | None, int]:
        core = self._gather(at)
        if core is None:
            return None, at
        days, end = self._tail(core, anchor)
        if days is None:
            return None, core.end
        relations = self._relations_before(at) | self._relations_after(end)
        relations = self._adjusted(relations, core.parts)
        if core.parts == Parts(daytime=True) and not relations:
            return None, end
        start, stop = self._symbols[at].start, self._symbols[end - 1].end
        return _bind(days, relations, self._today, (start, stop)), end

    def _adjusted(self, relations: frozenset[str], parts: Parts) -> frozenset[str]:
        """The words around, where what they govern changes what they mean."""
        if parts.edge == "end" or parts.daytime:  # "before the end of May" and "before noon" exclude no day
            return frozenset("by" if relation == "before" else relation for relation in relations)
        if parts.count is not None:  # "vor zwei Wochen" lies behind; "after two weeks" is in two weeks
            before = "past" if self._lexicon.before_is_ago else "within"
            return frozenset({"before": before, "after": "within"}.get(relation, relation) for relation in relations)
        return relations

    def _tail(self, core: _Core, anchor: date | None) -> tuple[Days | None, int]:
        """The days of a core together with what is tied to it on the right."""
        at = self._skip(core.end)
        kind = self._kind(at)
        if kind == "afterwards":
            following = replace(core.parts, which="following")
            return resolve(following, self._today, anchor), at + 1
        other = (
            self._gather(self._skip(at + 1)) if kind in {*_RANGE, "after", "since", "before", "within", "on"} else None
        )
        if other is not None and kind in _RANGE and self._is_range(core, kind, other):
            return self._range(core, other, anchor), other.end
        if other is not None and (days := self._counted_from(core, kind, other, anchor)):
            return days, other.end
        if kind == "after" and self._hangs_in_the_air(at + 1) and core.parts.which is None:
            return resolve(replace(core.parts, which="following"), self._today, anchor), at + 1
        return resolve(core.parts, self._today, anchor), core.end

    def _hangs_in_the_air(self, at: int) -> bool:
        return self._kind(at) in {"", "break", "comma", "stop", "word", "cue", "or", "and"}

    def _counted_from(self, core: _Core, kind: str, other: _Core, anchor: date | None) -> Days | None:
        """ "Two weeks from Friday", "the Monday after Easter", "Friday in two weeks"."""
        base = resolve(other.parts, self._today, anchor)
        if base is None:
            return None
        if kind == "within":
            is_point = core.parts.weekday is not None or core.parts.offset is not None
            start = resolve(core.parts, self._today, anchor) if is_point and other.parts.count else None
            return resolve(other.parts, start.last, None) if start else None
        if core.parts.count is not None:
            return resolve(core.parts, base.last) if kind in {"after", "since", "on"} else None
        if kind == "after":
            return resolve(replace(core.parts, which="following"), self._today, base.last)
        return self._day_before(core, base) if kind == "before" else None

    def _day_before(self, core: _Core, base: Days) -> Days | None:
        if core.parts.weekday is not None:
            return one_day(base.first - timedelta(days=(base.first.weekday() - core.parts.weekday - 1) % 7 + 1))
        if core.parts.unit == "day" and core.parts.which is None:
            return one_day(base.first - timedelta(days=1))
        return None

    # Ranges

    def _is_range(self, core: _Core, kind: str, other: _Core) -> bool:
        if kind in {"to", "or", "dash"}:
            return True
        return "between" in self._relations_before(core.start) or _same_shape(core.parts, other.parts)

    def _range(self, core: _Core, other: _Core, anchor: date | None) -> Days | None:
        first = resolve(_completed(core.parts, other.parts), self._today, anchor)
        last = resolve(other.parts, self._today, first.last if first else anchor)
        if first is None or last is None:
            return last
        if last.last < first.first and other.parts.weekday is not None and other.parts.which is None:
            last = resolve(replace(other.parts, which="following"), self._today, first.last) or last
        if last.last <= first.first:
            return one_day(max(first.last, last.last))
        return Days(first=first.first if first.window else first.last, last=last.last, window=True)

    # Gathering

    def _gather(self, at: int) -> _Core | None:
        """The longest run of symbols from here that fill different slots."""
        parts, end, start = Parts(), at, at
        for here in range(at, min(at + _LONGEST_RUN, len(self._symbols))):
            symbol = self._symbols[here]
            if symbol.kind in {"filler", "the"} and here > start:
                continue
            if symbol.kind == "comma" and self._continues(parts, here + 1):
                continue
            if symbol.kind == "within" and parts.unit == "week" and self._kind(self._skip(here + 1)) == "month":
                continue  # "the first week in March"
            grown = self._grow(parts, here, end)
            if grown is None:
                break
            parts, end = grown, here + 1
        return _Core(parts=parts, start=at, end=end) if end > at and _names_days(parts) else None

    def _continues(self, parts: Parts, at: int) -> bool:
        at = self._skip(at)
        if parts.weekday is not None and parts.day is None and parts.date is None:
            return self._kind(at) in {"day", "month"} or (self._kind(at) == "parts" and self._is_date(at))
        return parts.day is not None and self._kind(at) == "year"

    def _is_date(self, at: int) -> bool:
        parts = self._symbols[at].parts
        return parts is not None and parts.date is not None

    def _grow(self, parts: Parts, at: int, end: int) -> Parts | None:
        """The parts with this symbol added, or None if it does not belong to them."""
        symbol = self._symbols[at]
        if symbol.kind == "parts" and symbol.parts is not None:
            return _merged(parts, symbol.parts)
        if symbol.kind in _MARKS:
            return replace(
                parts,
                week_of=parts.week_of or symbol.kind == "week_of" or None,
                daytime=parts.daytime or symbol.kind == "daytime" or None,
            )
        if symbol.kind == "count":
            return self._grow_count(parts, symbol)
        if (in_month := _week_of_month(parts, symbol)) is not None:
            return in_month
        slot = _SLOTS.get(symbol.kind)
        if slot is None or (symbol.kind == "which" and not self._qualifies(parts, at)):
            return None
        if slot == "unit" and self._is_weekday_week(parts, symbol, at, end):
            return replace(parts, weekday_later=1)
        return _merged(parts, Parts(**{slot: symbol.value}))  # type: ignore[arg-type]  # the lexicon's values fit the slots

    def _is_weekday_week(self, parts: Parts, symbol: Symbol, at: int, end: int) -> bool:
        bare = parts.which is None and parts.count is None and parts.edge is None
        return (
            parts.weekday is not None
            and bare
            and symbol.value == "week"
            and at == end
            and not self._lexicon.which_follows
        )

    def _qualifies(self, parts: Parts, at: int) -> bool:
        after = self._kind(self._skip(at + 1))
        return after in _QUALIFIED or (self._lexicon.which_follows and parts != Parts())

    def _grow_count(self, parts: Parts, symbol: Symbol) -> Parts | None:
        if isinstance(symbol.value, str):  # "few"
            return _merged(parts, Parts(count=(3, 3), few=True))
        low, high = symbol.value if isinstance(symbol.value, tuple) else (symbol.value, symbol.value)
        return _merged(parts, Parts(count=(low, max(low, high))))

    # Words around

    def _relations_before(self, at: int) -> frozenset[str]:
        """The nearest word that governs the expression, and "at the latest" if that stands before it too."""
        found: set[str] = set()
        for here in range(at - 1, max(at - 6, -1), -1):
            kind = self._kind(here)
            if kind in _RELATIONS and (not found or kind in {"latest", "earliest"}):
                found.add(kind)
            elif kind not in {"filler", "the", "on", "dash"}:
                break
        return frozenset(found) if found or not self._is_condition(at) else frozenset({"after"})

    def _is_condition(self, at: int) -> bool:
        """Whether the day is when something else is over: "once we have seen the last people on the 12th"."""
        for here in range(at - 1, max(at - _LONGEST_CONDITION, -1), -1):
            kind = self._kind(here)
            if kind in {"once", "after"}:
                return True
            if kind not in {"word", "filler", "the", "on", "which", "nth"}:
                return False
        return False

    def _relations_after(self, at: int) -> frozenset[str]:
        allowed = _RELATIONS if self._lexicon.postpositions else {"latest", "earliest", "past"}
        found = set()
        for here in range(at, min(at + 4, len(self._symbols))):
            kind = self._kind(here)
            if kind in allowed:
                found.add(kind)
            elif kind not in {"filler", "the", "comma"}:
                break
        return frozenset(found)

    def _skip(self, at: int) -> int:
        while self._kind(at) in {"filler", "the"}:
            at += 1
        return at

    def _kind(self, at: int) -> str:
        return self._symbols[at].kind if 0 <= at < len(self._symbols) else ""


def _names_days(parts: Parts) -> bool:
    return parts not in (Parts(), Parts(daytime=True), Parts(week_of=True)) or bool(parts.daytime)


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


def _same_shape(one: Parts, other: Parts) -> bool:
    return any(
        getattr(one, n) is not None and getattr(other, n) is not None for n in ("weekday", "day", "offset", "date")
    )


def _completed(first: Parts, last: Parts) -> Parts:
    """The first end of a range with what only the last names: "Tuesday or Wednesday next week", "3 to 7 March"."""
    if first.weekday is not None and first.which is None and last.weekday is not None:
        return replace(first, which=last.which, unit=last.unit) if last.day is None and last.date is None else first
    if first.day is not None and first.month is None:
        return replace(first, month=last.month, year=last.year)
    return first


_PRECEDENCE = ("past", "before", "after", "earliest", "since", "by", "until", "latest", "within")


def _bind(days: Days, relations: frozenset[str], today: date, span: tuple[int, int]) -> Dated:
    """What the words around an expression make of its days."""
    relation = next((name for name in _PRECEDENCE if name in relations), "")
    first, last = _bounds(days, relation)
    if first is not None and last is not None and first < today:
        first = None  # a window that has begun is a limit
    return Dated(first=first, last=last, relation=relation, start=span[0], end=span[1], named=days.last)


def _bounds(days: Days, relation: str) -> tuple[date | None, date | None]:
    if relation == "before":
        return None, days.first - timedelta(days=1)
    if relation == "after":
        return None, next_weekday(days.last)
    if relation in {"earliest", "since"}:
        return days.first, None
    if relation in {"by", "until", "latest"}:
        weekend = days.window and days.first.weekday() == 5
        return None, days.first - timedelta(days=1) if weekend else days.last
    return (days.first if days.window else None), days.last
