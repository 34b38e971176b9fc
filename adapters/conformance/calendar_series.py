"""CalendarPort.changes: a series is one item with the instances that lie in the window (RFC 5545 section 3.8.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.calendar_reading import read_events
from adapters.conformance.harness import WINDOW, ZONE, CalendarHarness, Gap
from adapters.conformance.texts import calendar, component
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Unsupported
from daemon.ports.records import Event, Status

WEEKLY = (
    "DTSTART;TZID=Europe/Berlin:20260316T093000",
    "DTEND;TZID=Europe/Berlin:20260316T100000",
    "RRULE:FREQ=WEEKLY;COUNT=4",
    "SUMMARY:Team",
)
FOUR_MONDAYS = [datetime(2026, 3, 16, 9, 30, tzinfo=ZONE) + timedelta(weeks=week) for week in range(4)]


def override(*lines: str, instance: str = "20260323T093000", parameters: str = "") -> str:
    """A component that stands for one instance of the weekly series."""
    return component("team", f"RECURRENCE-ID{parameters};TZID=Europe/Berlin:{instance}", *lines)


MOVED = override(
    "DTSTART;TZID=Europe/Berlin:20260325T140000",
    "DTEND;TZID=Europe/Berlin:20260325T143000",
    "SUMMARY:Team\\, later",
)


class CalendarSeries(CalendarTests):
    """What a full read says of recurring events."""

    def read_series(self, harness: CalendarHarness, port: CalendarPort, *components: str) -> list[Event]:
        """The instances of the one series that is stored."""
        harness.seed(calendar(*components))
        return read_events(port)

    def test_a_series_is_one_item_with_its_instances(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(calendar(component("team", *WEEKLY)))
        (item,) = port.changes(None, WINDOW).items
        assert [found.start for found in item.events] == FOUR_MONDAYS
        assert {found.uid for found in item.events} == {"team"}
        assert all(found.recurring for found in item.events)

    def test_instances_are_told_apart(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_series(harness, port, component("team", *WEEKLY))
        assert len({event.instance for event in found}) == 4
        assert all(event.instance for event in found)

    def test_a_series_keeps_its_local_hour_when_the_clocks_change(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        found = self.read_series(harness, port, component("team", *WEEKLY))
        assert [_utc_hour(event) for event in found] == [8, 8, 7, 7]

    def test_an_endless_series_is_read_as_far_as_the_window(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = ("DTSTART:20250101T060000Z", "DTEND:20250101T061500Z", "RRULE:FREQ=DAILY")
        found = self.read_series(harness, port, component("daily", *lines))
        assert len(found) == (WINDOW.end - WINDOW.start).days

    def test_a_series_that_is_over_is_not_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = ("DTSTART:20250101T060000Z", "DTEND:20250101T061500Z", "RRULE:FREQ=WEEKLY;UNTIL=20251231T060000Z")
        assert self.read_series(harness, port, component("over", *lines)) == []

    def test_an_all_day_series_has_dates(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = ("DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260303", "RRULE:FREQ=MONTHLY;COUNT=3")
        found = self.read_series(harness, port, component("rent", *lines))
        assert [event.start for event in found] == [date(2026, 3, 2), date(2026, 4, 2)]
        assert len({event.instance for event in found}) == 2

    def test_an_excluded_instance_is_left_out(self, harness: CalendarHarness, port: CalendarPort) -> None:
        excluded = "EXDATE;TZID=Europe/Berlin:20260323T093000"
        found = self.read_series(harness, port, component("team", *WEEKLY, excluded))
        assert [event.start for event in found] == [FOUR_MONDAYS[0], *FOUR_MONDAYS[2:]]

    def test_an_added_instance_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        added = "RDATE;TZID=Europe/Berlin:20260320T093000"
        found = self.read_series(harness, port, component("team", *WEEKLY, added))
        assert [event.start for event in found] == sorted([*FOUR_MONDAYS, datetime(2026, 3, 20, 9, 30, tzinfo=ZONE)])
        assert len({event.instance for event in found}) == 5

    def test_a_series_of_millions_of_instances_is_bounded_and_hides_nothing(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        lines = ("DTSTART:20260302T060000Z", "DTEND:20260302T060001Z", "RRULE:FREQ=SECONDLY", "SUMMARY:Flood")
        harness.seed(calendar(component("flood", *lines)))
        harness.seed(calendar(component("team", *WEEKLY)))
        changes = port.changes(None, WINDOW)
        found = [event for item in changes.items for event in item.events]
        assert len([event for event in found if event.uid == "team"]) == 4
        assert len(found) < 10_000

    def test_an_overridden_instance_replaces_the_planned_one(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        found = self.read_series(harness, port, component("team", *WEEKLY), MOVED)
        starts = [FOUR_MONDAYS[0], datetime(2026, 3, 25, 14, tzinfo=ZONE), *FOUR_MONDAYS[2:]]
        assert [event.start for event in found] == starts
        assert [event.summary for event in found] == ["Team", "Team, later", "Team", "Team"]

    def test_a_moved_instance_keeps_its_name(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle = harness.seed(calendar(component("team", *WEEKLY)))
        before = {event.instance for event in read_events(port)}
        (planned,) = [event.instance for event in read_events(port) if event.start == FOUR_MONDAYS[1]]
        harness.replace(handle, calendar(component("team", *WEEKLY), MOVED))
        after = {event.instance: event for event in read_events(port)}
        assert set(after) == before
        assert after[planned].summary == "Team, later"
        assert after[planned].recurring

    def test_a_cancelled_instance_is_reported_as_cancelled(self, harness: CalendarHarness, port: CalendarPort) -> None:
        cancelled = override(
            "DTSTART;TZID=Europe/Berlin:20260323T093000",
            "DTEND;TZID=Europe/Berlin:20260323T100000",
            "SUMMARY:Team",
            "STATUS:CANCELLED",
        )
        found = self.read_series(harness, port, component("team", *WEEKLY), cancelled)
        expected = [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED, Status.CONFIRMED]
        assert [event.status for event in found] == expected

    def test_an_instance_moved_into_the_window_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = ("DTSTART:20260601T100000Z", "DTEND:20260601T110000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Course")
        early = component(
            "course", "RECURRENCE-ID:20260608T100000Z", "DTSTART:20260420T100000Z", "DTEND:20260420T110000Z"
        )
        (found,) = self.read_series(harness, port, component("course", *lines), early)
        assert found.start == datetime(2026, 4, 20, 10, tzinfo=UTC)
        assert found.instance

    def test_an_instance_moved_out_of_the_window_is_not_read(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        late = override("DTSTART;TZID=Europe/Berlin:20260701T093000", "DTEND;TZID=Europe/Berlin:20260701T100000")
        found = self.read_series(harness, port, component("team", *WEEKLY), late)
        assert [event.start for event in found] == [FOUR_MONDAYS[0], *FOUR_MONDAYS[2:]]

    def test_a_change_of_this_and_all_following_instances_is_read(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        following = override(
            "DTSTART;TZID=Europe/Berlin:20260323T110000",
            "DTEND;TZID=Europe/Berlin:20260323T113000",
            "SUMMARY:Team, from now on later",
            parameters=";RANGE=THISANDFUTURE",
        )
        text = calendar(component("team", *WEEKLY), following)
        if Gap.THIS_AND_FUTURE in harness.gaps:
            with pytest.raises(Unsupported):
                harness.seed(text)
            return
        harness.seed(text)
        found = read_events(port)
        later = [start + timedelta(minutes=90) for start in FOUR_MONDAYS[1:]]
        assert [event.start for event in found] == [FOUR_MONDAYS[0], *later]
        assert len({event.instance for event in found}) == 4


def _utc_hour(event: Event) -> int:
    assert isinstance(event.start, datetime)
    return event.start.astimezone(UTC).hour
