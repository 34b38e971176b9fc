"""How long the service takes from its start until it is ready, and how much memory it holds when it has nothing to do.

It runs as systemd would run it, with an ordinary calendar, on local accounts and then on servers; memory is what Linux
calls VmRSS, after three passes.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.adapters import dovecot
from tests.adapters.caldav_servers import Radicale, running
from tests.adapters.imap_harness import ImapHarness
from tests.adapters.online_home import ACCOUNTS
from tests.bench.calendars import make_calendars

COUNT = 500  # files in the calendar
RUNS = 5  # of which the fastest counts: the others had to wait for somebody else
PATIENCE = 60

PERSON = """\
[person]
name = "Sam Field"
emails = ["sam@person.example"]
zone = "Europe/Berlin"
[follow_up]
most_changes = 10000
"""
LOCAL = """\
[accounts.home]
adapter = "vdir"
path = "calendars"
[accounts.mail]
adapter = "maildir"
path = "mail"
drafts = "Drafts"
"""


def measure() -> None:
    """Start the service a few times and say how it did."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_calendars(folder / "calendars", COUNT)
        for part in ("cur", "new", "tmp"):
            (folder / "mail" / part).mkdir(parents=True)
        (folder / "config.toml").write_text(PERSON + LOCAL, encoding="utf-8")
        runs = [run(folder) for _ in range(RUNS)]
    sys.stdout.write(f"{'start to READY=1':34}{min(seconds for seconds, _ in runs):8.3f} s  (budget 0.5)\n")
    sys.stdout.write(f"{'idle service, resident memory':34}{max(memory for _, memory in runs):8.1f} MB (budget 50)\n")
    _measure_online()


def _measure_online() -> None:
    """The same service with its calendar on Radicale and its mail on Dovecot."""
    with tempfile.TemporaryDirectory() as name, dovecot.running() as mail:
        folder = Path(name)
        make_calendars(folder / "data" / "collection-root" / "sam", COUNT)
        for calendar in ("home", "work"):
            properties = folder / "data" / "collection-root" / "sam" / calendar / ".Radicale.props"
            properties.write_text('{"tag": "VCALENDAR"}', encoding="utf-8")
        for part in ("calendar", "mail"):
            (folder / part).mkdir()
        harness = ImapHarness(mail, folder / "mail")
        (folder / "calendar" / "password").touch(0o600)
        (folder / "calendar" / "password").write_text("none", encoding="utf-8")
        with running(Radicale, folder) as server:
            accounts = ACCOUNTS.format(
                url=f"http://localhost:{server.port}/",
                calendar_user="sam",
                port=mail.tls_port,
                security="tls",
                mail_user=harness.user,
                ca_file=mail.ca_file,
            )
            (folder / "config.toml").write_text(PERSON + accounts, encoding="utf-8")
            memory = max(run(folder)[1] for _ in range(2))
            subprocess.run(
                _command(folder, "once"), check=True, stdout=subprocess.DEVNULL
            )  # it fails if an account does
        harness.close()
    sys.stdout.write(f"{'idle on servers, resident memory':34}{memory:8.1f} MB (budget 75)\n")


def run(folder: Path) -> tuple[float, float]:
    """Seconds until it is ready, and megabytes after three passes."""
    address = folder / "notify"
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(address))
        systemd.settimeout(PATIENCE)
        begin = perf_counter()
        environment = {**os.environ, "NOTIFY_SOCKET": str(address)}
        with subprocess.Popen(_command(folder, "run"), env=environment, stderr=subprocess.DEVNULL) as process:
            _hear(systemd, "READY=1")
            ready = perf_counter() - begin
            _hear(systemd, "next pass")
            for _ in range(2):
                process.send_signal(signal.SIGHUP)
                _hear(systemd, "next pass")
            memory = _resident(process.pid)
            process.terminate()
    return ready, memory


def _command(folder: Path, name: str) -> list[str]:
    script = Path(sys.executable).with_name("followupd")
    return [str(script), "--config", str(folder / "config.toml"), "--state", str(folder / "state"), name]


def _hear(systemd: socket.socket, what: str) -> None:
    while what not in systemd.recv(4096).decode():
        pass


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


if __name__ == "__main__":
    measure()
