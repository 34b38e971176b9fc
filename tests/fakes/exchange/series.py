"""Series: the occurrences of a recurring event, worked out from Exchange's own words for its pattern.

A deviation replaces the occurrence that was planned for its time. Occurrences are at the same hour of the series' zone,
and whole days last from midnight to midnight there, however many hours that are.
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
_FAR = timedelta(days=366 * 20)


def zone_of(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone that Windows has under a name, or another if it has none."""
    return ZoneInfo(MS_TIMEZONE_TO_IANA_MAP[name]) if name in MS_TIMEZONE_TO_IANA_MAP else otherwise


def is_series(item: Item) -> bool:
    """Whether an item stands for a series."""
    return "Recurrence" in item.fields


def overlaps(item: Item, begin: datetime, end: datetime) -> bool:
    """Whether an event is in a view; one without any length is at its moment."""
    starts, ends = read(item.text("Start")), read(item.text("End"))
    return starts < end and (ends > begin or starts == ends == begin)


def resolve(identity: str) -> tuple[str, datetime] | None:
    """The series and the planned time that the id of an occurrence stands for; None if it is another id."""
    if not identity.startswith(_MARK):
        return None
    series, _, planned = base64.urlsafe_b64decode(identity.removeprefix(_MARK)).decode().partition(" ")
    return series, read(planned)


class Series:
    """An item that stands for a series, in a mailbox whose zone is `zone`."""

    def __init__(self, item: Item, zone: ZoneInfo) -> None:
        self._item = item
        named = item.fields.get("StartTimeZone")
        self._zone = zone if named is None else zone_of(named.get("Id"), zone)
        self._first = read(item.text("Start"))
        self._length = read(item.text("End")) - self._first

    def between(self, begin: datetime, end: datetime) -> list[Item]:
        """The occurrences that are not over at one time and begin before another."""
        planned = {*self._planned(begin - self._length - timedelta(days=1), end), *self._item.deviations}
        standing = [start for start in sorted(planned) if self._item.deviations.get(start, {}) is not None]
        return [each for each in map(self.occurrence, standing) if overlaps(each, begin, end)]

    def occurrence(self, planned: datetime) -> Item:
        """The occurrence that was planned for a moment; `Refused` if it is deleted."""
        different = self._item.deviations.get(planned, {})
        if different is None:
            raise Refused("ErrorItemNotFound", "The occurrence was deleted from the series.")
        item = self._item
        made = Item(id=self._name(planned), folder=item.folder, kind=item.kind, touched=item.touched)
        made.damaged = item.damaged
        made.fields = {name: each for name, each in deepcopy(item.fields).items() if name not in _OF_SERIES}
        made.extended = deepcopy(item.extended)
        made.set(
            t("Start", written(planned)),
            t("End", written(self._end(planned))),
            t("OriginalStart", written(planned)),
            t("RecurrenceId", written(planned)),
            t("IsRecurring", "true"),
            t("CalendarItemType", "Exception" if different else "Occurrence"),
            *different.values(),
        )
        return made

    def by_number(self, number: int) -> Item:
        """The occurrence that has this number, from 1; `Refused` if there is none."""
        starts = [*islice(self._planned(self._first, self._first + _FAR), number)]
        if len(starts) < number:
            raise Refused("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange")
        return self.occurrence(starts[number - 1])

    def describe(self) -> None:
        """Give the item what Exchange says of its occurrences."""
        item, endless = self._item, find(self._item.fields["Recurrence"], "t:NoEndRecurrence") is not None
        starts = [self._first] if endless else [*self._planned(self._first, self._first + _FAR)]
        changed = [start for start, each in sorted(item.deviations.items()) if each]
        gone = [start for start, each in sorted(item.deviations.items()) if each is None]
        for name in _OF_SERIES[1:]:
            item.fields.pop(name, None)
        item.set(
            t("CalendarItemType", "RecurringMaster"),
            t("IsRecurring", "false"),  # said of occurrences alone
            self._told("FirstOccurrence", starts[0]),
        )
        if not endless:
            item.set(self._told("LastOccurrence", starts[-1]))
        if changed:
            item.set(t("ModifiedOccurrences", *(self._told("Occurrence", start) for start in changed)))
        if gone:
            item.set(t("DeletedOccurrences", *(t("DeletedOccurrence", t("Start", written(start))) for start in gone)))

    def _told(self, name: str, planned: datetime) -> Element:
        different = self._item.deviations.get(planned) or {}
        start, end = different.get("Start"), different.get("End")
        return t(
            name,
            t("ItemId", Id=self._name(planned), ChangeKey=self._item.change_key),
            t("Start", written(planned) if start is None else start.text),
            t("End", written(self._end(planned)) if end is None else end.text),
            t("OriginalStart", written(planned)),
        )

    def _name(self, planned: datetime) -> str:
        return _MARK + base64.urlsafe_b64encode(f"{self._item.id} {written(planned)}".encode()).decode()

    def _end(self, planned: datetime) -> datetime:
        if self._item.text("IsAllDayEvent") != "true":
            return planned + self._length
        return (planned.astimezone(self._zone) + timedelta(days=round(self._length / timedelta(days=1)))).astimezone(
            UTC
        )

    def _planned(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        """When the occurrences between two moments are planned to start."""
        pattern, limits = list(self._item.fields["Recurrence"])
        for local in _rule(pattern, limits, self._first.astimezone(self._zone).replace(tzinfo=None)):
            start = local.replace(tzinfo=self._zone).astimezone(UTC)
            if start >= end:
                return
            if start >= begin:
                yield start


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
