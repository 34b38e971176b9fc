"""Drafts at Exchange: known again although marks get lost, never sent, and right once whatever fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail, parsed
from adapters.outlook.marks import PROPERTY_SET
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import AuthRequired, Conflict, NotFound, PortError, Rejected, Unavailable
from daemon.ports.records import Attachment, DraftRef, DraftState, Written
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_drafts import (
    HANNA,
    OWNER,
    QUESTION,
    answer_to_hanna,
    looked,
    lose_marks,
    post,
    remembered,
    stripped,
)
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange.soap import busy, envelope, fault, m, t
from tests.fakes.exchange.trouble import operation_in, refusing


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[ExchangeMailHarness]:
    made = ExchangeMailHarness(tmp_path)
    yield made
    made.close()


@pytest.fixture
def port(harness: ExchangeMailHarness) -> Iterator[DraftPort]:
    opened = harness.open()
    yield opened.drafts
    opened.close()


class TestKnownAgain:
    """By Exchange's id of it; else by marks and Message-ID; else by what it is about."""

    def test_an_edited_draft_that_lost_every_mark_is_edited(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        lose_marks(harness, written.ref, body="In my own words.\n")
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.EDITED
        assert found.version not in {None, written.version}

    def test_a_draft_of_which_headers_were_dropped_is_known_by_the_marks_beside_it(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.rewrite(written.ref, stripped)
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert found.state is DraftState.UNTOUCHED
        assert found.ref is not None
        assert found.version is not None
        port.remove(found.ref, found.version)
        assert harness.standing() == ()

    def test_a_draft_that_lost_the_marks_beside_it_is_known_by_those_in_its_headers(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.unmark(written.ref)
        harness.rewrite(
            written.ref, lambda raw: raw.replace(b"<followupd-thanks-4f2a@owner.example>", b"<x@y.example>")
        )
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert found.state is DraftState.UNTOUCHED

    def test_marks_beside_a_draft_that_was_edited_make_it_no_less_edited(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.rewrite(written.ref, lambda raw: stripped(raw, body="Mine.\n"))
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert found.state is DraftState.EDITED
        with pytest.raises(Conflict):
            port.put(sample_draft(body="Better.\n"), written.version)
        assert b"TWluZS4" in harness.standing()[0]

    def test_a_draft_of_which_only_the_version_changed_is_untouched(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.box.touch(harness.draft(written.ref))
        found = looked(port, sample_draft(), written)
        assert (found.state, found.version != written.version) == (DraftState.UNTOUCHED, True)
        with pytest.raises(Conflict):
            port.remove(written.ref, written.version)
        port.remove(written.ref, found.version or "")
        assert harness.standing() == ()

    def test_an_edited_subject_is_an_edit(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        harness.edit_draft(written.ref, subject="Something else")
        assert looked(port, answer_to_hanna(), written).state is DraftState.EDITED

    def test_a_draft_saved_anew_under_another_id_is_known_by_what_it_is_about(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        (raw,) = harness.standing()
        harness.delete_draft(written.ref)
        harness.save_draft(stripped(raw, body="Mine.\n"))
        assert looked(port, answer_to_hanna(), written).state is DraftState.EDITED
        with pytest.raises(Conflict):
            port.put(answer_to_hanna(body="Better.\n"), written.version)
        assert len(harness.standing()) == 1

    def test_another_draft_of_ours_to_the_same_people_is_another_one(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        first, second = sample_draft("first"), sample_draft("second")
        written = port.put(first, None)
        port.put(second, None)
        harness.delete_draft(written.ref)
        assert looked(port, first, written).state is DraftState.GONE

    @pytest.mark.parametrize("reopened", [False, True])
    def test_a_sent_draft_of_which_nothing_is_left_is_known_by_what_it_is_about(
        self, harness: ExchangeMailHarness, port: DraftPort, reopened: bool
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        post(harness, written.ref)
        asked = harness.open().drafts if reopened else port
        assert looked(asked, answer_to_hanna(), written).state is DraftState.SENT

    def test_a_sent_draft_with_another_subject_is_known_by_its_conversation(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        post(harness, written.ref, lambda raw: stripped(raw).replace(b"Re: Your visit", b"My visit"))
        assert looked(port, answer_to_hanna(), written).state is DraftState.SENT

    def test_what_the_person_writes_to_the_same_people_about_something_else_is_no_draft_of_ours(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(answer_to_hanna(), None)
        harness.delete_draft(written.ref)
        harness.save_draft(mail({"From": OWNER, "To": HANNA, "Subject": "Lunch"}))
        harness.file_sent(mail({"From": OWNER, "To": HANNA, "Subject": "Lunch"}))
        assert looked(port, answer_to_hanna(), written).state is DraftState.GONE

    def test_what_is_about_the_same_and_to_other_people_is_no_draft_of_ours(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        written = port.put(answer_to_hanna(), None)
        harness.delete_draft(written.ref)
        headers = {"From": OWNER, "To": f"{HANNA}, x@y.example", "Subject": "Re: Your visit"}
        harness.save_draft(mail(headers))
        harness.file_sent(mail(headers))
        assert looked(port, answer_to_hanna(), written).state is DraftState.GONE

    def test_a_letter_that_is_older_than_the_draft_is_not_what_it_became(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        harness.deliver(QUESTION)
        harness.file_sent(mail({"From": OWNER, "To": HANNA, "Subject": "Re: Your visit"}))
        draft = answer_to_hanna(date=datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
        harness.box.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
        written = port.put(draft, None)
        harness.delete_draft(written.ref)
        assert looked(port, draft, written).state is DraftState.GONE

    def test_a_sent_draft_is_sent_although_the_person_writes_to_the_same_people_again(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        (raw,) = harness.standing()
        post(harness, written.ref)
        harness.save_draft(stripped(raw, body="One more thing.\n"))
        assert looked(port, sample_draft(), written).state is DraftState.SENT

    def test_a_letter_to_the_same_people_sent_since_keeps_a_draft_from_being_written(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        draft = answer_to_hanna(date=datetime(2026, 3, 1, 7, 0, tzinfo=UTC))
        harness.file_sent(mail({"From": OWNER, "To": HANNA, "Subject": "Your visit"}))
        with pytest.raises(Conflict):
            port.put(draft, None)
        assert harness.standing() == ()

    def test_a_letter_begun_before_and_sent_since_does_so_too(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        draft = answer_to_hanna(date=datetime(2026, 3, 1, 7, 0, tzinfo=UTC))
        handle = harness.file_sent(mail({"From": OWNER, "To": HANNA, "Subject": "Your visit"}))
        harness.box.items[handle].set(t("DateTimeCreated", "2026-03-01T06:00:00Z"))
        with pytest.raises(Conflict):
            port.put(draft, None)
        assert harness.standing() == ()

    def test_a_draft_that_was_never_received_is_known_once_it_is_sent(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        draft = harness.draft(written.ref)
        del draft.fields["DateTimeReceived"]
        harness.box.touch(draft)
        found = looked(port, sample_draft(), written)
        post(harness, written.ref)
        assert found.ref is not None
        (later,) = port.look([replace(remembered(sample_draft(), written), ref=found.ref)])
        assert later.state is DraftState.SENT

    def test_a_draft_of_the_person_to_the_same_people_keeps_ours_away(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        harness.save_draft(mail({"From": OWNER, "To": HANNA, "Subject": "Your visit"}))
        with pytest.raises(Conflict):
            port.put(answer_to_hanna(), None)
        assert len(harness.standing()) == 1

    def test_an_edit_between_look_and_write_wins(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        looked(port, sample_draft(), written)
        lose_marks(harness, written.ref, body="Mine.\n")
        before = harness.standing()
        with pytest.raises(Conflict):
            port.put(sample_draft(body="Better.\n"), written.version)
        with pytest.raises(NotFound):
            port.remove("thanks-4f2a", written.version)
        with pytest.raises(Conflict):
            port.remove(written.ref, written.version)
        assert harness.standing() == before

    @pytest.mark.parametrize(("operation", "removing"), [("UpdateItem", False), ("GetItem", True)])
    def test_an_edit_at_the_last_moment_wins(
        self, harness: ExchangeMailHarness, port: DraftPort, operation: str, removing: bool
    ) -> None:
        written = port.put(sample_draft(), None)

        def edit_first(asked: Asked) -> Reply | None:
            if operation_in(asked) == operation:
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
        assert len(harness.standing()) == 1

    def test_a_draft_that_goes_at_the_last_moment_is_not_found(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)

        def delete_first(asked: Asked) -> None:
            if operation_in(asked) in {"GetItem", "UpdateItem"} and harness.standing():
                harness.delete_draft(written.ref)

        with harness.server.answering(delete_first), pytest.raises(NotFound):
            port.remove(written.ref, written.version)
        assert len(harness.box.within(harness.box.known("deleteditems").id)) == 1
        written = port.put(sample_draft(), None)
        with harness.server.answering(delete_first), pytest.raises(NotFound):
            port.put(sample_draft(body="Better.\n"), written.version)
        assert harness.standing() == ()

    def test_an_edit_that_leaves_nothing_as_it_was_wins_all_the_same(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.unmark(written.ref)
        harness.rewrite(
            written.ref, lambda _: mail({"From": OWNER, "To": "board@elsewhere.example", "Subject": "Mine"})
        )
        before = harness.standing()
        for expected in (written.version, None):
            with pytest.raises(Conflict):
                port.put(sample_draft(body="Better.\n"), expected)
        assert harness.standing() == before

    def test_a_draft_that_cannot_be_read_is_the_persons(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.person.damage(harness.draft(written.ref).id)
        assert looked(port, sample_draft(), written).state is DraftState.EDITED
        with pytest.raises(Conflict):
            port.put(sample_draft(body="Better.\n"), written.version)
        with pytest.raises(Conflict):
            port.remove(written.ref, written.version)
        assert len(harness.standing()) == 1

    def test_a_draft_that_cannot_be_read_for_now_is_not_taken_for_the_persons(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        fresh = harness.open().drafts
        with harness.server.answering(refusing({"GetItem"}, "ErrorInternalServerError")), pytest.raises(Unavailable):
            looked(fresh, sample_draft(), written)
        assert looked(fresh, sample_draft(), written).state is DraftState.UNTOUCHED

    def test_a_sent_letter_that_cannot_be_read_for_now_is_not_taken_for_none(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        post(harness, written.ref)
        with harness.server.answering(refusing({"GetItem"}, "ErrorInternalServerError")), pytest.raises(Unavailable):
            looked(port, sample_draft(), written)
        assert looked(port, sample_draft(), written).state is DraftState.SENT

    @pytest.mark.parametrize("code", ["ErrorItemCorrupt", "ErrorItemNotFound", "ErrorInternalServerError"])
    def test_a_draft_that_is_not_shown_once_it_is_written_is_not_written_twice(
        self, harness: ExchangeMailHarness, port: DraftPort, code: str
    ) -> None:
        with harness.server.answering(refusing({"GetItem"}, code)), pytest.raises(Unavailable):
            port.put(sample_draft(), None)
        written = port.put(sample_draft(), None)
        assert len(harness.standing()) == 1
        assert looked(port, sample_draft(), written).state is DraftState.UNTOUCHED

    def test_a_draft_that_the_person_moved_away_is_left_there(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        mine = harness.box.add_folder("Mine", kind="Folder", cls="IPF.Note")
        harness.box.move(harness.draft(written.ref).id, mine)
        assert looked(port, sample_draft(), written).state is DraftState.GONE
        with pytest.raises(NotFound):
            port.remove(written.ref, written.version)
        assert len(harness.box.within(mine)) == 1

    def test_a_replaced_draft_keeps_its_id_so_an_open_window_keeps_showing_it(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        before = harness.draft(written.ref).id
        better = port.put(sample_draft(body="Better.\n"), written.version)
        assert harness.draft(better.ref).id == before
        assert better.version != written.version

    def test_what_is_removed_lies_among_the_deleted_items(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        port.remove(written.ref, written.version)
        (thrown,) = harness.box.within(harness.box.known("deleteditems").id)
        assert thrown.text("Subject") == sample_draft().subject

    def test_a_hundred_drafts_of_the_person_do_not_hide_ours(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        for number in range(100):
            harness.save_draft(mail({"From": OWNER, "Subject": f"Draft {number}"}))
        (found,) = harness.open().drafts.look([DraftRef(key="thanks-4f2a", message_id=sample_draft().message_id)])
        assert (found.state, found.version) == (DraftState.UNTOUCHED, written.version)

    def test_states_that_the_server_forgot_hide_nothing(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        first = port.put(sample_draft("first"), None)
        second = port.put(sample_draft("second"), None)
        harness.edit_draft(first.ref, body="Mine.\n")
        harness.delete_draft(second.ref)
        harness.expire_cursors()
        found = port.look([remembered(sample_draft("first"), first), remembered(sample_draft("second"), second)])
        assert [each.state for each in found] == [DraftState.EDITED, DraftState.GONE]


class TestMarks:
    """What is kept beside a draft, for the day on which everything else is lost, and for the other way in."""

    def test_a_draft_bears_the_marks_that_any_way_into_the_mailbox_finds(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        draft = sample_draft()
        written = port.put(draft, None)
        extended = harness.draft(written.ref).extended
        marks = {name: str(value.text) for (space, name, _), value in extended.items() if space == PROPERTY_SET}
        assert marks.keys() == {"FollowupdStep", "FollowupdFingerprint"}
        assert marks["FollowupdStep"] == draft.key
        assert marks["FollowupdFingerprint"].split()[0] == draft.fingerprint

    def test_a_replaced_draft_bears_new_ones(self, harness: ExchangeMailHarness, port: DraftPort) -> None:
        better = sample_draft(body="Better.\n")
        written = port.put(better, port.put(sample_draft(), None).version)
        mark = harness.draft(written.ref).extended[PROPERTY_SET, "FollowupdFingerprint", "String"]
        assert str(mark.text).split()[0] == better.fingerprint


class TestRefusals:
    """What Exchange will not take, and what it will not do for now."""

    def test_a_draft_that_is_too_large_is_rejected_before_it_leaves(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        letter = Attachment(filename="a.pdf", media_type="application/pdf", content=bytes(5 * 1024 * 1024))
        with harness.server.counting() as asked, pytest.raises(Rejected, match="too large"):
            port.put(replace(sample_draft(), attachments=(letter,)), None)
        assert asked == []

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("ErrorMessageSizeExceeded", Rejected),
            ("ErrorContentConversionFailed", Rejected),
            ("ErrorMimeContentInvalid", Rejected),
            ("ErrorMimeContentInvalidBase64String", Rejected),
            ("ErrorQuotaExceeded", Unavailable),
            ("ErrorCreateItemAccessDenied", Unavailable),
            ("ErrorInternalServerError", Unavailable),
            ("ErrorAccessDenied", AuthRequired),
        ],
    )
    def test_a_draft_that_is_refused_is_not_written(
        self, harness: ExchangeMailHarness, port: DraftPort, code: str, expected: type[PortError]
    ) -> None:
        with harness.server.answering(refusing({"CreateItem"}, code)), pytest.raises(expected) as caught:
            port.put(sample_draft(), None)
        assert sample_draft().body not in str(caught.value)
        assert harness.standing() == ()
        port.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_of_a_folder_that_nobody_may_write_to_the_person_is_told_what_to_do(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        refuse = refusing({"CreateItem"}, "ErrorCreateItemAccessDenied")
        with harness.server.answering(refuse), pytest.raises(Unavailable, match="ask your administrator"):
            port.put(sample_draft(), None)

    def test_asked_for_no_draft_it_sees_whether_it_may_look(
        self, harness: ExchangeMailHarness, port: DraftPort
    ) -> None:
        harness.box.known("drafts").broken = "ErrorAccessDenied"
        with pytest.raises(AuthRequired, match="full access"):
            port.look([])


class TestFaults:
    """Whatever fails at whichever request, repeating the call makes it good."""

    HARMS: tuple[Callable[[ExchangeMailHarness, Asked], Reply], ...] = (
        lambda _harness, _asked: Reply(broken=True),
        lambda harness, asked: replace(harness.server.forward(asked), broken=True),
        lambda harness, asked: replace(harness.server.forward(asked), cut=300),
        lambda _harness, _asked: Reply(status=500),
        lambda _harness, _asked: busy(),
        lambda _harness, _asked: fault("ErrorInternalServerError"),
        lambda _harness, asked: envelope(m(f"{operation_in(asked)}Response", m("ResponseMessages"))),
        lambda _harness, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    )

    def life(self, port: DraftPort) -> Iterator[Callable[[], object]]:
        """A draft's whole life, each step of it to be repeated until it succeeds."""
        written: list[Written] = []
        draft, better = answer_to_hanna(), answer_to_hanna(body="Better.\n")
        yield lambda: written.append(port.put(draft, None))
        yield lambda: looked(port, draft, written[-1])
        yield lambda: written.append(port.put(better, written[0].version))
        yield lambda: looked(port, better, written[-1])

    def play(self, harness: ExchangeMailHarness) -> None:
        harness.deliver(QUESTION)
        port = harness.open().drafts
        for step in self.life(port):
            try:
                step()
            except PortError:
                step()
        (raw,) = harness.standing()
        assert parsed(raw).get_content().strip() == "Better."
        threads = {str(each.fields["ConversationId"].get("Id")) for each in harness.box.items.values()}
        assert len(threads) == 1

    def test_the_right_draft_stands_once(self, tmp_path: Path) -> None:
        calm = ExchangeMailHarness(tmp_path)
        self.play(calm)
        total = len(calm.server.asked)
        calm.close()
        assert total >= 9
        for harm in self.HARMS:
            for number in range(1, total + 1):
                harness = ExchangeMailHarness(tmp_path)
                numbers = count(1)

                def at(asked: Asked, number: int = number, numbers: Iterator[int] = numbers) -> Reply | None:
                    return harm(harness, asked) if next(numbers) == number else None  # noqa: B023 - used in this round

                with harness.server.answering(at):
                    self.play(harness)
                assert next(numbers) > number
                harness.close()
