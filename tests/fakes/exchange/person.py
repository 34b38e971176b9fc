"""The person at their own mail program, and everybody who writes to them: what happens in a mailbox without us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TypeAlias

from tests.fakes.exchange import events, letters
from tests.fakes.exchange.items import Item
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import t, written

Deviations: TypeAlias = Mapping[datetime, dict[str, Element] | None]
"""See `Item.deviations`."""


class Person:
    """What they do, each time at once and without asking; a message or event is named by its id."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box

    # The calendar

    def put_event(
        self,
        folder: str,
        properties: Iterable[Element],
        deviations: Deviations | None = None,
        *,
        identity: str | None = None,
    ) -> str:
        """An event appears in a folder, or becomes another one if it is there; answers with its id."""
        made = Item(id="", folder=folder, kind="CalendarItem")
        made.set(*properties)
        made.deviations = dict(deviations or {})
        if identity is None:
            self._box.add(made)
        else:
            made.id = identity
            made.set(self._box.items[identity].fields["DateTimeCreated"])
            self._box.items[identity] = made
            self._box.touch(made)
        events.settle(made, self._box)
        return made.id

    def change_event(self, identity: str, *properties: Element, without: Iterable[str] = ()) -> None:
        """An event gets other properties, and loses some."""
        item = self._box.items[identity]
        for name in without:
            item.fields.pop(name, None)
        item.set(*properties)
        events.settle(item, self._box)
        self._box.touch(item)

    def delete(self, identity: str) -> None:
        """An item is thrown away, and lies among the deleted ones."""
        self._box.move(identity, self._box.known("deleteditems").id)

    def damage(self, identity: str) -> None:
        """An item can no longer be read, and is as it is until somebody puts another in its place."""
        item = self._box.items[identity]
        item.damaged = True
        self._box.touch(item)

    # The mail

    def deliver(self, raw: bytes, folder: str = "inbox") -> str:
        """A message arrives, unread; answers with its id."""
        received = b"Received: from mx.elsewhere.example by mail.owner.example; Sun, 1 Mar 2026 08:00:00 +0000\r\n"
        return self._filed(folder, received + raw, letters.headers_of(received + raw), t("IsRead", "false"))

    def file_sent(self, raw: bytes) -> str:
        """The person sends a message from this mailbox; answers with its id."""
        return self._filed("sentitems", raw, t("IsFromMe", "true"))

    def save(self, raw: bytes, identity: str | None = None) -> str:
        """The person saves a draft, a new one or another text of one that is there; answers with its id."""
        item = Item(id="", folder=self._box.known("drafts").id, kind="Message")
        if identity is None:
            self._box.add(item)
        else:
            item = self._box.items[identity]
        letters.take_in(item, raw)
        letters.settle(item, self._box)
        self._box.touch(item)
        return item.id

    def text_of(self, identity: str) -> bytes:
        """A message as any mail program reads it."""
        raw = self._box.items[identity].mime
        assert raw is not None
        return raw

    def post(self, identity: str, change: Callable[[bytes], bytes], *, marks: bool = True) -> str:
        """The person sends a draft, which changes its text; answers with its id among what was sent.

        It keeps what programs noted in it, or loses that without `marks`.
        """
        item = self._box.items[identity]
        raw = change(self.text_of(identity))
        before = deepcopy(item.extended) if marks else {}
        item.extended.clear()
        letters.take_in(item, raw)
        item.extended = before | item.extended
        self._box.now += timedelta(seconds=1)
        stamp = written(self._box.now)
        item.set(t("IsDraft", "false"), t("IsFromMe", "true"), t("DateTimeReceived", stamp))
        item.mime = raw
        return self._box.move(identity, self._box.known("sentitems").id)

    def _filed(self, folder: str, raw: bytes, *properties: Element) -> str:
        kind, cls = letters.kind_of(raw)
        item = Item(id="", folder=self._box.known(folder).id, kind=kind)
        self._box.now += timedelta(seconds=1)
        self._box.add(item)
        letters.take_in(item, raw)
        item.set(t("IsDraft", "false"), t("ItemClass", cls), *properties)
        letters.settle(item, self._box)
        item.mime = raw
        return item.id
