"""`followupd auth`: the person at their desk, with a browser on this machine, on another one, or only an address."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from daemon.cli import desk
from daemon.cli.desk import CommandDesk
from daemon.ports.errors import Unavailable
from tests.cli.home import CONFIG, Answer, Home
from tests.fakes.google.calendar import CalendarApi
from tests.fakes.google.server import GoogleServer
from tests.fakes.google.tokens import CLIENT_ID, CLIENT_SECRET, TokenPlace
from tests.fakes.graph import entra
from tests.fakes.graph.calendar import CalendarApi as MicrosoftCalendars
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.server import GraphServer

HERE = {"DISPLAY": ":0"}
SERVER = {"DISPLAY": ":10", "SSH_CONNECTION": "192.0.2.7 50022 192.0.2.1 22"}
ADDRESS = "https://accounts.example/auth?client_id=x&state=unguessable"
BACK = "/?state=unguessable&code=4"

ACCOUNT = """
[accounts.work]
adapter = "google"
use = ["calendar"]
client_file = "client.json"
token_endpoint = "{root}token"
calendar_api_endpoint = "{root}calendar/v3/"
"""


OUTLOOK = """
[accounts.work]
adapter = "microsoft365"
use = ["calendar"]
client_id = "{client_id}"
tenant = "{tenant}"
graph_endpoint = "{root}v1.0/"
login_endpoint = "{root}"
ca_file = "{ca_file}"
"""


class Keyboard:
    """What the person types."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reading, self._writing = os.pipe()
        self._stdin = os.fdopen(reading)
        monkeypatch.setattr(sys, "stdin", self._stdin)

    def type(self, text: str) -> None:
        os.write(self._writing, text.encode())

    def end(self) -> None:
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    def close(self) -> None:
        self.end()
        self._stdin.close()


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyboard]:
    made = Keyboard(monkeypatch)
    yield made
    made.close()


def knock(port: int, target: str) -> int:
    """Ask this of the port, as a browser does; the status of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", target)
    status = connection.getresponse().status
    connection.close()
    return status


class TestDesk:
    """Both ways back, and nothing else."""

    def test_the_browser_comes_back_through_the_port(self, keyboard: Keyboard) -> None:
        keyboard.end()
        with CommandDesk(0, SERVER) as opened:
            statuses: list[int] = []
            browser = Thread(target=lambda: statuses.append(knock(opened.port, BACK)))
            browser.start()
            assert opened.visit(ADDRESS) == f"http://127.0.0.1:{opened.port}{BACK}"
            browser.join()
        assert statuses == [200]

    @pytest.mark.parametrize("typed", ["{}\n", "\n\n{}\n", "  {}  \n", "what?\n{}\n"])
    def test_the_address_may_be_pasted(self, keyboard: Keyboard, typed: str) -> None:
        keyboard.type(typed.format(f"http://127.0.0.1:1{BACK}"))
        with CommandDesk(0, SERVER) as opened:
            assert opened.visit(ADDRESS) == f"http://127.0.0.1:1{BACK}"

    def test_an_address_that_is_pasted_without_enter_is_read(self, keyboard: Keyboard) -> None:
        keyboard.type(f"http://127.0.0.1:1{BACK}")
        keyboard.end()
        with CommandDesk(0, SERVER) as opened:
            assert opened.visit(ADDRESS) == f"http://127.0.0.1:1{BACK}"

    def test_others_that_knock_change_nothing(self, keyboard: Keyboard) -> None:
        keyboard.type("http://127.0.0.1:1/?state=guessed&code=6\nhttp://[/\n")
        with CommandDesk(0, SERVER) as opened:
            statuses: list[int] = []

            def others() -> None:
                targets = ("/favicon.ico", "/", "/?state=guessed&code=5", "/?code=5")
                statuses.extend(knock(opened.port, target) for target in targets)
                with socket.create_connection(("127.0.0.1", opened.port)) as silent:
                    silent.sendall(b"\x16\x03\x01 TLS?")
                    silent.recv(1000)
                statuses.append(knock(opened.port, BACK))

            visitors = Thread(target=others)
            visitors.start()
            assert opened.visit(ADDRESS).endswith(BACK)
            visitors.join()
        assert statuses == [404, 404, 404, 404, 200]

    def test_what_is_typed_wrong_is_told(self, keyboard: Keyboard, capsys: pytest.CaptureFixture[str]) -> None:
        keyboard.type(f"code=4\nhttp://127.0.0.1:1{BACK}\n")
        with CommandDesk(0, SERVER) as opened:
            opened.visit(ADDRESS)
        assert capsys.readouterr().out.count("That is not the address") == 1

    def test_on_a_server_both_ways_are_explained(self, keyboard: Keyboard, capsys: pytest.CaptureFixture[str]) -> None:
        keyboard.type(f"http://127.0.0.1:1{BACK}\n")
        with CommandDesk(0, SERVER) as opened:
            opened.visit(ADDRESS)
            told = capsys.readouterr().out
            assert f"ssh -L {opened.port}:127.0.0.1:{opened.port} " in told
        assert ADDRESS in told
        assert "paste it here" in told

    @pytest.mark.parametrize(
        ("environment", "opens"),
        [
            (HERE, True),
            ({"WAYLAND_DISPLAY": "wayland-0"}, True),
            (SERVER, False),
            ({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, False),
            ({"DISPLAY": ""}, False),
            ({}, False),
        ],
    )
    def test_a_browser_is_opened_only_where_the_person_sees_it(
        self, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], opens: bool
    ) -> None:
        opened: list[str] = []
        monkeypatch.setattr(webbrowser, "open", opened.append)
        keyboard.type(f"http://127.0.0.1:1{BACK}\n")
        with CommandDesk(0, environment) as counter:
            counter.visit(ADDRESS)
        assert opened == ([ADDRESS] if opens else [])

    def test_a_port_in_use_is_replaced_by_a_free_one(self) -> None:
        with CommandDesk(0, SERVER) as first, CommandDesk(first.port, SERVER) as second:
            assert second.port != first.port

    def test_only_this_machine_can_knock(self) -> None:
        with CommandDesk(0, SERVER) as opened, pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", opened.port), 10)  # would be taken if it listened everywhere

    def test_a_person_who_does_not_come_back_is_given_up(
        self, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keyboard.end()
        monkeypatch.setattr(desk, "PATIENCE", 0.01)
        with CommandDesk(0, SERVER) as opened, pytest.raises(Unavailable, match="nobody came back"):
            opened.visit(ADDRESS)

    def test_without_a_keyboard_there_is_still_the_port(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", None)
        with CommandDesk(0, SERVER) as opened:
            browser = Thread(target=knock, args=(opened.port, BACK))
            browser.start()
            assert opened.visit(ADDRESS).endswith(BACK)
            browser.join()


@pytest.fixture
def google(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenPlace]:
    """A Google at which nobody has signed in, and an account there in the configuration."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # for the fake, which has no certificate
    server = GoogleServer(CalendarApi("robin@ashdown.example", "Europe/London"))
    home.config.write_text(CONFIG + ACCOUNT.format(root=server.root), encoding="utf-8")
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "auth_uri": "https://accounts.google.example/"}
    (home.folder / "client.json").write_text(json.dumps({"installed": client}), encoding="utf-8")
    yield TokenPlace(server)
    server.close()


