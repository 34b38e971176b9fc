"""What is kept of a draft or a letter to know it again: its names, and a trace of what it is about.

Providers and mail programs may give what is sent another Message-ID, and may take our marks from what is edited. What
is left then is the trace: the same people, in the same conversation or with the same subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from daemon.ports.records import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daemon.ports.records import Draft, DraftRef

_NONE: Final = "-"
_LENGTH: Final = 16
_REPLY: Final = re.compile(r"(?:(?:re|aw|sv|vs|antw|rif|fwd?|wg|tr|rv|odp|ynt|res)(?:\[\d{1,3}\])? ?: ?)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a draft is about: its conversation, and hashes of addressees and subject, each empty if there is none.

    `since` is from when on a letter can be what it became, in seconds, or None if nobody knows.
    """

    thread: str
    people: str
    subject: str
    since: int | None

    @classmethod
    def make(cls, thread: str | None, people: Iterable[str | None], subject: str, since: float | None) -> Trace:
        """The trace of something in this conversation, to these addresses, with this subject, from this second on."""
        known = sorted({address.lower() for address in people if address})
        return cls(
            thread=thread or "",
            people=digest(*known)[:_LENGTH] if known else "",
            subject=digest(bare(subject))[:_LENGTH],
            since=None if since is None else int(since),
        )

    @classmethod
    def of(cls, draft: Draft, thread: str | None) -> Trace:
        """The trace of a draft that is to be written into a conversation."""
        since = draft.date.timestamp() if draft.date else None
        return cls.make(thread, (person.email for person in draft.to), draft.subject, since)

    def is_about(self, other: Trace) -> bool:
        """Whether both are in the same conversation or have the same subject."""
        return bool(self.thread and self.thread == other.thread) or self.subject == other.subject

    def is_like(self, other: Trace) -> bool:
        """Whether both are to the same people, in the same conversation or with the same subject."""
        return bool(self.people and self.people == other.people and self.is_about(other))

    def may_become(self, letter: Trace) -> bool:
        """Whether the letter can be what this became: like it, and no older."""
        known = self.since is not None and letter.since is not None
        return known and self.is_like(letter) and (letter.since or 0) >= (self.since or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The names of a message that stands somewhere, empty where it has none, and its trace."""

    key: str
    message_id: str
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A draft that is looked for: its names, the provider's id of it, the version it was last in, and its trace.

    Only the names are known if the journal is lost.
    """

    key: str
    message_id: str
    draft: str = ""
    version: str | None = None
    trace: Trace | None = None

    @classmethod
    def read(cls, key: str, message_id: str, ref: str | None, version: str | None = None) -> Sought:
        """What is looked for with the names and the ref that the daemon remembers."""
        words = ["" if word == _NONE else word for word in (ref or "").split(" ")]
        if len(words) != 7:
            return cls(key=key, message_id=message_id, version=version)
        _, _, draft, thread, people, subject, since = words
        trace = Trace(thread=thread, people=people, subject=subject, since=int(since) if since.isdecimal() else None)
        return cls(key=key, message_id=message_id, draft=draft, version=version, trace=trace)

    def names(self, head: Head) -> bool:
        """Whether a head has one of the names."""
        same_key, same_id = self.key == head.key, self.message_id == head.message_id
        return bool((self.key and same_key) or (self.message_id and same_id))

    def resembles(self, head: Head) -> bool:
        """Whether a head without any mark is like what is looked for; what is marked is another draft of ours."""
        return not head.key and self.trace is not None and self.trace.is_like(head.trace)

    def became(self, head: Head) -> bool:
        """Whether a letter is, by its names or by its trace, what the draft became."""
        return self.names(head) or (self.trace is not None and self.trace.may_become(head.trace))


def write_ref(asked: Draft | DraftRef | Sought, draft: str, trace: Trace) -> str:
    """The ref of a draft that stands: by its names, the provider's id of it and its trace."""
    since = str(trace.since) if trace.since is not None else ""
    words = (asked.key, asked.message_id, draft, trace.thread, trace.people, trace.subject, since)
    return " ".join(word or _NONE for word in words)


def names_in(ref: str) -> tuple[str, str]:
    """The key and the Message-ID in a ref, empty if it is none."""
    key, message_id, *_ = (*ref.split(" "), "")
    return key, message_id


def bare(subject: str) -> str:
    """A subject without what mail programs put before it in answers, for comparing."""
    words = " ".join(subject.split()).casefold()
    return words[found.end() :] if (found := _REPLY.match(words)) else words
