"""CalendarPort.changes without a cursor: single events and everything they carry."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.harness import WINDOW, CalendarHarness, Gap
from adapters.conformance.texts import LONG_TEXT, NOT_ASCII, SEPARATORS, escaped, event, simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Unsupported
from daemon.ports.records import Event, Response, Status

TIMED = ("DTSTART:20260312T140000Z", "DTEND:20260312T150000Z")


def read_events(port: CalendarPort) -> list[Event]:
    """All events in the window, by start; fails unless the read was complete and without problems."""
    changes = port.changes(None, WINDOW)
    assert changes.complete
    assert changes.problems == ()
    return sorted((e for item in changes.items for e in item.events), key=lambda e: (str(e.start), e.uid))


class CalendarReading(CalendarTests):
    """What a full read says of single events."""

    def read_one(self, harness: CalendarHarness, port: CalendarPort, text: str) -> Event:
        """The only event of the calendar after this one was stored in it."""
        harness.seed(text)
        (found,) = read_events(port)
        return found

    def test_an_empty_calendar_is_read_whole(self, port: CalendarPort) -> None:
        changes = port.changes(None, WINDOW)
        assert (changes.items, changes.gone, changes.problems) == ((), (), ())
        assert changes.complete
        assert changes.cursor is not None

    def test_an_event_is_read_with_its_texts(self, harness: CalendarHarness, port: CalendarPort) -> None:
        text = event(
            "meeting-1@elsewhere.example",
            *TIMED,
            "SUMMARY:Conversation with Anna",
            "DESCRIPTION:First line\\nsecond line",
            "LOCATION:Room 4\\, second floor",
            "URL:https://meet.elsewhere.example/abc?x=1&y=2",
        )
        found = self.read_one(harness, port, text)
        assert found.uid == "meeting-1@elsewhere.example"
        assert found.instance == ""
        assert not found.recurring
        assert found.summary == "Conversation with Anna"
        assert found.description.splitlines() == ["First line", "second line"]
        assert found.location == "Room 4, second floor"
        assert found.url == "https://meet.elsewhere.example/abc?x=1&y=2"
        assert found.status is Status.CONFIRMED
        assert found.start == datetime(2026, 3, 12, 14, tzinfo=UTC)
        assert found.end == datetime(2026, 3, 12, 15, tzinfo=UTC)
        assert found.calendar.strip()
        assert found.warnings == ()

    def test_an_event_with_nothing_but_a_time_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_one(harness, port, event("bare", *TIMED))
        assert (found.summary, found.description, found.location, found.url) == ("", "", "", "")
        assert (found.organizer, found.attendees) == (None, ())

    def test_texts_beyond_ascii_are_kept(self, harness: CalendarHarness, port: CalendarPort) -> None:
        text = escaped(NOT_ASCII)
        found = self.read_one(harness, port, event("words", *TIMED, f"SUMMARY:{text}", f"DESCRIPTION:{text}"))
        assert (found.summary, found.description) == (NOT_ASCII, NOT_ASCII)

    def test_separators_in_texts_are_kept(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_one(harness, port, event("signs", *TIMED, f"SUMMARY:{escaped(SEPARATORS)}"))
        assert found.summary == SEPARATORS

    def test_a_very_long_description_is_read_whole(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_one(harness, port, event("long", *TIMED, f"DESCRIPTION:{escaped(LONG_TEXT)}"))
        assert found.description.strip() == LONG_TEXT.strip()

    @pytest.mark.parametrize("status", list(Status))
    def test_the_status_is_read(self, harness: CalendarHarness, port: CalendarPort, status: Status) -> None:
        text = event("held-or-not", *TIMED, f"STATUS:{status.value.upper()}")
        if status is Status.CANCELLED and Gap.CANCELLED_EVENTS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.seed(text)
            return
        assert self.read_one(harness, port, text).status is status

    @pytest.mark.parametrize(("said", "busy"), [("OPAQUE", True), ("TRANSPARENT", False)])
    def test_it_is_read_whether_an_event_takes_up_its_time(
        self, harness: CalendarHarness, port: CalendarPort, said: str, busy: bool
    ) -> None:
        assert self.read_one(harness, port, event("here-or-not", *TIMED, f"TRANSP:{said}")).busy is busy

    def test_an_event_that_does_not_say_so_takes_up_its_time(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        assert self.read_one(harness, port, event("plain", *TIMED)).busy

    def test_the_organizer_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        line = 'ORGANIZER;CN="Vogt, Hanna":mailto:Hanna.Vogt@elsewhere.example'
        organizer = self.read_one(harness, port, event("invited", *TIMED, line)).organizer
        assert organizer is not None
        assert organizer.name == "Vogt, Hanna"
        assert (organizer.email or "").lower() == "hanna.vogt@elsewhere.example"

    @pytest.mark.parametrize("response", list(Response))
    def test_an_answer_to_an_invitation_is_read(
        self, harness: CalendarHarness, port: CalendarPort, response: Response
    ) -> None:
        lines = (
            "ORGANIZER:mailto:hanna@elsewhere.example",
            f"ATTENDEE;CN=Robin;PARTSTAT={response.value.upper()}:mailto:robin@owner.example",
        )
        (attendee,) = self.read_one(harness, port, event("answered", *TIMED, *lines)).attendees
        assert (attendee.name, attendee.email, attendee.response) == ("Robin", "robin@owner.example", response)
        assert not attendee.optional
        assert not attendee.resource

    def test_optional_people_and_rooms_are_told_apart(self, harness: CalendarHarness, port: CalendarPort) -> None:
        lines = (
            "ORGANIZER:mailto:hanna@elsewhere.example",
            "ATTENDEE;CN=Needed:mailto:needed@elsewhere.example",
            "ATTENDEE;CN=Welcome;ROLE=OPT-PARTICIPANT:mailto:welcome@elsewhere.example",
            "ATTENDEE;CN=Room 4;CUTYPE=ROOM:mailto:room-4@elsewhere.example",
        )
        attendees = self.read_one(harness, port, event("crowd", *TIMED, *lines)).attendees
        assert {a.name: (a.optional, a.resource) for a in attendees if a.name != "Room 4"} == {
            "Needed": (False, False),
            "Welcome": (True, False),
        }
        assert [a.name for a in attendees if a.resource] == ["Room 4"]

    def test_an_all_day_event_has_dates(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_one(harness, port, event("day", "DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260322"))
        assert found.all_day
        assert (found.start, found.end) == (date(2026, 3, 20), date(2026, 3, 22))

    def test_an_all_day_event_without_an_end_lasts_a_day(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_one(harness, port, event("day", "DTSTART;VALUE=DATE:20260320"))
        assert (found.start, found.end) == (date(2026, 3, 20), date(2026, 3, 21))

    def test_a_duration_gives_the_end(self, harness: CalendarHarness, port: CalendarPort) -> None:
        found = self.read_one(harness, port, event("lasting", "DTSTART:20260312T140000Z", "DURATION:PT1H30M"))
        assert found.end == datetime(2026, 3, 12, 15, 30, tzinfo=UTC)

    def test_only_what_touches_the_window_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        spans = {
            "long before": ("20260101T100000Z", "20260101T110000Z"),
            "ends as it starts": ("20260228T230000Z", "20260301T000000Z"),
            "reaches into it": ("20260228T230000Z", "20260301T000100Z"),
            "reaches out of it": ("20260430T235900Z", "20260501T010000Z"),
            "starts as it ends": ("20260501T000000Z", "20260501T010000Z"),
            "covers it": ("20260201T000000Z", "20260601T000000Z"),
            "long after": ("20270101T100000Z", "20270101T110000Z"),
        }
        for number, (summary, (start, end)) in enumerate(spans.items()):
            harness.seed(event(f"span-{number}", f"DTSTART:{start}", f"DTEND:{end}", f"SUMMARY:{summary}"))
        found = {found.summary for found in read_events(port)}
        assert found == {"reaches into it", "reaches out of it", "covers it"}

    def test_each_item_has_its_own_ref(self, harness: CalendarHarness, port: CalendarPort) -> None:
        for number in range(3):
            harness.seed(simple(f"event-{number}"))
        items = port.changes(None, WINDOW).items
        assert len({item.ref for item in items}) == 3
        assert sorted(e.uid for item in items for e in item.events) == ["event-0", "event-1", "event-2"]

    def test_refs_and_versions_stay_while_nothing_changes(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("steady"))
        before = port.changes(None, WINDOW).items
        reopened = harness.open()
        after = reopened.calendar.changes(None, WINDOW).items
        reopened.close()
        assert after == before

    def test_a_change_gives_another_version_of_the_same_item(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(simple("moving", "Lunch"))
        (before,) = port.changes(None, WINDOW).items
        harness.replace(handle, simple("moving", "Dinner"))
        (after,) = port.changes(None, WINDOW).items
        assert after.ref == before.ref
        assert after.version != before.version
        assert [e.summary for e in after.events] == ["Dinner"]

    def test_a_deleted_event_is_not_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.delete(harness.seed(simple("leaving")))
        harness.seed(simple("staying"))
        assert [found.uid for found in read_events(port)] == ["staying"]

    def test_reading_changes_nothing(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle = harness.seed(event("theirs", *TIMED, "SUMMARY:Theirs", "X-SOMEBODY-ELSE:keep me"))
        before = harness.stored(handle)
        port.changes(None, WINDOW)
        port.entries()
        assert harness.stored(handle) == before

    def test_a_broken_item_is_reported_and_the_rest_is_read(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle, *_ = [harness.seed(simple(f"event-{number}")) for number in range(3)]
        if Gap.BROKEN_ITEMS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.break_item(handle)
            assert len(read_events(port)) == 3
            return
        harness.break_item(handle)
        changes = port.changes(None, WINDOW)
        assert sorted(e.uid for item in changes.items for e in item.events) == ["event-1", "event-2"]
        (problem,) = changes.problems
        assert problem.ref.strip()
        assert problem.message.strip()