class TestCommand:
    """The whole way, from the command to the login that is kept."""

    def sign_in(self, home: Home, google: TokenPlace, monkeypatch: pytest.MonkeyPatch, *untick: str) -> Answer:
        """With a browser that opens, and comes back through the port."""
        for name, value in HERE.items():
            monkeypatch.setenv(name, value)
        for name in ("SSH_CONNECTION", "SSH_TTY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(sys, "stdin", None)
        visits: list[Thread] = []

        def visit(address: str) -> None:
            came = urlsplit(google.consent(address, untick=untick))
            visits.append(Thread(target=knock, args=(came.port, f"{came.path}?{came.query}")))
            visits[-1].start()

        monkeypatch.setattr(webbrowser, "open", visit)
        answer = home.run("auth", "work")
        for each in visits:
            each.join()
        return answer

    def test_signing_in_keeps_a_login_and_tells_how_it_stands(
        self, home: Home, google: TokenPlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = self.sign_in(home, google, monkeypatch)
        assert (answer.code, answer.err) == (0, "")
        assert "account work: signed in since" in answer.out
        assert [path.name for path in (home.state / "work").iterdir()] == ["google-login.json"]
        assert [secret for secret in google.secrets if secret in answer.out] == []
        checked = home.run("auth", "work", "--check")
        assert (checked.code, checked.err) == (0, "")
        assert "Google accepts the login" in checked.out

    def test_what_was_not_granted_needs_attention(
        self, home: Home, google: TokenPlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = self.sign_in(home, google, monkeypatch, "https://www.googleapis.com/auth/calendar.app.created")
        assert answer.code == 1
        assert "so followupd cannot write follow-up entries" in answer.out
        as_json = home.run("auth", "work", "--check", "--json")
        assert as_json.code == 1
        assert as_json.json["well"] is False

    def test_the_general_check_tells_how_the_login_stands(
        self, home: Home, google: TokenPlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.sign_in(home, google, monkeypatch, "https://www.googleapis.com/auth/calendar.app.created")
        answer = home.run("check")
        assert answer.code == 1
        assert "wrong  account work: not granted: " in answer.out

    def test_the_general_check_tells_once_that_nobody_signed_in(self, home: Home, google: TokenPlace) -> None:  # noqa: ARG002 - it makes the account
        answer = home.run("check")
        assert answer.code == 1
        assert (answer.out + answer.err).count("nobody has signed in") == 1

    def test_a_check_before_signing_in_says_what_to_do(self, home: Home, google: TokenPlace) -> None:  # noqa: ARG002 - it makes the account
        answer = home.run("auth", "work", "--check")
        assert answer.code == 1
        assert "followupd auth work" in answer.out
        assert not home.state.exists()

    def test_the_service_does_not_ask_and_says_what_to_do(self, home: Home, google: TokenPlace) -> None:  # noqa: ARG002 - as above
        answer = home.run("once")
        assert answer.code == 1
        assert "account work: nobody has signed in to Google yet: sign in with: followupd auth work" in answer.err

    def test_a_google_that_cannot_be_reached_is_told(
        self, home: Home, google: TokenPlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.sign_in(home, google, monkeypatch)
        monkeypatch.setattr("time.sleep", lambda _seconds: None)
        google.unwell = 99
        answer = home.run("auth", "work", "--check")
        assert answer.code == 2
        assert "account work: Google does not renew the login for now" in answer.err

    def test_an_account_with_a_password_has_nothing_to_sign_in_to(self, home: Home) -> None:
        answer = home.run("auth", "mail")
        assert answer.code == 2
        assert "nothing to sign in to" in answer.err

    def test_an_account_that_is_not_there_is_told_with_those_that_are(self, home: Home) -> None:
        answer = home.run("auth", "wrok")
        assert answer.code == 2
        assert 'no account "wrok"; there are home, mail' in answer.err

    def test_on_a_server_the_pasted_address_signs_in(self, home: Home, google: TokenPlace) -> None:
        program = Path(sys.executable).with_name("followupd")
        command = [str(program), *home.places(), "auth", "work", "--port", "8799"]
        environment = {**os.environ, **SERVER, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            address = next(
                line.strip() for line in running.stdout if line.startswith("https://accounts.google.example")
            )
            running.stdin.write(google.consent(address) + "\n")
            running.stdin.flush()
            out, err = running.communicate(timeout=60)
        assert (running.returncode, err) == (0, "")
        assert "account work: signed in since" in out
        kept = json.loads((home.state / "work" / "google-login.json").read_text("utf-8"))
        assert kept["scopes"]


class TestMicrosoft:
    """The same way at a provider that sends browsers back to this machine by another name of it."""

    @pytest.fixture
    def login(self, home: Home) -> Iterator[Entra]:
        server = GraphServer(MicrosoftCalendars("robin@ashdown.example"))
        account = OUTLOOK.format(
            client_id=entra.CLIENT_ID, tenant=entra.TENANT, root=server.root, ca_file=server.ca_file
        )
        home.config.write_text(CONFIG + account, encoding="utf-8")
        yield Entra(server, address="robin@ashdown.example")
        server.close()

    def test_signing_in_keeps_a_login_and_tells_how_it_stands(
        self, home: Home, login: Entra, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", None)
        visits: list[Thread] = []

        def visit(address: str) -> None:
            came = urlsplit(login.consent(address))
            assert came.hostname == "localhost"
            visits.append(Thread(target=knock, args=(came.port, f"{came.path or '/'}?{came.query}")))
            visits[-1].start()

        with monkeypatch.context() as here:
            for name in ("SSH_CONNECTION", "SSH_TTY"):
                here.delenv(name, raising=False)
            here.setenv("DISPLAY", ":0")
            here.setattr(webbrowser, "open", visit)
            answer = home.run("auth", "work")
        for each in visits:
            each.join()
        assert (answer.code, answer.err) == (0, "")
        assert "account work: signed in since" in answer.out
        assert [path.name for path in (home.state / "work").iterdir()] == ["microsoft365-login.json"]
        assert [secret for secret in login.secrets if secret in answer.out] == []
        assert home.run("auth", "work", "--check").code == 0
        assert "ok     account work (microsoft365: calendar): works" in home.run("check").out

    def test_what_the_administrator_has_to_allow_is_told(
        self, home: Home, login: Entra, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        login.trouble = entra.ADMIN_CONSENT
        monkeypatch.setattr(sys, "stdin", None)
        monkeypatch.setattr(CommandDesk, "visit", lambda _desk, address: login.consent(address))
        answer = home.run("auth", "work")
        assert answer.code == 2
        assert f"/{entra.TENANT}/adminconsent?client_id={entra.CLIENT_ID}" in answer.err
        assert not (home.state / "work").exists()
