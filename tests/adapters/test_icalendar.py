"""The iCalendar codec: what calendars in the wild hold, what is hostile in them, and our entries there and back."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.conformance.harness import WINDOW, ZONE
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import calendar, component, escaped, event
from adapters.formats.icalendar import UnreadableCalendar, UnwritableEntry, parse_entry, parse_events, write_entry
from adapters.formats.icalendar_outline import MAX_BYTES, outline_of
from adapters.formats.icalendar_reading import MAX_INSTANCES, read_events
from adapters.formats.icalendar_rules import why_unsafe
from daemon.ports.records import Event, Status

TIMED = ("DTSTART:20260312T140000Z", "DTEND:20260312T150000Z")


def read(text: str | bytes) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """Events and problems in the window of the suite."""
    data = text.encode() if isinstance(text, str) else text
    return parse_events(data, calendar="personal", window=WINDOW, zone=ZONE)


def read_one(*lines: str) -> Event:
    """The only event, which has these lines and no problems."""
    (found,), problems = read(event("one", *lines))
    assert problems == ()
    return found


def series(*lines: str, uid: str = "series") -> tuple[Event, ...]:
    """The instances of a series from 2 March 2026, ten in the morning, UTC."""
    return read(calendar(component(uid, "DTSTART:20260302T100000Z", "DTEND:20260302T110000Z", *lines)))[0]


# Events


def test_several_calendars_in_one_text_are_all_read() -> None:
    found, problems = read(event("one", *TIMED) + event("two", *TIMED))
    assert ([each.uid for each in found], problems) == (["one", "two"], ())


def test_a_broken_event_is_named_by_its_day_and_the_others_are_read() -> None:
    broken = component("broken", "DTSTART:20260311T090000Z", "RRULE:FREQ=SOMETIMES")
    found, problems = read(calendar(component("one", *TIMED), broken, component("two", *TIMED)))
    assert [each.uid for each in found] == ["one", "two"]
    (problem,) = problems
    assert "2026-03-11" in problem


def test_an_event_that_is_cut_off_is_a_problem_and_those_before_it_are_read() -> None:
    text = calendar(component("one", *TIMED), component("two", *TIMED))
    found, problems = read(text[: text.index("UID:two") + 20])
    assert [each.uid for each in found] == ["one"]
    assert len(problems) == 1


def test_an_event_without_its_end_line_does_not_swallow_the_next() -> None:
    text = calendar(component("one", *TIMED).replace("END:VEVENT", ""), component("two", *TIMED))
    found, problems = read(text)
    assert [each.uid for each in found] == ["two"]
    assert len(problems) == 1


def test_a_broken_end_is_left_out_with_a_warning() -> None:
    found = read_one("DTSTART:20260312T140000Z", "DTEND:teatime")
    assert found.start == found.end == datetime(2026, 3, 12, 14, tzinfo=UTC)
    assert "DTEND" in found.warnings[0]


def test_a_broken_exclusion_leaves_the_other_exclusions_in_force() -> None:
    found = series("RRULE:FREQ=DAILY;COUNT=3", "EXDATE:teatime", "EXDATE:20260303T100000Z")
    assert [each.start.day for each in found] == [2, 4]


def test_an_end_before_the_start_is_not_believed() -> None:
    found = read_one("DTSTART:20260312T140000Z", "DTEND:20260312T130000Z")
    assert found.start == found.end


def test_an_event_without_a_uid_gets_one_that_stays() -> None:
    text = event("x", *TIMED).replace("UID:x\r\n", "")
    (one,), _ = read(text)
    (again,), _ = read(text)
    assert one.uid == again.uid != ""


def test_a_day_that_ends_at_a_time_is_an_all_day_event() -> None:
    found = read_one("DTSTART;VALUE=DATE:20260312", "DTEND:20260313T100000Z")
    assert (found.start, found.end) == (date(2026, 3, 12), date(2026, 3, 14))


def test_an_hour_lasts_an_hour_when_the_clocks_change() -> None:
    found = read_one("DTSTART;TZID=Europe/Berlin:20260329T013000", "DURATION:PT1H")
    assert isinstance(found.start, datetime)
    assert isinstance(found.end, datetime)
    assert found.end.astimezone(UTC) - found.start.astimezone(UTC) == timedelta(hours=1)


def test_a_cancellation_that_was_saved_from_a_mail_is_cancelled() -> None:
    (found,), _ = read(event("x", *TIMED).replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL"))
    assert found.status is Status.CANCELLED


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        (("URL:https://one.example/a", "X-GOOGLE-CONFERENCE:https://two.example/b"), "https://one.example/a"),
        (("X-GOOGLE-CONFERENCE:https://two.example/b",), "https://two.example/b"),
        (("CONFERENCE;VALUE=URI:tel:+1-555", "CONFERENCE;VALUE=URI:https://x.example/c"), "https://x.example/c"),
        (("URL:javascript:alert(1)",), ""),
    ],
)
def test_the_link_is_the_events_or_else_its_conferences(lines: tuple[str, ...], url: str) -> None:
    assert read_one(*TIMED, *lines).url == url


def test_people_are_found_however_their_address_is_written() -> None:
    found = read_one(
        *TIMED,
        "ORGANIZER;CN=Lee:MAILTO:lee@team.example",
        'ATTENDEE;CN=Ann;EMAIL="ann@team.example":urn:uuid:0001',
        "ATTENDEE;CN=bo@team.example:Mailto:bo@team.example",
        "ATTENDEE:cy@team.example",
        "ATTENDEE;CUTYPE=RESOURCE;CN=Beamer:invalid:nomail",
    )
    assert found.organizer is not None
    assert found.organizer.email == "lee@team.example"
    assert [(each.name, each.email, each.resource) for each in found.attendees] == [
        ("Ann", "ann@team.example", False),
        (None, "bo@team.example", False),
        (None, "cy@team.example", False),
        ("Beamer", None, True),
    ]


def test_a_description_in_html_is_read_as_text() -> None:
    html = (
        "<p>Hello&nbsp;Ann,<br>see <a href='https://x.example/1'>the plan</a></p><ul><li>one</li></ul><style>p</style>"
    )
    found = read_one(*TIMED, f"DESCRIPTION:{escaped(html)}", "X-ALT-DESC;FMTTYPE=text/html:<b>other</b>")
    assert found.description == "Hello Ann,\nsee the plan (https://x.example/1)\n\n- one"


def test_a_description_with_angle_brackets_is_no_html() -> None:
    assert read_one(*TIMED, "DESCRIPTION:a < b > c <someone@x.example>").description == "a < b > c <someone@x.example>"


def test_control_characters_are_taken_from_texts() -> None:
    assert read_one(*TIMED, "SUMMARY:Call\x00 \x1b[31mme").summary == "Call [31mme"


def test_what_followupd_wrote_is_never_an_event() -> None:
    ours = write_entry(sample_entry(), None)
    assert read(ours) == ((), ())
    assert read(ours.replace(b"UID:followupd-", b"UID:copied-")) == ((), ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_texts_in_other_encodings_are_read(encoding: str) -> None:
    (found,), _ = read(event("x", *TIMED, "SUMMARY:Gespräch").encode(encoding))
    assert found.summary == "Gespräch"


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\r\n"])
def test_any_line_end_will_do(line_end: str) -> None:
    (found,), problems = read(event("x", *TIMED, f"SUMMARY:{'Lunch' * 10}").replace("\r\n", line_end))
    assert (found.summary, problems) == ("Lunch" * 10, ())


# Series


def test_instances_that_follow_a_moved_one_keep_their_names() -> None:
    plain = series("RRULE:FREQ=DAILY;COUNT=6")
    moves = [
        ("20260304T100000Z", "DTSTART:20260304T120000Z", "DTEND:20260304T130000Z"),
        ("20260306T100000Z", "DTSTART:20260306T090000Z", "DTEND:20260306T093000Z"),
    ]
    overrides = [component("series", f"RECURRENCE-ID;RANGE=THISANDFUTURE:{day}", *lines) for day, *lines in moves]
    lines = ("DTSTART:20260302T100000Z", "DTEND:20260302T110000Z", "RRULE:FREQ=DAILY;COUNT=6")
    moved, _ = read(calendar(component("series", *lines), *overrides))
    assert [each.instance for each in moved] == [each.instance for each in plain]
    assert [_hour(each) for each in moved] == [10, 10, 12, 12, 9, 9]


def test_an_all_day_series_that_moved_from_one_day_on_keeps_its_names() -> None:
    master = component("x", "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=4")
    later = component("x", "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20260309", "DTSTART;VALUE=DATE:20260310")
    found, _ = read(calendar(master, later))
    assert [each.instance for each in found] == ["20260302", "20260309", "20260316", "20260323"]
    assert [each.start.day for each in found] == [2, 10, 17, 24]


def test_an_invitation_to_one_instance_alone_is_read() -> None:
    (found,), _ = read(event("x", "RECURRENCE-ID:20260304T100000Z", *TIMED))
    assert (found.instance, found.recurring) == ("20260304T100000Z", True)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;INTERVAL=2;BYMONTH=13",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYSETPOS=5",
        "FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0,1,2,3,4,5,6,7,8,9",
        "FREQ=SOMETIMES",
    ],
)
def test_a_series_that_nobody_could_count_is_a_problem(rule: str) -> None:
    lines = ("DTSTART:20260302T100000Z", "DTEND:20260302T110000Z", f"RRULE:{rule}")
    found, problems = read(calendar(component("bomb", *lines), component("one", *TIMED)))
    assert [each.uid for each in found] == ["one"]
    assert len(problems) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=30",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=100,-1",
        "FREQ=DAILY;UNTIL=20270101T000000Z;BYHOUR=9,12,15",
    ],
)
def test_rules_that_people_use_are_safe(rule: str) -> None:
    assert why_unsafe(rule, date(2024, 1, 1), date(2026, 5, 1)) is None


def test_a_series_has_no_more_instances_than_anybody_looks_at() -> None:
    hours = ",".join(str(hour) for hour in range(24))
    found, problems = read(event("x", "DTSTART:20260302T000000Z", "DURATION:PT5M", f"RRULE:FREQ=DAILY;BYHOUR={hours}"))
    assert len(found) == MAX_INSTANCES
    assert len(problems) == 1


def test_the_instances_of_a_series_share_their_text_and_people() -> None:
    lines = (f"DESCRIPTION:{'<p>words</p>' * 5000}", "ATTENDEE:mailto:a@b.example", "RRULE:FREQ=DAILY;COUNT=50")
    first, *others = series(*lines)
    assert all(each.description is first.description for each in others)
    assert all(each.attendees is first.attendees for each in others)


# Hostile texts


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        b"\n" * 100_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 100_000,
        b"END:VEVENT\n" * 100_000,
        b"BEGIN:VCALENDAR\n" + b"x" * MAX_BYTES,
    ],
    ids=["empty", "html", "bytes", "lines", "deep", "ends", "large"],
)
def test_what_is_no_calendar_is_refused_with_a_sentence(text: bytes) -> None:
    with pytest.raises(UnreadableCalendar) as caught:
        read(text)
    assert str(caught.value).endswith(".")


def test_a_crowd_and_an_endless_text_are_cut_with_a_warning() -> None:
    crowd = "ATTENDEE:mailto:a@b.example\r\n" * 100_000
    text = event("x", *TIMED).replace("END:VEVENT", f"{crowd}DESCRIPTION:{'words ' * 200_000}\r\nEND:VEVENT")
    (found,), _ = read(text)
    assert len(found.attendees) == 200
    assert len(found.description) < 300_000
    assert len(found.warnings) == 2


@pytest.mark.parametrize("piece", ["<a ", "<a href='", "<!--", "<br", "&#", "<p>", "</p", "<![CDATA["])
def test_html_that_never_ends_is_read_in_bounded_time(piece: str) -> None:
    (found,), _ = read(event("x", *TIMED, "DESCRIPTION:").replace("DESCRIPTION:", "DESCRIPTION:<br>" + piece * 60_000))
    assert len(found.description) < 300_000


@pytest.mark.parametrize("name", ["Europe", "../../etc/passwd", "/", "A" * 3000, "Nowhere/At all"])
def test_any_name_of_a_zone_is_only_a_name(name: str) -> None:
    found = read_one(f'DTSTART;TZID="{name}":20260312T140000', f'DTEND;TZID="{name}":20260312T150000')
    assert found.start == datetime(2026, 3, 12, 14, tzinfo=ZONE)
    assert len(found.warnings) == 1


@pytest.mark.parametrize("line", ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "TZOFFSETTO:x"])
def test_a_hostile_zone_definition_is_not_used(line: str) -> None:
    zone = "\r\n".join(
        (
            *("BEGIN:VTIMEZONE", "TZID:Evil", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
            *("TZOFFSETFROM:+0500", "TZOFFSETTO:+0600", line, "END:STANDARD", "END:VTIMEZONE"),
        )
    )
    (found,), _ = read(calendar(zone, component("x", "DTSTART;TZID=Evil:20260312T140000")))
    assert found.start == datetime(2026, 3, 12, 14, tzinfo=ZONE)


def test_a_windows_name_counts_more_than_the_definition_that_comes_with_it() -> None:
    zone = "\r\n".join(
        (
            *("BEGIN:VTIMEZONE", "TZID:W. Europe Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
            *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"),
        )
    )
    text = calendar(zone, component("x", "DTSTART;TZID=W. Europe Standard Time:20260401T090000"))
    assert read(text)[0][0].zone == "Europe/Berlin"


# The outline: a text that it places outside the window holds nothing in it


EDGES = st.sampled_from((WINDOW.start, WINDOW.end))
HOURS = st.integers(-60, 60) | st.integers(-14, 14).map(lambda days: 24 * days)
MOMENTS = st.builds(lambda edge, hours: edge + timedelta(hours=hours), EDGES, HOURS)
ZONES = st.sampled_from(("", "Z", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Our Zone", "Nowhere"))
OFFSETS = st.sampled_from(("+2359", "-2359", "+0000"))
RULES = st.sampled_from(
    ("", "", "FREQ=DAILY;COUNT=12", "FREQ=WEEKLY;UNTIL=20260301T100000Z", "FREQ=WEEKLY;UNTIL=20260228")
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A calendar with a few events near the edges of the window, in zones at the edges of the world."""
    lines = ["BEGIN:VTIMEZONE", "TZID:Our Zone", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
    lines += [f"TZOFFSETFROM:{draw(OFFSETS)}", f"TZOFFSETTO:{draw(OFFSETS)}", "END:STANDARD", "END:VTIMEZONE"]
    events = [component(draw(st.sampled_from("ab")), *draw(properties())) for _ in range(draw(st.integers(1, 3)))]
    return calendar("\r\n".join(lines), *events)


@st.composite
def properties(draw: st.DrawFn) -> list[str]:
    zone = draw(ZONES)
    lines = [f"DTSTART{_written(draw(MOMENTS), zone, draw(st.booleans()))}"]
    ends = st.sampled_from(("none", "DTEND", "DURATION"))
    match draw(ends):
        case "DTEND":
            lines.append(f"DTEND{_written(draw(MOMENTS), draw(ZONES), draw(st.booleans()))}")
        case "DURATION":
            lines.append(f"DURATION:{draw(st.sampled_from(('PT1H', 'P9D', 'P1W', '-PT3H', '+P1DT2H', 'P12WT')))}")
    if rule := draw(RULES):
        lines.append(f"RRULE:{rule}")
    if draw(st.integers(0, 4)) == 0:
        parameters = draw(st.sampled_from(("", ";RANGE=THISANDFUTURE")))
        lines.append(f"RECURRENCE-ID{parameters}{_written(draw(MOMENTS), 'Z', False)}")
    if draw(st.integers(0, 4)) == 0:
        lines.append(f"RDATE{_written(draw(MOMENTS), 'Z', False)}")
    return lines


def _written(moment: datetime, zone: str, whole_day: bool) -> str:
    if whole_day:
        return f";VALUE=DATE:{moment:%Y%m%d}"
    name = f";TZID={zone}" if zone not in {"", "Z"} else ""
    return f"{name}:{moment:%Y%m%dT%H%M%S}{zone if zone == 'Z' else ''}"


@settings(max_examples=400, deadline=None)
@given(texts())
def test_an_outline_never_hides_an_event_of_the_window(text: str) -> None:
    outline = outline_of(text.encode())
    each = [replace(outline, events=(raw,)) for raw in outline.events]
    for one in [outline, *each]:
        if one.outside(WINDOW):
            wide = replace(WINDOW, start=WINDOW.start - timedelta(days=400), end=WINDOW.end + timedelta(days=400))
            found, _ = read_events(one, calendar="x", window=wide, zone=ZONE)
            assert [event for event in found if _touches(event)] == []


def test_an_outline_knows_that_a_series_moved_from_one_day_on_may_outlast_its_rule() -> None:
    lines = ("DTSTART:20260201T100000Z", "DTEND:20260201T110000Z", "RRULE:FREQ=DAILY;UNTIL=20260225T100000Z")
    moved = ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260203T100000Z", "DTSTART:20260210T100000Z", "DTEND:20260210T110000Z")
    found, _ = read(calendar(component("x", *lines), component("x", *moved)))
    assert [each.start.day for each in found] == [1, 2, 3, 4]


@settings(max_examples=200, deadline=None)
@given(texts())
def test_no_two_events_of_a_text_have_one_name(text: str) -> None:
    found, _ = read(text)
    assert len({(each.uid, each.instance) for each in found}) == len(found)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | texts().map(str.encode), st.integers(0, 400), st.binary(max_size=3))
