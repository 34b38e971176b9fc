"""mutt, a mail program of the field, and followupd work in the same drafts folder."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
from pathlib import Path

import pytest

from adapters.conformance.samples import sample_draft
from daemon.ports.records import DraftState
from tests.adapters.maildir_harness import MaildirHarness, look, messages_in

pytestmark = pytest.mark.skipif(shutil.which("mutt") is None, reason="mutt is not installed")

SETTINGS = """
set folder="{root}" spoolfile="{root}" postponed="{root}/.Drafts" record="{root}/.Sent" mbox_type=Maildir
set sendmail=/bin/true editor="{editor}" charset=utf-8 sleep_time=0 quit=yes postpone=yes delete=yes
"""


@pytest.fixture
def harness(tmp_path: Path) -> MaildirHarness:
    return MaildirHarness(tmp_path)


def run_mutt(harness: MaildirHarness, *arguments: str, keys: dict[str, str], editor: str = "true") -> str:
    """Run mutt on a terminal of its own; once it shows one of the texts in `keys`, the keys beside it are pressed."""
    settings = harness.root.with_name("muttrc")
    settings.write_text(SETTINGS.format(root=harness.root, editor=editor))
    terminal, other_end = pty.openpty()
    environment = os.environ | {"HOME": str(harness.root), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    command = ["mutt", "-F", str(settings), *arguments]
    with subprocess.Popen(command, stdin=other_end, stdout=other_end, stderr=other_end, env=environment) as process:
        os.close(other_end)
        try:
            return press_keys(terminal, keys)
        finally:
            os.close(terminal)
            process.kill()


def press_keys(terminal: int, keys: dict[str, str]) -> str:
    """Read what is shown until the program ends, pressing keys in the order given; fails if it waits for others."""
    shown = b""
    waiting = list(keys.items())
    while select.select([terminal], [], [], 20)[0]:
        try:
            shown += os.read(terminal, 65536)
        except OSError:  # the program has ended
            return shown.decode("utf-8", "replace")
        if waiting and waiting[0][0].encode() in shown:
            os.write(terminal, waiting.pop(0)[1].encode())
    raise AssertionError("mutt is waiting for a key")


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_sent_is_sent(harness: MaildirHarness, remembered: bool) -> None:
    harness.open().drafts.put(sample_draft(), None)
    shown = run_mutt(harness, "-p", keys={"y:Send": "y"})
    assert "Ągnes Vogt <agnes.vogt@elsewhere.example>" in shown
    assert messages_in(harness.drafts) == []
    assert look(harness, sample_draft(), remembered=remembered).state is DraftState.SENT


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_changed_and_postponed_is_edited(harness: MaildirHarness, remembered: bool) -> None:
    harness.open().drafts.put(sample_draft(), None)
    editor = harness.root.with_name("editor")
    editor.write_text('#!/bin/sh\necho "P.S. In my own words." >> "$1"\n')
    editor.chmod(0o700)
    run_mutt(harness, "-p", keys={"y:Send": "e", "Mutt: Compose": "q"}, editor=str(editor))
    assert b"In my own words." in harness.standing()[0]
    assert look(harness, sample_draft(), remembered=remembered).state is DraftState.EDITED


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_only_postponed_again_is_untouched(harness: MaildirHarness, remembered: bool) -> None:
    drafts = harness.open().drafts
    drafts.put(sample_draft(), None)
    (before,) = messages_in(harness.drafts)
    run_mutt(harness, "-p", keys={"y:Send": "q"})
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
    shown = run_mutt(harness, "-p", keys={"To the": "q"})
    assert "To the first" in shown
    assert "To the second" in shown


def test_a_deleted_draft_is_gone(harness: MaildirHarness) -> None:
    harness.open().drafts.put(sample_draft(), None)
    run_mutt(harness, "-f", f"{harness.drafts}", keys={"q:Quit": "dq"})
    assert look(harness, sample_draft(), remembered=True).state is DraftState.GONE
