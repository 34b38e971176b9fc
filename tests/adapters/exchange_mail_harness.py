"""The other side of a mailbox at Exchange: the person at their mail program, and those who write to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from adapters.conformance import DraftsHarness, InboxHarness, Witness, make_setup
from adapters.conformance.harness import OWNER
from adapters.exchange import ADAPTER
from adapters.outlook.marks import PROPERTY_SET
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from tests.adapters.exchange_harness import WRITES, locked_out, options
from tests.adapters.mail_program import saved, sent
from tests.fakes.exchange.items import Item
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.person import Person
from tests.fakes.exchange.server import ExchangeServer
from tests.fakes.exchange.soap import busy
from tests.fakes.exchange.trouble import refusing


class ExchangeMailHarness(DraftsHarness, InboxHarness):
    """A new person with an empty mailbox, on a fake of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.box = Mailbox(OWNER)
        self.person = Person(self.box)
        self.server = ExchangeServer(self.box)

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self, **others: OptionValue) -> Connection:
        return ADAPTER.open(make_setup(self.folder / "state", options(self.server, self.folder, **others)))

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked of it."""
        self.server.close()

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            return locked_out(self.server, self.folder)
        if error is Rejected:
            return self.server.answering(refusing(WRITES, "ErrorInvalidPropertySet"))
        return self.server.answering(lambda _: busy())

    def expire_cursors(self) -> None:
        self.box.forget_states()

    @contextmanager
    def incomplete_reads(self) -> Iterator[None]:
        """Of several messages that are asked for at once, all but the first are left undone."""
        self.server.reading.stop_after = 1
        yield
        self.server.reading.stop_after = None

    # The drafts

    def standing(self) -> tuple[bytes, ...]:
        return tuple(self.person.text_of(each.id) for each in self.box.within(self.box.known("drafts").id))

    def save_draft(self, message: bytes) -> str:
        return self.person.save(message)

    def edit_draft(
        self,
        ref: str,
        *,
        subject: str | None = None,
        body: str | None = None,
        to: str | None = None,
        keeps: Witness = Witness.BOTH,
    ) -> None:
        if keeps is Witness.MESSAGE_ID:
            self.unmark(ref)
        self.rewrite(ref, lambda raw: saved(raw, subject=subject, body=body, to=to, keeps=keeps))

    def delete_draft(self, ref: str) -> None:
        self.person.delete(self.draft(ref).id)

    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        marks = keeps is not Witness.MESSAGE_ID
        self.person.post(self.draft(ref).id, lambda raw: sent(raw, keeps=keeps), marks=marks)

    def rewrite(self, ref: str, change: Callable[[bytes], bytes]) -> None:
        """Save another text of a draft, which stays the item that it was."""
        draft = self.draft(ref).id
        self.person.save(change(self.person.text_of(draft)), draft)

    def draft(self, ref: str) -> Item:
        """A draft of ours as Exchange keeps it."""
        return next(each for each in self.box.within(self.box.known("drafts").id) if each.id in ref)

    # The mail

    def deliver(self, message: bytes) -> str:
        return self.person.deliver(message)

    def file_sent(self, message: bytes) -> str:
        return self.person.file_sent(message)

    def stored(self, handle: str) -> bytes:
        return self.person.text_of(handle) + str(self.box.items[handle].touched).encode()

    def is_unread(self, handle: str) -> bool:
        return self.box.items[handle].text("IsRead") == "false"

    def break_message(self, handle: str) -> None:
        self.person.damage(handle)

    def unmark(self, ref: str) -> None:
        """Take from a draft what programs keep beside it, and leave its text."""
        draft = self.draft(ref)
        draft.extended = {key: each for key, each in draft.extended.items() if key[0] != PROPERTY_SET}
