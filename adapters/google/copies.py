"""followupd's drafts among those in the mailbox: listed, looked at by their headers where need be, and read once.

Messages never change under their ids, so what was read of a draft stays true until its message has another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.formats.draft_copies import Copy
from adapters.google.heads import head_of

if TYPE_CHECKING:
    from adapters.formats.draft_traces import Head, Sought, Trace
    from adapters.google.gmail import Gmail
    from adapters.google.gmail_answers import Listed, Mail

NEWEST: Final = 1000
"""Of how many drafts the names are read, where one is not found by its id; those changed last come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft that was read whole, which stays true for as long as its message has this id."""

    copy: Copy
    trace: Trace


class Copies:
    """The drafts of one mailbox, as they were when they were last looked at."""

    def __init__(self, gmail: Gmail) -> None:
        self._gmail = gmail
        self._listed: list[Listed] = []
        self._heads: dict[str, Head] = {}
        self._kept: dict[str, Kept] = {}

    def look(self) -> None:
        """See which drafts there are now."""
        self._listed = self._gmail.drafts()
        there = {listed.message for listed in self._listed}
        self._heads = {message: head for message, head in self._heads.items() if message in there}
        self._kept = {message: kept for message, kept in self._kept.items() if message in there}

    def find(self, sought: Sought, *, by_name: bool) -> Sequence[Copy]:
        """The drafts that are the one looked for, by Gmail's id and by its names.

        The names are looked at only if they are to be, or if nothing is found by the id.
        """
        found = [one for one in self._listed if one.draft == sought.draft or one.message == sought.version]
        if by_name or not found:
            found += [one for one, head in self._looked_at() if one not in found and sought.names(head)]
        return self._read(found)

    def like(self, sought: Sought) -> Sequence[Copy]:
        """Drafts that have lost every mark and are about the same."""
        return self._read(one for one, head in self._looked_at() if sought.resembles(head))

    def read(self, draft: str) -> Copy | None:
        """A draft as it is now, or None if it is gone."""
        mail = self._gmail.whole_draft(draft)
        return None if mail is None else self._keep(draft, mail)

    def trace_of(self, copy: Copy) -> Trace:
        """The trace of a draft that was read."""
        return self._kept[copy.version].trace

    def _looked_at(self) -> Iterator[tuple[Listed, Head]]:
        for one in self._listed[:NEWEST]:
            if one.message not in self._heads:
                mail = self._gmail.draft_head(one.draft)
                if mail is None:
                    continue
                self._heads[one.message] = head_of(mail)
            yield one, self._heads[one.message]

    def _read(self, found: Iterable[Listed]) -> Sequence[Copy]:
        copies = (kept.copy if (kept := self._kept.get(one.message)) else self.read(one.draft) for one in found)
        return [copy for copy in copies if copy is not None]

    def _keep(self, draft: str, mail: Mail) -> Copy:
        head = head_of(mail)
        kept = Kept(copy=Copy.read(draft, mail.message, mail.data), trace=head.trace)
        self._kept[mail.message] = kept
        return kept.copy
