"""What the steps of reading a date hand to each other: symbols, the parts they fill, the days those stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one date expression names; None is what it leaves open.

    `edge` is early, middle, late, end, first_half or second_half; `which` is this, next, after_next, last,
    following, preceding or that; `ordinal` counts weeks or weekdays inside a month, -1 being the last; `count` holds a
    lower and an upper bound.
    """

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    date: date | None = None
    offset: int | None = None
    holiday: str | None = None
    count: tuple[int, int] | None = None
    few: bool | None = None
    unit: str | None = None
    which: str | None = None
    edge: str | None = None
    ordinal: int | None = None
    week_number: int | None = None
    quarter: int | None = None
    week_of: bool | None = None
    daytime: bool | None = None
    weekday_later: int | None = None


def same_shape(one: Parts, other: Parts) -> bool:
    """Whether both name a day in the same way."""
    figures = [parts.day is not None or parts.date is not None for parts in (one, other)]
    named = [(parts.weekday is not None, parts.offset is not None) for parts in (one, other)]
    return all(figures) or any(all(pair) for pair in zip(*named, strict=True))


def completed(first: Parts, last: Parts) -> Parts:
    """The first end of a range with what only the last names: "Tuesday or Wednesday next week", "3 to 7 March"."""
    if first.weekday is not None and first.which is None and last.weekday is not None:
        week = replace(first, which=last.which, unit=last.unit, week_number=last.week_number)
        return week if last.day is None and last.date is None else first
    if first == Parts(edge=first.edge):
        return replace(last, edge=first.edge)
    if first.day is not None and first.month is None:
        end = last.date
        return replace(first, month=end.month if end else last.month, year=end.year if end else last.year)
    return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The first and last day an expression stands for; `window` is false for a single day and for a limit."""

    first: date
    last: date
    window: bool = False


def one_day(day: date) -> Days:
    """An expression that stands for a single day."""
    return Days(first=day, last=day)


def moved(days: Days, by: timedelta) -> Days:
    """The same days that much later."""
    return Days(first=days.first + by, last=days.last + by, window=days.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One symbol of the grammar, what it is worth, and the tokens it covers."""

    kind: str
    value: str | int | tuple[int, int] = ""
    start: int
    end: int
    parts: Parts | None = None
    ordinal_word: bool = False
