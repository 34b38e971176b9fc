"""The InboxPort on a Maildir: names are listed at each reading, and only messages not seen before are opened."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from adapters.formats.mail_headers import Headers, UnreadableMessage
from adapters.formats.marks import HEADER_STEP
from adapters.formats.mime import READ_LIMIT, parse_message
from adapters.maildir.cursor import Summary, read_cursor, write_cursor
from adapters.maildir.files import FLAG_DRAFT, flags_of, list_messages, open_message, read_head, read_rest, translate
from daemon.ports.records import Direction, MessageChanges, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from daemon.ports.records import Correspondents, Message

_PEOPLE = ("from", "sender", "reply-to", "to", "cc", "bcc")
_THREAD = ("message-id", "in-reply-to", "references")


class MaildirInbox:
    """Reads the inbox and the folder of sent mail; opens files for reading only and moves none."""

    def __init__(self, folders: dict[Path, Direction], owner: frozenset[str]) -> None:
        """`folders` are the inbox and the folder of sent mail, as far as there are any."""
        self._folders = folders
        self._owner = owner

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """See `InboxPort`; a cursor is good for as long as the folders are the same."""
        known = read_cursor(since, self._folders) if since is not None else {}
        summaries: dict[Path, Summary] = {}
        messages: list[Message] = []
        problems: list[Problem] = []
        for path, direction in self._folders.items():
            with translate(path):
                folder = _Folder(path, direction, self._owner)
                before, now = known.get(path, Summary()), Summary.of(folder.places)
                summaries[path] = now
                for found in folder.read([] if now == before else before.unseen(folder.places), correspondents):
                    if isinstance(found, Problem):
                        problems.append(found)
                    else:
                        messages.append(found)
        messages.sort(key=lambda message: (message.date, message.ref))
        return MessageChanges(
            messages=tuple(messages),
            cursor=write_cursor(summaries),
            complete=True,
            problems=tuple(problems),
        )


class _Folder:
    """One folder as it was when it was listed."""

    def __init__(self, path: Path, direction: Direction, owner: frozenset[str]) -> None:
        self._path = path
        self._direction = direction
        self._owner = owner
        self.places = list_messages(path)
        self._listed_again = False

    def read(self, uniques: list[str], correspondents: Correspondents) -> Iterator[Message | Problem]:
        """The messages that concern the correspondents, and those that cannot be read."""
        for unique in uniques:
            try:
                message = self._read_one(unique, correspondents)
            except UnreadableMessage as error:
                yield Problem(
                    ref=self.places[unique], message=f"a message in {self._path.name} cannot be read: {error}"
                )
            else:
                if message is not None:
                    yield message

    def _read_one(self, unique: str, correspondents: Correspondents) -> Message | None:
        file = None if FLAG_DRAFT in flags_of(self.places[unique]) else self._open(unique)
        if file is None:
            return None
        with file:
            head = read_head(file)
            headers = Headers.read(head)
            ids = tuple(identifier for name in _THREAD for identifier in headers.ids(name))
            if self._is_artefact(headers) or not correspondents.concern(headers.people(*_PEOPLE), ids):
                return None
            data = read_rest(file, head, READ_LIMIT)
            arrived = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
        return parse_message(data, ref=unique, direction=self._direction_of(headers), arrived=arrived)

    def _open(self, unique: str) -> BinaryIO | None:
        """The message; if a mail program renamed it since the listing, it is looked for where it is now."""
        file = open_message(self._path / self.places[unique])
        if file is None:
            self.places |= list_messages(self._path)
            file = open_message(self._path / self.places[unique])
        return file

    def _is_artefact(self, headers: Headers) -> bool:
        """Whether it is a draft of ours that strayed into the inbox: marked, and no server ever received it."""
        return self._direction is Direction.INBOUND and HEADER_STEP in headers and "received" not in headers

    def _direction_of(self, headers: Headers) -> Direction:
        authors = {(person.email or "").lower() for person in headers.people("from")}
        return Direction.SENT if authors & self._owner else self._direction
