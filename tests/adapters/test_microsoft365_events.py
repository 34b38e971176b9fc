"""Events at Microsoft 365, as people, programs and strangers fill them, and what is read of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.microsoft365.calendars import Place
from adapters.microsoft365.reading import LONGEST_BODY, Reader
from adapters.microsoft365.times import Unreadable
from adapters.outlook.uids import uid_of
from adapters.outlook.zones import windows_name, zone_called
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event, Response, Status
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_events import Resource, event, found, moment, read, whole_day
from tests.adapters.microsoft365_harness import MicrosoftHarness

ALIAS = "robin.weiss@owner.onmicrosoft.example"
READER = Reader(place=Place(id="x", label="Calendar", person=ALIAS), zone=ZONE, owner=frozenset({OWNER}))
OUTLOOK = "040000008200E00074C5B7101A82E008"


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


def person(address: str, name: str = "") -> Resource:
    """Somebody, as Graph tells it."""
    return {"emailAddress": {"name": name or address, "address": address}}


def guest(address: str, response: str = "none", kind: str = "required") -> Resource:
    """Somebody who is invited."""
    return {"type": kind, "status": {"response": response, "time": "0001-01-01T00:00:00Z"}, **person(address)}


def invited(response: str, *guests: Resource, **others: Any) -> Resource:
    """An event of somebody else's to which the person answered so."""
    return event(
        isOrganizer=False,
        organizer=person("hanna@elsewhere.example", "Hanna Vogt"),
        responseStatus={"response": response, "time": "2026-03-01T08:00:00Z"},
        attendees=list(guests),
        **others,
    )


def one(resource: Resource) -> Event:
    """What is read of an event."""
    return READER.event({"id": "x", "type": "singleInstance", **resource})


class TestPeople:
    def test_the_persons_own_answer_is_told_apart_from_the_others(self) -> None:
        read_event = one(invited("declined", guest(OWNER), guest("ada@elsewhere.example", "accepted")))
        assert [(each.email, each.response) for each in read_event.attendees] == [
            (OWNER, Response.DECLINED),
            ("ada@elsewhere.example", Response.ACCEPTED),
        ]

    @pytest.mark.parametrize(
        ("said", "response"),
        [
            ("accepted", Response.ACCEPTED),
            ("tentativelyAccepted", Response.TENTATIVE),
            ("notResponded", Response.NEEDS_ACTION),
            ("none", Response.NEEDS_ACTION),
            ("somethingNew", Response.NEEDS_ACTION),
        ],
    )
    def test_every_answer_has_its_meaning(self, said: str, response: Response) -> None:
        assert one(invited(said, guest(OWNER))).attendees[0].response is response

    def test_who_is_invited_by_way_of_a_list_has_answered_all_the_same(self) -> None:
        read_event = one(invited("declined", guest("everybody@work.example")))
        assert [(each.email, each.response) for each in read_event.attendees] == [
            ("everybody@work.example", Response.NEEDS_ACTION),
            (ALIAS, Response.DECLINED),
        ]

    def test_the_mailboxs_own_address_is_the_persons_whatever_it_is(self) -> None:
        read_event = one(invited("tentativelyAccepted", guest(ALIAS.upper())))
        assert [(each.email, each.response) for each in read_event.attendees] == [(OWNER, Response.TENTATIVE)]

    def test_what_one_notes_for_oneself_has_no_organizer(self) -> None:
        assert one(event(organizer=person(OWNER), isOrganizer=True)).organizer is None
        assert one(event(organizer=person(OWNER))).organizer is None

    def test_an_address_within_the_organisation_is_none(self) -> None:
        inner = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP/CN=RECIPIENTS/CN=7D"
        organizer = one(invited("none", guest(OWNER)) | {"organizer": person(inner, "Hanna Vogt")}).organizer
        assert organizer is not None
        assert (organizer.name, organizer.email) == ("Hanna Vogt", None)

    def test_rooms_and_those_who_may_come_are_told_apart(self) -> None:
        crowd = [guest("a@x.example"), guest("b@x.example", kind="optional"), guest("c@x.example", kind="resource")]
        attendees = one(invited("none", *crowd)).attendees
        assert [(each.optional, each.resource) for each in attendees] == [(False, False), (True, False), (False, True)]


