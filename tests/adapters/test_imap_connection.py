"""The connection to a server: who is trusted, what is never said or sent, and how it comes back when it dies."""

from __future__ import annotations

import logging
import re
import socket
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from imapclient import IMAPClient

from adapters.conformance import make_setup
from adapters.conformance.inbox_reading import ELSEWHERE, letter
from adapters.conformance.samples import sample_draft
from adapters.imap import wire
from adapters.imap.access import Access
from adapters.imap.wire import Client, Forbidden
from daemon.ports.adapter import OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable
from tests.adapters.dovecot import PASSWORD
from tests.adapters.imap_harness import ImapHarness
from tests.adapters.imap_relay import Script, answering, no_script


@pytest.fixture
def harness(imap: ImapHarness) -> ImapHarness:
    return imap


@pytest.fixture
def client(harness: ImapHarness) -> Iterator[Client]:
    """A connection as the adapter makes it, with the inbox open and one message in it."""
    harness.deliver(letter(1))
    made = access(harness).connect()
    made.select_folder("INBOX", readonly=True)
    harness.relay.forget()
    yield made
    made.shutdown()


def access(harness: ImapHarness, **options: OptionValue) -> Access:
    """How the account is reached with these settings."""
    return Access.from_settings(make_setup(harness.state, harness.options | options))


def works(harness: ImapHarness) -> bool:
    """Whether mail can be read and a draft be written, over a new connection."""
    connection = harness.open()
    connection.drafts.put(sample_draft(), None)
    return connection.inbox.messages(None, ELSEWHERE).complete


def swallow_until_reconnected() -> Script:
    """What a router does to a line that it has forgotten: nothing arrives, and nobody is told."""
    renewed: list[bytes] = []

    def script(_tag: bytes, line: bytes) -> bytes | None:
        renewed.extend([line] if line.startswith(b"CAPABILITY") else [])
        return None if renewed else b""

    return script


class TestNeverSending:
    """What is not on the list of commands does not leave this machine, whoever calls for it."""

    @pytest.mark.parametrize(
        "call",
        [
            lambda client: client.expunge(),
            lambda client: client.close_folder(),
            lambda client: client.unselect_folder(),
            lambda client: client.create_folder("Folder"),
            lambda client: client.rename_folder("Archive", "Other"),
            lambda client: client.delete_folder("Archive"),
            lambda client: client.subscribe_folder("Archive"),
            lambda client: client.copy([1], "Archive"),
            lambda client: client.move([1], "Archive"),
            lambda client: client.fetch([1], ["BODY[]"]),
            lambda client: client.fetch([1], ["RFC822"]),
            lambda client: client.fetch([1], ["RFC822.TEXT", "FLAGS"]),
            lambda client: client.fetch([1], ["BINARY[1]"]),
            lambda client: client.idle(),
            lambda client: client.noop(),
            lambda client: client._raw_command(b"SENDMAIL", [b"now"], uid=False),
            lambda client: client._raw_command(b"SETACL", [b"INBOX anyone lrs"], uid=False),
        ],
    )
    def test_a_command_that_is_not_on_the_list_is_refused(
        self, harness: ImapHarness, client: Client, call: Callable[[IMAPClient], object]
    ) -> None:
        with pytest.raises(Forbidden):
            call(client)
        assert harness.relay.lines == []

    def test_the_list_lets_through_what_is_needed(self, harness: ImapHarness, client: Client) -> None:
        assert client.search("ALL") == [1]
        assert b"BODY[]" in client.fetch([1], ["BODY.PEEK[]", "RFC822.SIZE"])[1]
        assert harness.relay.commands == ["UID SEARCH", "UID FETCH"]

    def test_a_draft_that_looks_like_a_command_is_only_a_draft(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(body="A1 EXPUNGE\r\nA2 LOGOUT\r\n"), None)
        drafts.remove(written.ref, written.version)
        assert set(harness.relay.commands) >= {"APPEND", "UID EXPUNGE"}


