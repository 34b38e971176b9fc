"""Reading calendars at Microsoft 365: what a pass costs, which calendars are read, and what a delta does not tell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, CursorExpired, Unavailable
from daemon.ports.records import Window
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_events import event, found, moment, read
from tests.adapters.microsoft365_harness import MicrosoftHarness
from tests.fakes.graph.asking import Preferences, refusal
from tests.fakes.graph.events import id_of

WEEKLY = ("RRULE:FREQ=WEEKLY;COUNT=3",)
SECOND = datetime(2026, 3, 17, 11, tzinfo=UTC)
"""When the second occurrence of the weekly lunch is."""


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[MicrosoftHarness]:
    harness = MicrosoftHarness(tmp_path)
    yield harness
    harness.close()


@pytest.fixture
def port(harness: MicrosoftHarness) -> Iterator[CalendarPort]:
    connection = harness.open()
    yield connection.calendar
    connection.close()


def ends(asked: Iterable[Asked]) -> list[str]:
    """The last words of the paths of requests."""
    return [urlsplit(each.path).path.rpartition("/")[2] for each in asked]


class TestCost:
    def test_a_pass_in_which_nothing_changed_asks_each_calendar_once_and_nothing_else(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        for number in range(4):
            harness.seed(simple(f"event-{number}"))
        port.put(sample_entry(), None)
        cursor = port.changes(None, WINDOW).cursor
        with harness.server.counting() as asked:
            assert len(port.entries().entries) == 1
            changes = port.changes(cursor, WINDOW)
        assert (changes.items, changes.complete) == ((), True)
        assert ends(asked) == ["events", "delta", "delta"]

    def test_the_calendars_are_asked_for_once_a_day(self, harness: MicrosoftHarness) -> None:
        days = {"day": "Mon, 02 Mar 2026 08:00:00 GMT"}

        def dated(_asked: Asked, reply: Reply) -> Reply:
            return replace(reply, headers={**reply.headers, "Date": days["day"]})

        connection = harness.open(calendars=())
        port = connection.calendar
        with harness.server.spoiling(dated):
            cursor = port.changes(None, WINDOW).cursor
            harness.api.store(harness.api.add_calendar("New"), event("On the new one"))
            assert found(port.changes(cursor, WINDOW)) == []
            days["day"] = "Tue, 03 Mar 2026 08:00:00 GMT"
            port.changes(cursor, WINDOW)
            assert found(port.changes(cursor, WINDOW)) == ["On the new one"]
        connection.close()

    def test_what_changed_in_a_series_costs_one_more_request(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        series = harness.api.store(harness.api.default, event(), WEEKLY)
        cursor = port.changes(None, WINDOW).cursor
        harness.api.except_occurrence(series, SECOND, event("Later", "2026-03-18T12:00:00"))
        with harness.server.counting() as asked:
            changes = port.changes(cursor, WINDOW)
        assert found(changes) == ["Later", "Lunch", "Lunch"]
        assert ends(asked).count("instances") == 1

    def test_every_request_says_what_it_prefers(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        harness.seed(simple("event"))
        with harness.server.counting() as asked:
            port.put(sample_entry(), None)
            port.changes(port.changes(None, WINDOW).cursor, WINDOW)
        told = {each.headers["prefer"] for each in harness.server.asked_of_graph(asked)}
        wanted = ('IdType="ImmutableId"', 'outlook.timezone="UTC"', "outlook.body-content-type=", "odata.maxpagesize=")
        assert [each for each in told if not all(name in each for name in wanted)] == []


class TestDelta:
    """What Graph tells of changes, and what has to be made of it."""

    def test_an_occurrence_that_was_taken_out_is_no_longer_there(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        series = harness.api.store(harness.api.default, event(), WEEKLY)
        full = port.changes(None, WINDOW)
        harness.api.cancel_occurrence(series, SECOND)
        (item,) = port.changes(full.cursor, WINDOW).items
        assert item.ref == full.items[0].ref
        assert [each.instance for each in item.events] == ["20260310T110000Z", "20260324T110000Z"]

    def test_a_series_that_was_deleted_is_gone(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        series = harness.api.store(harness.api.default, event(), WEEKLY)
        full = port.changes(None, WINDOW)
        harness.api.delete(series)
        changes = port.changes(full.cursor, WINDOW)
        assert changes.gone == (full.items[0].ref,)
        assert changes.items == ()

    def test_occurrences_that_are_called_removed_one_by_one_are_looked_after(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        series = harness.api.store(harness.api.default, event(), WEEKLY)
        full = port.changes(None, WINDOW)
        told = id_of(harness.api.event(series), Preferences(immutable=True), SECOND)
        harness.api.cancel_occurrence(series, SECOND)

        def removed(asked: Asked, reply: Reply) -> Reply:
            if "$deltatoken" not in asked.path or harness.api.default[:-1] not in asked.path:
                return reply
            content = json.loads(reply.body)
            content["value"] = [{"id": told, "@removed": {"reason": "deleted"}}]
            return replace(reply, body=json.dumps(content).encode())

        with harness.server.spoiling(removed):
            (item,) = port.changes(full.cursor, WINDOW).items
        assert len(item.events) == 2

    def test_what_changed_outside_the_window_is_nothing_to_us(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        far = harness.api.store(harness.api.default, event(start="2027-03-10T12:00:00"))
        cursor = port.changes(None, WINDOW).cursor
        harness.api.change(far, subject="Still far away")
        changes = port.changes(cursor, WINDOW)
        assert (changes.items, changes.gone, changes.problems) == ((), (), ())
        assert changes.complete

    def test_what_is_told_again_without_having_changed_is_not_reported(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        harness.api.rounds.repeats = True
        for number in range(4):
            harness.api.store(harness.api.default, event(f"event {number}"))
        cursor = port.changes(None, WINDOW).cursor
        harness.api.store(harness.api.default, event("new"))
        assert found(port.changes(cursor, WINDOW)) == ["new"]

    def test_an_event_that_comes_into_the_window_is_read(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        far = harness.api.store(harness.api.default, event(start="2027-03-10T12:00:00"))
        cursor = port.changes(None, WINDOW).cursor
        harness.api.change(far, **event("Sooner"))
        assert found(port.changes(cursor, WINDOW)) == ["Sooner"]

    def test_an_event_that_is_moved_to_another_calendar_is_gone_here_and_new_there(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        handle = harness.api.store(harness.api.default, event())
        full = port.changes(None, WINDOW)
        harness.api.move(handle, harness.work)
        changes = port.changes(full.cursor, WINDOW)
        assert changes.gone == (full.items[0].ref,)
        assert [item.events[0].calendar for item in changes.items] == ["Work"]

    def test_a_series_that_cannot_be_read_is_a_problem_and_not_gone(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        harness.server.sound = False
        series = harness.api.store(harness.api.default, event(), WEEKLY)
        full = port.changes(None, WINDOW)
        harness.api.change(series, attendees=[7])
        changes = port.changes(full.cursor, WINDOW)
        assert [problem.ref for problem in changes.problems] == [full.items[0].ref]
        assert (changes.items, changes.gone) == ((), ())
        harness.api.change(series, attendees=[], subject="Lunch again")
        assert found(port.changes(changes.cursor, WINDOW)) == ["Lunch again"] * 3

    @pytest.mark.parametrize("ending", range(3))
    def test_a_state_that_is_lost_asks_for_a_full_read(
        self, harness: MicrosoftHarness, port: CalendarPort, ending: int
    ) -> None:
        harness.seed(simple("event"))
        cursor = port.changes(None, WINDOW).cursor
        harness.api.rounds.forget(ending=ending)
        with pytest.raises(CursorExpired):
            port.changes(cursor, WINDOW)

    def test_a_state_that_is_lost_on_the_way_through_a_full_read_is_waited_for(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        for _ in range(30):
            harness.api.store(harness.api.default, event())

        def forget(asked: Asked) -> Reply | None:
            return refusal(410, "syncStateNotFound") if "$skiptoken" in asked.path else None

        with harness.server.answering(forget):
            changes = port.changes(None, WINDOW)
        assert not changes.complete
        assert len(read(port)) == 30

    def test_a_round_that_ends_without_a_next_one_is_read_whole(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        without = Reply(headers={"Content-Type": "application/json"}, body=b'{"value": []}')
        with (
            harness.server.answering(lambda asked: without if "$deltatoken" in asked.path else None),
            pytest.raises(CursorExpired),
        ):
            port.changes(cursor, WINDOW)

    @pytest.mark.parametrize(
        "away", ["https://elsewhere.example/v1.0/me/calendarView/delta?$deltatoken=x", "http://localhost/", "", 7]
    )
    def test_a_link_that_leads_to_another_server_is_not_followed(
        self, harness: MicrosoftHarness, port: CalendarPort, away: object
    ) -> None:
        content = {"value": [], "@odata.nextLink": away or "https://elsewhere.example/"}

        def lead_away(asked: Asked) -> Reply | None:
            told = Reply(headers={"Content-Type": "application/json"}, body=json.dumps(content).encode())
            return told if "/delta" in asked.path else None

        with harness.server.answering(lead_away), pytest.raises(Unavailable, match="another server"):
            port.changes(None, WINDOW)

    def test_a_cursor_that_was_tampered_with_leads_nowhere_else(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor or ""
        elsewhere = cursor.replace(harness.server.root, "https://elsewhere.example/")
        assert elsewhere != cursor
        with pytest.raises(Unavailable, match="another server"):
            port.changes(elsewhere, WINDOW)

    def test_another_window_or_other_settings_ask_for_a_full_read(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        with pytest.raises(CursorExpired):
            port.changes(cursor, Window(start=WINDOW.start, end=WINDOW.end + timedelta(days=7)))
        other = harness.open(calendars=("Work",))
        with pytest.raises(CursorExpired):
            other.calendar.changes(cursor, WINDOW)
        other.close()


class TestPages:
    @pytest.mark.parametrize("page", [1, 2, 3])
    def test_short_pages_are_read_to_the_end(self, harness: MicrosoftHarness, port: CalendarPort, page: int) -> None:
        harness.api.page = page
        for number in range(7):
            harness.seed(simple(f"event-{number}"))
        full = port.changes(None, WINDOW)
        assert len(found(full)) == 7
        for number in range(5):
            harness.seed(simple(f"new-{number}"))
        for number in range(7):
            port.put(sample_entry(f"entry-{number}"), None)
        assert len(found(port.changes(full.cursor, WINDOW))) == 5
        assert len(port.entries().entries) == 7

    def test_what_changes_between_two_pages_is_told_the_next_time(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        harness.api.page = 2
        handles = [harness.api.store(harness.api.default, event(f"event {number}")) for number in range(6)]

        def meanwhile(asked: Asked) -> Reply | None:
            if "$skiptoken" in asked.path and handles:
                harness.api.change(handles.pop(0), subject="changed")
                harness.api.delete(handles.pop(0))
            return None

        with harness.server.answering(meanwhile):
            full = port.changes(None, WINDOW)
        known = {item.ref: item for item in full.items}
        changes = port.changes(full.cursor, WINDOW)
        known |= {item.ref: item for item in changes.items}
        left = {ref: item for ref, item in known.items() if ref not in changes.gone}
        assert sorted(e.summary for item in left.values() for e in item.events) == found(port.changes(None, WINDOW))

    def test_a_server_that_never_comes_to_an_end_is_left(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        link = f"{harness.server.root}v1.0/me/calendars/AAM/calendarView/delta?$skiptoken=again"
        endless = Reply(body=json.dumps({"value": [], "@odata.nextLink": link}).encode())
        with (
            harness.server.answering(lambda asked: endless if "/delta" in asked.path else None),
            pytest.raises(Unavailable),
        ):
            port.changes(None, WINDOW)


class TestOtherServers:
    """Servers that speak the protocol and lack a part of it."""

    def test_without_change_tracking_all_is_read_each_time_and_only_what_changed_is_told(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        harness.api.deltas = False
        harness.server.sound = False
        place = harness.api.default
        handles = [harness.api.store(place, event(f"event {number}")) for number in range(4)]
        series = harness.api.store(place, event(), WEEKLY)
        full = port.changes(None, WINDOW)
        refs = {item.events[0].summary: item.ref for item in full.items}
        assert len(refs) == 5
        assert port.changes(full.cursor, WINDOW).items == ()
        harness.api.change(handles[0], subject="changed")
        harness.api.delete(handles[1])
        harness.api.change(handles[2], **event(start="2027-03-10T12:00:00"))
        harness.api.change(handles[3], start=moment("when it suits you"))
        harness.api.delete(series)
        changes = port.changes(full.cursor, WINDOW)
        assert found(changes) == ["changed"]
        assert set(changes.gone) == {refs["event 1"], refs["event 2"], refs["Lunch"]}
        assert [problem.ref for problem in changes.problems] == [refs["event 3"]]
        assert changes.complete
        harness.api.delete(handles[3])
        assert port.changes(changes.cursor, WINDOW).gone == (refs["event 3"],)

    def test_without_change_tracking_it_is_asked_for_once_and_a_quiet_pass_asks_each_calendar_once(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        harness.api.deltas = False
        harness.api.store(harness.api.default, event(), WEEKLY)
        cursor = port.changes(None, WINDOW).cursor
        with harness.server.counting() as asked:
            assert port.changes(cursor, WINDOW).items == ()
        assert ends(asked) == ["calendarView", "calendarView"]

    def test_a_server_that_tracks_changes_no_more_is_read_whole(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        harness.api.store(harness.api.default, event())
        cursor = port.changes(None, WINDOW).cursor
        harness.api.deltas = False
        with pytest.raises((CursorExpired, Unavailable)):
            port.changes(cursor, WINDOW)
        assert found(port.changes(None, WINDOW)) == ["Lunch"]

    def test_a_server_that_cannot_filter_by_marks_tells_entries_by_what_they_were_made_under(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        harness.move_entry(written.ref)
        harness.api.store(harness.api.default, event())

        def refuse(asked: Asked) -> Reply | None:
            return refusal(400, "ErrorInvalidUrlQueryFilter") if "$filter" in asked.path else None

        with harness.server.answering(refuse):
            assert [each.summary for each in read(port)] == ["Lunch"]

    def test_a_server_that_does_not_tell_the_marks_of_calendars_finds_ours_by_its_name(
        self, harness: MicrosoftHarness
    ) -> None:
        first = harness.open()
        first.calendar.put(sample_entry(), None)
        first.close()

        def refuse(asked: Asked) -> Reply | None:
            path = urlsplit(asked.path)
            return refusal(400, "BadRequest") if path.path.endswith("/calendars") and "expand" in path.query else None

        with harness.server.answering(refuse):
            second = harness.open()
            assert len(second.calendar.entries().entries) == 1
            second.close()


class TestCalendars:
    def test_without_names_those_are_read_that_are_the_persons(self, harness: MicrosoftHarness) -> None:
        ada = {"name": "Ada", "address": "ada@work.example"}
        others: dict[str, dict[str, object]] = {"Family": {}, "Holidays": {"canEdit": False}, "Ada": {"owner": ada}}
        for name, how in others.items():
            harness.api.store(harness.api.add_calendar(name, **how), event(name))
        harness.api.store(harness.api.default, event("Mine"))
        connection = harness.open(calendars=())
        connection.calendar.put(sample_entry(), None)
        assert sorted(each.summary for each in read(connection.calendar)) == ["Family", "Mine"]
        connection.close()

    def test_a_calendar_of_somebody_else_is_read_if_it_is_named(self, harness: MicrosoftHarness) -> None:
        owner = {"name": "Ada", "address": "ada@work.example"}
        identity = harness.api.add_calendar("Ada", canEdit=False, owner=owner)
        harness.api.store(identity, event("Hers"))
        harness.api.store(harness.api.default, event("Mine"))
        for name in ("Ada", identity):
            connection = harness.open(calendars=(name,))
            assert [each.summary for each in read(connection.calendar)] == ["Hers"]
            connection.close()

    def test_a_name_that_no_calendar_has_is_a_problem_and_nothing_counts_as_gone(
        self, harness: MicrosoftHarness
    ) -> None:
        connection = harness.open(calendars=("Calendar", "Team"))
        changes = connection.calendar.changes(None, WINDOW)
        assert not changes.complete
        assert [problem.ref for problem in changes.problems] == ["Team"]
        connection.close()

    def test_a_calendar_that_is_no_longer_there_asks_for_a_full_read(self, harness: MicrosoftHarness) -> None:
        first = harness.open(calendars=())
        cursor = first.calendar.changes(None, WINDOW).cursor
        first.close()
        harness.api.remove_calendar(harness.work)
        second = harness.open(calendars=())
        with pytest.raises(CursorExpired):
            second.calendar.changes(cursor, WINDOW)
        second.close()

    @pytest.mark.parametrize("reply", [refusal(404, "ErrorItemNotFound"), refusal(403, "ErrorAccessDenied")])
    def test_a_calendar_in_trouble_keeps_nobody_from_reading_the_others(
        self, harness: MicrosoftHarness, port: CalendarPort, reply: Reply
    ) -> None:
        harness.api.store(harness.api.default, event("Mine"))
        handle = harness.api.store(harness.work, event("Work"))
        full = port.changes(None, WINDOW)
        (ref,) = [item.ref for item in full.items if item.events[0].calendar == "Work"]
        with harness.server.answering(lambda asked: reply if harness.work[:-1] in asked.path else None):
            changes = port.changes(None, WINDOW)
            harness.api.delete(handle)
            partial = port.changes(full.cursor, WINDOW)
        assert (found(changes), changes.complete) == (["Mine"], False)
        assert (partial.gone, partial.complete) == ((), False)
        assert port.changes(partial.cursor, WINDOW).gone == (ref,)

    def test_a_right_that_is_missing_for_all_is_told_to_the_person(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        denied = refusal(403, "ErrorAccessDenied")
        with (
            harness.server.answering(lambda asked: denied if "calendarView" in asked.path else None),
            pytest.raises(AuthRequired, match="permissions that README names"),
        ):
            port.changes(None, WINDOW)

    def test_a_list_without_any_calendar_is_not_believed(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        none = Reply(body=b'{"value": []}')
        with (
            harness.server.answering(lambda asked: none if asked.path.startswith("/v1.0/") else None),
            pytest.raises(Unavailable, match="no calendar at all"),
        ):
            port.entries()

    @pytest.mark.parametrize("nonsense", [7, "x", [7], {"value": "entries"}, None])
    def test_a_calendar_whose_properties_make_no_sense_is_one_all_the_same(
        self, harness: MicrosoftHarness, port: CalendarPort, nonsense: object
    ) -> None:
        harness.api.store(harness.api.default, event())

        def garble(asked: Asked, reply: Reply) -> Reply:
            if not urlsplit(asked.path).path.endswith("/calendars"):
                return reply
            content = json.loads(reply.body)
            fields = {"singleValueExtendedProperties": nonsense, "owner": nonsense}
            content["value"] = [{**each, **fields} for each in content["value"]]
            return replace(reply, body=json.dumps(content).encode())

        with harness.server.spoiling(garble):
            assert [each.summary for each in read(port)] == ["Lunch"]
            assert port.entries().entries == ()

    def test_many_calendars_are_listed_to_the_end(self, harness: MicrosoftHarness) -> None:
        harness.api.page = 3
        for number in range(8):
            harness.api.store(harness.api.add_calendar(f"Calendar {number}"), event(f"event {number}"))
        connection = harness.open(calendars=())
        assert len(read(connection.calendar)) == 8
        connection.close()
