"""Reads 10,000 events from a Radicale on loopback: beside one raw request, and beside vdirsyncer on the same server.

Raw requests are the same REPORTs by hand, unread. What is read is read over a new connection, with everything that is
found out first. All of it is done a few times and the fastest counts, because others use the machine too, and because a
server that sees a calendar for the first time works for a minute.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from adapters.caldav import ADAPTER, queries
from adapters.conformance import make_setup
from tests.adapters.caldav_proxy import Proxy
from tests.adapters.caldav_servers import Radicale, running
from tests.adapters.vdirsyncer import Syncing
from tests.bench.calendars import WINDOW, make_calendars

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection
    from daemon.ports.records import EventChanges
    from tests.adapters.caldav_servers import RealServer

COUNT = 10_000
USER = "sam"
NAMES = ("home", "work")
RUNS = 5


def measure() -> None:
    """Start the server, read from it, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        with running(Radicale, folder) as server:
            _measure(server, folder)


def _measure(server: RealServer, folder: Path) -> None:
    sys.stdout.write(f"{COUNT} events in two calendars on Radicale\n")
    query = queries.events_in(WINDOW)
    for name in NAMES:
        _ask(server, name, query, "1")
    raw, first = _fastest(
        lambda: [_ask(server, name, query, "1") for name in NAMES], lambda: _read(server.port, folder, None)
    )
    synced = min(_time_vdirsyncer(server, folder / f"synced-{number}") for number in range(2))
    first = min(first, *_fastest(lambda: _read(server.port, folder, None)))
    _print("raw calendar-query", raw)
    _print("vdirsyncer, first sync", synced)
    _print("followupd caldav, first read", first, f"{first / raw:8.2f} of the raw request (budget 2)")
    _print("", first, f"{first / synced:8.3f} of vdirsyncer's (budget 0.1)")
    _measure_again(server, folder)


def _measure_again(server: RealServer, folder: Path) -> None:
    """What it costs where nothing has changed: the second read, which lists, and all others."""
    listed = _read(server.port, folder, None).cursor
    cursor = _read(server.port, folder, listed).cursor
    calendars = json.loads(cursor or "")["calendars"]
    tokens = {url.rstrip("/").rpartition("/")[2]: token for url, (token, _) in calendars.items()}
    asked = {name: queries.changes_since(tokens[name]) for name in NAMES}
    with closing(_open(server.port, folder)) as connection:
        port = connection.calendar
        port.changes(cursor, WINDOW)
        raw, again, second = _fastest(
            lambda: [_ask(server, name, body, "0") for name, body in asked.items()],
            lambda: port.changes(cursor, WINDOW),
            lambda: port.changes(listed, WINDOW),
        )
    _print("raw sync-collection", raw)
    told = f"{again / raw:8.2f} of the raw request (budget 1.2), {_requests(server, folder)} for {len(NAMES)} calendars"
    _print("followupd caldav, nothing changed", again, told)
    _print("followupd caldav, second read", second, f"{second / raw:8.2f} of the raw request, once: it lists")


def _read(port: int, folder: Path, cursor: str | None) -> EventChanges:
    """What a new connection reads."""
    with closing(_open(port, folder)) as connection:
        changes = connection.calendar.changes(cursor, WINDOW)
    assert changes.complete
    return changes


def _requests(server: RealServer, folder: Path) -> str:
    """How many requests a read is in which nothing changed."""
    with closing(Proxy(server.port)) as proxy, closing(_open(proxy.port, folder)) as connection:
        port = connection.calendar
        cursor = port.changes(port.changes(None, WINDOW).cursor, WINDOW).cursor
        with proxy.counting() as asked:
            changes = port.changes(cursor, WINDOW)
    assert (changes.items, changes.gone, changes.complete) == ((), (), True)
    return f"{len(asked)} requests"


def _time_vdirsyncer(server: RealServer, folder: Path) -> float:
    """Seconds of a first `vdirsyncer sync` of the calendars into an empty folder."""
    syncing = Syncing(folder, url=f"http://localhost:{server.port}/", user=USER, password="none")
    syncing.discover()
    start = perf_counter()
    syncing.sync()
    seconds = perf_counter() - start
    assert len(list(syncing.calendars.glob("*/*.ics"))) == COUNT
    return seconds


def _fill(folder: Path) -> None:
    """The calendars as files in the server's storage, which is how it would have kept them."""
    make_calendars(folder / "files", COUNT)
    for name in NAMES:
        calendar = folder / "data" / "collection-root" / USER / name
        shutil.copytree(folder / "files" / name, calendar)
        (calendar / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}), encoding="utf-8")


def _ask(server: RealServer, name: str, body: bytes, depth: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=600)
    login = "Basic " + b64encode(f"{USER}:none".encode()).decode()
    headers = {"Authorization": login, "Depth": depth, "Content-Type": "application/xml"}
    connection.request("REPORT", f"{server.home(USER)}{name}/", body, headers)
    response = connection.getresponse()
    assert response.status == 207
    length = len(response.read())
    connection.close()
    return length


def _open(port: int, folder: Path) -> Connection:
    password = folder / "password"
    password.touch(0o600)
    password.write_text("none", encoding="utf-8")
    url = f"http://localhost:{port}/"
    return ADAPTER.open(make_setup(folder / "state", {"url": url, "user": USER, "password_file": password}))


def _fastest(*works: Callable[[], object]) -> list[float]:
    """Seconds that each takes in the best of a few runs, in turn, so that all have the same troubles."""
    best = [float("inf")] * len(works)
    for _ in range(RUNS):
        for number, work in enumerate(works):
            start = perf_counter()
            work()
            best[number] = min(best[number], perf_counter() - start)
    return best


def _print(name: str, seconds: float, told: str = "") -> None:
    sys.stdout.write(f"{name:34}{seconds:8.3f} s {told}".rstrip() + "\n")
