"""When a series takes place by its rules (RFC 5545 section 3.8.5), as far as a span of time reaches.

Times are reckoned on the clock of the series' own zone, so that nine o'clock stays nine o'clock. Nearly all rules that
people make are equal steps, which are counted. The others are walked by dateutil, unless that would take long, in
which case they are refused before anybody walks; those of days or weeks from shortly before the span, since such a
rule looks the same from any of its periods.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final, TypeAlias

from dateutil.rrule import rrulestr

from adapters.formats.icalendar_rules import why_unsafe
from adapters.google.times import Unreadable, zone_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

Span: TypeAlias = tuple[datetime, datetime]

MAX_RULES: Final = 5  # one is what RFC 5545 asks for
LONGEST: Final = 100_000  # characters of all lines, which is some thousands of days

_LINE: Final = re.compile(r"(RRULE|EXRULE|RDATE|EXDATE)((?:;[^:;]{1,100}){0,5}):([\x21-\x7e]+)", re.IGNORECASE)
_ZONE: Final = re.compile(r';TZID="?([^":;]+)', re.IGNORECASE)
_TIME: Final = re.compile(r"(\d{8})(T\d{6})?(Z?)")
_DAYS: Final = {"DAILY": 1, "WEEKLY": 7}
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PLAIN: Final = frozenset({"FREQ", "INTERVAL", "WKST", "BYDAY"})
_LONGEST_INTERVAL: Final = 10_000


def starts_of(first: datetime, lines: Iterable[object], zone: ZoneInfo, span: Span) -> list[datetime]:
    """The local times in a span at which a series takes place that takes place first at one.

    All are without a zone, which is `zone`; those of days are midnights. Raises `Unreadable` with a sentence.
    """
    added = {first} if span[0] <= first <= span[1] else set()
    left_out: set[datetime] = set()
    days_left_out: set[date] = set()
    for name, own, value in _parsed(lines):
        if name in {"RRULE", "EXRULE"}:
            (added if name == "RRULE" else left_out).update(_Rule.parse(value, zone).times(first, span))
            continue
        for each in value.split(","):
            moment, is_day = _time(each, zone_called(own) or zone, zone)
            if name == "RDATE":
                added.add(moment)
            elif is_day:
                days_left_out.add(moment.date())
            else:
                left_out.add(moment)
    return sorted(each for each in added - left_out if each.date() not in days_left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A rule without its end, which is a local time; `period` is after what a rule of days or weeks begins anew."""

    text: str
    parts: dict[str, str]
    until: datetime | None
    period: timedelta | None

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> _Rule:
        """The rule in a line."""
        parts = dict(part.split("=", 1) for part in text.upper().split(";") if "=" in part)
        until, days = parts.pop("UNTIL", None), _DAYS.get(parts.get("FREQ", ""))
        interval = parts.get("INTERVAL", "1")
        if not interval.isdecimal() or not 0 < int(interval[:9]) < _LONGEST_INTERVAL:
            raise Unreadable("Its rule of repetition cannot be understood.")
        return cls(
            text=";".join(f"{name}={value}" for name, value in parts.items()),
            parts=parts,
            until=None if until is None else _time(until, zone, zone)[0],
            period=timedelta(days=days * int(interval)) if days and "COUNT" not in parts else None,
        )

    def times(self, first: datetime, span: Span) -> Iterator[datetime]:
        """When it says that something takes place."""
        last = span[1] if self.until is None else min(span[1], self.until)
        if last < span[0]:
            return iter(())
        if self.period and self._is_plain(first):
            return _steps(first, self.period, (span[0], last))
        return self._walk(first, (span[0], last))

    def _is_plain(self, first: datetime) -> bool:
        weekday = _WEEKDAYS[first.weekday()] if self.parts["FREQ"] == "WEEKLY" else None
        return self.parts.keys() <= _PLAIN and self.parts.get("BYDAY") in {None, weekday}

    def _walk(self, first: datetime, span: Span) -> Iterator[datetime]:
        if (reason := why_unsafe(self.text, first.date(), span[1].date())) is not None:
            raise Unreadable(f"It was not read: {reason}.")
        if self.period:
            first += self.period * max(0, (span[0] - first) // self.period - 1)
        try:
            found = rrulestr(self.text, dtstart=first).xafter(span[0], inc=True)
            yield from takewhile(lambda each: each <= span[1], found)
        except (ValueError, TypeError, OverflowError) as error:
            raise Unreadable("Its rule of repetition cannot be understood.") from error


def _steps(first: datetime, period: timedelta, span: Span) -> Iterator[datetime]:
    each = first + period * max(0, -((first - span[0]) // period))
    while each <= span[1]:
        yield each
        each += period


def _parsed(lines: Iterable[object]) -> Iterator[tuple[str, str, str]]:
    """Name, zone and value of each line."""
    texts = [line if isinstance(line, str) else "" for line in lines]
    found = [_LINE.fullmatch(text) for text in texts] if sum(map(len, texts)) <= LONGEST else [None]
    rules = [each for each in found if each and each[1].upper().endswith("RULE")]
    if None in found or len(rules) > MAX_RULES:
        raise Unreadable("Its rule of repetition cannot be understood.")
    for each in filter(None, found):
        zone = _ZONE.search(each[2])
        yield each[1].upper(), zone[1] if zone else "", each[3]


def _time(text: str, own: ZoneInfo, zone: ZoneInfo) -> tuple[datetime, bool]:
    """A time, written in one zone, on the clock of another, and whether it is a day; of a period, its start."""
    found = _TIME.match(text)
    try:
        moment = datetime.fromisoformat(found[1] + (found[2] or "") if found else "")
    except ValueError as error:
        raise Unreadable("Its rule of repetition cannot be understood.") from error
    assert found is not None
    if found[3] or own is not zone:
        moment = moment.replace(tzinfo=UTC if found[3] else own).astimezone(zone).replace(tzinfo=None)
    return moment, found[2] is None
