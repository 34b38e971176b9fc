"""What may be asked of Graph: a list, since who may write calendars may invite people, and answer them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from adapters.microsoft365.calendar_guard import CalendarPermits
from adapters.microsoft365.guard import Guard, guard_for, permits_going_on
from adapters.web.asking import NeverAsked
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.mail import MailApi

ENDPOINT = "https://graph.microsoft.com/v1.0/"
LOGIN = "https://login.microsoftonline.com/"
ME = f"{ENDPOINT}me/"
OWN = "AAMkOwn="
ENTRY = "AAkEntry="

# Everything by which Graph writes to somebody, or does what nobody looked at (learn.microsoft.com/graph/api, resource
# types event, message, calendar, mailFolder, user and inferenceClassification).
SENDING = (
    *("sendMail", "messages/AAk=/send", "messages/AAk=/forward", "messages/AAk=/reply", "messages/AAk=/replyAll"),
    *("microsoft.graph.sendMail", "messages/AAk=/microsoft.graph.send", "messages('AAk=')/send", "messages/AAk=/SEND"),
    *("mailFolders/drafts/messages/AAk=/send", "messages/AAk=/send()", "messages/AAk=/microsoft.graph.send()"),
    *("events/AAk=/accept", "events/AAk=/decline", "events/AAk=/tentativelyAccept", "events/AAk=/cancel"),
    *("events/AAk=/forward", f"calendars/{OWN}/events/{ENTRY}/cancel", f"calendars/{OWN}/events/{ENTRY}/forward"),
    *(
        f"calendars/{OWN}/events/{ENTRY}/accept",
        "calendar/events",
        "events",
        "findMeetingTimes",
        "calendar/getSchedule",
    ),
    *("events/AAk=/snoozeReminder", "events/AAk=/dismissReminder", f"calendars/{OWN}/permanentDelete"),
    *(f"calendars/{OWN}/events/{ENTRY}/permanentDelete", f"calendars/{OWN}/calendarPermissions"),
    *("mailFolders/inbox/messageRules", "mailboxSettings", "subscriptions", "onlineMeetings"),
)


def guard(*, own: str | None = OWN) -> Guard:
    """The guard of an account that is used for its calendar, with one entry standing."""
    made = guard_for(LOGIN)
    made.permit(ENDPOINT, permits_going_on)
    made.permit(ME, CalendarPermits(own=own, entries={ENTRY}))
    return made


def refused(method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bool:
    try:
        guard().check(method, url, headers or {}, body)
    except NeverAsked:
        return True
    return False


def event(**others: object) -> bytes:
    """An entry as it is written."""
    return json.dumps({"subject": "Send the thank-you notes", **others}).encode()


class TestNeverSends:
    """The list of what may leave, whoever asks."""

    ALLOWED = frozenset(
        {
            *("list_calendars", "create_calendar", "list_events", "view", "delta", "get_event", "instances"),
            *("create_event", "update_event", "delete_event"),
        }
    )
    """Every method that a calendar needs; all others are refused."""

    def test_of_all_methods_of_graph_only_these_leave(self) -> None:
        allowed: set[tuple[str, bool]] = set()
        others: set[tuple[str, bool]] = set()
        values = {"calendar": OWN, "event": ENTRY, "message": "AAk=", "folder": "AAM=", "attachment": "AAk="}
        for method in (*CalendarApi("robin@owner.example").methods, *MailApi("robin@owner.example").methods):
            path = method.path.format_map(values).lstrip("/")
            body = b'{"name": "Follow-up"}' if method.name == "create_calendar" else event()
            written = b"" if method.verb in {"GET", "DELETE"} else body
            (others if refused(method.verb, f"{ME}{path}", written) else allowed).add((method.name, method.sends))
        assert {name for name, _ in allowed} == self.ALLOWED
        assert not any(sends for _, sends in allowed)
        assert any(sends for _, sends in others)

    @pytest.mark.parametrize("path", SENDING)
    @pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
    def test_nothing_that_writes_to_somebody_leaves(self, method: str, path: str) -> None:
        body = event(transactionId="followupd-thanks-4f2a.0")
        assert refused(method, f"{ME}{path}", body)
        assert refused(method, f"{ENDPOINT}users/robin@owner.example/{path}", body)
        assert refused(method, f"{ENDPOINT}{path}", body)

    @pytest.mark.parametrize("path", ["messages/AAk=/send", "sendMail", "%73endMail", "events/AAk=%2Faccept", "$batch"])
    def test_not_even_a_list_that_is_too_long_lets_it_through(self, path: str) -> None:
        lenient = Guard()
        lenient.permit(ENDPOINT, lambda _asked: True)
        for root in (ME, ENDPOINT):
            with pytest.raises(NeverAsked):
                lenient.check("POST", f"{root}{path}", {}, b"{}")

    @pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Http-Method", "x-method-override"])
    def test_no_header_makes_another_request_of_one(self, name: str) -> None:
        assert not refused("GET", f"{ME}calendars")
        assert refused("GET", f"{ME}calendars", headers={name: "POST"})

    @pytest.mark.parametrize(
        "others",
        [
            {"attendees": [{"emailAddress": {"address": "hanna@elsewhere.example"}}]},
            {"attendees": []},
            {"isOnlineMeeting": True},
            {"onlineMeetingProvider": "teamsForBusiness"},
            {"recurrence": {}},
            {"organizer": {}},
            {"hideAttendees": True},
            {"Attendees": []},
        ],
    )
    def test_an_entry_holds_nothing_that_could_invite(self, others: dict[str, object]) -> None:
        for method, path in (("POST", ""), ("PATCH", f"/{ENTRY}")):
            assert not refused(method, f"{ME}calendars/{OWN}/events{path}", event())
            assert refused(method, f"{ME}calendars/{OWN}/events{path}", event(**others))

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'"subject"', b"\xff", b"[" * 100_000])
    def test_a_body_that_nobody_can_look_into_does_not_leave(self, body: bytes) -> None:
        assert refused("POST", f"{ME}calendars/{OWN}/events", body)
        assert refused("PATCH", f"{ME}calendars/{OWN}/events/{ENTRY}", body)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("PATCH", f"calendars/{OWN}/events/AAkTheirs="),
            ("DELETE", f"calendars/{OWN}/events/AAkTheirs="),
            ("PATCH", f"calendars/AAMkTheirs=/events/{ENTRY}"),
            ("DELETE", f"calendars/AAMkTheirs=/events/{ENTRY}"),
            ("POST", "calendars/AAMkTheirs=/events"),
            ("PATCH", f"events/{ENTRY}"),
            ("DELETE", f"events/{ENTRY}"),
            ("DELETE", f"calendars/{OWN}"),
            ("PATCH", f"calendars/{OWN}"),
            ("PATCH", f"calendars/{OWN}/events/{ENTRY}/attachments/AAk="),
            ("PATCH", f"calendars/{OWN}/events/{ENTRY}?sendInvitations=true"),
            ("PUT", f"calendars/{OWN}/events/{ENTRY}"),
            ("PATCH", f"calendars/{OWN}/events/../events/{ENTRY}"),
        ],
    )
    def test_nothing_but_an_entry_in_the_calendar_for_entries_is_written(self, method: str, path: str) -> None:
        assert refused(method, f"{ME}{path}", b"" if method == "DELETE" else event())

    def test_nothing_is_written_before_the_calendar_for_entries_is_known(self) -> None:
        with pytest.raises(NeverAsked):
            guard(own=None).check("POST", f"{ME}calendars/None/events", {}, event())

    def test_a_calendar_is_made_with_a_name_and_a_mark_and_no_more(self) -> None:
        assert not refused("POST", f"{ME}calendars", b'{"name": "Follow-up", "singleValueExtendedProperties": []}')
        assert refused("POST", f"{ME}calendars", b'{"name": "Follow-up", "calendarPermissions": []}')

    @pytest.mark.parametrize(
        "url",
        [
            f"{ENDPOINT}users/somebody@else.example/calendars",
            f"{ENDPOINT}me/messages",
            "https://graph.microsoft.com/beta/me/calendars",
            "https://elsewhere.example/v1.0/me/calendars",
            "https://graph.microsoft.com.elsewhere.example/v1.0/me/calendars",
            f"{ME}calendars/{OWN}/events/{ENTRY}/attachments",
        ],
    )
    def test_nothing_else_is_read(self, url: str) -> None:
        assert refused("GET", url)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "common/oauth2/v2.0/logout"),
            ("POST", "common/oauth2/token"),
            ("GET", "common/oauth2/v2.0/authorize"),
            ("GET", "common/discovery/instance"),
            ("GET", "common/userrealm/robin@owner.example"),
        ],
    )
    def test_nothing_but_logins_is_asked_of_where_people_sign_in(self, method: str, path: str) -> None:
        assert not refused("POST", f"{LOGIN}common/oauth2/v2.0/token")
        assert refused(method, f"{LOGIN}{path}")

    def test_going_on_only_reads(self) -> None:
        link = f"{ENDPOINT}users('aaaa')/calendars('AAM%3D')/calendarView/delta?$deltatoken=R0us"
        assert not refused("GET", link)
        assert refused("POST", link)
        assert refused("GET", link, b"{}")
        assert refused("GET", link.replace("calendarView/delta", "sendMail"))
