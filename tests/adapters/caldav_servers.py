"""Real CalDAV servers, Radicale and Xandikos, on free ports of loopback, with their storage in a temporary folder."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0

RADICALE = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {folder}
[logging]
level = critical
"""


class RealServer(ABC):
    """A server that runs; everybody is let in under any name, and has calendars of their own."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()

    @abstractmethod
    def command(self) -> list[str]:
        """How it is started."""

    @abstractmethod
    def home(self, user: str) -> str:
        """The path under which a person's calendars are."""

    @abstractmethod
    def headers(self, user: str) -> dict[str, str]:
        """What a proxy before it adds to the requests of a person."""


class Radicale(RealServer):
    """https://radicale.org"""

    name = "radicale"

    def command(self) -> list[str]:
        config = self.folder / "config"
        config.write_text(RADICALE.format(port=self.port, folder=self.folder / "data"), encoding="utf-8")
        return [sys.executable, "-m", "radicale", "--config", str(config)]

    def home(self, user: str) -> str:
        return f"/{user}/"

    def headers(self, user: str) -> dict[str, str]:  # noqa: ARG002 - it knows people by Basic
        return {}


class Xandikos(RealServer):
    """https://www.xandikos.org"""

    name = "xandikos"

    def command(self) -> list[str]:
        program = Path(sys.executable).with_name("xandikos")
        options = ["-d", str(self.folder / "data"), "-p", str(self.port), "-l", "127.0.0.1", "--no-detect-systemd"]
        trust = ["--trust-x-remote-user-from", "127.0.0.1"]
        return [str(program), "multi-user", *options, *trust, "--state-dir", str(self.folder / "state")]

    def home(self, user: str) -> str:
        return f"/{user}/calendars/"

    def headers(self, user: str) -> dict[str, str]:
        return {"X-Remote-User": user}


@contextmanager
def running(kind: type[RealServer], folder: Path) -> Iterator[RealServer]:
    """A server that is ready; it is ended afterwards."""
    server = kind(folder)
    (folder / "data").mkdir(exist_ok=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(server.command(), stdout=log, stderr=log)
        try:
            wait_for(server.port, process)
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until something listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended at once"
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # noqa: TID251 - nothing else tells that a server listens
    raise AssertionError("the server does not listen")


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
