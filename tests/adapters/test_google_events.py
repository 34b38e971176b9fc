"""Events at Google, as people, programs and strangers fill them, and what is read of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.conformance.texts import calendar, component
from adapters.google.series import Series
from adapters.google.times import Outskirts, Unreadable, is_in
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event, Response
from tests.adapters.google_events import ONE, READER, event, found, read
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
        st.sampled_from([WINDOW.start, WINDOW.end]),
        st.integers(-30, 30),
        st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago"]),
        st.sampled_from([0, 1, 48]),
    )
    def test_what_is_taken_for_outside_by_its_days_is_outside(
        self, edge: datetime, off: int, zone: str, hours: int
    ) -> None:
        start = (edge + timedelta(hours=off)).replace(tzinfo=None)
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
