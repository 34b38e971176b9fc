"""Which recurrence rules (RFC 5545 section 3.3.10) are safe to expand.

The library walks a rule from its first day to the window, and one that never comes true until the year 9999. A rule
that would take long is refused with a sentence before anybody walks; rules that people use pass at their first day.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_STEPS: Final = 50_000
MAX_TIMES_A_DAY: Final = 24
TRIAL: Final = timedelta(days=12 * 366)

_DAYS_OF: Final = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
WEEKDAYS: Final = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_WEEKDAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


def why_unsafe(rule: str, start: date, until: date) -> str | None:
    """Why a rule from this first day is not expanded up to another, or None if it may be."""
    try:
        parts = _Rule.parse(rule, start)
    except ValueError:
        return "its rule of repetition cannot be understood"
    if parts is None:
        return "it repeats more than once a day"
    if (until - start).days / (_DAYS_OF[parts.frequency] * parts.interval) > MAX_STEPS:
        return f"it repeats more than {MAX_STEPS} times"
    if not parts.completed().comes_true():
        return "its rule of repetition never comes true"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """The parts of a rule that choose days; an empty tuple chooses all."""

    start: date
    frequency: str
    interval: int
    week_start: int
    times: int
    months: tuple[int, ...]
    month_days: tuple[int, ...]
    year_days: tuple[int, ...]
    weeks: tuple[int, ...]
    weekdays: tuple[tuple[int, int], ...]
    positions: tuple[int, ...]

    @classmethod
    def parse(cls, rule: str, start: date) -> _Rule | None:
        """The rule, None if it repeats within a day, `ValueError` if it makes no sense."""
        parts = dict(pair.split("=", 1) for pair in rule.upper().replace(" ", "").split(";") if "=" in pair)
        interval, frequency = int(parts.get("INTERVAL", "1")), parts.get("FREQ", "")
        times = 1
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= max(1, len(set(_numbers(parts.get(name, "")))))
        if frequency in {"SECONDLY", "MINUTELY", "HOURLY"} or times > MAX_TIMES_A_DAY:
            return None
        if frequency not in _DAYS_OF or interval < 1:
            raise ValueError(rule)
        return cls(
            start=start,
            frequency=frequency,
            interval=interval,
            week_start=WEEKDAYS.get(parts.get("WKST", "MO"), 0),
            times=times,
            months=_numbers(parts.get("BYMONTH", "")),
            month_days=_numbers(parts.get("BYMONTHDAY", "")),
            year_days=_numbers(parts.get("BYYEARDAY", "")),
            weeks=_numbers(parts.get("BYWEEKNO", "")),
            weekdays=_weekdays(parts.get("BYDAY", parts.get("BYWEEKDAY", ""))),
            positions=_numbers(parts.get("BYSETPOS", "")),
        )

    def comes_true(self) -> bool:
        """Whether some day of its first twelve years is chosen."""
        needed = min((abs(position) for position in self.positions), default=1)
        found: Counter[int] = Counter()
        for day in self._days():
            period = self._period(day)
            if period % self.interval == 0 and self._chooses(day):
                found[period] += self.times
                if found[period] >= needed:
                    return True
        return False

    def completed(self) -> _Rule:
        """With what the first day says where the rule is silent, as the library reads it."""
        if self.month_days or self.year_days or self.weeks or self.weekdays or self.frequency == "DAILY":
            return self
        if self.frequency == "WEEKLY":
            return replace(self, weekdays=((0, self.start.weekday()),))
        months = self.months or ((self.start.month,) if self.frequency == "YEARLY" else ())
        return replace(self, months=months, month_days=(self.start.day,))

    def _days(self) -> Iterator[date]:
        step = self.interval if self.frequency == "DAILY" else 1
        for number in range(0, TRIAL.days, step):
            if self.start.toordinal() + number > date.max.toordinal():
                return
            yield self.start + timedelta(days=number)

    def _period(self, day: date) -> int:
        """How many days, weeks, months or years after the first one a day lies."""
        if self.frequency == "YEARLY":
            return day.year - self.start.year
        if self.frequency == "MONTHLY":
            return (day.year - self.start.year) * 12 + day.month - self.start.month
        if self.frequency == "WEEKLY":
            return ((day - self.start).days + (self.start.weekday() - self.week_start) % 7) // 7
        return (day - self.start).days

    def _chooses(self, day: date) -> bool:
        in_month = calendar.monthrange(day.year, day.month)[1]
        in_year = 366 if calendar.isleap(day.year) else 365
        return (
            (not self.months or day.month in self.months)
            and _one_of(self.month_days, day.day, in_month)
            and _one_of(self.year_days, day.timetuple().tm_yday, in_year)
            and (not self.weeks or day.isocalendar().week in self.weeks or min(self.weeks) < 0)
            and self._weekday_chosen(day, in_month, in_year)
        )

    def _weekday_chosen(self, day: date, in_month: int, in_year: int) -> bool:
        """A plain weekday and a counted one, as `1MO`, must both be met; counting is for months and years only."""
        counts = self.frequency in {"MONTHLY", "YEARLY"}
        plain = [weekday for number, weekday in self.weekdays if not (number and counts)]
        counted = [pair for pair in self.weekdays if pair[0] and counts]
        if plain and day.weekday() not in plain:
            return False
        if not counted:
            return True
        by_year = self.frequency == "YEARLY" and not self.months
        position, length = (day.timetuple().tm_yday, in_year) if by_year else (day.day, in_month)
        here = {((position - 1) // 7 + 1, day.weekday()), (-((length - position) // 7 + 1), day.weekday())}
        return not here.isdisjoint(counted)


def _one_of(chosen: tuple[int, ...], number: int, length: int) -> bool:
    """Whether a position is chosen, counted from the front or, with negative numbers, from the back."""
    return not chosen or number in chosen or number - length - 1 in chosen


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",")) if text else ()


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    matches = [_WEEKDAY.fullmatch(part) for part in text.split(",")] if text else []
    if None in matches:
        raise ValueError(text)
    return tuple((int(match[1] or 0), WEEKDAYS[match[2]]) for match in matches if match)
