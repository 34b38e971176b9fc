"""How an Exchange is reached: logins, encryption, waiting, and every kind of failure in the words of the ports."""

from __future__ import annotations

import logging
import ssl
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import trustme
from exchangelib import BASIC, DELEGATE, UTC, Account, Configuration, Credentials
from exchangelib import errors as ews
from exchangelib.transport import AUTH_TYPE_MAP, GSSAPI
from requests.auth import HTTPBasicAuth

from adapters.conformance import make_setup
from adapters.conformance.harness import OWNER, WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from adapters.exchange import ADAPTER, login, session
from adapters.exchange.errors import Refused, translate, trouble_of
from adapters.exchange.settings import endpoint_of, settings_from
from daemon.ports.adapter import Offer, OptionValue
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable, Unsupported
from tests.adapters.caldav_proxy import Asked, Handler, Reply
from tests.adapters.exchange_harness import ExchangeHarness, options, write_password
from tests.fakes.exchange.login import PASSWORD, USER
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.server import ExchangeServer
from tests.fakes.exchange.soap import busy, fault


@pytest.fixture(autouse=True)
def nobody_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits inside a pass fails the test: the library would, for up to an hour."""

    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept for {seconds} s")

    monkeypatch.setattr(time, "sleep", sleep)


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


UNAUTHORIZED = Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})


def always(reply: Reply) -> Handler:
    """Whatever is asked, this is answered."""
    return lambda _: reply


class TestPasswords:
    @pytest.mark.parametrize("kind", ["basic", "ntlm"])
    def test_a_wrong_password_is_tried_once_however_often_somebody_asks(
        self, harness: ExchangeHarness, kind: str
    ) -> None:
        connection = harness.open(login=kind)
        write_password(harness.folder, "wrong")
        for _ in range(5):
            for ask in (connection.calendar.entries, lambda: connection.calendar.changes(None, WINDOW)):
                with pytest.raises(AuthRequired, match="does not accept the login"):
                    ask()
        assert harness.server.logins.wrong == 1
        connection.close()

    @pytest.mark.parametrize("kind", ["basic", "ntlm"])
    def test_another_password_counts_without_a_restart(self, harness: ExchangeHarness, kind: str) -> None:
        connection = harness.open(login=kind)
        write_password(harness.folder, "wrong")
        with pytest.raises(AuthRequired):
            connection.calendar.entries()
        write_password(harness.folder, PASSWORD)
        assert connection.calendar.entries().complete
        connection.close()

    def test_a_password_that_was_changed_at_both_ends_is_read_again(self, harness: ExchangeHarness) -> None:
        connection = harness.open()
        connection.calendar.changes(None, WINDOW)
        harness.server.logins.passwords[USER] = "the new one"
        write_password(harness.folder, "the new one")
        assert connection.calendar.changes(None, WINDOW).complete
        assert harness.server.logins.wrong == 1
        connection.close()

    def test_one_that_was_good_gets_one_more_chance(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        port.changes(None, WINDOW)
        with harness.server.answering(always(UNAUTHORIZED)), pytest.raises(AuthRequired):
            port.changes(None, WINDOW)
        assert port.changes(None, WINDOW).complete
        harness.server.logins.passwords[USER] = "another one"
        for _ in range(5):
            with pytest.raises(AuthRequired):
                port.changes(None, WINDOW)
        assert harness.server.logins.wrong == 2

    def test_a_password_that_was_refused_in_error_is_tried_again_some_hours_later(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = [1000.0]
        monkeypatch.setattr(login, "monotonic", lambda: clock[0])
        with harness.server.answering(always(UNAUTHORIZED)), pytest.raises(AuthRequired):
            port.entries()
        clock[0] += login.REST - 1
        with harness.server.counting() as asked, pytest.raises(AuthRequired):
            port.entries()
        assert asked == []
        clock[0] += 2
        assert port.entries().complete

    def test_a_password_that_basic_cannot_tell_is_told_by_ntlm(self, harness: ExchangeHarness) -> None:
        harness.server.logins.passwords[USER] = "пароль"
        basic, ntlm = harness.open(), harness.open(login="ntlm")
        with pytest.raises(AuthRequired, match="ntlm"):
            basic.calendar.entries()
        assert ntlm.calendar.changes(None, WINDOW).complete
        basic.close()
        ntlm.close()

    def test_without_a_password_the_account_does_not_open(self, tmp_path: Path) -> None:
        setup = make_setup(tmp_path, {"url": "mail.owner.example", "email": OWNER})
        with pytest.raises(AuthRequired, match="password_file"):
            ADAPTER.open(setup)

    def test_opening_an_account_asks_nothing(self, harness: ExchangeHarness) -> None:
        harness.open().close()
        assert harness.server.asked == []

    def test_ntlm_lets_a_connection_in_once(self, harness: ExchangeHarness) -> None:
        connection = harness.open(login="ntlm")
        connection.calendar.changes(None, WINDOW)
        with harness.server.counting() as asked:
            connection.calendar.changes(None, WINDOW)
        assert {each.headers.get("authorization") for each in asked} == {None}
        connection.close()

    def test_a_server_that_does_not_speak_ntlm_is_no_wrong_password(self, harness: ExchangeHarness) -> None:
        connection = harness.open(login="ntlm")
        harness.server.logins.ways = ("Basic",)
        with pytest.raises(AuthRequired, match="login"):
            connection.calendar.entries()
        assert harness.server.logins.wrong == 0
        connection.close()

    def test_two_accounts_on_one_server_share_no_connection(self, harness: ExchangeHarness) -> None:
        first, second = harness.open(), harness.open()
        first.calendar.entries()
        second.calendar.entries()
        assert len({each.connection for each in harness.server.asked}) == 2
        first.close()
        assert second.calendar.entries().complete
        second.close()

    def test_nor_with_anybody_else_who_uses_the_library(self, harness: ExchangeHarness) -> None:
        theirs = Configuration(
            service_endpoint=harness.server.endpoint, credentials=Credentials(USER, PASSWORD), auth_type=BASIC
        )
        account = Account(OWNER, config=theirs, access_type=DELEGATE, default_timezone=UTC)
        connection = harness.open()
        assert connection.calendar.changes(None, WINDOW).complete
        connection.close()
        account.protocol.close()


class TestEncryption:
    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def server(self, authority: trustme.CA) -> Iterator[ExchangeServer]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = authority.issue_cert("localhost")
        certificate.configure_cert(context)
        made = ExchangeServer(Mailbox(OWNER), tls=context)
        der = ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())
        made.logins.certificate = der
        yield made
        made.close()

    @pytest.mark.parametrize("kind", ["basic", "ntlm"])
    def test_a_certificate_of_ones_own_authority_is_trusted(
        self, server: ExchangeServer, authority: trustme.CA, tmp_path: Path, kind: str
    ) -> None:
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        more: dict[str, OptionValue] = {"ca_file": tmp_path / "ca.pem", "login": kind}
        connection = ADAPTER.open(make_setup(tmp_path, options(server, tmp_path, **more)))
        assert connection.calendar.entries().complete
        connection.close()

    def test_any_other_is_not_and_the_sentence_says_what_to_do(self, server: ExchangeServer, tmp_path: Path) -> None:
        connection = ADAPTER.open(make_setup(tmp_path, options(server, tmp_path)))
        with pytest.raises(Unavailable, match="ca_file"):
            connection.calendar.entries()
        assert server.asked == []
        connection.close()

    @pytest.mark.parametrize(
        "url", ["http://mail.owner.example", "http://mail.owner.example/EWS/Exchange.asmx", "ftp://x"]
    )
    def test_a_password_does_not_travel_unencrypted(self, url: str) -> None:
        with pytest.raises(Rejected, match="https"):
            endpoint_of(url)


class TestSettings:
    @pytest.mark.parametrize("url", ["mail.owner.example", "https://mail.owner.example", "https://mail.owner.example/"])
    def test_the_name_of_the_server_is_enough(self, url: str) -> None:
        assert endpoint_of(url) == "https://mail.owner.example/EWS/Exchange.asmx"

    def test_another_path_is_kept(self) -> None:
        assert endpoint_of("https://mail.owner.example:444/ews/x.asmx") == "https://mail.owner.example:444/ews/x.asmx"

    @pytest.mark.parametrize(
        "url", ["outlook.office365.com", "https://Outlook.Office365.com/EWS/Exchange.asmx", "outlook.office.com"]
    )
    def test_exchange_online_is_refused_with_what_to_use_instead(self, url: str) -> None:
        with pytest.raises(Rejected, match="microsoft365"):
            endpoint_of(url)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("email", "robin"), ("login", "oauth"), ("access", "all"), ("url", "https://me:pw@x.example")],
    )
    def test_a_setting_that_cannot_work_is_named(self, tmp_path: Path, name: str, value: str) -> None:
        given = {"url": "mail.owner.example", "email": OWNER, name: value}
        with pytest.raises(Rejected, match=name):
            settings_from(make_setup(tmp_path, given))

    def test_the_password_is_not_in_what_a_traceback_might_show(self, harness: ExchangeHarness) -> None:
        settings = settings_from(make_setup(harness.folder, options(harness.server, harness.folder)))
        assert PASSWORD not in repr(settings)
        assert settings.password is not None
        assert PASSWORD not in repr(settings.password())

    def test_what_the_account_is_not_used_for_is_not_there(self, harness: ExchangeHarness) -> None:
        setup = make_setup(harness.folder, options(harness.server, harness.folder))
        connection = ADAPTER.open(replace(setup, offers=frozenset({Offer.INBOX})))
        assert connection.inbox is not None
        for offer in ("calendar", "drafts"):
            with pytest.raises(Unsupported):
                getattr(connection, offer)
        connection.close()

    def test_kerberos_takes_no_password(self, harness: ExchangeHarness, monkeypatch: pytest.MonkeyPatch) -> None:
        library = ModuleType("requests_gssapi")
        library.__spec__ = ModuleSpec("requests_gssapi", None)
        monkeypatch.setitem(sys.modules, "requests_gssapi", library)
        # The ticket is shown by somebody else's library; what it shows is not looked at here.
        monkeypatch.setitem(AUTH_TYPE_MAP, GSSAPI, lambda: HTTPBasicAuth(USER, PASSWORD))
        connection = harness.open(login="kerberos", password_file=None)
        assert connection.calendar.changes(None, WINDOW).complete
        with harness.server.answering(always(UNAUTHORIZED)), pytest.raises(AuthRequired):
            connection.calendar.changes(None, WINDOW)
        assert connection.calendar.changes(None, WINDOW).complete
        connection.close()

    def test_without_its_library_kerberos_says_what_to_install(self, tmp_path: Path) -> None:
        setup = make_setup(tmp_path, {"url": "mail.owner.example", "email": OWNER, "login": "kerberos"})
        if find_spec("requests_gssapi") is None:
            with pytest.raises(Rejected, match=r"followupd\[exchange,kerberos\]"):
                ADAPTER.open(setup)
        else:
            ADAPTER.open(setup).close()

    def test_the_mailbox_of_somebody_else_is_opened_in_their_name(self, harness: ExchangeHarness) -> None:
        for access, expected in (("delegate", False), ("impersonation", True)):
            connection = harness.open(access=access)
            with harness.server.counting() as asked:
                connection.calendar.entries()
            assert {b"ExchangeImpersonation" in each.body for each in asked} == {expected}
            connection.close()


class TestTrouble:
    def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        with harness.server.answering(always(busy(297_749))), pytest.raises(Unavailable) as caught:
            port.entries()
        assert caught.value.retry_after == timedelta(seconds=297.749)

    def test_so_is_one_that_says_so_by_http(self, harness: ExchangeHarness, port: CalendarPort) -> None:
        for status in (429, 503):
            reply = Reply(status=status, headers={"Retry-After": "90"})
            with harness.server.answering(always(reply)), pytest.raises(Unavailable) as caught:
                port.entries()
            assert caught.value.retry_after == timedelta(seconds=90)

    def test_a_connection_that_lay_idle_and_was_closed_is_made_anew(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        port.changes(None, WINDOW)
        breaks = iter([Reply(broken=True)])
        with harness.server.answering(lambda _: next(breaks, None)):
            assert port.changes(None, WINDOW).complete
        assert next(breaks, None) is None

    def test_what_was_perhaps_written_is_not_written_again_without_a_look(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        def lose_answer(asked: Asked) -> Reply | None:
            if b"CreateItem" not in asked.body:
                return None
            harness.server.forward(asked)
            return Reply(broken=True)

        with harness.server.answering(lose_answer), pytest.raises(Unavailable):
            port.put(sample_entry(), None)
        port.put(sample_entry(), None)
        assert len(harness.box.within(harness.own())) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            *(Reply(status=status) for status in (400, 404, 500, 502)),
            Reply(body=b"<html>Sign in to the network of this hotel</html>"),
            Reply(body=b""),
            Reply(body=b"<?xml version='1.0'?><s:Envelope"),
            Reply(headers={"Content-Encoding": "gzip"}, body=b"no gzip"),
            Reply(cut=3, body=b"<?xml version='1.0'?>"),
            Reply(status=302, headers={"Location": "/owa/auth/logon.aspx"}),
            Reply(status=302, headers={"Location": "https://elsewhere.example/EWS/Exchange.asmx"}),
        ],
    )
    def test_whatever_it_answers_is_an_error_of_the_ports(
        self, harness: ExchangeHarness, port: CalendarPort, reply: Reply
    ) -> None:
        with harness.server.answering(always(reply)), pytest.raises(Unavailable) as caught:
            port.changes(None, WINDOW)
        assert "localhost" in str(caught.value)
        assert port.changes(None, WINDOW).complete

    def test_a_mailbox_that_was_moved_to_the_cloud_says_what_to_use(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        moved = Reply(status=302, headers={"Location": "https://outlook.office365.com/EWS/Exchange.asmx"})
        with harness.server.answering(always(moved)), pytest.raises(AuthRequired, match="microsoft365"):
            port.entries()

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("ErrorAccessDenied", "full access"),
            ("ErrorImpersonateUserDenied", "ApplicationImpersonation"),
            ("ErrorNonExistentMailbox", "email"),
            ("ErrorPasswordExpired", "administrator"),
        ],
    )
    def test_who_has_no_right_to_the_mailbox_hears_whom_to_ask(
        self, harness: ExchangeHarness, port: CalendarPort, code: str, told: str
    ) -> None:
        with harness.server.answering(always(fault(code))), pytest.raises(AuthRequired, match=told):
            port.entries()

    def test_an_answer_without_end_is_broken_off(
        self, harness: ExchangeHarness, port: CalendarPort, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(session, "LARGEST_ANSWER", 100_000)
        with harness.server.answering(lambda _: Reply(body=b"x" * 1_000_000)), pytest.raises(Unavailable, match="end"):
            port.entries()

    def test_a_server_that_sends_entities_is_not_asked_for_more_of_them(
        self, harness: ExchangeHarness, port: CalendarPort
    ) -> None:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 50) for letter in range(ord("b"), ord("j"))
        )
        with harness.server.answering(lambda _: Reply(body=b"<?xml version='1.0'?>" + bomb + b"]><x>&i;</x>")):
            before = time.monotonic()
            with pytest.raises(Unavailable):
                port.entries()
            assert time.monotonic() - before < 5

    def test_nothing_of_requests_and_answers_gets_into_a_log(
        self, harness: ExchangeHarness, port: CalendarPort, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        harness.seed(simple("theirs", "Something private"))
        replies = (Reply(status=500, body=b"Something private"), busy(), Reply(broken=True), Reply(cut=1, body=b"<x>"))
        for reply in replies:
            with harness.server.answering(always(reply)), pytest.raises(PortError):
                port.changes(None, WINDOW)
        port.changes(None, WINDOW)
        port.put(sample_entry(), None)
        said = "\n".join(record.getMessage() for record in caplog.records)
        assert not any(private in said for private in ("private", OWNER, PASSWORD, "Basic ", sample_entry().summary))


def made(kind: type[Exception], text: str) -> Exception:
    """An error of the library, with all that any of them has."""
    error: Any = kind.__new__(kind)
    Exception.__init__(error, text)
    error.value, error.wait, error.back_off = text, 5.0, 5.0
    assert isinstance(error, Exception)
    return error


class TestErrors:
    EVERY = tuple(each for each in vars(ews).values() if isinstance(each, type) and issubclass(each, ews.EWSError))

    def test_every_error_of_the_library_becomes_one_of_the_ports(self) -> None:
        assert len(self.EVERY) > 300
        secret = "robin@owner.example wrote: Something private"
        for kind in self.EVERY:
            translated = trouble_of(made(kind, secret), "mail.owner.example")
            assert isinstance(translated, Unavailable | AuthRequired)
            assert "private" not in str(translated)
            assert "robin" not in str(translated)

    def test_an_error_of_our_own_is_no_trouble_of_the_servers(self) -> None:
        with pytest.raises(ZeroDivisionError), translate("mail.owner.example"):
            _ = 1 / 0

    def test_a_wait_of_years_is_a_day(self) -> None:
        error = ews.ErrorServerBusy("busy", back_off=10.0**9)
        translated = trouble_of(error, "x")
        assert isinstance(translated, Unavailable)
        assert translated.retry_after == timedelta(days=1)
        assert isinstance(trouble_of(Refused(418), "x"), Unavailable)
