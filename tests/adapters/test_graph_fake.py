"""The fake of Microsoft 365 where the tests of the adapter would not show that it is as strict and odd as Graph."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import msal
import pytest
import requests

from tests.fakes.graph.asking import LARGEST
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.entra import ADMIN_CONSENT, CLIENT_ID, CONDITIONAL_ACCESS, Entra, certificate
from tests.fakes.graph.mail import MailApi
from tests.fakes.graph.server import TOKEN, GraphServer

OWNER = "robin@owner.example"
IMMUTABLE = 'IdType="ImmutableId"'
MARK = "String {C2F6D0A4-5B7E-4C39-9A0E-3F1D8B6E7A52} Name FollowupdStep"
MARCH = {"startDateTime": "2026-03-01T00:00:00Z", "endDateTime": "2026-04-01T00:00:00Z"}


def at(text: str, zone: str = "UTC") -> dict[str, str]:
    """A moment as Graph writes it."""
    return {"dateTime": text, "timeZone": zone}


def event(day: int, subject: str = "Lunch", **others: Any) -> dict[str, Any]:
    """An event of an hour in March."""
    times = {"start": at(f"2026-03-{day:02}T12:00:00"), "end": at(f"2026-03-{day:02}T13:00:00")}
    return {"subject": subject, **times, **others}


class Desk:
    """A person's calendar at the fake, and a client that asks for it."""

    def __init__(self) -> None:
        self.calendar = CalendarApi(OWNER)
        self.mail = MailApi(OWNER)
        self.server = GraphServer(self.calendar, self.mail)
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(self.server.ca_file)
        self.session.headers["Authorization"] = f"Bearer {TOKEN}"

    def ask(self, verb: str, path: str, prefer: str = IMMUTABLE, **others: Any) -> requests.Response:
        """Ask Graph for something below `/me`."""
        url = path if path.startswith("https:") else f"{self.server.root}v1.0/me{path}"
        headers = {"Prefer": prefer, **others.pop("headers", {})}
        return self.session.request(verb, url, headers=headers, timeout=10, **others)

    def get(self, path: str, query: Mapping[str, str] | None = None, prefer: str = IMMUTABLE) -> Any:
        """What Graph says to a question that it answers."""
        found = self.ask("GET", path, prefer, params=query)
        assert found.status_code == 200, found.text
        return found.json()

    def round(self, path: str, query: Mapping[str, str] | None = None) -> tuple[list[dict[str, Any]], str]:
        """All that a round of changes tells, and the link to the next."""
        page = self.get(path, query)
        told = list(page["value"])
        while "@odata.nextLink" in page:
            page = self.get(page["@odata.nextLink"])
            told += page["value"]
        return told, page["@odata.deltaLink"]

    def refused(self, verb: str, path: str, **others: Any) -> str:
        """The code of a refusal of something that a client must not ask; the fault is noted and forgiven."""
        found = self.ask(verb, path, **others)
        assert found.status_code >= 400
        assert self.server.faults or self.server.sent
        self.server.faults.clear()
        self.server.sent.clear()
        return str(found.json()["error"]["code"])


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.session.close()
    desk.server.close()


