"""The Maildir adapter is what the suite says, in every layout that is in use, and beside other programs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.conformance import DeclarationConformance, DraftsConformance, InboxConformance, Witness
from adapters.conformance.harness import OWNER
from adapters.conformance.inbox_reading import ELSEWHERE, letter
from adapters.conformance.samples import sample_draft
from adapters.formats.mime import parse_draft
from adapters.maildir.cursor import FINE_UP_TO, Summary
from adapters.maildir.names import decode_name, encode_name
from daemon.ports.errors import Rejected, Unavailable, Unsupported
from daemon.ports.records import Direction, Draft, DraftLook, DraftRef, DraftState
from tests.adapters.maildir_harness import MaildirHarness, make_maildir, messages_in

LAYOUTS = {
    "maildir++": {"inbox": ".", "drafts": ".Drafts", "sent": ".Sent"},
    "plain folders": {"inbox": "INBOX", "drafts": "[Gmail]/Entwürfe", "sent": "[Gmail]/Gesendet"},
}


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def harness(tmp_path: Path) -> MaildirHarness:
    return MaildirHarness(tmp_path)


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


def look(harness: MaildirHarness, draft: Draft, *, remembered: bool = True) -> DraftLook:
    """What has become of a draft."""
    fingerprint = draft.fingerprint if remembered else None
    ref = DraftRef(key=draft.key, message_id=draft.message_id, fingerprint=fingerprint)
    (found,) = harness.open().drafts.look([ref])
    return found


class TestFiles:
    """What stands on the disk, and what other programs do to it."""

    def test_a_draft_is_one_file_with_the_flags_of_a_draft(self, harness: MaildirHarness) -> None:
        harness.open().drafts.put(sample_draft(), None)
        (path,) = messages_in(harness.drafts)
        assert path.parent.name == "cur"
        assert path.name.endswith(":2,DS")
        assert b"\r" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert list((harness.drafts / "tmp").iterdir()) == []

    @pytest.mark.parametrize("name", ["{}:2,D", "{}:2,DFS", "{},U=17:2,DS", "{}"])
    def test_a_renamed_draft_is_still_ours(self, harness: MaildirHarness, name: str) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        (path,) = messages_in(harness.drafts)
        path.rename(path.with_name(name.format(path.name.partition(":")[0])))
        assert drafts.put(sample_draft(), None) == written
        assert look(harness, sample_draft()).state is DraftState.UNTOUCHED
        drafts.put(sample_draft(subject="Better"), written.version)
        assert [parse_draft(message).subject for message in harness.standing()] == ["Better"]

    def test_a_draft_marked_as_trashed_is_gone(self, harness: MaildirHarness) -> None:
        harness.open().drafts.put(sample_draft(), None)
        (path,) = messages_in(harness.drafts)
        path.rename(path.with_name(path.name + "T"))
        assert look(harness, sample_draft()).state is DraftState.GONE

    def test_a_replaced_draft_is_another_file(self, harness: MaildirHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        (before,) = messages_in(harness.drafts)
        drafts.put(sample_draft(subject="Better"), written.version)
        (after,) = messages_in(harness.drafts)
        assert before.name != after.name

    def test_a_draft_sent_as_it_stood_is_known_by_its_text(self, harness: MaildirHarness) -> None:
        written = harness.open().drafts.put(sample_draft(), None)
        harness.edit_draft(written.ref, keeps=Witness.MESSAGE_ID)
        harness.send_draft(written.ref, keeps=Witness.MARKS)
        assert look(harness, sample_draft()).state is DraftState.SENT
        assert look(harness, replace(sample_draft(), body="Another text")).state is DraftState.GONE
        assert look(harness, sample_draft(), remembered=False).state is DraftState.GONE

    def test_a_damaged_draft_is_the_persons(self, harness: MaildirHarness) -> None:
        harness.open().drafts.put(sample_draft(), None)
        (path,) = messages_in(harness.drafts)
        path.write_bytes(path.read_bytes()[:400])
        assert look(harness, sample_draft()).state is DraftState.EDITED


OPERATIONS = """
import os, sys
from pathlib import Path
from adapters.conformance import make_setup
from adapters.conformance.samples import sample_draft
from adapters.maildir import ADAPTER
from daemon.ports.records import DraftRef

root, action, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
drafts = ADAPTER.open(make_setup(root, {"path": root})).drafts
draft = sample_draft()
ref = DraftRef(key=draft.key, message_id=draft.message_id)
(found,) = drafts.look([ref])
left = number

def interfere():
    if action == "kill":
        os._exit(9)
    (old,) = (root / ".Drafts").glob("*/followupd*")
    os.link(old, root / ".Drafts/new/1.saved")
    old.unlink()

