"""Reading calendars at Google: what a pass costs, which calendars are read, tokens, pages, and lesser servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.conformance.harness import OWNER, WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import CursorExpired, NotFound, Unavailable
from daemon.ports.records import Window
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_events import event, found, read
from tests.adapters.google_harness import WORK, GoogleHarness
from tests.fakes.google.server import refusal


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
        harness.api.delete(OWNER, handles[3])
        assert port.changes(changes.cursor, WINDOW).gone == (refs["event 3"],)

    def test_a_server_that_gives_no_further_token_is_read_whole(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        harness.api.syncs = False
        with pytest.raises(CursorExpired):
            port.changes(cursor, WINDOW)

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

    def test_what_goes_while_its_calendar_is_in_trouble_is_told_later(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        handle = harness.api.store(WORK, event(summary="Work"))
        full = port.changes(None, WINDOW)
        harness.api.delete(WORK, handle)
        with harness.incomplete_reads():
            partial = port.changes(full.cursor, WINDOW)
        assert partial.gone == ()
        assert port.changes(partial.cursor, WINDOW).gone == (full.items[0].ref,)

    def test_a_list_without_any_calendar_is_not_believed(self, harness: GoogleHarness, port: CalendarPort) -> None:
        none = Reply(body=b'{"kind": "calendar#calendarList", "items": []}')
        with (
            harness.server.answering(lambda asked: none if "calendarList" in asked.path else None),
            pytest.raises(Unavailable),
        ):
            port.entries()

    def test_many_calendars_are_listed_to_the_end(self, harness: GoogleHarness, port: CalendarPort) -> None:
        harness.api.page = 3
        for number in range(8):
            harness.api.add_calendar(f"c{number}@group.example", f"Calendar {number}")
            harness.api.store(f"c{number}@group.example", event(summary=f"event {number}"))
        assert len(read(port)) == 8