class TestStrictness:
    """What Graph does not know is refused, and the test fails in which it was asked."""

    @pytest.mark.parametrize(
        ("verb", "path", "others"),
        [
            ("GET", "/diary", {}),
            ("PUT", "/events/AAMkx", {"json": {}}),
            ("GET", "/calendars?$colour=red", {}),
            ("GET", "/calendars?$select=colour", {}),
            ("GET", "/events?$filter=colour eq 'red'", {}),
            ("GET", "/calendars", {"headers": {"X-Colour": "red"}}),
            ("GET", "/calendars", {"prefer": 'outlook.colour="red"'}),
            ("GET", "/calendarView/delta", {}),
            ("POST", "/events", {"json": event(3, colour="red")}),
            ("POST", "/events", {"json": event(3, isAllDay="yes")}),
            ("POST", "/events", {"json": event(3, showAs="away")}),
            ("POST", "/events", {"json": event(3, type="singleInstance")}),
            ("POST", "/events", {"json": event(3, start=at("2026-03-03T12:00:00", "Europe/Atlantis"))}),
            ("POST", "/events", {"json": event(3, singleValueExtendedProperties=[{"id": "Step", "value": "x"}])}),
            ("POST", "/events/AAMkx/accept", {"json": {}}),
            ("POST", "/events/AAMkx/cancel", {"json": {}}),
            ("POST", "/sendMail", {"json": {}}),
            ("POST", "/messages/AAMkx/send", {"json": {}}),
            ("POST", "/messages/AAMkx/forward", {"json": {}}),
            ("POST", "/messages", {"json": {"title": "Hello"}}),
            ("POST", "/messages", {"json": {"internetMessageHeaders": [{"name": "Precedence", "value": "bulk"}]}}),
            ("POST", "/messages", {"data": b"no base64!", "headers": {"Content-Type": "text/plain"}}),
            ("GET", "/messages?$filter=isRead eq false&$orderby=receivedDateTime", {}),
            ("GET", "/mailFolders/inbox/messages/delta?$filter=isRead eq false", {}),
        ],
    )
    def test_it_is_refused(self, verb: str, path: str, others: dict[str, Any], desk: Desk) -> None:
        assert desk.refused(verb, path, **others)

    def test_closing_fails_after_a_fault(self) -> None:
        server = GraphServer()
        server.faults.append("GET /v1.0/me/diary")
        with pytest.raises(AssertionError):
            server.close()

    def test_a_login_may_do_what_it_was_granted(self, desk: Desk) -> None:
        assert desk.ask("GET", "/calendars", headers={"Authorization": "Bearer another"}).status_code == 401

    def test_whom_an_event_would_invite_is_kept(self, desk: Desk) -> None:
        invited = [{"emailAddress": {"address": "ada@employer.example"}, "type": "required"}]
        desk.ask("POST", "/events", json=event(3, attendees=invited))
        assert desk.calendar.invited == ["ada@employer.example"]


class TestChanges:
    """What a span of time tells of changes."""

    def test_a_round_tells_what_is_in_the_span_and_the_next_what_changed(self, desk: Desk) -> None:
        lunch = desk.calendar.store(desk.calendar.default, event(3))
        desk.calendar.store(
            desk.calendar.default, event(3, start=at("2026-05-03T12:00:00"), end=at("2026-05-03T13:00:00"))
        )
        told, link = desk.round("/calendarView/delta", MARCH)
        assert [each["subject"] for each in told] == ["Lunch"]
        told, link = desk.round(link)
        assert told == []
        desk.calendar.change(lunch, subject="Dinner")
        told, link = desk.round(link)
        assert [each["subject"] for each in told if "@removed" not in each] == ["Dinner"]
        desk.calendar.delete(lunch)
        told, _ = desk.round(link)
        assert told[0]["@removed"] == {"reason": "deleted"}

    def test_what_changed_outside_the_span_is_told_as_removed(self, desk: Desk) -> None:
        _, link = desk.round("/calendarView/delta", MARCH)
        desk.calendar.store(
            desk.calendar.default, event(3, start=at("2026-05-03T12:00:00"), end=at("2026-05-03T13:00:00"))
        )
        (unknown,), _ = desk.round(link)
        assert "@removed" in unknown

    def test_no_choice_of_properties_is_possible(self, desk: Desk) -> None:
        path = "/calendarView/delta?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z&$select=subject"
        assert desk.refused("GET", path)

    def test_an_extended_property_is_not_told_of(self, desk: Desk) -> None:
        desk.ask("POST", "/events", json=event(3, singleValueExtendedProperties=[{"id": MARK, "value": "thanks"}]))
        (told,), _ = desk.round("/calendarView/delta", MARCH)
        assert "singleValueExtendedProperties" not in told

    def test_pages_are_short_and_tell_something_twice(self, desk: Desk) -> None:
        desk.calendar.page = 2
        for day in range(1, 6):
            desk.calendar.store(desk.calendar.default, event(day, f"Day {day}"))
        told, _ = desk.round("/calendarView/delta", MARCH)
        assert {each["subject"] for each in told} == {f"Day {day}" for day in range(1, 6)}
        assert len(told) > 5

    def test_occurrences_are_bare_and_a_change_tells_the_whole_series_again(self, desk: Desk) -> None:
        team = desk.calendar.store(desk.calendar.default, event(2, "Team"), ("RRULE:FREQ=WEEKLY;COUNT=4",))
        told, link = desk.round("/calendarView/delta", MARCH)
        assert [each["type"] for each in told] == ["seriesMaster", *["occurrence"] * 4]
        assert told[1].keys() == {"@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end"}
        desk.calendar.cancel_occurrence(team, datetime(2026, 3, 9, 12, tzinfo=UTC))
        moved = {"start": at("2026-03-17T15:00:00"), "end": at("2026-03-17T16:00:00")}
        desk.calendar.except_occurrence(team, datetime(2026, 3, 16, 12, tzinfo=UTC), moved)
        again, _ = desk.round(link)
        assert [each["type"] for each in again] == ["seriesMaster", "occurrence", "occurrence", "exception"]
        assert again[3]["id"] == told[3]["id"]
        assert again[3]["start"]["dateTime"] == "2026-03-17T15:00:00.0000000"
        view = desk.get("/calendarView", {**MARCH, "$top": "50"})["value"]
        assert [each["subject"] for each in view] == ["Team"] * 3
        assert desk.get(f"/events/{quote(told[4]['id'])}")["subject"] == "Team"

    @pytest.mark.parametrize(("ending", "status"), [(0, 410), (1, 404), (2, 400)])
    def test_links_end(self, ending: int, status: int, desk: Desk) -> None:
        _, link = desk.round("/calendarView/delta", MARCH)
        desk.calendar.rounds.forget(ending)
        found = desk.ask("GET", link)
        assert found.status_code == status
        assert ("Location" in found.headers) is (status == 410)
        assert found.json()["error"]["code"].casefold() in {"syncstatenotfound", "resyncrequired"}


