"""Makes one of a date and the date that only explains it: "after Whit Monday (25 May)", "late next week, Thursday".

The more exact of the two says which day is meant, and the word that the first hangs on says what is made of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.dated import Dated, bind
from daemon.core.promises.parts import Days, moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.parts import Symbol

BRACKETS = frozenset("(（[")
_IDEOGRAPHS = "\u2e80"  # from here on a character is a token, and about half a word
_MOST_WORDS = 2  # "which is", "that's", before a day that explains another
_WEEK = 7
_CLOSE = 3  # days between those to choose from
_INSIDE = frozenset({"word", "filler", "the", "on", "and", "day_mark", "cue"})


def with_appositions(dates: Sequence[Dated], symbols: Sequence[Symbol], today: date) -> list[Dated]:
    """The expressions in the order of the text, those that explain the one before them made one with it."""
    found: list[Dated] = []
    place = {symbol.start: at for at, symbol in enumerate(symbols)}
    for dated in dates:
        joined = _joined(found[-1], dated, _between(found[-1], dated, symbols, place), today) if found else None
        if joined is None:
            found.append(dated)
        else:
            found[-1] = joined
    return found


def _between(head: Dated, explained: Dated, symbols: Sequence[Symbol], place: dict[int, int]) -> str:
    """The bracket or comma that parts the two if little else does; else nothing."""
    at, end = place.get(head.end), place.get(explained.start)
    if at is None or end is None or symbols[at].kind not in {"comma", "dash"}:
        return ""
    words = symbols[at + 1 : end]
    if any(symbol.kind not in _INSIDE for symbol in words):
        return ""
    weight = sum(0.5 if str(symbol.value) >= _IDEOGRAPHS else 1 for symbol in words if symbol.kind in {"word", "cue"})
    mark = "(" if symbols[at].value in BRACKETS else ","
    return mark if weight <= (_MOST_WORDS if mark == "(" else 0) else ""


def _joined(head: Dated, other: Dated, mark: str, today: date) -> Dated | None:
    """Both as one, or None if they are two."""
    if not mark or other.relation:
        return None
    if _is_choice(head, other):
        choice = Days(first=head.named, last=other.named, window=True)
        return replace(other, first=head.named, start=head.start, relation=head.relation, days=choice)
    if head.exact and not other.exact:  # "the 27th, a Friday"; "12 November (the day after the holiday)"
        same = other.bare_weekday and other.named.weekday() == head.named.weekday()
        return replace(head, end=other.end) if mark == "(" or same else None
    meant = _days_meant(head, other, mark)
    if meant is None:
        return None
    bound = bind(meant, frozenset({head.relation} - {""}), today, (head.start, other.end))
    return replace(bound, exact=other.exact, holiday=head.holiday)


def _in_week_from(opens: date, days: Days) -> Days:
    """The same days of the week, from that day on."""
    return moved(days, timedelta(days=-((days.first - opens).days // _WEEK) * _WEEK))


def _is_choice(head: Dated, other: Dated) -> bool:
    """Whether both are days to choose from: "today, tomorrow or Friday", "the 15th, 16th or 17th"."""
    single = not head.days.window and not head.holiday and head.last == head.named
    apart, wide = (other.opens - head.named).days, (other.named - other.opens).days
    return single and other.days.window and 0 < apart <= _CLOSE and 0 < wide <= _CLOSE


def _days_meant(head: Dated, other: Dated, mark: str) -> Days | None:
    days = other.days
    if other.weekdays and head.days.window:  # "late next week, Thursday or Friday"
        days = _in_week_from(head.opens, days)
        return days if days.last <= head.named else None
    if other.weekdays and not (head.weekdays or head.holiday):  # "end of next week, Thursday or Friday"
        days = _in_week_from(head.named - timedelta(days=head.named.weekday()), days)
        return days if days.window and days.last == head.named else None
    inside = head.opens <= days.first and days.last <= head.named
    narrower = head.days.window and inside and not days.window
    return days if (mark == "(" and (other.exact or inside)) or (narrower and other.exact) else None
