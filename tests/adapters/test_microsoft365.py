"""The adapter for Microsoft 365 on a fake as strict as Microsoft's own words: what the suite asks of every account.

The person's side of a mailbox is in `microsoft365_mail_harness`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from adapters.conformance import (
    CalendarConformance,
    DeclarationConformance,
    DraftsConformance,
    Gap,
    InboxConformance,
)
from tests.adapters.microsoft365_harness import MicrosoftHarness
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness


class WithoutDelta(MicrosoftHarness):
    """A server that speaks the protocol and tracks no changes."""

    gaps = MappingProxyType({**MicrosoftHarness.gaps, Gap.EXPIRING_CURSORS: "there is nothing on the server to expire"})

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.api.deltas = False

    def expire_cursors(self) -> None:
        raise self.refuse(Gap.EXPIRING_CURSORS)


class Grudging(MicrosoftHarness):
    """A server that tells one thing at a time, some of it twice, and never of the series that occurrences belong to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.api.page = 1
        self.api.tells_series = False

    def expire_cursors(self) -> None:
        self.api.rounds.forget(ending=2)


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftHarness]:
        harness = MicrosoftHarness(tmp_path)
        yield harness
        harness.close()


class TestCalendarWithoutDelta(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftHarness]:
        harness = WithoutDelta(tmp_path)
        yield harness
        harness.close()


class TestCalendarOfAGrudgingServer(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftHarness]:
        harness = Grudging(tmp_path)
        yield harness
        harness.close()


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftHarness]:
        harness = MicrosoftHarness(tmp_path)
        yield harness
        harness.close()


class MailWithoutDelta(MicrosoftMailHarness):
    """A mailbox at a server that speaks the protocol and tracks no changes."""

    gaps = MappingProxyType({Gap.EXPIRING_CURSORS: "there is nothing on the server to expire"})

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.api.deltas = False

    def expire_cursors(self) -> None:
        raise self.refuse(Gap.EXPIRING_CURSORS)


class GrudgingMail(MicrosoftMailHarness):
    """A mailbox that is told one message at a time, and whose drafts keep their ids when they are sent."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.api.page = 1
        self.api.keeps_id = True

    def expire_cursors(self) -> None:
        self.api.rounds.forget(ending=1)


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        harness = MicrosoftMailHarness(tmp_path)
        yield harness
        harness.close()


class TestDraftsThatKeepTheirIds(DraftsConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        harness = GrudgingMail(tmp_path)
        yield harness
        harness.close()


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        harness = MicrosoftMailHarness(tmp_path)
        yield harness
        harness.close()


class TestInboxWithoutDelta(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        harness = MailWithoutDelta(tmp_path)
        yield harness
        harness.close()


class TestInboxOfAGrudgingServer(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
        harness = GrudgingMail(tmp_path)
        yield harness
        harness.close()
