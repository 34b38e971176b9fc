"""The suite that every adapter must pass, ours or a stranger's; it ships with the program.

An adopter writes one test file: a harness (see `adapters.conformance.harness`), a class for the declaration and one
for each port it offers.

    class TestCalendar(CalendarConformance):
        @pytest.fixture
        def harness(self, tmp_path: Path) -> CalendarHarness:
            return MyHarness(tmp_path)

Every sentence of the ports' docstrings has a test here. It needs pytest (`pip install 'followupd[conformance]'`).
"""

from pkgutil import iter_modules

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in iter_modules(__path__)))

# Assertions are rewritten, so that they say what they saw, only in what is imported after the line above.
from adapters.conformance.declaration import DeclarationConformance  # noqa: E402 - see above
from adapters.conformance.harness import (  # noqa: E402 - see above
    CalendarHarness,
    DraftsHarness,
    Gap,
    Harness,
    InboxHarness,
    Inside,
    Witness,
    make_setup,
)
from adapters.conformance.suites import (  # noqa: E402 - see above
    CalendarConformance,
    DraftsConformance,
    InboxConformance,
)

__all__ = [
    "CalendarConformance",
    "CalendarHarness",
    "DeclarationConformance",
    "DraftsConformance",
    "DraftsHarness",
    "Gap",
    "Harness",
    "InboxConformance",
    "InboxHarness",
    "Inside",
    "Witness",
    "make_setup",
]
