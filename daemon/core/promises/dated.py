"""What a date expression of a text is worth: its days, and what the word it hangs on makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from daemon.core.promises.arithmetic import next_weekday
from daemon.core.promises.parts import Days

_PRECEDENCE = ("negation", "past", "before", "after", "earliest", "since", "latest", "by", "until", "within")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date expression in the text: its days, and how the words around it use them.

    `first` is set for windows and "at the earliest", `last` is None for the latter alone. `relation` is the word it
    hangs on: by, before, after, earliest, since, within, past, negation, or nothing. `days` are those that the
    expression names, whatever it hangs on. `from_to` is "from Monday to Wednesday", which may be a move. `weekdays`
    tells that it names days of the week alone, `bare_weekday` that it is nothing but one, `holiday` that it names a
    holiday, `exact` that it names a day by its number. `start` and `end` are tokens.
    """

    first: date | None
    last: date | None
    relation: str
    start: int
    end: int
    days: Days
    from_to: bool = False
    weekdays: bool = False
    bare_weekday: bool = False
    holiday: bool = False
    exact: bool = False

    @property
    def named(self) -> date:
        """The last of the days that the expression names."""
        return self.days.last

    @property
    def opens(self) -> date:
        """The first of the days that the expression names."""
        return self.days.first


def bind(days: Days, relations: frozenset[str], today: date, span: tuple[int, int]) -> Dated:
    """What the words around an expression make of its days."""
    relation = next((name for name in _PRECEDENCE if name in relations), "")
    first, last = _bounds(days, relation)
    if first is not None and first < today:  # a window that has begun is a limit, and what may begin begins now
        first = None if last is not None else today
    return Dated(first=first, last=last, relation=relation, start=span[0], end=span[1], days=days)


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
