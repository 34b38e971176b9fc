"""Makes the folder of calendar files that the benchmarks read: the same files whenever the seed is the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daemon.ports.records import Window

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WINDOW = Window(start=NOW - timedelta(days=180), end=NOW + timedelta(days=90))

_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
_OFFSETS = {
    "Europe/Berlin": ("+0100", "+0200"),
    "Europe/London": ("+0000", "+0100"),
    "America/New_York": ("-0500", "-0400"),
    "Asia/Tokyo": ("+0900", "+0900"),
}
_TITLES = ("Stand-up", "Dentist", "Lunch with Ada", "Sprint planning", "Choir", "Planning", "Flight", "1:1 Ada / Sam")
_INTERVIEWS = ("Phone screen: analyst, Quarrymill", "Interview with Osier & Lind", "Final interview Fennick Ltd")
_PART_OF_INTERVIEWS = 0.005  # a person in the middle of a search has one or two a week among all the rest
_YEARS_BACK, _YEARS_AHEAD = 4, 1


def make_calendars(folder: Path, count: int, seed: int = 20260302) -> None:
    """Write `count` files into two collections under the folder: mostly single events spread over five years."""
    chance = random.Random(seed)
    for name in ("home", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        uid = f"bench-{number:05}@calendar.example"
        text = "\r\n".join(_calendar(chance, uid)) + "\r\n"
        (folder / chance.choice(("home", "work")) / f"{uid}.ics").write_bytes(text.encode())


def _calendar(chance: random.Random, uid: str) -> list[str]:
    """One file: 6% are series, 10% all-day, 12% in UTC, 2% floating, the others in a zone with its VTIMEZONE."""
    start = _some_start(chance)
    kind = chance.choices(("zoned", "utc", "all-day", "series", "floating"), weights=(70, 12, 10, 6, 2))[0]
    zone = chance.choice(_ZONES)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example Corp.//Bench//EN"]
    if kind in {"zoned", "series"}:
        lines += _timezone(zone)
    lines += ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20220101T000000Z", *_times(chance, kind, zone, start)]
    lines += _texts(chance)
    if kind == "series":
        last = start + timedelta(weeks=chance.choice((8, 12, 26, 52)))
        until = "" if chance.random() < 0.1 else f";UNTIL={last:%Y%m%dT%H%M%SZ}"
        lines += [f"RRULE:FREQ=WEEKLY{until}", f"EXDATE;TZID={zone}:{start + timedelta(days=14):%Y%m%dT%H%M%S}"]
    return [*lines, "END:VEVENT", "END:VCALENDAR"]


def _some_start(chance: random.Random) -> datetime:
    days = chance.randrange(-365 * _YEARS_BACK, 365 * _YEARS_AHEAD)
    midnight = NOW.replace(hour=0, tzinfo=None) + timedelta(days=days)
    return midnight + timedelta(minutes=chance.randrange(7 * 60, 19 * 60, 15))


def _times(chance: random.Random, kind: str, zone: str, start: datetime) -> list[str]:
    end = start + timedelta(minutes=chance.choice((15, 30, 45, 60, 90)))
    if kind == "all-day":
        days = chance.choice((1, 1, 1, 5))
        return [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{start + timedelta(days=days):%Y%m%d}"]
    if kind == "utc":
        return [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]
    name = f";TZID={ZoneInfo(zone).key}" if kind != "floating" else ""
    return [f"DTSTART{name}:{start:%Y%m%dT%H%M%S}", f"DTEND{name}:{end:%Y%m%dT%H%M%S}"]


def _texts(chance: random.Random) -> list[str]:
    titles = _INTERVIEWS if chance.random() < _PART_OF_INTERVIEWS else _TITLES
    lines = [f"SUMMARY:{chance.choice(titles)}", "STATUS:CONFIRMED", "SEQUENCE:0", "TRANSP:OPAQUE"]
    if chance.random() < 0.5:
        lines.append("DESCRIPTION:Agenda:\\n- what we did\\n- what comes next\\n" + "words " * 8)
        lines.append(" " + "more words on a folded line " * 2)
    if chance.random() < 0.3:
        lines += [
            "ORGANIZER;CN=Lee Brown:mailto:lee@employer.example",
            "ATTENDEE;CN=Sam Field;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:sam@person.example",
            "ATTENDEE;CN=Kim Stone;PARTSTAT=NEEDS-ACTION:mailto:kim@employer.example",
        ]
    if chance.random() < 0.4:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT15M", "END:VALARM"]
    return lines


def _timezone(zone: str) -> list[str]:
    standard, daylight = _OFFSETS[zone]
    parts = (("STANDARD", daylight, standard, "10"), ("DAYLIGHT", standard, daylight, "3"))
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for name, before, after, month in parts:
        lines += [
            f"BEGIN:{name}",
            f"DTSTART:1996{int(month):02}27T030000",
            f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU",
            f"TZOFFSETFROM:{before}",
            f"TZOFFSETTO:{after}",
            f"END:{name}",
        ]
    return [*lines, "END:VTIMEZONE"]
