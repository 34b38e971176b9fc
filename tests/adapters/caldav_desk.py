"""A person at a scripted server: the server, the proxy before it, and the accounts opened on them."""

from __future__ import annotations

from pathlib import Path

from adapters.caldav import ADAPTER
from adapters.conformance import make_setup
from adapters.conformance.harness import WINDOW
from adapters.conformance.texts import simple
from daemon.ports.adapter import Connection, OptionValue
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import EventChanges
from tests.adapters.caldav_fake import Fake
from tests.adapters.caldav_proxy import Asked, Proxy

SECRET = "hunter2"


class Desk:
    """One calendar with one event, and as many connections to it as wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fake = Fake()
        self.fake.store("personal", "lunch.ics", simple("lunch").encode())
        self.proxy = Proxy()
        self.proxy.handlers.append(self.fake)
        self.password = folder / "password"
        self.password.touch(0o600)
        self.password.write_text(SECRET, encoding="utf-8")
        self._open: list[Connection] = []

    def connect(self, **options: OptionValue) -> CalendarPort:
        """An open account, with other settings if there are any."""
        usual: dict[str, OptionValue] = {"url": self.proxy.url, "user": "robin", "password_file": self.password}
        connection = ADAPTER.open(make_setup(self.folder / "state", usual | options))
        self._open.append(connection)
        return connection.calendar

    def close(self) -> None:
        """Leave nothing open; fails if the server failed in a way it was not meant to."""
        for connection in self._open:
            connection.close()
        self.proxy.close()


def cursor_of(port: CalendarPort) -> str | None:
    """The cursor of an account that has been read before: from the second read on, changes count from a token."""
    return port.changes(port.changes(None, WINDOW).cursor, WINDOW).cursor


def uids(changes: EventChanges) -> list[str]:
    """Which events a read reported."""
    return sorted(found.uid for item in changes.items for found in item.events)


def methods(asked: list[Asked]) -> list[str]:
    """The methods of some requests."""
    return [each.method for each in asked]
