"""The DraftPort on a Maildir: creates, replaces and removes drafts of followupd that nobody touched, and no others.

Messages of a Maildir never change in place (programs cache them by name), so replacing means delivering the new one and
then removing the old. A kill in between leaves both; the next `put` finds them and removes the old one.
"""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING

from adapters.formats.draft_copies import Copy, check_removable, judge, settle
from adapters.formats.mime_writing import UnwritableDraft, build_message
from adapters.maildir.copies import discard_copy, find_copies, find_sent, version_of
from adapters.maildir.files import deliver, list_messages, translate
from daemon.ports.errors import Rejected, Unavailable
from daemon.ports.records import DraftLook, DraftRef, Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.maildir.mailbox import Mailbox
    from daemon.ports.records import Draft

_FLAGS = "DS"


class MaildirDrafts:
    """Keeps followupd's drafts in one folder, and looks for sent ones in another if there is one.

    A ref is made of key and Message-ID, so it stays when a mail program writes the draft anew.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._folder = mailbox.drafts

    def put(self, draft: Draft, expected: str | None) -> Written:
        """See `DraftPort`. A missing folder is made if the configuration names it."""
        data = _written(draft)
        with translate(self._folder):
            copies = self._copies([(draft.key, draft.message_id)])
            standing, superseded = settle(draft, expected, copies, lambda: self._was_sent(draft))
            if standing is None:
                self._deliver(draft, data)
            for copy in superseded:
                discard_copy(self._folder, copy)
        version = standing.version if standing else version_of(data)
        return Written(ref=_ref(draft.key, draft.message_id), version=version)

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """See `DraftPort`. Without a folder of sent mail, a draft that was sent is gone."""
        with translate(self._folder):
            if any(ref.version for ref in refs) and not self._mailbox.has_drafts():
                raise Unavailable(f"the drafts folder {self._folder} has disappeared")
            copies = self._copies([(ref.key, ref.message_id) for ref in refs])
            standing = {ref.key: [c for c in copies if c.belongs_to(ref.key, ref.message_id)] for ref in refs}
            sent = self._sent([ref for ref in refs if not standing[ref.key]])
        return tuple(_judge(ref, standing[ref.key], sent=ref.key in sent) for ref in refs)

    def remove(self, ref: str, expected: str) -> None:
        """See `DraftPort`."""
        key, _, message_id = ref.partition(" ")
        with translate(self._folder):
            copies = self._copies([(key, message_id)])
            check_removable(expected, copies)
            for copy in copies:
                discard_copy(self._folder, copy)

    def _copies(self, wanted: Sequence[tuple[str, str]]) -> list[Copy]:
        return find_copies(self._folder, wanted) if self._mailbox.has_drafts() else []

    def _sent(self, refs: Sequence[DraftRef]) -> set[str]:
        folder = self._mailbox.sent
        return find_sent(folder, refs) if folder is not None and refs else set()

    def _was_sent(self, draft: Draft) -> bool:
        ref = DraftRef(key=draft.key, message_id=draft.message_id, fingerprint=draft.fingerprint)
        return bool(self._sent([ref]))

    def _deliver(self, draft: Draft, data: bytes) -> None:
        """Deliver under a name that depends on what is delivered, so that two writers at once leave one draft."""
        if not self._mailbox.has_drafts():
            self._mailbox.make_drafts()
        base = "followupd-" + hashlib.sha256(draft.key.encode() + b"\0" + data).hexdigest()[:24]
        taken = list_messages(self._folder)
        unique = next(name for number in count() if (name := f"{base}.{number}") not in taken)
        try:
            deliver(self._folder, unique, _FLAGS, data)
        except FileExistsError as error:
            raise Unavailable("another program is writing the same draft") from error


def _judge(ref: DraftRef, copies: Sequence[Copy], *, sent: bool) -> DraftLook:
    return judge(ref, copies, name=lambda _: _ref(ref.key, ref.message_id), sent=sent)


def _written(draft: Draft) -> bytes:
    try:
        return build_message(draft).replace(b"\r\n", b"\n")  # files of a Maildir have the line ends of Unix
    except UnwritableDraft as error:
        raise Rejected(str(error)) from error


def _ref(key: str, message_id: str) -> str:
    return f"{key} {message_id}"
