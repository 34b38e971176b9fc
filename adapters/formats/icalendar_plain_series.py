"""When a plain series takes place: by days or weeks, on the clock of one zone, with whole instances left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from adapters.formats.icalendar_plain_lines import NotPlain, moment
from adapters.formats.icalendar_rules import WEEKDAYS, why_unsafe
from adapters.formats.icalendar_values import DAY, instant

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from adapters.formats.icalendar_outline import RawEvent
    from daemon.ports.records import Moment, Window

MAX_INSTANCES: Final = 1_000

_PARTS: Final = {
    "FREQ": re.compile("DAILY|WEEKLY"),
    "INTERVAL": re.compile(r"[1-9]\d{0,2}", re.ASCII),
    "COUNT": re.compile(r"[1-9]\d{0,2}", re.ASCII),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z)?", re.ASCII),
    "BYDAY": re.compile("(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*"),
    "WKST": re.compile("MO|TU|WE|TH|FR|SA|SU"),
}
_SLACK: Final = timedelta(days=2)  # no zone is further from UTC


def instances(raw: RawEvent, window: Window, zone: ZoneInfo) -> Iterator[tuple[Moment, Moment, str]]:
    """Start, end and zone of the instances around a window; `NotPlain` if it takes more than this to tell."""
    (line,) = raw.properties.get("DTSTART", ("",))
    head, _, value = line.rpartition(":")
    first, zone_name = moment(line, zone)
    rule = _parts(raw.properties.get("RRULE", ()))
    floating = not head and not value.endswith("Z")  # of whose end there are several opinions
    if floating or why_unsafe(raw.properties["RRULE"][0][1:], _day(first), window.end.date()) is not None:
        raise NotPlain
    length = _length(raw, head, first, zone)
    left_out = {each for line in raw.properties.get("EXDATE", ()) for each in _moments(line, head, first, zone)}
    found = 0
    for start in _starts(first, rule, window.start - length - _SLACK, zone):
        if instant(start, zone) > window.end:
            break
        if start not in left_out:
            found += 1
            yield start, start + length, zone_name
        if found > MAX_INSTANCES:
            raise NotPlain


def _starts(first: Moment, rule: dict[str, str], earliest: datetime, zone: ZoneInfo) -> Iterator[Moment]:
    """The starts by the rule, in order; where nobody counts them, those before the earliest are passed over."""
    last = rule.get("UNTIL")
    if last is not None and ("COUNT" in rule or ("T" in last) != isinstance(first, datetime)):
        raise NotPlain
    days = _days(_day(first), rule, earliest.date() if "COUNT" not in rule else date.min)
    starts = (datetime.combine(day, first.timetz()) if isinstance(first, datetime) else day for day in days)
    if last is not None:
        until = moment(f":{last}" if "T" in last else f";VALUE=DATE:{last}", zone)[0]
        return takewhile(lambda start: instant(start, zone) <= instant(until, zone), starts)
    return islice(starts, int(rule["COUNT"])) if "COUNT" in rule else starts


def _days(first: date, rule: dict[str, str], earliest: date) -> Iterator[date]:
    weekdays = sorted(WEEKDAYS[name] for name in set(filter(None, rule.get("BYDAY", "").split(","))))
    if weekdays and (rule["FREQ"] == "DAILY" or first.weekday() not in weekdays):
        raise NotPlain
    begin = WEEKDAYS[rule.get("WKST", "MO")]
    offsets = sorted((weekday - begin) % 7 for weekday in weekdays or [first.weekday()])
    period = timedelta(days=int(rule.get("INTERVAL", "1")) * (1 if rule["FREQ"] == "DAILY" else 7))
    if rule["FREQ"] == "DAILY":
        start, offsets = first, [0]
    else:
        start = first - timedelta(days=(first.weekday() - begin) % 7)
    start += period * max(0, (earliest - start) // period - 1)
    while True:
        yield from (day for offset in offsets if (day := start + offset * DAY) >= first)
        start += period


def _length(raw: RawEvent, head: str, first: Moment, zone: ZoneInfo) -> timedelta:
    """How long an instance is, which on a clock that changes is what the clock says."""
    if "DTEND" not in raw.properties:
        return timedelta(0) if isinstance(first, datetime) else DAY
    (last,) = _moments(raw.properties["DTEND"][0], head, first, zone)
    length = last - first  # type: ignore[operator]  # both are of the same kind
    if length < (timedelta(0) if isinstance(first, datetime) else DAY):
        raise NotPlain
    return length


def _moments(line: str, head: str, first: Moment, zone: ZoneInfo) -> list[Moment]:
    """The moments in a line, which are written as the first start is."""
    theirs, _, values = line.rpartition(":")
    if theirs != head:
        raise NotPlain
    found = [moment(f"{head}:{value}", zone)[0] for value in values.split(",")]
    if any(_zone(each) is not _zone(first) for each in found):
        raise NotPlain
    return found


def _parts(rules: tuple[str, ...]) -> dict[str, str]:
    if len(rules) != 1 or not rules[0].startswith(":"):
        raise NotPlain
    pairs = [part.partition("=")[::2] for part in rules[0][1:].split(";")]
    parts = dict(pairs)
    plain = all(name in _PARTS and _PARTS[name].fullmatch(value) for name, value in pairs)
    if not plain or len(parts) != len(pairs) or "FREQ" not in parts:
        raise NotPlain
    return parts


def _day(found: Moment) -> date:
    return found.date() if isinstance(found, datetime) else found


def _zone(found: Moment) -> object:
    return found.tzinfo if isinstance(found, datetime) else UTC