class TestTrust:
    """Encryption, certificates and secrets."""

    def encrypted(self, harness: ImapHarness, security: str, **options: OptionValue) -> Access:
        """Access with encryption, on the server's own ports."""
        port = harness.server.tls_port if security == "tls" else harness.server.port
        return access(harness, security=security, port=port, **options)

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_an_authority_of_ones_own_is_trusted_if_it_is_named(self, harness: ImapHarness, security: str) -> None:
        client = self.encrypted(harness, security, ca_file=harness.server.ca_file).connect()
        assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0
        client.shutdown()

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_nobody_else_is(self, harness: ImapHarness, security: str) -> None:
        with pytest.raises(Unavailable, match=r"certificate is not to be trusted.*ca_file"):
            self.encrypted(harness, security).connect()

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_a_certificate_for_another_name_is_refused(self, harness: ImapHarness, security: str) -> None:
        with pytest.raises(Unavailable, match="certificate is not to be trusted"):
            self.encrypted(harness, security, host="127.0.0.2", ca_file=harness.server.ca_file).connect()

    def test_where_encryption_is_taken_away_nothing_is_told(self, harness: ImapHarness) -> None:
        harness.relay.hidden = (b"STARTTLS",)
        with pytest.raises(Unavailable):
            access(harness, security="starttls", ca_file=harness.server.ca_file).connect()
        assert harness.relay.commands == ["CAPABILITY"]

    def test_a_server_that_greets_as_if_one_were_logged_in_is_not_believed(self, harness: ImapHarness) -> None:
        harness.relay.greeting = b"* PREAUTH Come in.\r\n"
        with pytest.raises(Unavailable):
            access(harness, security="starttls", ca_file=harness.server.ca_file).connect()

    def test_a_port_that_speaks_no_tls_is_told(self, harness: ImapHarness) -> None:
        with pytest.raises(Unavailable, match="check port and security"):
            access(harness, security="tls").connect()

    @pytest.mark.parametrize("host", ["mail.example", "192.0.2.1", "127.0.0.1.mail.example", "localhost.example"])
    def test_nothing_goes_unencrypted_to_another_machine(self, harness: ImapHarness, host: str) -> None:
        with pytest.raises(Rejected, match=r"^security: "):
            access(harness, host=host, security="none")

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
    def test_on_this_machine_it_may(self, harness: ImapHarness, host: str) -> None:
        assert access(harness, host=host, security="none").port == harness.relay.port

    @pytest.mark.parametrize(("setting", "value"), [("security", "ssl"), ("login", "oauth")])
    def test_a_setting_that_cannot_work_is_named(self, harness: ImapHarness, setting: str, value: str) -> None:
        with pytest.raises(Rejected, match=f"^{setting}: "):
            access(harness, **{setting: value})

    def test_a_missing_authority_is_named(self, harness: ImapHarness, tmp_path: Path) -> None:
        with pytest.raises(Rejected, match=r"^ca_file: "):
            access(harness, security="tls", ca_file=tmp_path / "nowhere.pem").connect()

    @pytest.mark.parametrize(("security", "port"), [("tls", 993), ("starttls", 143)])
    def test_the_usual_port_is_taken(self, harness: ImapHarness, security: str, port: int) -> None:
        assert access(harness, security=security, port=None).port == port

    def test_the_password_is_never_shown(self, harness: ImapHarness, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        reached = access(harness)
        reached.connect().shutdown()
        harness.password_file.write_text("wrong-" + PASSWORD, "utf-8")
        with pytest.raises(AuthRequired) as caught:
            reached.connect()
        assert PASSWORD not in f"{reached!r} {caught.value} {caught.value.__cause__!r} {caplog.text}"


class TestLogins:
    """Logging in, and being refused."""

    def test_a_new_password_counts_without_a_restart(self, harness: ImapHarness) -> None:
        connection = harness.open()
        harness.password_file.write_text("wrong", "utf-8")
        harness.relay.cut()
        with pytest.raises(AuthRequired, match="app password"):
            connection.inbox.messages(None, ELSEWHERE)
        harness.password_file.write_text(PASSWORD, "utf-8")
        assert connection.inbox.messages(None, ELSEWHERE).complete

    def test_a_server_with_the_oldest_login_only_is_used(self, harness: ImapHarness) -> None:
        harness.relay.hidden = (b"AUTH=PLAIN",)
        access(harness).connect().shutdown()
        assert "LOGIN" in harness.relay.commands
        harness.password_file.write_text("Schlüssel", "utf-8")
        with pytest.raises(AuthRequired, match="plain letters"):
            access(harness).connect()

    def test_an_access_token_is_sent_as_one(self, harness: ImapHarness) -> None:
        tags: list[bytes] = []

        def script(tag: bytes, line: bytes) -> bytes | None:
            tags.append(tag)
            if line.startswith(b"AUTHENTICATE XOAUTH2"):
                return b"+ \r\n"
            return tags[-2] + b" NO [AUTHENTICATIONFAILED] No.\r\n" if not line else None

        harness.relay.script = script
        with pytest.raises(AuthRequired):
            access(harness, login="xoauth2").connect()
        assert any(line.startswith("AUTHENTICATE XOAUTH2") for line in harness.relay.lines)
        assert not any("PLAIN" in line for line in harness.relay.lines)
        assert b64decode(tags[-1]) == f"user={harness.user}\x01auth=Bearer {PASSWORD}\x01\x01".encode()

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (b"NO [AUTHENTICATIONFAILED] Wrong.", AuthRequired),
            (b"NO [AUTHENTICATIONFAILED] Wrong, try again later.", AuthRequired),
            (b"NO [EXPIRED] Too old.", AuthRequired),
            (b"NO LOGIN failed.", AuthRequired),
            (b"NO [UNAVAILABLE] The directory is down.", Unavailable),
            (b"NO [LIMIT] One too many.", Unavailable),
            (b"NO [ALERT] Too many simultaneous connections. (Failure)", Unavailable),
            (b"NO Temporary failure, try again.", Unavailable),
        ],
    )
    def test_a_refused_login_is_told_for_what_it_is(
        self, harness: ImapHarness, answer: bytes, error: type[PortError]
    ) -> None:
        harness.relay.hidden = (b"AUTH=PLAIN",)
        harness.relay.script = answering("LOGIN", b"TAG " + answer + b"\r\n")
        with pytest.raises(error) as caught:
            access(harness).connect()
        assert type(caught.value) is error

    def test_a_line_that_breaks_at_the_login_is_no_refusal(self, harness: ImapHarness) -> None:
        harness.relay.hidden = (b"AUTH=PLAIN",)
        harness.relay.script = answering("LOGIN", b"* BYE Going down.\r\n")
        with pytest.raises(Unavailable):
            access(harness).connect()

    @pytest.mark.parametrize("greeting", [b"* BYE Too busy.\r\n", b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
    def test_a_strange_greeting_is_no_refusal(self, harness: ImapHarness, greeting: bytes) -> None:
        harness.relay.greeting = greeting
        with pytest.raises(Unavailable, match="cannot be reached"):
            harness.open()


class TestComingBack:
    """Lines that die, and servers that say strange things: the next call works."""

    def test_a_line_that_died_unseen_is_made_anew(self, harness: ImapHarness) -> None:
        connection = harness.open()
        connection.drafts.put(sample_draft(), None)
        harness.relay.cut()
        assert connection.inbox.messages(None, ELSEWHERE).complete
        harness.relay.cut()
        connection.drafts.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_a_quiet_line_shows_routers_on_the_way_that_it_is_in_use(self, client: Client) -> None:
        connection = client.socket()
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) < 5 * 60

    def test_a_line_that_a_router_forgot_is_made_anew(
        self, harness: ImapHarness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wire, "READ_SECONDS", 0.5)
        connection = harness.open()
        monkeypatch.undo()
        harness.relay.script = swallow_until_reconnected()
        assert connection.inbox.messages(None, ELSEWHERE).complete

    def test_a_server_that_says_goodbye_in_the_middle_is_called_again(self, harness: ImapHarness) -> None:
        connection = harness.open()
        said: list[bytes] = []

        def script(_tag: bytes, line: bytes) -> bytes | None:
            if line.startswith(b"EXAMINE") and not said:
                said.append(line)
                return b"* BYE Idle for too long.\r\n"
            return None

        harness.relay.script = script
        assert connection.inbox.messages(None, ELSEWHERE).complete
        assert said

    @pytest.mark.parametrize(
        "script",
        [
            answering("UID FETCH", b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[HEADER.FIELDS (FROM)]<0> {999999999999}\r\n"),
            answering("UID SEARCH", b"* SEARCH " + b"1 " * 1_000_000 + b"\r\nTAG OK Done.\r\n"),
            answering("UID SEARCH", b"* SEARCH one two\r\nTAG OK Done.\r\n"),
            answering("UID SEARCH", b"* SEARCH 1\r\n* SEARCH 2\r\nTAG OK Done.\r\n"),
            answering("UID FETCH", b"* 1 FETCH (UID one)\r\nTAG OK Done.\r\n"),
            answering("UID FETCH", b"* 1 FETCH " + b"(" * 50_000 + b"\r\nTAG OK Done.\r\n"),
            answering("UID FETCH", b"\x00\x00\x00\r\n"),
            answering("UID SEARCH", b"TAG NO [SERVERBUG] robin@owner.example\r\n"),
            answering("UID SEARCH", b"TAG BAD robin@owner.example\r\n"),
            answering("EXAMINE", b"TAG NO [UNAVAILABLE] Later.\r\n"),
        ],
    )
    def test_an_answer_that_makes_no_sense_is_unavailable_and_the_next_call_works(
        self, harness: ImapHarness, script: Script
    ) -> None:
        harness.deliver(letter(1))
        connection = harness.open()
        harness.relay.script = script
        with pytest.raises(Unavailable) as caught:
            connection.inbox.messages(None, ELSEWHERE)
        assert type(caught.value) is Unavailable
        assert not re.search("robin|999999", str(caught.value))
        harness.relay.cut()
        harness.relay.script = no_script
        assert len(connection.inbox.messages(None, ELSEWHERE).messages) == 1

    def test_an_answer_without_end_is_cut_off(self, harness: ImapHarness) -> None:
        harness.deliver(letter(1))
        connection = harness.open()
        line = b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM)]<0> {4000000}\r\n" + b"x" * 4_000_000 + b")\r\n"
        harness.relay.script = answering("UID FETCH", line * 20 + b"TAG OK Done.\r\n")
        with pytest.raises(Unavailable):
            connection.inbox.messages(None, ELSEWHERE)
        harness.relay.script = no_script
        assert works(harness)

    def test_a_server_that_does_not_say_goodbye_is_left_soon(self, harness: ImapHarness) -> None:
        connection = harness.open()
        harness.relay.script = answering("LOGOUT", b"")
        leaving = Thread(target=connection.close, daemon=True)
        leaving.start()
        leaving.join(wire.READ_SECONDS / 3)
        assert not leaving.is_alive()

    def test_an_account_may_be_closed_twice_and_after_its_line_broke(self, harness: ImapHarness) -> None:
        connection = harness.open()
        connection.close()
        connection.close()
        broken = harness.open()
        harness.relay.cut()
        broken.close()
        assert works(harness)