class TestWriting:
    """What is written, and under which conditions."""

    def made(self, desk: Desk, **others: Any) -> Any:
        found = desk.ask("POST", "/events", json=event(3, **others))
        assert found.status_code == 201, found.text
        return found.json()

    def test_a_second_creation_with_a_transaction_id_is_the_first(self, desk: Desk) -> None:
        assert self.made(desk, transactionId="a-1")["id"] == self.made(desk, transactionId="a-1")["id"]
        other = desk.ask("POST", "/events", json=event(4, transactionId="a-1"))
        assert other.json()["error"]["code"] == "ErrorDuplicateTransactionId"

    def test_a_change_of_another_version_is_refused(self, desk: Desk) -> None:
        made = self.made(desk)
        desk.calendar.touch(made["id"])
        path = f"/events/{made['id']}"
        change: dict[str, Any] = {"json": {"subject": "Dinner"}, "headers": {"If-Match": made["@odata.etag"]}}
        assert desk.ask("PATCH", path, **change).status_code == 412
        assert desk.get(path)["subject"] == "Lunch"
        assert desk.ask("PATCH", path, json={"subject": "Dinner"}).status_code == 200

    def test_what_was_said_at_creation_cannot_be_said_again(self, desk: Desk) -> None:
        assert desk.refused("PATCH", f"/events/{self.made(desk)['id']}", json={"transactionId": "a-2"})

    def test_a_mark_is_found_whatever_its_case_and_told_if_it_is_expanded(self, desk: Desk) -> None:
        self.made(desk, singleValueExtendedProperties=[{"id": MARK, "value": "Thanks"}])
        found = {"$filter": f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq 'THANKS')"}
        (told,) = desk.get("/events", found)["value"]
        assert "singleValueExtendedProperties" not in told
        expanded = {**found, "$expand": f"singleValueExtendedProperties($filter=id eq '{MARK}')"}
        (told,) = desk.get("/events", expanded)["value"]
        assert told["singleValueExtendedProperties"][0]["value"] == "Thanks"
        other = MARK.replace("Step", "step")
        assert desk.get("/events", {"$filter": found["$filter"].replace(MARK, other)})["value"] == []

    def test_an_event_that_is_moved_keeps_its_immutable_id_only(self, desk: Desk) -> None:
        made = self.made(desk)
        mutable = desk.get(f"/events/{made['id']}", prefer='outlook.timezone="UTC"')["id"]
        desk.calendar.move(made["id"], desk.calendar.add_calendar("Work"))
        assert desk.get(f"/events/{made['id']}")["id"] == made["id"]
        assert desk.ask("GET", f"/events/{mutable}").status_code == 404

    def test_times_come_in_the_zone_that_is_preferred_and_whole_days_stay_days(self, desk: Desk) -> None:
        berlin = 'outlook.timezone="W. Europe Standard Time"'
        made = self.made(desk)
        assert desk.get(f"/events/{made['id']}", prefer=berlin)["start"]["dateTime"] == "2026-03-03T13:00:00.0000000"
        whole = {"start": at("2026-03-03T00:00:00", "Europe/Berlin"), "end": at("2026-03-04T00:00:00", "Europe/Berlin")}
        told = self.made(desk, isAllDay=True, **whole)
        assert told["start"] == {"dateTime": "2026-03-03T00:00:00.0000000", "timeZone": "UTC"}

    def test_a_text_comes_as_html_unless_text_is_preferred(self, desk: Desk) -> None:
        made = self.made(desk, body={"contentType": "text", "content": "Ada & Bo\n1 < 2"})
        assert "Ada &amp; Bo<br>" in made["body"]["content"]
        text = desk.get(f"/events/{made['id']}", prefer='outlook.body-content-type="text"')["body"]
        assert text == {"contentType": "text", "content": "Ada & Bo\r\n1 < 2"}

    def test_a_calendar_is_made_once(self, desk: Desk) -> None:
        assert desk.ask("POST", "/calendars", json={"name": "Follow-up"}).status_code == 201
        assert desk.ask("POST", "/calendars", json={"name": "follow-up"}).status_code == 409
        desk.calendar.page = 1
        first = desk.get("/calendars")
        assert [each["name"] for each in first["value"]] == ["Calendar"]
        assert [each["name"] for each in desk.get(first["@odata.nextLink"])["value"]] == ["Follow-up"]


