"""The Maildir adapter is what the suite says, in every layout that is in use, and beside other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conformance import DeclarationConformance, DraftsConformance, InboxConformance
from tests.adapters.maildir_harness import MaildirHarness

LAYOUTS = {
    "maildir++": {"inbox": ".", "drafts": ".Drafts", "sent": ".Sent"},
    "plain folders": {"inbox": "INBOX", "drafts": "[Gmail]/Entwürfe", "sent": "[Gmail]/Gesendet"},
}


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestDrafts(DraftsConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path, layout: str) -> MaildirHarness:
        return MaildirHarness(tmp_path, **LAYOUTS[layout])


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path, layout: str) -> MaildirHarness:
        return MaildirHarness(tmp_path, **LAYOUTS[layout])


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> MaildirHarness:
        return MaildirHarness(tmp_path)
