"""The InboxPort on Microsoft 365: who writes to whom, page by page from where it was left, and the texts of a few.

A folder without news costs one request. Of a message that concerns nobody who is asked for, nothing but its envelope is
ever fetched. Only whole pages count as read, so whatever fails within one is read again.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from adapters.formats.mail_headers import UnreadableMessage
from adapters.formats.mime import READ_LIMIT, TELLING_HEADERS, parse_message
from adapters.microsoft365.mail_answers import (
    IN_REPLY_TO,
    REFERENCES,
    headers_in,
    moment_in,
    people_in,
    properties_in,
)
from adapters.microsoft365.mail_cursor import MailCursor, short
from adapters.microsoft365.mail_feed import Feed
from adapters.microsoft365.scopes import Replies
from daemon.ports.records import Direction, Message, MessageChanges, Person, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from adapters.microsoft365.mail_answers import Resource
    from adapters.microsoft365.mail_cursor import Place
    from adapters.microsoft365.mailbox import Mailbox
    from adapters.microsoft365.settings import Settings
    from daemon.ports.records import Correspondents

INBOX: Final = "inbox"
SENT: Final = "sentitems"
FOLDERS: Final = (INBOX, SENT)

LETTERS_AT_ONCE = 100
"""With how many letters the reading of a folder ends, after a whole page; the next one goes on from there."""

PAGES_AT_ONCE = 10
"""After how many pages it ends in any case."""

_PEOPLE: Final = ("from", "sender", "replyTo", "toRecipients", "ccRecipients", "bccRecipients")


class MicrosoftInbox:
    """Reads a mailbox; no request of it changes anything."""

    def __init__(self, mailbox: Mailbox, settings: Settings) -> None:
        """Store what to read; nothing is read yet."""
        self._mailbox = mailbox
        self._settings = settings

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """See `InboxPort`; Microsoft does not say for how long a cursor is good."""
        endpoint = self._settings.graph_endpoint
        cursor = MailCursor() if since is None else MailCursor.read(since, FOLDERS, endpoint)
        reading = Reading(self._mailbox, self._settings, correspondents, cursor.told)
        read = {folder: self._read(folder, cursor.places.get(folder), reading) for folder in FOLDERS}
        reading.messages.sort(key=lambda message: (message.date, message.ref))
        places = {folder: place for folder, (place, _) in read.items()}
        self._mailbox.news = (self._mailbox.news or 0) + reading.some
        return MessageChanges(
            messages=tuple(reading.messages),
            cursor=MailCursor(places=places, told=tuple(reading.told)).write(),
            complete=all(done for _, done in read.values()),
            problems=tuple(reading.problems),
        )

    def _read(self, folder: str, place: Place | None, reading: Reading) -> tuple[Place, bool]:
        """Read a folder from a place on; where it goes on, and whether that was all."""
        begun, pages = len(reading.messages), 0
        for page in Feed(self._mailbox.graph, folder).pages(place):
            reading.read(page.found, folder)
            place, done, pages = page.place, page.last, pages + 1
            if pages >= PAGES_AT_ONCE or len(reading.messages) - begun >= LETTERS_AT_ONCE:
                break
        assert place is not None
        return place, done


class Reading:
    """One reading: what was found so far, and short names of what was told of, in this one or before."""

    def __init__(
        self, mailbox: Mailbox, settings: Settings, correspondents: Correspondents, told: Iterable[str]
    ) -> None:
        self._mailbox = mailbox
        self._settings = settings
        self._correspondents = correspondents
        self.told = dict.fromkeys(told)
        self.messages: list[Message] = []
        self.problems: list[Problem] = []
        self.some = False
        """Whether anything was told at all."""

    def read(self, found: Iterable[Resource], folder: str) -> None:
        """Read of these messages what concerns somebody and was not told of."""
        for each in found:
            self.some = True
            known = "@removed" in each or short(each["id"]) in self.told
            # What only changed is told without the people, whom it concerned or not when it came.
            if known or each.get("isDraft") is True or not self._concerns(each):
                continue
            try:
                self._take(each, folder)
            except UnreadableMessage as error:
                message = f"a message at Microsoft 365 cannot be read: {error}"
                self.problems.append(Problem(ref=each["id"], message=message))
            self.told[short(each["id"])] = None

    def _concerns(self, found: Resource) -> bool:
        people = tuple(person for name in _PEOPLE for person in people_in(found, name))
        return self._correspondents.concern(people, (*_message_id(found), *_thread(found)))

    def _take(self, found: Resource, folder: str) -> None:
        message = found["id"]
        for message_id in _message_id(found):
            self._mailbox.note(message_id, message, "".join(str(found.get("conversationId") or "").split()))
        direction = Direction.SENT if folder == SENT or self._is_owner(found) else Direction.INBOUND
        if self._settings.uses.replies is not Replies.TEXT:
            self.messages.append(_envelope(found, direction, self._mailbox.headers(message)))
            return
        letter = self._letter(message, direction, moment_in(found, "receivedDateTime"))
        if letter is not None:
            self.messages.append(letter)

    def _letter(self, message: str, direction: Direction, arrived: datetime | None) -> Message | None:
        """A message with its text, or None if it is gone. What makes no sense is asked for once more.

        For a message that is passed over is not told of again, and something on the way may have answered in its place.
        """
        for last in (False, True):
            try:
                data = self._mailbox.text(message, READ_LIMIT)
                if data is not None:
                    return parse_message(data, ref=message, direction=direction, arrived=arrived)
            except UnreadableMessage:
                if last:
                    raise
        return None

    def _is_owner(self, found: Resource) -> bool:
        return any((person.email or "").lower() in self._settings.owner for person in people_in(found, "from"))


def _envelope(found: Resource, direction: Direction, headers: Resource) -> Message:
    """A message without its text."""
    date = moment_in(found, "sentDateTime") or moment_in(found, "receivedDateTime")
    if date is None:
        raise UnreadableMessage("it does not tell when it was written")
    answered, *_ = (*properties_in(found).get(IN_REPLY_TO, "").split(), None)
    return Message(
        ref=found["id"],
        message_id=next(iter(_message_id(found)), f"<{short(found['id'])}@followupd.invalid>"),
        direction=direction,
        sender=next(iter((*people_in(found, "from"), *people_in(found, "sender"))), Person()),
        to=people_in(found, "toRecipients"),
        cc=people_in(found, "ccRecipients"),
        subject=" ".join(str(found.get("subject") or "").split()),
        date=date,
        in_reply_to=answered,
        references=tuple(properties_in(found).get(REFERENCES, "").split()),
        headers=MappingProxyType(_telling(headers_in(headers))),
    )


def _telling(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in TELLING_HEADERS if name in headers}


def _message_id(found: Resource) -> tuple[str, ...]:
    return tuple(str(found.get("internetMessageId") or "").split())


def _thread(found: Resource) -> tuple[str, ...]:
    """The messages that a message answers."""
    known = properties_in(found)
    return tuple(f"{known.get(IN_REPLY_TO, '')} {known.get(REFERENCES, '')}".split())
