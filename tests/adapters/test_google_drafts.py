"""Drafts at Gmail: known again although ids rotate and marks get lost, in their conversations, and never sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.conformance import make_setup
from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail, parsed
from adapters.google.scopes import COMPOSE, READ_HEADERS
from daemon.ports.adapter import Connection, Offer
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import AuthRequired, Conflict, PortError, Rejected, Unavailable, Unsupported
from daemon.ports.records import Attachment, Correspondents, Draft, DraftLook, DraftRef, DraftState, Person, Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_harness import options
from tests.adapters.google_mail_harness import GmailHarness, draft_in
from tests.fakes.google.server import refusal

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


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GmailHarness]:
    made = GmailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def account(harness: GmailHarness) -> Iterator[Connection]:
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


def looked(port: DraftPort, draft: Draft, written: Written) -> DraftLook:
    """What has become of a draft that was written."""
    (found,) = port.look([remembered(draft, written)])
    return found


def remembered(draft: Draft, written: Written) -> DraftRef:
    """What the daemon remembers of it."""
    return DraftRef(
        key=draft.key,
        message_id=draft.message_id,
        ref=written.ref,
        version=written.version,
        fingerprint=draft.fingerprint,
    )


def stripped(raw: bytes, *, body: str | None = None) -> bytes:
    """What a program saves that keeps nothing of ours: no marks, and a Message-ID of its own."""
    message = parsed(raw)
    for name in ("X-Followupd-Step", "X-Followupd-Fingerprint", "Message-ID"):
        del message[name]
    message["Message-ID"] = "<CAF4-rewritten@mail.gmail.example>"
    if body is not None:
        message.set_content(body)
    return message.as_bytes()


class TestKnownAgain:
    """By Gmail's id of it; else by marks and Message-ID; else by what it is about."""

    def test_an_edited_draft_that_lost_every_mark_is_edited(self, harness: GmailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.rewrite(written.ref, lambda raw: stripped(raw, body="In my own words.\n"))
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.EDITED
        assert found.version not in {None, written.version}

    def test_an_edited_subject_that_begins_another_conversation_is_edited(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        harness.edit_draft(written.ref, subject="Something else")
        assert looked(port, answer_to_hanna(), written).state is DraftState.EDITED

    def test_a_draft_saved_anew_under_another_id_is_known_by_what_it_is_about(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        (raw,) = harness.standing()
        thread = harness.api.messages[written.version].thread
        harness.delete_draft(written.ref)
        harness.api.save(stripped(raw, body="Mine.\n"), thread=thread)
        found = looked(port, answer_to_hanna(), written)
        assert found.state is DraftState.EDITED
        with pytest.raises(Conflict):
            port.put(answer_to_hanna(body="Better.\n"), written.version)
        assert len(harness.standing()) == 1

    def test_another_draft_of_ours_to_the_same_people_is_another_one(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        first, second = sample_draft("first"), sample_draft("second")
        written = port.put(first, None)
        port.put(second, None)
        harness.delete_draft(written.ref)
        assert looked(port, first, written).state is DraftState.GONE

    @pytest.mark.parametrize("reopened", [False, True])
    def test_a_sent_draft_of_which_nothing_is_left_is_known_by_what_it_is_about(
        self, harness: GmailHarness, port: DraftPort, reopened: bool
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        harness.api.post(draft_in(written.ref), stripped)
        asked = harness.open().drafts if reopened else port
        assert looked(asked, answer_to_hanna(), written).state is DraftState.SENT

    def test_a_sent_draft_with_another_subject_is_known_by_its_conversation(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)

        def changed(raw: bytes) -> bytes:
            return stripped(raw).replace(b"Re: Your visit", b"My visit")

        harness.api.post(draft_in(written.ref), changed)
        assert looked(port, answer_to_hanna(), written).state is DraftState.SENT

    def test_what_the_person_writes_to_the_same_people_about_something_else_is_no_draft_of_ours(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        written = port.put(answer_to_hanna(), None)
        harness.delete_draft(written.ref)
        harness.save_draft(mail({"From": OWNER, "To": HANNA, "Subject": "Lunch"}))
        harness.file_sent(mail({"From": OWNER, "To": HANNA, "Subject": "Lunch"}))
        assert looked(port, answer_to_hanna(), written).state is DraftState.GONE

    def test_a_letter_that_is_older_than_the_draft_is_not_what_it_became(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        headers = {"From": OWNER, "To": HANNA, "Subject": "Re: Your visit", "Date": "Mon, 02 Mar 2026 08:00:01 +0000"}
        harness.file_sent(mail({**headers, "In-Reply-To": "<question@elsewhere.example>"}))
        written = port.put(answer_to_hanna(), None)
        harness.delete_draft(written.ref)
        assert looked(port, answer_to_hanna(), written).state is DraftState.GONE

    def test_a_sent_draft_is_sent_although_the_person_writes_to_the_same_people_again(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        (raw,) = harness.standing()
        harness.api.post(draft_in(written.ref), stripped)
        harness.api.save(stripped(raw, body="One more thing.\n"))
        assert looked(port, sample_draft(), written).state is DraftState.SENT

    def test_a_letter_to_the_same_people_sent_since_keeps_a_draft_from_being_written(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        draft = answer_to_hanna(date=datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
        headers = {"From": OWNER, "To": HANNA, "Subject": "Your visit", "Date": "Mon, 02 Mar 2026 08:00:01 +0000"}
        harness.file_sent(mail(headers))
        with pytest.raises(Conflict):
            port.put(draft, None)
        assert harness.standing() == ()

    def test_a_draft_of_the_person_to_the_same_people_keeps_ours_away(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        harness.save_draft(mail({"From": OWNER, "To": HANNA, "Subject": "Your visit"}))
        with pytest.raises(Conflict):
            port.put(answer_to_hanna(), None)
        assert len(harness.standing()) == 1

    def test_an_edit_in_the_middle_of_a_replacement_wins(self, harness: GmailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        looked(port, sample_draft(), written)
        harness.rewrite(written.ref, lambda raw: stripped(raw, body="Mine.\n"))
        with pytest.raises(Conflict):
            port.put(sample_draft(body="Better.\n"), written.version)
        with pytest.raises(Conflict):
            port.remove(written.ref, written.version)
        assert b"Mine." in harness.standing()[0]

    @pytest.mark.parametrize("removing", [False, True])
    def test_an_edit_at_the_last_moment_wins(self, harness: GmailHarness, port: DraftPort, removing: bool) -> None:
        written = port.put(sample_draft(), None)

        def edit_first(asked: Asked) -> Reply | None:
            if "format=minimal" in asked.path:
                harness.edit_draft(written.ref, body="Mine.\n")
            return None

        def write() -> None:
            if removing:
                port.remove(written.ref, written.version)
            else:
                port.put(sample_draft(body="Better.\n"), written.version)

        with harness.server.answering(edit_first), pytest.raises(Conflict):
            write()
        assert looked(port, sample_draft(), written).state is DraftState.EDITED

    def test_an_edit_that_leaves_nothing_as_it_was_wins_all_the_same(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        mine = mail({"From": OWNER, "To": "board@elsewhere.example", "Subject": "Mine"})
        harness.rewrite(written.ref, lambda _raw: mine)
        for expected in (written.version, None):
            with pytest.raises(Conflict):
                port.put(sample_draft(body="Better.\n"), expected)
        assert harness.standing() == (mine,)

    def test_a_replaced_draft_keeps_gmails_id_so_an_open_window_keeps_showing_it(self, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        better = port.put(sample_draft(body="Better.\n"), written.version)
        assert draft_in(better.ref) == draft_in(written.ref)
        assert better.version != written.version

    def test_a_hundred_drafts_of_the_person_do_not_hide_ours(self, harness: GmailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        for number in range(100):
            harness.save_draft(mail({"From": OWNER, "Subject": f"Draft {number}"}))
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert (found.state, found.version) == (DraftState.UNTOUCHED, written.version)


class TestConversations:
    """A draft that answers stands in its conversation, where the person sees it."""

    def thread_of(self, harness: GmailHarness, written: Written) -> str:
        return harness.api.messages[written.version].thread

    def test_an_answer_stands_in_its_conversation(self, harness: GmailHarness, port: DraftPort) -> None:
        question = harness.deliver(QUESTION)
        harness.deliver(mail({"From": "x@y.example", "Message-ID": "<newest@y.example>"}))
        written = port.put(answer_to_hanna(), None)
        assert self.thread_of(harness, written) == harness.api.messages[question].thread
        (raw,) = harness.standing()
        message = parsed(raw)
        assert message["In-Reply-To"] == "<question@elsewhere.example>"
        assert message["References"] == "<question@elsewhere.example>"
        assert message["Subject"] == "Re: Your visit"

    def test_a_replaced_answer_stays_in_its_conversation(self, harness: GmailHarness, port: DraftPort) -> None:
        question = harness.deliver(QUESTION)
        harness.deliver(mail({"From": "x@y.example", "Message-ID": "<newest@y.example>"}))
        written = port.put(answer_to_hanna(), None)
        better = port.put(answer_to_hanna(body="Better.\n"), written.version)
        assert self.thread_of(harness, better) == harness.api.messages[question].thread

    def test_what_was_just_read_is_answered_in_its_conversation_though_no_search_finds_it(
        self, harness: GmailHarness, account: Connection
    ) -> None:
        question = harness.deliver(QUESTION)
        account.inbox.messages(None, Correspondents(addresses=frozenset({HANNA})))
        written = account.drafts.put(answer_to_hanna(), None)
        assert self.thread_of(harness, written) == harness.api.messages[question].thread

    @pytest.mark.parametrize(
        "draft",
        [
            answer_to_hanna(subject="Another subject"),
            answer_to_hanna(in_reply_to="<nobody-knows@elsewhere.example>"),
            answer_to_hanna(in_reply_to='<a" OR from:me "b@elsewhere.example>'),
            answer_to_hanna(in_reply_to=None, references=()),
        ],
        ids=["another subject", "unknown", "hostile", "no answer"],
    )
    def test_where_gmail_would_hide_it_a_draft_begins_a_conversation(
        self, harness: GmailHarness, port: DraftPort, draft: Draft
    ) -> None:
        question = harness.deliver(QUESTION)
        harness.deliver(mail({"From": "x@y.example", "Message-ID": "<newest@y.example>"}))
        written = port.put(draft, None)
        assert harness.api.hidden == []
        assert self.thread_of(harness, written) not in {question, harness.api.messages[question].thread}

    def test_a_conversation_that_was_deleted_meanwhile_is_done_without(
        self, harness: GmailHarness, account: Connection
    ) -> None:
        question = harness.deliver(QUESTION)
        account.inbox.messages(None, Correspondents(addresses=frozenset({HANNA})))
        del harness.api.messages[question]
        account.drafts.put(answer_to_hanna(), None)
        assert len(harness.standing()) == 1


class TestCosts:
    """Requests, since Google counts them."""

    def test_looking_where_nothing_changed_costs_one_request_for_any_number_of_drafts(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        drafts = [sample_draft(f"thanks-{number}") for number in range(8)]
        refs = [remembered(draft, port.put(draft, None)) for draft in drafts]
        port.look(refs)
        with harness.server.counting() as asked:
            assert {found.state for found in port.look(refs)} == {DraftState.UNTOUCHED}
        assert [each.path.partition("?")[0] for each in asked] == ["/gmail/v1/users/me/history"]

    def test_a_draft_that_was_sent_long_ago_costs_nothing_more(self, harness: GmailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.send_draft(written.ref)
        looked(port, sample_draft(), written)
        looked(port, sample_draft(), written)
        with harness.server.counting() as asked:
            assert looked(port, sample_draft(), written).state is DraftState.SENT
        assert len(asked) == 1

    def test_only_what_changed_is_read_again(self, harness: GmailHarness, port: DraftPort) -> None:
        harness.api.page = 500
        drafts = [sample_draft(f"thanks-{number}") for number in range(4)]
        refs = [remembered(draft, port.put(draft, None)) for draft in drafts]
        port.look(refs)
        assert refs[2].ref is not None
        harness.edit_draft(refs[2].ref, body="Mine.\n")
        with harness.server.counting() as asked:
            states = [found.state for found in port.look(refs)]
        assert states == [DraftState.UNTOUCHED, DraftState.UNTOUCHED, DraftState.EDITED, DraftState.UNTOUCHED]
        assert sum("format=raw" in each.path for each in asked) == 1
        assert len(asked) == 3

    def test_other_drafts_of_the_person_are_never_read_whole(self, harness: GmailHarness, port: DraftPort) -> None:
        for number in range(5):
            harness.save_draft(mail({"From": OWNER, "To": "x@y.example", "Subject": f"Private {number}"}))
        with harness.server.counting() as asked:
            port.put(sample_draft(), None)
        assert sum("format=raw" in each.path for each in asked) == 1


class TestRights:
    """With fewer rights it does what they allow, and asks for nothing else."""

    def test_with_drafts_only_a_sent_one_is_gone_and_no_mail_is_looked_at(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path, frozenset({COMPOSE}))
        setup = replace(make_setup(tmp_path / "state", options(harness.server)), offers=frozenset({Offer.DRAFTS}))
        with_drafts = harness.adapter.open(setup).drafts
        written = with_drafts.put(answer_to_hanna(), None)
        assert looked(with_drafts, answer_to_hanna(), written).state is DraftState.UNTOUCHED
        with harness.server.counting() as asked:
            assert looked(with_drafts, answer_to_hanna(), written).state is DraftState.UNTOUCHED
        assert [each.path.partition("?")[0] for each in asked] == ["/gmail/v1/users/me/profile"]
        harness.edit_draft(written.ref, body="Mine.\n")
        assert looked(with_drafts, answer_to_hanna(), written).state is DraftState.EDITED
        harness.send_draft(written.ref)
        assert looked(with_drafts, answer_to_hanna(), written).state is DraftState.GONE
        harness.close()

    def test_with_headers_only_a_sent_one_is_known(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path, frozenset({COMPOSE, READ_HEADERS}))
        port = harness.open(replies="headers").drafts
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        harness.api.post(draft_in(written.ref), stripped)
        assert looked(port, answer_to_hanna(), written).state is DraftState.SENT
        harness.close()

    def test_a_right_that_was_not_granted_is_told(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path, frozenset({READ_HEADERS}))
        with pytest.raises(AuthRequired, match="not given the right"):
            harness.open().drafts.put(sample_draft(), None)
        harness.close()

    def offered(self, account: Connection, offer: Offer) -> bool:
        try:
            return getattr(account, offer.value) is not None
        except Unsupported:
            return False

    def test_what_an_account_is_not_used_for_is_not_there_and_not_permitted(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path)
        for offer in Offer:
            setup = replace(make_setup(tmp_path / "state", options(harness.server)), offers=frozenset({offer}))
            opened = harness.adapter.open(setup)
            assert [each for each in Offer if self.offered(opened, each)] == [offer]
            opened.close()
        harness.close()

    def test_asked_for_no_draft_it_sees_whether_it_may_look(self, tmp_path: Path) -> None:
        harness = GmailHarness(tmp_path, frozenset({READ_HEADERS}))
        with pytest.raises(AuthRequired, match="not given the right"):
            harness.open().drafts.look([])
        harness.close()


class TestRefusals:
    """What Gmail will not take, and what it will not do for now."""

    def test_a_draft_that_is_too_large_is_rejected_before_it_leaves(
        self, harness: GmailHarness, port: DraftPort
    ) -> None:
        letter = Attachment(filename="a.pdf", media_type="application/pdf", content=bytes(5 * 1024 * 1024))
        with harness.server.counting() as asked, pytest.raises(Rejected, match="too large"):
            port.put(replace(sample_draft(), attachments=(letter,)), None)
        assert asked == []

    @pytest.mark.parametrize(
        ("reply", "expected"),
        [
            (refusal(403, "rateLimitExceeded", domain="usageLimits"), Unavailable),
            (refusal(403, "userRateLimitExceeded", domain="usageLimits"), Unavailable),
            (refusal(429, "rateLimitExceeded", headers={"Retry-After": "30"}), Unavailable),
            (refusal(500, "backendError"), Unavailable),
            (refusal(403, "insufficientPermissions"), AuthRequired),
            (refusal(403, "accessNotConfigured", domain="usageLimits"), AuthRequired),
            (refusal(413, "uploadTooLarge"), Rejected),
            (Reply(body=b"<html>"), Unavailable),
            (Reply(body=b"{}"), Unavailable),
            (Reply(status=200, body=b'{"id": 7}'), Unavailable),
        ],
    )
    def test_an_answer_that_is_none_writes_nothing_twice(
        self, harness: GmailHarness, port: DraftPort, reply: Reply, expected: type[PortError]
    ) -> None:
        def refuse(asked: Asked) -> Reply | None:
            return reply if asked.method == "POST" else None

        with harness.server.answering(refuse), pytest.raises(expected):
            port.put(sample_draft(), None)
        port.put(sample_draft(), None)
        assert len(harness.standing()) == 1


class TestFaults:
    """Whatever fails at whichever request, repeating the call makes it good."""

    HARMS: tuple[Callable[[GmailHarness, Asked], Reply], ...] = (
        lambda harness, asked: replace(harness.server.forward(asked), broken=True),
        lambda harness, asked: replace(harness.server.forward(asked), cut=7),
        lambda _harness, _asked: Reply(status=500),
        lambda _harness, _asked: refusal(403, "rateLimitExceeded", domain="usageLimits"),
        lambda _harness, _asked: refusal(404, "notFound"),
    )

    def life(self, port: DraftPort) -> Iterator[Callable[[], object]]:
        """A draft's whole life, each step of it to be repeated until it succeeds."""
        written: list[Written] = []
        draft, better = answer_to_hanna(), answer_to_hanna(body="Better.\n")
        yield lambda: written.append(port.put(draft, None))
        yield lambda: looked(port, draft, written[-1])
        yield lambda: written.append(port.put(better, written[0].version))
        yield lambda: looked(port, better, written[-1])

    def play(self, harness: GmailHarness) -> None:
        harness.deliver(QUESTION)
        harness.deliver(mail({"From": "x@y.example", "Message-ID": "<newest@y.example>"}))
        port = harness.open().drafts
        for step in self.life(port):
            try:
                step()
            except PortError:
                step()
        (raw,) = harness.standing()
        assert b"Better." in raw

    def test_the_right_draft_stands_once(self, tmp_path: Path) -> None:
        calm = GmailHarness(tmp_path / "calm")
        self.play(calm)
        total = len(calm.server.asked)
        calm.close()
        assert total > 12
        for kind, harm in enumerate(self.HARMS):
            for number in range(1, total + 1):
                harness = GmailHarness(tmp_path / f"{kind}-{number}")
                numbers = count(1)

                def at(asked: Asked, number: int = number, numbers: Iterator[int] = numbers) -> Reply | None:
                    return harm(harness, asked) if next(numbers) == number else None  # noqa: B023 - used in this round

                with harness.server.answering(at):
                    self.play(harness)
                assert next(numbers) > number
                harness.close()
