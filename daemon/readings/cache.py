"""What was last read from each calendar, so that a pass in which nothing changed reads, parses and judges nothing.

A cache on disk: it can be deleted at any time, and the next pass reads everything again. It is tied to a window of time
that moves once a week, to the owner and to the version of followupd; when one of these changes, all is read again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from daemon.core.applications import instant
from daemon.core.recognise.judgement import Judgement, Verdict
from daemon.core.typed import Tag, read_typed
from daemon.ports.records import Event, EventChanges, Item, Window
from daemon.readings.codec import to_event, to_judgement, to_text
from daemon.readings.gists import Gists
from daemon.state import make_private_file

BACK = timedelta(weeks=26)
AHEAD = timedelta(weeks=14)
NEIGHBOURHOOD = timedelta(hours=36)
MANY = 5  # from this many events on, a calendar that is suddenly empty is not believed at once

Judge: TypeAlias = Callable[[Event], Verdict]
Recognise: TypeAlias = Callable[[Event, Sequence[Event]], Judgement]

# `unconfirmed` events were known before a read of everything that was cut short and did not come to them. `judgement`
# is empty until somebody asks, and after every change, because an event is judged by its neighbours too.
_SCHEMA = """
    CREATE TABLE source (account TEXT PRIMARY KEY, tied TEXT NOT NULL, cursor TEXT, complete INTEGER NOT NULL);
    CREATE TABLE event (
        account TEXT NOT NULL, ref TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL,
        unconfirmed INTEGER NOT NULL DEFAULT 0, notable INTEGER NOT NULL, data TEXT NOT NULL, judgement TEXT
    );
    CREATE INDEX event_item ON event (account, ref);
    CREATE INDEX event_start ON event (start, end);
    CREATE INDEX event_notable ON event (notable) WHERE notable;
    CREATE TABLE gist (message TEXT PRIMARY KEY, data TEXT NOT NULL);
    CREATE TABLE answer (question BLOB PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID;
"""
_DAY = timedelta(days=1)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_VERSION = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An event and the account it was found in."""

    account: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Notable:
    """An event that may be an interview, judged among its neighbours, and the account it was found in."""

    account: str
    judgement: Judgement


class Emptied(Exception):
    """A calendar that had many events is suddenly empty; what was known of it is kept."""

    def __init__(self, count: int) -> None:
        super().__init__(f"all {count} events have vanished at once")
        self.count = count


class Damaged(Exception):
    """The cache cannot be read; `Readings.start_anew` mends it."""


def window_at(now: datetime) -> Window:
    """The span of time that is read: half a year back and a quarter ahead, from the beginning of this week."""
    today = now.astimezone(UTC).date()
    week = today - timedelta(days=today.weekday())
    monday = datetime(week.year, week.month, week.day, tzinfo=UTC)
    return Window(start=monday - BACK, end=monday + AHEAD)


class Readings:
    """The open cache. `judge` tells which events are notable, `recognise` what is known of one of these among its
    neighbours; `depends_on` is what their answers rest on besides the events.

    Every method raises `Damaged` if the file is, and what else SQLite raises, such as for a full disk.
    """

    def __init__(self, path: Path | None, depends_on: str, judge: Judge, recognise: Recognise) -> None:
        """Open the file, making it anew if it is damaged or of another version; None keeps nothing on disk."""
        self._path = path
        self._depends_on = depends_on
        self._judge = judge
        self._recognise = recognise
        try:
            self._connection = _connect(path)
        except Damaged:
            _discard(path)
            self._connection = _connect(path)
        self.gists = Gists(self._run)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def start_anew(self) -> None:
        """Forget everything; the next pass reads it again."""
        self._connection.close()
        _discard(self._path)
        self._connection = _connect(self._path)

    def cursor(self, account: str, window: Window) -> str | None:
        """Where to go on reading an account, or None to read everything in the window."""
        for cursor, tied in self._run("SELECT cursor, tied FROM source WHERE account = ?", account):
            if tied == self._tied(window):
                return str(cursor) if cursor is not None else None
        return None

    def complete(self, account: str) -> bool:
        """Whether everything in the window was read, so that what is not here does not exist."""
        return any(complete for (complete,) in self._run("SELECT complete FROM source WHERE account = ?", account))

    def apply(self, account: str, changes: EventChanges, window: Window, *, full: bool, believe: bool) -> None:
        """Take over what was read, all or nothing; `full` says that it was read without a cursor.

        What a read of everything does not come to is gone if the read was complete, or else as soon as a later one is,
        which by then has reported whatever was missed. Raises `Emptied`, and changes nothing, if a calendar of many
        events has none left, unless `believe` is set.
        """
        source = (account, self._tied(window), changes.cursor, int(changes.complete))
        if not full and not changes.items and not changes.gone and self._is_known(source):
            return
        with self._transaction():
            before = self._count(account)
            if full:
                self._run("UPDATE event SET unconfirmed = 1 WHERE account = ?", account)
                self._run("DELETE FROM answer")  # once a week, so that what nobody asks any more does not pile up
            for ref in (*changes.gone, *(item.ref for item in changes.items)):
                self._run("DELETE FROM event WHERE account = ? AND ref = ?", account, ref)
            for item in changes.items:
                self._insert(account, item)
            if changes.complete:
                self._run("DELETE FROM event WHERE account = ? AND unconfirmed", account)
            if before >= MANY and not believe and self._count(account) == 0:
                raise Emptied(before)
            self._run("UPDATE event SET judgement = NULL WHERE notable")
            self._run("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", *source)

    def forget_others(self, accounts: Sequence[str]) -> None:
        """Drop what was read from accounts that are no longer configured."""
        for (account,) in self._run("SELECT account FROM source"):
            if account not in accounts:
                with self._transaction():
                    self._run("DELETE FROM event WHERE account = ?", account)
                    self._run("DELETE FROM source WHERE account = ?", account)

    def notable(self) -> Iterator[Notable]:
        """The events that may be interviews, judged among their neighbours, in the order in which they start."""
        query = "SELECT rowid, account, data, judgement FROM event WHERE notable ORDER BY start, account, ref, rowid"
        for row, account, data, judged in self._run(query):
            event = to_event(data)
            if judged is None:
                judgement = self._recognise(event, self.around(event, NEIGHBOURHOOD))
                self._run("UPDATE event SET judgement = ? WHERE rowid = ?", to_text(judgement), row)
            else:
                judgement = to_judgement(event, judged)
            yield Notable(account=account, judgement=judgement)

    def everything(self) -> Iterator[Reading]:
        """All events in the window, in the order in which they start."""
        for account, data in self._run("SELECT account, data FROM event ORDER BY start, account, ref, rowid"):
            yield Reading(account=account, event=to_event(data))

    def during(self, start: datetime, end: datetime) -> list[Event]:
        """The events that take up time in a span, of all accounts, in the order in which they start."""
        found = self._run(
            "SELECT data FROM event WHERE start < ? AND end > ? ORDER BY start, account, ref, rowid",
            # Days are kept as those of UTC, and are others by up to half a day elsewhere.
            (end.astimezone(UTC) + _DAY).isoformat(),
            (start.astimezone(UTC) - _DAY).isoformat(),
        )
        return [to_event(data) for (data,) in found]

    def around(self, event: Event, distance: timedelta) -> list[Event]:
        """Other events that start this close to an event, in the order in which they start, and not more than fifty."""
        start = instant(event.start)
        found = self._run(
            "SELECT data FROM event WHERE start BETWEEN ? AND ? ORDER BY start, account, ref, rowid LIMIT 50",
            (start - distance).isoformat(),
            (start + distance).isoformat(),
        )
        return [other for (data,) in found if (other := to_event(data)).uid != event.uid]

    def answer(self, question: str, work_out: Callable[[], str]) -> str:
        """What was answered to a question before, or what is worked out now.

        For answers that follow from the question and from nothing else.
        """
        key = hashlib.sha256(f"{self._depends_on} {question}".encode("utf-8", "surrogatepass")).digest()
        for (answer,) in self._run("SELECT answer FROM answer WHERE question = ?", key):
            return str(answer)
        answer = work_out()
        self._run("INSERT OR REPLACE INTO answer VALUES (?, ?)", key, answer)
        return answer

    def _tied(self, window: Window) -> str:
        return f"{window.start:%Y%m%d} {self._depends_on}"

    def _is_known(self, source: tuple[object, ...]) -> bool:
        return self._run("SELECT * FROM source WHERE account = ?", source[0]) == [source]

    def _insert(self, account: str, item: Item) -> None:
        judged: dict[Event, bool] = {}
        for event in item.events:
            # The instances of a series differ in nothing but their day: one judgement serves them all.
            alike = replace(
                event, instance="", start=_SOME_DAY, end=_SOME_DAY + (instant(event.end) - instant(event.start))
            )
            if alike not in judged:
                judged[alike] = self._is_notable(event)
            self._run(
                "INSERT INTO event (account, ref, start, end, notable, data) VALUES (?, ?, ?, ?, ?, ?)",
                *(account, item.ref, instant(event.start).isoformat(), instant(event.end).isoformat()),
                *(int(judged[alike]), to_text(event)),
            )

    def _is_notable(self, event: Event) -> bool:
        # The person's no is worth knowing: it speaks for every copy of the meeting.
        told_no = Tag.NO in read_typed(event.summary, event.description).tags
        return told_no or self._judge(event) is not Verdict.NO

    def _count(self, account: str) -> int:
        return int(self._run("SELECT count(*) FROM event WHERE account = ?", account)[0][0])

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with _translate():
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._run("COMMIT")


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        make_private_file(path)
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30)
    try:
        with _translate():
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
            elif version != _VERSION:
                raise Damaged(f"it is of version {version}")
    except BaseException:
        connection.close()
        raise
    return connection


def _discard(path: Path | None) -> None:
    for suffix in ("", "-wal", "-shm") if path is not None else ():
        Path(f"{path}{suffix}").unlink(missing_ok=True)


@contextmanager
def _translate() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError:
        raise  # a full disk, a lock, missing rights: another file would be no better
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from error
