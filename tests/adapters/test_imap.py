"""The IMAP adapter is what the suite says, on a real Dovecot."""

from __future__ import annotations

import pytest

from adapters.conformance import DeclarationConformance, DraftsConformance, InboxConformance
from tests.adapters.imap_harness import ImapHarness


@pytest.fixture
def harness(imap: ImapHarness) -> ImapHarness:
    return imap


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self, imap: ImapHarness) -> ImapHarness:
        return imap


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, imap: ImapHarness) -> ImapHarness:
        return imap


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, imap: ImapHarness) -> ImapHarness:
        return imap
