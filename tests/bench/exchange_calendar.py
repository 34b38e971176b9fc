"""Reads 10,000 events from a fake Exchange on loopback: what the client library alone needs to see them all, and what
the adapter needs beside it; then what the service holds when it has nothing to do.

Seeing them is done as the library's own reference shows it: changes by their folder, then everything of what changed.
Both are done a few times in turns, and the fastest counts; time is the processor's, of client and server.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials, EWSTimeZone
from exchangelib.version import EXCHANGE_2016, Version

from adapters.conformance import make_setup
from adapters.conformance.harness import Gap
from adapters.exchange import ADAPTER
from daemon.ports.errors import Unsupported
from tests.adapters.exchange_harness import options
from tests.adapters.exchange_import import imported
from tests.bench import start
from tests.bench.calendars import WINDOW, make_calendars
from tests.fakes.exchange.login import PASSWORD, USER
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.person import Person
from tests.fakes.exchange.server import ExchangeServer

COUNT = 10_000
RUNS = 3
OWNER = "sam@person.example"


def measure() -> None:
    """Fill the fake, read from it, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = filled(folder)
        connection = ADAPTER.open(make_setup(folder / "state", options(server, folder, email=OWNER)))
        with server.recording() as calls:
            changes = connection.calendar.changes(None, WINDOW)
        assert changes.complete
        plain, first = _fastest(lambda: read_by_library(server), lambda: connection.calendar.changes(None, WINDOW))
        _print("exchangelib, all events", plain, plain)
        _print(f"followupd exchange, first read ({len(calls)} r.)", first, plain)
        (again,) = _fastest(lambda: connection.calendar.changes(changes.cursor, WINDOW))
        _print("followupd exchange, nothing changed", again, plain)
        connection.close()
        _measure_idle(server, folder)
        server.close()


def _measure_idle(server: ExchangeServer, folder: Path) -> None:
    """The service with what it offers at Exchange, after it has read all of these events."""
    settings = "".join(f"{key} = '{value}'\n" for key, value in options(server, folder, email=OWNER).items())
    text = f'{start.PERSON}[accounts.work]\nadapter = "exchange"\n{settings}'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    with server.recording() as calls:
        memory = max(start.run(folder)[1] for _ in range(2))
    assert len(calls) > 10
    sys.stdout.write(f"{'idle at Exchange, resident memory':42}{memory:8.1f} MB (budget 100)\n")


def filled(folder: Path) -> ExchangeServer:
    """An Exchange with the events of the benchmarks."""
    make_calendars(folder / "files", COUNT)
    box = Mailbox(OWNER)
    person, calendar = Person(box), box.known("calendar").id
    refused = {"RANGE": Unsupported(Gap.THIS_AND_FUTURE)}
    for file in sorted((folder / "files").rglob("*.ics")):
        properties, deviations = imported(file.read_text("utf-8"), refused=refused, zone=box.local, owner=OWNER)
        person.put_event(calendar, properties, deviations)
    gc.collect()
    gc.freeze()  # what the fake holds is no burden of whoever asks it
    return ExchangeServer(box)


def read_by_library(server: ExchangeServer) -> list[Any]:
    """All events, as the reference of the library shows it."""
    settings = Configuration(
        service_endpoint=server.endpoint,
        credentials=Credentials(USER, PASSWORD),
        auth_type=BASIC,
        version=Version(EXCHANGE_2016),
    )
    account = Account(OWNER, config=settings, access_type=DELEGATE, default_timezone=EWSTimeZone("Europe/Berlin"))
    changed = [item for _, item in account.calendar.sync_items(only_fields=[], max_changes_returned=512)]
    return list(account.fetch(changed))


def _fastest(*works: Callable[[], object]) -> list[float]:
    """Seconds of the processor that each takes at its fastest, of client and server together."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, taken in zip(works, times, strict=True):
            begin = process_time()
            work()
            taken.append(process_time() - begin)
    return [min(taken) for taken in times]


def _print(name: str, seconds: float, plain: float) -> None:
    sys.stdout.write(f"{name:42}{seconds:8.3f} s {seconds / plain:8.2f} of reading by the library\n")


if __name__ == "__main__":
    measure()
