"""The InboxPort on Gmail: from where it was left, the headers of what is new, and whole only what concerns somebody.

A mailbox without news costs one request, and none if the drafts have just asked. Without a cursor the newest messages
are looked at one by one, since what has just come in is not yet found by a search, and the rest is searched for what
may concern the correspondents. Where only headers may be read, searching is refused, and only the newest are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from adapters.formats.mail_headers import Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP
from adapters.formats.mime import TELLING_HEADERS, parse_message
from adapters.google.letters import fetch_letter
from adapters.google.mail_cursor import MailCursor
from adapters.google.mail_search import concerning, in_threads
from adapters.google.scopes import Replies
from daemon.ports.records import Direction, Message, MessageChanges, Problem

if TYPE_CHECKING:
    from adapters.google.gmail_answers import Mail
    from adapters.google.mailbox import Mailbox
    from daemon.ports.records import Correspondents

LETTERS_AT_ONCE = 100
"""How many letters one reading gives at most; the next one goes on from there."""

HEADS_AT_ONCE = 300
"""How many headers one reading looks at; each is a request, and Google counts them."""

NEWEST: Final = 100
NEWEST_UNSEARCHED: Final = 1000
MATCHES: Final = 500
"""How many messages that one search finds are looked at."""

_PEOPLE: Final = ("from", "sender", "reply-to", "to", "cc", "bcc")
_THREAD: Final = ("message-id", "in-reply-to", "references")
_HEADERS: Final = tuple(name.title() for name in (*_PEOPLE, *_THREAD, "date", "subject", *TELLING_HEADERS))
_UNREAD: Final = frozenset({"DRAFT", "SPAM", "TRASH", "CHAT"})


class GmailInbox:
    """Reads a mailbox; no request of it changes anything."""

    def __init__(self, mailbox: Mailbox, owner: frozenset[str]) -> None:
        """Store what to read; nothing is read yet."""
        self._mailbox = mailbox
        self._owner = owner

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """See `InboxPort`; a cursor is good for as long as Gmail remembers, about a week and at times only hours."""
        if since is None:
            past = self._mailbox.begin()
            waiting = self._all(correspondents)
        else:
            cursor = MailCursor.read(since)
            past = self._mailbox.news(cursor.reached)
            waiting = list(dict.fromkeys((*cursor.waiting, *past.messages)))
        reading = Reading(self._mailbox, correspondents, self._owner)
        left = reading.read(waiting)
        reading.messages.sort(key=lambda message: (message.date, message.ref))
        return MessageChanges(
            messages=tuple(reading.messages),
            cursor=MailCursor(reached=past.reached, waiting=tuple(left)).write(),
            complete=past.complete and not left,
            problems=tuple(reading.problems),
        )

    def _all(self, correspondents: Correspondents) -> list[str]:
        """The messages that may concern somebody: the newest, and those that a search finds."""
        gmail = self._mailbox.gmail
        if self._mailbox.replies is not Replies.TEXT:
            return [message for message, _ in gmail.listed(NEWEST_UNSEARCHED)]
        found = dict.fromkeys(message for message, _ in gmail.listed(NEWEST))
        for query in concerning(correspondents):
            found.update(dict.fromkeys(message for message, _ in gmail.listed(MATCHES, q=query)))
        threads = {thread for query in in_threads(correspondents) for _, thread in gmail.listed(MATCHES, q=query)}
        for thread in sorted(threads):
            found.update(dict.fromkeys(gmail.conversation(thread)))
        return list(found)


class Reading:
    """One reading: what was found so far."""

    def __init__(self, mailbox: Mailbox, correspondents: Correspondents, owner: frozenset[str]) -> None:
        self._mailbox = mailbox
        self._correspondents = correspondents
        self._owner = owner
        self.messages: list[Message] = []
        self.problems: list[Problem] = []

    def read(self, waiting: Sequence[str]) -> Sequence[str]:
        """Read of these messages what concerns somebody; answers with those that are left for the next time."""
        for number, message in enumerate(waiting):
            if number >= HEADS_AT_ONCE or len(self.messages) >= LETTERS_AT_ONCE:
                return waiting[number:]
            try:
                self._look(message)
            except UnreadableMessage as error:
                self.problems.append(Problem(ref=message, message=f"a message at Gmail cannot be read: {error}"))
        return ()

    def _look(self, message: str) -> None:
        head = self._mailbox.gmail.head(message, _HEADERS)
        if head is None or _UNREAD & head.labels:
            return
        headers = Headers.read(head.data)
        ids = [identifier for name in _THREAD for identifier in headers.ids(name)]
        if not self._correspondents.concern(headers.people(*_PEOPLE), tuple(ids)):
            return
        for message_id in headers.ids("message-id"):
            self._mailbox.note(message_id, head.thread, headers.text("subject"))
        if (found := self._letter(head)) is not None:
            self.messages.append(found)

    def _letter(self, head: Mail) -> Message | None:
        whole = self._mailbox.replies is Replies.TEXT
        data = fetch_letter(self._mailbox.gmail, head) if whole else head.data + b"\r\n"
        if data is None:
            return None
        headers = Headers.read(data)
        sent = "SENT" in head.labels
        if not sent and _is_artefact(headers):
            return None
        authors = (person.email or "" for person in headers.people("from"))
        direction = Direction.SENT if sent or self._is_owner(authors) else Direction.INBOUND
        read = parse_message(data, ref=head.message, direction=direction, arrived=head.arrived)
        return read if whole else replace(read, text=None, html=None)

    def _is_owner(self, addresses: Iterable[str]) -> bool:
        return any(address.lower() in self._owner for address in addresses)


def _is_artefact(headers: Headers) -> bool:
    """Whether it is a draft of ours that strayed into the inbox: marked, and no server ever received it."""
    return HEADER_STEP in headers and "received" not in headers