class TestStatus:
    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({}, Status.CONFIRMED),
            ({"isCancelled": True}, Status.CANCELLED),
            ({"subject": "Canceled: Lunch"}, Status.CANCELLED),
            ({"subject": "Abgesagt: Mittagessen"}, Status.CANCELLED),
            ({"subject": "Cancelled flights: what now"}, Status.CONFIRMED),
            ({"showAs": "tentative"}, Status.TENTATIVE),
            ({"showAs": "oof"}, Status.CONFIRMED),
        ],
    )
    def test_it_is_read_whether_an_event_takes_place(self, fields: Resource, status: Status) -> None:
        assert one(event() | fields).status is status

    @pytest.mark.parametrize("said", ["notResponded", "tentativelyAccepted"])
    def test_an_invitation_that_nobody_answered_is_not_in_doubt_itself(self, said: str) -> None:
        assert one(invited(said, guest(OWNER), showAs="tentative")).status is Status.CONFIRMED
        assert one(invited("accepted", guest(OWNER), showAs="tentative")).status is Status.TENTATIVE

    @pytest.mark.parametrize(
        ("shown", "busy"),
        [("busy", True), ("tentative", True), ("oof", True), ("free", False), ("workingElsewhere", False), ("x", True)],
    )
    def test_it_is_read_whether_an_event_takes_up_its_time(self, shown: str, busy: bool) -> None:
        assert one(event(showAs=shown)).busy is busy


class TestTexts:
    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ("<html><body>Dear Robin,<br><br>we meet <b>online</b>.</body></html>", "Dear Robin,\n\nwe meet online."),
            ('<a href="https://meet.example/x?a=1&amp;b=2">Join</a>', "Join (https://meet.example/x?a=1&b=2)"),
            ("We decide by&nbsp;Friday &amp; call you", "We decide by Friday & call you"),
            ("<style>p {color: red}</style><p>Hello</p>", "Hello"),
            ("", ""),
        ],
    )
    def test_a_page_is_read_as_a_person_sees_it(self, content: str, text: str) -> None:
        assert one(event(body={"contentType": "html", "content": content})).description == text

    def test_a_plain_text_is_read_as_it_is(self) -> None:
        content = "We decide by <Friday> & call\r\nHanna"
        assert one(event(body={"contentType": "text", "content": content})).description == content.replace("\r", "")

    @pytest.mark.parametrize(
        ("fields", "url"),
        [
            (
                {"onlineMeeting": {"joinUrl": "https://teams.example/l/1"}, "onlineMeetingUrl": "x"},
                "https://teams.example/l/1",
            ),
            ({"onlineMeeting": {}, "onlineMeetingUrl": "https://old.example/x"}, "https://old.example/x"),
            ({"location": {"displayName": "x", "locationUri": "https://map.example/"}}, "https://map.example/"),
            ({"onlineMeetingUrl": "javascript:alert(1)"}, ""),
        ],
    )
    def test_the_link_of_a_meeting_is_read(self, fields: Resource, url: str) -> None:
        assert one(event(**fields)).url == url

    @pytest.mark.parametrize(
        ("place", "location"),
        [
            ({"displayName": "Room 4"}, "Room 4"),
            ({"displayName": "Mill Ltd", "address": {"street": "1 Quay", "city": "Hull"}}, "Mill Ltd, 1 Quay, Hull"),
            ({"displayName": "1 Quay, Hull", "address": {"street": "1 Quay", "city": "Hull"}}, "1 Quay, Hull"),
            ({"address": {"city": "Hull"}}, "Hull"),
            ({}, ""),
            (None, ""),
        ],
    )
    def test_a_place_is_read_with_its_street(self, place: Resource | None, location: str) -> None:
        assert one(event(location=place)).location == location

    @pytest.mark.parametrize("hostile", ["<" * 600_000, "<a href=" * 80_000, "&amp" * 150_000, "<!--" * 150_000])
    def test_a_hostile_page_is_read_in_bounded_time(self, hostile: str) -> None:
        begin = process_time()
        assert len(one(event(body={"contentType": "html", "content": hostile})).description) <= 4 * LONGEST_BODY
        assert process_time() - begin < 20


