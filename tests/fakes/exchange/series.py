"""Series: the occurrences of a recurring event, worked out from Exchange's own words for its pattern.

A deviation replaces the occurrence that was planned for its time. Occurrences are at the same hour of the series' zone.
"""

from __future__ import annotations

import base64
import calendar
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from exchangelib.winzone import MS_TIMEZONE_TO_IANA_MAP

from tests.fakes.exchange.items import Item
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, find, name_of, read, t, text_of, written

_DAYS = [*calendar.day_name]
_SETS_OF_DAYS = {"Day": _DAYS, "Weekday": _DAYS[:5], "WeekendDay": _DAYS[5:]}
_WEEKS = {"First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Last": -1}
_MONTHS = [*calendar.month_name][1:]
_OF_SERIES = ("Recurrence", "FirstOccurrence", "LastOccurrence", "ModifiedOccurrences", "DeletedOccurrences")
_MARK = "AAMkO"


def zone_of(name: str, otherwise: str) -> ZoneInfo:
    """The zone that Windows has under a name, or under another if it has none."""
    return ZoneInfo(MS_TIMEZONE_TO_IANA_MAP.get(name) or MS_TIMEZONE_TO_IANA_MAP[otherwise])


def is_series(item: Item) -> bool:
    """Whether an item stands for a series."""
    return "Recurrence" in item.fields


def between(item: Item, begin: datetime, end: datetime, zone: ZoneInfo) -> list[Item]:
    """The occurrences of a series that are not over at one time and begin before another."""
    length = _length(item)
    planned = dict.fromkeys(_planned(item, zone, begin - length, end))
    starts = sorted({*planned, *item.deviations})
    found = [occurrence(item, start) for start in starts if item.deviations.get(start, {}) is not None]
    return [each for each in found if overlaps(each, begin, end)]


def overlaps(item: Item, begin: datetime, end: datetime) -> bool:
    """Whether an event is in a view; one without any length is at its moment."""
    starts, ends = read(item.text("Start")), read(item.text("End"))
    return starts < end and (ends > begin or starts == ends == begin)


def occurrence(item: Item, planned: datetime) -> Item:
    """The occurrence of a series that was planned for a moment; `Refused` if it is deleted."""
    different = item.deviations.get(planned, {})
    if different is None:
        raise Refused("ErrorItemNotFound", "The occurrence was deleted from the series.")
    made = Item(id=_name(item, planned), folder=item.folder, kind=item.kind, touched=item.touched, damaged=item.damaged)
    made.fields = {name: each for name, each in deepcopy(item.fields).items() if name not in _OF_SERIES}
    made.extended = deepcopy(item.extended)
    made.set(
        t("Start", written(planned)),
        t("End", written(planned + _length(item))),
        t("OriginalStart", written(planned)),
        t("RecurrenceId", written(planned)),
        t("CalendarItemType", "Exception" if different else "Occurrence"),
        *different.values(),
    )
    return made


def resolve(identity: str) -> tuple[str, datetime] | None:
    """The series and the planned time that the id of an occurrence stands for; None if it is another id."""
    if not identity.startswith(_MARK):
        return None
    series, _, planned = base64.urlsafe_b64decode(identity.removeprefix(_MARK)).decode().partition(" ")
    return series, read(planned)


def by_number(item: Item, number: int, zone: ZoneInfo) -> Item:
    """The occurrence of a series that has this number, from 1; `Refused` if there is none."""
    far = read(item.text("Start")) + timedelta(days=366 * 20)
    starts = [*islice(_planned(item, zone, read(item.text("Start")), far), number)]
    if len(starts) < number:
        raise Refused("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange")
    return occurrence(item, starts[number - 1])


def describe(item: Item, zone: ZoneInfo) -> None:
    """Give a series what Exchange says of its occurrences."""
    first = read(item.text("Start"))
    starts = [first] if _is_endless(item) else [*_planned(item, zone, first, first + timedelta(days=366 * 20))]
    changed = {start: each for start, each in sorted(item.deviations.items()) if each}
    gone = [start for start, each in sorted(item.deviations.items()) if each is None]
    item.set(
        t("CalendarItemType", "RecurringMaster"),
        t("IsRecurring", "false"),  # said of occurrences alone
        _told("FirstOccurrence", item, starts[0]),
    )
    for name in ("LastOccurrence", "ModifiedOccurrences", "DeletedOccurrences"):
        item.fields.pop(name, None)
    if not _is_endless(item):
        item.set(_told("LastOccurrence", item, starts[-1]))
    if changed:
        item.set(t("ModifiedOccurrences", *(_told("Occurrence", item, start) for start in changed)))
    if gone:
        deleted = [t("DeletedOccurrence", t("Start", written(start))) for start in gone]
        item.set(t("DeletedOccurrences", *deleted))


def _told(name: str, item: Item, planned: datetime) -> Element:
    different = item.deviations.get(planned) or {}
    start = different.get("Start")
    end = different.get("End")
    return t(
        name,
        t("ItemId", Id=_name(item, planned), ChangeKey=item.change_key),
        t("Start", written(planned) if start is None else start.text),
        t("End", written(planned + _length(item)) if end is None else end.text),
        t("OriginalStart", written(planned)),
    )


def _name(item: Item, planned: datetime) -> str:
    return _MARK + base64.urlsafe_b64encode(f"{item.id} {written(planned)}".encode()).decode()


def _length(item: Item) -> timedelta:
    return read(item.text("End")) - read(item.text("Start"))


def _is_endless(item: Item) -> bool:
    return find(item.fields["Recurrence"], "t:NoEndRecurrence") is not None


def _planned(item: Item, zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When the occurrences between two moments are planned to start."""
    zone = zone_of(_windows_zone(item), "UTC") if _windows_zone(item) in MS_TIMEZONE_TO_IANA_MAP else zone
    first = read(item.text("Start")).astimezone(zone)
    pattern, limits = list(item.fields["Recurrence"])
    rule = _rule(pattern, limits, first.replace(tzinfo=None))
    for local in rule:
        start = local.replace(tzinfo=zone).astimezone(UTC)
        if start >= end:
            return
        if start >= begin:
            yield start


def _windows_zone(item: Item) -> str:
    found = item.fields.get("StartTimeZone")
    return "" if found is None else str(found.get("Id"))


def _rule(pattern: Element, limits: Element, first: datetime) -> Iterable[datetime]:
    frequency = name_of(pattern).removesuffix("Recurrence").removeprefix("Absolute").removeprefix("Relative").upper()
    parts = [f"FREQ={frequency}", f"INTERVAL={text_of(pattern, 't:Interval', '1')}", *_days(pattern)]
    if last := text_of(limits, "t:EndDate"):
        parts.append(f"UNTIL={date.fromisoformat(last[:10]):%Y%m%d}T235959")
    if number := text_of(limits, "t:NumberOfOccurrences"):
        parts.append(f"COUNT={number}")
    return rrulestr(";".join(parts), dtstart=first)


def _days(pattern: Element) -> Iterator[str]:
    if month := text_of(pattern, "t:Month"):
        yield f"BYMONTH={_MONTHS.index(month) + 1}"
    if day := text_of(pattern, "t:DayOfMonth"):
        yield f"BYMONTHDAY={day}"
    if names := text_of(pattern, "t:DaysOfWeek").split():
        days = [day for name in names for day in _SETS_OF_DAYS.get(name, (name,))]
        yield f"BYDAY={','.join(day[:2].upper() for day in days)}"
    if week := text_of(pattern, "t:DayOfWeekIndex"):
        yield f"BYSETPOS={_WEEKS[week]}"
