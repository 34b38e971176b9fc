"""The service in a process of its own: what it tells systemd, and what it makes of signals."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from daemon.clock import monotonic_usec
from daemon.state import alone
from tests.service import slow

PATIENCE = 30  # seconds; a wait this long is a failure, and none is needed on success
AT_ONCE = 5  # seconds; less than any server is given to answer
ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).with_name("followupd")

CONFIG = """\
[person]
name = "Robin Ashdown"
emails = ["robin@ashdown.example"]
zone = "UTC"

[accounts.home]
adapter = "vdir"
path = "calendars"
"""

ACCOUNT = """\
adapter = "caldav"
url = "http://localhost:{port}/"
user = "robin"
password_file = "password"
"""


class Served:
    """A service that was started, and the socket on which it tells systemd how it is."""

    def __init__(self, folder: Path, systemd: socket.socket, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self.process = process
        self._systemd = systemd

    def hear(self) -> dict[str, str]:
        """The next message, as assignments."""
        lines = self._systemd.recv(4096).decode().split("\n")
        return dict(line.split("=", 1) for line in lines)

    def hear_until(self, name: str, part: str = "") -> list[dict[str, str]]:
        """All messages up to the one that assigns this name a value with this part."""
        heard = [self.hear()]
        while name not in heard[-1] or part not in heard[-1][name]:
            heard.append(self.hear())
        return heard

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def leave(self) -> tuple[int, str]:
        """The exit code and the log, once it has ended."""
        _, log = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, log


Start = Callable[..., Served]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the service on a calendar in a folder; it is ended with the test."""
    (tmp_path / "calendars" / "personal").mkdir(parents=True)
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    command = [str(SCRIPT), "--config", str(tmp_path / "config.toml"), "--state", str(tmp_path / "state"), "run"]
    served: list[Served] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)

        def launch(*others: str, **environment: str) -> Served:
            variables = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), **environment}
            process = subprocess.Popen(others or command, stderr=subprocess.PIPE, text=True, env=variables, cwd=ROOT)
            served.append(Served(tmp_path, systemd, process))
            return served[-1]

        yield launch
    for one in served:
        with suppress(ProcessLookupError):
            one.process.kill()
        if one.process.stderr and not one.process.stderr.closed:
            one.process.communicate()


def test_it_says_that_it_is_ready_before_its_first_pass_and_how_it_was_after(start: Start) -> None:
    served = start()
    assert served.hear() == {"READY": "1", "STATUS": "starting the first pass"}
    assert served.hear()["STATUS"].startswith("0 interviews, 0 changes; next pass at ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_says_so_and_leaves_cleanly(start: Start, number: int) -> None:
    served = start()
    served.hear_until("STATUS", "next pass")
    served.signal(number)
    assert served.hear_until("STOPPING")[-1] == {"STOPPING": "1", "STATUS": "finished"}
    assert served.leave() == (0, "")


def test_told_to_stop_in_its_first_pass_it_leaves_cleanly_too(start: Start) -> None:
    served = start()
    served.hear()
    served.signal(signal.SIGTERM)
    assert served.leave()[0] == 0


def test_it_gives_signs_of_life_while_it_waits(start: Start) -> None:
    served = start(WATCHDOG_USEC="2000000")
    served.hear_until("STATUS", "next pass")
    assert all(message == {"WATCHDOG": "1"} for message in (served.hear(), served.hear(), served.hear()))


def test_it_reads_its_configuration_again_and_makes_a_pass(start: Start) -> None:
    served = start()
    served.hear_until("STATUS", "next pass")
    before = monotonic_usec()
    config = served.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('"calendars"', '"elsewhere"'), encoding="utf-8")
    served.signal(signal.SIGHUP)
    reloading = served.hear_until("RELOADING")[-1]
    assert reloading["RELOADING"] == "1"
    assert before <= int(reloading["MONOTONIC_USEC"]) <= monotonic_usec()
    assert served.hear() == {"READY": "1", "STATUS": "read the configuration again"}
    assert "home failed" in served.hear_until("STATUS")[-1]["STATUS"]


def test_a_new_configuration_with_faults_leaves_the_old_one_in_force_and_is_told(start: Start) -> None:
    served = start()
    served.hear_until("STATUS", "next pass")
    config = served.folder / "config.toml"
    config.write_text("[person]\nname = 7\n", encoding="utf-8")
    served.signal(signal.SIGHUP)
    remark = "the configuration has faults, the old one stays (see: followupd check)"
    assert served.hear_until("READY")[-1]["STATUS"] == remark
    assert served.hear_until("STATUS")[-1]["STATUS"].startswith(f"{remark}; 0 interviews, 0 changes")
    config.write_text(CONFIG, encoding="utf-8")
    served.signal(signal.SIGHUP)
    assert served.hear_until("READY")[-1]["STATUS"] == "read the configuration again"
    assert served.hear_until("STATUS")[-1]["STATUS"].startswith("0 interviews")
    served.signal(signal.SIGTERM)
    code, log = served.leave()
    assert code == 0
    assert "error: the configuration was not read again, the old one stays" in log
    assert "person.name" in log


