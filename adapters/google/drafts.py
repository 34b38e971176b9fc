"""The DraftPort on Gmail: creates, replaces and removes drafts of followupd that nobody touched, and no others.

A draft is known by Gmail's id of it, which lasts; else by our marks or Message-ID; else by what it is about. Every call
that writes begins by looking, so one whose answer was lost can be repeated. Looking costs nothing where the mailbox has
not changed since the last time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_copies import Copy, check_removable, judge, settle
from adapters.formats.mime_writing import UnwritableDraft, build_message
from adapters.google.heads import Head, Sought, Trace, write_ref
from adapters.google.sent import SentLetters
from daemon.ports.errors import Conflict, NotFound, Rejected, Unavailable
from daemon.ports.records import Written

if TYPE_CHECKING:
    from adapters.google.gmail import Gmail
    from adapters.google.gmail_answers import Listed, Mail
    from adapters.google.mailbox import Mailbox
    from daemon.ports.records import Draft, DraftLook, DraftRef

DRAFT_LIMIT: Final = 5 * 1024 * 1024
"""How many bytes a draft of ours may have."""

NEWEST: Final = 1000
"""Of how many drafts the names are read, where one is not found by its id; those changed last come first."""


class GmailDrafts:
    """Keeps followupd's drafts in a mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store what to work on; nothing is read yet."""
        self._mailbox = mailbox
        self._gmail = mailbox.gmail
        self._standing = Standing(mailbox.gmail)
        self._sent = SentLetters(mailbox)
        self._looked: str | None = None
        self._places: dict[str, str] = {}

    def put(self, draft: Draft, expected: str | None) -> Written:
        """See `DraftPort`."""
        data = _written(draft)
        self._look_anew()
        thread = self._mailbox.thread_of(draft.in_reply_to, draft.subject)
        sought = self._sought(draft, expected, Trace.of(draft, thread))
        copies = self._standing.find(sought, by_name=True) or self._standing.like(sought)
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
            self._standing.look()
            self._looked = reached
        sought = {ref.key: Sought.read(ref.key, ref.message_id, ref.ref, ref.version) for ref in refs}
        copies = {key: self._standing.find(each, by_name=False) for key, each in sought.items()}
        sent = self._sent.among([each for key, each in sought.items() if not copies[key]], reached)
        # Only now by what it is about: who sent one may be writing another letter to the same people.
        copies |= {k: self._standing.like(each) for k, each in sought.items() if not copies[k] and k not in sent}
        return tuple(self._judge(ref, sought[ref.key], copies[ref.key], sent=ref.key in sent) for ref in refs)

    def remove(self, ref: str, expected: str) -> None:
        """See `DraftPort`."""
        key, message_id, *_ = (*ref.split(" "), "")
        self._look_anew()
        copies = self._standing.find(Sought.read(key, message_id, ref), by_name=True)
        check_removable(expected, copies)
        for copy in copies:
            self._discard(copy)

    def _judge(self, ref: DraftRef, sought: Sought, copies: Sequence[Copy], *, sent: bool) -> DraftLook:
        return judge(ref, copies, name=lambda copy: self._name(sought, copy), sent=sent)

    def _look_anew(self) -> None:
        self._looked = None  # for what is done next will change it
        self._standing.look()

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
        copy = self._standing.read(place)
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
        trace = self._standing.trace_of(copy)
        self._places[sought.key] = copy.place
        return write_ref(sought, copy.place, trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft that was read whole, which stays true for as long as its message has this id."""

    copy: Copy
    trace: Trace


class Standing:
    """The drafts in the mailbox: listed, looked at by their headers where need be, and read once."""

    def __init__(self, gmail: Gmail) -> None:
        self._gmail = gmail
        self._listed: list[Listed] = []
        self._heads: dict[str, Head] = {}
        self._kept: dict[str, Kept] = {}

    def look(self) -> None:
        """See which drafts there are now."""
        self._listed = self._gmail.drafts()
        there = {listed.message for listed in self._listed}
        self._heads = {message: head for message, head in self._heads.items() if message in there}
        self._kept = {message: kept for message, kept in self._kept.items() if message in there}

    def find(self, sought: Sought, *, by_name: bool) -> Sequence[Copy]:
        """The drafts that are the one looked for, by Gmail's id and by its names.

        The names are looked at only if they are to be, or if nothing is found by the id.
        """
        found = [one for one in self._listed if one.draft == sought.draft or one.message == sought.version]
        if by_name or not found:
            found += [one for one, head in self._looked_at() if one not in found and sought.names(head)]
        return self._copies(found)

    def like(self, sought: Sought) -> Sequence[Copy]:
        """Drafts that have lost every mark and are about the same."""
        return self._copies(one for one, head in self._looked_at() if sought.resembles(head))

    def read(self, draft: str) -> Copy | None:
        """A draft as it is now, or None if it is gone."""
        mail = self._gmail.whole_draft(draft)
        return None if mail is None else self._keep(draft, mail)

    def trace_of(self, copy: Copy) -> Trace:
        """The trace of a draft that was read."""
        return self._kept[copy.version].trace

    def _looked_at(self) -> Iterator[tuple[Listed, Head]]:
        for one in self._listed[:NEWEST]:
            if one.message not in self._heads:
                mail = self._gmail.draft_head(one.draft)
                if mail is None:
                    continue
                self._heads[one.message] = Head.read(mail)
            yield one, self._heads[one.message]

    def _copies(self, found: Iterable[Listed]) -> Sequence[Copy]:
        kept = ((one, self._kept.get(one.message)) for one in found)
        return [copy for one, k in kept if (copy := k.copy if k else self.read(one.draft)) is not None]

    def _keep(self, draft: str, mail: Mail) -> Copy:
        head = Head.read(mail)
        kept = Kept(copy=Copy.read(draft, mail.message, mail.data), trace=head.trace)
        self._kept[mail.message] = kept
        return kept.copy


def _written(draft: Draft) -> bytes:
    try:
        data = build_message(draft)
    except UnwritableDraft as error:
        raise Rejected(str(error)) from error
    if len(data) > DRAFT_LIMIT:
        raise Rejected("the draft is too large for Gmail; its attachments are")
    return data
