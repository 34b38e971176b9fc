"""The letters that the person sent, to see which drafts have become one."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.formats.draft_traces import Sought
    from adapters.microsoft365.mailbox import Mailbox

MOST: Final = 1000
"""How many of the letters are looked through that were sent since a draft was written."""


class SentLetters:
    """Letters wherever they lie by now, by our mark and by their Message-ID, and those among the sent by their trace.

    What was sent stays so, and is not looked for again; what was not is, once there is news of letters.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._known: set[Sought] = set()
        self._missed: dict[Sought, int | None] = {}

    def among(self, sought: Sequence[Sought]) -> set[str]:
        """The keys of those drafts that have become a letter."""
        news = self._mailbox.news
        asked = [
            each for each in sought if each not in self._known and (news is None or news != self._missed.get(each))
        ]
        named = [each for each in asked if self._is_named(each)]
        self._known.update(named, self._traced([each for each in asked if each not in named]))
        self._missed |= dict.fromkeys(asked, news)
        return {each.key for each in sought if each in self._known}

    def _is_named(self, sought: Sought) -> bool:
        for ask, name in ((self._mailbox.marked_anywhere, sought.key), (self._mailbox.called, sought.message_id)):
            if name and any(not seen.draft and sought.names(seen.head) for seen in ask(name)):
                return True
        return False

    def _traced(self, sought: Sequence[Sought]) -> list[Sought]:
        """Those that some letter without a mark, which would be that of another draft, is about."""
        since = [each.trace.since for each in sought if each.trace is not None and each.trace.since is not None]
        if not since:
            return []
        letters = self._mailbox.sent_since(datetime.fromtimestamp(min(since), UTC))
        traces = [seen.head.trace for seen in islice(letters, MOST) if not seen.head.key]
        return [each for each in sought if each.trace and any(map(each.trace.may_become, traces))]
