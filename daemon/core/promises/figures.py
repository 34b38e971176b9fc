"""Dates in figures: which number is the day, by locale."""

from __future__ import annotations

import re
from datetime import date

from daemon.core.promises.parts import Parts
from daemon.core.promises.resolve import resolve

_MONTH_FIRST = frozenset({"ja", "zh", "ko", "hu"})
_UNSURE = frozenset({"en", "en-CA", "en-PH", "es-US", "en-PR", "es-PR"})
_WITH_YEAR = 3  # figures


def numeric_date(form: str, locale: str, today: date) -> date | None:
    """The day that figures such as 03/04 or 2026-04-03 name in this locale; the later one where it is not clear."""
    figures = [int(figure) for figure in re.findall(r"\d+", form)]
    if len(form) > 3 and form[:4].isdigit():
        return _make(*figures)
    if form == "24/7":
        return None
    year = figures[2] if len(figures) == _WITH_YEAR else None
    both = [_occurrence(figures[1], figures[0], year, today), _occurrence(figures[0], figures[1], year, today)]
    day_first, month_first = both
    if ("." in form and not locale.startswith("hu")) or _order(locale) == "day":
        return day_first or (month_first if "." not in form else None)
    if _order(locale) == "month":
        return month_first or day_first
    return max((day for day in both if day is not None), default=None)


def _order(locale: str) -> str:
    """Whether day or month comes first in this locale; "unsure" where both are in use."""
    tag = locale.replace("_", "-")
    language, _, region = tag.partition("-")
    if region.upper() == "US" and language.lower() == "en":
        return "month"
    if tag in _UNSURE:
        return "unsure"
    return "month" if language.lower() in _MONTH_FIRST else "day"


def _occurrence(month: int, day: int, year: int | None, today: date) -> date | None:
    days = resolve(Parts(month=month, day=day, year=year), today) if 1 <= month <= 12 and 1 <= day <= 31 else None
    return days.last if days else None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
