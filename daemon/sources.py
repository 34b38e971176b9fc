"""The open accounts, and reading from them: what became of what we wrote, and what is new in the calendars."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daemon.core.remembered import Form, Remembered, draft_refs, key_parts, observe_drafts, observe_entries
from daemon.core.statements import Statement, read_answers, read_statements
from daemon.core.typed import Question
from daemon.journal import Journal
from daemon.ports.adapter import Adapter, Connection, Offer
from daemon.ports.errors import CursorExpired, PortError, Unavailable
from daemon.ports.records import Problem
from daemon.readings import MANY, Emptied, Readings, window_at

log = logging.getLogger(__name__)


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
        """Close the connection if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(slots=True, kw_only=True)
class Health:
    """How the accounts fared in a pass.

    `failed` are accounts that could not be used, with the error; `problems` single items that could not be read;
    `emptied` accounts in which everything vanished at once, with how much that was.
    """

    failed: dict[str, Exception] = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def watch(self, account: str) -> Iterator[None]:
        """Keep a failure to its account: whatever it is, the others go on."""
        try:
            yield
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
        for account in accounts:
            error = health.failed.get(account.name)
            if error is None:
                if self._failures.pop(account.name, None) is not None:
                    log.info("account %s works again", account.name)
            elif account.name not in resting:
                count = self._failures[account.name][0] + 1 if account.name in self._failures else 1
                self._failures[account.name] = (count, now + self._pause(error, count), error)
                if count == 1:
                    _tell(account.name, error)

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
    accounts: Sequence[Account], journal: Journal, labels: Mapping[str, Question], health: Health, *, accept: bool
) -> Observed:
    """Look at everything we wrote, and bring the journal up to date with it."""
    seen = Observed(rows=journal.rows(), statements=journal.statements())
    for account in accounts:
        if account.name in health.failed:
            continue
        with health.watch(account.name):
            if account.offers(Offer.CALENDAR):
                _observe_entries(account, journal, labels, health, seen, accept=accept)
            if account.offers(Offer.DRAFTS) and (refs := draft_refs(seen.rows, account.name)):
                changed = observe_drafts(seen.rows, account.connection.drafts.look(refs))
                journal.save(changed.values())
                seen.rows |= changed
    return seen


def _observe_entries(
    account: Account,
    journal: Journal,
    labels: Mapping[str, Question],
    health: Health,
    seen: Observed,
    *,
    accept: bool,
) -> None:
    found = account.connection.calendar.entries()
    health.note(account.name, found.problems)
    stood = sum(r.stands for r in seen.rows.values() if r.account == account.name and r.form is Form.ENTRY)
    if stood >= MANY and not found.entries and not accept:
        health.emptied[account.name] = stood
        return
    changed = observe_entries(seen.rows, account.name, found.entries, complete=found.complete)
    journal.save(changed.values())
    seen.rows |= changed
    statements = read_statements(found.entries, labels)
    journal.keep(s for key, s in statements.items() if s != seen.statements.get(key, Statement(key=key, at=s.at)))
    seen.statements |= statements
    for item in found.entries:
        if answers := read_answers(item, labels):
            seen.answers[key_parts(item.entry.key).round or ""] = answers


def read_calendars(
    accounts: Sequence[Account], readings: Readings, health: Health, now: datetime, *, accept: bool
) -> None:
    """Bring the readings of all calendars up to date."""
    window = window_at(now)
    for account in accounts:
        if not account.offers(Offer.CALENDAR) or account.name in health.failed:
            continue
        with health.watch(account.name):
            cursor = readings.cursor(account.name, window)
            try:
                changes = account.connection.calendar.changes(cursor, window)
            except CursorExpired:
                cursor = None
                changes = account.connection.calendar.changes(None, window)
            health.note(account.name, changes.problems)
            if cursor is not None and changes.cursor == cursor and not changes.items and not changes.gone:
                continue
            try:
                readings.apply(account.name, changes, window, full=cursor is None, believe=accept)
            except Emptied as emptied:
                health.emptied[account.name] = emptied.count
    readings.forget_others([account.name for account in accounts])
