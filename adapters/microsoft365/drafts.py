"""The DraftPort on Microsoft 365: creates, replaces and removes drafts of followupd that nobody touched, and no others.

A draft is known by our mark, which Outlook keeps beside it; else by its Message-ID; else by what it is about. Every
call that writes begins by looking, so one whose answer was lost can be repeated. A draft is changed where it stands,
and only if nobody else did meanwhile; what is removed is in the bin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from adapters.formats.draft_copies import check_removable, message_for, settle
from adapters.formats.draft_looks import looks
from adapters.formats.draft_traces import Sought, Trace, names_in, write_ref
from adapters.formats.mail_headers import UnreadableMessage
from adapters.formats.mime import parse_draft
from adapters.microsoft365.copies import Copies
from adapters.microsoft365.mail_answers import IS_OURS, SAYS
from adapters.microsoft365.sent import SentLetters
from daemon.ports.errors import Conflict, NotFound
from daemon.ports.records import Person, Written, draft_fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.formats.draft_copies import Copy
    from adapters.formats.mime import StandingDraft
    from adapters.microsoft365.mail_answers import Seen
    from adapters.microsoft365.mailbox import Mailbox
    from daemon.ports.records import Draft, DraftLook, DraftRef

DRAFT_LIMIT: Final = 3_000_000
"""How many bytes a draft may have: a request to Graph has 4 MB at most, and base64 makes more of them."""


class MicrosoftDrafts:
    """Keeps followupd's drafts in a mailbox."""

    def __init__(self, mailbox: Mailbox, address: str) -> None:
        """Store what to work on, and whose mailbox it is; nothing is read yet."""
        self._mailbox = mailbox
        self._address = address.lower()
        self._copies = Copies(mailbox)
        self._sent = SentLetters(mailbox)
        self._places: dict[str, str] = {}

    def put(self, draft: Draft, expected: str | None) -> Written:
        """See `DraftPort`."""
        data = message_for(self._signed(draft), limit=DRAFT_LIMIT, where="Microsoft 365")
        self._copies.look_anew()
        answered, thread = self._mailbox.answered(draft.in_reply_to) or (None, None)
        sought = Sought(
            key=draft.key,
            message_id=draft.message_id,
            draft=self._places.get(draft.key, ""),
            trace=Trace.of(draft, thread),
        )
        copies = self._copies.find(sought) or self._copies.like(sought)
        standing, superseded = settle(draft, expected, copies, lambda: bool(self._sent.among([sought])))
        if standing is not None:
            seen = self._mark(standing, data)
        else:
            replaced = self._changeable(draft, expected, superseded)
            superseded = [copy for copy in superseded if copy is not replaced]
            seen = self._sealed(self._write(data, answered, replaced), data)
        for copy in superseded:
            self._discard(copy)
        return Written(ref=self._name(sought, seen), version=seen.version)

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """See `DraftPort`. Asked for none, it sees whether drafts can be looked at."""
        self._copies.look()
        return looks(
            refs,
            find=self._copies.find,
            like=self._copies.like,
            sent=self._sent.among,
            name=lambda sought, copy: self._name(sought, self._copies.seen(copy)),
        )

    def remove(self, ref: str, expected: str) -> None:
        """See `DraftPort`."""
        self._copies.look_anew()
        copies = self._copies.find(Sought.read(*names_in(ref), ref))
        check_removable(expected, copies)
        for copy in copies:
            self._discard(copy)

    def _name(self, sought: Sought, seen: Seen) -> str:
        """The ref of a draft; where it was seen is remembered, for a program may take everything else from it."""
        self._places[sought.key] = seen.id
        return write_ref(sought, seen.id, seen.head.trace)

    def _signed(self, draft: Draft) -> Draft:
        """A draft that names no other sender than the mailbox's own, which Microsoft would not let it be sent from."""
        return draft if (draft.sender.email or "").lower() == self._address else replace(draft, sender=Person())

    def _changeable(self, draft: Draft, expected: str | None, copies: Sequence[Copy]) -> Copy | None:
        """The copy that can become a draft where it stands; what has files is replaced by another."""
        ours = (copy for copy in copies if copy.version == expected and not self._copies.seen(copy).attached)
        return None if draft.attachments else next(ours, None)

    def _write(self, data: bytes, answered: str | None, replaced: Copy | None) -> Seen:
        if replaced is None:
            return self._mailbox.create(data, answered)
        return self._mailbox.change(replaced.place, _content(parse_draft(data)), replaced.version)

    def _sealed(self, seen: Seen, data: bytes) -> Seen:
        """Mark a draft that was just written, with a seal of what Outlook made of it, which may be more than was meant.

        Where it is something else, it is put right. If somebody was quicker the seal is of what was meant, and so the
        draft is theirs.
        """
        meant, stands = parse_draft(data), self._stands(seen.id)
        if stands is None or _holds(stands, meant):
            content = _marks(meant, stands.seal if stands else None)
        else:
            content = _content(meant)
        try:
            return self._mailbox.change(seen.id, content, seen.version)
        except Conflict:
            return self._mailbox.change(seen.id, _marks(meant))

    def _stands(self, message: str) -> StandingDraft | None:
        try:
            text = self._mailbox.text(message)
            return parse_draft(text) if text is not None else None
        except UnreadableMessage:
            return None

    def _mark(self, standing: Copy, data: bytes) -> Seen:
        """A draft that says what it should, with our mark if it is ours; writing it may have been cut short."""
        seen = self._copies.seen(standing)
        return (
            self._mailbox.change(seen.id, _marks(parse_draft(data))) if standing.intact and not seen.head.key else seen
        )

    def _discard(self, copy: Copy) -> None:
        """Put a copy into the bin, unless it has changed: Graph does not promise to look at versions here."""
        seen = self._mailbox.seen(copy.place)
        if seen is None:
            raise NotFound("the draft is no longer there")
        if seen.version != copy.version:
            raise Conflict("the draft was changed by somebody else")
        self._mailbox.discard(copy.place, copy.version)


def _holds(stands: StandingDraft, meant: StandingDraft) -> bool:
    """Whether a draft is to those whom it is meant for, with that subject, and says all that was meant."""
    to, also = (draft_fingerprint(draft.to, draft.subject, "") for draft in (stands, meant))
    said, words = (" ".join((draft.body or "").split()) for draft in (stands, meant))
    return to == also and words in said


def _marks(meant: StandingDraft, seal: str | None = None) -> dict[str, Any]:
    """Our marks of a draft, as Outlook keeps them beside it; with another seal than that of its text if need be."""
    marks = {IS_OURS: meant.key, SAYS: f"{meant.mark} {seal or meant.kept_seal}"}
    return {"singleValueExtendedProperties": [{"id": name, "value": value} for name, value in marks.items()]}


def _content(meant: StandingDraft) -> dict[str, Any]:
    """What a draft says, with our marks, to be put in the place of what another said; files are left as they are."""
    to = [{"emailAddress": {"address": person.email, "name": person.name or person.email}} for person in meant.to]
    body = {"contentType": "text", "content": meant.body or ""}
    return {"subject": meant.subject, "body": body, "toRecipients": to, **_marks(meant)}
