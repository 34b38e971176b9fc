"""Which folders of a Maildir are used, in every layout and language, and when one is made."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.conformance.samples import sample_draft
from adapters.formats.folder_names import decode_name, encode_name
from daemon.ports.errors import Rejected, Unavailable, Unsupported
from daemon.ports.records import DraftRef, DraftState
from tests.adapters.drafts_as_messages import look
from tests.adapters.maildir_harness import MaildirHarness, make_maildir, messages_in


@pytest.fixture
def harness(tmp_path: Path) -> MaildirHarness:
    return MaildirHarness(tmp_path)


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

    def test_a_found_folder_that_vanished_is_not_made_again(self, harness: MaildirHarness) -> None:
        drafts = harness.open().drafts
        harness.drafts.rename(harness.root.with_name("away"))
        with pytest.raises(Unavailable):
            drafts.put(sample_draft(), None)
        with pytest.raises(Unavailable):
            drafts.look([DraftRef(key="one", message_id="<one@h.example>")])
        assert not harness.drafts.exists()

    @given(st.text(st.characters(codec="utf-8", exclude_characters="/."), max_size=30))
    @settings(deadline=None)
    def test_a_folder_name_survives_its_encoding(self, name: str) -> None:
        assert encode_name(name).isascii()
        assert decode_name(encode_name(name)) == name
