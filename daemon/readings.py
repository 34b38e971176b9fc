"""What was last read from each calendar, so that a pass in which nothing changed reads and parses nothing.

A cache on disk: it can be deleted at any time, and the next pass reads everything again. It is tied to a window of time
that moves once a week, to the owner and to the version of followupd; when one of these changes, all is read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from daemon.core.applications import instant
from daemon.ports.records import Attendee, Event, EventChanges, Item, Moment, Person, Response, Status, Window

BACK = timedelta(weeks=26)
AHEAD = timedelta(weeks=14)
MANY = 5  # from this many events on, a calendar that is suddenly empty is not believed at once

_SCHEMA = """
    CREATE TABLE source (account TEXT PRIMARY KEY, tied TEXT NOT NULL, cursor TEXT, complete INTEGER NOT NULL);
    CREATE TABLE event (
        account TEXT NOT NULL, ref TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL,
        notable INTEGER NOT NULL, data TEXT NOT NULL
    );
    CREATE INDEX event_item ON event (account, ref);
    CREATE INDEX event_start ON event (start);
    CREATE INDEX event_notable ON event (account) WHERE notable;
"""
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An event and the account it was found in."""

    account: str
    event: Event


class Emptied(Exception):
    """A calendar that had many events is suddenly empty; what was known of it is kept."""

    def __init__(self, count: int) -> None:
        super().__init__(f"all {count} events have vanished at once")
        self.count = count


def window_at(now: datetime) -> Window:
    """The span of time that is read: half a year back and a quarter ahead, from the beginning of this week."""
    week = (now.astimezone(UTC) - timedelta(days=now.astimezone(UTC).weekday())).date()
    monday = datetime(week.year, week.month, week.day, tzinfo=UTC)
    return Window(start=monday - BACK, end=monday + AHEAD)


class Readings:
    """The open cache. `notable` says which events may be interviews; `depends_on` is what its answers rest on."""

    def __init__(self, connection: sqlite3.Connection, depends_on: str, notable: Callable[[Event], bool]) -> None:
        self._connection = connection
        self._depends_on = depends_on
        self._notable = notable

    @classmethod
    def open(cls, path: Path | None, depends_on: str, notable: Callable[[Event], bool]) -> Self:
        """Open the file, making it anew if it is damaged or of another version; None keeps nothing on disk."""
        try:
            return cls(_connect(path), depends_on, notable)
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            return cls(_connect(path), depends_on, notable)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def cursor(self, account: str, window: Window) -> str | None:
        """Where to go on reading an account, or None to read everything in the window."""
        found = self._connection.execute("SELECT tied, cursor FROM source WHERE account = ?", (account,)).fetchone()
        return found[1] if found and found[0] == self._tied(window) else None

    def complete(self, account: str) -> bool:
        """Whether everything in the window was read, so that what is not here does not exist."""
        found = self._connection.execute("SELECT complete FROM source WHERE account = ?", (account,)).fetchone()
        return bool(found and found[0])

    def apply(self, account: str, changes: EventChanges, window: Window, *, full: bool, believe: bool) -> None:
        """Take over what was read, all or nothing; `full` says that it was read without a cursor.

        Raises `Emptied`, and changes nothing, if a calendar of many events has none left, unless `believe` is set.
        """
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            before = self._count(account)
            gone = [(account, ref) for ref in (*changes.gone, *(item.ref for item in changes.items))]
            if full and changes.complete:
                self._connection.execute("DELETE FROM event WHERE account = ?", (account,))
            else:
                self._connection.executemany("DELETE FROM event WHERE account = ? AND ref = ?", gone)
            rows = (self._row(account, item, event) for item in changes.items for event in item.events)
            self._connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", rows)
            if before >= MANY and not believe and self._count(account) == 0:
                raise Emptied(before)
            complete = changes.complete and (full or self.complete(account))
            source = (account, self._tied(window), changes.cursor, int(complete))
            self._connection.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", source)

    def forget_others(self, accounts: Sequence[str]) -> None:
        """Drop what was read from accounts that are no longer configured."""
        marks = ", ".join("?" * len(accounts))
        with self._connection:
            for table in ("source", "event"):
                self._connection.execute(f"DELETE FROM {table} WHERE account NOT IN ({marks})", accounts)  # noqa: S608

    def notable(self) -> Iterator[Reading]:
        """The events that may be interviews."""
        return self._readings("WHERE notable ORDER BY start, rowid")

    def everything(self) -> Iterator[Reading]:
        """All events in the window."""
        return self._readings("ORDER BY start, rowid")

    def around(self, event: Event, distance: timedelta) -> list[Event]:
        """Other events that start this close to an event."""
        start = instant(event.start)
        found = self._readings(
            "WHERE start BETWEEN ? AND ? ORDER BY start, rowid LIMIT 50",
            ((start - distance).isoformat(), (start + distance).isoformat()),
        )
        return [reading.event for reading in found if reading.event.uid != event.uid]

    def _tied(self, window: Window) -> str:
        return f"{window.start:%Y%m%d} {self._depends_on}"

    def _row(self, account: str, item: Item, event: Event) -> tuple[object, ...]:
        start, end = instant(event.start).isoformat(), instant(event.end).isoformat()
        notable = int(self._notable(event))
        return account, item.ref, start, end, notable, json.dumps(asdict(event), default=_encode)

    def _count(self, account: str) -> int:
        found = self._connection.execute("SELECT count(*) FROM event WHERE account = ?", (account,)).fetchone()
        return int(found[0])

    def _readings(self, clause: str, values: tuple[str, ...] = ()) -> Iterator[Reading]:
        # The clauses are ours; values go in as parameters.
        for account, data in self._connection.execute(f"SELECT account, data FROM event {clause}", values):  # noqa: S608
            yield Reading(account=account, event=_event(json.loads(data)))


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
    elif version != _VERSION:
        connection.close()
        raise sqlite3.DatabaseError("another version")
    return connection


def _encode(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _event(data: dict[str, Any]) -> Event:
    organizer = data["organizer"]
    return Event(
        **{
            **data,
            "start": _moment(data["start"], data["zone"]),
            "end": _moment(data["end"], data["zone"]),
            "status": Status(data["status"]),
            "organizer": Person(**organizer) if organizer else None,
            "attendees": tuple(Attendee(**{**a, "response": Response(a["response"])}) for a in data["attendees"]),
            "warnings": tuple(data["warnings"]),
        }
    )


def _moment(text: str, zone: str) -> Moment:
    return datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) if "T" in text else date.fromisoformat(text)
