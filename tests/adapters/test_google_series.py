"""Series at Google: the same whether they are expanded there or here, and whatever deviates from their rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.google.series import Series
from adapters.google.times import Unreadable
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event, Status
from tests.adapters.google_events import NOON, READER, event, found, read
from tests.adapters.google_harness import GoogleHarness


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GoogleHarness]:
    harness = GoogleHarness(tmp_path)
    yield harness
    harness.close()


@pytest.fixture
def port(harness: GoogleHarness) -> Iterator[CalendarPort]:
    connection = harness.open()
    yield connection.calendar
    connection.close()


SERIES: dict[str, tuple[str, ...]] = {
    "weekly": ("RRULE:FREQ=WEEKLY",),
    "on its own day": ("RRULE:FREQ=WEEKLY;BYDAY=TU;WKST=SU",),
    "every third week": ("RRULE:FREQ=WEEKLY;INTERVAL=3",),
    "on some days": ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR",),
    "on some days of every other week": ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",),
    "another beginning of the week": ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",),
    "daily": ("RRULE:FREQ=DAILY",),
    "daily on a weekday": ("RRULE:FREQ=DAILY;BYDAY=TU",),
    "every tenth day": ("RRULE:FREQ=DAILY;INTERVAL=10",),
    "a number of times": ("RRULE:FREQ=DAILY;COUNT=500",),
    "until a time": ("RRULE:FREQ=WEEKLY;UNTIL=20260410T100000Z",),
    "until its very time": ("RRULE:FREQ=WEEKLY;UNTIL=20260407T100000Z",),
    "until a second before": ("RRULE:FREQ=WEEKLY;UNTIL=20260407T095959Z",),
    "until a day": ("RRULE:FREQ=WEEKLY;UNTIL=20260407",),
    "over long ago": ("RRULE:FREQ=WEEKLY;UNTIL=20250401T100000Z",),
    "monthly": ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1",),
    "second Tuesday": ("RRULE:FREQ=MONTHLY;BYDAY=2TU",),
    "yearly": ("RRULE:FREQ=YEARLY",),
    "left out": ("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Berlin:20260317T120000,20260324T120000"),
    "left out in UTC": ("RRULE:FREQ=WEEKLY", "EXDATE:20260317T110000Z"),
    "added": ("RRULE:FREQ=MONTHLY", "RDATE;TZID=Europe/Berlin:20260318T180000"),
    "added elsewhere": ("RRULE:FREQ=MONTHLY", "RDATE;TZID=America/New_York:20260318T180000"),
    "in lower case": ("rrule:freq=weekly;interval=2",),
}

ENDING = dict.fromkeys((name for name in SERIES if name.startswith("until")), "2026-03-31") | {
    "over long ago": "2025-03-31"
}
"""The last day on which some of them may begin."""


def told_by_change(harness: GoogleHarness, port: CalendarPort, **fields: Any) -> list[Event]:
    """The instances of a series that is made after a full read, as Google expands them."""
    cursor = port.changes(None, WINDOW).cursor
    harness.api.store(OWNER, event(**fields))
    changes = port.changes(cursor, WINDOW)
    assert changes.problems == ()
    return [each for item in changes.items for each in item.events]


class TestSeries:
    @pytest.mark.parametrize(
        ("lines", "first"),
        [
            pytest.param(lines, first, id=f"{name}, from {first}")
            for name, lines in SERIES.items()
            for first in ("2025-01-07", "2026-03-10", "2026-04-28")
            if not (name in ENDING and first > ENDING[name])
        ],
    )
    def test_a_series_is_the_same_whether_google_expands_it_or_we(
        self, harness: GoogleHarness, port: CalendarPort, lines: tuple[str, ...], first: str
    ) -> None:
        times = {
            "start": {"dateTime": f"{first}T12:00:00", "timeZone": "Europe/Berlin"},
            "end": {"dateTime": f"{first}T13:30:00", "timeZone": "Europe/Berlin"},
        }
        theirs = told_by_change(harness, port, **times, recurrence=list(lines))
        assert read(port) == theirs

    @pytest.mark.parametrize(
        "lines",
        [
            ("RRULE:FREQ=WEEKLY;BYDAY=SA,SU",),
            ("RRULE:FREQ=DAILY;UNTIL=20260320",),
            ("RRULE:FREQ=MONTHLY;COUNT=4", "EXDATE;VALUE=DATE:20260401"),
            ("RRULE:FREQ=YEARLY", "RDATE;VALUE=DATE:20260405,20260406"),
        ],
    )
    def test_the_same_holds_for_days(self, harness: GoogleHarness, port: CalendarPort, lines: tuple[str, ...]) -> None:
        days = {"start": {"date": "2026-03-01"}, "end": {"date": "2026-03-03"}}
        theirs = told_by_change(harness, port, **days, recurrence=list(lines))
        assert theirs
        assert read(port) == theirs

    def test_an_hour_that_the_clocks_skip_is_an_hour_later(self, harness: GoogleHarness, port: CalendarPort) -> None:
        times = {
            "start": {"dateTime": "2026-03-27T02:30:00", "timeZone": "Europe/Berlin"},
            "end": {"dateTime": "2026-03-27T03:30:00", "timeZone": "Europe/Berlin"},
        }
        harness.api.store(OWNER, event(**times, recurrence=["RRULE:FREQ=DAILY;COUNT=4"]))
        starts = [each.start for each in read(port)]
        assert [f"{start:%d %H:%M}" for start in starts] == ["27 02:30", "28 02:30", "29 03:30", "30 02:30"]

    @pytest.mark.parametrize("by_change", [False, True])
    def test_instances_that_deviate_are_told_in_both_ways(
        self, harness: GoogleHarness, port: CalendarPort, by_change: bool
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        series = harness.api.store(OWNER, event(recurrence=["RRULE:FREQ=WEEKLY;COUNT=5"]))
        second, third, fourth = (
            {"dateTime": f"2026-{day}T12:00:00+0{offset}:00", "timeZone": "Europe/Berlin"}
            for day, offset in (("03-17", 1), ("03-24", 1), ("03-31", 2))
        )
        moved = {"dateTime": "2026-03-19T09:00:00+01:00", "timeZone": "Europe/Berlin"}
        away = {"dateTime": "2026-09-01T09:00:00+02:00", "timeZone": "Europe/Berlin"}
        deviates = {"recurringEventId": series, "iCalUID": f"{series}@google.com"}
        harness.api.store(OWNER, event(**deviates, originalStartTime=second, start=moved, end=moved, summary="Moved"))
        harness.api.store(OWNER, event(**deviates, originalStartTime=fourth, start=away, end=away, summary="Away"))
        harness.api.cancel_instance(OWNER, series, third)
        changes = port.changes(cursor if by_change else None, WINDOW)
        (item,) = changes.items
        assert changes.problems == ()
        assert [(each.summary, each.instance, each.status) for each in item.events] == [
            ("Lunch", "20260310T110000Z", Status.CONFIRMED),
            ("Moved", "20260317T110000Z", Status.CONFIRMED),
            ("Lunch", "20260324T110000Z", Status.CANCELLED),
            ("Lunch", "20260407T100000Z", Status.CONFIRMED),
        ]
        assert [each.start for each in item.events][1:3] == [
            datetime(2026, 3, 19, 9, tzinfo=ZONE),
            datetime(2026, 3, 24, 12, tzinfo=ZONE),
        ]
        assert item.events[2].end == datetime(2026, 3, 24, 13, tzinfo=ZONE)
        assert {each.uid for each in item.events} == {f"{series}@google.com"}

    def test_an_instance_that_is_cancelled_later_is_told_so(self, harness: GoogleHarness, port: CalendarPort) -> None:
        series = harness.api.store(OWNER, event(recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"], summary="Team"))
        full = port.changes(None, WINDOW)
        harness.api.cancel_instance(OWNER, series, {"dateTime": "2026-03-17T12:00:00+01:00"})
        (item,) = port.changes(full.cursor, WINDOW).items
        assert item.ref == full.items[0].ref
        assert [each.status for each in item.events] == [Status.CONFIRMED, Status.CANCELLED]
        assert [each.summary for each in item.events] == ["Team", "Team"]

    def test_a_series_that_is_deleted_is_gone_as_one(self, harness: GoogleHarness, port: CalendarPort) -> None:
        series = harness.api.store(OWNER, event(recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"]))
        harness.api.cancel_instance(OWNER, series, {"dateTime": "2026-03-17T12:00:00+01:00"})
        full = port.changes(None, WINDOW)
        harness.api.delete(OWNER, series)
        changes = port.changes(full.cursor, WINDOW)
        assert (changes.items, changes.gone) == ((), (full.items[0].ref,))

    def test_a_single_event_that_becomes_a_series_and_back_stays_one_item(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        handle = harness.api.store(OWNER, event())
        full = port.changes(None, WINDOW)
        harness.api.change(OWNER, handle, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
        changes = port.changes(full.cursor, WINDOW)
        assert [(item.ref, len(item.events)) for item in changes.items] == [(full.items[0].ref, 3)]
        harness.api.change(OWNER, handle, recurrence=None)
        changes = port.changes(changes.cursor, WINDOW)
        assert [(item.ref, len(item.events)) for item in changes.items] == [(full.items[0].ref, 1)]

    def test_an_instance_without_its_series_is_an_item_by_itself(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        """As when somebody is invited to one of many."""
        alone = event(recurringEventId="notmine", originalStartTime=NOON, summary="One of many")
        first = harness.api.store(OWNER, alone)
        full = port.changes(None, WINDOW)
        assert found(full) == ["One of many"]
        harness.api.change(OWNER, first, summary="Changed")
        changes = port.changes(full.cursor, WINDOW)
        assert (found(changes), changes.items[0].ref) == (["Changed"], full.items[0].ref)
        harness.api.delete(OWNER, first)
        assert port.changes(changes.cursor, WINDOW).gone == (full.items[0].ref,)

    @pytest.mark.parametrize(
        "line",
        [
            "RRULE:FREQ=SECONDLY",
            "RRULE:FREQ=DAILY;INTERVAL=0",
            "RRULE:FREQ=DAILY;INTERVAL=99999999999999",
            "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "RRULE:FREQ=SOMETIMES",
            "RRULE:UNTIL=20260401T000000Z",
            "RRULE:FREQ=WEEKLY;UNTIL=soon",
            "EXDATE:yesterday",
            "DTSTART:20260101T000000Z",
            "RRULE:FREQ=WEEKLY\nATTENDEE:mailto:hanna@elsewhere.example",
            "RRULE:FREQ=WEEKLY;BYDAY=" + "MO," * 40_000 + "MO",
            "",
        ],
    )
    def test_a_rule_that_makes_no_sense_is_a_problem_of_its_series_alone(
        self, harness: GoogleHarness, port: CalendarPort, line: str
    ) -> None:
        harness.api.store(OWNER, event(recurrence=[line], summary="Odd"))
        harness.api.store(OWNER, event(summary="Sound"))
        changes = port.changes(None, WINDOW)
        assert (found(changes), len(changes.problems), changes.complete) == (["Sound"], 1, True)
        assert "mailto" not in changes.problems[0].message

    @pytest.mark.parametrize(
        "lines",
        [
            ["RRULE:FREQ=MONTHLY;BYDAY=2TU"] * 6,
            ["EXDATE:" + ",".join(["20260310T110000Z"] * 100)] * 1000,
            [7, None, {}],
        ],
    )
    def test_more_rules_than_anybody_has_are_not_looked_into(self, lines: list[object]) -> None:
        with pytest.raises(Unreadable):
            Series(master={"id": "x", **event(), "recurrence": lines}).instances(READER, WINDOW)

    def test_a_very_long_series_is_bounded(self) -> None:
        days = {"start": {"date": "2000-01-01"}, "end": {"date": "2030-01-01"}}
        events, problems = Series(master={"id": "x", **days, "recurrence": ["RRULE:FREQ=DAILY"]}).instances(
            READER, WINDOW
        )
        assert (len(events), len(problems)) == (1000, 1)
