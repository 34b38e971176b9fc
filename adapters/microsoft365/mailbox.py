"""One mailbox, as drafts and letters in it are asked for, and the drafts of ours in it written.

Outlook keeps the draft of an answer in its conversation only if it was made as an answer to a message that is there.
"""

from __future__ import annotations

import base64
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from adapters.formats.mail_headers import UnreadableMessage
from adapters.microsoft365.errors import BROKEN
from adapters.microsoft365.mail_answers import IS_OURS, SAYS, SEEN_FIELDS, SENT_LATER, expanding, seen_in
from adapters.web.faults import Trouble
from daemon.ports.errors import Conflict, CursorExpired, NotFound, PortError, Rejected, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from adapters.microsoft365.graph import Graph, Walk
    from adapters.microsoft365.mail_answers import Resource, Seen
    from adapters.microsoft365.mail_guard import MailPermits

PAGE: Final = 200
MATCHES: Final = 20  # of those that have one name

REMEMBERED: Final = 5000
"""Of how many letters it is remembered where they are, and in which conversation."""

_DRAFTS: Final = ("mailFolders", "drafts", "messages")
_SENT: Final = ("mailFolders", "sentitems", "messages")
_MARKS: Final = expanding(IS_OURS, SAYS, SENT_LATER)
_CHANGING: Final = "changeKey,lastModifiedDateTime"  # are others whenever anything is
_GONE: Final = frozenset({404, 410})
_CHANGED: Final = frozenset({409, 412})
_REFUSED: Final = frozenset({400, 413, 414, 422})


class Mailbox:
    """The mailbox as both ports see it."""

    def __init__(self, graph: Graph, permits: MailPermits) -> None:
        """Store where it is; nothing is asked yet."""
        self.graph = graph
        self._lists = graph.with_pages(PAGE)
        self._permits = permits
        self.news: int | None = None
        """Another number whenever letters came or were sent, as far as somebody reads them; else None."""
        self._known: dict[str, tuple[str, str]] = {}

    def drafts(self) -> Iterator[Seen]:
        """All drafts, whoever wrote them."""
        return self._walk(*_DRAFTS)

    def changes(self, link: str | None) -> Walk:
        """Which drafts have changed since a walk like this ended whose `delta` this is; without one, all."""
        return self._lists.go_on(link) if link else self._lists.walk(*_DRAFTS, "delta", select=_CHANGING)

    def seen(self, message: str) -> Seen | None:
        """A message as it is now, or None if it is gone."""
        try:
            with _writing():
                return self._note(self.graph.get("messages", message, select=SEEN_FIELDS, expand=_MARKS))
        except NotFound:
            return None

    def text(self, message: str, most: int | None = None) -> bytes | None:
        """The MIME text of a message, at most so many bytes, or None if it is gone. Raises `UnreadableMessage`."""
        try:
            return self.graph.bytes_of("messages", message, "$value", most=most)
        except Trouble as trouble:
            if trouble.status in _GONE:
                return None
            if 400 <= trouble.status < 500 or trouble.reason.lower() in BROKEN:
                raise UnreadableMessage(f"Microsoft does not tell its text ({trouble.reason})") from trouble
            raise

    def headers(self, message: str) -> Resource:
        """The headers with which a message came, as `headers_in` reads them; none if it is gone or was written here."""
        try:
            with _writing():
                return self.graph.get("messages", message, select="internetMessageHeaders")
        except (NotFound, Rejected):
            return {}

    def marked_anywhere(self, key: str) -> list[Seen]:
        """Messages in any folder that bear our mark for this step."""
        mark = f"singleValueExtendedProperties/Any(ep: ep/id eq '{IS_OURS}' and ep/value eq {_quoted(key)})"
        return list(islice(self._walk("messages", filter=mark), MATCHES))

    def called(self, message_id: str) -> list[Seen]:
        """Messages in any folder that have this Message-ID."""
        return list(islice(self._walk("messages", filter=f"internetMessageId eq {_quoted(message_id)}"), MATCHES))

    def sent_since(self, moment: datetime) -> Iterator[Seen]:
        """The letters that the person sent since."""
        return self._walk(*_SENT, filter=f"sentDateTime ge {moment:%Y-%m-%dT%H:%M:%SZ}")

    def note(self, message_id: str, message: str, thread: str) -> None:
        """Remember where a letter is, and in which conversation."""
        while len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[message_id] = (message, thread)

    def answered(self, message_id: str | None) -> tuple[str, str] | None:
        """The id of the message that an answer names, and that of its conversation; None if it is not here."""
        if message_id and message_id not in self._known:
            for each in self._answerable(message_id):
                if not each.draft:
                    self.note(message_id, each.id, each.head.trace.thread)
        return self._known.get(message_id or "")

    def create(self, data: bytes, answered: str | None) -> Seen:
        """Make a draft of a message that bears our mark, as an answer if it is one. `Rejected` if it is never taken."""
        content = base64.b64encode(data)
        made = self._make_answer(answered, content) if answered else None
        if made is None:
            with _writing():
                made = self.graph.post("messages", content=content)
        seen = seen_in(made)
        self._permits.drafts.add(seen.id)
        return seen

    def change(self, message: str, content: Mapping[str, Any], version: str | None = None) -> Seen:
        """Change a draft of ours, if it is in this version. `Conflict` if not, `NotFound`, `Rejected` as above."""
        with _writing():
            return seen_in(self.graph.patch("messages", message, content=content, version=version))

    def discard(self, message: str, version: str) -> None:
        """Put a draft of ours into the bin, if it is in this version; errors as above."""
        with _writing():
            self.graph.delete("messages", message, version=version)

    def recognise(self, message: str) -> None:
        """A draft is ours: its own text says so."""
        self._permits.drafts.add(message)

    def _answerable(self, message_id: str) -> list[Seen]:
        try:
            with _writing():
                return self.called(message_id)
        except Rejected:  # it is a stranger's, and so may be one that nobody can ask for
            return []

    def _make_answer(self, answered: str, content: bytes) -> Resource | None:
        try:
            with _writing():
                return self.graph.post("messages", answered, "createReply", content=content)
        except (NotFound, Rejected):  # deleted meanwhile, or of a kind that nobody can answer
            return None

    def _walk(self, *path: str, **options: str) -> Iterator[Seen]:
        found = self._lists.walk(*path, select=SEEN_FIELDS, expand=_MARKS, top=str(PAGE), **options)
        try:
            for each in found:
                yield self._note(each)
        except CursorExpired as error:  # which is said of what changed, and no list is
            raise Unavailable(f"{self.graph.host} lost its place in a list") from error

    def _note(self, found: Resource) -> Seen:
        seen = seen_in(found)
        if seen.head.key and not seen.leaving:
            self._permits.drafts.add(seen.id)
        return seen


def _quoted(text: str) -> str:
    """A text in a filter, whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def _writing() -> Iterator[None]:
    """What Graph says of one message, as the daemon understands it."""
    try:
        yield
    except Trouble as trouble:
        raise _meaning(trouble) from trouble


def _meaning(trouble: Trouble) -> PortError:
    if trouble.status in _GONE:
        return NotFound("the message is no longer there")
    if trouble.status in _CHANGED:
        return Conflict("the draft was changed by somebody else")
    if trouble.status in _REFUSED:
        return Rejected(f"Outlook does not take this draft ({trouble.reason or trouble.status})")
    return trouble
