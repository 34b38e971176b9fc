"""The letters that the person sent, by their headers, to see which drafts have become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from adapters.google.heads import HEADERS, head_of
from adapters.google.scopes import Replies

if TYPE_CHECKING:
    from adapters.formats.draft_traces import Head, Sought
    from adapters.google.mailbox import Mailbox

NEWEST: Final = 300
"""How many letters are looked through, newest first; an account is looked at far more often than so many are sent."""


class SentLetters:
    """The newest letters under Gmail's label SENT; they never change, so each is read once."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._heads: dict[str, Head] = {}
        self._reached: str | None = None

    def among(self, sought: Sequence[Sought], reached: str | None) -> set[str]:
        """The keys of those drafts that have become a letter.

        They are listed anew unless the mailbox has not changed since the last time, which `reached` tells.
        """
        if not sought or self._mailbox.replies is Replies.NONE:
            return set()
        if reached is None or reached != self._reached:
            self._list()
            self._reached = reached
        return {each.key for each in sought if any(each.became(head) for head in self._heads.values())}

    def _list(self) -> None:
        heads: dict[str, Head] = {}
        for message, _ in self._mailbox.gmail.listed(NEWEST, labelIds=["SENT"]):
            head = self._heads.get(message) or self._read(message)
            if head is not None:
                heads[message] = head
        self._heads = heads

    def _read(self, message: str) -> Head | None:
        mail = self._mailbox.gmail.head(message, HEADERS)
        return None if mail is None else head_of(mail)