def test_any_bytes_give_events_or_a_sentence(data: bytes, position: int, junk: bytes) -> None:
    with suppress(UnreadableCalendar):
        found, problems = read(data[:position] + junk + data[position:])
        assert all(each.start <= each.end for each in found)
        assert all(problem.endswith(".") for problem in problems)


def test_a_text_outside_the_window_is_read_without_the_libraries() -> None:
    text = event("x", "DTSTART:20200312T140000Z", "DTEND:20200312T150000Z")
    code = (
        "import sys\nfrom datetime import UTC, datetime\nfrom zoneinfo import ZoneInfo\n"
        "from adapters.formats.icalendar import parse_events\nfrom daemon.ports.records import Window\n"
        "window = Window(start=datetime(2026, 3, 1, tzinfo=UTC), end=datetime(2026, 5, 1, tzinfo=UTC))\n"
        f"assert parse_events({text.encode()!r}, calendar='x', window=window, zone=ZoneInfo('UTC')) == ((), ())\n"
        "assert 'icalendar' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


# Our entries

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\r\x0b\x85\u2028"))


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_an_entry_comes_back_as_it_was_written(summary: str, description: str, subject: str) -> None:
    entry = replace(sample_entry(summary=summary, description=description), subject=subject)
    parsed = parse_entry(write_entry(entry, None), zone=ZONE)
    assert parsed is not None
    found, mark = parsed
    assert found.fingerprint == mark == entry.fingerprint
    assert (found.subject, found.alarms, found.start, found.end) == (
        entry.subject,
        entry.alarms,
        entry.start,
        entry.end,
    )


def test_the_same_entry_gives_the_same_bytes() -> None:
    first = write_entry(sample_entry(), None)
    assert write_entry(sample_entry(), None) == first
    assert write_entry(sample_entry(), write_entry(sample_entry(summary="Other"), None)) == first


def test_an_entry_brings_its_time_zone_and_does_not_block_the_day() -> None:
    text = write_entry(sample_entry(), None).decode()
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in text
    assert "TRANSP:TRANSPARENT" in text
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text


def test_an_entry_in_the_hour_that_comes_twice_keeps_its_instant() -> None:
    start = datetime(2026, 10, 25, 2, 30, tzinfo=ZONE, fold=1)
    entry = sample_entry(start=start, end=start.astimezone(UTC) + timedelta(minutes=30))
    parsed = parse_entry(write_entry(entry, None), zone=ZONE)
    assert parsed is not None
    assert parsed[0].fingerprint == entry.fingerprint


def test_replacing_keeps_what_is_not_ours() -> None:
    theirs = (
        'CATEGORIES:blue\\, dark,green\r\nX-THEIRS;A="b;c":d\\,e\r\nTRANSP:OPAQUE\r\n'
        "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT1M\r\nEND:VALARM\r\n"
    )
    before = write_entry(sample_entry(), None).decode().replace("TRANSP:TRANSPARENT\r\n", "")
    before = before.replace("END:VEVENT", theirs + "END:VEVENT").replace("END:VCALENDAR", "X-LAST:1\r\nEND:VCALENDAR")
    after = write_entry(replace(sample_entry(summary="New"), alarms=()), before.encode()).decode()
    for line in theirs.split("\r\n"):
        assert line in after
    assert "X-LAST:1" in after
    assert "SUMMARY:New" in after
    assert after.count("BEGIN:VALARM") == 1
    assert after.count("X-FOLLOWUPD-STEP") == 1


def test_replacing_doubles_no_alarm_when_a_client_dropped_our_marks() -> None:
    entry = replace(sample_entry(), alarms=(timedelta(minutes=10), timedelta(hours=2)))
    lines = write_entry(entry, None).split(b"\r\n")
    stripped = b"\r\n".join(line for line in lines if not line.startswith(b"X-FOLLOWUPD"))
    assert write_entry(replace(entry, summary="New"), stripped).count(b"BEGIN:VALARM") == 2


def test_replacing_moves_the_time_zone_along() -> None:
    start = datetime(2031, 7, 1, 9, tzinfo=ZONE)
    after = write_entry(sample_entry(start=start, end=start + timedelta(hours=1)), write_entry(sample_entry(), None))
    assert after.count(b"BEGIN:VTIMEZONE") == 1
    assert b"2031" in after[: after.index(b"END:VTIMEZONE")]


@pytest.mark.parametrize(
    "entry",
    [
        sample_entry(summary="Bell \x07"),
        sample_entry(description="half \ud800"),
        replace(sample_entry(), zone="Nowhere"),
        replace(sample_entry(), zone="Europe"),
        replace(sample_entry(), end=date(2026, 3, 12)),
        replace(sample_entry(), end=datetime(2026, 3, 11, tzinfo=UTC)),
    ],
)
def test_an_entry_that_no_calendar_can_hold_is_refused(entry: object) -> None:
    with pytest.raises(UnwritableEntry):
        write_entry(entry, None)  # type: ignore[arg-type]  # the parameter is an Entry; pytest shows it as an object


def test_a_text_that_is_no_longer_an_entry_is_not_replaced() -> None:
    for text in (b"gone", event("theirs", *TIMED).encode(), event("x", *TIMED, "nonsense").encode()):
        with pytest.raises(UnreadableCalendar):
            write_entry(sample_entry(), text)


def test_an_entry_is_known_by_its_uid_alone_or_by_its_mark_alone() -> None:
    written = write_entry(sample_entry(), None)
    stripped = b"\r\n".join(line for line in written.split(b"\r\n") if not line.startswith(b"X-FOLLOWUPD"))
    copied = written.replace(b"UID:followupd-thanks-4f2a", b"UID:somebody-gave-it-another")
    for text, mark in ((stripped, None), (copied, sample_entry().fingerprint)):
        parsed = parse_entry(text, zone=ZONE)
        assert parsed is not None
        assert (parsed[0].key, parsed[1]) == ("thanks-4f2a", mark)


def test_an_entry_that_a_program_made_floating_is_placed_in_the_persons_zone() -> None:
    text = write_entry(sample_entry(), None).replace(b";TZID=Europe/Berlin", b"")
    parsed = parse_entry(text, zone=ZoneInfo("Asia/Tokyo"))
    assert parsed is not None
    assert parsed[0].start == datetime(2026, 3, 12, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def _hour(found: Event) -> int:
    assert isinstance(found.start, datetime)
    return found.start.hour


def _touches(found: Event) -> bool:
    start, end = (_instant(moment) for moment in (found.start, found.end))
    return start < WINDOW.end and end > WINDOW.start


def _instant(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=ZONE)
