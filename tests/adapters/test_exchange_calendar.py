"""Reading calendars at Exchange: what a pass costs, which calendars are read, states, pages and crowded views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import calendar, component, event, simple
from adapters.exchange import asking, calendar_reading, session
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import CursorExpired, Unavailable
from daemon.ports.records import Event, EventChanges, Window
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_harness import ExchangeHarness
from tests.fakes.exchange.server import Call
from tests.fakes.exchange.soap import busy, t
from tests.fakes.exchange.trouble import operation_in, refusing

WEEKLY = ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Team")

DAILY = ("DTSTART:20260301T090000Z", "DTEND:20260301T100000Z", "RRULE:FREQ=DAILY;COUNT=60", "SUMMARY:Daily")
NOON = (t("Start", "2026-03-10T12:00:00Z"), t("End", "2026-03-10T13:00:00Z"))


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeHarness]:
    made = ExchangeHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def port(harness: ExchangeHarness) -> Iterator[CalendarPort]:
    connection = harness.open()
    yield connection.calendar
    connection.close()


def summaries(changes: EventChanges) -> list[str]:
    """The titles of all events."""
    return sorted(each.summary for item in changes.items for each in item.events)


def read(port: CalendarPort) -> list[Event]:
    """All events of a full read without trouble."""
    changes = port.changes(None, WINDOW)
    assert (changes.complete, changes.problems) == (True, ())
    return [each for item in changes.items for each in item.events]


def operations(calls: list[Call]) -> Counter[str]:
    """How often each operation was carried out."""
    return Counter(call.operation for call in calls)


def series(*overrides: str) -> str:
    """Four Mondays in March."""
    return calendar(component("team", *WEEKLY), *overrides)


class TestCost:
    def test_a_pass_in_which_nothing_changed_costs_one_sync_of_each_folder_and_nothing_else(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        for number in range(4):
            harness.seed(simple(f"event-{number}"))
        harness.seed(series())
        port.put(sample_entry(), None)
        cursor = port.changes(None, WINDOW).cursor
        port.entries()
        with harness.server.counting() as asked, harness.server.recording() as calls:
            assert len(port.entries().entries) == 1
            changes = port.changes(cursor, WINDOW)
        assert (changes.items, changes.complete) == ((), True)
        assert operations(calls) == {"SyncFolderItems": 3}
        assert sorted(name for call in calls for name in call.folders) == ["Follow-up", "Work", "calendar"]
        assert len(asked) == 3

    def test_a_changed_event_costs_one_more_request(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        handle = harness.seed(simple("moving"))
        cursor = port.changes(None, WINDOW).cursor
        harness.replace(handle, simple("moving", "Dinner"))
        with harness.server.recording() as calls:
            assert summaries(port.changes(cursor, WINDOW)) == ["Dinner"]
        assert operations(calls) == {"SyncFolderItems": 2, "GetItem": 1}

    def test_a_changed_series_costs_a_look_at_the_calendar_too(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(series())
        cursor = port.changes(None, WINDOW).cursor
        moved = ("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260310T090000Z", "DTEND:20260310T100000Z", "SUMMARY:Late")
        harness.replace(handle, series(component("team", *moved)))
        with harness.server.recording() as calls:
            assert summaries(port.changes(cursor, WINDOW)) == ["Late", "Team", "Team", "Team"]
        assert operations(calls) == {"SyncFolderItems": 2, "FindItem": 1, "GetItem": 2}

    def test_what_is_far_outside_the_window_is_not_read(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        for number in range(200):
            harness.seed(simple(f"old-{number}", day="20210310"))
        harness.seed(simple("new"))
        with harness.server.recording() as calls:
            assert len(read(port)) == 1
        asked = [each for call in calls if call.operation == "GetItem" for each in call.request.iter("{*}ItemId")]
        assert len(asked) == 1

    def test_many_events_are_read_in_pages_and_bundles(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        for number in range(1100):
            harness.seed(simple(f"event-{number}"))
        with harness.server.recording() as calls:
            assert len(read(port)) == 1100
        assert operations(calls)["SyncFolderItems"] == 4
        assert operations(calls)["GetItem"] == 22

    def test_the_calendars_are_asked_for_once_a_day(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        days = {"day": "Mon, 02 Mar 2026 08:00:00 GMT"}

        def dated(_asked: Asked, reply: Reply) -> Reply:
            return replace(reply, headers={**reply.headers, "Date": days["day"]})

        with harness.server.spoiling(dated):
            cursor = port.changes(None, WINDOW).cursor
            new = harness.box.add_folder("New")
            harness.person.put_event(new, [t("Subject", "On the new one"), *NOON])
            assert summaries(port.changes(cursor, WINDOW)) == []
            days["day"] = "Tue, 03 Mar 2026 08:00:00 GMT"
            port.changes(cursor, WINDOW)
            assert summaries(port.changes(cursor, WINDOW)) == ["On the new one"]


class TestPages:
    @pytest.mark.parametrize("page", [1, 2, 3])
    def test_short_pages_are_read_to_the_end(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch, page: int
    ) -> None:
        monkeypatch.setattr(asking, "PAGE", page)
        monkeypatch.setattr(asking, "ITEMS", page)
        monkeypatch.setattr(asking, "FOLDERS", page)
        for number in range(7):
            harness.seed(simple(f"event-{number}"))
        full = port.changes(None, WINDOW)
        assert len(summaries(full)) == 7
        for number in range(5):
            harness.seed(simple(f"new-{number}"))
        for number in range(4):
            port.put(sample_entry(f"entry-{number}"), None)
        assert len(summaries(port.changes(full.cursor, WINDOW))) == 5
        assert len(port.entries().entries) == 4

    def test_what_changes_between_two_pages_is_told_the_next_time(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "PAGE", 2)
        handles = [harness.seed(simple(f"event-{number}")) for number in range(12)]

        def meanwhile(asked: Asked) -> Reply | None:
            if b"SyncState" in asked.body and len(handles) > 1:
                harness.replace(handles.pop(0), simple("changed", "changed"))
                harness.delete(handles.pop(0))
            return None

        with harness.server.answering(meanwhile):
            full = port.changes(None, WINDOW)
        known = {item.ref: item for item in full.items}
        changes = port.changes(full.cursor, WINDOW)
        known |= {item.ref: item for item in changes.items}
        left = {item.ref: item for item in known.values() if item.ref not in changes.gone}
        assert left == {item.ref: item for item in port.changes(None, WINDOW).items}

    def test_a_crowded_calendar_is_looked_at_in_halves(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "MOST_IN_VIEW", 10)
        daily = ("DTSTART:20260301T090000Z", "DTEND:20260301T100000Z", "RRULE:FREQ=DAILY;COUNT=50", "SUMMARY:Daily")
        harness.seed(calendar(component("daily", *daily)))
        with harness.server.recording() as calls:
            found = read(port)
        assert sorted(each.start for each in found if isinstance(each.start, datetime)) == [
            datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=number) for number in range(50)
        ]
        assert len({each.instance for each in found}) == 50
        assert operations(calls)["FindItem"] > 5

    def test_halves_are_small_enough_for_a_server_that_tells_less_than_others(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        harness.server.reading.most = 6
        harness.seed(calendar(component("daily", *DAILY)))
        assert len(read(port)) == 60

    def test_a_day_that_holds_more_than_is_told_is_a_problem(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "MOST_IN_VIEW", 2)
        for number in range(6):
            harness.seed(calendar(component(f"daily-{number}", *DAILY)))
        changes = port.changes(None, WINDOW)
        assert {problem.message for problem in changes.problems} == {calendar_reading.CROWDED}
        assert changes.complete

    def test_a_series_without_end_is_bounded(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(calendar_reading, "MAX_INSTANCES", 20)
        harness.seed(calendar(component("daily", *DAILY)))
        harness.seed(simple("lunch"))
        changes = port.changes(None, WINDOW)
        assert len(summaries(changes)) == 21
        assert [problem.message for problem in changes.problems] == [calendar_reading.TOO_MANY]

    def test_a_window_of_years_is_looked_at_in_parts(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        harness.seed(calendar(component("daily", *DAILY)))
        window = Window(start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2030, 1, 1, tzinfo=UTC))
        (item,) = port.changes(None, window).items
        assert len(item.events) == 60

    def test_a_server_that_never_comes_to_an_end_is_left(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "PAGES", 10)

        def endless(_asked: Asked, reply: Reply) -> Reply:
            return replace(reply, body=reply.body.replace(b"InRange>true", b"InRange>false"))

        with harness.server.spoiling(endless), pytest.raises(Unavailable, match="end"):
            port.changes(None, WINDOW)

    def test_an_event_as_large_as_a_library_keeps_nobody_from_reading_the_others(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(session, "LARGEST_ANSWER", 300_000)
        for number in range(12):
            harness.seed(simple(f"event-{number}"))
        large = harness.seed(event("large", "DTSTART:20260310T120000Z", f"DESCRIPTION:{'x' * 500_000}"))
        changes = port.changes(None, WINDOW)
        assert len(summaries(changes)) == 12
        assert [problem.ref for problem in changes.problems] == [large]
        assert changes.complete


class TestStates:
    def test_a_state_that_is_no_longer_known_asks_for_a_full_read(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        harness.box.forget_states()
        with pytest.raises(CursorExpired):
            port.changes(cursor, WINDOW)

    def test_entries_are_read_again_when_their_state_is_no_longer_known(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        stays, leaves = (port.put(sample_entry(key), None) for key in ("stays", "leaves"))
        harness.delete_entry(leaves.ref)
        harness.box.forget_states()
        assert [each.ref for each in port.entries().entries] == [stays.ref]

    def test_a_window_or_settings_that_are_others_ask_for_a_full_read(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        cursor = port.changes(None, WINDOW).cursor
        with pytest.raises(CursorExpired):
            port.changes(cursor, Window(start=WINDOW.start, end=WINDOW.end + timedelta(days=7)))
        other = harness.open(calendars=("Work",))
        with pytest.raises(CursorExpired):
            other.calendar.changes(cursor, WINDOW)
        other.close()

    def test_an_event_that_is_deleted_while_it_is_read_is_gone_the_next_time(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(simple("leaving"))
        harness.seed(simple("staying"))
        left = [handle]

        def delete(asked: Asked) -> Reply | None:
            if operation_in(asked) == "GetItem" and handle.encode() in asked.body and left:
                harness.delete(left.pop())
            return None

        with harness.server.answering(delete):
            changes = port.changes(None, WINDOW)
        assert (summaries(changes), changes.problems) == (["Lunch"], ())
        assert port.changes(changes.cursor, WINDOW).gone == (handle,)

    @pytest.mark.parametrize("code", ["ErrorServerBusy", "ErrorMailboxMoveInProgress", "ErrorTimeoutExpired"])
    def test_a_server_in_trouble_with_one_item_is_asked_for_all_again(
        self, harness: ExchangeHarness, port: CalendarPort, code: str
    ) -> None:
        harness.seed(simple("lunch"))
        with harness.server.answering(refusing({"GetItem"}, code)), suppress(Unavailable):
            assert not port.changes(None, WINDOW).complete
        assert summaries(port.changes(None, WINDOW)) == ["Lunch"]

    def test_an_item_that_is_refused_for_another_reason_is_a_problem(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(simple("lunch"))
        with harness.server.answering(refusing({"GetItem"}, "ErrorItemPropertyRequestFailed")):
            changes = port.changes(None, WINDOW)
        assert [(each.ref, "ErrorItemProperty" in each.message) for each in changes.problems] == [(handle, True)]
        assert changes.complete

    def test_an_answer_that_is_cut_short_is_not_taken_for_all_there_is(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        for number in range(6):
            harness.seed(simple(f"event-{number}"))
        port.entries()

        def cut(asked: Asked, reply: Reply) -> Reply:
            whole = operation_in(asked) != "SyncFolderItems"
            return reply if whole else replace(reply, body=reply.body[: reply.body.rindex(b"<t:Create>")])

        with harness.server.spoiling(cut), pytest.raises(Unavailable):
            port.changes(None, WINDOW)


class TestCalendars:
    def fill(self, harness: ExchangeHarness, *names: str) -> None:
        """One event in each of these calendars, called as the calendar."""
        for name in names:
            folder = harness.box.named(name) if name in {"Kalender", "Work"} else None
            identity = folder.id if folder else harness.box.add_folder(name)
            harness.person.put_event(identity, [t("Subject", name), *NOON])

    def test_without_names_all_are_read_but_those_that_were_deleted(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        self.fill(harness, "Kalender", "Work", "Family")
        trash = harness.box.known("deleteditems").id
        old = harness.box.add_folder("Old", kind="Folder", cls="IPF.Note", parent=trash)
        harness.person.put_event(harness.box.add_folder("Older", parent=old), [t("Subject", "Older"), *NOON])
        assert sorted(each.summary for each in read(port)) == ["Family", "Kalender", "Work"]
        assert {each.calendar for each in read(port)} == {"Family", "Kalender", "Work"}

    def test_a_calendar_is_read_by_the_name_that_one_sees(self, harness: ExchangeHarness) -> None:
        self.fill(harness, "Kalender", "Work", "Family")
        connection = harness.open(calendars=("Family", "Work"))
        assert sorted(each.summary for each in read(connection.calendar)) == ["Family", "Work"]
        connection.close()

    def test_a_name_that_no_calendar_has_is_a_problem_and_nothing_counts_as_gone(
        self, harness: ExchangeHarness
    ) -> None:
        connection = harness.open(calendars=("Kalender", "Team"))
        changes = connection.calendar.changes(None, WINDOW)
        assert not changes.complete
        assert [problem.ref for problem in changes.problems] == ["Team"]
        connection.close()

    def test_a_calendar_that_is_no_longer_there_asks_for_a_full_read(self, harness: ExchangeHarness) -> None:
        first = harness.open()
        cursor = first.calendar.changes(None, WINDOW).cursor
        first.close()
        harness.box.drop_folder(harness.work)
        second = harness.open()
        with pytest.raises(CursorExpired):
            second.calendar.changes(cursor, WINDOW)
        second.close()

    def test_a_calendar_in_trouble_keeps_nobody_from_reading_the_others(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        self.fill(harness, "Kalender", "Work")
        with harness.incomplete_reads():
            changes = port.changes(None, WINDOW)
        assert (summaries(changes), changes.complete) == (["Kalender"], False)
        assert summaries(port.changes(changes.cursor, WINDOW)) == ["Work"]

    def test_what_goes_while_its_calendar_is_in_trouble_is_told_later(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        handle = harness.person.put_event(harness.work, [t("Subject", "Work"), *NOON])
        full = port.changes(None, WINDOW)
        harness.delete(handle)
        with harness.incomplete_reads():
            partial = port.changes(full.cursor, WINDOW)
        assert partial.gone == ()
        assert port.changes(partial.cursor, WINDOW).gone == (handle,)

    def test_a_busy_server_stops_the_read_instead_of_leaving_out_calendars(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        port.changes(None, WINDOW)

        def busy_at_work(asked: Asked) -> Reply | None:
            return busy() if harness.work.encode() in asked.body else None

        with harness.server.answering(busy_at_work), pytest.raises(Unavailable) as caught:
            port.changes(None, WINDOW)
        assert caught.value.retry_after == timedelta(minutes=2)

    def test_a_list_without_the_calendar_that_everybody_has_is_not_believed(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        def emptied(asked: Asked, reply: Reply) -> Reply:
            if operation_in(asked) != "FindFolder":
                return reply
            before, _, rest = reply.body.partition(b"<t:Folders>")
            return replace(reply, body=before + b"<t:Folders/>" + rest.partition(b"</t:Folders>")[2])

        with harness.server.spoiling(emptied), pytest.raises(Unavailable):
            port.entries()

    def test_folders_that_lie_in_a_circle_are_no_reason_to_go_round_in_it(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        one = harness.box.add_folder("One")
        two = harness.box.add_folder("Two", parent=one)

        def circled(_asked: Asked, reply: Reply) -> Reply:
            main = harness.box.known("calendar").id.encode()
            return replace(
                reply, body=reply.body.replace(b'ParentFolderId Id="' + main, b'ParentFolderId Id="' + two.encode())
            )

        with harness.server.spoiling(circled):
            assert port.changes(None, WINDOW).complete

    def test_what_is_no_event_is_left_alone(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        message = harness.person.deliver(b"From: a@elsewhere.example\r\nSubject: Hello\r\n\r\nHello\r\n")
        harness.box.move(message, harness.box.known("calendar").id)
        harness.seed(simple("lunch"))
        assert [each.summary for each in read(port)] == ["Lunch"]
