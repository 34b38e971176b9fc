"""The Maildir adapter is what the suite says, in every layout that is in use, and beside other programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.conformance import DeclarationConformance, DraftsConformance, InboxConformance, Witness
from adapters.conformance.harness import OWNER
from adapters.conformance.inbox_reading import ELSEWHERE, letter
from adapters.conformance.samples import sample_draft
from adapters.formats.mime import parse_draft
from adapters.formats.mime_writing import build_message
from adapters.maildir.cursor import FINE_UP_TO, Summary
from daemon.ports.records import Direction, DraftState
from tests.adapters.drafts_as_messages import check_damaged_draft_stays, check_edited_draft_stays, look
from tests.adapters.maildir_harness import MaildirHarness, make_maildir, messages_in

LAYOUTS = {
    "maildir++": {"inbox": ".", "drafts": ".Drafts", "sent": ".Sent"},
    "plain folders": {"inbox": "INBOX", "drafts": "[Gmail]/Entwürfe", "sent": "[Gmail]/Gesendet"},
}

NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
"""More parts within parts than any reader follows."""


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

    def test_an_edited_draft_is_left_alone_in_its_present_version_too(self, harness: MaildirHarness) -> None:
        check_edited_draft_stays(harness)

    @pytest.mark.parametrize("nested", [False, True])
    def test_a_damaged_draft_is_the_persons(self, harness: MaildirHarness, nested: bool) -> None:
        whole = build_message(sample_draft())
        damaged = whole.replace(b"MIME-Version: 1.0\r\n", NESTED.replace(b"\n", b"\r\n")) if nested else whole[:400]
        assert damaged != whole
        check_damaged_draft_stays(harness, damaged)


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
