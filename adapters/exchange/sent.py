"""The letters that the person sent, to see which drafts have become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import newest
from adapters.exchange.heads import OUTLINE, Addressed, Outline
from adapters.exchange.markup import SENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.exchange.mailbox import Mailbox
    from adapters.formats.draft_traces import Sought

NEWEST: Final = 300
"""How many letters are looked through, newest first; an account is looked at far more often than so many are sent."""


@dataclass(slots=True)
class Tidings:
    """What the inbox has heard of the folder of sent mail since the drafts asked last.

    In a pass without news the drafts take its word for it that nothing was sent, so the folder is asked about once.
    """

    heard: bool = False
    news: bool = False

    def note(self, *, news: bool) -> None:
        """The folder was asked about."""
        self.heard, self.news = True, self.news or news

    def are_quiet(self) -> bool:
        """Whether it was, and had nothing new; said once."""
        quiet = self.heard and not self.news
        self.heard = self.news = False
        return quiet


class SentLetters:
    """The newest letters in the folder of sent mail."""

    def __init__(self, mailbox: Mailbox, tidings: Tidings) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._tidings = tidings
        self._addressed = Addressed(mailbox)
        self._told: dict[str, bool] = {}

    def among(self, sought: Sequence[Sought]) -> set[str]:
        """The keys of those drafts that have become a letter, as far as was told the last time if nothing was sent."""
        if not sought:
            return set()
        if not (self._tidings.are_quiet() and self._told.keys() >= {each.key for each in sought}):
            letters = [Outline.of(item) for item in newest(self._mailbox, SENT, OUTLINE, NEWEST)]
            self._told = {each.key: self._became(each, letters) for each in sought}
        return {each.key for each in sought if self._told[each.key]}

    def has(self, sought: Sought) -> bool:
        """Whether a draft has become a letter by now."""
        self._told = {}
        return bool(self.among([sought]))

    def _became(self, sought: Sought, letters: Sequence[Outline]) -> bool:
        if any(sought.names(each.head) for each in letters):
            return True
        trace = sought.trace
        if trace is None:
            return False
        about = [each for each in letters if trace.is_about(each.head.trace)]
        return any(sought.became(head) for _, head in self._addressed.heads(about))
