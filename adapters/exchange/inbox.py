"""The InboxPort on Exchange: inbox and sent mail, each from where it was left.

A folder without news costs one request. Of what is new Exchange is asked, by id, for the people and the thread, and
only what concerns somebody is read whole. Reading without a cursor passes over messages that are more than a year older
than the newest one, for no application goes on for longer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from adapters.exchange import envelopes, threads
from adapters.exchange.asking import ITEMS, Feed, items, newest
from adapters.exchange.envelopes import PEOPLE, THREAD, envelope_of
from adapters.exchange.errors import Trouble
from adapters.exchange.heads import moment_in
from adapters.exchange.letters import fetch_letters
from adapters.exchange.mail_cursor import Place, read_cursor, write_cursor
from adapters.exchange.markup import INBOX, SENT, field, text_in
from adapters.exchange.refusals import is_gone
from adapters.formats.mail_headers import Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP
from adapters.formats.mime import parse_message
from daemon.ports.errors import PortError
from daemon.ports.records import Direction, Message, MessageChanges, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from adapters.exchange.asking import Change
    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element
    from adapters.exchange.sent import Tidings
    from adapters.exchange.threads import Threads
    from daemon.ports.records import Correspondents

LETTERS_AT_ONCE = 100
"""About how many letters one reading gives; the next one goes on from there."""

HEADS_AT_ONCE = 2000
"""Of about how many messages one reading asks for the people."""

PAGES_AT_ONCE = 100
"""How many pages of what is new one reading asks for; a server that never ends is left alone for a while."""

RECENT: Final = timedelta(days=366)

_DIRECTIONS: Final = {INBOX: Direction.INBOUND, SENT: Direction.SENT}
_RECEIVED: Final = (field("item:DateTimeReceived"),)
_HEADS: Final = (
    *envelopes.FIELDS,
    *threads.FIELDS,
    *map(field, ("item:DateTimeReceived", "item:IsDraft", "item:Size")),
)
_UNDONE: Final = "ErrorBatchProcessingStopped"


class ExchangeInbox:
    """Reads a mailbox; no request of it changes anything."""

    def __init__(self, mailbox: Mailbox, known: Threads, tidings: Tidings) -> None:
        """Store what to read; nothing is read yet."""
        self._mailbox = mailbox
        self._threads = known
        self._tidings = tidings

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """See `InboxPort`; a cursor is good for as long as the server knows its states."""
        places = read_cursor(since) if since is not None else {}
        reading = Reading(self._mailbox, self._threads, correspondents)
        reached = dict(places)
        for folder in _DIRECTIONS:
            reached[folder] = reading.read(folder, places.get(folder))
        if SENT in reading.asked:
            self._tidings.note(news=reading.asked[SENT] or not reading.complete)
        reading.messages.sort(key=lambda message: (message.date, message.ref))
        return MessageChanges(
            messages=tuple(reading.messages),
            cursor=write_cursor(reached),
            complete=reading.complete,
            problems=tuple(reading.problems),
        )


class Reading:
    """One reading of all folders: what was found so far, how much more may be, and which folders had news."""

    def __init__(self, mailbox: Mailbox, known: Threads, correspondents: Correspondents) -> None:
        self._mailbox = mailbox
        self._threads = known
        self._correspondents = correspondents
        self._heads = 0
        self._pages = 0
        self._looked_at: set[str] = set()
        self.asked: dict[str, bool] = {}
        self.complete = True
        self.messages: list[Message] = []
        self.problems: list[Problem] = []

    def read(self, folder: str, place: Place | None) -> Place:
        """Read what is new in a folder; answers how far that went."""
        place = place or Place(begins=self._beginning(folder))
        feed = Feed(mailbox=self._mailbox, folder=folder, fields=_RECEIVED, state=place.state)
        waiting = self._take(folder, place.waiting)
        while self._has_room and not waiting and not feed.complete:
            changes = feed.page()
            self._pages += 1
            self.asked[folder] = self.asked.get(folder, False) or bool(changes)
            waiting = self._take(folder, [each.ref for each in changes if _is_to_be_read(each, place.begins)])
        self.complete = self.complete and feed.complete and not waiting
        begins = "" if feed.complete else place.begins
        return Place(state=feed.state, waiting=tuple(waiting), begins=begins)

    @property
    def _has_room(self) -> bool:
        room = self._heads < HEADS_AT_ONCE and len(self.messages) < LETTERS_AT_ONCE
        return room and self._pages < PAGES_AT_ONCE

    def _beginning(self, folder: str) -> str:
        """From when on messages are read if all that are there are new."""
        received = [moment_in(item, "DateTimeReceived") for item in newest(self._mailbox, folder, _RECEIVED, 1)]
        return "".join((moment - RECENT).isoformat() for moment in received if moment is not None)

    def _take(self, folder: str, waiting: Sequence[str]) -> list[str]:
        """Read of these messages what concerns somebody; answers with those that are left for the next time."""
        left = [ref for ref in dict.fromkeys(waiting) if ref not in self._looked_at]  # some are told of twice
        while left and self._has_room:
            batch, left = left[:ITEMS], left[ITEMS:]
            undone = [*self._look(folder, batch)]
            self._looked_at.update(batch)
            if undone:
                return undone + left
        return left

    def _look(self, folder: str, batch: Sequence[str]) -> Iterator[str]:
        """Read what there is to read of a few messages; gives those that Exchange did not come to."""
        self._heads += len(batch)
        heads: dict[str, Element] = {}
        for ref, head in items(self._mailbox, batch, _HEADS):
            if isinstance(head, PortError):
                yield from self._trouble(ref, head)
            elif self._concerns(head):
                heads[ref] = head
        sizes = {ref: _size_of(head) for ref, head in heads.items()}
        for ref, data in fetch_letters(self._mailbox, sizes):
            if isinstance(data, PortError):
                yield from self._trouble(ref, data)
            else:
                self._add(ref, data, _DIRECTIONS[folder], moment_in(heads[ref], "DateTimeReceived"))

    def _concerns(self, head: Element) -> bool:
        if text_in(head, "t:IsDraft") == "true":
            return False
        try:
            headers = Headers.read(envelope_of(head))
        except UnreadableMessage:  # somebody's task or contact, or a message of nobody to nobody
            return False
        ids = tuple(identifier for name in THREAD for identifier in headers.ids(name))
        concerns = self._correspondents.concern(headers.people(*PEOPLE), ids)
        if concerns:
            self._threads.note(head)
        return concerns

    def _trouble(self, ref: str, error: PortError) -> Iterator[str]:
        if not isinstance(error, Trouble):
            raise error
        if error.code == _UNDONE:
            yield ref
        elif not is_gone(error):
            self._note(ref, error.code or "too large")

    def _add(self, ref: str, data: bytes, direction: Direction, arrived: datetime | None) -> None:
        try:
            headers = Headers.read(data)
            if direction is Direction.INBOUND and _is_artefact(headers):
                return
            authors = {(person.email or "").lower() for person in headers.people("from")}
            own = bool(authors & self._mailbox.settings.owner)
            self.messages.append(
                parse_message(data, ref=ref, direction=Direction.SENT if own else direction, arrived=arrived)
            )
        except UnreadableMessage as error:
            self._note(ref, str(error))

    def _note(self, ref: str, why: str) -> None:
        self.problems.append(Problem(ref=ref, message=f"a message at Exchange cannot be read: {why}"))


def _size_of(head: Element) -> int:
    told = text_in(head, "t:Size")
    return int(told) if told.isdecimal() else 0


def _is_to_be_read(change: Change, begins: str) -> bool:
    """Whether it is a message that has come in, and not one from long before."""
    if change.item is None or not change.new:
        return False
    received = moment_in(change.item, "DateTimeReceived")
    return received is None or not begins or received.isoformat() >= begins


def _is_artefact(headers: Headers) -> bool:
    """Whether it is a draft of ours that strayed into the inbox: marked, and no server ever received it."""
    return HEADER_STEP in headers and "received" not in headers
