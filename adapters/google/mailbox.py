"""What has happened in the mailbox, asked once for drafts and inbox together, and which conversation a letter is of.

Whichever of the two comes first in a pass asks; the other takes the same answer, once and while it is fresh, so a pass
in which nothing changed costs a single request. Before anything is written or removed, the drafts are looked through
anew in any case.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_traces import bare
from adapters.formats.mail_headers import Headers, UnreadableMessage
from adapters.google.gmail import Past
from adapters.google.mail_search import searchable_id
from adapters.google.scopes import Replies
from daemon.ports.errors import CursorExpired

if TYPE_CHECKING:
    from adapters.google.gmail import Gmail

RECORDS: Final = 2000
"""How many messages one answer about the past names at most, or a few more."""

REMEMBERED: Final = 5000
"""Of how many letters it is remembered to which conversation they belong."""

FRESH: Final = 60.0
"""Seconds for which an answer is as good as one's own."""

_HEADERS: Final = ("From", "Subject")


class Mailbox:
    """The mailbox as both ports see it."""

    def __init__(self, gmail: Gmail, replies: Replies) -> None:
        """Store where it is and how much of it may be read; nothing is asked yet."""
        self.gmail = gmail
        self.replies = replies
        self._past: Past | None = None
        self._start: str | None = None
        self._untold: set[str] = set()
        self._asked = monotonic()
        self._threads: dict[str, tuple[str, str]] = {}

    def reached(self) -> str:
        """For the drafts: the number of the latest change."""
        if self._past is None or not self._is_for("drafts"):
            self._ask(self._past.reached if self._past else None)
        self._untold.discard("drafts")
        assert self._past is not None
        return self._past.reached

    def begin(self) -> Past:
        """For the inbox: a beginning, with nothing told of what was before."""
        if self._past is None or not self._is_for("inbox"):
            self._ask(None)
        self._untold.discard("inbox")
        assert self._past is not None
        return Past(reached=self._past.reached, messages=(), complete=True)

    def news(self, since: str) -> Past:
        """For the inbox: what has happened since; `CursorExpired` if that is too long ago."""
        past = self._past
        if past is None or not self._is_for("inbox") or since not in {self._start, past.reached}:
            past = self._learn(since, self.gmail.since(since, RECORDS))
        self._untold.discard("inbox")
        return past

    def note(self, message_id: str, thread: str, subject: str) -> None:
        """Remember to which conversation a letter belongs."""
        while len(self._threads) >= REMEMBERED:
            del self._threads[next(iter(self._threads))]
        self._threads[message_id] = (thread, subject)

    def thread_of(self, message_id: str | None, subject: str) -> str | None:
        """The conversation to which an answer with this subject belongs, or None if nobody can tell.

        Gmail shows an answer only where the subject is that of the conversation: one with another subject would be
        there for programs, and nowhere to be seen by the person.
        """
        if message_id is None:
            return None
        thread, begun = self._threads.get(message_id) or self._search(message_id) or (None, "")
        return thread if bare(begun) == bare(subject) else None

    def _search(self, message_id: str) -> tuple[str, str] | None:
        word = searchable_id(message_id)
        if self.replies is not Replies.TEXT or word is None:  # who may see headers only may not search
            return None
        for message, _ in self.gmail.listed(1, q=f"rfc822msgid:{word}"):
            found = self.gmail.head(message, _HEADERS)
            if found is not None:
                self.note(message_id, found.thread, subject_in(found.data))
        return self._threads.get(message_id)

    def _ask(self, start: str | None) -> None:
        if start is not None and self.replies is not Replies.NONE:
            try:
                self._learn(start, self.gmail.since(start, RECORDS))
                return
            except CursorExpired:
                pass
        self._learn(None, Past(reached=self.gmail.reached(), messages=(), complete=True))

    def _learn(self, start: str | None, past: Past) -> Past:
        self._start, self._past, self._untold = start, past, {"drafts", "inbox"}
        self._asked = monotonic()
        return past

    def _is_for(self, port: str) -> bool:
        """Whether the last answer has not been told to this port yet, and is fresh."""
        return port in self._untold and monotonic() - self._asked < FRESH


def subject_in(head: bytes) -> str:
    """The subject among these headers, or the empty string."""
    try:
        return Headers.read(head).text("subject")
    except UnreadableMessage:
        return ""
