"""The adapter for Microsoft 365 on a fake as strict as Microsoft's own words: what the suite asks of every account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.conformance import CalendarConformance
from tests.adapters.microsoft365_harness import MicrosoftHarness


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftHarness]:
        harness = MicrosoftHarness(tmp_path)
        yield harness
        harness.close()
