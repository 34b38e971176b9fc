"""What may be done with followupd's drafts where a mailbox is a heap of messages, as in IMAP and Maildir.

There a mail program saves a draft as a new message and removes the old one, so a draft is known by its step mark or its
Message-ID, and of one draft there may be several copies: when a replacement was cut short, or while somebody saves.
The rules are those of `DraftPort`: what may not be ours any more is the person's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.formats.mail_headers import Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP
from adapters.formats.mime import StandingDraft, parse_draft
from adapters.formats.mime_writing import UnwritableDraft, build_message
from daemon.ports.errors import Conflict, NotFound, Rejected
from daemon.ports.records import DraftLook, DraftState

if TYPE_CHECKING:
    from daemon.ports.records import Draft, DraftRef


def message_for(draft: Draft, *, limit: int, where: str) -> bytes:
    """The message to store for a draft; `Rejected` if there can be none, or none as large there."""
    try:
        data = build_message(draft)
    except UnwritableDraft as error:
        raise Rejected(str(error)) from error
    if len(data) > limit:
        raise Rejected(f"the draft is too large for {where}; its attachments are")
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A message of ours in the drafts folder; `draft` is None if it cannot be read, which counts as edited.

    `place` is the mailbox's own name of the message.
    """

    place: str
    version: str
    key: str
    message_id: str
    draft: StandingDraft | None

    @classmethod
    def read(cls, place: str, version: str, data: bytes) -> Copy:
        """The copy that is stored in a place."""
        key, message_id = names_of(data)
        return cls(place=place, version=version, key=key, message_id=message_id, draft=_draft(data))

    @property
    def fingerprint(self) -> str | None:
        """The draft's fingerprint as it stands, or None if nobody can tell."""
        return self.draft.fingerprint if self.draft else None

    @property
    def intact(self) -> bool:
        """Whether it certainly says what followupd wrote."""
        return self.draft is not None and self.draft.intact

    @property
    def edited(self) -> bool:
        """Whether it certainly, or for all anybody can tell, says something else."""
        return self.draft is None or self.draft.edited

    def belongs_to(self, key: str, message_id: str) -> bool:
        """Whether it is the draft with this key or Message-ID."""
        return (bool(key) and key == self.key) or (bool(message_id) and message_id == self.message_id)

    def is_ours_in(self, version: str | None) -> bool:
        """Whether it is ours beyond doubt, or at least not edited and the version that the daemon expects."""
        return not self.edited and (self.intact or self.version == version)

    def matches(self, ref: DraftRef) -> bool:
        """Whether it says what the ref remembers or, if it remembers nothing, what its own mark does."""
        mark = self.draft.mark if self.draft else None
        return self.fingerprint is not None and self.fingerprint == (ref.fingerprint or mark)


def names_of(data: bytes) -> tuple[str, str]:
    """The key and the Message-ID in a message's headers, empty where there is none."""
    try:
        headers = Headers.read(data)
    except UnreadableMessage:
        return "", ""
    return headers.text(HEADER_STEP), next(iter(headers.ids("message-id")), "")


def settle(
    draft: Draft, expected: str | None, copies: Sequence[Copy], was_sent: Callable[[], bool]
) -> tuple[Copy | None, list[Copy]]:
    """For `DraftPort.put`: the copy that says what the draft says, if there is one, and those to remove afterwards.

    Raises what `put` raises where nothing may be written. `was_sent` is asked only if that matters.
    """
    same = [copy for copy in copies if copy.fingerprint == draft.fingerprint]
    others = [copy for copy in copies if copy not in same]
    if not all(copy.is_ours_in(expected) for copy in others):
        raise Conflict("the draft was changed by somebody else")
    if not same and all(copy.version != expected for copy in others):
        _refuse(expected, others, was_sent)
    twins = [copy for copy in same[1:] if copy.intact]
    return (same[0] if same else None), [*others, *twins]


def check_removable(expected: str, copies: Sequence[Copy]) -> None:
    """For `DraftPort.remove`: raises what it raises unless all these copies are ours, and one as expected."""
    if not copies:
        raise NotFound("the draft is no longer there")
    ours = all(copy.is_ours_in(expected) for copy in copies)
    if not ours or all(copy.version != expected for copy in copies):
        raise Conflict("the draft was changed by somebody else")


def judge(asked: DraftRef, copies: Sequence[Copy], *, name: Callable[[Copy], str], sent: bool) -> DraftLook:
    """For `DraftPort.look`: what has become of a draft of which these copies stand; `name` gives the ref of one."""
    if not copies:
        return DraftLook(key=asked.key, state=DraftState.SENT if sent else DraftState.GONE)
    matching = [copy for copy in copies if copy.matches(asked)]
    # Two intact ones are ours, from a replacement that was cut short; the one that was asked about is meant then.
    touched = [copy for copy in copies if copy not in matching and not copy.intact]
    untouched = bool(matching) and not touched
    shown = (touched or matching or copies)[0]
    return DraftLook(
        key=asked.key,
        state=DraftState.UNTOUCHED if untouched else DraftState.EDITED,
        ref=name(shown),
        version=shown.version,
        fingerprint=shown.fingerprint,
    )


def _refuse(expected: str | None, others: Sequence[Copy], was_sent: Callable[[], bool]) -> None:
    if others:
        raise Conflict("another draft of this step stands already")
    if was_sent():
        raise Conflict("the draft was sent already")
    if expected is not None:
        raise NotFound("the draft is no longer there")


def _draft(data: bytes) -> StandingDraft | None:
    try:
        return parse_draft(data)
    except UnreadableMessage:
        return None
