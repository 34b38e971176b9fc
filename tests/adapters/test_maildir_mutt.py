"""mutt, a mail program of the field, and followupd work in the same drafts folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conformance.samples import sample_draft
from daemon.ports.records import DraftState
from tests.adapters.drafts_as_messages import look
from tests.adapters.maildir_harness import MaildirHarness, messages_in
from tests.adapters.mutt import make_editor, run_mutt

SETTINGS = """
set folder="{root}" spoolfile="{root}" postponed="{root}/.Drafts" record="{root}/.Sent" mbox_type=Maildir
"""


@pytest.fixture
def harness(tmp_path: Path) -> MaildirHarness:
    return MaildirHarness(tmp_path)


def run(harness: MaildirHarness, *arguments: str, keys: dict[str, str], editor: str = "true") -> str:
    """Run mutt on the mailbox."""
    settings = SETTINGS.format(root=harness.root)
    return run_mutt(harness.root.parent, settings, *arguments, keys=keys, editor=editor)


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_sent_is_sent(harness: MaildirHarness, remembered: bool) -> None:
    harness.open().drafts.put(sample_draft(), None)
    shown = run(harness, "-p", keys={"y:Send": "y"})
    assert "Ągnes Vogt <agnes.vogt@elsewhere.example>" in shown
    assert messages_in(harness.drafts) == []
    assert look(harness, sample_draft(), remembered=remembered).state is DraftState.SENT


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_changed_and_postponed_is_edited(harness: MaildirHarness, remembered: bool) -> None:
    harness.open().drafts.put(sample_draft(), None)
    editor = make_editor(harness.root.parent, "P.S. In my own words.")
    run(harness, "-p", keys={"y:Send": "e", "Mutt: Compose": "q"}, editor=editor)
    assert b"In my own words." in harness.standing()[0]
    assert look(harness, sample_draft(), remembered=remembered).state is DraftState.EDITED


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_only_postponed_again_is_untouched(harness: MaildirHarness, remembered: bool) -> None:
    drafts = harness.open().drafts
    drafts.put(sample_draft(), None)
    (before,) = messages_in(harness.drafts)
    run(harness, "-p", keys={"y:Send": "q"})
    (after,) = messages_in(harness.drafts)
    assert before.name != after.name
    found = look(harness, sample_draft(), remembered=remembered)
    assert found.state is DraftState.UNTOUCHED
    drafts.put(sample_draft(subject="Better"), found.version)
    assert len(harness.standing()) == 1


def test_several_drafts_are_offered_to_choose_from(harness: MaildirHarness) -> None:
    drafts = harness.open().drafts
    drafts.put(sample_draft("one", subject="To the first"), None)
    drafts.put(sample_draft("two", subject="To the second"), None)
    shown = run(harness, "-p", keys={"To the": "q"})
    assert "To the first" in shown
    assert "To the second" in shown


def test_a_deleted_draft_is_gone(harness: MaildirHarness) -> None:
    harness.open().drafts.put(sample_draft(), None)
    run(harness, "-f", f"{harness.drafts}", keys={"q:Quit": "dq"})
    assert look(harness, sample_draft(), remembered=True).state is DraftState.GONE
