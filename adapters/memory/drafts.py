"""DraftPort over a memory store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.memory.faults import Call
from adapters.memory.shelf import Stored
from adapters.memory.store import MemoryStore, OwnDraft
from daemon.ports.errors import Conflict, NotFound, Rejected
from daemon.ports.records import Attachment, Direction, Draft, DraftLook, DraftRef, DraftState, Person, Written


class MemoryDrafts:
    """The drafts of one account; see `daemon.ports.drafts.DraftPort` for what each method promises."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def put(self, draft: Draft, expected: str | None) -> Written:
        """Create a draft, or replace the one in the expected version."""
        self._store.faults.check(Call.PUT)
        draft = _in_one_line_each(draft)
        standing = self._find(draft.key, draft.message_id)
        if standing is not None:
            return self._replace(standing, draft, expected)
        if self._was_sent(draft.key, draft.message_id):
            raise Conflict("the draft was sent already")
        if expected is not None:
            raise NotFound("the draft to replace is not among the drafts")
        return self._write(draft.key, draft)

    def look(self, refs: Sequence[DraftRef]) -> tuple[DraftLook, ...]:
        """What has become of each draft."""
        self._store.faults.check(Call.READ)
        return tuple(self._look(ref) for ref in refs)

    def remove(self, ref: str, expected: str) -> None:
        """Remove a draft in the expected version."""
        self._store.faults.check(Call.REMOVE)
        if ref not in self._store.own_drafts:
            raise NotFound("the draft to remove is not among the drafts")
        if self._store.own_drafts[ref].version != expected:
            raise Conflict("the draft to remove was changed")
        with self._store.faults.writing():
            self._store.own_drafts.remove(ref)

    def _replace(self, standing: Stored[OwnDraft], draft: Draft, expected: str | None) -> Written:
        if standing.thing.draft.fingerprint == draft.fingerprint:
            return Written(ref=standing.ref, version=standing.version)
        if standing.version != expected:
            raise Conflict("the draft stands otherwise than expected")
        return self._write(standing.ref, draft)

    def _write(self, ref: str, draft: Draft) -> Written:
        with self._store.faults.writing():
            stored = self._store.own_drafts.write(ref, OwnDraft(draft=draft, step=draft.key, mark=draft.fingerprint))
        return Written(ref=stored.ref, version=stored.version)

    def _look(self, asked: DraftRef) -> DraftLook:
        standing = self._find(asked.key, asked.message_id)
        if standing is None:
            sent = self._was_sent(asked.key, asked.message_id)
            return DraftLook(key=asked.key, state=DraftState.SENT if sent else DraftState.GONE)
        fingerprint = standing.thing.draft.fingerprint
        remembered = asked.fingerprint if asked.fingerprint is not None else standing.thing.mark
        return DraftLook(
            key=asked.key,
            state=DraftState.UNTOUCHED if remembered == fingerprint else DraftState.EDITED,
            ref=standing.ref,
            version=standing.version,
            fingerprint=fingerprint,
        )

    def _find(self, key: str, message_id: str) -> Stored[OwnDraft] | None:
        for stored in self._store.own_drafts:
            if stored.thing.step == key or stored.thing.draft.message_id == message_id:
                return stored
        return None

    def _was_sent(self, key: str, message_id: str) -> bool:
        sent = (stored.thing for stored in self._store.mail if stored.thing.message is not None)
        return any(
            mail.message is not None
            and mail.message.direction is Direction.SENT
            and (mail.step == key or mail.message.message_id == message_id)
            for mail in sent
        )


def _in_one_line_each(draft: Draft) -> Draft:
    """The draft with whatever becomes a header in one line, so that no text can add a header of its own."""
    return replace(
        draft,
        sender=_person(draft.sender),
        to=tuple(_person(person) for person in draft.to),
        subject=_line(draft.subject),
        in_reply_to=draft.in_reply_to and _line(draft.in_reply_to),
        references=tuple(_line(reference) for reference in draft.references),
        attachments=tuple(
            Attachment(filename=_line(each.filename), media_type=_line(each.media_type), content=each.content)
            for each in draft.attachments
        ),
    )


def _person(person: Person) -> Person:
    if person.email is not None and len(person.email.split()) != 1:
        raise Rejected("what stands for an address is none")
    return Person(name=person.name and _line(person.name), email=person.email)


def _line(text: str) -> str:
    return " ".join(text.splitlines())
