"""followupd's drafts among those in the mailbox: found by our mark, else by their names, and read once.

What was read of a draft stays true for as long as its version is the same. The mark that Outlook keeps beside a draft
counts before the one in its text, since the text keeps the headers that it was made with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_copies import Copy
from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP

if TYPE_CHECKING:
    from adapters.formats.draft_traces import Sought
    from adapters.microsoft365.mail_answers import Seen
    from adapters.microsoft365.mailbox import Mailbox

MOST: Final = 1000
"""Among how many drafts one is looked for that bears no mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft that was read whole."""

    copy: Copy
    seen: Seen


class Copies:
    """The drafts of one mailbox, as they were when they were last looked at."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._marked: list[Seen] = []
        self._all: list[Seen] | None = None
        self._kept: dict[tuple[str, str], Kept] = {}

    def look(self) -> None:
        """See which drafts of ours there are now."""
        self._marked, self._all = list(self._mailbox.marked()), None
        there = {(seen.id, seen.version) for seen in self._marked}
        self._kept = {name: kept for name, kept in self._kept.items() if name in there}

    def marked(self, sought: Sought) -> Sequence[Copy]:
        """The drafts with our mark that are the one looked for."""
        return self._read(seen for seen in self._marked if _is(sought, seen))

    def named(self, sought: Sought) -> Sequence[Copy]:
        """The drafts that are the one looked for, by our mark, Outlook's id or the Message-ID."""
        return self._read(seen for seen in self._everything() if _is(sought, seen))

    def like(self, sought: Sought) -> Sequence[Copy]:
        """Drafts that have lost every mark and are about the same."""
        return self._read(seen for seen in self._everything() if sought.resembles(seen.head))

    def seen(self, copy: Copy) -> Seen:
        """What Outlook told of a draft that was read."""
        return self._kept[copy.place, copy.version].seen

    def _everything(self) -> list[Seen]:
        if self._all is None:
            marked = {seen.id for seen in self._marked}
            others = (seen for seen in self._mailbox.drafts() if seen.id not in marked)
            self._all = [*self._marked, *islice(others, MOST)]
        return self._all

    def _read(self, found: Iterable[Seen]) -> Sequence[Copy]:
        kept = (self._kept.get((seen.id, seen.version)) or self._keep(seen) for seen in found)
        return [each.copy for each in kept if each is not None]

    def _keep(self, seen: Seen) -> Kept | None:
        text = self._mailbox.text(seen.id)
        if text is None:
            return None
        kept = Kept(copy=Copy.read(seen.id, seen.version, _marks(seen) + text), seen=seen)
        if kept.copy.key:
            self._mailbox.recognise(seen.id)
        self._kept[seen.id, seen.version] = kept
        return kept


def _is(sought: Sought, seen: Seen) -> bool:
    return seen.id == sought.draft or sought.names(seen.head)


def _marks(seen: Seen) -> bytes:
    """The marks beside a draft, as they stand in a text."""
    marks = ((HEADER_STEP, seen.head.key), (HEADER_FINGERPRINT, seen.says))
    return "".join(f"{name}: {value}\r\n" for name, value in marks if value).encode("utf-8", "replace")
