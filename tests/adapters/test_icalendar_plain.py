"""Plain events are read without any library, and just as the libraries read them; the others are left to those."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.conformance.texts import event
from adapters.formats.icalendar_outline import Outline, outline_of
from adapters.formats.icalendar_plain import read_plain
from adapters.formats.icalendar_reading import read_events
from daemon.ports.records import Event, Window

ZONE = ZoneInfo("America/New_York")
WINDOW = Window(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2027, 1, 1, tzinfo=UTC))

PLAIN = (
    "DTSTART;TZID=Europe/Berlin:20260312T100000",
    "DTEND;TZID=America/Argentina/Buenos_Aires:20260312T110000",
    r"SUMMARY;LANGUAGE=en:Interview\, second round\; by telephone \\ or video",
    r"DESCRIPTION:Hello\n\NInterviewers: Ada",
    "LOCATION:Room 3: the tall one",
    "URL;VALUE=URI:https://rooms.example/a?b=c",
    "STATUS:TENTATIVE",
    "TRANSP:TRANSPARENT",
    "SEQUENCE:3",
    'ORGANIZER;CN="Hall; Ada":mailto:ada@employer.example',
    "ATTENDEE;CN=Sam  Field;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT;X-NUM-GUESTS=0:mailto:sam@person.example",
    "ATTENDEE;CUTYPE=ROOM:mailto:room@employer.example",
)
DAILY = "DTSTART;TZID=Europe/Berlin:20260312T100000\r\nRRULE:FREQ=DAILY"


def outline(*lines: str) -> Outline:
    """The outline of a single event with these lines."""
    return outline_of(event("x", *lines).encode())


def plain(found: Outline) -> tuple[Event, ...] | None:
    """What is read without the libraries."""
    return read_plain(found, calendar="home", window=WINDOW, zone=ZONE)


def thorough(found: Outline) -> tuple[Event, ...]:
    """What the libraries read."""
    return read_events(found, calendar="home", window=WINDOW, zone=ZONE)[0]


def test_an_ordinary_event_is_read_as_the_libraries_read_it() -> None:
    found = plain(outline(*PLAIN))
    assert found is not None
    assert found == thorough(outline(*PLAIN))
    assert found[0].summary == "Interview, second round; by telephone \\ or video"
    assert [person.name for person in found[0].attendees] == ["Sam Field", None]


def test_an_ordinary_event_loads_no_library() -> None:
    script = (
        "import sys; from datetime import UTC, datetime; from zoneinfo import ZoneInfo\n"
        "from adapters.formats.icalendar import parse_events; from daemon.ports.records import Window\n"
        "window = Window(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2027, 1, 1, tzinfo=UTC))\n"
        "found, _ = parse_events(sys.stdin.buffer.read(), calendar='', window=window, zone=ZoneInfo('UTC'))\n"
        "assert len(found) == 1 and not {'icalendar', 'recurring_ical_events'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", script], input=event("x", *PLAIN).encode(), check=True)


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART;TZID=W. Europe Standard Time:20260312T100000",
        "DTSTART;TZID=Europe:20260312T100000",
        "DTSTART;TZID=America/Argentina:20260312T100000",
        "DTSTART;TZID=Europe/Nowhere:20260312T100000",
        "DTSTART;TZID=Europe/Berlin:20260312T100000Z",
        "DTSTART:20260230T100000Z",
        "DTSTART;TZID=Asia/Tokyo:00010101T000000",
        "DTSTART;VALUE=DATE:20261301",
        "DTEND:teatime",
        "DURATION:PT1H",
        "RRULE:FREQ=MONTHLY",
        "RRULE:FREQ=WEEKLY;BYDAY=FR",
        "RRULE:FREQ=WEEKLY;BYDAY=1TH",
        "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260401T000000Z",
        "RRULE:FREQ=DAILY;UNTIL=20260401",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE;X-A=b:FREQ=DAILY",
        "EXDATE:20260313T100000Z",
        f"{DAILY}\r\nEXDATE;TZID=America/New_York:20260313T100000",
        f"{DAILY}\r\nDTEND;TZID=America/New_York:20260312T120000",
        "RDATE:20260313T100000Z",
        "RECURRENCE-ID:20260313T100000Z",
        "SEQUENCE:often",
        'SUMMARY;ALTREP="https://x.example/":Lunch',
        "SUMMARY:Lu\x00nch",
        r"SUMMARY:Lu\nch\x",
        "SUMMARY:Lunch\\",
        r"URL:https://x.example/\,",
        "ATTENDEE;CN=Doe%2C John:mailto:john@team.example",
        "ATTENDEE;CN=Doe^nJohn:mailto:john@team.example",
        "ATTENDEE;CN=a,b:mailto:john@team.example",
        'ATTENDEE;CN="a"b:mailto:john@team.example',
        "ATTENDEE;:mailto:john@team.example",
    ],
)
def test_what_is_not_plain_is_left_to_the_libraries(line: str) -> None:
    others = () if line.startswith("DTSTART") else ("DTSTART:20260312T100000Z",)
    assert plain(outline(*others, line)) is None


NAMES = ("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "TRANSP", "SEQUENCE", "ORGANIZER")
PIECES = (
    *("20260312T100000", "20260329T023000", "20261025T023000", "20260312", "20261301", "Z", "mailto:a@b.example"),
    *(";TZID=Europe/Berlin", ";TZID=Etc/UTC", ";TZID=America/Port-au-Prince", ";TZID=UTC", ";VALUE=DATE", ";VALUE=URI"),
    *(";CN=Ada", ';CN="Hall, Ada"', ";PARTSTAT=declined", ";EMAIL=c@d.example", ";LANGUAGE=de", "CONFIRMED", "OPAQUE"),
    *(
        ":",
        ";",
        '"',
        "=",
        ",",
        "\\n",
        "\\N",
        "\\",
        "%2C",
        "^n",
        " ",
        "\t",
        "\x07",
        "\x85",
        "\u2028",
        "é",
        "https://x.example",
    ),
)
TAILS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
LINES = st.tuples(st.sampled_from((*NAMES, "ATTENDEE", "CONFERENCE")), st.sampled_from(";:"), TAILS).map("".join)


@settings(max_examples=400)
@given(st.lists(st.one_of(LINES, st.sampled_from(PLAIN)), max_size=8), st.sampled_from((PLAIN[0], "DTSTART:20260312")))
@example(["DTEND;VALUE=DATE:20260314"], "DTSTART;VALUE=DATE:20260312")
@example(["DTEND:20260312T090000Z"], "DTSTART:20260312T100000Z")
@example(["DTEND;VALUE=DATE:20260314"], "DTSTART;TZID=Europe/Berlin:20260312T100000")
@example(["DTEND:20260314T100000Z"], "DTSTART;VALUE=DATE:20260312")
@example([], "DTSTART;TZID=Europe/Berlin:20260329T023000")
@example([], "DTSTART:20300312T100000Z")
def test_what_is_read_so_never_differs_from_what_the_libraries_read(lines: list[str], start: str) -> None:
    found = outline(start, *lines)
    quick = plain(found)
    if quick is not None:
        assert quick == thorough(found)
        assert list(map(zones, quick)) == list(map(zones, thorough(found)))


def zones(found: Event) -> list[tzinfo | None]:
    """Those of start and end, which are not compared where moments are."""
    return [moment.tzinfo for moment in (found.start, found.end) if isinstance(moment, datetime)]


STARTS = st.sampled_from(
    [
        f";TZID={zone}:{day}T{time}00"
        for zone in ("Europe/Berlin", "America/New_York")
        for day, time in (("20251030", "0230"), ("20260319", "0230"), ("20240102", "1000"))
    ]
    + [":20260301T003000Z", ";VALUE=DATE:20251230", ":20260105T100000", ";TZID=UTC:20260105T100000"]
)
RULES = st.tuples(
    st.sampled_from(("FREQ=DAILY", "FREQ=WEEKLY")),
    st.sampled_from(("", ";INTERVAL=2", ";INTERVAL=3")),
    st.sampled_from(("", ";BYDAY=TH", ";BYDAY=TU,TH", ";BYDAY=MO,TU,WE,TH,FR,SA,SU", ";BYDAY=SU,TH,MO")),
    st.sampled_from(("", ";WKST=SU", ";WKST=MO", ";WKST=TH")),
    st.sampled_from(
        ("", ";COUNT=1", ";COUNT=17", ";UNTIL=20260401T003000Z", ";UNTIL=20260402", ";UNTIL=20200101T000000Z")
    ),
).map("".join)


@settings(max_examples=400)
@given(
    STARTS,
    RULES,
    st.lists(st.integers(0, 30), max_size=3),
    st.sampled_from((None, timedelta(0), timedelta(hours=1), timedelta(days=3))),
)
@example(":20260301T003000Z", "FREQ=DAILY;UNTIL=20260401T003000Z", [], None)
@example(";VALUE=DATE:20251230", "FREQ=DAILY;UNTIL=20260402", [1, 3], timedelta(days=3))
def test_a_series_that_is_read_so_never_differs_from_what_the_libraries_read(
    start: str, rule: str, left_out: list[int], length: timedelta | None
) -> None:
    head, _, value = start.rpartition(":")
    lines = [f"DTSTART{start}", f"RRULE:{rule}"]
    if length is not None:
        lines.append(f"DTEND{head}:{later(value, length)}")
    if left_out:
        lines.append(f"EXDATE{head}:" + ",".join(later(value, timedelta(days=days)) for days in left_out))
    found = outline(*lines, "SUMMARY:Stand-up")
    quick = plain(found)
    if quick is not None:
        assert quick == thorough(found)
        assert list(map(zones, quick)) == list(map(zones, thorough(found)))


def later(value: str, by: timedelta) -> str:
    """A date or time, written as another one is, so much later."""
    layout = "%Y%m%d" if "T" not in value else "%Y%m%dT%H%M%SZ" if value.endswith("Z") else "%Y%m%dT%H%M%S"
    return f"{datetime.strptime(value, layout).replace(tzinfo=UTC) + by:{layout}}"


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=2;COUNT=9", "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260501T000000Z"]
)
def test_series_that_people_make_are_plain(rule: str) -> None:
    lines = ("DTSTART;TZID=Europe/Berlin:20260310T100000", "DTEND;TZID=Europe/Berlin:20260310T103000")
    found = plain(outline(*lines, f"RRULE:{rule}", "EXDATE;TZID=Europe/Berlin:20260312T100000"))
    assert found is not None
    assert len(found) >= 8
    assert all(each.recurring and each.instance for each in found)
