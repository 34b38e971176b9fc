"""Which folders of a server are used, by configuration, by mark and in every language, and that none is ever made."""

from __future__ import annotations

import pytest

from adapters.conformance.inbox_reading import ELSEWHERE, letter
from adapters.conformance.samples import sample_draft
from adapters.formats.folder_names import encode_name
from adapters.imap.folders import choose_folders
from adapters.imap.session import Listed
from daemon.ports.errors import CursorExpired, Rejected, Unavailable
from daemon.ports.records import DraftRef, DraftState
from tests.adapters.drafts_as_messages import look
from tests.adapters.imap_harness import ARCHIVE, ImapHarness
from tests.adapters.imap_relay import answering


@pytest.fixture
def harness(imap: ImapHarness) -> ImapHarness:
    return imap


def listed(*folders: str, delimiter: str = "/") -> list[Listed]:
    """Folders as a server lists them; flags stand behind a name and a bar."""
    pairs = [folder.partition("|") for folder in folders]
    return [
        Listed(name=encode_name(name), delimiter=delimiter, flags=frozenset(flags.lower().split()))
        for name, _, flags in pairs
    ]


def chosen(folders: list[Listed], *, drafts: str | None = None, sent: str | None = None) -> tuple[str, str | None]:
    """The folders of drafts and of sent mail."""
    found = choose_folders(folders, drafts=drafts, sent=sent, archive=())
    return found.drafts, found.sent


class TestChoosing:
    """From a listing, without a server."""

    @pytest.mark.parametrize("mark", [r"\Drafts", r"\drafts", r"\DRAFTS"])
    def test_a_mark_counts_more_than_a_name_and_in_any_case(self, mark: str) -> None:
        folders = listed("INBOX", "Drafts", f"Concepts|{mark}", "Sent", r"Outgoing|\HasNoChildren \SENT")
        assert chosen(folders) == ("Concepts", "Outgoing")

    @pytest.mark.parametrize(
        ("drafts", "sent"),
        [
            ("Entwürfe", "Gesendet"),
            ("Brouillons", "Messages envoyés"),
            ("Черновики", "Отправленные"),
            ("下書き", "送信済み"),
            ("KLADDER", "sendte elementer"),
            ("[Gmail]/Bozze", "[Gmail]/Posta inviata"),
        ],
    )
    def test_without_marks_a_name_does_in_any_language(self, drafts: str, sent: str) -> None:
        found = chosen(listed("INBOX", "[Gmail]|\\Noselect", drafts, sent))
        assert found == (encode_name(drafts), encode_name(sent))

    def test_folders_below_the_inbox_are_found(self) -> None:
        assert chosen(listed("INBOX", "INBOX.Drafts", "INBOX.Sent", delimiter=".")) == ("INBOX.Drafts", "INBOX.Sent")

    def test_what_the_configuration_names_counts_most(self) -> None:
        folders = listed(r"Drafts|\Drafts", r"Sent|\Sent", "Bewerbungen/Entwürfe", "Bewerbungen/Gesendet")
        wanted = tuple(map(encode_name, ("Bewerbungen/Entwürfe", "Bewerbungen/Gesendet")))
        assert chosen(folders, drafts="bewerbungen/entwürfe", sent="Bewerbungen/Gesendet") == wanted

    @pytest.mark.parametrize("name", ["INBOX.Später.Entwürfe", "Später/Entwürfe", "inbox/später/entwürfe"])
    def test_a_configured_name_is_found_however_levels_are_written(self, name: str) -> None:
        folders = listed("INBOX", "INBOX.Später.Entwürfe", delimiter=".")
        assert chosen(folders, drafts=name) == (encode_name("INBOX.Später.Entwürfe"), None)

    @pytest.mark.parametrize("folder", ["Archive/Drafts", "Drafts-2025", r"Drafts|\Noselect", r"Drafts|\NonExistent"])
    def test_no_folder_is_guessed(self, folder: str) -> None:
        with pytest.raises(Rejected, match=r"^drafts: .*name yours"):
            chosen(listed("INBOX", folder))

    def test_a_folder_that_the_configuration_names_must_be_there(self) -> None:
        folders = listed("INBOX", r"Drafts|\Drafts")
        with pytest.raises(Rejected, match=r"^drafts: there is no folder 'Later'"):
            chosen(folders, drafts="Later")
        with pytest.raises(Rejected, match=r"^archive: there is no folder 'Old'"):
            choose_folders(folders, drafts=None, sent=None, archive=("Old",))

    @pytest.mark.parametrize("name", ["INBOX", "Sent"])
    def test_drafts_are_not_kept_where_mail_is_read(self, name: str) -> None:
        with pytest.raises(Rejected, match=r"^drafts: "):
            chosen(listed("INBOX", r"Sent|\Sent", "Drafts"), drafts=name)

    def test_a_name_that_cannot_be_sent_back_is_not_chosen(self) -> None:
        spoilt = Listed(name="Entw\ufffdrfe", delimiter="/", flags=frozenset({r"\drafts"}))
        assert chosen([spoilt, *listed("Drafts")]) == ("Drafts", None)


