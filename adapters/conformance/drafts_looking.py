"""DraftPort.look: what the person did with a draft, with and without the journal's memory of it."""

from __future__ import annotations

import pytest

from adapters.conformance.base import DraftsTests
from adapters.conformance.drafts_writing import EDITS, DraftEdit, looked
from adapters.conformance.failures import provoked
from adapters.conformance.harness import DraftsHarness, Gap, Witness
from adapters.conformance.samples import sample_draft
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable, Unsupported
from daemon.ports.records import DraftRef, DraftState, draft_fingerprint


class DraftsLooking(DraftsTests):
    """Untouched, edited, sent or gone."""

    def test_a_draft_left_alone_is_untouched(self, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.UNTOUCHED
        assert (found.key, found.ref, found.version) == (sample_draft().key, written.ref, written.version)
        assert found.fingerprint == sample_draft().fingerprint

    def test_a_draft_is_found_when_the_journal_is_lost(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        reopened = harness.open()
        found = looked(reopened.drafts, sample_draft())
        reopened.close()
        assert found.state is DraftState.UNTOUCHED
        assert (found.ref, found.version) == (written.ref, written.version)
        port.remove(written.ref, written.version)

    def test_a_draft_that_was_only_laid_out_anew_is_untouched(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref)
        found = looked(port, sample_draft(), written)
        assert found.state is DraftState.UNTOUCHED
        assert found.ref is not None
        assert found.version is not None
        port.remove(found.ref, found.version)
        assert harness.standing() == ()

    @pytest.mark.parametrize("journal_lost", [False, True])
    @pytest.mark.parametrize("edit", EDITS, ids=", ".join)
    def test_an_edited_draft_is_edited(
        self, harness: DraftsHarness, port: DraftPort, edit: DraftEdit, journal_lost: bool
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref, **edit)
        found = looked(port, sample_draft(), None if journal_lost else written)
        assert found.state is DraftState.EDITED
        assert found.ref is not None
        assert found.version not in {None, written.version}

    def test_an_edited_draft_has_the_fingerprint_of_what_stands(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref, subject="Mine now")
        found = looked(port, sample_draft(), written)
        assert found.fingerprint == draft_fingerprint(sample_draft().to, "Mine now", sample_draft().body)

    @pytest.mark.parametrize("keeps", list(Witness))
    def test_an_edited_draft_is_found_by_either_witness(
        self, harness: DraftsHarness, port: DraftPort, keeps: Witness
    ) -> None:
        written = port.put(sample_draft(), None)
        if keeps is Witness.MARKS and Gap.REWRITTEN_MESSAGE_IDS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.edit_draft(written.ref, body="Mine now.\n", keeps=keeps)
            return
        harness.edit_draft(written.ref, body="Mine now.\n", keeps=keeps)
        assert looked(port, sample_draft(), written).state is DraftState.EDITED
        assert looked(port, sample_draft()).state is DraftState.EDITED

    def test_without_marks_and_journal_nobody_can_tell_so_it_is_edited(
        self, harness: DraftsHarness, port: DraftPort
    ) -> None:
        written = port.put(sample_draft(), None)
        harness.edit_draft(written.ref, keeps=Witness.MESSAGE_ID)
        assert looked(port, sample_draft()).state is DraftState.EDITED
        assert looked(port, sample_draft(), written).state is DraftState.UNTOUCHED

    def test_a_draft_that_is_not_what_the_daemon_remembers_is_edited(self, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        assert looked(port, sample_draft(subject="As remembered"), written).state is DraftState.EDITED

    @pytest.mark.parametrize("edited", [False, True])
    @pytest.mark.parametrize("journal_lost", [False, True])
    @pytest.mark.parametrize("keeps", list(Witness))
    def test_a_sent_draft_is_sent(
        self, harness: DraftsHarness, port: DraftPort, keeps: Witness, journal_lost: bool, edited: bool
    ) -> None:
        written = port.put(sample_draft(), None)
        ref = written.ref
        if keeps is Witness.MARKS and Gap.REWRITTEN_MESSAGE_IDS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.send_draft(ref, keeps=keeps)
            return
        if edited:
            harness.edit_draft(ref, body="In my own words.\n")
            ref = looked(port, sample_draft(), written).ref or ref
        harness.send_draft(ref, keeps=keeps)
        found = looked(port, sample_draft(), None if journal_lost else written)
        assert found.state is DraftState.SENT
        assert (found.ref, found.version, found.fingerprint) == (None, None, None)

    @pytest.mark.parametrize("journal_lost", [False, True])
    def test_a_deleted_draft_is_gone(self, harness: DraftsHarness, port: DraftPort, journal_lost: bool) -> None:
        written = port.put(sample_draft(), None)
        harness.delete_draft(written.ref)
        found = looked(port, sample_draft(), None if journal_lost else written)
        assert found.state is DraftState.GONE
        assert (found.ref, found.version, found.fingerprint) == (None, None, None)

    def test_a_draft_that_never_was_is_gone(self, port: DraftPort) -> None:
        assert looked(port, sample_draft()).state is DraftState.GONE

    def test_drafts_are_answered_in_the_order_asked(self, harness: DraftsHarness, port: DraftPort) -> None:
        keys = ["untouched", "edited", "sent", "deleted", "never"]
        written = {key: port.put(sample_draft(key), None) for key in keys[:4]}
        harness.edit_draft(written["edited"].ref, subject="Mine now")
        harness.send_draft(written["sent"].ref)
        harness.delete_draft(written["deleted"].ref)
        order = ["never", "sent", "untouched", "deleted", "edited", "sent"]
        asked = [DraftRef(key=key, message_id=sample_draft(key).message_id) for key in order]
        found = port.look(asked)
        assert [each.key for each in found] == order
        expected = [DraftState.GONE, DraftState.SENT, DraftState.UNTOUCHED, DraftState.GONE]
        assert [each.state for each in found] == [*expected, DraftState.EDITED, DraftState.SENT]

    def test_asked_for_nothing_it_answers_nothing(self, port: DraftPort) -> None:
        assert port.look([]) == ()

    def test_looking_changes_nothing(self, harness: DraftsHarness, port: DraftPort) -> None:
        written = port.put(sample_draft(), None)
        before = harness.standing()
        looked(port, sample_draft(), written)
        assert harness.standing() == before


class DraftsFailures(DraftsTests):
    """Errors that come from the provider."""

    @pytest.mark.parametrize("error", [Unavailable, AuthRequired])
    def test_every_call_fails_alike_and_changes_nothing(
        self, harness: DraftsHarness, port: DraftPort, error: type[PortError]
    ) -> None:
        written = port.put(sample_draft("ours"), None)
        before = harness.standing()
        with provoked(harness, error) as happens:
            if not happens:
                return
            with pytest.raises(error):
                port.put(sample_draft("new"), None)
            with pytest.raises(error):
                port.put(sample_draft("ours", subject="Second"), written.version)
            with pytest.raises(error):
                port.look([DraftRef(key="ours", message_id=sample_draft("ours").message_id)])
            with pytest.raises(error):
                port.remove(written.ref, written.version)
        assert harness.standing() == before
        assert looked(port, sample_draft("ours"), written).state is DraftState.UNTOUCHED

    def test_a_rejected_draft_leaves_the_others_alone(self, harness: DraftsHarness, port: DraftPort) -> None:
        port.put(sample_draft("ours"), None)
        before = harness.standing()
        with provoked(harness, Rejected) as happens:
            if happens:
                with pytest.raises(Rejected):
                    port.put(sample_draft("refused"), None)
        assert harness.standing() == before
        port.put(sample_draft("accepted"), None)
        assert len(harness.standing()) == 2

    def test_there_is_no_way_to_send(self, port: DraftPort) -> None:
        assert [name for name in dir(port) if "send" in name.lower() and not name.startswith("_")] == []