def count(event, arguments):
    global left
    if event in {"open", "os.link", "os.remove", "os.listdir", "os.rename"} and str(root) in str(arguments[0]):
        left -= 1
        if left == 0:
            interfere()

sys.addaudithook(count)
if action == "save":
    (looked,) = drafts.look([ref])
    print(looked.state, flush=True)
else:
    drafts.put(sample_draft(subject="Better") if found.version else draft, found.version)
os._exit(7 if left > 0 else 0)
"""


def operate(harness: MaildirHarness, action: Literal["kill", "save"], number: int) -> tuple[int, str]:
    """Put or look in another process, which is interfered with at the file operation of this number."""
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


class TestFolders:
    """Which folders are used, and when one is made."""

    @pytest.mark.parametrize(
        "name",
        [
            *(".Drafts", ".INBOX.Drafts", ".Entw&APw-rfe", ".Brouillons", ".&BCcENQRABD0EPgQyBDgEOgQ4-", "drafts"),
            *("[Gmail]/Drafts", "[Google Mail]/Entwürfe", "[Gmail].Borradores", normalize("NFD", "Entwürfe")),
            *("INBOX/.Drafts", "Inbox/下書き", "KLADDER"),
        ],
    )
    def test_a_drafts_folder_is_found_by_its_name(self, tmp_path: Path, name: str) -> None:
        harness = MaildirHarness(tmp_path, drafts=name)
        harness.open().drafts.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_the_first_of_several_names_is_taken(self, tmp_path: Path) -> None:
        harness = MaildirHarness(tmp_path, drafts=".Drafts")
        make_maildir(harness.root / ".Borradores")
        make_maildir(harness.root / ".Archive.Drafts")
        harness.open().drafts.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    @pytest.mark.parametrize("name", [".Archive.Drafts", "Old/Drafts", ".Drafts-2025"])
    def test_no_folder_is_guessed_or_made(self, tmp_path: Path, name: str) -> None:
        harness = MaildirHarness(tmp_path, drafts=name)
        before = sorted(harness.root.rglob("*"))
        with pytest.raises(Rejected, match='set `drafts = "Drafts"`'):
            harness.open()
        assert sorted(harness.root.rglob("*")) == before

    @pytest.mark.parametrize(
        ("inbox", "sent", "name", "place"),
        [
            (".", ".Sent", "Follow-up", ".Follow-up"),
            (".", ".Sent", "Entwürfe/Später", ".Entw&APw-rfe.Sp&AOQ-ter"),
            ("INBOX", "Sent", "Mine/Entwürfe", "Mine/Entwürfe"),
            (".", "Sent", "../Out", "Out"),
        ],
    )
    def test_a_named_folder_is_made_when_it_is_needed(
        self, tmp_path: Path, inbox: str, sent: str, name: str, place: str
    ) -> None:
        harness = MaildirHarness(tmp_path, inbox=inbox, drafts="../unused", sent=sent)
        harness.options["drafts"] = name
        assert look(harness, sample_draft()).state is DraftState.GONE
        assert not (harness.root / place).exists()
        harness.open().drafts.put(sample_draft(), None)
        assert len(messages_in(harness.root / place)) == 1
        assert (harness.root / place / "maildirfolder").exists() == place.startswith(".")
        assert look(harness, sample_draft()).state is DraftState.UNTOUCHED

    @pytest.mark.parametrize("name", ["Entwürfe", "entwürfe", ".Entwürfe", "INBOX.Entwürfe", "INBOX/Entwürfe"])
    def test_a_named_folder_is_found_however_it_is_written(self, tmp_path: Path, name: str) -> None:
        place = ".INBOX.Entw&APw-rfe" if "INBOX" in name else ".Entw&APw-rfe"
        harness = MaildirHarness(tmp_path, drafts=place)
        make_maildir(harness.root / ".Drafts")
        harness.options["drafts"] = name
        harness.open().drafts.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    @pytest.mark.parametrize(
        ("setting", "value"),
        [("inbox", "Nowhere"), ("sent", "Nowhere"), ("drafts", "Sent"), ("drafts", "/"), ("path", "nowhere")],
    )
    def test_a_setting_that_cannot_work_is_named(self, harness: MaildirHarness, setting: str, value: str) -> None:
        harness.options[setting] = harness.root / value if setting == "path" else value
        with pytest.raises(Rejected, match=f"^{setting}: "):
            harness.open()

    def test_without_an_inbox_there_are_drafts_only(self, tmp_path: Path) -> None:
        harness = MaildirHarness(tmp_path, inbox="Elsewhere", drafts="Drafts", sent="Sent")
        harness.open().drafts.put(sample_draft(), None)
        with pytest.raises(Unsupported):
            _ = harness.open().inbox

    def test_without_a_folder_of_sent_mail_a_sent_draft_is_gone(self, tmp_path: Path) -> None:
        harness = MaildirHarness(tmp_path, sent="Elsewhere")
        written = harness.open().drafts.put(sample_draft(), None)
        harness.send_draft(written.ref)
        assert look(harness, sample_draft()).state is DraftState.GONE

    @pytest.mark.parametrize("named", [False, True])
    def test_a_drafts_folder_that_vanished_is_not_taken_for_deletions(
        self, harness: MaildirHarness, named: bool
    ) -> None:
        harness.options |= {"drafts": "Drafts"} if named else {}
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        harness.drafts.rename(harness.root.with_name("away"))
        draft = sample_draft()
        with pytest.raises(Unavailable):
            drafts.look([DraftRef(key=draft.key, message_id=draft.message_id, version=written.version)])

    @given(st.text(st.characters(codec="utf-8", exclude_characters="/."), max_size=30))
    @settings(deadline=None)
    def test_a_folder_name_survives_its_encoding(self, name: str) -> None:
        assert encode_name(name).isascii()
        assert decode_name(encode_name(name)) == name


class TestMail:
    """Which messages are reported, and how often."""

    def test_a_message_that_is_read_and_flagged_is_not_new(self, harness: MaildirHarness) -> None:
        inbox = harness.open().inbox
        path = Path(harness.deliver(letter(1)))
        cursor = inbox.messages(None, ELSEWHERE).cursor
        path = path.rename(harness.inbox / "cur" / f"{path.name}:2,S")
        assert inbox.messages(cursor, ELSEWHERE).messages == ()
        path.rename(path.with_name(path.name.replace(":2,S", ":2,FS")))
        assert inbox.messages(cursor, ELSEWHERE).messages == ()

    def test_a_message_moved_back_from_another_folder_is_reported(self, harness: MaildirHarness) -> None:
        inbox = harness.open().inbox
        path = Path(harness.deliver(letter(1)))
        away = path.rename(harness.root / "away")
        cursor = inbox.messages(None, ELSEWHERE).cursor
        away.rename(path)
        assert len(inbox.messages(cursor, ELSEWHERE).messages) == 1

    def test_drafts_and_stray_artefacts_in_the_inbox_are_not_read(self, harness: MaildirHarness) -> None:
        flagged = Path(harness.deliver(letter(1)))
        flagged.rename(harness.inbox / "cur" / f"{flagged.name}:2,DS")
        harness.deliver(letter(2, X_Followupd_Step="thanks-1"))
        harness.deliver(
            letter(3, X_Followupd_Step="thanks-1", Received="by h.example; Tue, 10 Mar 2026 09:00:00 +0000")
        )
        found = harness.open().inbox.messages(None, ELSEWHERE)
        assert [message.message_id for message in found.messages] == ["<letter-3@elsewhere.example>"]

    def test_what_the_person_wrote_is_sent_mail_in_any_folder(self, harness: MaildirHarness) -> None:
        harness.deliver(letter(1, sender=f"Robin <{OWNER.upper()}>", To="hanna@elsewhere.example"))
        (found,) = harness.open().inbox.messages(None, ELSEWHERE).messages
        assert found.direction is Direction.SENT

    def test_other_folders_expire_the_cursor(self, harness: MaildirHarness) -> None:
        cursor = harness.open().inbox.messages(None, ELSEWHERE).cursor
        make_maildir(harness.root / ".Other")
        harness.options["inbox"] = "Other"
        with pytest.raises(Exception, match="folders are not those"):
            harness.open().inbox.messages(cursor, ELSEWHERE)

    def test_the_cursor_of_a_large_folder_is_small_and_misses_nothing(self, harness: MaildirHarness) -> None:
        for number in range(3 * FINE_UP_TO):
            (harness.inbox / "cur" / f"{number}:2,S").touch()
        inbox = harness.open().inbox
        cursor = inbox.messages(None, ELSEWHERE).cursor
        assert cursor is not None
        assert len(cursor) < 16_000
        harness.deliver(letter(1))
        found = inbox.messages(cursor, ELSEWHERE)
        assert len(found.messages) == 1
        assert len(found.problems) < 20  # the empty files that share its group are looked at again
        assert inbox.messages(found.cursor, ELSEWHERE).problems == ()

    @given(st.frozensets(st.text(max_size=4), max_size=30), st.frozensets(st.text(max_size=4), max_size=30))
    @settings(deadline=None)
    def test_no_name_that_was_not_there_is_overlooked(self, before: frozenset[str], now: frozenset[str]) -> None:
        summary = Summary.unpack(Summary.of(before).pack())
        assert summary == Summary.of(before)
        assert set(summary.unseen(now)) == now - before
