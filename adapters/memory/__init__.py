"""An account that lives in this process only: the reference for every adapter, and the one fake that tests use.

A configured memory account is empty whenever it is opened. A test makes a `MemoryStore`, opens connections to it, and
acts through the store's methods as the person and the provider:

    store = MemoryStore()
    connection = connect(store, setup)        # or adapter_for(store).open(setup)
    store.add_events(event)
    store.faults.fail_write(2, Unavailable("no answer"), lost_answer=True)

Whoever has only the connection finds the store there, as `connection.store`.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.memory.calendar import MemoryCalendar
from adapters.memory.drafts import MemoryDrafts
from adapters.memory.faults import Call, Faults
from adapters.memory.inbox import MemoryInbox
from adapters.memory.store import MemoryStore
from daemon.ports.adapter import Adapter, Connection, Offer, Setup

__all__ = ["ADAPTER", "Call", "Faults", "MemoryConnection", "MemoryStore", "adapter_for", "connect"]


class MemoryConnection(Connection):
    """An open account, and the store behind it, through which one acts as the person and the provider."""

    def __init__(self, store: MemoryStore, setup: Setup) -> None:
        super().__init__(
            ADAPTER,
            calendar=MemoryCalendar(store, setup.calendar_name, setup.zone),
            drafts=MemoryDrafts(store),
            inbox=MemoryInbox(store),
        )
        self.store = store


def connect(store: MemoryStore, setup: Setup) -> MemoryConnection:
    """A connection to a store, which outlives it."""
    return MemoryConnection(store, setup)


def adapter_for(store: MemoryStore) -> Adapter:
    """The memory adapter with every account in this store, so that what is written survives a reopen."""
    return replace(ADAPTER, open=lambda setup: connect(store, setup))


def _open_empty(setup: Setup) -> Connection:
    return connect(MemoryStore(), setup)


ADAPTER = Adapter(
    name="memory",
    summary="Calendar, drafts and mail in this process only, empty at every start; for tests and for trying things out",
    offers=frozenset(Offer),
    options=(),
    open=_open_empty,
    extra="memory",
)
