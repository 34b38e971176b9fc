"""The outline of an iCalendar text: its events and time zones as unread lines, found without any library.

One walk over the component boundaries gives it, in time and memory linear in the text, whatever the text. Only lines
that followupd uses are kept, long ones cut and endless ones counted off, so that what is parsed afterwards is bounded.
An outline can also prove that an event lies outside a window (`RawEvent.outside`), which spares most files the parser.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from adapters.formats.marks import PROPERTY_STEP, UID_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daemon.ports.records import Window

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_EVENTS: Final = 50_000
MAX_DEPTH: Final = 50
MAX_ZONE_CHARACTERS: Final = 32 * 1024

# How many lines of a name are kept, and how many characters of them together. Of all other names it is the first line,
# for a second DTSTART or SUMMARY has no meaning.
_LIMITS: Final = {
    "DESCRIPTION": (1, 256 * 1024),
    "ATTENDEE": (200, 64 * 1024),
    "EXDATE": (2_000, 64 * 1024),
    "RDATE": (2_000, 64 * 1024),
    "CONFERENCE": (5, 8 * 1024),
    "RRULE": (5, 4 * 1024),
}
_SINGLE: Final = (1, 4 * 1024)
_LINKS: Final = ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_NAMES: Final = (
    *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "SUMMARY"),
    *("DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "ORGANIZER", "ATTENDEE", PROPERTY_STEP, *_LINKS),
)

_FOLD: Final = re.compile(rb"(?<!\n)\n+[ \t]")
_BOUNDARY: Final = re.compile(r"^(BEGIN|END):[ \t]*([^\n]*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_PROPERTY: Final = re.compile(rf"^({'|'.join(map(re.escape, _NAMES))})([;:][^\n]*)$", re.IGNORECASE | re.MULTILINE)
_CANCEL: Final = re.compile(r"^METHOD:[ \t]*CANCEL[ \t]*$", re.IGNORECASE | re.MULTILINE)
_TZID: Final = re.compile(r"^TZID[^:\n]*:([^\n]*)$", re.IGNORECASE | re.MULTILINE)
_VALUE: Final = re.compile(r'(?:"[^"]*"|[^":])*:(.*)')
_DATE: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?", re.ASCII)
_DURATION: Final = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?", re.ASCII
)
_ESCAPED: Final = re.compile(r"\\([\\,;])")
_UNTIL: Final = re.compile(r"(?:^|[:;])UNTIL=([^;]*)", re.IGNORECASE)

# No zone, known or made up, is further from UTC than a day; the second day is for ends of all-day events.
_SLACK: Final = timedelta(days=2)
_LATEST: Final = datetime.max  # noqa: DTZ901 - on the clock of any zone


class UnreadableCalendar(ValueError):
    """The item as a whole is no calendar; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """A VEVENT whose lines are unfolded but not parsed; `properties` maps upper-case names to the rest of each line."""

    uid: str
    properties: Mapping[str, tuple[str, ...]]
    cancelled: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def ours(self) -> bool:
        """Whether followupd wrote it, by UID or mark."""
        return self.uid.startswith(UID_PREFIX) or PROPERTY_STEP in self.properties

    @property
    def in_series(self) -> bool:
        """Whether it repeats or stands for an instance of something that does."""
        return not self.properties.keys().isdisjoint(("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"))

    def outside(self, window: Window) -> bool:
        """True only if nothing it could be read as lies in the window; False proves nothing."""
        span = self._span()
        if span is None:
            return False
        return span[1] < _naive(window.start) - _SLACK or span[0] > _naive(window.end) + _SLACK

    def _span(self) -> tuple[datetime, datetime] | None:
        """From the earliest start to the latest end on the clock of its zone, or None if that takes real parsing."""
        start, end = self._moment("DTSTART"), self._end()
        if start is None or end is None or "RDATE" in self.properties:
            return None
        if "RANGE" in self.properties.get("RECURRENCE-ID", ("",))[0].upper():
            return None
        if "RRULE" in self.properties:
            last = self._last_start(start)
            return (min(start, end), _add(last, abs(end - start)) or _LATEST) if last is not None else None
        return min(start, end), max(start, end)

    def _end(self) -> datetime | None:
        if "DTEND" in self.properties:
            return self._moment("DTEND")
        start = self._moment("DTSTART")
        if start is None or "DURATION" not in self.properties:
            return start
        match = _DURATION.fullmatch(value_of(self.properties["DURATION"][0]).strip().upper())
        if match is None:
            return None
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
        return _add(start, timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds))

    def _last_start(self, start: datetime) -> datetime | None:
        """The latest start of the series; of one without an end, the end of time, for it may still lie ahead."""
        lasts = [_UNTIL.search(rule) for rule in self.properties["RRULE"]]
        moments = [moment_of(match[1].strip()) if match else _LATEST for match in lasts]
        known = [moment for moment in moments if moment is not None]
        return max(start, *known) if len(known) == len(moments) else None

    def _moment(self, name: str) -> datetime | None:
        line = self.properties.get(name, ("",))[0]
        return moment_of(value_of(line).strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The events of an item, the text of each VTIMEZONE by its TZID, and sentences on what was left out."""

    events: tuple[RawEvent, ...]
    zones: Mapping[str, str]
    problems: tuple[str, ...]

    @property
    def foreign(self) -> tuple[RawEvent, ...]:
        """The events that followupd did not write."""
        return tuple(event for event in self.events if not event.ours)

    def outside(self, window: Window) -> bool:
        """True only if no event of it can lie in the window."""
        return all(event.outside(window) for event in self.events)


def outline_of(data: bytes) -> Outline:
    """The outline of an iCalendar text; raises `UnreadableCalendar` if it is not one."""
    if len(data) > MAX_BYTES:
        raise UnreadableCalendar(f"It is larger than {MAX_BYTES // 1024 // 1024} MB; it was not read.")
    text = _decode(_FOLD.sub(b"", data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")))
    walk = _Walk(text)
    walk.run()
    if not walk.calendars and not walk.events:
        raise UnreadableCalendar("It is not an iCalendar file: there is no line BEGIN:VCALENDAR in it.")
    return Outline(events=tuple(walk.events), zones=walk.zones, problems=tuple(dict.fromkeys(walk.problems)))


def value_of(rest: str) -> str:
    """The value in what follows a property's name, without its parameters (RFC 5545 section 3.1)."""
    match = _VALUE.match(rest)
    return match[1] if match else ""


@dataclass(slots=True)
class _Walk:
    """The state of the walk over BEGIN and END lines: where we are, and the pieces of the event being collected."""

    text: str
    stack: list[str] = field(default_factory=list)
    calendars: int = 0
    events: list[RawEvent] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    cancelling: bool = False
    event_depth: int = 0
    pieces: list[str] = field(default_factory=list)
    zone_start: int = 0

    def run(self) -> None:
        position = 0
        for boundary in _BOUNDARY.finditer(self.text):
            self._pass_over(position, boundary.start())
            position = boundary.end()
            name = boundary[2].upper()
            if boundary[1].upper() == "BEGIN":
                self._begin(name, boundary.start())
            else:
                self._end(name, position)
        if self.stack:
            self.problems.append(f"The text ends before the end of its {self.stack[-1][:40]}; that part was not read.")

    def _pass_over(self, start: int, end: int) -> None:
        """Take the lines between two boundaries if they belong to an event, or to a calendar, whose METHOD counts."""
        if self.event_depth and len(self.stack) == self.event_depth:
            self.pieces.append(self.text[start:end])
        elif self.stack == ["VCALENDAR"] and _CANCEL.search(self.text, start, end):
            self.cancelling = True

    def _begin(self, name: str, position: int) -> None:
        if name == "VEVENT" and self.event_depth:
            self.problems.append("An event has no END:VEVENT line; it was not read.")
            del self.stack[self.event_depth - 1 :]
            self._leave_event()
        self.stack.append(name)
        if len(self.stack) > MAX_DEPTH:
            raise UnreadableCalendar(f"Its parts are nested more than {MAX_DEPTH} deep; that is no calendar.")
        if name == "VEVENT":
            self.event_depth = len(self.stack)
        elif name == "VTIMEZONE":
            self.zone_start = position
        elif name == "VCALENDAR":
            self.calendars += 1
            self.cancelling = False

    def _end(self, name: str, position: int) -> None:
        if name not in self.stack:
            return
        while self.stack.pop() != name:
            pass
        if self.event_depth > len(self.stack):
            self._finish_event(complete=name == "VEVENT")
        elif name == "VTIMEZONE":
            self._keep_zone(self.text[self.zone_start : position])

    def _finish_event(self, *, complete: bool) -> None:
        if not complete:
            self.problems.append("An event has no END:VEVENT line; it was not read.")
        elif len(self.events) == MAX_EVENTS:
            self.problems.append(f"It holds more than {MAX_EVENTS} events; the rest was not read.")
        elif len(self.events) < MAX_EVENTS:
            self.events.append(_raw_event("".join(self.pieces), cancelled=self.cancelling))
        self._leave_event()

    def _leave_event(self) -> None:
        self.event_depth = 0
        self.pieces = []

    def _keep_zone(self, block: str) -> None:
        match = _TZID.search(block)
        if match and len(block) <= MAX_ZONE_CHARACTERS:
            self.zones.setdefault(match[1].strip(), block)


def _raw_event(text: str, *, cancelled: bool) -> RawEvent:
    properties: dict[str, list[str]] = {}
    room: dict[str, int] = {}
    warnings: dict[str, None] = {}
    for match in _PROPERTY.finditer(text):
        name, rest = match[1].upper(), match[2]
        lines = properties.setdefault(name, [])
        most, characters = _LIMITS.get(name, _SINGLE)
        room[name] = room.get(name, characters) - len(rest)
        if most > 1 and (len(lines) == most or room[name] < 0):
            warnings[f"There is more {name} than is read; the rest was left out."] = None
        elif len(lines) < most:
            lines.append(rest[:characters])
            if room[name] < 0:
                warnings[f"{name} is longer than {characters} characters; the rest was left out."] = None
    uid = value_of(properties.get("UID", [""])[0]).strip()
    return RawEvent(
        uid=_ESCAPED.sub(r"\1", uid) or "no-uid-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16],
        properties={name: tuple(lines) for name, lines in properties.items() if lines},
        cancelled=cancelled,
        warnings=tuple(warnings),
    )


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(
            "cp1252", "replace"
        )  # what is not UTF-8 (RFC 5545 section 3.1.4) came from old Windows tools


def moment_of(value: str) -> datetime | None:
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    try:
        return datetime(*(int(number or 0) for number in match.groups()))  # type: ignore[arg-type]  # six numbers  # noqa: DTZ001  # the clock of an unknown zone
    except ValueError:
        return None


def _add(moment: datetime, delta: timedelta) -> datetime | None:
    try:
        return moment + delta
    except OverflowError:
        return None


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
