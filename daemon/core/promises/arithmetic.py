"""Adding days, business days and months to a day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def add(day: date, amount: int, unit: str) -> date:
    """The day that many units later; months keep the day number where the month has it."""
    if unit == "hour":
        return day + timedelta(days=amount // 24)
    if unit == "business_day":
        return add_business_days(day, amount)
    if unit in {"month", "quarter", "year"}:
        return add_months(day, amount * {"month": 1, "quarter": 3, "year": 12}[unit])
    return day + timedelta(days=amount * {"week": 7, "fortnight": 14}.get(unit, 1))


def add_business_days(day: date, amount: int) -> date:
    """The day that many weekdays later, Saturdays and Sundays skipped."""
    weeks, rest = divmod(amount, 5)
    if day.weekday() > 4 and amount:
        day -= timedelta(days=day.weekday() - 4)
    day += timedelta(days=7 * weeks)
    for _ in range(rest):
        day = next_weekday(day)
    return day


def next_weekday(day: date) -> date:
    """The first day from Monday to Friday after this one."""
    return day + timedelta(days=max(1, 7 - day.weekday() if day.weekday() >= 4 else 1))


def add_months(day: date, months: int) -> date:
    """The same day number that many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
