"""What holds wherever drafts are messages in a folder, on a server or on the disk, and programs save them anew."""

from __future__ import annotations

import pytest

from adapters.conformance import DraftsHarness
from adapters.conformance.samples import sample_draft
from adapters.formats.mime import parse_draft
from daemon.ports.errors import Conflict
from daemon.ports.records import Draft, DraftLook, DraftRef, DraftState


def look(harness: DraftsHarness, draft: Draft, *, ref: str | None = None, remembered: bool = True) -> DraftLook:
    """What has become of a draft, asked over a new connection."""
    fingerprint = draft.fingerprint if remembered else None
    asked = DraftRef(key=draft.key, message_id=draft.message_id, ref=ref, fingerprint=fingerprint)
    connection = harness.open()
    (found,) = connection.drafts.look([asked])
    connection.close()
    return found


def check_edited_draft_stays(harness: DraftsHarness) -> None:
    """Fails unless a draft that the person edited is left alone, in its present version too."""
    drafts = harness.open().drafts
    written = drafts.put(sample_draft(), None)
    harness.edit_draft(written.ref, subject="Mine now")
    found = look(harness, sample_draft())
    with pytest.raises(Conflict):
        drafts.put(sample_draft(subject="Better"), found.version)
    with pytest.raises(Conflict):
        drafts.remove(written.ref, str(found.version))
    assert [parse_draft(message).subject for message in harness.standing()] == ["Mine now"]


def check_damaged_draft_stays(harness: DraftsHarness, damaged: bytes) -> None:
    """Fails unless a draft of which this is left counts as edited, and is left alone in every version."""
    drafts = harness.open().drafts
    written = drafts.put(sample_draft(), None)
    harness.delete_draft(written.ref)
    harness.save_draft(damaged)
    found = look(harness, sample_draft())
    assert found.state is DraftState.EDITED
    for version in (found.version, written.version):
        with pytest.raises(Conflict):
            drafts.put(sample_draft(subject="Better"), version)
        with pytest.raises(Conflict):
            drafts.remove(written.ref, str(version))
    assert len(harness.standing()) == 1