class TestTimes:
    def test_a_time_is_shown_in_the_zone_it_was_written_in(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        harness.api.store(
            harness.api.default, event() | {"start": moment("2026-03-10T07:00:00", "Eastern Standard Time")}
        )
        (found_event,) = read(port)
        assert isinstance(found_event.start, datetime)
        assert (found_event.zone, found_event.start.hour) == ("America/New_York", 7)
        assert found_event.start.astimezone(UTC) == datetime(2026, 3, 10, 11, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("name", "zone", "remarks"),
        [
            ("W. Europe Standard Time", "Europe/Berlin", 0),
            ("Asia/Kolkata", "Asia/Kolkata", 0),
            ("tzone://Microsoft/Utc", "UTC", 0),
            ("tzone://Microsoft/Custom", ZONE.key, 0),
            ("", ZONE.key, 0),
            ("Middle Earth Standard Time", ZONE.key, 1),
            ("Europe", ZONE.key, 1),
            ("../../etc/passwd", ZONE.key, 1),
            ("x" * 10_000, ZONE.key, 1),
        ],
    )
    def test_a_zone_is_known_by_the_names_that_outlook_has_for_it(self, name: str, zone: str, remarks: int) -> None:
        told = {
            "start": moment("2026-03-10T11:00:00.0000000", "UTC"),
            "end": moment("2026-03-10T12:00:00.0000000", "UTC"),
        }
        read_event = one(event() | told | {"originalStartTimeZone": name})
        assert (read_event.zone, len(read_event.warnings)) == (zone, remarks)
        assert isinstance(read_event.start, datetime)
        assert read_event.start.astimezone(UTC).hour == 11

    @pytest.mark.parametrize(
        "first", ["2026-03-20T00:00:00.0000000", "2026-03-19T23:00:00.0000000", "2026-03-20T05:00:00.0000000"]
    )
    def test_a_day_is_the_same_day_whoever_wrote_its_midnight(self, first: str) -> None:
        zones = {"00": "UTC", "23": "W. Europe Standard Time", "05": "Eastern Standard Time"}
        told = whole_day("2026-03-20", "2026-03-21", originalStartTimeZone=zones[first[11:13]])
        last = first.replace("-20T", "-21T").replace("-19T", "-20T")
        read_event = one(told | {"start": moment(first, "UTC"), "end": moment(last, "UTC")})
        assert (read_event.start, read_event.end) == (date(2026, 3, 20), date(2026, 3, 21))

    def test_days_at_the_edge_of_the_window_are_those_of_the_account(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        edge = WINDOW.start.astimezone(ZONE).date()
        assert (edge, WINDOW.start.hour) == (date(2026, 3, 1), 0)  # in Berlin it is one o'clock by then
        harness.api.store(harness.api.default, whole_day("2026-02-28", "2026-03-01"))
        harness.api.store(harness.api.default, whole_day("2026-03-01", "2026-03-02"))
        assert (WINDOW.end.astimezone(ZONE).date(), WINDOW.end.hour) == (date(2026, 5, 1), 0)
        first, last = (moment(f"2026-05-0{day}T00:00:00", "UTC") for day in (1, 2))  # in Berlin it has begun by then
        harness.api.store(harness.api.default, event("May Day", isAllDay=True) | {"start": first, "end": last})
        assert sorted(str(each.start) for each in read(port)) == ["2026-03-01", "2026-05-01"]

    @pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"])
    def test_a_name_that_windows_has_leads_back_to_the_zone(self, name: str) -> None:
        assert zone_called(windows_name(ZoneInfo(name)) or "") == ZoneInfo(name)


class TestUids:
    def test_an_event_from_elsewhere_keeps_its_uid(self) -> None:
        data = b"vCal-Uid\x01\x00\x00\x00talk-1@elsewhere.example\x00"
        told = f"{OUTLOOK}{'0' * 40}{len(data):02X}000000{data.hex().upper()}"
        assert uid_of(told) == "talk-1@elsewhere.example"
        assert uid_of("talk-1@elsewhere.example") == "talk-1@elsewhere.example"

    def test_the_occurrences_of_a_series_have_one_uid(self) -> None:
        rest = "00B0C5D1E2F3A4D8010000000000000000100000001A2B3C4D"
        assert uid_of(f"{OUTLOOK}07EA0311{rest}") == uid_of(f"{OUTLOOK}07EA0318{rest.lower()}")
        assert uid_of(f"{OUTLOOK}07EA0311{rest}") == uid_of(f"{OUTLOOK}00000000{rest}")

    @given(st.text(max_size=200))
    def test_whatever_follows_it_is_a_uid(self, text: str) -> None:
        assert uid_of(OUTLOOK + text)
        assert uid_of(text) or not text


class TestNonsense:
    @pytest.mark.parametrize(
        "fields",
        [
            {"start": None},
            {"start": {}},
            {"start": moment("when it suits you")},
            {"start": moment("2026-02-30T12:00:00")},
            {"end": {"dateTime": 12, "timeZone": "UTC"}},
            {"start": moment("0001-01-01T00:00:00"), "end": moment("9999-12-31T23:59:59")},
            {"subject": {"odd": 1}},
            {"body": "none"},
            {"attendees": 7},
            {"attendees": [7]},
            {"organizer": "Hanna", "isOrganizer": False},
            {"location": "here"},
            {"responseStatus": "declined"},
            {"onlineMeeting": 7},
        ],
    )
    def test_an_event_that_makes_no_sense_is_a_problem_and_the_rest_is_read(
        self, harness: MicrosoftHarness, port: CalendarPort, fields: Resource
    ) -> None:
        harness.api.store(harness.api.default, event("Sound"))
        harness.api.store(harness.api.default, event("Hanna Vogt"))

        def garble(told: Resource) -> Resource:
            return told | fields if told.get("subject") == "Hanna Vogt" else told

        with harness.server.spoiling(garbling(garble)):
            changes = port.changes(None, WINDOW)
        assert (found(changes), changes.complete) == (["Sound"], True)
        assert [problem.message for problem in changes.problems if "Hanna" in problem.message] == []
        assert len(changes.problems) == 1

    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    *("start", "end", "subject", "body", "location", "isCancelled", "organizer", "isAllDay", "type"),
                    *("attendees", "originalStart", "originalStartTimeZone", "responseStatus", "showAs", "iCalUId"),
                    *("onlineMeeting", "onlineMeetingUrl", "transactionId", "singleValueExtendedProperties"),
                ]
            ),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text() | st.just("2026-03-10T12:00:00.0000000"),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["dateTime", "timeZone", "emailAddress", "address", "content", "response"]),
                        inner,
                        max_size=3,
                    )
                ),
                max_leaves=8,
            ),
        )
    )
    def test_whatever_an_event_is_made_of_it_is_read_or_not_and_nothing_else_happens(self, fields: Resource) -> None:
        made = json.loads(json.dumps({"id": "x", **event(), **fields}))
        part = {"id": "y", "type": "occurrence", **{name: made.get(name) for name in ("start", "end")}}
        with suppress(Unreadable):
            READER.event(made)
        with suppress(Unreadable):
            READER.instance_of(made)(part)


def garbling(change: Callable[[Resource], Resource]) -> Callable[[Asked, Reply], Reply]:
    """Something that makes nonsense of the events in an answer."""

    def spoil(asked: Asked, reply: Reply) -> Reply:
        if "/delta" not in asked.path:
            return reply
        content = json.loads(reply.body)
        content["value"] = [change(each) for each in content["value"]]
        return replace(reply, body=json.dumps(content).encode())

    return spoil
