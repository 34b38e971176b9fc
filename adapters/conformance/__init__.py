"""The suite that every adapter must pass, ours or a stranger's; it ships with the program.

An adopter writes one test file: a harness (see `adapters.conformance.harness`) and a class for each port it offers.

    class TestCalendar(CalendarConformance):
        @pytest.fixture
        def harness(self, tmp_path: Path) -> CalendarHarness:
            return MyHarness(tmp_path)

Every sentence of the ports' docstrings has a test here. It needs pytest (`pip install 'followupd[conformance]'`).
"""

import pytest

pytest.register_assert_rewrite("adapters.conformance")

from adapters.conformance.harness import (  # noqa: E402 - assertions are rewritten only in what is imported afterwards
    CalendarHarness,
    DraftsHarness,
    Gap,
    Harness,
    InboxHarness,
    Inside,
    Witness,
    make_setup,
)

__all__ = [
    "CalendarHarness",
    "DraftsHarness",
    "Gap",
    "Harness",
    "InboxHarness",
    "Inside",
    "Witness",
    "make_setup",
]
