"""The composition root: configuration and adapters in, a cycle ready to run out; torn down in reverse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from daemon.config import AccountSettings, Settings, load
from daemon.cycle import Cycle, open_readings
from daemon.journal import Journal
from daemon.ports.adapter import Setup
from daemon.registry import available, open_account
from daemon.sources import Account
from daemon.state import make_private


def read_settings(path: Path) -> Settings:
    """The configuration; raises `ConfigError` with every fault."""
    return load(path, available())


@contextmanager
def assemble(settings: Settings, state: Path, *, fresh_readings: bool = False) -> Iterator[Cycle]:
    """A cycle over the configured accounts, its journal and readings in the folder `state`, which is made private.

    With `fresh_readings` the calendars are read anew and nothing is kept of it. Raises `JournalError`.
    """
    make_private(state)
    with ExitStack() as stack:
        journal = Journal.open(state / "journal.sqlite")
        stack.callback(journal.close)
        readings = open_readings(None if fresh_readings else state / "readings.sqlite", settings)
        stack.callback(readings.close)
        accounts = [_account(settings, account, state) for account in settings.accounts]
        for account in accounts:
            stack.callback(account.close)
        yield Cycle(settings=settings, accounts=accounts, journal=journal, readings=readings)


def _account(settings: Settings, account: AccountSettings, state: Path) -> Account:
    setup = Setup(
        account=account.name,
        options=account.options,
        owner=settings.person.owner,
        zone=settings.person.zone,
        calendar_name=settings.follow_up.calendar,
        state=state / account.name,
    )
    return Account(account.name, account.adapter, partial(open_account, account.adapter, setup))
