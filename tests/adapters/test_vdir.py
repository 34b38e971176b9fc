"""The vdir adapter: what the suite asks of every calendar, and what only files can do to one."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conformance import CalendarConformance, DeclarationConformance
from tests.adapters.vdir_harness import VdirHarness


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> VdirHarness:
        return VdirHarness(tmp_path)


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> VdirHarness:
        return VdirHarness(tmp_path)
