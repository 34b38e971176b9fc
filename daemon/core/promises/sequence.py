"""Puts the days of a text in the order in which they were told.

A weekday by itself is the next one to come, but one that must come after another day of the same text may be a later
one: "We decide next Friday; if you hear nothing, ring me on Monday."
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.parts import moved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from daemon.core.promises.dated import Dated
    from daemon.core.promises.judge import Verdict

_WEEK = timedelta(days=7)
_LIMITS = frozenset({"by", "latest"})
_HARDLY = -0.7  # log odds up to which a doubtful date puts off nothing


def not_before(dated: Dated, day: date) -> Dated:
    """The same weekday in the first week in which it does not lie before `day`; any other expression as it is."""
    if not dated.bare_weekday or dated.last is None or dated.last >= day:
        return dated
    away = -(-(day - dated.last) // _WEEK) * _WEEK
    return replace(dated, last=dated.last + away, days=moved(dated.days, away))


def in_order(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, no limit before a day that was promised first, and no news before they have met or are back.

    "Week 35, by Friday"; "we meet next Thursday and call you on Friday"; "Monday the 25th is free, so Tuesday".
    """
    found: list[Verdict] = []
    met = latest = back = None
    corrected = 0
    for verdict in verdicts:
        if verdict.corrected != corrected:  # what was said before it counts no more
            met, latest, corrected = None, None, verdict.corrected
        limit = verdict.dated.relation in _LIMITS and not verdict.hoped
        kept = _from(verdict, latest if limit else met)
        if back and kept.last and _WEEK / 2 < back - kept.last < _WEEK:  # nearer to it in the next week than in this
            kept = _from(kept, back)
        if kept.is_promised and kept.last is not None and not (kept.doubtful and kept.odds <= _HARDLY):
            latest = max(latest or kept.last, kept.last)
            met = latest if kept.meets else met
        back = kept.dated.named if kept.off else back
        found.append(kept)
    return found


def _from(verdict: Verdict, day: date | None) -> Verdict:
    dated = not_before(verdict.dated, day) if day else verdict.dated
    return verdict if dated is verdict.dated else replace(verdict, dated=dated, last=dated.last)
