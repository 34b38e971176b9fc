"""What leaves for Graph, and what of its answers the daemon is told: every request, every kind of failure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event as Signal
from threading import Lock, Thread
from types import ModuleType

import msal.exceptions
import pytest
import requests.exceptions
from msal.oauth2cli import oidc

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER, WINDOW
from adapters.conformance.samples import sample_entry
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.calendar import MicrosoftCalendar
from adapters.microsoft365.errors import translate
from adapters.microsoft365.graph import Graph
from adapters.microsoft365.refusals import reaching
from adapters.microsoft365.session import AT_ONCE
from adapters.web import transport
from adapters.web.asking import NeverAsked
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_events import event
from tests.adapters.microsoft365_harness import MicrosoftHarness, options
from tests.fakes.graph.asking import refusal


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


def graph_of(port: CalendarPort) -> Graph:
    """The mailbox, as whoever has the session may ask it."""
    assert isinstance(port, MicrosoftCalendar)
    return port.calendars.graph


def to_graph(reply: Reply) -> Callable[[Asked], Reply | None]:
    """This answer to whatever is asked of Graph, and not of where people sign in."""
    return lambda asked: reply if asked.path.startswith("/v1.0/") else None


def kinds_in(*modules: ModuleType) -> list[type[Exception]]:
    """The errors that libraries define."""
    found = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    names = {module.__name__ for module in modules}
    errors = [each for each in found if issubclass(each, Exception) and not issubclass(each, Warning)]
    return [each for each in errors if each.__module__ in names]


def told(status: int, code: str, **headers: str) -> Reply:
    """A refusal of Graph's with headers of its own."""
    found = refusal(status, code, f"Something that holds {OWNER} and the title of an event")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(found, headers={**found.headers, **named})


