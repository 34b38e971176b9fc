"""The DraftPort on Gmail: creates, replaces and removes drafts of followupd that nobody touched, and no others.

A draft is known by Gmail's id of it, which lasts; else by our marks or Message-ID; else by what it is about. Every call
that writes begins by looking, so one whose answer was lost can be repeated. Looking costs nothing where the mailbox has
not changed since the last time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_copies import check_removable, message_for, settle
from adapters.formats.draft_looks import looks
from adapters.formats.draft_traces import Sought, Trace, names_in, write_ref
from adapters.google.copies import Copies
from adapters.google.sent import SentLetters
from daemon.ports.errors import Conflict, NotFound, Unavailable
from daemon.ports.records import Written

if TYPE_CHECKING:
    from adapters.formats.draft_copies import Copy
    from adapters.google.mailbox import Mailbox
    from daemon.ports.records import Draft, DraftLook, DraftRef

DRAFT_LIMIT: Final = 5 * 1024 * 1024
"""How many bytes a draft of ours may have."""


class GmailDrafts:
    """Keeps followupd's drafts in a mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store what to work on; nothing is read yet."""
        self._mailbox = mailbox
        self._gmail = mailbox.gmail
        self._copies = Copies(mailbox.gmail)
        self._sent = SentLetters(mailbox)
        self._looked: str | None = None
        self._places: dict[str, str] = {}

    def put(self, draft: Draft, expected: str | None) -> Written:
        """See `DraftPort`."""
        data = message_for(draft, limit=DRAFT_LIMIT, where="Gmail")
        self._look_anew()
        thread = self._mailbox.thread_of(draft.in_reply_to, draft.subject)
        sought = self._sought(draft, expected, Trace.of(draft, thread))
        copies = self._copies.find(sought, by_name=True) or self._copies.like(sought)
        standing, superseded = settle(draft, expected, copies, lambda: bool(self._sent.among([sought], None)))
        if standing is None:
            replaced = next((copy for copy in superseded if copy.version == expected), None)
            standing = self._store(data, thread, replaced)
            superseded = [copy for copy in superseded if copy is not replaced]
        for copy in superseded:
            self._discard(copy)
        return Written(ref=self._name(sought, standing), version=standing.version)

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """See `DraftPort`. Where nothing may be read but drafts, one that was sent is gone.

        Asked for none, it sees whether drafts can be looked at.
        """
        if not refs:
            self._look_anew()
            return ()
        reached = self._mailbox.reached()
        if reached != self._looked:
            self._copies.look()
            self._looked = reached
        return looks(
            refs,
            find=lambda sought: self._copies.find(sought, by_name=False),
            like=self._copies.like,
            sent=lambda missing: self._sent.among(missing, reached),
            name=self._name,
        )

    def remove(self, ref: str, expected: str) -> None:
        """See `DraftPort`."""
        key, message_id = names_in(ref)
        self._look_anew()
        copies = self._copies.find(Sought.read(key, message_id, ref), by_name=True)
        check_removable(expected, copies)
        for copy in copies:
            self._discard(copy)

    def _look_anew(self) -> None:
        self._looked = None  # for what is done next will change it
        self._copies.look()

    def _sought(self, draft: Draft, expected: str | None, trace: Trace) -> Sought:
        """What is looked for before a draft is written, also where it stood when it was last seen."""
        return Sought(
            key=draft.key,
            message_id=draft.message_id,
            draft=self._places.get(draft.key, ""),
            version=expected,
            trace=trace,
        )

    def _store(self, data: bytes, thread: str | None, replaced: Copy | None) -> Copy:
        if replaced is not None:
            place = replaced.place
            self._check_still(replaced)
            self._gmail.update_draft(place, data, thread)
        else:
            place = self._create(data, thread)
        copy = self._copies.read(place)
        if copy is None:
            raise Unavailable("Gmail took a draft, but does not show it yet")
        return copy

    def _discard(self, copy: Copy) -> None:
        self._check_still(copy)
        self._gmail.delete_draft(copy.place)

    def _check_still(self, copy: Copy) -> None:
        """Gmail has no conditional writes, so the last look is as near to the write as can be."""
        version = self._gmail.version_of(copy.place)
        if version is None:
            raise NotFound("the draft is no longer there")
        if version != copy.version:
            raise Conflict("the draft was changed by somebody else")

    def _create(self, data: bytes, thread: str | None) -> str:
        try:
            return self._gmail.create_draft(data, thread)
        except NotFound:  # the conversation was deleted meanwhile
            return self._gmail.create_draft(data, None)

    def _name(self, sought: Sought, copy: Copy) -> str:
        trace = self._copies.trace_of(copy)
        self._places[sought.key] = copy.place
        return write_ref(sought, copy.place, trace)
