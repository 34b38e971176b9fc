"""What stands in a folder of drafts or of sent mail: the headers of its newest messages, read once and then kept.

Messages never change under their UID, so only those that came since are fetched; where the server counts changes
(CONDSTORE, RFC 7162), a folder without any costs a single command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.formats.mail_headers import HEAD_LIMIT, Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP
from adapters.imap.fetching import groups, section, size_of
from adapters.imap.searching import header_keys, newest, older
from daemon.ports.records import digest

if TYPE_CHECKING:
    from adapters.imap.session import Fetched, Session

HEADS_AT_ONCE = 200

_FIELDS = f"Message-ID {HEADER_STEP} To Cc Bcc Subject Date In-Reply-To"
_ITEMS = ("RFC822.SIZE", f"BODY.PEEK[HEADER.FIELDS ({_FIELDS})]<0.{HEAD_LIMIT}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is kept of a message: its names, and a trace by which the letter that a draft became is known.

    A trace is a hash of addressees, subject and thread, an `@`, and the date in seconds; it is empty without a date.
    """

    key: str
    message_id: str
    trace: str
    size: int

    @classmethod
    def read(cls, data: bytes, size: int) -> Head:
        """The head of a message from its headers; one that cannot be read has no names."""
        try:
            headers = Headers.read(data)
        except UnreadableMessage:
            return cls(key="", message_id="", trace="", size=size)
        return cls(
            key=headers.text(HEADER_STEP),
            message_id=next(iter(headers.ids("message-id")), ""),
            trace=_trace(headers),
            size=size,
        )


def _trace(headers: Headers) -> str:
    people = sorted({(person.email or "").lower() for person in headers.people("to", "cc", "bcc")})
    date = headers.date()
    if date is None or not people:
        return ""
    thread = next(iter(headers.ids("in-reply-to")), "")
    return f"{digest(','.join(people), headers.text('subject').casefold(), thread)}@{max(0, int(date.timestamp()))}"


class Shelf:
    """One folder, as it was when it was last looked at."""

    def __init__(self, folder: str) -> None:
        """Store the folder's name; nothing is read yet."""
        self.folder = folder
        self.validity = 0
        self._count = 0
        self._state: tuple[int, ...] | None = None
        self._heads: dict[int, Head] = {}

    def look(self, session: Session) -> Mapping[int, Head]:
        """The newest messages by UID, without those that are marked as deleted; the folder is open afterwards."""
        opened = session.examine(self.folder)
        if opened.validity != self.validity:
            self.validity, self._heads = opened.validity, {}
        if opened.state is None or opened.state != self._state:
            self._count, self._state = opened.count, None
            uids = session.search(f"{newest(opened.count)} UNDELETED") if opened.count else []
            self._heads = self._read(session, uids)
            self._state = opened.state
        return self._heads

    def look_further(self, session: Session, pairs: Iterable[tuple[str, str]]) -> Mapping[int, Head]:
        """The same, with older messages that have one of these keys or Message-IDs, if there are older ones at all."""
        heads = self.look(session)
        pairs = list(pairs)
        keys = [
            *header_keys("Message-ID", (message_id for _, message_id in pairs)),
            *header_keys(HEADER_STEP, (key for key, _ in pairs)),
        ]
        found = {uid for criteria in older(self._count, keys) for uid in session.search(f"UNDELETED {criteria}")}
        return {**self._read(session, sorted(found)), **heads} if found else heads

    def _read(self, session: Session, uids: Sequence[int]) -> dict[int, Head]:
        heads = {uid: self._heads[uid] for uid in uids if uid in self._heads}
        for group in groups([uid for uid in uids if uid not in heads], HEADS_AT_ONCE):
            heads.update(_heads(session.fetch(group, *_ITEMS)))
        return heads


def _heads(fetched: Mapping[int, Fetched]) -> Iterator[tuple[int, Head]]:
    for uid, message in fetched.items():
        data = section(message, "HEADER.FIELDS")
        if data is not None:
            yield uid, Head.read(data, size_of(message))