SCOPES = ["Calendars.ReadWrite", "Mail.ReadWrite"]
BACK = "http://localhost:8400"


class TestLogin:
    """Whoever signs in does so by Microsoft's own library, which finds everything where it looks."""

    @pytest.fixture
    def entra(self, desk: Desk) -> Entra:
        return Entra(desk.server)

    @pytest.fixture
    def app(self, desk: Desk, entra: Entra) -> msal.PublicClientApplication:
        return msal.PublicClientApplication(
            CLIENT_ID, authority=entra.authority(), http_client=desk.session, instance_discovery=False
        )

    def signed_in(self, app: msal.PublicClientApplication, entra: Entra) -> Any:
        flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=BACK, response_mode="form_post")
        back = dict(parse_qsl(urlsplit(entra.consent(flow["auth_uri"])).query))
        return app.acquire_token_by_auth_code_flow(flow, back)

    def test_a_person_signs_in_and_may_ask(self, app: msal.PublicClientApplication, entra: Entra, desk: Desk) -> None:
        found = self.signed_in(app, entra)
        assert found["id_token_claims"]["preferred_username"] == OWNER
        allowed = {"Authorization": f"Bearer {found['access_token']}"}
        assert desk.ask("GET", "/calendars", headers=allowed).status_code == 200

    def test_a_login_is_renewed_until_it_ends(self, app: msal.PublicClientApplication, entra: Entra) -> None:
        first = self.signed_in(app, entra)
        (account,) = app.get_accounts()
        renewed = app.acquire_token_silent(SCOPES, account, force_refresh=True)
        assert renewed["access_token"] != first["access_token"]
        entra.end_logins()
        found = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
        assert (found["error"], found["error_codes"]) == ("invalid_grant", [700082])

    def test_what_keeps_somebody_from_signing_in_has_a_number(
        self, app: msal.PublicClientApplication, entra: Entra
    ) -> None:
        flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=BACK, response_mode="form_post")
        back = dict(parse_qsl(urlsplit(entra.consent(flow["auth_uri"], trouble=ADMIN_CONSENT)).query))
        assert "AADSTS90094" in app.acquire_token_by_auth_code_flow(flow, back)["error_description"]
        entra.trouble = CONDITIONAL_ACCESS
        assert self.signed_in(app, entra)["error"] == "interaction_required"

    def test_a_code_is_typed_in_elsewhere(self, app: msal.PublicClientApplication, entra: Entra) -> None:
        flow = app.initiate_device_flow(SCOPES)
        assert flow["user_code"] in flow["message"]
        flow["expires_at"] = 0
        assert app.acquire_token_by_device_flow({**flow})["error"] == "authorization_pending"
        entra.type_in()
        assert app.acquire_token_by_device_flow({**flow, "latest_attempt_at": 0})["access_token"]

    def test_a_scope_that_sends_is_a_fault(self, app: msal.PublicClientApplication, entra: Entra, desk: Desk) -> None:
        flow = app.initiate_auth_code_flow(["Mail.Send"], redirect_uri=BACK, response_mode="form_post")
        entra.consent(flow["auth_uri"])
        assert "Mail.Send" in desk.server.faults.pop()

    def test_an_application_shows_its_certificate_and_has_no_me(self, entra: Entra, desk: Desk) -> None:
        entra.roles = frozenset({"Calendars.ReadWrite"})
        key, shown = certificate()
        app = msal.ConfidentialClientApplication(
            CLIENT_ID,
            client_credential={"private_key": key, "public_certificate": shown},
            authority=entra.authority(),
            http_client=desk.session,
            instance_discovery=False,
        )
        found = app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
        allowed = {"Authorization": f"Bearer {found['access_token']}"}
        assert desk.ask("GET", "/calendars", headers=allowed).status_code == 403
        users = f"{desk.server.root}v1.0/users/{OWNER}/calendars"
        assert desk.ask("GET", users, headers=allowed).status_code == 200
        assert desk.ask("GET", users.replace("robin", "ada"), headers=allowed).status_code == 404


