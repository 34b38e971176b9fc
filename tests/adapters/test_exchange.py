"""The Exchange adapter on a fake that is as strict as Microsoft's own schema: what the suite asks of every account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.conformance import CalendarConformance, DeclarationConformance, DraftsConformance, InboxConformance
from tests.adapters.exchange_harness import ExchangeHarness
from tests.adapters.exchange_mail_harness import ExchangeMailHarness


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[ExchangeHarness]:
        made = ExchangeHarness(tmp_path)
        made.box.page = 3  # an answer may hold less than was asked for
        yield made
        made.close()


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[ExchangeMailHarness]:
        made = ExchangeMailHarness(tmp_path)
        made.box.page = 3  # as above
        yield made
        made.close()


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[ExchangeMailHarness]:
        made = ExchangeMailHarness(tmp_path)
        made.box.page = 3  # as above
        yield made
        made.close()


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[ExchangeHarness]:
        made = ExchangeHarness(tmp_path)
        made.box.page = 3  # an answer may hold less than was asked for
        yield made
        made.close()
