"""Puts the days of a text in the order in which they were told.

A weekday by itself is the next one to come, but one that must come after another day of the same text may be a later
one: "We decide next Friday; if you hear nothing, ring me on Monday."
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from daemon.core.promises.grammar import Dated
    from daemon.core.promises.judge import Verdict

_WEEK = timedelta(days=7)
_LIMITS = frozenset({"by", "latest"})


def not_before(dated: Dated, day: date) -> Dated:
    """The same weekday in the first week in which it does not lie before `day`; any other expression as it is."""
    if not dated.bare_weekday or dated.last is None or dated.last >= day:
        return dated
    away = -(-(day - dated.last) // _WEEK) * _WEEK
    return replace(dated, last=dated.last + away, named=dated.named + away, opens=dated.opens + away)


def in_order(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts of one statement, where no limit lies before a day that was named first: "week 35, by Friday"."""
    found: list[Verdict] = []
    for verdict in verdicts:
        named = [v.last for v in found if v.last is not None]
        limit = verdict.dated.relation in _LIMITS and not verdict.hoped
        found.append(_from(verdict, max(named)) if named and limit else verdict)
    return found


def _from(verdict: Verdict, day: date) -> Verdict:
    dated = not_before(verdict.dated, day)
    return verdict if dated is verdict.dated else replace(verdict, dated=dated, last=dated.last)
