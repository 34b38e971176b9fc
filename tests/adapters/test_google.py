"""The Google adapter on a fake that is as strict as Google's own description: what the suite asks of every account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.conformance import (
    CalendarConformance,
    DeclarationConformance,
    DraftsConformance,
    InboxConformance,
    make_setup,
)
from adapters.google import ADAPTER
from adapters.google.guard import Guard
from adapters.web.asking import NeverAsked
from daemon.ports.errors import AuthRequired
from tests.adapters.google_harness import GoogleHarness, options, sign_in
from tests.adapters.google_mail_harness import GmailHarness
from tests.fakes.google.discovery import Discovery
from tests.fakes.google.server import GoogleServer


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GoogleHarness]:
    harness = GoogleHarness(tmp_path)
    yield harness
    harness.close()


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[GoogleHarness]:
        harness = GoogleHarness(tmp_path)
        yield harness
        harness.close()


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[GmailHarness]:
        made = GmailHarness(tmp_path)
        yield made
        made.close()


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[GmailHarness]:
        made = GmailHarness(tmp_path)
        yield made
        made.close()


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[GoogleHarness]:
        harness = GoogleHarness(tmp_path)
        yield harness
        harness.close()


def test_nothing_leaves_that_nobody_has_permitted() -> None:
    with pytest.raises(NeverAsked):
        Guard().check("GET", "https://gmail.googleapis.com/gmail/v1/users/me/drafts", {}, b"")


@pytest.mark.parametrize(
    "path",
    [
        "gmail/v1/users/me/drafts/send",
        "gmail/v1/users/me/messages/send",
        "upload/gmail/v1/users/me/drafts/send",
        "gmail/v1/users/me/drafts/%73end",
        "gmail/v1/users/me/drafts%2Fsend",
        "gmail/v1/users/me/drafts/SEND",
    ],
)
def test_nothing_that_sends_leaves_even_if_it_is_permitted(path: str) -> None:
    guard = Guard()
    guard.permit("https://gmail.googleapis.com/", lambda _asked: True)
    with pytest.raises(NeverAsked):
        guard.check("POST", f"https://gmail.googleapis.com/{path}", {}, b"")


class TestFake:
    """The fake refuses what Google's description does not know."""

    @pytest.fixture
    def calendar(self) -> Discovery:
        return Discovery("calendar.v3")

    def test_a_method_is_found_by_its_path(self, calendar: Discovery) -> None:
        found = calendar.find("GET", "/calendar/v3/calendars/robin%40post.example/events")
        assert found is not None
        assert (found.method.name, found.path) == ("events.list", {"calendarId": "robin@post.example"})

    def test_a_parameter_that_nobody_knows_is_a_fault(self, calendar: Discovery) -> None:
        found = calendar.find("GET", "/calendar/v3/calendars/x/events")
        assert found is not None
        assert [*calendar.query_faults(found.method, {"maxResults": ["250"], "showDeleted": ["true"]})] == []
        assert len([*calendar.query_faults(found.method, {"maxResult": ["250"]})]) == 1
        assert len([*calendar.query_faults(found.method, {"maxResults": ["many"]})]) == 1
        assert len([*calendar.query_faults(found.method, {"orderBy": ["colour"]})]) == 1

    def test_a_field_that_nobody_knows_is_a_fault(self, calendar: Discovery) -> None:
        found = calendar.find("POST", "/calendar/v3/calendars/x/events")
        assert found is not None
        sound = {"summary": "Lunch", "start": {"dateTime": "2026-03-10T12:00:00Z"}, "reminders": {"useDefault": False}}
        assert [*calendar.body_faults(found.method, sound)] == []
        assert len([*calendar.body_faults(found.method, {"title": "Lunch"})]) == 1
        assert len([*calendar.body_faults(found.method, {"start": {"dateTime": "tomorrow"}})]) == 1
        assert len([*calendar.body_faults(found.method, {"attendees": "nobody"})]) == 1

    def test_drafts_of_gmail_are_found_by_path_and_by_upload(self) -> None:
        gmail = Discovery("gmail.v1")
        plain = gmail.find("POST", "/gmail/v1/users/me/drafts")
        upload = gmail.find("POST", "/upload/gmail/v1/users/me/drafts")
        assert plain is not None
        assert upload is not None
        assert (plain.method.name, plain.method.upload) == ("users.drafts.create", False)
        assert (upload.method.name, upload.method.upload) == ("users.drafts.create", True)

    def test_a_client_that_asks_what_does_not_exist_fails_its_test(self) -> None:
        server = GoogleServer()
        server.faults.append("events.list: there is no parameter colour")
        with pytest.raises(AssertionError):
            server.close()


def test_an_account_into_which_nobody_has_signed_in_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AuthRequired, match="followupd auth"):
        ADAPTER.open(make_setup(tmp_path, {}))


def test_opening_an_account_asks_nothing(tmp_path: Path) -> None:
    server = GoogleServer()
    sign_in(tmp_path)
    ADAPTER.open(make_setup(tmp_path, options(server))).close()
    assert server.asked == []
    server.close()
