"""Single events of the plainest kind, read without any library, for most events of most calendars are of it.

A line is plain if it can mean one thing only: no escapes but those of the standard, no quotes within quotes, zones by
their IANA names. Whatever else there is in an event, the libraries read it as a whole, so that the two never differ.
On 1,463 such events this takes a ninth of the libraries' time, which is most of what a first pass costs.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from adapters.formats.icalendar_people import attendees_of, organizer_of
from adapters.formats.icalendar_values import LINKS, is_busy, lies_in, link, plain_text, printable, span, status_of
from daemon.ports.records import Event

if TYPE_CHECKING:
    from adapters.formats.icalendar_outline import Outline, RawEvent
    from daemon.ports.records import Moment, Window

_KNOWN: Final = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP"),
        *("ORGANIZER", "ATTENDEE", *LINKS),
    }
)
_CONTROL: Final = r"\x00-\x08\x0a-\x1f\x7f"
_DATE: Final = re.compile(r";VALUE=DATE:(\d{4})(\d\d)(\d\d)", re.ASCII)
_TIME: Final = re.compile(
    r"(?:;TZID=([A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}))?:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII
)
_NUMBER: Final = re.compile(r":\d{1,9}", re.ASCII)
_TEXT: Final = re.compile(r"(?:;LANGUAGE=[A-Za-z-]{1,20})?:")
_ODD: Final = re.compile(rf"[{_CONTROL}]")
_ESCAPE: Final = re.compile(r"\\([\\,;nN])")
_LINK: Final = re.compile(rf"(?:;VALUE=URI)?:([^\\{_CONTROL}]*)")
_PARAMETER: Final = rf';([A-Za-z0-9-]+)=(?:"([^"\\%^\t{_CONTROL}]*)"|([^",:;\\%^\t{_CONTROL}]*))'
_PARAMETERS: Final = re.compile(_PARAMETER)
_ADDRESS: Final = re.compile(rf"((?:{_PARAMETER})*):([^\\{_CONTROL}]*)")
_UTC: Final = ZoneInfo("UTC")


class _NotPlain(Exception):
    """A line is for the libraries to read."""


class _Address(str):
    """Whom a line names, with its parameters."""

    __slots__ = ("params",)
    params: dict[str, str]


def read_plain(outline: Outline, *, calendar: str, window: Window, zone: ZoneInfo) -> tuple[Event, ...] | None:
    """The single event of an outline, nothing if it lies outside the window, or None if it is not plain."""
    if len(outline.events) != 1:
        return None
    raw = outline.events[0]
    if raw.ours or not raw.properties.keys() <= _KNOWN:
        return None
    try:
        event = _event(raw, calendar, zone)
        return (event,) if lies_in(window, event, zone) else ()
    except (_NotPlain, OverflowError):
        return None


def _event(raw: RawEvent, calendar: str, zone: ZoneInfo) -> Event:
    lines = {name: found[0] for name, found in raw.properties.items()}
    if not _NUMBER.fullmatch(lines.get("SEQUENCE", ":0")):
        raise _NotPlain
    first, zone_name = _moment(lines.get("DTSTART", ""), zone)
    start, end = span(first, _moment(lines["DTEND"], zone)[0] if "DTEND" in lines else first)
    organizer = _address(lines["ORGANIZER"]) if "ORGANIZER" in lines else None
    return Event(
        uid=raw.uid,
        instance="",
        calendar=calendar,
        start=start,
        end=end,
        zone=zone_name,
        summary=printable(_text(lines.get("SUMMARY", ":"))),
        description=plain_text(_text(lines.get("DESCRIPTION", ":"))),
        location=printable(_text(lines.get("LOCATION", ":"))),
        url=next(filter(None, [_link(line) for name in LINKS for line in raw.properties.get(name, ())]), ""),
        status=status_of(_text(lines.get("STATUS", ":")), cancelled=raw.cancelled),
        organizer=organizer_of(organizer),
        attendees=attendees_of([_address(line) for line in raw.properties.get("ATTENDEE", ())]),
        recurring=False,
        busy=is_busy(_text(lines.get("TRANSP", ":"))),
        warnings=raw.warnings,
    )


def _moment(line: str, zone: ZoneInfo) -> tuple[Moment, str]:
    """A moment and the name of its zone; days and floating times are in the zone given."""
    try:
        if day := _DATE.fullmatch(line):
            return date(*map(int, day.groups())), zone.key
        time = _TIME.fullmatch(line)
        if time is None or (time[1] and time[8]):
            raise _NotPlain
        place = _UTC if time[8] else ZoneInfo(time[1]) if time[1] else zone
        return datetime(*map(int, time.groups()[1:7]), tzinfo=place), place.key  # type: ignore[misc,arg-type]  # six numbers
    except (ValueError, KeyError, OSError) as error:  # no such day, no such zone, or a folder of the zone database
        raise _NotPlain from error


def _text(line: str) -> str:
    """A text (RFC 5545 section 3.3.11)."""
    begin = _TEXT.match(line)
    if begin is None or _ODD.search(line, begin.end()):
        raise _NotPlain
    value = line[begin.end() :]
    if "\\" not in value:
        return value
    if "\\" in _ESCAPE.sub("", value):
        raise _NotPlain
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _link(line: str) -> str:
    found = _LINK.fullmatch(line)
    if found is None:
        raise _NotPlain
    return link(found[1])


def _address(line: str) -> _Address:
    found = _ADDRESS.fullmatch(line)
    if found is None:
        raise _NotPlain
    address = _Address(found[5])
    address.params = {name.upper(): quoted or bare for name, quoted, bare in _PARAMETERS.findall(found[1])}
    return address
