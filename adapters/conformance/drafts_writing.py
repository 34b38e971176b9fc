"""DraftPort.put and remove: a draft is created once, replaced only while it is as we left it, and never sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

import pytest

from adapters.conformance.base import DraftsTests
from adapters.conformance.harness import DraftsHarness, Gap, Witness
from adapters.conformance.samples import sample_draft
from adapters.conformance.texts import mail
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Conflict, NotFound, Unsupported
from daemon.ports.records import Draft, DraftLook, DraftRef, DraftState, Written


class DraftEdit(TypedDict, total=False):
    """One change that the person makes to a draft."""

    subject: str
    body: str
    to: str


EDITS = (DraftEdit(subject="Mine now"), DraftEdit(body="Mine now.\n"), DraftEdit(to="mine@elsewhere.example"))


def looked(port: DraftPort, draft: Draft, written: Written | None = None) -> DraftLook:
    """What has become of a draft, asked with all the daemon knows, or with the journal lost."""
    ref = DraftRef(key=draft.key, message_id=draft.message_id)
    if written is not None:
        ref = replace(ref, ref=written.ref, version=written.version, fingerprint=draft.fingerprint)
    (found,) = port.look([ref])
    return found


class DraftsWriting(DraftsTests):
    """Drafts written, replaced and removed."""

    def test_a_draft_put_twice_stands_once(self, harness: DraftsHarness, port: DraftPort) -> None:
        first = port.put(sample_draft(), None)
        assert port.put(sample_draft(), None) == first
        assert len(harness.standing()) == 1

    def test_a_repeated_put_survives_a_reopen(self, harness: DraftsHarness, port: DraftPort) -> None:
        first = port.put(sample_draft(), None)
        reopened = harness.open()
        assert reopened.drafts.put(sample_draft(), None) == first
        assert looked(reopened.drafts, sample_draft(), first).state is DraftState.UNTOUCHED
        reopened.close()
        assert len(harness.standing()) == 1

    def test_a_repeated_replacement_is_answered_the_same(self, harness: DraftsHarness, port: DraftPort) -> None:
        old = port.put(sample_draft(), None)
        new = port.put(sample_draft(subject="Better"), old.version)
        assert port.put(sample_draft(subject="Better"), old.version) == new
        assert len(harness.standing()) == 1

    def test_a_second_draft_with_the_same_key_is_a_conflict(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        with pytest.raises(Conflict):
            port.put(sample_draft(subject="Something else"), None)
        assert len(harness.standing()) == 1
        assert looked(port, sample_draft(), written).state is DraftState.UNTOUCHED

    def test_drafts_with_different_keys_stand_side_by_side(self, harness: DraftsHarness, port: DraftPort) -> None:
        drafts = [sample_draft(key) for key in ("thanks-1", "thanks-2", "thanks-11", "thanks-" + "x" * 73)]
        written = [port.put(draft, None) for draft in drafts]
        assert len({each.ref for each in written}) == 4
        assert len(harness.standing()) == 4
        states = [looked(port, draft, w).state for draft, w in zip(drafts, written, strict=True)]
        assert states == [DraftState.UNTOUCHED] * 4

    def test_an_untouched_draft_is_replaced(self, harness: DraftsHarness, port: DraftPort) -> None:
        old = port.put(sample_draft(), None)
        better = sample_draft(body="A better text.\n")
        new = port.put(better, old.version)
        assert new.version != old.version
        assert len(harness.standing()) == 1
        found = looked(port, better, new)
        assert (found.state, found.fingerprint) == (DraftState.UNTOUCHED, better.fingerprint)

    def test_replacing_a_version_that_is_past_is_a_conflict(self, port: DraftPort) -> None:
        old = port.put(sample_draft(), None)
        second = sample_draft(subject="Second")
        new = port.put(second, old.version)
        with pytest.raises(Conflict):
            port.put(sample_draft(subject="Third"), old.version)
        assert looked(port, second, new).state is DraftState.UNTOUCHED

    @pytest.mark.parametrize("edit", EDITS, ids=", ".join)
    def test_an_edited_draft_is_never_overwritten(
        self, harness: DraftsHarness, port: DraftPort, edit: DraftEdit
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref, **edit)
        before = harness.standing()
        for draft in (sample_draft(), sample_draft(subject="Ours again")):
            for expected in (written.version, None):
                with pytest.raises(Conflict):
                    port.put(draft, expected)
        assert harness.standing() == before

    @pytest.mark.parametrize("keeps", list(Witness))
    def test_an_edited_draft_is_not_doubled(self, harness: DraftsHarness, port: DraftPort, keeps: Witness) -> None:
        written = port.put(sample_draft(), None)
        if keeps is Witness.MARKS and Gap.REWRITTEN_MESSAGE_IDS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.edit_draft(written.ref, body="Mine now.\n", keeps=keeps)
            return
        harness.edit_draft(written.ref, body="Mine now.\n", keeps=keeps)
        for expected in (written.version, None):
            with pytest.raises(Conflict):
                port.put(sample_draft(subject="Ours again"), expected)
        assert len(harness.standing()) == 1

    def test_a_draft_that_was_only_laid_out_anew_is_not_doubled(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref)
        port.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_replacing_what_never_was_is_not_found(self, harness: DraftsHarness, port: DraftPort) -> None:
        with pytest.raises(NotFound):
            port.put(sample_draft(), "some version")
        assert harness.standing() == ()

    def test_replacing_a_deleted_draft_is_not_found(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.delete_draft(written.ref)
        with pytest.raises(NotFound):
            port.put(sample_draft(subject="Again"), written.version)
        assert harness.standing() == ()

    @pytest.mark.parametrize("keeps", list(Witness))
    def test_a_sent_draft_is_not_written_again(self, harness: DraftsHarness, port: DraftPort, keeps: Witness) -> None:
        written = port.put(sample_draft(), None)
        if keeps is Witness.MARKS and Gap.REWRITTEN_MESSAGE_IDS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.send_draft(written.ref, keeps=keeps)
            return
        harness.send_draft(written.ref, keeps=keeps)
        for expected in (written.version, None):
            with pytest.raises(Conflict):
                port.put(sample_draft(), expected)
        assert harness.standing() == ()

    def test_an_untouched_draft_is_removed(self, harness: DraftsHarness, port: DraftPort) -> None:
        port.put(sample_draft("stays"), None)
        leaves = port.put(sample_draft("leaves"), None)
        port.remove(leaves.ref, leaves.version)
        assert len(harness.standing()) == 1
        assert looked(port, sample_draft("leaves"), leaves).state is DraftState.GONE
        assert looked(port, sample_draft("stays")).state is DraftState.UNTOUCHED

    def test_a_removed_draft_can_be_written_again(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        port.remove(written.ref, written.version)
        port.put(sample_draft(), None)
        assert len(harness.standing()) == 1

    def test_an_edited_draft_is_not_removed(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref, body="Mine now.\n")
        before = harness.standing()
        with pytest.raises((Conflict, NotFound)):
            port.remove(written.ref, written.version)
        found = looked(port, sample_draft(), written)
        assert found.ref is not None
        with pytest.raises(Conflict):
            port.remove(found.ref, written.version)
        assert harness.standing() == before

    def test_removing_twice_is_not_found(self, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        port.remove(written.ref, written.version)
        with pytest.raises(NotFound):
            port.remove(written.ref, written.version)

    @pytest.mark.parametrize("end", ["deleted", "sent"])
    def test_removing_what_the_person_dealt_with_is_not_found(
        self, harness: DraftsHarness, port: DraftPort, end: str
    ) -> None:
        written = port.put(sample_draft(), None)
        (harness.delete_draft if end == "deleted" else harness.send_draft)(written.ref)
        with pytest.raises(NotFound):
            port.remove(written.ref, written.version)

    def test_removing_what_never_was_is_not_found(self, port: DraftPort) -> None:
        with pytest.raises(NotFound):
            port.remove("no-such-ref", "some version")

    def test_drafts_of_the_person_are_untouched(self, harness: DraftsHarness, port: DraftPort) -> None:
        handle = harness.save_draft(
            mail({"From": "robin@owner.example", "Subject": "Mine", "Message-ID": "<mine@owner.example>"})
        )
        before = harness.stored(handle)
        written = port.put(sample_draft(), None)
        written = port.put(sample_draft(subject="Second"), written.version)
        looked(port, sample_draft(subject="Second"), written)
        port.remove(written.ref, written.version)
        assert harness.stored(handle) == before
        assert len(harness.standing()) == 1

    @pytest.mark.parametrize("handle_as_ref", [True, False])
    def test_a_draft_of_the_person_cannot_be_removed(
        self, harness: DraftsHarness, port: DraftPort, handle_as_ref: bool
    ) -> None:
        handle = harness.save_draft(mail({"From": "robin@owner.example", "Message-ID": "<mine@owner.example>"}))
        with pytest.raises(NotFound):
            port.remove(handle if handle_as_ref else "<mine@owner.example>", "some version")
        assert len(harness.standing()) == 1
