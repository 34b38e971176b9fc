"""A service for the tests, in a process of its own: FOLDER, with a writer that asks for leave before every write.

It is the real service over a real journal; only the account is one in memory, which tells the socket FOLDER/writes of
each write it is about to make and goes on when it is answered. The clock stands still at noon after an interview.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from adapters.memory import ADAPTER, MemoryStore, connect
from daemon import log
from daemon.app import assemble
from daemon.clock import FixedClock
from daemon.config import load
from daemon.loop import Service
from daemon.notify import Notifier
from daemon.ports.adapter import Connection, Setup
from daemon.ports.records import Entry, Event, Person, Written

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
CONFIG = """\
[person]
name = "Robin Ashdown"
emails = ["robin@ashdown.example"]
zone = "UTC"

[accounts.home]
adapter = "memory"
"""
INTERVIEW = Event(
    uid="interview",
    calendar="personal",
    start=NOW - timedelta(hours=2),
    end=NOW - timedelta(hours=1),
    zone="UTC",
    summary="Interview with Tidewater Analytics: Data Engineer",
    organizer=Person(name="Nora Vale", email="nora.vale@tidewater.example"),
)


def main(folder: Path) -> None:
    """Serve until told to stop."""
    log.set_up(os.environ)
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(str(folder / "writes"))
    store = MemoryStore()
    store.add_events(INTERVIEW)

    def open_account(setup: Setup) -> Connection:
        connection = connect(store, setup)
        put = connection.calendar.put

        def put_with_leave(entry: Entry, expected: str | None) -> Written:
            channel.sendall(entry.key.encode() + b"\n")
            if not channel.recv(1):
                raise RuntimeError("the test has gone")
            return put(entry, expected)

        connection.calendar.put = put_with_leave  # type: ignore[method-assign]  # the one place that waits
        return connection

    settings = load(folder / "config.toml", {"memory": replace(ADAPTER, open=open_account)})
    state = folder / "state"
    Service(partial(assemble, settings, state), state, Notifier(os.environ), FixedClock(NOW)).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
