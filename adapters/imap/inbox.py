"""The InboxPort on a mailbox: inbox, sent mail and, if configured, other folders, each from where it was left.

A folder without news costs one command, however many messages are in it. Of new messages the headers that name people
and threads are fetched, and only those that concern somebody are read. Where more messages are new than `NEWEST`, as at
the first reading of an old mailbox, the server searches for the older ones among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from adapters.formats.mail_headers import HEAD_LIMIT, Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP
from adapters.formats.mime import parse_message
from adapters.imap.cursor import Place, read_cursor, write_cursor
from adapters.imap.fetching import groups, section, size_of
from adapters.imap.letters import Letter, fetch_letters
from adapters.imap.searching import NEWEST, concern_keys, newest, older
from daemon.ports.errors import CursorExpired
from daemon.ports.records import Direction, Message, MessageChanges, Problem

if TYPE_CHECKING:
    from adapters.imap.folders import Folders, Mailbox
    from adapters.imap.session import Opened, Session
    from daemon.ports.records import Correspondents

LETTERS_AT_ONCE = 100
"""How many letters one reading gives at most; the next one goes on from there."""

HEADS_AT_ONCE = 200

_PEOPLE = ("from", "sender", "reply-to", "to", "cc", "bcc")
_THREAD = ("message-id", "in-reply-to", "references")
_FIELDS = " ".join((*_PEOPLE, *_THREAD, "date"))
_ITEMS = ("RFC822.SIZE", f"BODY.PEEK[HEADER.FIELDS ({_FIELDS})]<0.{HEAD_LIMIT}>")


class ImapInbox:
    """Reads folders that are opened for reading only."""

    def __init__(self, mailbox: Mailbox, owner: frozenset[str]) -> None:
        """Store what to read; nothing is read yet."""
        self._mailbox = mailbox
        self._owner = owner

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """See `InboxPort`; a cursor is good for as long as the server keeps its numbers."""

        def read(session: Session, folders: Folders) -> MessageChanges:
            directions = _directions(folders)
            places = read_cursor(since, frozenset(directions)) if since is not None else {}
            return self._read(Reading(session, correspondents, self._owner), places, directions)

        return self._mailbox.run(read)

    def _read(
        self, reading: Reading, places: Mapping[str, Place], directions: Mapping[str, Direction]
    ) -> MessageChanges:
        reached = dict(places)
        for folder, direction in directions.items():
            if reading.room > 0:
                reached[folder] = reading.read(folder, direction, places.get(folder))
            else:
                reading.complete = False
        reading.messages.sort(key=lambda message: (message.date, message.ref))
        return MessageChanges(
            messages=tuple(reading.messages),
            cursor=write_cursor(reached),
            complete=reading.complete,
            problems=tuple(reading.problems),
        )


class Reading:
    """One reading of all folders: what was found so far, and how much more may be."""

    def __init__(self, session: Session, correspondents: Correspondents, owner: frozenset[str]) -> None:
        self._session = session
        self._correspondents = correspondents
        self._owner = owner
        self.room = LETTERS_AT_ONCE
        self.complete = True
        self.messages: list[Message] = []
        self.problems: list[Problem] = []

    def read(self, folder: str, direction: Direction, place: Place | None) -> Place:
        """Read what is new in a folder; answers how far that went."""
        opened = self._session.examine(folder)
        if place is not None and place.validity != opened.validity:
            raise CursorExpired(f"the server has numbered the messages in {folder} anew")
        start = place.next_uid if place else 1
        uids = self._new(opened, start)
        sizes = self._concerning(folder, opened, uids)
        chosen = dict(sorted(sizes.items())[: self.room])
        for letter in fetch_letters(self._session, chosen):
            self._add(letter, _ref(folder, opened, letter.uid), direction)
        self.room -= len(chosen)
        left = sizes.keys() - chosen.keys()
        self.complete = self.complete and not left
        reached = opened.next_uid or max(uids, default=start - 1) + 1
        return Place(validity=opened.validity, next_uid=min(left, default=reached))

    def _new(self, opened: Opened, start: int) -> list[int]:
        """The UIDs from `start` on: all of the newest messages, and of older ones those that the server finds.

        They end where the folder did when it was opened, so that what arrives meanwhile is left to the next reading.
        """
        if opened.count == 0 or (opened.next_uid is not None and opened.next_uid <= start):
            return []
        wanted = f"UID {start}:{opened.next_uid - 1 if opened.next_uid else '*'} UNDRAFT"
        found = set(self._session.search(f"{newest(opened.count)} {wanted}"))
        if opened.next_uid is None or opened.next_uid - start > NEWEST:
            for criteria in older(opened.count, concern_keys(self._correspondents)):
                found.update(self._session.search(f"{wanted} {criteria}"))
        return sorted(uid for uid in found if uid >= start)  # n:* gives the newest message even if it is older than n

    def _concerning(self, folder: str, opened: Opened, uids: list[int]) -> dict[int, int]:
        """Those messages that concern the correspondents, with their sizes."""
        sizes: dict[int, int] = {}
        for group in groups(uids, HEADS_AT_ONCE):
            for uid, fetched in self._session.fetch(group, *_ITEMS).items():
                try:
                    if self._concerns(section(fetched, "HEADER.FIELDS")):
                        sizes[uid] = size_of(fetched)
                except UnreadableMessage as error:
                    self._note(_ref(folder, opened, uid), error)
        return sizes

    def _concerns(self, head: bytes | None) -> bool:
        if head is None:
            return False
        headers = Headers.read(head)
        ids = tuple(identifier for name in _THREAD for identifier in headers.ids(name))
        return self._correspondents.concern(headers.people(*_PEOPLE), ids)

    def _add(self, letter: Letter, ref: str, direction: Direction) -> None:
        try:
            headers = Headers.read(letter.data)
            if direction is Direction.INBOUND and _is_artefact(headers):
                return
            authors = {(person.email or "").lower() for person in headers.people("from")}
            self.messages.append(
                parse_message(
                    letter.data,
                    ref=ref,
                    direction=Direction.SENT if authors & self._owner else direction,
                    arrived=letter.arrived,
                )
            )
        except UnreadableMessage as error:
            self._note(ref, error)

    def _note(self, ref: str, error: UnreadableMessage) -> None:
        self.problems.append(Problem(ref=ref, message=f"a message in {ref.partition(';')[0]} cannot be read: {error}"))


def _directions(folders: Folders) -> dict[str, Direction]:
    """The folders to read, and what mail in them is."""
    sent = {folders.sent: Direction.SENT} if folders.sent else {}
    return {folders.inbox: Direction.INBOUND} | dict.fromkeys(folders.archive, Direction.INBOUND) | sent


def _ref(folder: str, opened: Opened, uid: int) -> str:
    """Where a message is, as in an address of it (RFC 5092)."""
    return f"{folder};UIDVALIDITY={opened.validity}/;UID={uid}"


def _is_artefact(headers: Headers) -> bool:
    """Whether it is a draft of ours that strayed into the inbox: marked, and no server ever received it."""
    return HEADER_STEP in headers and "received" not in headers