def test_a_configuration_with_faults_keeps_it_from_starting(start: Start, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[person]\n", encoding="utf-8")
    code, log = start().leave()
    assert code == 2
    assert "person.name" in log
    assert "Traceback" not in log


def test_a_pass_of_somebody_else_only_delays_its_own(start: Start, tmp_path: Path) -> None:
    with alone(tmp_path / "state"):
        served = start()
        served.hear_until("STATUS", "waiting for another followupd to finish its pass")
    assert served.hear_until("STATUS", "next pass")[-1]["STATUS"].startswith("0 interviews, 0 changes")


@pytest.fixture
def writes(tmp_path: Path) -> Iterator[socket.socket]:
    """Where the slow service asks for leave before every write."""
    (tmp_path / "config.toml").write_text(slow.CONFIG, encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "writes"))
        listening.listen()
        listening.settimeout(PATIENCE)
        yield listening


def stop_in_the_first_write(served: Served, listening: socket.socket) -> str:
    """Tell it to stop while it waits for leave, give leave, and see that it does not ask again; the key written."""
    writes, _ = listening.accept()
    with writes:
        writes.settimeout(PATIENCE)
        key = writes.recv(4096).decode().strip()
        served.signal(signal.SIGTERM)
        writes.sendall(b"1")
        assert writes.recv(4096) == b""
    return key


def test_a_write_that_has_begun_is_finished_and_no_other_begun(
    start: Start, writes: socket.socket, tmp_path: Path
) -> None:
    served = start(sys.executable, "-m", "tests.service.slow", str(tmp_path))
    key = stop_in_the_first_write(served, writes)
    assert served.hear_until("STOPPING")[-1] == {"STOPPING": "1", "STATUS": "finished"}
    assert served.leave()[0] == 0
    with closing(sqlite3.connect(tmp_path / "state" / "journal.sqlite")) as journal:
        assert journal.execute("SELECT key, state FROM item").fetchall() == [(key, "standing")]


def test_told_to_stop_it_does_not_wait_for_a_server_that_thinks(start: Start, tmp_path: Path) -> None:
    (tmp_path / "password").touch(0o600)
    (tmp_path / "password").write_text("secret", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE)
        account = ACCOUNT.format(port=silent.getsockname()[1])
        (tmp_path / "config.toml").write_text(CONFIG.partition("adapter")[0] + account, encoding="utf-8")
        served = start()
        connection, _ = silent.accept()
        with connection:
            served.signal(signal.SIGTERM)
            assert served.process.wait(AT_ONCE) == 0
    assert "stopped while reading" in served.leave()[1]


def test_without_systemd_it_serves_all_the_same(start: Start, writes: socket.socket, tmp_path: Path) -> None:
    served = start(sys.executable, "-m", "tests.service.slow", str(tmp_path), NOTIFY_SOCKET="")
    assert stop_in_the_first_write(served, writes)
    assert served.leave()[0] == 0


def test_passes_that_fail_as_a_whole_are_told_and_after_three_it_leaves_as_failed(start: Start, tmp_path: Path) -> None:
    (tmp_path / "state" / "lock").mkdir(parents=True)
    served = start()
    for _ in range(2):
        told = served.hear_until("STATUS", "the last pass failed")[-1]["STATUS"]
        assert told == "the last pass failed (IsADirectoryError); it will be made again"
        served.signal(signal.SIGHUP)
    served.hear_until("STOPPING")
    code, log = served.leave()
    assert code == 1
    assert log.count("error: the pass failed") == 3
    assert "followupd: 3 passes in a row failed (IsADirectoryError); leaving" in log


def test_passes_that_fail_are_forgotten_when_one_succeeds(start: Start, tmp_path: Path) -> None:
    lock = tmp_path / "state" / "lock"
    lock.mkdir(parents=True)
    served = start()
    for _ in range(2):
        served.hear_until("STATUS", "the last pass failed")
        served.signal(signal.SIGHUP)
        served.hear_until("STATUS", "the last pass failed")
        lock.rmdir()
        served.signal(signal.SIGHUP)
        served.hear_until("STATUS", "next pass")
        lock.unlink()
        lock.mkdir()
        served.signal(signal.SIGHUP)
    served.hear_until("STATUS", "the last pass failed")
    served.signal(signal.SIGTERM)
    assert served.leave()[0] == 0
