"""Lines of iCalendar (RFC 5545) that can mean one thing only, read without any library; others are `NotPlain`."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from adapters.formats import icalendar_values

if TYPE_CHECKING:
    from daemon.ports.records import Moment

_CONTROL: Final = r"\x00-\x08\x0a-\x1f\x7f"
_DATE: Final = re.compile(r";VALUE=DATE:(\d{4})(\d\d)(\d\d)", re.ASCII)
_TIME: Final = re.compile(
    r"(?:;TZID=([A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}))?:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII
)
_TEXT: Final = re.compile(r"(?:;LANGUAGE=[A-Za-z-]{1,20})?:")
_ODD: Final = re.compile(rf"[{_CONTROL}]")
_ESCAPE: Final = re.compile(r"\\([\\,;nN])")
_LINK: Final = re.compile(rf"(?:;VALUE=URI)?:([^\\{_CONTROL}]*)")
_PARAMETER: Final = rf';([A-Za-z0-9-]+)=(?:"([^"\\%^\t{_CONTROL}]*)"|([^",:;\\%^\t{_CONTROL}]*))'
_PARAMETERS: Final = re.compile(_PARAMETER)
_ADDRESS: Final = re.compile(rf"((?:{_PARAMETER})*):([^\\{_CONTROL}]*)")
_UTC: Final = ZoneInfo("UTC")


class NotPlain(Exception):
    """A line is for the libraries to read."""


class Address(str):
    """Whom a line names, with its parameters."""

    __slots__ = ("params",)
    params: dict[str, str]


def moment(line: str, zone: ZoneInfo) -> tuple[Moment, str]:
    """A moment and the name of its zone; days and floating times are in the zone given."""
    try:
        if day := _DATE.fullmatch(line):
            return date(*map(int, day.groups())), zone.key
        time = _TIME.fullmatch(line)
        if time is None or (time[1] and time[8]):
            raise NotPlain
        place = _UTC if time[8] else ZoneInfo(time[1]) if time[1] else zone
        return datetime(*map(int, time.groups()[1:7]), tzinfo=place), place.key  # type: ignore[misc,arg-type]  # six numbers
    except (ValueError, KeyError, OSError) as error:  # no such day, no such zone, or a folder of the zone database
        raise NotPlain from error


def text(line: str) -> str:
    """A text (section 3.3.11)."""
    begin = _TEXT.match(line)
    if begin is None or _ODD.search(line, begin.end()):
        raise NotPlain
    value = line[begin.end() :]
    if "\\" not in value:
        return value
    if "\\" in _ESCAPE.sub("", value):
        raise NotPlain
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def link(line: str) -> str:
    """An address in the web, or nothing if it is something else."""
    found = _LINK.fullmatch(line)
    if found is None:
        raise NotPlain
    return icalendar_values.link(found[1])


def address(line: str) -> Address:
    """A person, room or thing (section 3.3.3)."""
    found = _ADDRESS.fullmatch(line)
    if found is None:
        raise NotPlain
    address = Address(found[5])
    address.params = {name.upper(): quoted or bare for name, quoted, bare in _PARAMETERS.findall(found[1])}
    return address
