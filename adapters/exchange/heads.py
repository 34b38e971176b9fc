"""Messages at Exchange by some of their properties: the names of a draft or a letter, and what it is about.

In lists Exchange does not say to whom a message is, so that is asked only of those for which it matters.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import items
from adapters.exchange.errors import Trouble
from adapters.exchange.markup import T, field, find, find_all, own_field, own_properties, text_in
from adapters.exchange.reading import ref_of, version_of
from adapters.exchange.refusals import is_gone, is_unreadable
from adapters.exchange.times import Unreadable, instant_in
from adapters.formats.draft_traces import Head, Trace
from adapters.formats.marks import HEADER_STEP
from adapters.outlook.marks import STEP
from daemon.ports.errors import PortError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element

OUTLINE: Final = (
    *map(field, ("item:Subject", "item:ConversationId", "item:IsDraft", "item:DateTimeCreated")),
    *map(field, ("item:DateTimeReceived", "message:InternetMessageId")),
    own_field(STEP),
    T.ExtendedFieldURI(DistinguishedPropertySetId="InternetHeaders", PropertyName=HEADER_STEP, PropertyType="String"),
)
"""What is asked of messages in a list."""

RECIPIENTS: Final = ("ToRecipients", "CcRecipients", "BccRecipients")
_ADDRESSED: Final = (*OUTLINE, *(field(f"message:{name}") for name in RECIPIENTS))
_REMEMBERED: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A message in a list; its head tells of no addressee yet."""

    ref: str
    version: str
    head: Head

    @classmethod
    def of(cls, item: Element) -> Outline:
        """The outline of a message of which `OUTLINE` was asked."""
        return cls(ref=ref_of(item), version=version_of(item), head=head_of(item))


class Addressed:
    """Heads of messages with their addressees, each asked for once."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Store where they are; nothing is read yet."""
        self._mailbox = mailbox
        self._heads: dict[tuple[str, str], Head] = {}

    def heads(self, outlines: Iterable[Outline]) -> list[tuple[Outline, Head]]:
        """These messages with their heads; those that have just gone, or that nobody can read, are left out."""
        listed = list(outlines)
        missing = [each.ref for each in listed if (each.ref, each.version) not in self._heads]
        for ref, item in items(self._mailbox, missing, _ADDRESSED):
            if not isinstance(item, PortError):
                self._heads[ref, version_of(item)] = head_of(item, addresses_in(item, *RECIPIENTS))
            elif not is_gone(item) and not is_unreadable(item):
                raise item
        found = [(each, head) for each in listed if (head := self._heads.get((each.ref, each.version)))]
        while len(self._heads) > _REMEMBERED:
            del self._heads[next(iter(self._heads))]
        return found


def head_of(item: Element, people: Iterable[str] = ()) -> Head:
    """The head of a message of which `OUTLINE` was asked, and which is to these addresses."""
    marks = own_properties(item)
    since = moment_in(item, "DateTimeCreated" if text_in(item, "t:IsDraft") == "true" else "DateTimeReceived")
    return Head(
        key=marks.get(STEP) or _header(item),
        message_id=text_in(item, "t:InternetMessageId"),
        trace=Trace.make(
            conversation_of(item), people, text_in(item, "t:Subject"), since.timestamp() if since else None
        ),
    )


def conversation_of(item: Element) -> str:
    """The conversation that a message is in, or the empty string."""
    found = find(item, "t:ConversationId")
    return "" if found is None else str(found.get("Id") or "")


def moment_in(item: Element, name: str) -> datetime | None:
    """A point in time, if Exchange tells one."""
    try:
        return instant_in(text_in(item, f"t:{name}"))
    except Unreadable:
        return None


def addresses_in(item: Element, *names: str) -> list[str]:
    """The addresses in these properties."""
    return [text_in(each, "t:EmailAddress") for name in names for each in find_all(item, f"t:{name}/t:Mailbox")]


def mime_in(item: Element) -> bytes:
    """The text of a message of which it was asked; `Trouble` if that is none."""
    try:
        return base64.b64decode(text_in(item, "t:MimeContent"), validate=False)
    except ValueError as error:
        raise Trouble("Exchange answers in a way that cannot be understood") from error


def _header(item: Element) -> str:
    """The step in the header of ours, which Exchange keeps as a property of another set."""
    for each in find_all(item, "t:ExtendedProperty"):
        name = find(each, "t:ExtendedFieldURI")
        if name is not None and str(name.get("PropertyName")).lower() == HEADER_STEP.lower():
            return text_in(each, "t:Value")
    return ""
