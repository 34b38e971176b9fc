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
    """The verdicts of one statement, no limit before a day that was named first, and no news before they have met.

    "Week 35, by Friday"; "we meet next Thursday and call you on Friday".
    """
    found: list[Verdict] = []
    met = latest = None
    for verdict in verdicts:
        limit = verdict.dated.relation in _LIMITS and not verdict.hoped
        kept = _from(verdict, latest if limit else met)
        if kept.last is not None and not (kept.doubtful and kept.weight <= 0):
            latest = max(latest or kept.last, kept.last)
            met = latest if kept.meets else met
        found.append(kept)
    return found


def _from(verdict: Verdict, day: date | None) -> Verdict:
    dated = not_before(verdict.dated, day) if day else verdict.dated
    return verdict if dated is verdict.dated else replace(verdict, dated=dated, last=dated.last)
