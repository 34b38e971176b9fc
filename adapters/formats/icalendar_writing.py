"""followupd's own entries as iCalendar texts: written so that nobody is invited, and found again by UID or marks.

The same entry gives the same bytes. In a text that stands already, only what is ours is replaced.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
from icalendar.prop import vText

from adapters.formats.icalendar import UnwritableEntry
from adapters.formats.icalendar_library import libraries, place
from adapters.formats.icalendar_outline import MAX_BYTES, UnreadableCalendar
from adapters.formats.marks import PROPERTY_FINGERPRINT, PROPERTY_STEP, PROPERTY_SUBJECT, key_of, uid_of
from daemon.ports.records import Entry, Moment

if TYPE_CHECKING:
    from icalendar.cal import Component

PRODUCT: Final = "-//followupd//followupd//EN"

_OURS: Final = ("SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "DURATION", "DTSTAMP")
_MARKS: Final = (PROPERTY_STEP, PROPERTY_FINGERPRINT, PROPERTY_SUBJECT)
_YEAR: Final = timedelta(days=366)
# White space of other kinds, some of which readers take for a line end; as a line end it does not change a fingerprint.
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")


def write_entry(entry: Entry, previous: bytes | None) -> bytes:
    """An entry as an iCalendar text; `previous` is the text it replaces, of which all that is not ours is kept.

    Raises `UnwritableEntry` for an entry that iCalendar cannot hold and `UnreadableCalendar` if `previous` cannot be
    read or holds no entry of ours.
    """
    zone = _checked_zone(entry)
    with libraries():
        if previous is None:
            calendar, event = _new_calendar(), _new_event(entry)
            calendar.add_component(event)
            calendars = [calendar]
        else:
            calendars = _read(previous)
            try:
                calendar, event = _find_ours(calendars)
            except LookupError:
                raise UnreadableCalendar("There is no entry of ours to replace.") from None
        _fill(event, entry, zone)
        _define_zone(calendar, entry)
        return b"".join(each.to_ical(sorted=False) for each in calendars)


def parse_entry(data: bytes, *, zone: ZoneInfo) -> tuple[Entry, str | None] | None:
    """The entry of ours in a text and the fingerprint it was written with, None if that mark is lost.

    None if nothing in it is ours. Floating times are placed in `zone`. Raises `UnreadableCalendar`.
    """
    with libraries():
        try:
            _, event = _find_ours(_read(data))
        except LookupError:
            return None
        return _entry(event, zone), _mark(event, PROPERTY_FINGERPRINT)


def _checked_zone(entry: Entry) -> ZoneInfo:
    start, end = entry.start, entry.end
    if isinstance(start, datetime) != isinstance(end, datetime) or end < start:
        raise UnwritableEntry("The entry's end does not fit its start.")
    for text in (entry.summary, entry.description, entry.subject):
        if _UNWRITABLE.search(text):
            raise UnwritableEntry("The entry's text holds control characters, which no calendar can store.")
    try:
        return ZoneInfo(entry.zone)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise UnwritableEntry("The entry's time zone is not known on this machine.") from None


def _new_calendar() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar["VERSION"] = vText("2.0")
    calendar["PRODID"] = vText(PRODUCT)
    return calendar


def _new_event(entry: Entry) -> icalendar.Event:
    """An event that does not block the person's time; whether it should is theirs to change afterwards."""
    event = icalendar.Event()
    event["UID"] = vText(uid_of(entry.key))
    event["TRANSP"] = vText("TRANSPARENT")
    return event


def _read(data: bytes) -> list[icalendar.Calendar]:
    if len(data) > MAX_BYTES:
        raise UnreadableCalendar("The entry has become too large to be read.")
    try:
        found: list[Component] = list(icalendar.Calendar.from_ical(data, multiple=True))
    except (ValueError, KeyError, OSError, OverflowError, RecursionError):
        raise UnreadableCalendar("The entry cannot be read: it is no iCalendar text.") from None
    calendars = [each for each in found if isinstance(each, icalendar.Calendar)]
    if len(calendars) < len(found) or any(
        name is None for each in found for part in each.walk() for name, _ in part.errors
    ):
        raise UnreadableCalendar("The entry cannot be read: some of its lines make no sense.")
    return calendars


def _find_ours(calendars: list[icalendar.Calendar]) -> tuple[icalendar.Calendar, icalendar.Event]:
    for calendar in calendars:
        for event in calendar.events:
            if _key(event) is not None:
                return calendar, event
    raise LookupError("nothing of ours")


