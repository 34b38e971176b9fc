"""Fixtures that every part of the suite shares: the harness that an adopter provides, and an open port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.conformance.harness import CalendarHarness, DraftsHarness, InboxHarness
from daemon.ports.calendar import CalendarPort
from daemon.ports.drafts import DraftPort
from daemon.ports.inbox import InboxPort


class CalendarTests:
    """Base of the tests of a CalendarPort."""

    @pytest.fixture
    def harness(self) -> CalendarHarness:
        """Provided by the adopter: a new account for each test."""
        raise NotImplementedError("override the fixture `harness` with one that returns a CalendarHarness")

    @pytest.fixture
    def port(self, harness: CalendarHarness) -> Iterator[CalendarPort]:
        """The port of an open account."""
        connection = harness.open()
        yield connection.calendar
        connection.close()


class DraftsTests:
    """Base of the tests of a DraftPort."""

    @pytest.fixture
    def harness(self) -> DraftsHarness:
        """Provided by the adopter: a new account for each test."""
        raise NotImplementedError("override the fixture `harness` with one that returns a DraftsHarness")

    @pytest.fixture
    def port(self, harness: DraftsHarness) -> Iterator[DraftPort]:
        """The port of an open account."""
        connection = harness.open()
        yield connection.drafts
        connection.close()


class InboxTests:
    """Base of the tests of an InboxPort."""

    @pytest.fixture
    def harness(self) -> InboxHarness:
        """Provided by the adopter: a new account for each test."""
        raise NotImplementedError("override the fixture `harness` with one that returns an InboxHarness")

    @pytest.fixture
    def port(self, harness: InboxHarness) -> Iterator[InboxPort]:
        """The port of an open account."""
        connection = harness.open()
        yield connection.inbox
        connection.close()
