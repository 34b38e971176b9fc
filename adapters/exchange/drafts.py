"""The DraftPort on Exchange: creates, replaces and removes drafts of followupd that nobody touched, and no others.

A draft is known by Exchange's id of it, our marks or its Message-ID; else by what it is about. Every call that writes
begins by looking, so one whose answer was lost can be repeated. A draft is changed where it stands, and only if nobody
else did meanwhile; what is removed lies among the deleted items.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import one_in
from adapters.exchange.copies import Copies
from adapters.exchange.markup import DRAFTS, M, T, field, own_field, own_property, tracking_field
from adapters.exchange.reading import ref_of
from adapters.exchange.refusals import DRAFT, writing
from adapters.exchange.sent import SentLetters
from adapters.formats.draft_copies import check_removable, message_for, settle
from adapters.formats.draft_looks import looks
from adapters.formats.draft_traces import Sought, Trace, names_in, write_ref
from adapters.formats.mail_headers import Headers
from adapters.formats.marks import HEADER_FINGERPRINT
from adapters.outlook.marks import FINGERPRINT, STEP
from daemon.ports.errors import Conflict, NotFound, Rejected, Unavailable
from daemon.ports.records import Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element
    from adapters.exchange.sent import Tidings
    from adapters.exchange.threads import Thread, Threads
    from adapters.formats.draft_copies import Copy
    from daemon.ports.records import Draft, DraftLook, DraftRef

DRAFT_LIMIT: Final = 5 * 1024 * 1024
"""How many bytes a draft of ours may have."""


class ExchangeDrafts:
    """Keeps followupd's drafts in a mailbox."""

    def __init__(self, mailbox: Mailbox, threads: Threads, tidings: Tidings) -> None:
        """Store what to work on; nothing is read yet."""
        self._mailbox = mailbox
        self._threads = threads
        self._copies = Copies(mailbox)
        self._sent = SentLetters(mailbox, tidings)
        self._places: dict[str, str] = {}

    def put(self, draft: Draft, expected: str | None) -> Written:
        """See `DraftPort`."""
        data = message_for(draft, limit=DRAFT_LIMIT, where="Exchange")
        self._copies.look()
        thread = self._threads.of(draft.in_reply_to, draft.subject)
        sought = Sought(
            key=draft.key,
            message_id=draft.message_id,
            draft=self._places.get(draft.key, ""),
            version=expected,
            trace=Trace.of(draft, thread.id if thread else None),
        )
        copies = self._copies.find(sought) or self._copies.like(sought)
        standing, superseded = settle(draft, expected, copies, lambda: self._sent.has(sought))
        if standing is None:
            replaced = next((copy for copy in superseded if copy.version == expected), None)
            standing = self._save(sought, draft, data, thread, replaced)
            superseded = [copy for copy in superseded if copy is not replaced]
        for copy in superseded:
            self._discard(copy)
        return Written(ref=self._name(sought, standing), version=standing.version)

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """See `DraftPort`. Asked for none, it sees whether drafts can be looked at."""
        self._copies.look()
        return looks(refs, find=self._copies.find, like=self._copies.like, sent=self._sent.among, name=self._name)

    def remove(self, ref: str, expected: str) -> None:
        """See `DraftPort`."""
        self._copies.look()
        copies = self._copies.find(Sought.read(*names_in(ref), ref))
        check_removable(expected, copies)
        for copy in copies:
            self._discard(copy)

    def _save(self, sought: Sought, draft: Draft, data: bytes, thread: Thread | None, replaced: Copy | None) -> Copy:
        """Write a draft into its conversation or, if Exchange will not have it there, into one of its own."""
        try:
            return self._store(sought, _parts(draft, data, thread), replaced)
        except Rejected:
            if thread is None:
                raise
            return self._store(sought, _parts(draft, data, None), replaced)

    def _store(self, sought: Sought, parts: Sequence[tuple[Element, Element]], replaced: Copy | None) -> Copy:
        asked = _creation(parts) if replaced is None else _change(parts, replaced)
        if replaced is None:
            asked.insert(0, M.SavedItemFolderId(self._mailbox.known(DRAFTS)))
        with writing(DRAFT):
            written = one_in(self._mailbox.ask_one(asked), "m:Items/*", self._mailbox)
        copy = self._copies.read(ref_of(written), sought)
        if copy is None:
            raise Unavailable("Exchange took a draft, but does not show it yet")
        return copy

    def _discard(self, copy: Copy) -> None:
        """Put a copy among the deleted items, unless it has changed: Exchange does not look at versions here."""
        version = self._copies.version_of(copy.place)
        if version is None:
            raise NotFound("the draft is no longer there")
        if version != copy.version:
            raise Conflict("the draft was changed by somebody else")
        asked = M.DeleteItem(
            M.ItemIds(T.ItemId(Id=copy.place, ChangeKey=version)),
            DeleteType="MoveToDeletedItems",
            SendMeetingCancellations="SendToNone",
        )
        with writing(DRAFT):
            self._mailbox.ask_one(asked)

    def _name(self, sought: Sought, copy: Copy) -> str:
        """The ref of a draft; where it was seen is remembered, for a program may take everything else from it."""
        self._places[sought.key] = copy.place
        return write_ref(sought, copy.place, self._copies.trace_of(copy))


def _parts(draft: Draft, data: bytes, thread: Thread | None) -> list[tuple[Element, Element]]:
    """The names and values of all that is written of a draft: its text, and our marks beside it."""
    says = Headers.read(data).text(HEADER_FINGERPRINT)
    place = thread.header if thread else b""
    text = base64.b64encode(place + data).decode("ascii")
    marks = {STEP: draft.key, FINGERPRINT: says}
    return [
        (field("item:MimeContent"), T.MimeContent(text, CharacterSet="UTF-8")),
        *((own_field(name), own_property(name, value)) for name, value in marks.items()),
        *([(tracking_field(), T.ExtendedProperty(tracking_field(), T.Value("true")))] if place else []),
    ]


def _creation(parts: Sequence[tuple[Element, Element]]) -> Element:
    return M.CreateItem(
        M.Items(T.Message(*(value for _, value in parts))),
        MessageDisposition="SaveOnly",
        SendMeetingInvitations="SendToNone",
    )


def _change(parts: Sequence[tuple[Element, Element]], replaced: Copy) -> Element:
    updates = (T.SetItemField(name, T.Message(value)) for name, value in parts)
    return M.UpdateItem(
        M.ItemChanges(T.ItemChange(T.ItemId(Id=replaced.place, ChangeKey=replaced.version), T.Updates(*updates))),
        ConflictResolution="NeverOverwrite",
        MessageDisposition="SaveOnly",
        SendMeetingInvitationsOrCancellations="SendToNone",
    )
