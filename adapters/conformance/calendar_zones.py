"""CalendarPort.changes: every time zone a calendar may hold, and those nobody has heard of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.calendar_reading import read_events
from adapters.conformance.harness import ZONE, CalendarHarness
from adapters.conformance.texts import calendar, component, custom_zone
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event

WINDOWS_ZONES = {
    "W. Europe Standard Time": "Europe/Berlin",
    "Eastern Standard Time": "America/New_York",
    "India Standard Time": "Asia/Kolkata",
    "Tokyo Standard Time": "Asia/Tokyo",
}


def at_nine(uid: str, zone: str) -> str:
    """An hour from nine o'clock on 1 April 2026 in the zone of this name."""
    return component(uid, f'DTSTART;TZID="{zone}":20260401T090000', f'DTEND;TZID="{zone}":20260401T100000')


class CalendarZones(CalendarTests):
    """Where times are placed."""

    def place_one(self, harness: CalendarHarness, port: CalendarPort, *components: str) -> Event:
        """The only event of the calendar after this one was stored in it."""
        harness.seed(calendar(*components))
        (found,) = read_events(port)
        assert isinstance(found.start, datetime)
        assert isinstance(found.end, datetime)
        assert found.start.tzinfo is not None
        assert found.end - found.start == timedelta(hours=1)
        return found

    def test_a_time_in_utc_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = ("DTSTART:20260401T090000Z", "DTEND:20260401T100000Z")
        found = self.place_one(harness, port, component("utc", *lines))
        assert found.start == datetime(2026, 4, 1, 9, tzinfo=UTC)
        assert ZoneInfo(found.zone).utcoffset(datetime(2026, 7, 1)) == timedelta(0)  # noqa: DTZ001 - a local time
        assert found.warnings == ()

    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland", "Europe/Berlin"])
    def test_a_time_in_a_named_zone_is_read(self, harness: CalendarHarness, port: CalendarPort, zone: str) -> None:
        found = self.place_one(harness, port, at_nine("named", zone))
        assert found.start == datetime(2026, 4, 1, 9, tzinfo=ZoneInfo(zone))
        assert found.zone == zone
        assert found.warnings == ()

    def test_a_floating_time_is_placed_in_the_zone_of_the_account(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        found = self.place_one(harness, port, component("floating", "DTSTART:20260401T090000", "DTEND:20260401T100000"))
        assert found.start == datetime(2026, 4, 1, 9, tzinfo=ZONE)
        assert found.zone == ZONE.key
        assert found.warnings == ()

    @pytest.mark.parametrize(("windows", "iana"), WINDOWS_ZONES.items())
    def test_a_zone_named_by_windows_is_understood(
        self, harness: CalendarHarness, port: CalendarPort, windows: str, iana: str
    ) -> None:
        found = self.place_one(harness, port, at_nine("windows", windows))
        assert found.start == datetime(2026, 4, 1, 9, tzinfo=ZoneInfo(iana))
        assert _offset(found.zone) == _offset(iana)
        assert found.warnings == ()

    def test_a_time_in_an_unknown_zone_is_placed_in_that_of_the_account_with_a_warning(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        found = self.place_one(harness, port, at_nine("nowhere", "Middle Earth Standard Time"))
        assert found.start == datetime(2026, 4, 1, 9, tzinfo=ZONE)
        assert found.zone == ZONE.key
        (warning,) = found.warnings
        assert warning.strip()

    def test_a_zone_that_the_calendar_defines_itself_is_used(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        found = self.place_one(harness, port, custom_zone("Our Zone", "+0600"), at_nine("custom", "Our Zone"))
        assert found.start == datetime(2026, 4, 1, 3, tzinfo=UTC)
        ZoneInfo(found.zone)

    def test_two_items_may_define_the_same_name_differently(self, harness: CalendarHarness, port: CalendarPort) -> None:
        offsets = {"east": "+0600", "west": "-0330", "east again": "+0600"}
        for uid, offset in offsets.items():
            harness.seed(calendar(custom_zone("Customized Zone", offset), at_nine(uid, "Customized Zone")))
        assert {found.uid: found.start for found in read_events(port)} == {
            "east": datetime(2026, 4, 1, 3, tzinfo=UTC),
            "west": datetime(2026, 4, 1, 12, 30, tzinfo=UTC),
            "east again": datetime(2026, 4, 1, 3, tzinfo=UTC),
        }

    def test_a_series_in_an_unknown_zone_is_placed_too(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = ("DTSTART;TZID=Nowhere:20260302T090000", "DTEND;TZID=Nowhere:20260302T100000")
        harness.seed(calendar(component("series", *lines, "RRULE:FREQ=WEEKLY;COUNT=2")))
        found = read_events(port)
        starts = [datetime(2026, 3, day, 9, tzinfo=ZONE) for day in (2, 9)]
        assert [event.start for event in found] == starts
        assert all(event.warnings for event in found)


def _offset(zone: str) -> timedelta | None:
    return datetime(2026, 4, 1, tzinfo=ZoneInfo(zone)).utcoffset()
