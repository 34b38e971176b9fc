"""The composition root: configuration and adapters in, a cycle ready to run out; torn down in reverse.

`assemble` is for passes that write; `look` is for commands that only tell, and leaves no trace at all; `rehearse` is
for passes over accounts that are themselves only played.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from daemon.config import AccountSettings, Settings, load
from daemon.cycle import Cycle
from daemon.journal import Journal
from daemon.ports.adapter import Login, Setup
from daemon.printing import typeset_apart
from daemon.registry import available, installed, open_account
from daemon.sources import Account
from daemon.state import make_private
from daemon.understanding import open_readings

JOURNAL = "journal.sqlite"
READINGS = "readings.sqlite"


class StateError(Exception):
    """The folder of the state cannot be used; the message says what to do."""


def read_settings(path: Path) -> Settings:
    """The configuration; raises `ConfigError` with every fault."""
    return load(path, available())


@contextmanager
def assemble(settings: Settings, state: Path) -> Iterator[Cycle]:
    """A cycle over the configured accounts, its journal and readings in the folder `state`, which is made private.

    Raises `StateError` or `JournalError`.
    """
    prepare(state)
    with _assembled(settings, state, state) as cycle:
        yield replace(cycle, typeset=typeset_apart)


@contextmanager
def look(settings: Settings, state: Path) -> Iterator[Cycle]:
    """A cycle for dry passes, on copies of journal and readings that are thrown away: nothing is made or changed.

    Raises `StateError` or `JournalError`.
    """
    with TemporaryDirectory(prefix="followupd-") as folder:
        copies = Path(folder)
        for name in (JOURNAL, READINGS):
            _copy(state / name, copies / name)
        with _assembled(settings, state, copies) as cycle:
            yield cycle


@contextmanager
def rehearse(settings: Settings) -> Iterator[Cycle]:
    """A cycle for passes that are played: journal and readings are kept in this process and forgotten with it."""
    with _assembled(settings, settings.path.parent, None) as cycle:
        yield cycle


@contextmanager
def _assembled(settings: Settings, state: Path, databases: Path | None) -> Iterator[Cycle]:
    with ExitStack() as stack:
        journal = Journal.open(databases and databases / JOURNAL)
        stack.callback(journal.close)
        readings = open_readings(databases and databases / READINGS, settings)
        stack.callback(readings.close)
        accounts = [_account(settings, account, state) for account in settings.accounts]
        for account in accounts:
            stack.callback(account.close)
        yield Cycle(settings=settings, accounts=accounts, journal=journal, readings=readings)


def setup_for(settings: Settings, account: AccountSettings, state: Path) -> Setup:
    """What the adapter of an account gets, whether to open it or to sign in to it."""
    return Setup(
        account=account.name,
        options=account.options,
        owner=settings.person.owner,
        zone=settings.person.zone,
        calendar_name=settings.follow_up.calendar,
        state=state / account.name,
        offers=account.adapter.offers,
    )


def check_login(settings: Settings, account: AccountSettings, state: Path, now: datetime) -> Login | None:
    """How the login of an account stands; None if there is nothing to sign in to. Raises what `SignIn.check` does."""
    if account.adapter.sign_in is None:
        return None
    setup = setup_for(settings, account, state)
    with installed(account.adapter, setup):
        return account.adapter.sign_in.check(setup, now)


def _account(settings: Settings, account: AccountSettings, state: Path) -> Account:
    setup = setup_for(settings, account, state)
    return Account(account.name, account.adapter, partial(open_account, account.adapter, setup))


def prepare(state: Path) -> None:
    """Make the folder of the state, or see that it can be used; raises `StateError`."""
    remedy = "mend it, or name another folder with --state"
    try:
        make_private(state)
    except OSError as error:
        raise StateError(f"{state}: cannot be made ({error.strerror}): {remedy}") from error
    if not os.access(state, os.R_OK | os.W_OK | os.X_OK):
        raise StateError(f"{state}: is not yours to write to: {remedy}")


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it stands, also while the service writes to it; one that is not there stays so."""
    if not source.exists():
        return
    if not os.access(source, os.R_OK | os.W_OK):
        raise StateError(f"{source}: is not yours to read: run this as the user whom the service runs as")
    # Opened for writing, because a reader that may not write leaves its lock files behind.
    address = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as original, closing(sqlite3.connect(target)) as copy:
        try:
            original.backup(copy)
        except sqlite3.DatabaseError:
            # Damaged: whoever opens the copy says so, and what to do.
            target.write_bytes(source.read_bytes())
