"""Entries at Google: ids that stay taken, what the person did meanwhile, texts, reminders, and where they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.conformance.samples import sample_entry
from adapters.google.calendars import MARK
from adapters.google.entries import body_of, is_own, look_into
from adapters.google.ids import id_of, is_ours, key_in
from adapters.google.scopes import LIST_CALENDARS, OWNED_EVENTS, READ_EVENTS
from adapters.google.texts import plain
from adapters.google.texts import written as stored_as
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Conflict, NotFound, Rejected, Unavailable
from daemon.ports.records import Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_events import event, read
from tests.adapters.google_harness import GoogleHarness
from tests.fakes.google.server import TOKEN, refusal

KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}", fullmatch=True)

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("&<>;#/ampltbr"))
"""Without control characters, and often with what looks like HTML."""


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


def own(harness: GoogleHarness) -> str:
    """The id of the one calendar that followupd made."""
    (only,) = [identity for identity, each in harness.api.calendars.items() if each.by_app]
    return only


def before(method: str, act: Callable[[], object]) -> Callable[[Asked], Reply | None]:
    """Let this happen once, right before a request of this kind is answered."""
    left = [act]

    def handler(asked: Asked) -> Reply | None:
        if asked.method == method and left:
            left.pop()()
        return None

    return handler


def ours(port: CalendarPort, method: str, written: Written) -> None:
    """The write of ours that makes a request of this kind."""
    if method == "DELETE":
        port.remove(written.ref, written.version)
    else:
        port.put(sample_entry(summary="Ours"), written.version)


class TestIds:
    @given(KEYS, st.integers(0, 99))
    def test_an_id_tells_the_key_and_is_one_that_google_takes(self, key: str, generation: int) -> None:
        identity = id_of(key, generation)
        assert key_in(identity) == key
        assert set(identity) <= set("0123456789abcdefghijklmnopqrstuv")
        assert 5 <= len(identity) <= 1024

    @given(st.text() | st.from_regex(r"[0-9a-v]{16,60}", fullmatch=True))
    def test_what_others_call_their_events_is_not_ours(self, identity: str) -> None:
        assert not is_ours(identity)

    def test_an_instance_of_an_entry_that_the_person_lets_repeat_is_no_other_event(self) -> None:
        identity = id_of("thanks-4f2a", 0)
        instance = {"id": f"{identity}_20260312T090000Z", "recurringEventId": identity}
        assert is_own(instance)
        assert is_own({"id": "moved", "iCalUID": f"{identity}@google.com"})
        assert not is_ours(instance["id"])

    def test_an_entry_that_was_removed_is_written_again_under_another_id(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        refs = []
        for _ in range(3):
            written = port.put(sample_entry(), None)
            refs.append(written.ref)
            port.remove(written.ref, written.version)
        last = port.put(sample_entry(), None)
        assert len({*refs, last.ref}) == 4
        assert [each.ref for each in port.entries().entries] == [last.ref]
        reopened = harness.open()
        assert reopened.calendar.put(sample_entry(), None) == last
        reopened.close()

    def test_an_entry_that_the_list_does_not_have_yet_is_not_doubled(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        first = port.put(sample_entry(), None)
        empty = Reply(body=b'{"kind": "calendar#events", "items": [], "nextSyncToken": "1.x"}')
        other = harness.open()
        with harness.server.answering(
            lambda asked: empty if asked.path.split("?")[0].endswith("/events") and asked.method == "GET" else None
        ):
            assert other.calendar.put(sample_entry(), None) == first
            with pytest.raises(Conflict):
                other.calendar.put(sample_entry(summary="Another"), None)
        other.close()
        assert len(harness.api.calendars[own(harness)].events) == 1

    def test_what_was_just_written_stands_although_the_list_lags_behind(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        port.entries()
        written = port.put(sample_entry(), None)
        stale = Reply(body=b'{"kind": "calendar#events", "items": [], "nextSyncToken": "1.x"}')
        with harness.server.answering(lambda asked: stale if "syncToken" in asked.path else None):
            assert [each.ref for each in port.entries().entries] == [written.ref]
            port.put(sample_entry(summary="Second"), written.version)
        assert [each.entry.summary for each in port.entries().entries] == ["Second"]


class TestMeanwhile:
    """The person acts between our look and our write."""

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_what_the_person_edits_at_the_last_moment_stays(
        self, harness: GoogleHarness, port: CalendarPort, method: str
    ) -> None:
        written = port.put(sample_entry(), None)

        def act() -> None:
            harness.edit_entry(written.ref, summary="Mine now")

        with harness.server.answering(before(method, act)), pytest.raises(Conflict):
            ours(port, method, written)
        assert [each.entry.summary for each in port.entries().entries] == ["Mine now"]

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_what_the_person_deletes_at_the_last_moment_stays_deleted(
        self, harness: GoogleHarness, port: CalendarPort, method: str
    ) -> None:
        written = port.put(sample_entry(), None)
        act = before(method, lambda: harness.delete_entry(written.ref))
        with harness.server.answering(act), pytest.raises(NotFound):
            ours(port, method, written)
        assert port.entries().entries == ()

    def test_an_entry_to_which_the_person_invited_others_is_theirs(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        guests = [{"email": "hanna@elsewhere.example"}]
        harness.api.change(own(harness), written.ref.rpartition("/")[2], attendees=guests)
        (stands,) = port.entries().entries
        with pytest.raises(Conflict):
            port.put(sample_entry(summary="Ours"), stands.version)
        with pytest.raises(Conflict):
            port.remove(stands.ref, stands.version)

    def test_colour_visibility_and_whether_it_blocks_time_are_the_persons(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        assert harness.entry(written.ref)["transparency"] == "transparent"
        theirs = {"colorId": "6", "visibility": "private", "transparency": "opaque", "location": "Desk"}
        harness.api.change(own(harness), written.ref.rpartition("/")[2], **theirs)
        port.put(sample_entry(summary="Second"), port.entries().entries[0].version)
        assert {name: harness.entry(written.ref).get(name) for name in theirs} == theirs
        assert harness.entry(written.ref)["iCalUID"].startswith(written.ref.rpartition("/")[2])

    def test_an_entry_that_is_copied_or_moved_elsewhere_is_no_event(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        entry = harness.entry(written.ref)
        harness.api.store(OWNER, {name: value for name, value in entry.items() if name not in {"id", "iCalUID"}})
        harness.api.store(OWNER, {**entry, "id": "another1", "extendedProperties": {}})
        assert read(port) == []

    def test_an_entry_that_the_person_lets_repeat_stands_once(self, harness: GoogleHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        harness.api.change(own(harness), written.ref.rpartition("/")[2], recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
        assert [each.ref for each in port.entries().entries] == [written.ref]


class TestTexts:
    @given(TEXTS)
    def test_a_plain_text_is_read_as_it_was_written(self, text: str) -> None:
        assert plain(stored_as(text)) == text.strip()

    @pytest.mark.parametrize(
        "text",
        [
            "Hanna Vogt <hanna@elsewhere.example>",
            "<b>not bold</b> &amp; not an ampersand",
            "Q&A at 5 < 6",
            "https://meet.example/?a=1&copy=2",
            "&nbsp;&lt;br&gt;",
        ],
    )
    def test_what_looks_like_html_stands_as_it_was_meant(
        self, harness: GoogleHarness, port: CalendarPort, text: str
    ) -> None:
        port.put(sample_entry(description=text), None)
        (found,) = port.entries().entries
        assert (found.entry.description, found.entry.fingerprint) == (text, found.mark)
        stored = harness.entry(found.ref)["description"]
        assert "<" not in stored

    def test_ordinary_text_is_stored_as_it_is(self, harness: GoogleHarness, port: CalendarPort) -> None:
        text = "Ask Ada & Bo: how was it?\nCall +49 30 0000"
        written = port.put(sample_entry(description=text), None)
        assert harness.entry(written.ref)["description"] == text

    def test_what_the_person_types_in_the_browser_is_read_as_text(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(description="Decide by?\nAnything else?"), None)
        typed = "Decide by?&nbsp;<b>14 Nov</b><br>Anything else? Q&amp;A"
        harness.edit_entry(written.ref, description=typed)
        (found,) = port.entries().entries
        assert found.entry.description == "Decide by? 14 Nov\nAnything else? Q&A"

    @pytest.mark.parametrize(
        "entry",
        [
            replace(sample_entry(), zone="Nowhere/Else"),
            sample_entry(summary="bell \x07"),
            replace(sample_entry(), end=datetime(2026, 3, 12, 7, tzinfo=UTC)),
        ],
    )
    def test_an_entry_that_no_calendar_can_hold_is_rejected_before_it_leaves(
        self, harness: GoogleHarness, port: CalendarPort, entry: object
    ) -> None:
        assert isinstance(entry, type(sample_entry()))
        with harness.server.counting() as asked, pytest.raises(Rejected):
            port.put(entry, None)
        assert [each.path for each in asked if each.method == "POST" and "/events" in each.path] == []

    def test_reminders_are_those_that_google_takes(self) -> None:
        alarms = tuple(timedelta(minutes=minutes) for minutes in (10, 10, -5, 0, 60, 120, 180, 10**6))
        reminders = body_of(replace(sample_entry(), alarms=alarms))["reminders"]
        assert not reminders["useDefault"]
        assert [each["minutes"] for each in reminders["overrides"]] == [0, 10, 60, 120, 180]
        assert {each["method"] for each in reminders["overrides"]} == {"popup"}

    @pytest.mark.parametrize("fields", [{"start": {}}, {"summary": 7}, {"reminders": {"overrides": [{}]}}])
    def test_an_entry_that_makes_no_sense_is_a_problem_and_no_absence(
        self, harness: GoogleHarness, port: CalendarPort, fields: dict[str, object]
    ) -> None:
        written = port.put(sample_entry(), None)
        harness.api.change(own(harness), written.ref.rpartition("/")[2], **fields)
        found = port.entries()
        assert (found.entries, found.complete, [each.ref for each in found.problems]) == ((), False, [written.ref])

    def test_what_is_not_ours_holds_no_entry(self) -> None:
        assert look_into({"id": "another1", **event()}, ref="x", zone=ZONE).entry is None


class TestPlace:
    """The calendar that entries are kept in."""

    def test_it_is_made_once_and_says_whose_it_is(self, harness: GoogleHarness, port: CalendarPort) -> None:
        assert port.entries().entries == ()
        assert not any(each.by_app for each in harness.api.calendars.values())
        port.put(sample_entry("first"), None)
        port.put(sample_entry("second"), None)
        entry = harness.api.calendars[own(harness)].entry
        assert (entry["summary"], entry["description"]) == ("Follow-up", MARK)

    @pytest.mark.parametrize("change", [{"summary": "Stellensuche"}, {"summaryOverride": "x"}, {"hidden": True}])
    def test_it_is_found_again_whatever_the_person_calls_it(
        self, harness: GoogleHarness, port: CalendarPort, change: dict[str, object]
    ) -> None:
        port.put(sample_entry("first"), None)
        harness.api.calendars[own(harness)].entry.update(change)
        reopened = harness.open()
        reopened.calendar.put(sample_entry("second"), None)
        assert len(reopened.calendar.entries().entries) == 2
        reopened.close()

    def test_it_is_used_although_the_list_of_calendars_lags_behind(self, harness: GoogleHarness) -> None:
        connection = harness.open()
        calendars = harness.api.calendars

        def without_own(asked: Asked) -> Reply | None:
            if "calendarList" not in asked.path:
                return None
            hidden = {name: calendars.pop(name) for name in [n for n, each in calendars.items() if each.by_app]}
            reply = harness.server.forward(asked)
            calendars.update(hidden)
            return reply

        with harness.server.answering(without_own):
            connection.calendar.put(sample_entry("first"), None)
            connection.calendar.put(sample_entry("second"), None)
        assert len(connection.calendar.entries().entries) == 2
        connection.close()
        assert len(calendars[own(harness)].events) == 2

    def test_if_the_person_deletes_it_nothing_stands_and_the_next_entry_makes_another(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry("first"), None)
        del harness.api.calendars[own(harness)]
        assert (port.entries().entries, port.entries().complete) == ((), True)
        port.put(sample_entry("second"), None)
        assert [each.entry.key for each in port.entries().entries] == ["second"]

    def test_where_none_can_be_made_the_person_is_told_what_to_do(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        no = refusal(403, "forbidden")
        with (
            harness.server.answering(lambda asked: no if asked.method == "POST" else None),
            pytest.raises(Unavailable, match="follow_up"),
        ):
            port.put(sample_entry(), None)

    def test_entries_stand_in_the_calendar_that_was_named_and_no_other_event_is_touched(
        self, harness: GoogleHarness
    ) -> None:
        harness.server.grants[TOKEN] = frozenset({READ_EVENTS, LIST_CALENDARS, OWNED_EVENTS})
        theirs = [harness.api.store(OWNER, event(summary=f"theirs {number}")) for number in range(3)]
        untouched = [dict(harness.api.calendars[OWNER].events[each].resource) for each in theirs]
        connection = harness.open(follow_up=OWNER, calendars=("primary",))
        written = connection.calendar.put(sample_entry(), None)
        again = connection.calendar.put(sample_entry(summary="Second"), written.version)
        assert [each.entry.summary for each in connection.calendar.entries().entries] == ["Second"]
        assert sorted(each.summary for each in read(connection.calendar)) == ["theirs 0", "theirs 1", "theirs 2"]
        connection.calendar.remove(again.ref, again.version)
        (item, *_) = connection.calendar.changes(None, WINDOW).items
        with pytest.raises(NotFound):
            connection.calendar.remove(item.ref, item.version)
        connection.close()
        assert [harness.api.calendars[OWNER].events[each].resource for each in theirs] == untouched
        assert len(harness.api.calendars) == 2

    def test_a_named_calendar_that_is_not_there_is_not_made(self, harness: GoogleHarness) -> None:
        connection = harness.open(follow_up="Steps")
        with pytest.raises(Unavailable, match="Steps"):
            connection.calendar.put(sample_entry(), None)
        connection.close()
        assert len(harness.api.calendars) == 2

    @pytest.mark.parametrize("theirs", [False, True], ids=["named", "of the same name"])
    def test_where_the_login_may_not_write_the_person_is_told_what_to_do(
        self, harness: GoogleHarness, theirs: bool
    ) -> None:
        if theirs:
            harness.api.add_calendar("theirs@group.example", "Follow-up")
        connection = harness.open(**({} if theirs else {"follow_up": OWNER}))
        with pytest.raises(Unavailable, match="follow_up"):
            connection.calendar.put(sample_entry(), None)
        connection.close()
        assert not any(each.events for each in harness.api.calendars.values())
