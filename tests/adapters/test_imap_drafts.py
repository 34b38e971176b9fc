"""Drafts on a server, beside mail programs that work on them, and whatever the server or the network does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.conformance.inbox_reading import letter
from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail
from adapters.formats.mime import parse_draft
from adapters.formats.mime_writing import build_message
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Conflict, NotFound, PortError, Rejected, Unavailable
from daemon.ports.records import Attachment, Draft, DraftRef, DraftState, Person
from tests.adapters.drafts_as_messages import check_damaged_draft_stays, check_edited_draft_stays, look
from tests.adapters.imap_harness import DRAFTS, ImapHarness
from tests.adapters.imap_relay import answering, no_script

DATED = replace(
    sample_draft(subject="Re: Your visit"),
    date=datetime(2026, 3, 12, 9, tzinfo=UTC),
    in_reply_to="<a@elsewhere.example>",
)


@pytest.fixture
def harness(imap: ImapHarness) -> ImapHarness:
    return imap


def subjects(harness: ImapHarness) -> list[str]:
    """The subjects of all drafts that stand."""
    return sorted(parse_draft(message).subject for message in harness.standing())


def put_for_sure(drafts: DraftPort, draft: Draft, version: str | None) -> None:
    """Put a draft, and again if that failed, as the next pass would."""
    try:
        drafts.put(draft, version)
    except Unavailable:
        drafts.put(draft, version)


class TestStanding:
    """What stands in the folder."""

    def test_a_draft_is_marked_as_one_and_as_read(self, harness: ImapHarness) -> None:
        harness.open().drafts.put(sample_draft(), None)
        (uid,) = harness.uids(DRAFTS)
        assert harness.flags(f"{DRAFTS} {uid}") == r"\Draft \Seen"

    def test_only_our_draft_is_removed_and_not_what_others_marked_as_deleted(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        marked = harness.store(DRAFTS, letter(1), r"\Draft \Deleted")
        second = drafts.put(sample_draft(subject="Better"), written.version)
        drafts.remove(second.ref, second.version)
        assert [f"{DRAFTS} {uid}" for uid in harness.uids(DRAFTS)] == [marked]
        assert "EXPUNGE" not in harness.relay.commands
        assert "CLOSE" not in harness.relay.commands

    def test_a_draft_that_is_marked_as_deleted_is_gone(self, harness: ImapHarness) -> None:
        harness.open().drafts.put(sample_draft(), None)
        (uid,) = harness.uids(DRAFTS)
        with harness.program() as program:
            program.select(f'"{DRAFTS}"')
            program.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        assert look(harness, sample_draft()).state is DraftState.GONE

    def test_flags_that_a_mail_program_sets_make_no_draft_edited(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        with harness.program() as program:
            program.select(f'"{DRAFTS}"')
            program.uid("STORE", "1", "+FLAGS", r"(\Flagged \Answered)")
            program.uid("STORE", "1", "-FLAGS", r"(\Draft \Seen)")
        (found,) = drafts.look([DraftRef(key=sample_draft().key, message_id=sample_draft().message_id)])
        assert (found.state, found.version) == (DraftState.UNTOUCHED, written.version)

    def test_of_two_equal_drafts_one_is_left(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        harness.store(DRAFTS, harness.standing()[0], r"\Draft")
        assert drafts.put(sample_draft(), None) == written
        assert len(harness.standing()) == 1

    def test_an_edited_draft_is_left_alone_in_its_present_version_too(self, harness: ImapHarness) -> None:
        check_edited_draft_stays(harness)

    def test_a_damaged_draft_is_the_persons(self, harness: ImapHarness) -> None:
        check_damaged_draft_stays(harness, build_message(sample_draft())[:400])

    def test_a_draft_to_which_the_person_attached_a_film_is_theirs_and_not_fetched(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        drafts.put(sample_draft(), None)
        (data,) = harness.standing()
        harness.remove(DRAFTS, "1")
        harness.store(DRAFTS, data + b"x" * 76 + b"\r\n" * 5_000_000, r"\Draft")
        harness.relay.forget()
        assert look(harness, sample_draft()).state is DraftState.EDITED
        assert harness.relay.received < 10_000

    def test_a_draft_that_no_mailbox_takes_is_rejected(self, harness: ImapHarness) -> None:
        film = Attachment(filename="film.mp4", media_type="video/mp4", content=bytes(7_000_000))
        with pytest.raises(Rejected):
            harness.open().drafts.put(replace(sample_draft(), attachments=(film,)), None)
        assert harness.standing() == ()


class TestSent:
    """A draft that has become a letter, by any of the signs that are left of it."""

    def put_and_send(self, harness: ImapHarness, *, subject: str, sent_on: str, to: str, thread: str) -> DraftState:
        """The state of a draft that has gone, while a letter with these headers and no mark is among the sent ones."""
        written = harness.open().drafts.put(DATED, None)
        headers = {"From": "robin@owner.example", "To": to, "Subject": subject, "Date": sent_on, "In-Reply-To": thread}
        harness.file_sent(mail(headers | {"Message-ID": "<of-its-own@program.example>"}, "In my own words.\n"))
        harness.delete_draft(written.ref)
        return look(harness, DATED, ref=written.ref).state

    SENT = "Thu, 12 Mar 2026 11:00:00 +0100"
    LETTER = ("Re: Your visit", "Á. Vogt <Agnes.Vogt@elsewhere.example>", "<a@elsewhere.example>")

    @pytest.mark.parametrize(
        ("subject", "to", "thread", "sent_on", "state"),
        [
            (*LETTER, SENT, DraftState.SENT),
            ("Re: your  VISIT", *LETTER[1:], SENT, DraftState.SENT),
            ("Something else", *LETTER[1:], SENT, DraftState.GONE),
            (LETTER[0], "hanna@elsewhere.example", LETTER[2], SENT, DraftState.GONE),
            (*LETTER[:2], "<b@elsewhere.example>", SENT, DraftState.GONE),
            (*LETTER, "Thu, 12 Mar 2026 09:59:00 +0100", DraftState.GONE),
        ],
    )
    def test_people_subject_thread_and_time_decide_where_no_mark_is_left(
        self, harness: ImapHarness, subject: str, to: str, thread: str, sent_on: str, state: DraftState
    ) -> None:
        assert self.put_and_send(harness, subject=subject, sent_on=sent_on, to=to, thread=thread) is state

    def test_a_draft_without_an_addressee_is_not_found_by_its_subject(self, harness: ImapHarness) -> None:
        draft = replace(DATED, to=())
        written = harness.open().drafts.put(draft, None)
        harness.file_sent(mail({"Subject": draft.subject, "Date": self.SENT, "From": "robin@owner.example"}))
        harness.delete_draft(written.ref)
        assert look(harness, draft, ref=written.ref).state is DraftState.GONE

    def test_without_a_folder_of_sent_mail_a_sent_draft_is_gone(self, harness: ImapHarness) -> None:
        written = harness.open().drafts.put(sample_draft(), None)
        harness.send_draft(written.ref)
        assert look(harness, sample_draft()).state is DraftState.SENT
        harness.relay.script = answering("LIST", b'* LIST (\\Drafts) "/" ' + DRAFTS.encode() + b"\r\nTAG OK Done.\r\n")
        assert look(harness, sample_draft()).state is DraftState.GONE


class TestServers:
    """Servers that lack something or refuse."""

    def test_without_removing_by_uid_a_draft_is_only_marked(self, harness: ImapHarness) -> None:
        harness.relay.hidden = (b"UIDPLUS",)
        drafts = harness.open().drafts
        marked = harness.store(DRAFTS, letter(1), r"\Draft \Deleted")
        written = drafts.put(sample_draft(), None)
        better = drafts.put(sample_draft(subject="Better"), written.version)
        assert subjects(harness) == ["Better"]
        drafts.remove(better.ref, better.version)
        assert subjects(harness) == []
        assert len(harness.uids(DRAFTS)) == 3
        assert marked.endswith(harness.uids(DRAFTS)[0])
        assert look(harness, sample_draft(subject="Better")).state is DraftState.GONE
        assert not {"EXPUNGE", "UID EXPUNGE", "CLOSE"} & set(harness.relay.commands)

    def test_without_appenduid_the_draft_is_found_by_its_message_id(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        harness.relay.hidden = (b"[APPENDUID",)
        written = drafts.put(sample_draft(), None)
        assert look(harness, sample_draft()).version == written.version
        assert drafts.put(sample_draft(), None) == written
        drafts.remove(written.ref, written.version)

    def test_without_condstore_changes_are_seen_all_the_same(self, harness: ImapHarness) -> None:
        harness.relay.hidden = (b"CONDSTORE", b"QRESYNC")
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        asked = DraftRef(key=sample_draft().key, message_id=sample_draft().message_id)
        assert drafts.look([asked])[0].state is DraftState.UNTOUCHED
        with harness.program() as program:
            program.select(f'"{DRAFTS}"')
            program.uid("STORE", "1", "+FLAGS", r"(\Deleted)")
        assert drafts.look([asked])[0].state is DraftState.GONE
        assert "ENABLE" not in harness.relay.commands
        with pytest.raises(NotFound):
            drafts.remove(written.ref, written.version)

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (b"TAG NO [OVERQUOTA] Quota exceeded.\r\n", Unavailable),
            (b"TAG NO [SERVERBUG] robin@owner.example is out of luck\r\n", Unavailable),
            (b"TAG NO Not now.\r\n", Unavailable),
            (b"TAG NO [TOOBIG] Too big.\r\n", Rejected),
            (b"TAG NO [LIMIT] Too big.\r\n", Rejected),
            (b"TAG BAD No such thing.\r\n", Unavailable),
            (b"* BYE Shutting down.\r\n", Unavailable),
            (b"TAG NO [TRYCREATE] No such folder.\r\n", Unavailable),
        ],
    )
    def test_a_refusal_is_told_for_what_it_is(
        self, harness: ImapHarness, answer: bytes, error: type[PortError]
    ) -> None:
        drafts = harness.open().drafts
        harness.relay.script = answering("APPEND", answer)
        with pytest.raises(error) as caught:
            drafts.put(sample_draft(), None)
        assert type(caught.value) is error
        assert "robin" not in str(caught.value)
        assert harness.relay.commands.count("APPEND") == 1  # the server may be busy with it: it is not told twice
        harness.relay.script = no_script
        drafts.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_a_folder_that_may_only_be_read_is_no_broken_line(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        harness.relay.script = answering(
            "SELECT", b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1]\r\nTAG OK [READ-ONLY] Done.\r\n"
        )
        with pytest.raises(Unavailable, match="only read"):
            drafts.remove(written.ref, written.version)
        assert len(harness.standing()) == 1

    def test_a_folder_that_is_made_anew_in_between_loses_nothing(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        harness.relay.script = answering(
            "SELECT", b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\nTAG OK [READ-WRITE] Done.\r\n"
        )
        with pytest.raises(Conflict):
            drafts.remove(written.ref, written.version)
        assert len(harness.standing()) == 1

    def test_numbers_that_changed_leave_a_draft_untouched(self, harness: ImapHarness) -> None:
        drafts = harness.open().drafts
        written = drafts.put(sample_draft(), None)
        harness.relay.cut()
        harness.server.administer("mailbox", "update", "-u", harness.user, "--uid-validity", "2000000000", "Entwürfe")
        asked = DraftRef(key=sample_draft().key, message_id=sample_draft().message_id, version=written.version)
        (found,) = drafts.look([asked])
        assert found.state is DraftState.UNTOUCHED
        assert found.version != written.version
        drafts.put(sample_draft(subject="Better"), found.version)
        assert subjects(harness) == ["Better"]


class TestBrokenLines:
    """The line breaks at every single command: afterwards an undisturbed call leaves exactly one draft."""

    @pytest.mark.parametrize("carried_out", [False, True])
    @pytest.mark.parametrize("replacing", [False, True])
    def test_a_put_that_is_broken_off_and_repeated_leaves_one_draft(
        self, harness: ImapHarness, replacing: bool, carried_out: bool
    ) -> None:
        number, broken = 0, True
        while broken:
            number += 1
            first = sample_draft(f"thanks-{number}")
            draft = replace(first, subject="Better") if replacing else first
            connection = harness.open()
            version = connection.drafts.put(first, None).version if replacing else None
            harness.relay.cut_at(number, carried_out=carried_out)
            put_for_sure(connection.drafts, draft, version)
            broken = not harness.relay.whole
            assert look(harness, draft).state is DraftState.UNTOUCHED
            assert len(harness.standing()) == number
        assert number > (4 if replacing else 2)

    @pytest.mark.parametrize("carried_out", [False, True])
    def test_a_remove_that_is_broken_off_and_repeated_leaves_the_others(
        self, harness: ImapHarness, carried_out: bool
    ) -> None:
        number, broken = 0, True
        harness.open().drafts.put(sample_draft("stays"), None)
        while broken:
            number += 1
            drafts = harness.open().drafts
            written = drafts.put(sample_draft(f"thanks-{number}"), None)
            harness.relay.cut_at(number, carried_out=carried_out)
            try:
                drafts.remove(written.ref, written.version)
            except Unavailable:
                if look(harness, sample_draft(f"thanks-{number}")).state is DraftState.UNTOUCHED:
                    drafts.remove(written.ref, written.version)
            broken = not harness.relay.whole
            assert look(harness, sample_draft(f"thanks-{number}")).state is DraftState.GONE
            assert len(harness.standing()) == 1
        assert number > 3


class TestCost:
    """How many commands it takes."""

    @pytest.mark.parametrize(("hidden", "commands"), [((), 1), ((b"CONDSTORE", b"QRESYNC"), 2)])
    def test_looking_where_nothing_changed_costs_next_to_nothing(
        self, harness: ImapHarness, hidden: tuple[bytes, ...], commands: int
    ) -> None:
        harness.relay.hidden = hidden
        connection = harness.open()
        drafts = [sample_draft(f"thanks-{number}") for number in range(20)]
        gone = [sample_draft(f"gone-{number}") for number in range(20)]
        for draft in drafts:
            connection.drafts.put(draft, None)
        asked = [DraftRef(key=draft.key, message_id=draft.message_id) for draft in (*drafts, *gone)]
        harness.file_sent(letter(1, sender="robin@owner.example"))
        before = connection.drafts.look(asked)
        harness.relay.forget()
        assert connection.drafts.look(asked) == before
        assert len(harness.relay.commands) == 2 * commands  # the drafts, and the sent mail for those that have gone

    def test_a_draft_among_thousands_is_found_and_not_doubled(self, harness: ImapHarness) -> None:
        connection = harness.open()
        written = connection.drafts.put(sample_draft(), None)
        harness.fill((letter(number % 60) for number in range(2100)), f".{DRAFTS}")
        assert harness.count(DRAFTS) == 2101
        reopened = harness.open().drafts
        assert reopened.put(sample_draft(), None) == written
        reopened.remove(written.ref, written.version)
        assert harness.count(DRAFTS) == 2100


def test_what_is_kept_of_a_draft_names_nobody(harness: ImapHarness) -> None:
    draft = replace(DATED, to=(Person(name="Ágnes", email="agnes.vogt@elsewhere.example"),))
    ref = harness.open().drafts.put(draft, None).ref
    assert ref.startswith(f"{draft.key} {draft.message_id} ")
    assert not any(word in ref for word in ("agnes", "vogt", "visit"))
