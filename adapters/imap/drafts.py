"""The DraftPort on a mailbox: creates, replaces and removes drafts of followupd that nobody touched, and no others.

A message on a server never changes, so replacing means storing the new one and then removing the old; if the connection
breaks in between both stand, and the next `put` removes the old one. Every call begins by looking, so one whose answer
was lost can be repeated.

A ref is made of key and Message-ID, and of a trace by which the letter is known that the draft became, should a mail
program have dropped both: the same people, subject and thread, written no earlier than the draft was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from adapters.formats.draft_copies import Copy, check_removable, judge, message_for, settle
from adapters.imap.copies import DRAFT_LIMIT, Copies
from adapters.imap.shelf import Head, Shelf
from daemon.ports.records import DraftRef, Written

if TYPE_CHECKING:
    from adapters.imap.folders import Folders, Mailbox
    from adapters.imap.session import Session
    from daemon.ports.records import Draft, DraftLook

T = TypeVar("T")


class ImapDrafts:
    """Keeps followupd's drafts in one folder, and looks for sent ones in another if there is one."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store what to work on; nothing is read yet."""
        self._mailbox = mailbox
        self._copies = Copies("")
        self._sent: Shelf | None = None

    def put(self, draft: Draft, expected: str | None) -> Written:
        """See `DraftPort`."""
        data = message_for(draft, limit=DRAFT_LIMIT, where="a mailbox")
        return self._run(lambda session: self._put(session, draft, data, expected))

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """See `DraftPort`. Without a folder of sent mail, a draft that was sent is gone."""
        return self._run(lambda session: self._look(session, refs)) if refs else ()

    def remove(self, ref: str, expected: str) -> None:
        """See `DraftPort`."""
        key, message_id, *_ = (*ref.split(" "), "")
        self._run(lambda session: self._remove(session, key, message_id, expected))

    def _run(self, operation: Callable[[Session], T]) -> T:
        """Carry out an operation on the folders as they are called now."""

        def carry_out(session: Session, folders: Folders) -> T:
            if self._copies.folder != folders.drafts:
                self._copies = Copies(folders.drafts)
            if (self._sent and self._sent.folder) != folders.sent:
                self._sent = Shelf(folders.sent) if folders.sent else None
            return operation(session)

        return self._mailbox.run(carry_out)

    def _put(self, session: Session, draft: Draft, data: bytes, expected: str | None) -> Written:
        copies = self._copies.find(session, [(draft.key, draft.message_id)])
        trace = Head.read(data, len(data)).trace
        asked = DraftRef(key=draft.key, message_id=draft.message_id, ref=_ref(draft, trace))
        standing, superseded = settle(draft, expected, copies, lambda: bool(self._among_sent(session, [asked])))
        if standing is not None:
            written = Written(ref=_ref(draft, self._copies.trace_of(standing)), version=standing.version)
        else:
            written = Written(ref=_ref(draft, trace), version=self._copies.store(session, draft, data))
        for copy in superseded:
            self._copies.discard(session, copy)
        return written

    def _look(self, session: Session, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        copies = self._copies.find(session, [(ref.key, ref.message_id) for ref in refs])
        standing = {ref.key: [c for c in copies if c.belongs_to(ref.key, ref.message_id)] for ref in refs}
        sent = self._among_sent(session, [ref for ref in refs if not standing[ref.key]])
        return tuple(self._judge(ref, standing[ref.key], sent=ref.key in sent) for ref in refs)

    def _judge(self, ref: DraftRef, copies: Sequence[Copy], *, sent: bool) -> DraftLook:
        return judge(ref, copies, name=lambda copy: _ref(ref, self._copies.trace_of(copy)), sent=sent)

    def _remove(self, session: Session, key: str, message_id: str, expected: str) -> None:
        copies = self._copies.find(session, [(key, message_id)])
        check_removable(expected, copies)
        for copy in copies:
            self._copies.discard(session, copy)

    def _among_sent(self, session: Session, refs: Sequence[DraftRef]) -> set[str]:
        """The keys of those that are among the sent messages."""
        if self._sent is None or not refs:
            return set()
        heads = self._sent.look(session).values()
        keys, message_ids = {head.key for head in heads}, {head.message_id for head in heads}
        traces = [head.trace for head in heads]
        return {ref.key for ref in refs if ref.key in keys or ref.message_id in message_ids or _became(ref, traces)}


def _became(ref: DraftRef, traces: Sequence[str]) -> bool:
    """Whether a letter to the same people, with the same subject and thread, is no older than the draft."""
    what, _, when = "".join((ref.ref or "").split(" ")[2:]).partition("@")
    return when.isdigit() and any(
        trace.startswith(f"{what}@") and int(trace.partition("@")[2]) >= int(when) for trace in traces
    )


def _ref(draft: Draft | DraftRef, trace: str) -> str:
    return f"{draft.key} {draft.message_id} {trace}".rstrip()
