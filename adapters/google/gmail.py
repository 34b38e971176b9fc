"""What is asked of Gmail v1, and nothing else: reading, and keeping drafts. See `permits` for the whole list.

A message never changes under its id: to save a draft is to give it a new message. A draft keeps its own id, so that is
what it is known by, and the id of its message is the version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.formats.mail_headers import HEAD_LIMIT
from adapters.formats.marks import HEADER_STEP
from adapters.google.gmail_answers import (
    Listed,
    Mail,
    came,
    decode,
    items_in,
    listed_in,
    mail_in,
    message_of,
    part_in,
    text_in,
    went,
)
from adapters.web.faults import Trouble
from daemon.ports.errors import Conflict, CursorExpired, NotFound, Rejected, Unavailable

if TYPE_CHECKING:
    from adapters.google.service import Service
    from adapters.web.asking import Asked

DRAFTS_AT_ONCE: Final = 500
MESSAGES_AT_ONCE: Final = 500
RECORDS_AT_ONCE: Final = 500
PAGES: Final = 400
"""How many pages of one listing are followed; a server that has more is not believed, or is left to the next time."""

_REFUSING: Final = frozenset({400, 413})
_OURS: Final = ("gmail", "v1", "users", "me")
_READABLE: Final = frozenset({"messages", "drafts", "threads"})


def permits(asked: Asked) -> bool:
    """Whether a request below Gmail's endpoint is one of these: reading, and writing drafts that bear our mark."""
    if asked.path[:4] != _OURS:
        return False
    what = asked.path[4:]
    match asked.method, what:
        case "GET", ("profile" | "history" | "messages" | "drafts",):
            return True
        case "GET", (kind, _):
            return kind in _READABLE
        case ("POST", ("drafts",)) | ("PUT", ("drafts", _)):
            return _is_marked(asked.content())
        case "DELETE", ("drafts", _):
            return True
    return False


