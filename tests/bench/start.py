"""How long the service takes from its start until it is ready, and how much memory it holds when it has nothing to do.

It runs as systemd would run it, on local accounts with an ordinary calendar; memory is what Linux calls VmRSS, after
three passes.
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

from tests.bench.calendars import make_calendars

COUNT = 500  # files in the calendar
RUNS = 5  # of which the fastest counts: the others had to wait for somebody else
PATIENCE = 60

CONFIG = """\
[person]
name = "Sam Field"
emails = ["sam@person.example"]
zone = "Europe/Berlin"
[follow_up]
most_changes = 10000
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
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        runs = [_run(folder) for _ in range(RUNS)]
    sys.stdout.write(f"{'start to READY=1':34}{min(seconds for seconds, _ in runs):8.3f} s  (budget 0.5)\n")
    sys.stdout.write(f"{'idle service, resident memory':34}{max(memory for _, memory in runs):8.1f} MB (budget 50)\n")


def _run(folder: Path) -> tuple[float, float]:
    """Seconds until it is ready, and megabytes after three passes."""
    address = folder / "notify"
    address.unlink(missing_ok=True)
    script = Path(sys.executable).with_name("followupd")
    command = [str(script), "--config", str(folder / "config.toml"), "--state", str(folder / "state"), "run"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(address))
        systemd.settimeout(PATIENCE)
        begin = perf_counter()
        environment = {**os.environ, "NOTIFY_SOCKET": str(address)}
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            _hear(systemd, "READY=1")
            ready = perf_counter() - begin
            _hear(systemd, "next pass")
            for _ in range(2):
                process.send_signal(signal.SIGHUP)
                _hear(systemd, "next pass")
            memory = _resident(process.pid)
            process.terminate()
    return ready, memory


def _hear(systemd: socket.socket, what: str) -> None:
    while what not in systemd.recv(4096).decode():
        pass


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


if __name__ == "__main__":
    measure()
