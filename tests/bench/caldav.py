"""Reads 10,000 events from a Radicale on loopback: what one raw request costs, and what the adapter costs beside it.

Raw requests are the same REPORTs by hand, unread; both are made twice and the second time counts, because a server
that sees a calendar for the first time works for a minute.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from adapters.caldav import ADAPTER, queries
from adapters.conformance import make_setup
from tests.adapters.caldav_servers import Radicale, running
from tests.bench.calendars import WINDOW, make_calendars

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection
    from daemon.ports.calendar import CalendarPort
    from tests.adapters.caldav_servers import RealServer

T = TypeVar("T")

COUNT = 10_000
USER = "sam"
NAMES = ("home", "work")


def measure() -> None:
    """Start the server, read from it, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        with running(Radicale, folder) as server:
            connection = _open(server, folder)
            _measure(server, connection.calendar)
            connection.close()


def _measure(server: RealServer, calendar: CalendarPort) -> None:
    query = queries.events_in(WINDOW)
    raw, _ = _second(lambda: [_report(server, name, query, "1") for name in NAMES])
    first, changes = _second(lambda: calendar.changes(None, WINDOW))
    assert changes.complete
    _print("raw calendar-query", raw, raw)
    _print("followupd caldav, first read", first, raw)
    calendars = json.loads(changes.cursor or "")["calendars"]
    tokens = {url.rstrip("/").rpartition("/")[2]: token for url, (token, _) in calendars.items()}
    raw, _ = _second(lambda: [_report(server, name, queries.changes_since(tokens[name]), "0") for name in NAMES])
    again, _ = _second(lambda: calendar.changes(changes.cursor, WINDOW))
    _print("raw sync-collection", raw, raw)
    _print("followupd caldav, nothing changed", again, raw)


def _fill(folder: Path) -> None:
    """The calendars as files in the server's storage, which is how it would have kept them."""
    make_calendars(folder / "files", COUNT)
    for name in NAMES:
        calendar = folder / "data" / "collection-root" / USER / name
        shutil.copytree(folder / "files" / name, calendar)
        (calendar / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}), encoding="utf-8")


def _report(server: RealServer, name: str, body: bytes, depth: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=600)
    login = "Basic " + b64encode(f"{USER}:none".encode()).decode()
    headers = {"Authorization": login, "Depth": depth, "Content-Type": "application/xml"}
    connection.request("REPORT", f"{server.home(USER)}{name}/", body, headers)
    response = connection.getresponse()
    assert response.status == 207
    length = len(response.read())
    connection.close()
    return length


def _open(server: RealServer, folder: Path) -> Connection:
    password = folder / "password"
    password.touch(0o600)
    password.write_text("none", encoding="utf-8")
    url = f"http://localhost:{server.port}/"
    return ADAPTER.open(make_setup(folder / "state", {"url": url, "user": USER, "password_file": password}))


def _second(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds that it takes for the second time, and what it gives."""
    work()
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def _print(name: str, seconds: float, raw: float) -> None:
    sys.stdout.write(f"{name:34}{seconds:8.3f} s {seconds / raw:8.2f} of the raw request\n")
