"""The journal: what followupd wrote, what became of it, and what cannot be read again anywhere else.

SQLite in WAL mode. Every write is preceded by its intent, so that a pass which is killed at any point can be repeated.
Losing the journal loses only what the person declined: our items are found again by their marks.

No mail and no address is kept here. What is: names of employers and roles, hashes of everything else that has to be
compared, what the person typed behind a label (a line of it), what messages meant with the Message-IDs of their
threads, and those of our drafts, because a draft whose other marks were lost is found by them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from daemon.core.applications import KnownRound, News, Outcome
from daemon.core.remembered import Form, Remembered, State
from daemon.core.slots import Span
from daemon.core.statements import Statement
from daemon.core.typed import Tag
from daemon.state import make_private_file

# Each script takes the file from one schema version to the next; a released script is never changed.
MIGRATIONS = (
    """
    CREATE TABLE item (
        key TEXT PRIMARY KEY, form TEXT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, subject TEXT NOT NULL,
        ref TEXT, version TEXT, fingerprint TEXT, intended TEXT, refused TEXT, message_id TEXT,
        start TEXT NOT NULL, end TEXT NOT NULL, replaced INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE round (
        event TEXT PRIMARY KEY, application TEXT NOT NULL, round TEXT NOT NULL, employer TEXT NOT NULL,
        role TEXT NOT NULL, organizer TEXT NOT NULL, start TEXT NOT NULL, held INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE statement (
        key TEXT PRIMARY KEY, at TEXT NOT NULL, tags TEXT NOT NULL,
        decision TEXT, check_back TEXT, company TEXT, role TEXT
    ) STRICT;
    CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
    "ALTER TABLE statement ADD COLUMN playbook TEXT",
    "ALTER TABLE statement ADD COLUMN language TEXT",
    "ALTER TABLE item ADD COLUMN slots TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE news (
        id TEXT PRIMARY KEY, applications TEXT NOT NULL, sent INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL,
        bounced INTEGER NOT NULL, people TEXT NOT NULL, thread TEXT NOT NULL, decide_by TEXT, earliest TEXT,
        permission TEXT, back_on TEXT, answer_by TEXT
    ) STRICT;
    CREATE TABLE mailbox (account TEXT PRIMARY KEY, cursor TEXT, asked TEXT NOT NULL) STRICT;
    """,
)


_REMEDY = "move it away and start again; followupd finds what it wrote by its marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """How far an inbox was read, and the hashes of the addresses and domains that it was asked for."""

    cursor: str | None = None
    asked: frozenset[str] = frozenset()


class JournalError(Exception):
    """The journal cannot be used; the message says what to do."""


class Journal:
    """An open journal. Everything written is on disk when the method returns; else it raises `JournalError`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """Open the file, making or upgrading it; None is a journal that ends with the process.

        Raises `JournalError` if it is damaged or was written by a newer followupd.
        """
        if path is not None:
            make_private_file(path)
        connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, MIGRATIONS)
        except sqlite3.DatabaseError as error:
            connection.close()
            raise JournalError(f"{path}: cannot be read as a journal ({error}): {_REMEDY}") from error
        except JournalError as error:
            connection.close()
            raise JournalError(f"{path}: {error}") from error
        return cls(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def copy(self) -> Journal:
        """A journal in memory with the same content, to work out a plan without leaving a trace."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.backup(connection)
        return Journal(connection)

    def rows(self) -> dict[str, Remembered]:
        """Everything ever written, by key."""
        return {row["key"]: _remembered(row) for row in self._read("SELECT * FROM item ORDER BY key")}

    def save(self, rows: Iterable[Remembered]) -> None:
        """Insert or replace these rows, all or none."""
        self._write("item", [_values(row) for row in rows])

    def known_rounds(self) -> tuple[KnownRound, ...]:
        """The names under which events are known."""
        return tuple(
            KnownRound(**{**row, "start": datetime.fromisoformat(row["start"]), "held": bool(row["held"])})
            for row in self._read("SELECT * FROM round ORDER BY event")
        )

    def remember(self, rounds: Iterable[KnownRound]) -> None:
        """Insert or replace these names, all or none."""
        self._write("round", [_values(known) for known in rounds])

    def statements(self) -> dict[str, Statement]:
        """What the person typed, by the key of the entry."""
        return {
            row["key"]: Statement(
                **{
                    **row,
                    "at": datetime.fromisoformat(row["at"]),
                    "tags": frozenset(Tag(tag) for tag in row["tags"].split()),
                }
            )
            for row in self._read("SELECT * FROM statement ORDER BY key")
        }

    def keep(self, statements: Iterable[Statement]) -> None:
        """Insert or replace these statements, all or none."""
        self._write("statement", [_values(statement) for statement in statements])

    def news(self) -> tuple[News, ...]:
        """What messages told, in the order in which they were written."""
        return tuple(_news(row) for row in self._read("SELECT * FROM news ORDER BY at, id"))

    def mailbox(self, account: str) -> Mailbox:
        """How far an inbox was read."""
        for row in self._read("SELECT * FROM mailbox"):
            if row["account"] == account:
                return Mailbox(cursor=row["cursor"], asked=frozenset(row["asked"].split()))
        return Mailbox()

    def learn(self, news: News) -> None:
        """Remember what a message told."""
        self._write("news", [{name: value for name, value in _values(news).items() if name != "gist"}])

    def set_mailbox(self, account: str, mailbox: Mailbox) -> None:
        """Remember how far an inbox was read; what was read must be remembered before."""
        self._write("mailbox", [{"account": account, "cursor": mailbox.cursor, "asked": _value(mailbox.asked)}])

    def note(self, name: str) -> str | None:
        """A single remembered value."""
        found = self._connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def set_note(self, name: str, value: str) -> None:
        """Remember a single value."""
        self._write("note", [{"name": name, "value": value}])

    def _read(self, query: str) -> list[dict[str, Any]]:
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _write(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        if not rows:
            return
        columns = ", ".join(rows[0])
        places = ", ".join(f":{name}" for name in rows[0])
        statement = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(statement, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._connection.rollback()
            raise JournalError(
                f"the journal cannot be written ({error}): make room on its disk and try again; nothing is lost"
            ) from error


def migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Bring a file to the newest schema, one version at a time, each all or nothing."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise JournalError(
            f"written by a newer followupd (schema {version}, this one knows {len(migrations)}): update followupd"
        )
    for number, script in enumerate(migrations[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")


def _values(record: Remembered | KnownRound | Statement | News) -> dict[str, object]:
    return {field.name: _value(getattr(record, field.name)) for field in fields(record)}


def _value(value: object) -> object:
    if isinstance(value, datetime):
        # The zone's name is not kept: instants are all that is compared.
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, tuple):
        return " ".join(e if isinstance(e, str) else "/".join(str(_value(part)) for part in e) for e in value)
    return int(value) if isinstance(value, bool) else value


def _remembered(row: Mapping[str, Any]) -> Remembered:
    values = {
        **row,
        "form": Form(row["form"]),
        "state": State(row["state"]),
        "start": datetime.fromisoformat(row["start"]),
        "end": datetime.fromisoformat(row["end"]),
        "slots": tuple(_slot(text) for text in row["slots"].split()),
    }
    return Remembered(**values)


def _news(row: Mapping[str, Any]) -> News:
    days = ("decide_by", "earliest", "permission", "back_on", "answer_by")
    lists = ("applications", "people", "thread")
    values = {
        **row,
        **{name: date.fromisoformat(row[name]) for name in days if row[name]},
        **{name: tuple(row[name].split()) for name in lists},
        "sent": bool(row["sent"]),
        "bounced": bool(row["bounced"]),
        "at": datetime.fromisoformat(row["at"]),
        "outcome": Outcome(row["outcome"]),
    }
    return News(**values)


def _slot(text: str) -> Span:
    start, _, end = text.partition("/")
    return datetime.fromisoformat(start), datetime.fromisoformat(end)
