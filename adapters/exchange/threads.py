"""Which conversation a letter is of, and how the draft of an answer is put there.

Outlook knows a conversation by the identifier within an index, which the header Thread-Index carries from letter to
letter: 22 bytes for the letter that began it, and 5 for each answer (MS-OXOMSG section 2.2.1.3). Message-IDs count only
where mail comes in, and the index only of a message that says so (PidTagConversationIndexTracking).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import newest
from adapters.exchange.heads import conversation_of
from adapters.exchange.markup import INBOX, SENT, T, field, text_in
from adapters.formats.draft_traces import bare

if TYPE_CHECKING:
    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element

REMEMBERED: Final = 5000
"""Of how many letters it is remembered to which conversation they belong."""

FIELDS: Final = (field("item:ConversationId"), field("message:ConversationIndex"))
"""What is asked of a letter to know its conversation, beside its subject and its Message-ID."""

_SEARCHED: Final = (*FIELDS, field("item:Subject"), field("message:InternetMessageId"))
_BEGINNING: Final = 22
_ANSWER: Final = 5
_LONGEST: Final = _BEGINNING + 100 * _ANSWER
_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The conversation of a letter, the letter's place in it, and its subject."""

    id: str
    index: bytes
    subject: str

    @property
    def header(self) -> bytes:
        """The header that puts an answer after the letter; none if Exchange did not tell where that is."""
        if not _BEGINNING <= len(self.index) <= _LONGEST or (len(self.index) - _BEGINNING) % _ANSWER:
            return b""
        return b"Thread-Index: " + base64.b64encode(self.index + bytes(_ANSWER)) + b"\r\n"


class Threads:
    """The conversations of letters that were read, and of those that an answer names."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._known: dict[str, Thread] = {}

    def note(self, item: Element) -> None:
        """Remember to which conversation a letter belongs, of which all that was asked."""
        while len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[text_in(item, "t:InternetMessageId")] = Thread(
            id=conversation_of(item), index=_index_in(item), subject=text_in(item, "t:Subject")
        )

    def of(self, message_id: str | None, subject: str) -> Thread | None:
        """The conversation to which an answer with this subject belongs, or None if nobody can tell."""
        if message_id is None or not _ID.fullmatch(message_id):
            return None
        if message_id not in self._known:
            self._search(message_id)
        thread = self._known.get(message_id)
        return thread if thread is not None and bare(thread.subject) == bare(subject) else None

    def _search(self, message_id: str) -> None:
        for folder in (INBOX, SENT):
            wanted = T.IsEqualTo(field("message:InternetMessageId"), T.FieldURIOrConstant(T.Constant(Value=message_id)))
            for item in newest(self._mailbox, folder, _SEARCHED, 1, wanted):
                self.note(item)
                return


def _index_in(item: Element) -> bytes:
    try:
        return base64.b64decode(text_in(item, "t:ConversationIndex"))
    except ValueError:
        return b""
