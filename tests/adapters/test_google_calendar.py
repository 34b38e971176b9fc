"""Reading calendars at Google: what a pass costs, which calendars are read, series told in two ways, odd events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import calendar, component, simple
from adapters.google.calendars import Place
from adapters.google.reading import Reader
from adapters.google.series import Series
from adapters.google.times import Outskirts, Unreadable, is_in
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import CursorExpired, NotFound, Unavailable
from daemon.ports.records import Event, EventChanges, Response, Status, Window
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_harness import WORK, GoogleHarness
from tests.fakes.google.calendar import Resource
from tests.fakes.google.server import refusal

NOON = {"dateTime": "2026-03-10T12:00:00+01:00", "timeZone": "Europe/Berlin"}
ONE = {"dateTime": "2026-03-10T13:00:00+01:00", "timeZone": "Europe/Berlin"}
READER = Reader(place=Place(id=OWNER, label="Mine", primary=True), zone=ZONE, owner=frozenset({OWNER}))


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


def event(**fields: Any) -> Resource:
    """An hour at noon, with these fields in addition or instead."""
    return {"summary": "Lunch", "start": NOON, "end": ONE, **fields}


def found(changes: EventChanges) -> list[str]:
    """The summaries of all events."""
    return sorted(each.summary for item in changes.items for each in item.events)


def read(port: CalendarPort) -> list[Event]:
    """All events of a full read without trouble."""
    changes = port.changes(None, WINDOW)
    assert (changes.complete, changes.problems) == (True, ())
    return [each for item in changes.items for each in item.events]


class TestCost:
    def test_a_pass_in_which_nothing_changed_asks_each_calendar_once_and_nothing_else(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        for number in range(4):
            harness.seed(simple(f"event-{number}"))
        port.put(sample_entry(), None)
        cursor = port.changes(None, WINDOW).cursor
        with harness.server.counting() as asked:
            assert len(port.entries().entries) == 1
            changes = port.changes(cursor, WINDOW)
        assert (changes.items, changes.complete) == ((), True)
        own = next(identity for identity, each in harness.api.calendars.items() if each.by_app)
        assert sorted(harness.lists(asked)) == sorted([OWNER, WORK, own])
        assert len(asked) == 3

    def test_ten_thousand_events_are_read_in_four_pages(self, harness: GoogleHarness, port: CalendarPort) -> None:
        for _ in range(10_000):
            harness.api.store(OWNER, event())
        with harness.server.counting() as asked:
            assert len(read(port)) == 10_000
        assert harness.lists(asked).count(OWNER) == 4

    def test_the_calendars_are_asked_for_once_a_day(self, harness: GoogleHarness, port: CalendarPort) -> None:
        days = {"day": "Mon, 02 Mar 2026 08:00:00 GMT"}

        def dated(_asked: Asked, reply: Reply) -> Reply:
            return replace(reply, headers={**reply.headers, "Date": days["day"]})

        with harness.server.spoiling(dated):
            cursor = port.changes(None, WINDOW).cursor
            harness.api.add_calendar("new@group.example", "New")
            harness.api.store("new@group.example", event(summary="On the new one"))
            assert found(port.changes(cursor, WINDOW)) == []
            days["day"] = "Tue, 03 Mar 2026 08:00:00 GMT"
            port.changes(cursor, WINDOW)
            assert found(port.changes(cursor, WINDOW)) == ["On the new one"]

    def test_a_change_of_one_instance_of_a_series_costs_one_more_request(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        series = harness.api.store(OWNER, event(recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"]))
        cursor = port.changes(None, WINDOW).cursor
        moved = {"dateTime": "2026-03-18T12:00:00+01:00", "timeZone": "Europe/Berlin"}
        original = {"dateTime": "2026-03-17T12:00:00+01:00", "timeZone": "Europe/Berlin"}
        later = event(recurringEventId=series, originalStartTime=original, start=moved, end=moved, summary="Later")
        harness.api.store(OWNER, later)
        with harness.server.counting() as asked:
            changes = port.changes(cursor, WINDOW)
        assert found(changes) == ["Later", "Lunch", "Lunch"]
        assert len(asked) == 3


class TestPages:
    @pytest.mark.parametrize("page", [1, 2, 3])
    def test_short_and_empty_pages_are_read_to_the_end(
        self, harness: GoogleHarness, port: CalendarPort, page: int
    ) -> None:
        harness.api.page, harness.api.empty_pages = page, True
        for number in range(7):
            harness.seed(simple(f"event-{number}"))
        full = port.changes(None, WINDOW)
        assert len(found(full)) == 7
        for number in range(5):
            harness.seed(simple(f"new-{number}"))
        for number in range(4):
            port.put(sample_entry(f"entry-{number}"), None)
        assert len(found(port.changes(full.cursor, WINDOW))) == 5
        assert len(port.entries().entries) == 4

    def test_what_changes_between_two_pages_is_told_the_next_time(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        harness.api.page = 2
        handles = [harness.api.store(OWNER, event(summary=f"event {number}")) for number in range(6)]

        def meanwhile(asked: Asked) -> Reply | None:
            if "pageToken" in asked.path and handles:
                harness.api.change(OWNER, handles.pop(0), summary="changed")
                harness.api.delete(OWNER, handles.pop(0))
            return None

        with harness.server.answering(meanwhile):
            full = port.changes(None, WINDOW)
        known = {item.ref: item for item in full.items}
        changes = port.changes(full.cursor, WINDOW)
        known |= {item.ref: item for item in changes.items}
        left = {ref: item for ref, item in known.items() if ref not in changes.gone}
        assert sorted(e.summary for item in left.values() for e in item.events) == found(port.changes(None, WINDOW))

    def test_a_server_that_never_comes_to_an_end_is_left(self, harness: GoogleHarness, port: CalendarPort) -> None:
        def again(asked: Asked) -> Reply | None:
            endless = Reply(body=b'{"nextPageToken": "again", "items": []}')
            return endless if "/events" in asked.path else None

        with harness.server.answering(again), pytest.raises(Unavailable):
            port.changes(None, WINDOW)


class TestTokens:
    def test_a_token_that_has_expired_asks_for_a_full_read(self, harness: GoogleHarness, port: CalendarPort) -> None:
        cursor = port.changes(None, WINDOW).cursor
        harness.api.expire_tokens()
        with pytest.raises(CursorExpired):
            port.changes(cursor, WINDOW)

    def test_a_token_that_is_taken_for_nonsense_asks_for_a_full_read(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        odd = refusal(400, "invalid")
        with (
            harness.server.answering(lambda asked: odd if "syncToken" in asked.path else None),
            pytest.raises(CursorExpired),
        ):
            port.changes(cursor, WINDOW)

    def test_entries_are_read_again_when_their_token_has_expired(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        stays, leaves = (port.put(sample_entry(key), None) for key in ("stays", "leaves"))
        harness.delete_entry(leaves.ref)
        harness.api.expire_tokens()
        assert [each.ref for each in port.entries().entries] == [stays.ref]

    def test_a_window_or_settings_that_are_others_ask_for_a_full_read(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        with pytest.raises(CursorExpired):
            port.changes(cursor, Window(start=WINDOW.start, end=WINDOW.end + timedelta(days=7)))
        other = harness.open(calendars=("Work",))
        with pytest.raises(CursorExpired):
            other.calendar.changes(cursor, WINDOW)
        other.close()


class TestOtherServers:
    """Servers that speak the protocol and lack a part of it."""

    def test_without_sync_tokens_all_is_read_each_time_and_only_what_changed_is_told(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        harness.api.syncs = False
        handles = [harness.api.store(OWNER, event(summary=f"event {number}")) for number in range(4)]
        series = harness.api.store(OWNER, event(recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"]))
        full = port.changes(None, WINDOW)
        refs = {item.events[0].summary: item.ref for item in full.items}
        assert port.changes(full.cursor, WINDOW).items == ()
        harness.api.change(OWNER, handles[0], summary="changed")
        harness.api.delete(OWNER, handles[1])
        harness.api.change(OWNER, handles[2], start={"date": "2027-01-01"}, end={"date": "2027-01-02"})
        harness.api.change(OWNER, handles[3], start={"dateTime": "when it suits you"})
        harness.api.delete(OWNER, series)
        changes = port.changes(full.cursor, WINDOW)
        assert found(changes) == ["changed"]
        assert set(changes.gone) == {refs["event 1"], refs["event 2"], refs["Lunch"]}
        assert [problem.ref for problem in changes.problems] == [refs["event 3"]]
        assert changes.complete

    def test_without_sync_tokens_entries_are_kept_all_the_same(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        harness.api.syncs = False
        first = port.put(sample_entry("first"), None)
        port.put(sample_entry("second"), None)
        harness.edit_entry(first.ref, summary="Mine now")
        assert {each.entry.key: each.entry.summary for each in port.entries().entries} == {
            "first": "Mine now",
            "second": sample_entry().summary,
        }
        harness.delete_entry(first.ref)
        assert [each.entry.key for each in port.entries().entries] == ["second"]

    @pytest.mark.parametrize("refused", [refusal(405, "httpMethodNotAllowed"), refusal(501, "x"), Reply(status=404)])
    def test_without_patch_entries_are_replaced_whole_and_lose_nothing(
        self, harness: GoogleHarness, port: CalendarPort, refused: Reply
    ) -> None:
        written = port.put(sample_entry(), None)
        harness.annotate(written.ref, "orange")
        before = harness.entry(written.ref)
        (stands,) = port.entries().entries
        with harness.server.answering(lambda asked: refused if asked.method == "PATCH" else None):
            port.put(sample_entry(summary="Second"), stands.version)
        after = harness.entry(written.ref)
        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        assert changed == {"summary", "etag", "updated", "extendedProperties"} & changed
        assert after["summary"] == "Second"
        assert harness.inside(written.ref).annotation == "orange"
        assert next(iter(port.entries().entries)).mark == sample_entry(summary="Second").fingerprint

    def test_without_patch_what_is_gone_is_not_made_again(self, harness: GoogleHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)

        def vanish(asked: Asked) -> Reply | None:
            if asked.method != "PATCH":
                return None
            harness.delete_entry(written.ref)
            return refusal(405, "httpMethodNotAllowed")

        with harness.server.answering(vanish), pytest.raises(NotFound):
            port.put(sample_entry(summary="Second"), written.version)
        assert port.entries().entries == ()


class TestCalendars:
    def test_without_names_those_are_read_that_are_the_persons(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        others: dict[str, tuple[str, dict[str, Any]]] = {
            "shared@group.example": ("Family", {"role": "writer"}),
            "holidays@group.v.calendar.google.com": ("Holidays", {"role": "reader"}),
            "colleague@work.example": ("Ada", {"role": "reader"}),
            "busy@work.example": ("Busy", {"role": "freeBusyReader"}),
            "old@group.example": ("Old", {"hidden": True}),
        }
        for identity, (name, how) in others.items():
            harness.api.add_calendar(identity, name, **how)
            harness.api.store(identity, event(summary=name))
        harness.api.store(OWNER, event(summary="Mine"))
        assert sorted(each.summary for each in read(port)) == ["Family", "Mine"]

    @pytest.mark.parametrize("name", ["Ada", "Colleague Ada", "colleague@work.example"])
    def test_a_calendar_is_read_by_the_name_that_one_sees_or_its_id(self, harness: GoogleHarness, name: str) -> None:
        shown = {"Colleague Ada": "Colleague Ada"}.get(name)
        override = {"summaryOverride": shown} if shown else {}
        harness.api.add_calendar("colleague@work.example", "Ada", role="reader", hidden=True, **override)
        harness.api.store("colleague@work.example", event(summary="Hers"))
        harness.api.store(OWNER, event(summary="Mine"))
        connection = harness.open(calendars=(name,))
        assert [each.summary for each in read(connection.calendar)] == ["Hers"]
        connection.close()

    def test_the_primary_calendar_may_be_called_so(self, harness: GoogleHarness) -> None:
        harness.api.store(OWNER, event(summary="Mine"))
        harness.api.store(WORK, event(summary="Work"))
        connection = harness.open(calendars=("primary",))
        assert [each.summary for each in read(connection.calendar)] == ["Mine"]
        connection.close()

    def test_a_name_that_no_calendar_has_is_a_problem_and_nothing_counts_as_gone(self, harness: GoogleHarness) -> None:
        connection = harness.open(calendars=("primary", "Team"))
        changes = connection.calendar.changes(None, WINDOW)
        assert not changes.complete
        assert [problem.ref for problem in changes.problems] == ["Team"]
        connection.close()

    def test_a_calendar_that_is_no_longer_there_asks_for_a_full_read(self, harness: GoogleHarness) -> None:
        first = harness.open()
        cursor = first.calendar.changes(None, WINDOW).cursor
        first.close()
        del harness.api.calendars[WORK]
        second = harness.open()
        with pytest.raises(CursorExpired):
            second.calendar.changes(cursor, WINDOW)
        second.close()

    def test_a_calendar_in_trouble_keeps_nobody_from_reading_the_others(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        harness.api.store(OWNER, event(summary="Mine"))
        harness.api.store(WORK, event(summary="Work"))
        with harness.incomplete_reads():
            changes = port.changes(None, WINDOW)
        assert (found(changes), changes.complete) == (["Mine"], False)
        assert found(port.changes(changes.cursor, WINDOW)) == ["Work"]

    def test_many_calendars_are_listed_to_the_end(self, harness: GoogleHarness, port: CalendarPort) -> None:
        harness.api.page = 3
        for number in range(8):
            harness.api.add_calendar(f"c{number}@group.example", f"Calendar {number}")
            harness.api.store(f"c{number}@group.example", event(summary=f"event {number}"))
        assert len(read(port)) == 8


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
            "RRULE:FREQ=WEEKLY;BYDAY=" + "MO," * 10_000 + "MO",
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

    def test_a_very_long_series_is_bounded(self) -> None:
        days = {"start": {"date": "2000-01-01"}, "end": {"date": "2030-01-01"}}
        events, problems = Series(master={"id": "x", **days, "recurrence": ["RRULE:FREQ=DAILY"]}).instances(
            READER, WINDOW
        )
        assert (len(events), len(problems)) == (1000, 1)


class TestEvents:
    def one(self, harness: GoogleHarness, port: CalendarPort, **fields: Any) -> Event:
        harness.api.store(OWNER, event(**fields))
        (only,) = read(port)
        return only

    @pytest.mark.parametrize(
        ("stored", "text"),
        [
            ("Dear Robin,<br><br>we meet <b>online</b>.", "Dear Robin,\n\nwe meet online."),
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ('<a href="https://meet.example/x?a=1&amp;b=2">Join</a>', "Join (https://meet.example/x?a=1&b=2)"),
            ("We decide by&nbsp;Friday &amp; call you", "We decide by Friday & call you"),
            ("https://meet.example/?a=1&copy=2&lt=3", "https://meet.example/?a=1&copy=2&lt=3"),
            ("plain, with a < b and c > d", "plain, with a < b and c > d"),
            ("<script>alert(1)</script>Hello<br>", "Hello"),
        ],
    )
    def test_a_description_is_read_as_a_person_sees_it(
        self, harness: GoogleHarness, port: CalendarPort, stored: str, text: str
    ) -> None:
        assert self.one(harness, port, description=stored).description == text

    def test_who_google_says_is_the_person_is_the_person_whatever_the_address(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        people = [
            {"email": "robin.alias@elsewhere.example", "self": True, "responseStatus": "declined"},
            {"email": "hanna@elsewhere.example", "responseStatus": "accepted", "organizer": True},
        ]
        found = self.one(harness, port, attendees=people, organizer={"email": "hanna@elsewhere.example"})
        assert [(each.email, each.response) for each in found.attendees] == [
            (OWNER, Response.DECLINED),
            ("hanna@elsewhere.example", Response.ACCEPTED),
        ]

    def test_what_a_calendar_organises_is_organised_by_who_made_it(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        made = {"email": "hanna@elsewhere.example", "displayName": "Hanna Vogt"}
        found = self.one(
            harness, port, organizer={"email": "c1@group.calendar.google.com", "displayName": "Hiring"}, creator=made
        )
        assert found.organizer is not None
        assert (found.organizer.name, found.organizer.email) == ("Hanna Vogt", "hanna@elsewhere.example")

    def test_what_one_notes_for_oneself_has_no_organizer(self, harness: GoogleHarness, port: CalendarPort) -> None:
        assert self.one(harness, port).organizer is None

    def test_the_link_of_a_conference_is_read(self, harness: GoogleHarness, port: CalendarPort) -> None:
        points = [
            {"entryPointType": "phone", "uri": "tel:+49-30-0000"},
            {"entryPointType": "video", "uri": "https://meet.example/abc"},
        ]
        found = self.one(harness, port, conferenceData={"entryPoints": points}, hangoutLink="https://old.example/x")
        assert found.url == "https://meet.example/abc"

    @pytest.mark.parametrize(
        "kind", ["birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation"]
    )
    def test_an_event_of_every_type_is_read(self, harness: GoogleHarness, port: CalendarPort, kind: str) -> None:
        found = self.one(harness, port, eventType=kind, transparency="transparent", colorId="6")
        assert (found.summary, found.busy) == ("Lunch", False)

    def test_the_uid_is_that_of_other_calendars(self, harness: GoogleHarness, port: CalendarPort) -> None:
        assert self.one(harness, port, iCalUID="040000008200E00074@elsewhere.example").uid.startswith("0400000082")

    def test_a_time_is_shown_in_the_zone_it_was_written_in(self, harness: GoogleHarness, port: CalendarPort) -> None:
        start = {"dateTime": "2026-03-10T12:00:00+01:00", "timeZone": "America/New_York"}
        found = self.one(harness, port, start=start, end=ONE)
        assert isinstance(found.start, datetime)
        assert (found.zone, found.start.hour, found.start.astimezone(UTC).hour) == ("America/New_York", 7, 11)

    @pytest.mark.parametrize(
        "fields",
        [
            {"start": None},
            {"start": {}},
            {"start": {"date": "2026-02-30"}},
            {"start": {"dateTime": "2026-03-10T12:00:00+99:00"}},
            {"end": {"dateTime": 12}},
            {"summary": {"odd": 1}},
            {"description": 7},
            {"attendees": "everybody"},
            {"attendees": [7]},
            {"organizer": "Hanna"},
            {"conferenceData": {"entryPoints": [1]}},
            {"originalStartTime": {"date": "x"}},
        ],
    )
    def test_an_event_that_makes_no_sense_is_a_problem_and_the_rest_is_read(
        self, harness: GoogleHarness, port: CalendarPort, fields: dict[str, Any]
    ) -> None:
        harness.api.store(OWNER, event(summary="Sound"))
        harness.api.store(OWNER, event(summary="Hanna Vogt") | fields)
        changes = port.changes(None, WINDOW)
        assert (found(changes), changes.complete, len(changes.problems)) == (["Sound"], True, 1)
        assert "Hanna" not in changes.problems[0].message

    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    *("start", "end", "summary", "description", "location", "status", "organizer", "creator", "etag"),
                    *("attendees", "recurrence", "originalStartTime", "conferenceData", "source", "hangoutLink"),
                ]
            ),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text() | st.just("2026-03-10T12:00:00Z"),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["date", "dateTime", "timeZone", "email", "self", "entryPoints", "uri", "url"]),
                        inner,
                        max_size=3,
                    )
                ),
                max_leaves=8,
            ),
        )
    )
    def test_whatever_an_event_is_made_of_it_is_read_or_not_and_nothing_else_happens(
        self, fields: dict[str, Any]
    ) -> None:
        made = json.loads(json.dumps({"id": "x", **event(), **fields}))
        for work in (lambda: READER.event(made), lambda: Series(master=made).instances(READER, WINDOW)):
            with suppress(Unreadable):
                work()

    @given(
        st.datetimes(min_value=datetime(2025, 12, 1), max_value=datetime(2026, 7, 1)),  # noqa: DTZ001 - local times
        st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "UTC"]),
        st.integers(0, 72),
    )
    def test_what_is_taken_for_outside_by_its_days_is_outside(self, start: datetime, zone: str, hours: int) -> None:
        made = event(
            start={"dateTime": start.isoformat(timespec="seconds"), "timeZone": zone},
            end={"dateTime": (start + timedelta(hours=hours)).isoformat(timespec="seconds"), "timeZone": zone},
        )
        read = READER.event({"id": "x", **made})
        assert not (Outskirts.of(WINDOW).hold(made) and is_in(WINDOW, read.start, read.end, ZONE))

    def test_what_an_invitation_by_import_brings_is_read_as_elsewhere(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        harness.seed(calendar(component("talk", "DTSTART:20260312T140000Z", "DURATION:PT1H", "SUMMARY:Talk")))
        (only,) = read(port)
        assert (only.uid, only.end) == ("talk", datetime(2026, 3, 12, 15, tzinfo=UTC))
