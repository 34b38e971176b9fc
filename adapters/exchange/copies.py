"""followupd's drafts among those in the folder: each look asks what has changed, and a draft of ours is read once.

Every change of an item gives it another version, so what was read of a draft stays true until it has another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import Feed, items
from adapters.exchange.heads import OUTLINE, RECIPIENTS, Addressed, Outline, addresses_in, head_of, mime_in
from adapters.exchange.markup import DRAFTS, field, own_field, own_properties
from adapters.exchange.reading import version_of
from adapters.exchange.refusals import is_gone, is_unreadable
from adapters.formats.draft_copies import Copy
from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP
from adapters.outlook.marks import FINGERPRINT, STEP
from daemon.ports.errors import CursorExpired, PortError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element
    from adapters.formats.draft_traces import Sought, Trace

_WHOLE: Final = (
    *OUTLINE,
    own_field(FINGERPRINT),
    field("item:MimeContent"),
    *(field(f"message:{name}") for name in RECIPIENTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft that was read whole, which stays true for as long as it has this version."""

    copy: Copy
    trace: Trace


class Copies:
    """The drafts of one mailbox, as they were when they were last looked at."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._addressed = Addressed(mailbox)
        self._state: str | None = None
        self._listed: dict[str, Outline] = {}
        self._kept: dict[str, Kept] = {}

    def look(self) -> None:
        """See which drafts there are now."""
        try:
            self._walk(self._state)
        except CursorExpired:
            self._walk(None)

    def find(self, sought: Sought) -> Sequence[Copy]:
        """The drafts that are the one looked for, by Exchange's id or by their names."""
        return self._read(
            [one for one in self._listed.values() if one.ref == sought.draft or sought.names(one.head)], sought
        )

    def like(self, sought: Sought) -> Sequence[Copy]:
        """Drafts that have lost every mark and are about the same."""
        trace = sought.trace
        if trace is None:
            return ()
        about = [one for one in self._listed.values() if not one.head.key and trace.is_about(one.head.trace)]
        return self._read([one for one, head in self._addressed.heads(about) if sought.resembles(head)], sought)

    def read(self, ref: str, sought: Sought) -> Copy | None:
        """A draft as it is now, or None if it is gone."""
        ((_, item),) = items(self._mailbox, [ref], _WHOLE)
        if not isinstance(item, PortError):
            return self._keep(ref, item, sought)
        if is_gone(item):
            return None
        if is_unreadable(item) and ref in self._listed:
            return self._unreadable(ref)
        raise item

    def version_of(self, ref: str) -> str | None:
        """The version that a draft has now, or None if it is gone."""
        ((_, item),) = items(self._mailbox, [ref], ())
        if not isinstance(item, PortError):
            return version_of(item)
        if is_gone(item):
            return None
        raise item

    def trace_of(self, copy: Copy) -> Trace:
        """The trace of a draft that was read."""
        return self._kept[copy.place].trace

    def _walk(self, since: str | None) -> None:
        """Take over what has changed since a state, or all; nothing unless it comes to its end."""
        feed = Feed(mailbox=self._mailbox, folder=DRAFTS, fields=OUTLINE, state=since)
        listed = dict(self._listed) if since is not None else {}
        for change in feed:
            if change.item is None:
                listed.pop(change.ref, None)
            else:
                listed[change.ref] = Outline.of(change.item)
        self._state, self._listed = feed.state, listed
        self._kept = {ref: kept for ref, kept in self._kept.items() if ref in listed}

    def _read(self, found: Iterable[Outline], sought: Sought) -> Sequence[Copy]:
        copies = []
        for one in found:
            kept = self._kept.get(one.ref)
            copy = kept.copy if kept and kept.copy.version == one.version else self.read(one.ref, sought)
            if copy is not None:
                copies.append(copy)
        return copies

    def _keep(self, ref: str, item: Element, sought: Sought) -> Copy:
        copy = Copy.read(ref, version_of(item), _text(item))
        head = head_of(item, addresses_in(item, *RECIPIENTS))
        if sought.names(head) or copy.belongs_to(sought.key, sought.message_id):
            self._mailbox.guard.drafts.add(ref)
        self._kept[ref] = Kept(copy=copy, trace=head.trace)
        return copy

    def _unreadable(self, ref: str) -> Copy:
        """A draft of which Exchange says that it is there and cannot be read, so that nobody can tell whose it is."""
        one = self._listed[ref]
        copy = Copy(place=ref, version=one.version, key=one.head.key, message_id=one.head.message_id, draft=None)
        self._kept[ref] = Kept(copy=copy, trace=one.head.trace)
        return copy


def _text(item: Element) -> bytes:
    """A draft as a text, its marks first: those that Exchange keeps beside it outlast what programs make of headers."""
    marks = own_properties(item)
    kept = ((HEADER_STEP, marks.get(STEP, "")), (HEADER_FINGERPRINT, marks.get(FINGERPRINT, "")))
    lines = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in kept if value)
    return lines.encode("utf-8", "replace") + mime_in(item)