def _key(event: Component) -> str | None:
    """The step's key; the UID goes before the mark, which a copy made by the person has too."""
    return key_of(str(event.get("UID", ""))) or _mark(event, PROPERTY_STEP)


def _mark(event: Component, name: str) -> str | None:
    found = event.get(name)
    return str(found[0] if isinstance(found, list) else found).strip() if found else None


def _fill(event: Component, entry: Entry, zone: ZoneInfo) -> None:
    for name in (*_OURS, *_MARKS):
        event.pop(name, None)
    event.add("DTSTAMP", _stamp(entry.start))
    event.add("DTSTART", _written(entry.start, zone))
    event.add("DTEND", _written(entry.end, zone))
    event["SUMMARY"] = vText(_LINE_ENDS.sub("\n", entry.summary))
    event["DESCRIPTION"] = vText(_LINE_ENDS.sub("\n", entry.description))
    values = (entry.key, entry.fingerprint, quote(entry.subject))  # nobody escapes the value of an unknown property
    for name, value in zip(_MARKS, values, strict=True):
        if value:
            event[name] = vText(value)
    theirs = [part for part in event.subcomponents if not _is_our_alarm(part, entry)]
    event.subcomponents = [*theirs, *(_alarm(entry, before) for before in entry.alarms)]


def _is_our_alarm(part: Component, entry: Entry) -> bool:
    """By its mark, or where a client dropped that, because it would ring at the same time as one of ours."""
    if part.name != "VALARM":
        return False
    trigger = part.get("TRIGGER")
    shows = str(part.get("ACTION", "")).upper() == "DISPLAY"
    return PROPERTY_STEP in part or (shows and getattr(trigger, "dt", None) in {-before for before in entry.alarms})


def _alarm(entry: Entry, before: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm["ACTION"] = vText("DISPLAY")
    alarm["DESCRIPTION"] = vText(_LINE_ENDS.sub("\n", entry.summary))
    alarm.add("TRIGGER", -before)
    alarm[PROPERTY_STEP] = vText(entry.key)
    return alarm


def _stamp(start: Moment) -> datetime:
    """When the entry was made, as DTSTAMP asks; nobody uses it, and taken from the start the same entry is the same."""
    if isinstance(start, datetime):
        return start.astimezone(UTC)
    return datetime(start.year, start.month, start.day, tzinfo=UTC)


def _written(moment: Moment, zone: ZoneInfo) -> Moment:
    """A moment on the clock of its zone; in UTC if that hour comes twice and the second is meant."""
    if not isinstance(moment, datetime):
        return moment
    shown = moment.astimezone(zone).replace(microsecond=0)
    return shown if not shown.fold else moment.astimezone(UTC).replace(microsecond=0)


def _define_zone(calendar: icalendar.Calendar, entry: Entry) -> None:
    """Give the calendar a VTIMEZONE that covers the entry; one of that name from an earlier time gives way."""
    calendar.subcomponents = [
        part for part in calendar.subcomponents if part.name != "VTIMEZONE" or str(part.get("TZID")) != entry.zone
    ]
    day = _stamp(entry.start).date()
    calendar.add_missing_timezones(first_date=day - _YEAR, last_date=day + _YEAR)


def _entry(event: icalendar.Event, zone: ZoneInfo) -> Entry:
    if any(name in {None, "DTSTART", "DTEND", "DURATION"} for name, _ in event.errors) or "DTSTART" not in event:
        raise UnreadableCalendar("The entry cannot be read: its times cannot be understood.")
    start, name = place(event.get("DTSTART").dt, zone)
    end, _ = place(event.end, zone)
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise UnreadableCalendar("The entry cannot be read: its end does not fit its start.")
    return Entry(
        key=_key(event) or "",
        subject=unquote(_mark(event, PROPERTY_SUBJECT) or ""),
        start=start,
        end=end,
        zone=name,
        summary=str(event.get("SUMMARY", "")),
        description=str(event.get("DESCRIPTION", "")),
        alarms=tuple(_alarms(event)),
    )


def _alarms(event: Component) -> list[timedelta]:
    triggers = [alarm.get("TRIGGER").dt for alarm in event.walk("VALARM") if "TRIGGER" in alarm and not alarm.errors]
    return [-trigger for trigger in triggers if isinstance(trigger, timedelta) and trigger <= timedelta()]