def _is_marked(body: Mapping[str, Any]) -> bool:
    """Whether it is a draft that bears our mark, and nothing else."""
    message = part_in(body, "message")
    raw = message.get("raw")
    if body.keys() != {"message"} or not message.keys() <= {"raw", "threadId"} or not isinstance(raw, str):
        return False
    try:
        return HEADER_STEP.encode() in decode(raw)[:HEAD_LIMIT]
    except Unavailable:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What happened up to `reached`: the messages that came in or were sent meanwhile, in order.

    If not `complete`, more has happened since; asking from `reached` on tells.
    """

    reached: str
    messages: tuple[str, ...]
    complete: bool


class Gmail:
    """The mailbox of the account; every method raises the ports' errors as `Service.ask` tells."""

    def __init__(self, service: Service) -> None:
        """Store where it is; nothing is asked yet."""
        self._service = service
        self._users = service.api.users()

    def reached(self) -> str:
        """The number of the latest change in the mailbox."""
        return text_in(self._ask(self._users.getProfile(userId="me")), "historyId")

    def address(self) -> str:
        """Whose mailbox it is."""
        return text_in(self._ask(self._users.getProfile(userId="me")), "emailAddress")

    def since(self, start: str, most: int) -> Past:
        """What has happened since a change, until about this many messages; `CursorExpired` if that is too long ago."""
        found: dict[str, None] = {}
        reached, token = start, None
        for _ in range(PAGES):
            page = self._history(start, token)
            for record in items_in(page, "history"):
                found.update(dict.fromkeys(came(record)))
                for message in went(record):
                    found.pop(message, None)
                reached = text_in(record, "id")
            token = page.get("nextPageToken")
            if not token:
                return Past(reached=text_in(page, "historyId"), messages=tuple(found), complete=True)
            if len(found) >= most:
                break
        return Past(reached=reached, messages=tuple(found), complete=False)

    def listed(self, most: int, **wanted: Any) -> Iterator[tuple[str, str]]:
        """The ids of messages and of their threads, newest first, at most so many; `wanted` as in `messages.list`."""
        token, left = None, most
        for _ in range(PAGES):
            page = self._ask(
                self._users.messages().list(
                    userId="me", maxResults=min(left, MESSAGES_AT_ONCE), pageToken=token, **wanted
                )
            )
            for item in items_in(page, "messages")[:left]:
                left -= 1
                yield text_in(item, "id"), text_in(item, "threadId")
            token = page.get("nextPageToken")
            if not token or left <= 0:
                return

    def conversation(self, thread: str) -> list[str]:
        """The ids of all messages of a thread; none if it is gone."""
        try:
            found = self._ask(self._users.threads().get(userId="me", id=thread, format="minimal"))
        except NotFound:
            return []
        return [text_in(item, "id") for item in items_in(found, "messages")]

    def head(self, message: str, names: Sequence[str]) -> Mail | None:
        """A message with these of its headers and no body, or None if it is gone."""
        return self._mail(message, format="metadata", metadataHeaders=list(names))

    def whole(self, message: str) -> Mail | None:
        """A message with all that it holds, or None if it is gone."""
        return self._mail(message, format="raw")

    def parts(self, message: str) -> Mapping[str, Any] | None:
        """A message taken apart, with its texts and without its attachments, or None if it is gone."""
        try:
            return self._ask(self._users.messages().get(userId="me", id=message, format="full"))
        except NotFound:
            return None

    def drafts(self) -> list[Listed]:
        """All drafts, the one changed last first."""
        found: list[Listed] = []
        token = None
        for _ in range(PAGES):
            page = self._ask(self._users.drafts().list(userId="me", maxResults=DRAFTS_AT_ONCE, pageToken=token))
            found += [listed_in(item) for item in items_in(page, "drafts")]
            token = page.get("nextPageToken")
            if not token:
                return found
        raise Unavailable("there are too many drafts in the mailbox to look through")

    def draft_head(self, draft: str) -> Mail | None:
        """A draft with its headers and no body, or None if it is gone."""
        return self._draft(draft, "metadata")

    def whole_draft(self, draft: str) -> Mail | None:
        """A draft with all that it holds, or None if it is gone."""
        return self._draft(draft, "raw")

    def version_of(self, draft: str) -> str | None:
        """The id of the message that a draft is at this moment, or None if it is gone."""
        found = self._draft(draft, "minimal")
        return found.message if found else None

    def create_draft(self, data: bytes, thread: str | None) -> str:
        """Store a new draft; answers with its id. `Rejected` if Gmail will never take it, `NotFound` without thread."""
        body = {"message": message_of(data, thread)}
        return text_in(self._write(self._users.drafts().create(userId="me", body=body)), "id")

    def update_draft(self, draft: str, data: bytes, thread: str | None) -> None:
        """Give a draft another message; `NotFound` if it is gone, `Rejected` as above."""
        body = {"message": message_of(data, thread)}
        self._write(self._users.drafts().update(userId="me", id=draft, body=body))

    def delete_draft(self, draft: str) -> None:
        """Delete a draft for good; `NotFound` if it is gone."""
        self._ask(self._users.drafts().delete(userId="me", id=draft))

    def _history(self, start: str, token: str | None) -> dict[str, Any]:
        try:
            return self._ask(
                self._users.history().list(
                    userId="me",
                    startHistoryId=start,
                    historyTypes=["messageAdded", "messageDeleted", "labelAdded"],
                    maxResults=RECORDS_AT_ONCE,
                    pageToken=token,
                )
            )
        except NotFound as error:
            raise CursorExpired("Gmail does not remember any more what happened since the last reading") from error

    def _mail(self, message: str, **wanted: Any) -> Mail | None:
        try:
            return mail_in(self._ask(self._users.messages().get(userId="me", id=message, **wanted)))
        except NotFound:
            return None

    def _draft(self, draft: str, form: str) -> Mail | None:
        try:
            found = self._ask(self._users.drafts().get(userId="me", id=draft, format=form))
        except NotFound:
            return None
        return mail_in(part_in(found, "message"))

    def _write(self, request: Any) -> dict[str, Any]:
        try:
            return self._ask(request)
        except Trouble as trouble:
            if trouble.status in _REFUSING:
                raise Rejected(f"Gmail does not take this draft ({trouble.reason or trouble.status})") from trouble
            raise

    def _ask(self, request: Any) -> dict[str, Any]:
        try:
            return self._service.ask(request)
        except Trouble as trouble:
            if trouble.status == 404:
                raise NotFound("it is no longer in the mailbox") from trouble
            if trouble.status in {409, 412}:
                raise Conflict("somebody else changed it meanwhile") from trouble
            raise
