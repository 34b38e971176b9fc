"""Which conversation a message is of: that of the index it carries, as long as its subject is that of the others.

Message-IDs count only where mail is transported; what is merely saved belongs where its index says, or is alone.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from tests.fakes.exchange.items import Item
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.soap import t

BEGINNING = 22  # bytes of the letter that began it, of which the last 16 name the conversation
ANSWER = 5  # more for each answer


def topic_of(subject: str) -> str:
    """A subject without what mail programs put before it."""
    first, colon, rest = subject.partition(":")
    return topic_of(rest.strip()) if colon and first.strip().lower() in {"re", "aw", "fw", "fwd", "wg"} else subject


def settle(item: Item, box: Mailbox, *, transported: bool) -> None:
    """Give a message its conversation, a new one if it has none or its subject has become another."""
    topic = topic_of(item.text("Subject"))
    others = list(_others(item, box))
    if any(each.text("ConversationTopic").casefold() != topic.casefold() for each in others):
        index = b""
    else:
        index = index_of(item)
    if not index and transported:
        index = _answered(item, box, topic)
    if not index:
        index = b"\1" + box.now.timestamp().hex().encode()[:5] + item.id.encode()[-16:]
    item.set(
        t("ConversationTopic", topic),
        t("ConversationIndex", base64.b64encode(index).decode()),
        t("ConversationId", Id=f"AAQk{base64.b64encode(_name(index)).decode()}"),
    )


def index_of(item: Item) -> bytes:
    """The index that a message carries; none if that is no index."""
    try:
        index = base64.b64decode(item.text("ConversationIndex"), validate=True)
    except binascii.Error:
        return b""
    return index if len(index) >= BEGINNING and not (len(index) - BEGINNING) % ANSWER else b""


def after(item: Item) -> bytes:
    """The index of an answer to a message."""
    return index_of(item) + bytes(ANSWER)


def _others(item: Item, box: Mailbox) -> Iterator[Item]:
    """The other messages of the conversation that a message would be of."""
    name = _name(index_of(item))
    for each in box.items.values():
        if name and each.id != item.id and each.kind != "CalendarItem" and _name(index_of(each)) == name:
            yield each


def _answered(item: Item, box: Mailbox, topic: str) -> bytes:
    named = {*item.text("InReplyTo").split(), *item.text("References").split()}
    for each in box.items.values():
        known = each.text("InternetMessageId") in named
        if known and each.text("ConversationTopic").casefold() == topic.casefold():
            return after(each)
    return b""


def _name(index: bytes) -> bytes:
    return index[BEGINNING - 16 : BEGINNING]
