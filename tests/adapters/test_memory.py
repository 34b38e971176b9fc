"""The memory adapter is what the suite says an adapter is, and a fake that is pleasant to use."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conformance import (
    CalendarConformance,
    DeclarationConformance,
    DraftsConformance,
    InboxConformance,
    make_setup,
)
from adapters.conformance.samples import sample_draft, sample_entry
from adapters.memory import ADAPTER, MemoryStore, connect
from daemon.ports.errors import Unavailable
from tests.adapters.memory_harness import MemoryHarness


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self) -> MemoryHarness:
        return MemoryHarness()


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self) -> MemoryHarness:
        return MemoryHarness()


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self) -> MemoryHarness:
        return MemoryHarness()


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self) -> MemoryHarness:
        return MemoryHarness()


def test_a_configured_memory_account_is_empty_at_every_start() -> None:
    setup = make_setup(Path(), {})
    ADAPTER.open(setup).calendar.put(sample_entry(), None)
    assert ADAPTER.open(setup).calendar.entries().entries == ()


def test_a_write_can_fail_before_it_took_effect() -> None:
    store = MemoryStore()
    calendar = connect(store, make_setup(Path(), {})).calendar
    store.faults.fail_write(2, Unavailable("no answer"))
    calendar.put(sample_entry("one"), None)
    with pytest.raises(Unavailable):
        calendar.put(sample_entry("two"), None)
    assert list(store.entries) == ["one"]
    calendar.put(sample_entry("two"), None)
    assert list(store.entries) == ["one", "two"]
    assert store.faults.writes == 2


def test_the_answer_to_a_write_can_be_lost() -> None:
    store = MemoryStore()
    drafts = connect(store, make_setup(Path(), {})).drafts
    store.faults.fail_write(1, Unavailable("no answer"), lost_answer=True)
    with pytest.raises(Unavailable):
        drafts.put(sample_draft(), None)
    assert store.drafts == {sample_draft().key: sample_draft()}
    drafts.put(sample_draft(), None)
    assert store.faults.writes == 1


def test_a_write_can_end_the_program() -> None:
    store = MemoryStore()
    calendar = connect(store, make_setup(Path(), {})).calendar
    store.faults.fail_write(1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        calendar.put(sample_entry(), None)
    assert store.entries == {}
