"""Events at Exchange, as people, programs and strangers fill them, and what is read of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.conformance.texts import calendar, component
from adapters.exchange import ADAPTER
from adapters.exchange.folders import Place
from adapters.exchange.markup import Element, T
from adapters.exchange.reading import Reader
from adapters.exchange.times import Unreadable
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event, Person, Response, Status
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_harness import ExchangeHarness, options
from tests.fakes.exchange.events import mailbox_of
from tests.fakes.exchange.soap import t
from tests.fakes.exchange.trouble import operation_in, refusing

READER = Reader(
    place=Place(id="calendar", label="Mine"), zone=ZONE, email=OWNER, known_as=OWNER, owner=frozenset({OWNER})
)
NOON = (t("Start", "2026-03-10T11:00:00Z"), t("End", "2026-03-10T12:00:00Z"))
BERLIN = "W. Europe Standard Time"


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


def attendee(email: str, name: str | None = None, response: str = "Unknown") -> Element:
    """Somebody who was invited."""
    return t("Attendee", mailbox_of(email, name), t("ResponseType", response))


class One:
    """Tests of a single event."""

    def one(self, harness: ExchangeHarness, port: CalendarPort, *properties: Element) -> Event:
        """An hour at noon with these properties, read back."""
        harness.person.put_event(harness.box.known("calendar").id, [*NOON, *properties])
        changes = port.changes(None, WINDOW)
        assert (changes.complete, changes.problems) == (True, ())
        (only,) = (each for item in changes.items for each in item.events)
        return only


class TestTexts(One):
    @pytest.mark.parametrize(
        ("stored", "text"),
        [
            ("<html><body>Dear Robin,<br><br>we meet <b>online</b>.</body></html>", "Dear Robin,\n\nwe meet online."),
            ("<div>One</div><div>Two</div>", "One\n\nTwo"),
            (
                '<a href="https://teams.example/l/meetup-join/19%3a?a=1&amp;b=2">Join the meeting</a>',
                "Join the meeting (https://teams.example/l/meetup-join/19%3a?a=1&b=2)",
            ),
            ("We decide by&nbsp;Friday &amp; call you", "We decide by Friday & call you"),
            ("<style>p {color: red}</style><p>Hello</p>", "Hello"),
        ],
    )
    def test_a_description_is_read_as_a_person_sees_it(
        self, harness: ExchangeHarness, port: CalendarPort, stored: str, text: str
    ) -> None:
        assert self.one(harness, port, t("Body", stored, BodyType="HTML")).description == text

    @pytest.mark.parametrize("text", ["a < b and c > d", "<b>not bold</b> &amp; so on", "one\n\ntwo"])
    def test_plain_text_is_read_as_it_is(self, harness: ExchangeHarness, port: CalendarPort, text: str) -> None:
        assert self.one(harness, port, t("Body", text.replace("\n", "\r\n"), BodyType="Text")).description == text

    def test_megabytes_of_markup_are_read_in_no_time(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        begin = perf_counter()
        found = self.one(harness, port, t("Body", "<a href='x'><!--<" * 200_000, BodyType="HTML"))
        assert len(found.description) < 100_000
        assert perf_counter() - begin < 5

    def test_a_text_behind_much_that_is_about_looks_is_read(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        looks = "<head><style>" + "p.MsoNormal {margin: 0cm} " * 5000 + "</style></head>"
        body = t("Body", f"<html>{looks}<body><p>We decide by Friday</p></body></html>", BodyType="HTML")
        assert self.one(harness, port, body).description == "We decide by Friday"

    def test_of_a_book_the_beginning_is_read(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        assert len(self.one(harness, port, t("Body", "x" * 2_000_000, BodyType="Text")).description) < 600_000

    def test_a_link_to_the_meeting_is_its_address(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        link = t("JoinOnlineMeetingUrl", "https://meet.owner.example/robin/XYZ")
        assert self.one(harness, port, link).url == "https://meet.owner.example/robin/XYZ"

    def test_what_is_no_link_is_none(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        links = (t("NetShowUrl", "javascript:alert(1)"), t("MeetingWorkspaceUrl", "see below"))
        assert self.one(harness, port, *links).url == ""

    def test_an_event_that_came_from_elsewhere_keeps_its_uid(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        assert self.one(harness, port, t("UID", "abc@elsewhere.example")).uid == "abc@elsewhere.example"


class TestState(One):
    @pytest.mark.parametrize("title", ["Canceled: Talk", "Abgesagt: Talk", "Annulé : Talk", "キャンセル済み: Talk"])
    def test_an_event_whose_title_says_so_is_cancelled(
        self, harness: ExchangeHarness, port: CalendarPort, title: str
    ) -> None:
        found = self.one(harness, port, t("Subject", title))
        assert (found.status, found.summary) == (Status.CANCELLED, title)

    @pytest.mark.parametrize("mark", [t("IsCancelled", "true"), t("AppointmentState", "7")])
    def test_so_is_one_that_is_marked(self, harness: ExchangeHarness, port: CalendarPort, mark: Element) -> None:
        assert self.one(harness, port, t("Subject", "Talk"), mark).status is Status.CANCELLED

    def test_a_title_with_such_a_word_elsewhere_is_not(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        assert self.one(harness, port, t("Subject", "Flights that were canceled: what now")).status is Status.CONFIRMED

    @pytest.mark.parametrize(
        ("answer", "status"),
        [("NoResponseReceived", Status.CONFIRMED), ("Tentative", Status.CONFIRMED), ("Accept", Status.TENTATIVE)],
    )
    def test_an_invitation_that_waits_for_an_answer_takes_place_all_the_same(
        self, harness: ExchangeHarness, port: CalendarPort, answer: str, status: Status
    ) -> None:
        invited = t("RequiredAttendees", attendee(OWNER))
        shown = t("LegacyFreeBusyStatus", "Tentative")
        assert self.one(harness, port, invited, shown, t("MyResponseType", answer)).status is status

    @pytest.mark.parametrize(
        ("shown", "busy"),
        [("Busy", True), ("OOF", True), ("Tentative", True), ("Free", False), ("WorkingElsewhere", False)],
    )
    def test_it_is_read_whether_it_takes_up_its_time(
        self, harness: ExchangeHarness, port: CalendarPort, shown: str, busy: bool
    ) -> None:
        assert self.one(harness, port, t("LegacyFreeBusyStatus", shown)).busy is busy


class TestPeople(One):
    def test_what_one_notes_for_oneself_is_organised_by_nobody(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        found = self.one(harness, port, t("Subject", "Dentist"))
        assert (found.organizer, found.attendees) == (None, ())

    def test_an_address_within_the_organisation_is_none_that_others_can_write_to(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        inner = t(
            "Mailbox",
            t("Name", "Ada Park"),
            t("EmailAddress", "/O=OWNER/OU=EXCHANGE/CN=RECIPIENTS/CN=ADA"),
            t("RoutingType", "EX"),
        )
        found = self.one(harness, port, t("IsMeeting", "true"), t("Organizer", inner))
        assert found.organizer == Person(name="Ada Park")

    def test_ones_own_answer_is_that_which_stands_apart(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        invited = t("RequiredAttendees", attendee("ada@elsewhere.example", "Ada"), attendee(OWNER.title(), "Robin"))
        found = self.one(harness, port, invited, t("MyResponseType", "Decline"))
        assert {each.name: each.response for each in found.attendees} == {
            "Ada": Response.NEEDS_ACTION,
            "Robin": Response.DECLINED,
        }

    def test_whoever_was_invited_by_way_of_a_list_has_answered_too(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        invited = t("RequiredAttendees", attendee("everybody@owner.example", "Everybody"))
        found = self.one(harness, port, invited, t("MyResponseType", "Accept"))
        assert [(each.email, each.response) for each in found.attendees][1:] == [(OWNER, Response.ACCEPTED)]

    def test_the_person_goes_by_an_address_that_the_daemon_knows(self, harness: ExchangeHarness) -> None:
        setup = make_setup(harness.folder, options(harness.server, harness.folder))
        connection = ADAPTER.open(replace(setup, owner=frozenset({"robin@elsewhere.example"})))
        invited = t("RequiredAttendees", attendee(OWNER, "Robin"), attendee("ada@elsewhere.example", "Ada"))
        found = self.one(harness, connection.calendar, invited, t("MyResponseType", "Decline"))
        assert [(each.email, each.response) for each in found.attendees] == [
            ("robin@elsewhere.example", Response.DECLINED),
            ("ada@elsewhere.example", Response.NEEDS_ACTION),
        ]
        connection.close()

    def test_a_thousand_people_are_enough(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        crowd = t("OptionalAttendees", *(attendee(f"p{number}@elsewhere.example") for number in range(1500)))
        assert len(self.one(harness, port, crowd).attendees) == 1000


class TestDays(One):
    @pytest.mark.parametrize(
        ("zone", "start", "end"),
        [
            (BERLIN, "2026-03-19T23:00:00Z", "2026-03-20T23:00:00Z"),
            ("Eastern Standard Time", "2026-03-20T04:00:00Z", "2026-03-21T04:00:00Z"),
            ("New Zealand Standard Time", "2026-03-19T11:00:00Z", "2026-03-20T11:00:00Z"),
            ("Hawaiian Standard Time", "2026-03-20T10:00:00Z", "2026-03-21T10:00:00Z"),
        ],
    )
    def test_a_whole_day_is_the_day_that_it_is_where_it_was_written(
        self, harness: ExchangeHarness, port: CalendarPort, zone: str, start: str, end: str
    ) -> None:
        whole = (t("IsAllDayEvent", "true"), t("StartTimeZone", Id=zone, Name=zone), t("Start", start), t("End", end))
        found = self.one(harness, port, *whole)
        assert (found.start, found.end) == (date(2026, 3, 20), date(2026, 3, 21))

    def test_a_whole_day_in_a_zone_that_nobody_knows_is_the_nearest(self) -> None:
        event = T.CalendarItem(
            T.ItemId(Id="x", ChangeKey="1"),
            T.Start("2026-03-20T04:00:00Z"),
            T.End("2026-03-22T04:00:00Z"),
            T.IsAllDayEvent("true"),
            T.StartTimeZone(Id="tzone://Microsoft/Custom"),
        )
        found = READER.event(event)
        assert (found.start, found.end) == (date(2026, 3, 20), date(2026, 3, 22))
        assert len(found.warnings) == 1

    def test_days_on_which_the_clocks_change_are_whole(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        lines = ("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260329", "RRULE:FREQ=DAILY;COUNT=3")
        harness.seed(calendar(component("days", *lines)))
        (item,) = port.changes(None, WINDOW).items
        days = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]
        assert [each.start for each in item.events] == days
        assert [each.end for each in item.events] == [day + timedelta(days=1) for day in days]
        assert [each.instance for each in item.events] == ["20260328", "20260329", "20260330"]

    def test_an_event_is_shown_in_the_zone_that_it_was_written_in(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        found = self.one(harness, port, t("StartTimeZone", Id="Tokyo Standard Time", Name="Tokyo"))
        assert (found.zone, found.start) == ("Asia/Tokyo", datetime(2026, 3, 10, 20, tzinfo=ZoneInfo("Asia/Tokyo")))

    def test_an_event_without_an_end_of_its_own_ends_as_it_begins(self) -> None:
        event = T.CalendarItem(
            T.ItemId(Id="x"), T.Start("2026-03-10T12:00:00Z"), T.End("2026-03-10T11:00:00Z"), T.IsAllDayEvent("false")
        )
        found = READER.event(event)
        assert found.start == found.end == datetime(2026, 3, 10, 12, tzinfo=UTC)


class TestSeries:
    WEEKLY = ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Team")

    def test_an_instance_has_its_own_texts_and_the_others_those_of_the_series(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        other = component(
            "team",
            *("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260309T090000Z", "DTEND:20260309T100000Z"),
            *("SUMMARY:Team with guests", "DESCRIPTION:Bring cake"),
        )
        harness.seed(calendar(component("team", *self.WEEKLY, "DESCRIPTION:As always", "LOCATION:Room 4"), other))
        (item,) = port.changes(None, WINDOW).items
        assert [each.description for each in item.events] == ["As always", "Bring cake", "As always", "As always"]
        assert {each.location for each in item.events} == {"Room 4"}

    def test_an_instance_that_cannot_be_read_is_a_problem_and_the_others_are_read(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        moved = ("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260310T090000Z", "DTEND:20260310T100000Z")
        harness.seed(calendar(component("team", *self.WEEKLY), component("team", *moved)))
        refuse, first = refusing({"GetItem"}, "ErrorItemCorrupt"), count()

        def corrupt(asked: Asked) -> Reply | None:
            return refuse(asked) if operation_in(asked) == "GetItem" and next(first) == 0 else None

        with harness.server.answering(corrupt):
            changes = port.changes(None, WINDOW)
        (item,) = changes.items
        assert [each.instance for each in item.events] == ["20260302T090000Z", "20260316T090000Z", "20260323T090000Z"]
        assert len(changes.problems) == 1

    def test_a_series_that_leaves_the_window_is_no_longer_in_it(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(calendar(component("team", *self.WEEKLY)))
        full = port.changes(None, WINDOW)
        later = ("DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Team")
        harness.replace(handle, calendar(component("team", *later)))
        changes = port.changes(full.cursor, WINDOW)
        assert [(item.ref, item.events) for item in changes.items] == [(full.items[0].ref, ())]

    def test_a_single_event_that_becomes_a_series_is_one_item(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(calendar(component("team", *self.WEEKLY[:2], "SUMMARY:Team")))
        full = port.changes(None, WINDOW)
        harness.replace(handle, calendar(component("team", *self.WEEKLY)))
        (item,) = port.changes(full.cursor, WINDOW).items
        assert item.ref == full.items[0].ref
        assert len(item.events) == 4
        harness.replace(handle, calendar(component("team", *self.WEEKLY[:2], "SUMMARY:Team")))
        (item,) = port.changes(full.cursor, WINDOW).items
        assert [(each.instance, each.recurring) for each in item.events] == [("", False)]

    def test_two_series_side_by_side_keep_their_instances_apart(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        for name in ("one", "two", "three", "four"):
            harness.seed(calendar(component(name, *self.WEEKLY[:3], f"SUMMARY:{name}")))
        for item in port.changes(None, WINDOW).items:
            assert len(item.events) == 4
            assert {each.summary for each in item.events} == {item.events[0].uid}


NAMES = st.sampled_from(
    (
        *("Start", "End", "UID", "Subject", "Body", "IsAllDayEvent", "CalendarItemType", "MyResponseType", "Location"),
        *("Organizer", "RequiredAttendees", "StartTimeZone", "RecurrenceId", "OriginalStart", "AppointmentState"),
    )
)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30) | st.sampled_from(
    ("2026-03-10T12:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-10", "true", "Exception", "-1")
)


class TestStrangers:
    @given(st.lists(st.tuples(NAMES, VALUES), max_size=12))
    def test_whatever_stands_in_an_event_it_is_read_or_said_to_be_unreadable(
        self, parts: list[tuple[str, str]]
    ) -> None:
        event = T.CalendarItem(T.ItemId(Id="x", ChangeKey="1"))
        for name, value in parts:
            element = etree.SubElement(event, f"{{{event.nsmap['t']}}}{name}", Id=value)
            element.text = value
        with suppress(Unreadable):
            assert isinstance(READER.event(event), Event)
