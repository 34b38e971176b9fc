"""Drafts at Microsoft 365: known again whatever Outlook does to them, in their conversations, and never sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail, parsed
from daemon.ports.adapter import Connection
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Conflict
from daemon.ports.records import Attachment, Correspondents, Draft, DraftLook, DraftRef, DraftState, Person, Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness
from tests.fakes.graph.asking import refusal

HANNA = "hanna@elsewhere.example"
OWNER = "robin@owner.example"
QUESTION = mail(
    {
        "From": f"Hanna Vogt <{HANNA}>",
        "To": OWNER,
        "Subject": "Your visit",
        "Date": "Mon, 02 Mar 2026 08:00:00 +0000",
        "Message-ID": "<question@elsewhere.example>",
    }
)
LETTER = Attachment(filename="letter.pdf", media_type="application/pdf", content=b"%PDF-1.7 " + bytes(range(256)))


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[MicrosoftMailHarness]:
    made = MicrosoftMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: MicrosoftMailHarness) -> Iterator[Connection]:
    opened = harness.open()
    yield opened
    opened.close()


@pytest.fixture
def port(account: Connection) -> DraftPort:
    return account.drafts


def answer_to_hanna(**others: Any) -> Draft:
    """A draft in the conversation that Hanna began."""
    plain: dict[str, Any] = {
        "to": (Person(name="Hanna Vogt", email=HANNA),),
        "subject": "Re: Your visit",
        "in_reply_to": "<question@elsewhere.example>",
        "references": ("<question@elsewhere.example>",),
    }
    return replace(sample_draft(), **plain | others)


def remembered(draft: Draft, written: Written) -> DraftRef:
    """What the daemon remembers of a draft that was written."""
    return DraftRef(
        key=draft.key,
        message_id=draft.message_id,
        ref=written.ref,
        version=written.version,
        fingerprint=draft.fingerprint,
    )


def looked(port: DraftPort, draft: Draft, written: Written) -> DraftLook:
    """What has become of it."""
    (found,) = port.look([remembered(draft, written)])
    return found


def stripped(raw: bytes, *, body: str | None = None) -> bytes:
    """What a program saves that keeps nothing of ours in the text."""
    message = parsed(raw)
    for name in ("X-Followupd-Step", "X-Followupd-Fingerprint", "Message-ID"):
        del message[name]
    message["Message-ID"] = "<DB9P-rewritten@eurprd02.prod.outlook.example>"
    if body is not None:
        message.set_content(body)
    return message.as_bytes()


def bare(harness: MicrosoftMailHarness, written: Written, *, body: str) -> None:
    """Save a draft anew so that nothing of ours is left on it."""
    harness.unmark(written.ref)
    harness.rewrite(written.ref, lambda raw: stripped(raw, body=body))


def sent_bare(harness: MicrosoftMailHarness, written: Written) -> None:
    """Send a draft so that nothing of ours is left on it."""
    renamed = "<DB9P-sent@eurprd02.prod.outlook.example>"
    harness.api.post(harness.handle(written.ref), message_id=renamed, keeps_marks=False)


def paths(asked: list[Asked]) -> list[str]:
    """What was asked, without parameters."""
    return [f"{each.method} {each.path.partition('?')[0].removeprefix('/v1.0/me/')}" for each in asked]


class TestKnownAgain:
    """By our mark; else by its Message-ID; else by what it is about."""

    def test_an_edited_draft_that_lost_every_mark_is_edited(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        bare(harness, written, body="In my own words.\n")
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.EDITED
        assert found.version not in {None, written.version}

    @pytest.mark.parametrize("reopened", [False, True])
    def test_a_draft_saved_anew_under_another_id_is_known_by_what_it_is_about(
        self, harness: MicrosoftMailHarness, port: DraftPort, reopened: bool
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        conversation = harness.draft(written.ref).resource["conversationId"]
        (raw,) = harness.standing()
        harness.delete_draft(written.ref)
        anew = harness.save_draft(stripped(raw, body="Mine.\n").replace(b"Re: Your visit", b"My visit"))
        harness.api.edit(anew, conversationId=conversation)
        asked = harness.open().drafts if reopened else port
        assert looked(asked, answer_to_hanna(), written).state is DraftState.EDITED
        with pytest.raises(Conflict):
            asked.put(answer_to_hanna(body="Better.\n"), written.version)
        assert len(harness.standing()) == 1

    def test_another_draft_of_ours_to_the_same_people_is_another_one(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        first, second = sample_draft("first"), sample_draft("second")
        written = port.put(first, None)
        port.put(second, None)
        harness.delete_draft(written.ref)
        assert looked(port, first, written).state is DraftState.GONE

    @pytest.mark.parametrize("reopened", [False, True])
    @pytest.mark.parametrize("keeps_id", [False, True])
    def test_a_sent_draft_of_which_nothing_is_left_is_known_by_its_conversation(
        self, harness: MicrosoftMailHarness, port: DraftPort, reopened: bool, keeps_id: bool
    ) -> None:
        harness.api.keeps_id = keeps_id
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        harness.api.edit(harness.handle(written.ref), subject="My visit")
        sent_bare(harness, written)
        asked = harness.open().drafts if reopened else port
        assert looked(asked, answer_to_hanna(), written).state is DraftState.SENT

    def test_a_sent_draft_that_was_put_away_is_sent_all_the_same(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        sent = harness.api.post(harness.handle(written.ref))
        harness.api.move(sent, "archive")
        assert looked(port, sample_draft(), written).state is DraftState.SENT

    def test_a_draft_in_the_bin_is_gone_and_one_that_comes_back_stands(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        handle = harness.handle(written.ref)
        harness.api.discard(handle)
        assert looked(port, sample_draft(), written).state is DraftState.GONE
        harness.api.move(handle, "drafts")
        assert looked(port, sample_draft(), written).state is DraftState.UNTOUCHED

    def test_another_draft_of_ours_that_was_sent_in_the_same_conversation_is_another_one(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        first = answer_to_hanna()
        second = replace(first, key="again-4f2a", message_id="<followupd-again-4f2a@owner.example>")
        one, other = port.put(first, None), port.put(second, None)
        harness.send_draft(other.ref)
        harness.delete_draft(one.ref)
        assert looked(port, first, one).state is DraftState.GONE
        assert looked(port, second, other).state is DraftState.SENT

    def test_what_the_person_writes_to_the_same_people_about_something_else_is_no_draft_of_ours(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(answer_to_hanna(), None)
        harness.delete_draft(written.ref)
        harness.save_draft(mail({"From": OWNER, "To": HANNA, "Subject": "Lunch"}))
        harness.file_sent(mail({"From": OWNER, "To": HANNA, "Subject": "Lunch"}))
        assert looked(port, answer_to_hanna(), written).state is DraftState.GONE

    def test_a_letter_that_is_older_than_the_draft_is_not_what_it_became(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        headers = {"From": OWNER, "To": HANNA, "Subject": "Re: Your visit", "Date": "Mon, 02 Mar 2026 07:00:00 +0000"}
        harness.file_sent(mail({**headers, "In-Reply-To": "<question@elsewhere.example>"}))
        written = port.put(answer_to_hanna(), None)
        harness.delete_draft(written.ref)
        assert looked(port, answer_to_hanna(), written).state is DraftState.GONE

    def test_a_letter_that_is_filed_later_than_its_draft_went_is_found_then(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        nobody = Correspondents(addresses=frozenset({"x@y.example"}))
        written = account.drafts.put(sample_draft(), None)
        sent = harness.api.post(harness.handle(written.ref))
        harness.api.letter(sent).deleted = True  # on its way
        cursor = account.inbox.messages(None, nobody).cursor
        assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE
        harness.api.letter(sent).deleted = False
        harness.api.touch(sent)
        account.inbox.messages(cursor, nobody)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.SENT

    def test_a_letter_to_the_same_people_sent_since_keeps_a_draft_from_being_written(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        draft = answer_to_hanna(date=datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
        headers = {"From": OWNER, "To": HANNA, "Subject": "Your visit", "Date": "Mon, 02 Mar 2026 08:00:01 +0000"}
        harness.file_sent(mail(headers))
        with pytest.raises(Conflict):
            port.put(draft, None)
        assert harness.standing() == ()

    def test_a_draft_of_the_person_to_the_same_people_keeps_ours_away(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        harness.save_draft(mail({"From": OWNER, "To": HANNA, "Subject": "Your visit"}))
        with pytest.raises(Conflict):
            port.put(answer_to_hanna(), None)
        assert len(harness.standing()) == 1

    @pytest.mark.parametrize("removing", [False, True])
    @pytest.mark.parametrize("looked_before", [False, True])
    def test_an_edit_at_the_last_moment_wins(
        self, harness: MicrosoftMailHarness, port: DraftPort, removing: bool, looked_before: bool
    ) -> None:
        written = port.put(sample_draft(), None)
        if looked_before:
            looked(port, sample_draft(), written)
        edited = count()

        def edit_first(asked: Asked) -> Reply | None:
            if asked.method in {"PATCH", "DELETE"} and next(edited) == 0:
                harness.edit_draft(written.ref, body="Mine.\n")
                return refusal(412, "ErrorIrresolvableConflict") if removing else None
            return None

        def write() -> None:
            if removing:
                port.remove(written.ref, written.version)
            else:
                port.put(sample_draft(body="Better.\n"), written.version)

        with harness.server.answering(edit_first), pytest.raises(Conflict):
            write()
        assert b"Mine." in harness.standing()[0]
        assert looked(port, sample_draft(), written).state is DraftState.EDITED

    def test_what_was_edited_since_it_was_listed_is_not_removed_where_versions_are_not_looked_at(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        mine = count()

        def edit_after_the_text_was_read(asked: Asked) -> Reply | None:
            if asked.path.endswith("/$value") and next(mine) == 0:
                reply = harness.server.forward(asked)
                harness.edit_draft(written.ref, body="Mine.\n")
                return reply
            return None

        with harness.server.answering(edit_after_the_text_was_read), pytest.raises(Conflict):
            port.remove(written.ref, written.version)
        assert b"Mine." in harness.standing()[0]

    def test_an_edit_that_leaves_nothing_as_it_was_wins_all_the_same(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        headers = {"From": OWNER, "To": "board@elsewhere.example", "Subject": "Mine", "Message-ID": "<m@owner.example>"}
        harness.unmark(written.ref)
        harness.rewrite(written.ref, lambda _raw: mail(headers))
        for expected in (written.version, None):
            with pytest.raises(Conflict):
                port.put(sample_draft(body="Better.\n"), expected)
        (standing,) = harness.standing()
        assert parsed(standing)["Subject"] == "Mine"

    def test_a_hundred_drafts_of_the_person_do_not_hide_ours(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        for number in range(100):
            harness.save_draft(mail({"From": OWNER, "Subject": f"Draft {number}"}))
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert (found.state, found.version) == (DraftState.UNTOUCHED, written.version)


class TestReplacing:
    """A draft of ours is changed where it stands; where that cannot be, another one takes its place."""

    def test_a_replaced_draft_keeps_its_id_so_an_open_window_keeps_showing_it(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        better = port.put(sample_draft(subject="Thank you again", body="Better.\n"), written.version)
        assert harness.handle(better.ref) == harness.handle(written.ref)
        assert better.version != written.version
        assert harness.api.within("deleteditems") == []
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert found.state is DraftState.UNTOUCHED

    @pytest.mark.parametrize(("before", "after"), [((LETTER,), ()), ((), (LETTER,)), ((LETTER,), (LETTER, LETTER))])
    def test_a_draft_with_files_is_replaced_by_another(
        self,
        harness: MicrosoftMailHarness,
        port: DraftPort,
        before: tuple[Attachment, ...],
        after: tuple[Attachment, ...],
    ) -> None:
        written = port.put(replace(sample_draft(), attachments=before), None)
        draft = replace(sample_draft(body="Better.\n"), attachments=after)
        better = port.put(draft, written.version)
        (standing,) = harness.standing()
        assert len(list(parsed(standing).iter_attachments())) == len(after)
        assert looked(port, draft, better).state is DraftState.UNTOUCHED
        assert len(harness.api.within("deleteditems")) == 1

    def test_what_is_removed_is_in_the_bin(self, harness: MicrosoftMailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        number = harness.draft(written.ref).number
        port.remove(written.ref, written.version)
        assert [each.number for each in harness.api.within("deleteditems")] == [number]
        assert looked(port, sample_draft(), written).state is DraftState.GONE


class TestConversations:
    """A draft that answers stands in its conversation, where the person sees it."""

    def conversation_of(self, harness: MicrosoftMailHarness, written: Written) -> str:
        return str(harness.draft(written.ref).resource["conversationId"])

    def test_an_answer_stands_in_its_conversation_and_says_what_we_wrote(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        question = harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        assert self.conversation_of(harness, written) == harness.api.letter(question).resource["conversationId"]
        (raw,) = harness.standing()
        message = parsed(raw)
        assert message["In-Reply-To"] == "<question@elsewhere.example>"
        assert message["Subject"] == "Re: Your visit"
        assert message["To"].addresses[0].addr_spec == HANNA
        assert looked(port, answer_to_hanna(), written).state is DraftState.UNTOUCHED

    @pytest.mark.parametrize("attachments", [(), (LETTER,)])
    def test_a_replaced_answer_stays_in_its_conversation(
        self, harness: MicrosoftMailHarness, port: DraftPort, attachments: tuple[Attachment, ...]
    ) -> None:
        question = harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        better = port.put(answer_to_hanna(body="Better.\n", attachments=attachments), written.version)
        assert self.conversation_of(harness, better) == harness.api.letter(question).resource["conversationId"]
        assert len(harness.standing()) == 1

    def test_an_answer_to_what_the_person_wrote_stands_in_that_conversation(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        headers = {"From": OWNER, "To": HANNA, "Subject": "My visit", "Message-ID": "<mine@owner.example>"}
        mine = harness.file_sent(mail(headers))
        written = port.put(answer_to_hanna(in_reply_to="<mine@owner.example>"), None)
        assert self.conversation_of(harness, written) == harness.api.letter(mine).resource["conversationId"]
        assert harness.draft(written.ref).resource["toRecipients"][0]["emailAddress"]["address"] == HANNA

    def test_what_was_just_read_is_answered_without_being_searched_for(
        self, harness: MicrosoftMailHarness, account: Connection
    ) -> None:
        question = harness.deliver(QUESTION)
        account.inbox.messages(None, Correspondents(addresses=frozenset({HANNA})))
        with harness.server.counting() as asked:
            written = account.drafts.put(answer_to_hanna(), None)
        assert self.conversation_of(harness, written) == harness.api.letter(question).resource["conversationId"]
        assert not any("question%40" in each.path for each in asked)

    def test_nothing_is_an_answer_to_what_the_person_has_not_sent(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        unsent = harness.save_draft(
            mail({"From": OWNER, "Subject": "Your visit", "Message-ID": "<mine@owner.example>"})
        )
        written = port.put(answer_to_hanna(in_reply_to="<mine@owner.example>"), None)
        assert self.conversation_of(harness, written) != harness.api.letter(unsent).resource["conversationId"]

    @pytest.mark.parametrize(
        "in_reply_to",
        [
            None,
            "<nobody-knows@elsewhere.example>",
            "<it's' or isDraft eq true or '@elsewhere.example>",
            "<a&b#c@d.example>",
        ],
    )
    def test_an_answer_to_what_is_not_here_begins_a_conversation(
        self, harness: MicrosoftMailHarness, port: DraftPort, in_reply_to: str | None
    ) -> None:
        question = harness.deliver(QUESTION)
        harness.save_draft(mail({"From": OWNER, "Subject": "Private"}))
        written = port.put(answer_to_hanna(in_reply_to=in_reply_to, references=()), None)
        assert self.conversation_of(harness, written) != harness.api.letter(question).resource["conversationId"]
        assert looked(port, answer_to_hanna(in_reply_to=in_reply_to), written).state is DraftState.UNTOUCHED

    def test_a_message_id_that_cannot_be_asked_for_is_done_without(
        self, harness: MicrosoftMailHarness, port: DraftPort
    ) -> None:
        def refuse(asked: Asked) -> Reply | None:
            strange = "internetMessageId%20eq" in asked.path and "strange" in asked.path
            return refusal(400, "ErrorInvalidUrlQueryFilter") if strange else None

        with harness.server.answering(refuse):
            port.put(answer_to_hanna(in_reply_to="<strange@elsewhere.example>"), None)
        assert len(harness.standing()) == 1

    @pytest.mark.parametrize("refused", [False, True])
    def test_what_was_deleted_meanwhile_or_cannot_be_answered_is_done_without(
        self, harness: MicrosoftMailHarness, account: Connection, refused: bool
    ) -> None:
        question = harness.deliver(QUESTION)
        account.inbox.messages(None, Correspondents(addresses=frozenset({HANNA})))
        harness.api.letter(question).deleted = not refused

        def refuse(asked: Asked) -> Reply | None:
            return refusal(400, "ErrorInvalidRequest") if refused and asked.path.endswith("createReply") else None

        with harness.server.answering(refuse):
            written = account.drafts.put(answer_to_hanna(), None)
        assert len(harness.standing()) == 1
        assert looked(account.drafts, answer_to_hanna(), written).state is DraftState.UNTOUCHED
