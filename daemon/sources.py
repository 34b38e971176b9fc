"""The open accounts, and reading from them: what became of what we wrote, and what is new in the calendars."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.core.remembered import Form, Remembered, draft_refs, key_parts, observe_drafts, observe_entries
from daemon.core.statements import Statement, read_answers, read_statements
from daemon.core.typed import Question
from daemon.journal import Journal, JournalError
from daemon.ports.adapter import Adapter, Connection, Offer
from daemon.ports.errors import CursorExpired, PortError, Unavailable
from daemon.ports.records import EventChanges, Problem, StandingEntries, Window
from daemon.readings import MANY, Emptied, Readings, window_at

log = logging.getLogger(__name__)

LINE = 200  # characters that are kept of what was typed behind a label
LOOKED_FOR = timedelta(days=30)  # how long after its time a draft that has gone is looked for among the sent mail


class Account:
    """A configured account; it is opened when it is first used, and again after opening failed."""

    def __init__(self, name: str, adapter: Adapter, open_connection: Callable[[], Connection]) -> None:
        self.name = name
        self.adapter = adapter
        self._open = open_connection
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The open connection; raises what opening raises."""
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def offers(self, offer: Offer) -> bool:
        """Whether the account has this port."""
        return offer in self.adapter.offers

    def close(self) -> None:
        """Close the connection if there is one; what goes wrong then is logged, for there is nothing left to lose."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception as error:
                _tell(self.name, error)


@dataclass(slots=True, kw_only=True)
class Health:
    """How the accounts fared in a pass.

    `failed` are accounts that could not be used, with the error; `problems` single items that could not be read;
    `emptied` accounts in which everything vanished at once, with how much that was; `unread` those in whose inbox may
    be news that nobody has seen.
    """

    failed: dict[str, Exception] = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @contextmanager
    def watch(self, account: str) -> Iterator[None]:
        """Keep a failure to its account: whatever it is, the others go on. Only that of the journal goes through."""
        try:
            yield
        except JournalError:
            raise  # without a journal nothing may be written anywhere
        except Exception as error:  # a port's error, or a bug in an adapter, which must not stop the others either
            self.failed[account] = error

    def note(self, account: str, problems: Sequence[Problem]) -> None:
        """Remember items that could not be read."""
        self.problems[account] = (*self.problems.get(account, ()), *problems)


class Patience:
    """Which accounts are left alone for a while because they failed, for longer each time; tells each change once."""

    LONGEST = timedelta(hours=1)

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval
        self._failures: dict[str, tuple[int, datetime, Exception]] = {}

    def resting(self, now: datetime) -> dict[str, Exception]:
        """The accounts that are not to be asked yet, with the error that sent them to rest."""
        return {name: error for name, (_, until, error) in self._failures.items() if now < until}

    def learn(self, accounts: Sequence[Account], health: Health, now: datetime) -> None:
        """Take over how the accounts fared in a pass at this time."""
        resting = self.resting(now)
        for name in (account.name for account in accounts if account.name not in resting):
            before = self._failures.pop(name, None)
            error = health.failed.get(name)
            if error is not None:
                count = before[0] + 1 if before else 1
                self._failures[name] = (count, now + self._pause(error, count), error)
                if before is None or type(error) is not type(before[2]):
                    _tell(name, error)
            elif before is not None:
                log.info("account %s works again", name)

    def _pause(self, error: Exception, count: int) -> timedelta:
        asked = error.retry_after if isinstance(error, Unavailable) and error.retry_after else timedelta(0)
        return max(asked, min(self._interval * (1 << min(count - 1, 10)), self.LONGEST))


def _tell(account: str, error: Exception) -> None:
    if isinstance(error, PortError):
        log.warning("account %s: %s: %s", account, type(error).__name__, error)
    else:
        log.error("account %s: its adapter failed in a way it should not; please report this", account, exc_info=error)


@dataclass(slots=True, kw_only=True)
class Observed:
    """What stands of what we wrote, and what the person typed into it."""

    rows: dict[str, Remembered]
    statements: dict[str, Statement]
    answers: dict[str, Mapping[Question, str]] = field(default_factory=dict)


def observe(
    accounts: Sequence[Account],
    journal: Journal,
    labels: Mapping[str, Question],
    health: Health,
    now: datetime,
    *,
    accept: bool,
) -> Observed:
    """Look at everything we wrote, and bring the journal up to date with it."""
    seen = Observed(rows=journal.rows(), statements=journal.statements())
    for account in accounts:
        if account.name in health.failed:
            continue
        with health.watch(account.name):
            if account.offers(Offer.CALENDAR):
                standing = account.connection.calendar.entries()
                health.note(account.name, standing.problems)
                if not accept and (vanished := _vanished(account.name, standing, seen.rows)) >= MANY:
                    health.emptied[account.name] = vanished
                else:
                    _learn(
                        observe_entries(seen.rows, account.name, standing.entries, complete=standing.complete),
                        journal,
                        seen,
                    )
                    _learn_typed(standing, labels, journal, seen)
            if account.offers(Offer.DRAFTS) and (refs := draft_refs(_open_rows(seen.rows, now), account.name)):
                _learn(observe_drafts(seen.rows, account.connection.drafts.look(refs)), journal, seen)
    return seen


def _open_rows(rows: Mapping[str, Remembered], now: datetime) -> dict[str, Remembered]:
    """What stands, and what has gone not so long ago that its fate may still change."""
    return {key: row for key, row in rows.items() if row.stands or now - row.start < LOOKED_FOR}


def _vanished(account: str, standing: StandingEntries, rows: Mapping[str, Remembered]) -> int:
    """How many entries stood there, if now all are gone."""
    if standing.entries or not standing.complete:
        return 0
    return sum(row.stands for row in rows.values() if row.account == account and row.form is Form.ENTRY)


def _learn(changed: Mapping[str, Remembered], journal: Journal, seen: Observed) -> None:
    journal.save(changed.values())
    seen.rows |= changed


def _learn_typed(standing: StandingEntries, labels: Mapping[str, Question], journal: Journal, seen: Observed) -> None:
    statements = {key: _shortened(s) for key, s in read_statements(standing.entries, labels).items()}
    # Of an entry into which nothing was ever typed there is nothing to remember.
    journal.keep(s for key, s in statements.items() if s != seen.statements.get(key, Statement(key=key, at=s.at)))
    seen.statements |= statements
    for item in standing.entries:
        if answers := read_answers(item, labels):
            seen.answers[key_parts(item.entry.key).round or ""] = answers


def _shortened(statement: Statement) -> Statement:
    """A statement as it is kept: of what was typed for a date, a line, not the pages that somebody may paste there."""
    decision, check_back = statement.decision, statement.check_back
    return replace(statement, decision=decision and decision[:LINE], check_back=check_back and check_back[:LINE])


def read_calendars(
    accounts: Sequence[Account], readings: Readings, health: Health, now: datetime, *, accept: bool
) -> None:
    """Bring the readings of all calendars up to date. Raises `Damaged` if they cannot be kept."""
    window = window_at(now)
    readings.forget_others([account.name for account in accounts])
    for account in accounts:
        if not account.offers(Offer.CALENDAR) or account.name in health.failed:
            continue
        cursor = readings.cursor(account.name, window)
        with health.watch(account.name):
            changes, cursor = _read(account, cursor, window)
        if account.name in health.failed:
            continue
        health.note(account.name, changes.problems)
        try:
            readings.apply(account.name, changes, window, full=cursor is None, believe=accept)
        except Emptied as emptied:
            health.emptied[account.name] = emptied.count


def _read(account: Account, cursor: str | None, window: Window) -> tuple[EventChanges, str | None]:
    """What has changed since the cursor, and the cursor that was good for it: none if all had to be read."""
    calendar = account.connection.calendar
    try:
        return calendar.changes(cursor, window), cursor
    except CursorExpired:
        return calendar.changes(None, window), None
