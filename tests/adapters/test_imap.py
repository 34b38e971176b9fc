"""The IMAP adapter is what the suite says, on a real Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.conformance import DeclarationConformance, DraftsConformance, InboxConformance
from tests.adapters.dovecot import Dovecot
from tests.adapters.imap_harness import ImapHarness


@pytest.fixture
def harness(dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHarness]:
    made = ImapHarness(dovecot, tmp_path)
    yield made
    made.close()


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self, dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHarness]:
        made = ImapHarness(dovecot, tmp_path)
        yield made
        made.close()


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHarness]:
        made = ImapHarness(dovecot, tmp_path)
        yield made
        made.close()


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapHarness]:
        made = ImapHarness(dovecot, tmp_path)
        yield made
        made.close()
