"""mutt, a mail program of the field, and followupd work in the same drafts folder of a server."""

from __future__ import annotations

import pytest

from adapters.conformance.samples import sample_draft
from daemon.ports.records import DraftState
from tests.adapters.dovecot import PASSWORD
from tests.adapters.drafts_as_messages import look
from tests.adapters.imap_harness import ImapHarness
from tests.adapters.mutt import make_editor, run_mutt

SETTINGS = """
set folder="imap://{user}@127.0.0.1:{port}/" imap_pass="{password}" ssl_starttls=no ssl_force_tls=no
set spoolfile=+INBOX postponed="+Entwürfe" record="+Gesendete Objekte"
"""


@pytest.fixture
def harness(imap: ImapHarness) -> ImapHarness:
    return imap


def run(harness: ImapHarness, *, keys: dict[str, str], editor: str = "true") -> str:
    """Resume the one draft that there is."""
    settings = SETTINGS.format(user=harness.user, port=harness.server.port, password=PASSWORD)
    return run_mutt(harness.password_file.parent, settings, "-p", keys=keys, editor=editor)


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_sent_is_sent(harness: ImapHarness, remembered: bool) -> None:
    written = harness.open().drafts.put(sample_draft(), None)
    shown = run(harness, keys={"y:Send": "y"})
    assert "Ągnes Vogt <agnes.vogt@elsewhere.example>" in shown
    assert harness.standing() == ()
    assert look(harness, sample_draft(), ref=written.ref, remembered=remembered).state is DraftState.SENT


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_changed_and_postponed_is_edited(harness: ImapHarness, remembered: bool) -> None:
    harness.open().drafts.put(sample_draft(), None)
    editor = make_editor(harness.password_file.parent, "P.S. In my own words.")
    run(harness, keys={"y:Send": "e", "Mutt: Compose": "q"}, editor=editor)
    (message,) = harness.standing()
    assert b"In my own words." in message
    assert look(harness, sample_draft(), remembered=remembered).state is DraftState.EDITED


@pytest.mark.parametrize("remembered", [True, False])
def test_a_draft_that_is_only_postponed_again_is_untouched(harness: ImapHarness, remembered: bool) -> None:
    drafts = harness.open().drafts
    written = drafts.put(sample_draft(), None)
    run(harness, keys={"y:Send": "q"})
    found = look(harness, sample_draft(), remembered=remembered)
    assert found.state is DraftState.UNTOUCHED
    assert found.version != written.version
    drafts.put(sample_draft(subject="Better"), found.version)
    assert len(harness.standing()) == 1
