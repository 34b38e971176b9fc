"""Drafts at Exchange stand in their conversations; and what looking at them costs."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail, parsed
from daemon.ports.adapter import Connection
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Conflict
from daemon.ports.records import Correspondents, Draft, DraftState
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_drafts import (
    HANNA,
    OWNER,
    QUESTION,
    answer_to_hanna,
    looked,
    remembered,
    whole,
    written_in,
)
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange.trouble import refusing


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeMailHarness]:
    made = ExchangeMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: ExchangeMailHarness) -> Iterator[Connection]:
    opened = harness.open()
    yield opened
    opened.close()


@pytest.fixture
def port(account: Connection) -> DraftPort:
    return account.drafts


class TestConversations:
    """A draft that answers stands in its conversation, where the person sees it."""

    def thread_of(self, harness: ExchangeMailHarness, identity: str) -> str:
        return str(harness.box.items[identity].fields["ConversationId"].get("Id"))

    def test_an_answer_stands_in_its_conversation(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        question = harness.deliver(QUESTION)
        harness.deliver(mail({"From": "x@y.example", "Message-ID": "<newest@y.example>"}))
        written = port.put(answer_to_hanna(), None)
        assert self.thread_of(harness, harness.draft(written.ref).id) == self.thread_of(harness, question)
        message = parsed(harness.standing()[0])
        assert message["In-Reply-To"] == "<question@elsewhere.example>"
        assert message["References"] == "<question@elsewhere.example>"
        assert message["Subject"] == "Re: Your visit"

    def test_an_answer_to_what_the_person_wrote_stands_there_too(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        mine = harness.file_sent(QUESTION.replace(b"From: Hanna Vogt", b"Sender: Hanna Vogt"))
        written = port.put(answer_to_hanna(), None)
        assert self.thread_of(harness, harness.draft(written.ref).id) == self.thread_of(harness, mine)

    def test_a_replaced_answer_stays_in_its_conversation(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        question = harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        better = port.put(answer_to_hanna(body="Better.\n"), written.version)
        draft = harness.draft(better.ref)
        assert self.thread_of(harness, draft.id) == self.thread_of(harness, question)
        assert draft.text("ConversationIndex").startswith(harness.box.items[question].text("ConversationIndex")[:28])

    def test_what_was_just_read_is_not_searched_for(self, harness: ExchangeMailHarness, account: Connection) -> None:
        question = harness.deliver(QUESTION)
        account.inbox.messages(None, Correspondents(addresses=frozenset({HANNA})))
        draft = answer_to_hanna()
        with harness.server.recording() as calls:
            written = account.drafts.put(draft, None)
        assert self.thread_of(harness, harness.draft(written.ref).id) == self.thread_of(harness, question)
        assert [(each.operation, each.folders) for each in calls if each.operation == "FindItem"] == [
            ("FindItem", ("sentitems",))
        ]

    @pytest.mark.parametrize(
        "draft",
        [
            answer_to_hanna(subject="Another subject"),
            answer_to_hanna(in_reply_to="<nobody-knows@elsewhere.example>"),
            answer_to_hanna(in_reply_to='<a" OR from:me "b@elsewhere.example>'),
            answer_to_hanna(in_reply_to="<\ufffe\x01@elsewhere.example>"),
            answer_to_hanna(in_reply_to=None, references=()),
        ],
        ids=["another subject", "unknown", "hostile", "unprintable", "no answer"],
    )
    def test_what_is_no_answer_there_begins_a_conversation(
        self, harness: ExchangeMailHarness, port: DraftPort, draft: Draft
    ) -> None:
        question = harness.deliver(QUESTION)
        written = port.put(draft, None)
        assert self.thread_of(harness, harness.draft(written.ref).id) != self.thread_of(harness, question)

    def test_what_the_person_writes_in_a_conversation_keeps_no_draft_with_another_subject_away(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        question = harness.deliver(QUESTION)
        place = base64.b64decode(harness.box.items[question].text("ConversationIndex")) + bytes(5)
        headers = {"From": OWNER, "To": HANNA, "Subject": "Re: Your visit"}
        mine = harness.save_draft(mail(headers | {"Thread-Index": base64.b64encode(place).decode()}))
        assert self.thread_of(harness, mine) == self.thread_of(harness, question)
        port.put(answer_to_hanna(subject="Another subject"), None)
        assert len(harness.standing()) == 2

    @pytest.mark.parametrize("index", ["", "AAAA", "AQ" * 22, "A" * 4000])
    def test_a_place_that_makes_no_sense_is_not_followed(
        self, harness: ExchangeMailHarness, port: DraftPort, index: str
    ) -> None:
        question = harness.deliver(QUESTION)
        harness.box.items[question].fields["ConversationIndex"].text = index
        with harness.server.recording() as calls:
            port.put(answer_to_hanna(), None)
        assert len(harness.standing()) == 1
        assert not any(b"Thread-Index" in written_in(each) for each in calls)

    def test_where_exchange_will_not_have_it_a_draft_begins_a_conversation(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        question = harness.deliver(QUESTION)

        def refuse(asked: Asked) -> Reply | None:
            in_a_conversation = b"0x3016" in asked.body
            return refusing({"CreateItem"}, "ErrorInvalidPropertySet")(asked) if in_a_conversation else None

        with harness.server.answering(refuse):
            written = port.put(answer_to_hanna(), None)
        assert self.thread_of(harness, harness.draft(written.ref).id) != self.thread_of(harness, question)
        assert looked(port, answer_to_hanna(), written).state is DraftState.UNTOUCHED


class TestCosts:
    """Requests, since an administrator counts them."""

    def test_looking_where_nothing_changed_costs_one_request_for_any_number_of_drafts(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        drafts = [sample_draft(f"thanks-{number}") for number in range(8)]
        refs = [remembered(draft, port.put(draft, None)) for draft in drafts]
        port.look(refs)
        with harness.server.recording() as calls:
            assert {found.state for found in port.look(refs)} == {DraftState.UNTOUCHED}
        assert [(each.operation, each.folders) for each in calls] == [("SyncFolderItems", ("drafts",))]

    @pytest.mark.parametrize("end", ["sent", "deleted"])
    def test_drafts_that_are_long_gone_and_mail_cost_one_request_for_each_folder(
        self, harness: ExchangeMailHarness, account: Connection, end: str
    ) -> None:
        written = account.drafts.put(sample_draft(), None)
        (harness.send_draft if end == "sent" else harness.delete_draft)(written.ref)
        cursor: str | None = None
        for round_ in range(5):
            with harness.server.recording() as calls:
                state = looked(account.drafts, sample_draft(), written).state
                cursor = account.inbox.messages(cursor, Correspondents(addresses=frozenset({HANNA}))).cursor
            assert state is (DraftState.SENT if end == "sent" else DraftState.GONE)
            if round_ > 2:
                folders = [("SyncFolderItems", (name,)) for name in ("drafts", "inbox", "sentitems")]
                assert [(each.operation, each.folders) for each in calls] == folders

    def test_what_is_sent_after_it_had_gone_is_noticed(self, harness: ExchangeMailHarness, account: Connection) -> None:
        written = account.drafts.put(sample_draft(), None)
        (raw,) = harness.standing()
        harness.delete_draft(written.ref)
        cursor: str | None = None
        states = []
        for round_ in range(6):
            states.append(looked(account.drafts, sample_draft(), written).state)
            if round_ == 3:
                harness.file_sent(raw)
            cursor = account.inbox.messages(cursor, Correspondents(addresses=frozenset({HANNA}))).cursor
        assert states == [DraftState.GONE] * 4 + [DraftState.SENT] * 2

    def test_what_was_sent_is_noticed_although_the_mail_was_read_again_since(
        self, harness: ExchangeMailHarness, account: Connection
    ) -> None:
        hanna = Correspondents(addresses=frozenset({HANNA}))
        written = account.drafts.put(sample_draft(), None)
        (raw,) = harness.standing()
        harness.delete_draft(written.ref)
        assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE
        cursor = account.inbox.messages(None, hanna).cursor
        assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE
        harness.file_sent(raw)
        for _ in range(3):
            cursor = account.inbox.messages(cursor, hanna).cursor
        assert looked(account.drafts, sample_draft(), written).state is DraftState.SENT

    def test_before_a_draft_is_written_sent_mail_is_asked_about_in_any_case(
        self, harness: ExchangeMailHarness, account: Connection
    ) -> None:
        hanna = Correspondents(addresses=frozenset({HANNA}))
        written = account.drafts.put(sample_draft(), None)
        (raw,) = harness.standing()
        harness.delete_draft(written.ref)
        cursor = account.inbox.messages(None, hanna).cursor
        assert looked(account.drafts, sample_draft(), written).state is DraftState.GONE
        account.inbox.messages(cursor, hanna)
        harness.file_sent(raw)
        with pytest.raises(Conflict):
            account.drafts.put(sample_draft(), None)

    def test_where_nobody_reads_the_mail_sent_drafts_are_looked_for_each_time(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        (raw,) = harness.standing()
        harness.delete_draft(written.ref)
        assert looked(port, sample_draft(), written).state is DraftState.GONE
        harness.file_sent(raw)
        assert looked(port, sample_draft(), written).state is DraftState.SENT

    def test_only_what_changed_is_read_again(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        drafts = [sample_draft(f"thanks-{number}") for number in range(4)]
        refs = [remembered(draft, port.put(draft, None)) for draft in drafts]
        port.look(refs)
        assert refs[2].ref is not None
        harness.edit_draft(refs[2].ref, body="Mine.\n")
        with harness.server.recording() as calls:
            states = [found.state for found in port.look(refs)]
        assert states == [DraftState.UNTOUCHED, DraftState.UNTOUCHED, DraftState.EDITED, DraftState.UNTOUCHED]
        assert (whole(calls), len(calls)) == (1, 2)

    def test_other_drafts_of_the_person_are_never_read_whole(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        for number in range(5):
            harness.save_draft(mail({"From": OWNER, "To": "x@y.example", "Subject": f"Private {number}"}))
        with harness.server.recording() as calls:
            looked(port, sample_draft(), port.put(sample_draft(), None))
        assert whole(calls) == 1
