"""The Maildir adapter is killed, and other programs write beside it, at every single file operation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from adapters.conformance.inbox_reading import letter
from adapters.conformance.samples import sample_draft
from adapters.formats.mime import parse_draft
from daemon.ports.records import DraftState
from tests.adapters.drafts_as_messages import look
from tests.adapters.maildir_harness import MaildirHarness

OPERATIONS = """
import os, sys
from pathlib import Path
from adapters.conformance import make_setup
from adapters.conformance.inbox_reading import ELSEWHERE
from adapters.conformance.samples import sample_draft
from adapters.maildir import ADAPTER
from daemon.ports.errors import Conflict
from daemon.ports.records import DraftRef

root, action, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
account = ADAPTER.open(make_setup(root, {"path": root}))
draft = sample_draft()
ref = DraftRef(key=draft.key, message_id=draft.message_id)
(found,) = account.drafts.look([ref])
(standing,) = list((root / ".Drafts").glob("*/followupd*")) or [None]
EVENTS = {"open", "os.link", "os.listdir"} | (set() if action == "edit" else {"os.remove", "os.rename"})
left = number

def interfere():
    if action == "kill":
        os._exit(9)
    if action == "save":
        standing.rename(root / ".Drafts/new/1.saved")
    if action == "edit":
        with standing.open("a") as file:
            file.write("P.S.")
    if action == "move":
        for path in (root / "new").iterdir():
            path.rename(root / "cur" / (path.name + ":2,S"))

def count(event, arguments):
    global left
    if event in EVENTS and str(root) in str(arguments[0]):
        left -= 1
        if left == 0:
            interfere()

sys.addaudithook(count)
try:
    if action == "save":
        print(account.drafts.look([ref])[0].state, flush=True)
    elif action == "move":
        print(len(account.inbox.messages(None, ELSEWHERE).messages), flush=True)
    else:
        account.drafts.put(sample_draft(subject="Better") if found.version else draft, found.version)
except Conflict:
    print("conflict", flush=True)
os._exit(7 if left > 0 else 0)
"""


def operate(harness: MaildirHarness, action: Literal["kill", "save", "edit", "move"], number: int) -> tuple[int, str]:
    """Put, look or read in another process, which is interfered with at the file operation of this number.

    Answers 9 if the process was killed, 0 if it was interfered with otherwise, 7 if it ended before.
    """
    arguments = [sys.executable, "-c", OPERATIONS, str(harness.root), action, str(number)]
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


class TestInterference:
    """Kills, and mail programs that write at the same moment, at every single file operation."""

    @pytest.mark.parametrize("replacing", [False, True])
    def test_a_put_that_is_killed_and_repeated_leaves_one_draft(self, tmp_path: Path, replacing: bool) -> None:
        wanted = sample_draft(subject="Better") if replacing else sample_draft()
        number, code = 0, 9
        while code == 9:
            number += 1
            harness = MaildirHarness(tmp_path / str(number))
            drafts = harness.open().drafts
            version = drafts.put(sample_draft(), None).version if replacing else None
            code, _ = operate(harness, "kill", number)
            assert all(parse_draft(message).intact for message in harness.standing())
            drafts.put(wanted, version)
            assert [parse_draft(message).subject for message in harness.standing()] == [wanted.subject]
            assert look(harness, wanted).state is DraftState.UNTOUCHED
        assert (code, number > 5) == (7, True)

    def test_a_draft_that_is_saved_while_it_is_looked_for_is_not_gone(self, tmp_path: Path) -> None:
        number, code = 0, 0
        while code == 0:
            number += 1
            harness = MaildirHarness(tmp_path / str(number))
            harness.open().drafts.put(sample_draft(), None)
            code, state = operate(harness, "save", number)
            assert state == "untouched"
        assert (code, number > 5) == (7, True)

    def test_a_text_that_is_changed_while_it_is_replaced_is_not_lost(self, tmp_path: Path) -> None:
        number, code = 0, 0
        while code == 0:
            number += 1
            harness = MaildirHarness(tmp_path / str(number))
            harness.open().drafts.put(sample_draft(), None)
            code, _ = operate(harness, "edit", number)
            assert any(b"P.S." in message for message in harness.standing()) == (code == 0)
        assert (code, number > 5) == (7, True)

    def test_a_message_that_is_opened_while_it_is_read_is_not_left_out(self, tmp_path: Path) -> None:
        number, code = 0, 0
        while code == 0:
            number += 1
            harness = MaildirHarness(tmp_path / str(number))
            harness.deliver(letter(1))
            harness.deliver(letter(2))
            code, count = operate(harness, "move", number)
            assert count == "2"
        assert (code, number > 3) == (7, True)
