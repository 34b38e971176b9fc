"""followupd's drafts in the drafts folder of a server: found, read once, stored and removed.

Messages never change under their UID, so what was read of one stays true for as long as the folder keeps its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from adapters.formats.draft_copies import Copy
from adapters.imap.fetching import by_size, section
from adapters.imap.shelf import Head, Shelf
from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from adapters.imap.session import Session
    from daemon.ports.records import Draft

DRAFT_LIMIT = 8 * 1024 * 1024
"""How many bytes a draft of ours may have; one that is larger was made so by the person, and is theirs."""


class Copies:
    """The copies of our drafts in one folder; a copy's version is made of the folder's validity and its UID."""

    def __init__(self, folder: str) -> None:
        """Store the folder's name; nothing is read yet."""
        self._shelf = Shelf(folder)
        self._validity = 0
        self._heads: Mapping[int, Head] = {}
        self._read: dict[int, Copy] = {}

    @property
    def folder(self) -> str:
        """The folder's name, as the server knows it."""
        return self._shelf.folder

    def find(self, session: Session, pairs: Sequence[tuple[str, str]]) -> list[Copy]:
        """The messages that are one of these drafts, by key or Message-ID."""
        heads = self._shelf.look_further(session, pairs)
        keys, message_ids = ({name for name in names if name} for names in zip(*pairs, strict=True))
        self._heads = {u: head for u, head in heads.items() if head.key in keys or head.message_id in message_ids}
        if self._validity != self._shelf.validity:
            self._validity, self._read = self._shelf.validity, {}
        self._read = {uid: copy for uid, copy in self._read.items() if uid in heads}
        unread = {uid: head for uid, head in self._heads.items() if uid not in self._read}
        self._read.update(self._fetch(session, unread))
        return [self._read[uid] for uid in self._heads if uid in self._read]

    def trace_of(self, copy: Copy) -> str:
        """The trace of a copy that was found last, by which the letter that it becomes is known."""
        return self._heads[int(copy.place)].trace

    def store(self, session: Session, draft: Draft, data: bytes) -> str:
        """Store a draft; answers with its version."""
        place = session.append(self._shelf.folder, data)
        if place is not None:
            return f"{place[0]}.{place[1]}"
        copies = self.find(session, [(draft.key, draft.message_id)])
        stored = [copy.version for copy in copies if copy.fingerprint == draft.fingerprint]
        if not stored:
            raise Unavailable("the server took a draft, but does not show it yet")
        return stored[-1]

    def discard(self, session: Session, copy: Copy) -> None:
        """Remove a copy that was found."""
        session.discard(self._shelf.folder, self._validity, int(copy.place))

    def _fetch(self, session: Session, heads: Mapping[int, Head]) -> Iterator[tuple[int, Copy]]:
        for uid, head in heads.items():
            if head.size > DRAFT_LIMIT:
                version = self._version(uid)
                yield uid, Copy(place=str(uid), version=version, key=head.key, message_id=head.message_id, draft=None)
        for uids in by_size({uid: head.size for uid, head in heads.items() if head.size <= DRAFT_LIMIT}):
            for uid, fetched in session.fetch(uids, f"BODY.PEEK[]<0.{DRAFT_LIMIT}>").items():
                data = section(fetched, "")
                if data is not None:
                    yield uid, Copy.read(str(uid), self._version(uid), data)

    def _version(self, uid: int) -> str:
        return f"{self._validity}.{uid}"
