"""What leaves for Google, and what of its answers the daemon is told: every request, every kind of failure."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event as Signal

import google.auth.exceptions
import googleapiclient.errors
import httplib2
import pytest
import requests.exceptions

from adapters.conformance import make_setup
from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from adapters.google import ADAPTER
from adapters.google.calendar import GoogleCalendar
from adapters.google.calendar_guard import CalendarPermits
from adapters.google.errors import translate
from adapters.google.guard import Guard
from adapters.google.ids import id_of
from adapters.google.service import Service
from adapters.web import transport
from adapters.web.asking import NeverAsked
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_harness import GoogleHarness, options
from tests.fakes.google.discovery import Discovery
from tests.fakes.google.server import TOKEN, refusal

CALENDAR = "https://www.googleapis.com/calendar/v3/"
OURS = id_of("thanks-4f2a", 0)


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


def service_of(port: CalendarPort) -> Service:
    """The whole API, as the library offers it to whoever has the session."""
    assert isinstance(port, GoogleCalendar)
    return port.calendars.service


class TestGuard:
    """What may leave is a short list, and nothing else is on it."""

    @pytest.fixture
    def guard(self) -> Guard:
        guard = Guard()
        guard.permit(CALENDAR, CalendarPermits(own="follow-up@group.example"))
        return guard

    def passes(self, guard: Guard, method: str, path: str, content: object = None) -> bool:
        body = b"" if content is None else json.dumps(content).encode()
        try:
            guard.check(method, CALENDAR + path, {}, body)
        except NeverAsked:
            return False
        return True

    def test_of_all_methods_of_the_calendar_only_those_pass_that_are_needed(self, guard: Guard) -> None:
        passing = set()
        for method in Discovery("calendar.v3").methods:
            path = method.described["path"].replace("{calendarId}", "follow-up%40group.example")
            path = path.replace("{eventId}", OURS).replace("{ruleId}", "r").replace("{setting}", "s")
            if self.passes(guard, method.verb, f"{path}?sendUpdates=none", {"id": OURS, "summary": "Send the notes"}):
                passing.add(method.name)
        reading = {"calendarList.list", "events.list", "events.get", "events.instances"}
        assert passing == reading | {"events.insert", "events.patch", "events.update", "events.delete"}
        assert self.passes(guard, "POST", "calendars", {"summary": "Follow-up", "description": "mine"})

    @pytest.mark.parametrize(
        ("path", "content"),
        [
            ("calendars/follow-up%40group.example/events", {"id": OURS}),
            ("calendars/follow-up%40group.example/events?sendUpdates=all", {"id": OURS}),
            ("calendars/follow-up%40group.example/events?sendUpdates=none&sendUpdates=all", {"id": OURS}),
            ("calendars/follow-up%40group.example/events?sendUpdates=none", {"summary": "without an id of ours"}),
            ("calendars/follow-up%40group.example/events?sendUpdates=none", {"id": "abcde"}),
            ("calendars/primary/events?sendUpdates=none", {"id": OURS}),
            (
                "calendars/follow-up%40group.example/events?sendUpdates=none",
                {"id": OURS, "attendees": [{"email": "hanna@elsewhere.example"}]},
            ),
            (
                "calendars/follow-up%40group.example/events?sendUpdates=none",
                {"id": OURS, "reminders": {"overrides": [{"method": "email", "minutes": 5}]}},
            ),
            (
                "calendars/follow-up%40group.example/events?sendUpdates=none",
                {"id": OURS, "conferenceData": {"createRequest": {"requestId": "x"}}},
            ),
            ("calendars/follow-up%40group.example/events?sendUpdates=none", ["no object"]),
            ("calendars/follow-up%40group.example/events/../../other/events?sendUpdates=none", {"id": OURS}),
            ("calendars/follow-up%40group.example/events/quickAdd?text=x&sendUpdates=none", {"id": OURS}),
            ("calendars", {"summary": "Follow-up", "dataOwner": "somebody@elsewhere.example"}),
        ],
    )
    def test_a_new_entry_that_anybody_might_hear_of_does_not_leave(
        self, guard: Guard, path: str, content: object
    ) -> None:
        assert self.passes(guard, "POST", "calendars/follow-up%40group.example/events?sendUpdates=none", {"id": OURS})
        assert not self.passes(guard, "POST", path, content)

    @pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
    def test_no_event_that_followupd_did_not_write_can_be_changed(self, guard: Guard, method: str) -> None:
        place = "calendars/follow-up%40group.example/events"
        assert self.passes(guard, method, f"{place}/{OURS}?sendUpdates=none", {"summary": "x"})
        assert not self.passes(guard, method, f"{place}/interview123?sendUpdates=none", {"summary": "x"})
        assert not self.passes(guard, method, f"calendars/primary/events/{OURS}?sendUpdates=none", {"summary": "x"})
        assert not self.passes(guard, method, f"{place}/{OURS}", {"summary": "x"})

    def test_before_there_is_a_calendar_for_entries_none_can_be_written(self) -> None:
        guard = Guard()
        guard.permit(CALENDAR, CalendarPermits())
        assert not self.passes(guard, "POST", "calendars/primary/events?sendUpdates=none", {"id": OURS})

    def test_a_question_that_is_too_long_for_an_address_is_judged_by_what_it_asks(self, guard: Guard) -> None:
        reading, headers = f"{CALENDAR}calendars/primary/events", {"X-HTTP-Method-Override": "GET"}
        guard.check("POST", reading, headers, b"maxResults=2500&pageToken=" + b"x" * 3000)
        with pytest.raises(NeverAsked):
            guard.check("POST", f"{CALENDAR}calendars/primary/clear", {"x-http-method-override": "POST"}, b"")
        with pytest.raises(NeverAsked):
            guard.check("GET", f"{CALENDAR}users/me/calendarList", {"x-http-method-override": "DELETE"}, b"")

    def test_no_byte_leaves_of_what_is_not_permitted(self, harness: GoogleHarness, port: CalendarPort) -> None:
        port.put(sample_entry(), None)
        api = service_of(port).api
        inviting = {"id": OURS, "attendees": [{"email": "hanna@elsewhere.example"}]}
        refused = [
            api.events().quickAdd(calendarId="primary", text="Lunch with hanna@elsewhere.example"),
            api.events().move(calendarId="primary", eventId=OURS, destination="elsewhere"),
            api.events().insert(calendarId="primary", sendUpdates="all", body=inviting),
            api.events().import_(calendarId="primary", body=inviting),
            api.acl().insert(calendarId="primary", body={"role": "owner"}),
            api.calendars().clear(calendarId="primary"),
            api.events().watch(calendarId="primary", body={}),
        ]
        with harness.server.counting() as asked:
            for each in refused:
                with pytest.raises(NeverAsked):
                    service_of(port).ask(each)
        assert asked == []

    def test_a_redirection_is_not_followed(self, harness: GoogleHarness, port: CalendarPort) -> None:
        away = Reply(status=302, headers={"Location": f"{harness.server.root}elsewhere"})
        with (
            harness.server.counting() as asked,
            harness.server.answering(lambda _: away),
            pytest.raises(Unavailable),
        ):
            port.entries()
        assert len(asked) == 1

    def test_nothing_around_the_service_changes_where_and_as_whom_it_asks(
        self, harness: GoogleHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login mallory password hunter2\n", encoding="utf-8")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
        connection = harness.open()
        with harness.server.counting() as asked:
            connection.calendar.entries()
        connection.close()
        assert {each.headers["authorization"] for each in asked} == {f"Bearer {TOKEN}"}


class TestRefusals:
    """What Google says no with, as the daemon understands it."""

    @pytest.mark.parametrize(
        ("reply", "error", "wait"),
        [
            (refusal(403, "rateLimitExceeded", domain="usageLimits"), Unavailable, None),
            (refusal(403, "userRateLimitExceeded", headers={"Retry-After": "90"}), Unavailable, 90),
            (refusal(403, "quotaExceeded"), Unavailable, None),
            (refusal(429, "rateLimitExceeded", headers={"Retry-After": "7"}), Unavailable, 7),
            (
                refusal(
                    429,
                    "rateLimitExceeded",
                    headers={"Retry-After": "Mon, 02 Mar 2026 09:05:00 GMT", "Date": "Mon, 02 Mar 2026 09:00:00 GMT"},
                ),
                Unavailable,
                300,
            ),
            (refusal(429, "rateLimitExceeded", headers={"Retry-After": "soon"}), Unavailable, None),
            (refusal(429, "rateLimitExceeded", headers={"Retry-After": "999999999"}), Unavailable, 86400),
            (refusal(403, "insufficientPermissions"), AuthRequired, None),
            (refusal(403, "accessNotConfigured"), AuthRequired, None),
            (refusal(403, "forbidden"), Unavailable, None),
            (refusal(500, "backendError"), Unavailable, None),
            (refusal(503, "backendError", headers={"Retry-After": "30"}), Unavailable, 30),
            (Reply(status=502, body=b"<html>Bad Gateway</html>"), Unavailable, None),
            (Reply(status=403, body=b"<html>No</html>"), Unavailable, None),
            (Reply(status=200, body=b"<html>Sign in to the hotel's network</html>"), Unavailable, None),
            (Reply(status=200, body=b"[]"), Unavailable, None),
            (Reply(status=200, body=b"{}"), Unavailable, None),
            (Reply(status=200, body=b'{"items": [1, 2]}'), Unavailable, None),
            (Reply(status=200, body=b'{"items": "none"}'), Unavailable, None),
            (Reply(status=200, body=b"[" * 100_000), Unavailable, None),
            (Reply(status=200, body=b"\xff\xfe"), Unavailable, None),
            (Reply(broken=True), Unavailable, None),
            (Reply(body=b'{"items": []}', cut=5), Unavailable, None),
        ],
    )
    def test_each_is_told_as_what_is_to_be_done(
        self, harness: GoogleHarness, port: CalendarPort, reply: Reply, error: type[PortError], wait: int | None
    ) -> None:
        port.put(sample_entry(), None)
        with harness.server.answering(lambda _: reply), pytest.raises(error) as caught:
            port.entries()
        assert type(caught.value) is error or issubclass(error, Unavailable)
        if isinstance(caught.value, Unavailable):
            assert caught.value.retry_after == (None if wait is None else timedelta(seconds=wait))
        assert port.entries().complete

    @pytest.mark.parametrize("status", [403, 429, 500, 503])
    def test_what_was_refused_is_not_asked_again_at_once(
        self, harness: GoogleHarness, port: CalendarPort, status: int
    ) -> None:
        reply = refusal(status, "rateLimitExceeded", headers={"Retry-After": "1"})
        with (
            harness.server.counting() as asked,
            harness.server.answering(lambda _: reply),
            pytest.raises(Unavailable),
        ):
            port.entries()
        assert len(asked) == 1

    def test_a_token_that_is_refused_is_renewed_once(self, harness: GoogleHarness, port: CalendarPort) -> None:
        harness.tokens.refreshing["renew-me"] = harness.server.grants.pop(TOKEN) or frozenset()
        with harness.server.counting() as asked:
            assert port.entries().complete
        assert [each.path.partition("?")[0] for each in asked] == [
            "/calendar/v3/users/me/calendarList",
            "/token",
            "/calendar/v3/users/me/calendarList",
        ]

    def test_a_fresh_token_that_is_refused_as_well_is_told_to_the_person(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        harness.tokens.refreshing["renew-me"] = frozenset()
        with harness.server.counting() as asked, harness.provoke(AuthRequired), pytest.raises(AuthRequired):
            port.entries()
        assert len(asked) == 3

    def test_a_login_that_has_ended_is_told_to_the_person(self, harness: GoogleHarness, port: CalendarPort) -> None:
        harness.server.grants.clear()
        harness.tokens.ended = True
        with pytest.raises(AuthRequired, match="followupd auth"):
            port.entries()

    def test_a_right_that_was_not_given_is_told_to_the_person(self, harness: GoogleHarness, port: CalendarPort) -> None:
        harness.server.grants[TOKEN] = frozenset()
        with pytest.raises(AuthRequired):
            port.entries()

    @pytest.mark.parametrize("status", [400, 413])
    def test_an_entry_that_google_will_not_have_is_rejected(
        self, harness: GoogleHarness, port: CalendarPort, status: int
    ) -> None:
        port.put(sample_entry("first"), None)
        with harness.server.answering(refusing_posts(refusal(status, "invalid"))), pytest.raises(Rejected):
            port.put(sample_entry(), None)

    def test_a_calendar_that_may_not_be_written_to_loses_no_entry_for_good(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry("first"), None)
        with harness.server.answering(refusing_posts(refusal(403, "requiredAccessLevel"))), pytest.raises(Unavailable):
            port.put(sample_entry(), None)


class TestEndpoints:
    """Where to ask is a setting, and a login never goes there unencrypted."""

    @pytest.mark.parametrize("name", ["calendar_api_endpoint", "gmail_api_endpoint", "token_endpoint"])
    @pytest.mark.parametrize(
        "address",
        [
            "http://calendar.example/v3/",
            "http://localhost.elsewhere.example/",
            "ftp://localhost/",
            "https://robin:hunter2@calendar.example/",
            "https://calendar.example/?key=x",
            "https://",
            "https://[::1",
            "calendar",
        ],
    )
    def test_an_address_that_is_none_or_not_safe_is_refused(
        self, harness: GoogleHarness, tmp_path: Path, name: str, address: str
    ) -> None:
        with pytest.raises(Rejected, match=name) as caught:
            ADAPTER.open(make_setup(tmp_path / "state", {**options(harness.server), name: address}))
        assert "hunter2" not in str(caught.value)

    def test_a_server_that_stands_in_for_google_may_be_anywhere_below_its_address(
        self, harness: GoogleHarness, tmp_path: Path
    ) -> None:
        place = f"{harness.server.root}emulated/calendar"

        def elsewhere(asked: Asked) -> Reply | None:
            path = asked.path.replace("/emulated/calendar/", "/calendar/v3/")
            return harness.server.forward(replace(asked, path=path))

        with harness.server.answering(elsewhere):
            connection = ADAPTER.open(
                make_setup(tmp_path / "state", {**options(harness.server), "calendar_api_endpoint": place})
            )
            connection.calendar.put(sample_entry(), None)
            assert len(connection.calendar.entries().entries) == 1
            connection.close()


class TestNetwork:
    """A network that is not there, does not answer or does not stop."""

    def test_nobody_there_is_unavailable(self, harness: GoogleHarness, tmp_path: Path) -> None:
        nowhere = {**options(harness.server), "calendar_api_endpoint": "http://127.0.0.1:9/calendar/v3/"}
        connection = ADAPTER.open(make_setup(tmp_path / "state", nowhere))
        with pytest.raises(Unavailable, match="no way to"):
            connection.calendar.entries()
        connection.close()

    def test_an_answer_that_does_not_come_is_not_waited_for(
        self, harness: GoogleHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = Signal()
        monkeypatch.setattr(transport, "TIMEOUT", (0.05, 0.05))

        def keep_waiting(_asked: Asked) -> Reply:
            done.wait(10)
            return Reply(broken=True)

        with harness.server.answering(keep_waiting), pytest.raises(Unavailable, match="too long"):
            port.entries()
        done.set()

    def test_an_answer_that_does_not_end_is_not_kept(
        self, harness: GoogleHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transport, "LARGEST_ANSWER", 1000)
        flood = Reply(body=b'{"items": [], "summary": "' + b"x" * 2000 + b'"}')
        with harness.server.answering(lambda _: flood), pytest.raises(Unavailable):
            port.entries()

    def test_an_answer_that_drips_is_given_up(
        self, harness: GoogleHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transport, "LONGEST_ANSWER", -1.0)
        with pytest.raises(Unavailable, match="too long"):
            port.entries()
        assert harness.server.asked

    def test_reading_goes_on_over_a_connection_that_the_server_has_closed(
        self, harness: GoogleHarness, port: CalendarPort
    ) -> None:
        port.entries()
        port.put(sample_entry(), None)
        first = count(1)
        with harness.server.answering(lambda _: Reply(broken=True) if next(first) == 1 else None):
            assert len(port.entries().entries) == 1
        assert next(first) == 3

    def test_a_write_that_may_have_arrived_is_not_repeated(self, harness: GoogleHarness, port: CalendarPort) -> None:
        port.put(sample_entry("first"), None)
        with (
            harness.server.counting() as asked,
            harness.server.answering(refusing_posts(Reply(broken=True))),
            pytest.raises(Unavailable),
        ):
            port.put(sample_entry(), None)
        assert [each.method for each in asked] == ["GET", "POST"]


class TestLibraries:
    """Whatever the libraries raise has a meaning, and what they would tell stays untold."""

    @pytest.mark.parametrize(
        "kind",
        [
            each
            for module in (googleapiclient.errors, google.auth.exceptions, requests.exceptions)
            for each in vars(module).values()
            if isinstance(each, type)
            and issubclass(each, Exception)
            and each.__module__ == module.__name__
            and not issubclass(each, Warning)
        ],
        ids=lambda kind: f"{kind.__module__}.{kind.__name__}",
    )
    def test_no_error_of_theirs_goes_through(self, kind: type[Exception]) -> None:
        with pytest.raises(PortError), translate("calendar.example"):
            raise made(kind)

    def test_what_is_a_bug_of_ours_goes_through(self) -> None:
        with pytest.raises(NeverAsked), translate("calendar.example"):
            raise NeverAsked("something")

    def test_no_address_token_or_text_reaches_a_log(
        self, harness: GoogleHarness, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        harness.seed(simple("private", "Interview with Hanna"))
        connection = harness.open()
        connection.calendar.changes(None, WINDOW)
        connection.calendar.put(sample_entry(), None)
        secret = Reply(status=403, body=b'{"error": {"message": "Hanna Vogt hanna@elsewhere.example"')
        for reply in (Reply(broken=True), secret):
            with harness.server.answering(lambda _, reply=reply: reply), pytest.raises(Unavailable) as caught:  # type: ignore[misc]  # a default binds it
                connection.calendar.entries()
            assert "@" not in str(caught.value)
        connection.close()
        assert [each.getMessage() for each in caplog.records] == []


def refusing_posts(reply: Reply) -> Callable[[Asked], Reply | None]:
    """Answer what is to be stored anew with this."""
    return lambda asked: reply if asked.method == "POST" else None


def made(kind: type[Exception]) -> Exception:
    """An error of this kind."""
    if issubclass(kind, googleapiclient.errors.BatchError):
        return kind("what happened", httplib2.Response({"status": "404"}), b"{}")
    if issubclass(kind, googleapiclient.errors.HttpError):
        return kind(httplib2.Response({"status": "404"}), b"{}")
    if issubclass(kind, requests.exceptions.JSONDecodeError):
        return kind("no JSON", "{", 1)
    return kind("what happened")
