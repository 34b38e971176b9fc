"""followupd's drafts among those in the mailbox: listed only if any has changed, and each read once.

What was read of a draft stays true for as long as its version is the same. The mark that Outlook keeps beside a draft
counts before the one in its text, since the text keeps the headers that it was made with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_copies import Copy
from adapters.formats.mail_headers import UnreadableMessage
from adapters.formats.marks import HEADER_FINGERPRINT, HEADER_STEP
from adapters.microsoft365.mail_feed import NO_DELTA
from adapters.web.faults import Trouble
from daemon.ports.errors import CursorExpired, Unavailable

if TYPE_CHECKING:
    from adapters.formats.draft_traces import Sought
    from adapters.microsoft365.mail_answers import Seen
    from adapters.microsoft365.mailbox import Mailbox

MOST: Final = 2000
"""Among how many drafts ours are looked for."""


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
        self._delta: str | None = None
        self._listed: list[Seen] | None = None
        self._kept: dict[tuple[str, str], Kept] = {}

    def look(self) -> None:
        """See which drafts there are now, if Microsoft says that any has changed since."""
        if self._have_changed():
            self._listed = None  # and stays so until they could be listed
        if self._listed is None:
            self.look_anew()

    def look_anew(self) -> None:
        """See which drafts there are now, as before anything is written: what changed is told later than it is so."""
        self._listed = None
        self._listed = list(islice(self._mailbox.drafts(), MOST))
        there = {(seen.id, seen.version) for seen in self._listed}
        self._kept = {name: kept for name, kept in self._kept.items() if name in there}

    def find(self, sought: Sought) -> Sequence[Copy]:
        """The drafts that are the one looked for, by our mark, Outlook's id or the Message-ID."""
        return self._read(seen for seen in self._listed or () if seen.id == sought.draft or sought.names(seen.head))

    def like(self, sought: Sought) -> Sequence[Copy]:
        """Drafts that have lost every mark and are about the same."""
        return self._read(seen for seen in self._listed or () if sought.resembles(seen.head))

    def seen(self, copy: Copy) -> Seen:
        """What Outlook told of a draft that was read."""
        return self._kept[copy.place, copy.version].seen

    def _have_changed(self) -> bool:
        """Whether any draft has; of a server that does not tell, some may have each time."""
        try:
            changes = self._mailbox.changes(self._delta)
            some = bool([*changes]) or self._delta is None
        except CursorExpired:
            self._delta = None
            return True
        except Trouble as trouble:
            if trouble.status not in NO_DELTA:
                raise
            return True
        self._delta = changes.delta
        return some

    def _read(self, found: Iterable[Seen]) -> Sequence[Copy]:
        return [(self._kept.get((seen.id, seen.version)) or self._keep(seen)).copy for seen in found]

    def _keep(self, seen: Seen) -> Kept:
        copy = self._fetch(seen)
        if copy.draft is None:  # which would count as the person's; something on the way may have answered instead
            copy = self._fetch(seen)
        if seen.leaving:
            copy = replace(copy, draft=None)  # the person's by now, though every word of it may be ours
        elif copy.key:
            self._mailbox.recognise(seen.id)
        kept = Kept(copy=copy, seen=seen)
        self._kept[seen.id, seen.version] = kept
        return kept

    def _fetch(self, seen: Seen) -> Copy:
        try:
            text = self._mailbox.text(seen.id)
        except UnreadableMessage:
            text = b""
        if text is None:
            raise Unavailable("a draft that is listed is not there; it may just have been deleted or sent")
        return Copy.read(seen.id, seen.version, _marks(seen) + text)


def _marks(seen: Seen) -> bytes:
    """The marks beside a draft, as they stand in a text."""
    marks = ((HEADER_STEP, seen.head.key), (HEADER_FINGERPRINT, seen.says))
    return "".join(f"{name}: {value}\r\n" for name, value in marks if value).encode("utf-8", "replace")