class TestServer:
    """On a real one."""

    def test_no_folder_is_ever_made(self, harness: ImapHarness) -> None:
        harness.open().close()
        before = harness.folders()
        connection = harness.open()
        written = connection.drafts.put(sample_draft(), None)
        connection.inbox.messages(None, ELSEWHERE)
        connection.drafts.remove(written.ref, written.version)
        connection.close()
        assert harness.folders() == before

    @pytest.mark.parametrize("names", [("Drafts", "Sent"), ("Brouillons", "Messages envoyés")])
    def test_an_unmarked_folder_that_is_called_so_will_do(self, harness: ImapHarness, names: tuple[str, str]) -> None:
        lines = "".join(f'* LIST () "/" "{encode_name(name)}"\r\n' for name in ("INBOX", *names))
        harness.relay.script = answering("LIST", lines.encode() + b"TAG OK Listed.\r\n")
        with harness.program() as program:
            for name in names:
                program.create(f'"{encode_name(name)}"')
        connection = harness.open()
        connection.drafts.put(sample_draft(), None)
        connection.close()
        assert len(harness.uids(encode_name(names[0]))) == 1

    def test_without_a_drafts_folder_the_account_says_so(self, harness: ImapHarness) -> None:
        harness.relay.script = answering("LIST", b'* LIST () "/" INBOX\r\nTAG OK Listed.\r\n')
        with pytest.raises(Rejected, match="drafts"):
            harness.open()

    def test_a_drafts_folder_that_vanished_is_not_taken_for_deletions(self, harness: ImapHarness) -> None:
        with harness.program() as program:
            program.create("Mine")
        harness.options["drafts"] = "Mine"
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        with harness.program() as program:
            program.rename("Mine", "Elsewhere")
        draft = sample_draft()
        with pytest.raises(Unavailable, match="the folder Mine cannot be opened"):
            drafts.look([DraftRef(key=draft.key, message_id=draft.message_id, version=written.version)])
        with pytest.raises(Unavailable):
            drafts.put(draft, None)
        assert "Mine" not in harness.folders()

    def test_folders_that_are_renamed_meanwhile_are_found_again(self, harness: ImapHarness) -> None:
        self.mark(harness, r"(\Drafts) Mine", r"(\Sent) Gone")
        with harness.program() as program:
            program.create("Mine")
            program.create("Gone")
        connection = harness.open()
        written = connection.drafts.put(sample_draft(), None)
        cursor = connection.inbox.messages(None, ELSEWHERE).cursor
        self.mark(harness, r"(\Drafts) Ours", r"(\Sent) Left")
        with harness.program() as program:
            program.rename("Mine", "Ours")
            program.rename("Gone", "Left")
        draft = sample_draft()
        (found,) = connection.drafts.look([DraftRef(key=draft.key, message_id=draft.message_id)])
        assert found.state is DraftState.UNTOUCHED
        connection.drafts.put(sample_draft(subject="Better"), found.version)
        assert len(harness.uids("Ours")) == 1
        assert "Mine" not in harness.folders()
        with pytest.raises(CursorExpired):
            connection.inbox.messages(cursor, ELSEWHERE)
        harness.store("Left", letter(1), "")
        assert len(connection.inbox.messages(None, ELSEWHERE).messages) == 1
        connection.drafts.remove(written.ref, str(look(harness, sample_draft(subject="Better")).version))
        assert harness.uids("Ours") == []

    def mark(self, harness: ImapHarness, *folders: str) -> None:
        """Let the server list these folders, with these marks, and the inbox."""
        pairs = [("()", "INBOX"), *(tuple(folder.split(" ")) for folder in folders)]
        lines = "".join(f'* LIST {flags} "/" {name}\r\n' for flags, name in pairs)
        harness.relay.script = answering("LIST", lines.encode() + b"TAG OK Listed.\r\n")

    def test_a_configured_archive_is_read_too_and_from_its_beginning(self, harness: ImapHarness) -> None:
        harness.store(ARCHIVE, letter(1), "")
        harness.deliver(letter(2))
        first = harness.open().inbox.messages(None, ELSEWHERE)
        assert [message.date.minute for message in first.messages] == [2]
        harness.options["archive"] = ("archive",)
        second = harness.open().inbox.messages(first.cursor, ELSEWHERE)
        assert [message.date.minute for message in second.messages] == [1]
        del harness.options["archive"]
        with pytest.raises(CursorExpired):
            harness.open().inbox.messages(second.cursor, ELSEWHERE)