def letter(message_id: str = "<1@employer.example>", subject: str = "Your interview", **headers: str) -> bytes:
    """A mail as it comes."""
    lines = ["From: Ada Byron <ada@employer.example>", f"To: {OWNER}", f"Subject: {subject}"]
    lines += [f"Message-ID: {message_id}", "Date: Mon, 2 Mar 2026 09:00:00 +0100"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", "Could we move it?", ""]).encode()


def fields(told: Mapping[str, Any]) -> list[str]:
    """The properties of what a delta tells, without its annotations."""
    return sorted(name for name in told if "@" not in name)


class TestMail:
    """Messages, drafts, and what changes in a folder."""

    INBOX = "/mailFolders/inbox/messages/delta"

    def draft(self, desk: Desk, raw: bytes) -> Any:
        data = base64.b64encode(raw)
        found = desk.ask("POST", "/messages", data=data, headers={"Content-Type": "text/plain"})
        assert found.status_code == 201, found.text
        return found.json()

    def test_a_folder_tells_of_what_came_and_what_went(self, desk: Desk) -> None:
        first = desk.mail.deliver(letter())
        told, link = desk.round(self.INBOX, {"$select": "subject,internetMessageHeaders"})
        assert [each["subject"] for each in told] == ["Your interview"]
        assert {"name": "Message-ID", "value": "<1@employer.example>"} in told[0]["internetMessageHeaders"]
        assert fields(told[0]) == ["id", "internetMessageHeaders", "subject"]
        desk.mail.deliver(letter("<2@employer.example>", "Another"))
        told, link = desk.round(link)
        assert [each["subject"] for each in told] == ["Another", "Your interview"]
        desk.mail.move(first, "archive")
        told, link = desk.round(link)
        assert "@removed" in told[0]

    def test_of_a_message_that_was_read_nothing_else_is_told(self, desk: Desk) -> None:
        read = desk.mail.deliver(letter())
        _, link = desk.round(self.INBOX)
        desk.mail.read(read)
        (told,), _ = desk.round(link)
        assert fields(told) == ["id", "isRead"]

    def test_an_invitation_is_a_message_of_another_type(self, desk: Desk) -> None:
        desk.mail.deliver(letter(Content_Type="text/calendar; method=REQUEST"))
        (told,), _ = desk.round(self.INBOX)
        assert told["@odata.type"] == "#microsoft.graph.eventMessageRequest"

    def test_a_filter_by_time_leaves_out_what_is_older(self, desk: Desk) -> None:
        desk.mail.deliver(letter())
        assert desk.round(self.INBOX, {"$filter": "receivedDateTime ge 2026-03-03T00:00:00Z"})[0] == []
        desk.mail.deliver(letter("<2@employer.example>"))
        recent = {"$filter": "receivedDateTime ge 2026-03-01T00:00:00Z"}
        assert len(desk.round(self.INBOX, recent)[0]) == 2
        desk.mail.cap = 1
        assert len(desk.round(self.INBOX, recent)[0]) == 1

    def test_a_draft_from_mime_keeps_its_name_and_its_own_headers(self, desk: Desk) -> None:
        made = self.draft(desk, letter("<d@owner.example>", X_Followupd_Step="thanks", List_Id="none"))
        assert (made["isDraft"], made["internetMessageId"]) == (True, "<d@owner.example>")
        headers = desk.get(f"/messages/{made['id']}", {"$select": "internetMessageHeaders"})["internetMessageHeaders"]
        assert headers == [{"name": "X-Followupd-Step", "value": "thanks"}]
        written = desk.ask("GET", f"/messages/{made['id']}/$value").content
        assert b"X-Followupd-Step: thanks" in written
        assert b"List-Id" not in written

    def test_a_draft_that_answers_is_in_the_conversation(self, desk: Desk) -> None:
        desk.mail.deliver(letter())
        (original,) = desk.get("/mailFolders/inbox/messages")["value"]
        body = {"message": {"body": {"contentType": "text", "content": "Yes."}}}
        made = desk.ask("POST", f"/messages/{original['id']}/createReply", json=body).json()
        assert (made["subject"], made["conversationId"]) == ("RE: Your interview", original["conversationId"])
        assert made["toRecipients"][0]["emailAddress"]["address"] == "ada@employer.example"
        written = desk.ask("GET", f"/messages/{made['id']}/$value").content
        assert b"In-Reply-To: <1@employer.example>" in written

    def test_what_is_deleted_is_elsewhere_and_has_another_id_unless_ids_are_for_life(self, desk: Desk) -> None:
        made = self.draft(desk, letter())
        mutable = desk.get("/mailFolders/drafts/messages", prefer='outlook.timezone="UTC"')["value"][0]["id"]
        assert desk.ask("DELETE", f"/messages/{made['id']}").status_code == 204
        assert desk.get(f"/messages/{made['id']}")["parentFolderId"] == desk.get("/mailFolders/deleteditems")["id"]
        assert desk.ask("GET", f"/messages/{mutable}").status_code == 404
        assert desk.ask("DELETE", f"/messages/{made['id']}").status_code == 204
        assert desk.ask("GET", f"/messages/{made['id']}").status_code == 404

    @pytest.mark.parametrize("keeps", [True, False])
    def test_who_sends_a_draft_may_give_it_another_id(self, keeps: bool, desk: Desk) -> None:
        desk.mail.keeps_id = keeps
        made = self.draft(desk, letter())
        desk.mail.post(made["id"])
        (sent,) = desk.get("/mailFolders/sentitems/messages")["value"]
        assert (sent["id"] == made["id"]) is keeps
        assert (sent["isDraft"], sent["internetMessageId"]) == (False, made["internetMessageId"])
        assert desk.ask("GET", f"/messages/{made['id']}").status_code == (200 if keeps else 404)

    def test_what_is_no_draft_keeps_its_text(self, desk: Desk) -> None:
        desk.mail.deliver(letter())
        (told,) = desk.get("/mailFolders/inbox/messages")["value"]
        assert desk.refused("PATCH", f"/messages/{told['id']}", json={"subject": "Mine"})

    def test_a_request_that_is_too_large_is_refused(self, desk: Desk) -> None:
        assert desk.ask("POST", "/messages", json={"subject": "x" * LARGEST}).status_code == 413

    def test_more_than_four_questions_at_once_are_too_many(self, desk: Desk) -> None:
        desk.server._busy = 4
        found = desk.ask("GET", "/messages")
        assert (found.status_code, found.headers["Retry-After"]) == (429, "5")
        assert desk.server.faults.pop()
