"""InboxPort over a memory store."""

from __future__ import annotations

from adapters.memory.faults import Call
from adapters.memory.store import Mail, MemoryStore
from daemon.ports.records import Correspondents, Message, MessageChanges, Problem


class MemoryInbox:
    """The mail of one account; see `daemon.ports.inbox.InboxPort` for what it promises."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """Messages that concern these correspondents and arrived since the cursor."""
        self._store.faults.check(Call.READ)
        arrived, _ = self._store.mail.since(since)
        complete = not self._store.faults.incomplete
        seen = arrived[:: 1 if complete else 2]
        messages = [message for stored in seen if (message := _readable(stored.thing)) is not None]
        return MessageChanges(
            messages=tuple(sorted((m for m in messages if _concern(correspondents, m)), key=lambda m: m.date)),
            cursor=self._store.mail.cursor if complete else since,
            complete=complete,
            problems=tuple(
                Problem(ref=stored.ref, message=stored.thing.broken)
                for stored in seen
                if stored.thing.broken is not None
            ),
        )


def _readable(mail: Mail) -> Message | None:
    return mail.message if mail.broken is None else None


def _concern(correspondents: Correspondents, message: Message) -> bool:
    people = (message.sender, *message.to, *message.cc)
    ids = (message.message_id, *message.references, *([message.in_reply_to] if message.in_reply_to else []))
    return correspondents.concern(people, ids)