class TestGuard:
    def test_no_byte_leaves_of_what_is_not_permitted(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        theirs = harness.api.id_of(harness.api.store(harness.api.default, event()))
        graph, own, entry = graph_of(port), harness.own(), harness.handle(written.ref)
        message = {"message": {"subject": "x", "toRecipients": []}}
        inviting = {"subject": "x", "attendees": [{"emailAddress": {"address": "hanna@elsewhere.example"}}]}
        attempts: list[Callable[[], object]] = [
            lambda: graph.post("sendMail", content=message),
            lambda: graph.post("messages", "AAk=", "send", content={}),
            lambda: graph.post("events", theirs, "accept", content={"sendResponse": True}),
            lambda: graph.post("events", theirs, "cancel", content={}),
            lambda: graph.post("calendars", own, "events", entry, "forward", content={}),
            lambda: graph.post("calendars", own, "events", content=inviting),
            lambda: graph.patch("calendars", own, "events", entry, content=inviting),
            lambda: graph.patch("calendars", harness.api.default, "events", theirs, content={"subject": "x"}),
            lambda: graph.delete("calendars", harness.api.default, "events", theirs),
            lambda: graph.get("users", "somebody@else.example", "calendars"),
            lambda: graph.follow(f"{harness.server.root}v1.0/users/somebody@else.example/calendars"),
        ]
        with harness.server.counting() as asked:
            for attempt in attempts:
                with pytest.raises(NeverAsked):
                    attempt()
        assert asked == []

    def test_a_redirection_is_not_followed(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        port.changes(None, WINDOW)
        away = Reply(status=302, headers={"Location": f"{harness.server.root}elsewhere"})
        with harness.server.counting() as asked, harness.server.answering(to_graph(away)), pytest.raises(Unavailable):
            port.changes(None, WINDOW)
        assert [each.path for each in asked if "elsewhere" in each.path] == []

    def test_nothing_around_the_service_changes_where_and_as_whom_it_asks(
        self, harness: MicrosoftHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "netrc").write_text("machine localhost login mallory password hunter2\n", encoding="utf-8")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "REQUESTS_CA_BUNDLE"):
            monkeypatch.setenv(name, "http://127.0.0.1:9/")
        connection = harness.open()
        with harness.server.counting() as asked:
            connection.calendar.entries()
        connection.close()
        assert asked
        assert all(each.headers["authorization"].startswith("Bearer ") for each in harness.server.asked_of_graph(asked))

    def test_no_more_is_asked_at_once_than_graph_takes(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        port.entries()
        graph, one_more, lock = graph_of(port), Signal(), Lock()
        present: list[Asked] = []
        peaks: list[int] = []

        def wait(asked: Asked) -> None:
            with lock:
                present.append(asked)
                peaks.append(len(present))
                if len(present) > AT_ONCE:
                    one_more.set()
            one_more.wait(0.5)  # it has the time to come, and does not
            with lock:
                present.remove(asked)

        with harness.server.answering(wait):
            threads = [Thread(target=lambda: list(graph.walk("calendars"))) for _ in range(3 * AT_ONCE)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(peaks) == 3 * AT_ONCE
        assert max(peaks) == AT_ONCE


class TestRefusals:
    """What Graph says no with, as the daemon understands it."""

    @pytest.mark.parametrize(
        ("reply", "error", "wait"),
        [
            (told(429, "TooManyRequests", Retry_After="7"), Unavailable, 7),
            (told(429, "ApplicationThrottled"), Unavailable, None),
            (told(403, "ApplicationThrottled", Retry_After="90"), Unavailable, 90),
            (told(503, "ServiceUnavailable", Retry_After="30"), Unavailable, 30),
            (told(504, "GatewayTimeout"), Unavailable, None),
            (told(509, "BandwidthLimitExceeded", Retry_After="5"), Unavailable, 5),
            (
                told(429, "x", Retry_After="Mon, 02 Mar 2026 09:05:00 GMT", Date="Mon, 02 Mar 2026 09:00:00 GMT"),
                Unavailable,
                300,
            ),
            (told(429, "x", Retry_After="soon"), Unavailable, None),
            (told(429, "x", Retry_After="999999999"), Unavailable, 86400),
            (told(403, "ErrorAccessDenied"), AuthRequired, None),
            (told(403, "Authorization_RequestDenied"), AuthRequired, None),
            (told(404, "MailboxNotEnabledForRESTAPI"), AuthRequired, None),
            (told(404, "ErrorInvalidUser"), AuthRequired, None),
            (told(404, "ErrorNonExistentMailbox"), AuthRequired, None),
            (told(500, "InternalServerError"), Unavailable, None),
            (told(400, "BadRequest"), Unavailable, None),
            (Reply(status=502, body=b"<html>Bad Gateway</html>"), Unavailable, None),
            (Reply(status=403, body=b"<html>No</html>"), AuthRequired, None),
            (Reply(status=200, body=b"<html>Sign in to the hotel's network</html>"), Unavailable, None),
            (Reply(status=200, body=b"[]"), Unavailable, None),
            (Reply(status=200, body=b"{}"), Unavailable, None),
            (Reply(status=200, body=b'{"value": [1, 2]}'), Unavailable, None),
            (Reply(status=200, body=b'{"value": [{"id": 7}]}'), Unavailable, None),
            (Reply(status=200, body=b'{"value": "none"}'), Unavailable, None),
            (Reply(status=200, body=b"[" * 100_000), Unavailable, None),
            (Reply(status=200, body=b"\xff\xfe"), Unavailable, None),
            (Reply(broken=True), Unavailable, None),
            (Reply(body=b'{"value": []}', cut=5), Unavailable, None),
        ],
    )
    def test_each_is_told_as_what_is_to_be_done(
        self, harness: MicrosoftHarness, port: CalendarPort, reply: Reply, error: type[PortError], wait: int | None
    ) -> None:
        port.put(sample_entry(), None)
        with harness.server.answering(to_graph(reply)):
            for ask in (port.entries, lambda: port.changes(None, WINDOW)):
                with pytest.raises(error) as caught:
                    ask()
                if isinstance(caught.value, Unavailable):
                    assert caught.value.retry_after == (None if wait is None else timedelta(seconds=wait))
                assert OWNER not in str(caught.value)
                assert "title" not in str(caught.value)
        assert port.entries().complete

    @pytest.mark.parametrize("status", [403, 429, 500, 503])
    def test_what_was_refused_is_not_asked_again_at_once(
        self, harness: MicrosoftHarness, port: CalendarPort, status: int
    ) -> None:
        port.put(sample_entry(), None)
        reply = told(status, "x", Retry_After="1")
        with (
            harness.server.counting() as asked,
            harness.server.answering(to_graph(reply)),
            pytest.raises((Unavailable, AuthRequired)),
        ):
            port.entries()
        assert len(asked) == 1

    def test_a_token_that_is_refused_is_renewed_once(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        port.put(sample_entry(), None)
        harness.server.grants.clear()
        with harness.server.counting() as asked:
            assert port.entries().complete
        assert [each.path.partition("?")[0].rpartition("/")[2] for each in asked] == [
            "events",
            "openid-configuration",
            "token",
            "events",
        ]

    def test_a_fresh_token_that_is_refused_as_well_is_told_to_the_person(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry(), None)
        with (
            harness.server.counting() as asked,
            harness.server.answering(to_graph(told(401, "InvalidAuthenticationToken"))),
            pytest.raises(AuthRequired, match="followupd auth"),
        ):
            port.entries()
        assert len(harness.server.asked_of_graph(asked)) == 2

    @pytest.mark.parametrize("status", [400, 413, 422])
    def test_an_entry_that_outlook_will_not_have_is_rejected(
        self, harness: MicrosoftHarness, port: CalendarPort, status: int
    ) -> None:
        port.put(sample_entry("first"), None)
        reply = told(status, "ErrorPropertyValidationFailure")
        with (
            harness.server.answering(lambda asked: reply if asked.method == "POST" else None),
            pytest.raises(Rejected),
        ):
            port.put(sample_entry(), None)

    def test_what_libraries_say_of_what_is_asked_is_not_logged(
        self, harness: MicrosoftHarness, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        connection = harness.open()
        connection.calendar.put(sample_entry(), None)
        harness.server.grants.clear()
        connection.calendar.entries()
        connection.close()
        assert [record.name for record in caplog.records if not record.name.startswith(("tests", "daemon"))] == []


class TestEndpoints:
    """Where to ask is a setting, and a login never goes there unencrypted."""

    @pytest.mark.parametrize("name", ["graph_endpoint", "login_endpoint"])
    @pytest.mark.parametrize(
        "address",
        [
            "http://graph.example/v1.0/",
            "http://localhost.elsewhere.example/",
            "ftp://localhost/",
            "https://robin:hunter2@graph.example/",
            "https://graph.example/?key=x",
            "https://",
            "https://[::1",
            "graph",
        ],
    )
    def test_an_address_that_is_none_or_not_safe_is_refused(
        self, harness: MicrosoftHarness, tmp_path: Path, name: str, address: str
    ) -> None:
        with pytest.raises(Rejected, match=name) as caught:
            ADAPTER.open(make_setup(tmp_path / "state", options(harness.server, **{name: address})))
        assert "hunter2" not in str(caught.value)

    def test_a_server_that_stands_in_for_microsoft_may_be_anywhere_below_its_address(
        self, harness: MicrosoftHarness, tmp_path: Path
    ) -> None:
        def elsewhere(asked: Asked) -> Reply | None:
            if not asked.path.startswith("/emulated/"):
                return None
            return harness.server.forward(replace(asked, path=asked.path.removeprefix("/emulated")))

        place = f"{harness.server.root}emulated/v1.0"
        with harness.server.answering(elsewhere):
            connection = ADAPTER.open(make_setup(tmp_path / "state", options(harness.server, graph_endpoint=place)))
            with closing(connection):
                connection.calendar.put(sample_entry(), None)
                assert len(connection.calendar.entries().entries) == 1

    def test_a_server_whose_certificate_nobody_vouches_for_is_not_believed(
        self, harness: MicrosoftHarness, tmp_path: Path
    ) -> None:
        connection = ADAPTER.open(make_setup(tmp_path / "state", options(harness.server, ca_file=None)))
        with closing(connection), pytest.raises(Unavailable, match="certificate is not trusted"):
            connection.calendar.changes(None, WINDOW)


class TestNetwork:
    """A network that is not there, does not answer or does not stop."""

    def test_nobody_there_is_unavailable(self, harness: MicrosoftHarness, tmp_path: Path) -> None:
        nowhere = options(harness.server, graph_endpoint="https://localhost:9/v1.0/")
        connection = ADAPTER.open(make_setup(tmp_path / "state", nowhere))
        with closing(connection), pytest.raises(Unavailable, match="no way to"):
            connection.calendar.entries()

    def test_an_answer_that_does_not_come_is_not_waited_for(
        self, harness: MicrosoftHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        port.put(sample_entry(), None)
        done = Signal()
        monkeypatch.setattr(transport, "TIMEOUT", (0.5, 0.05))

        def keep_waiting(_asked: Asked) -> Reply:
            done.wait(10)
            return Reply(broken=True)

        with harness.server.answering(keep_waiting), pytest.raises(Unavailable, match="too long"):
            port.entries()
        done.set()

    def test_an_answer_that_does_not_end_is_not_kept(
        self, harness: MicrosoftHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        port.put(sample_entry(), None)
        monkeypatch.setattr(transport, "LARGEST_ANSWER", 1000)
        flood = Reply(body=b'{"value": [], "more": "' + b"x" * 2000 + b'"}')
        with harness.server.answering(to_graph(flood)), pytest.raises(Unavailable):
            port.entries()

    def test_an_answer_that_drips_is_given_up(self, port: CalendarPort, monkeypatch: pytest.MonkeyPatch) -> None:
        port.put(sample_entry(), None)
        monkeypatch.setattr(transport, "LONGEST_ANSWER", -1.0)
        with pytest.raises(Unavailable, match="too long"):
            port.entries()

    def test_reading_goes_on_over_a_connection_that_the_server_has_closed(
        self, harness: MicrosoftHarness, port: CalendarPort
    ) -> None:
        port.put(sample_entry(), None)
        first = count(1)
        with harness.server.answering(lambda _: Reply(broken=True) if next(first) == 1 else None):
            assert len(port.entries().entries) == 1

    def test_a_write_that_may_have_arrived_is_not_repeated(self, harness: MicrosoftHarness, port: CalendarPort) -> None:
        port.put(sample_entry("first"), None)
        broken = Reply(broken=True)
        with (
            harness.server.counting() as asked,
            harness.server.answering(lambda asked: broken if asked.method == "POST" else None),
            pytest.raises(Unavailable),
        ):
            port.put(sample_entry(), None)
        assert [each.method for each in asked] == ["GET", "POST"]


class TestLibraries:
    """Whatever the libraries raise has a meaning."""

    @pytest.mark.parametrize("kind", kinds_in(requests.exceptions), ids=lambda kind: kind.__name__)
    def test_no_error_of_the_library_for_http_goes_through(self, kind: type[Exception]) -> None:
        for context in (translate("graph.example"), reaching()):
            with pytest.raises(PortError), context:
                raise kind.__new__(kind)

    @pytest.mark.parametrize("kind", kinds_in(msal.exceptions, oidc), ids=lambda kind: kind.__name__)
    def test_no_error_of_the_library_for_logins_goes_through(self, kind: type[Exception]) -> None:
        with pytest.raises(PortError), reaching():
            raise kind.__new__(kind)

    def test_what_is_a_bug_of_ours_goes_through(self) -> None:
        for context in (translate("graph.example"), reaching()):
            with pytest.raises(NeverAsked), context:
                raise NeverAsked("something")
