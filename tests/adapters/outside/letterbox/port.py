"""InboxPort over two folders of letters; a cursor is the list of the files that were read, so it never expires."""

from __future__ import annotations

import json
from pathlib import Path

from adapters.formats.mime import parse_message
from daemon.ports.adapter import OptionValue
from daemon.ports.errors import AuthRequired, CursorExpired, Unavailable
from daemon.ports.records import Correspondents, Direction, Message, MessageChanges, Problem

FOLDERS = {"inbox": Direction.INBOUND, "sent": Direction.SENT}


class Letterbox:
    """See `daemon.ports.inbox.InboxPort`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def messages(self, since: str | None, correspondents: Correspondents) -> MessageChanges:
        """Letters that concern these correspondents and were not read before."""
        read = _read_before(since)
        self._refuse_if_closed()
        messages: list[Message] = []
        problems: list[Problem] = []
        for path in self._letters():
            ref = path.relative_to(self._folder).as_posix()
            if ref in read:
                continue
            read.add(ref)
            try:
                message = parse_message(path.read_bytes(), ref=ref, direction=FOLDERS[path.parent.name])
            except (ValueError, OSError):
                problems.append(Problem(ref=ref, message="the letter cannot be read"))
                continue
            if _concern(correspondents, message):
                messages.append(message)
        return MessageChanges(
            messages=tuple(sorted(messages, key=lambda message: message.date)),
            cursor=json.dumps(sorted(read)),
            complete=True,
            problems=tuple(problems),
        )

    def _letters(self) -> list[Path]:
        return [path for name in FOLDERS for path in sorted((self._folder / name).glob("*.eml"))]

    def _refuse_if_closed(self) -> None:
        if (self._folder / "away").exists():
            raise Unavailable("the letterbox is not at home")
        if (self._folder / "locked").exists():
            raise AuthRequired("the letterbox is locked; look for its key")


def open_folder(option: OptionValue) -> Letterbox:
    """The letterbox in the folder that the account names."""
    return Letterbox(Path(str(option)))


def _read_before(since: str | None) -> set[str]:
    if since is None:
        return set()
    try:
        return set(json.loads(since))
    except ValueError as error:
        raise CursorExpired("nobody knows any more which letters were read") from error


def _concern(correspondents: Correspondents, message: Message) -> bool:
    people = (message.sender, *message.to, *message.cc)
    return correspondents.concern(people, (message.message_id, message.in_reply_to or "", *message.references))
