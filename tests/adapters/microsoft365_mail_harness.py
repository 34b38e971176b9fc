"""The other side of a mailbox at Microsoft 365: the person at their mail program, and those who write to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

from adapters.conformance import DraftsHarness, InboxHarness, Witness, make_setup
from adapters.conformance.harness import OWNER
from adapters.microsoft365 import ADAPTER, inbox
from adapters.microsoft365.scopes import CALENDARS, MAIL
from adapters.outlook.marks import PROPERTY_SET
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from tests.adapters.mail_program import saved
from tests.adapters.microsoft365_harness import check_asked, options, refuse_writes, sign_in, signed_out
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.letters import Letter, put_together
from tests.fakes.graph.mail import MailApi
from tests.fakes.graph.server import GraphServer, throttled


class MicrosoftMailHarness(DraftsHarness, InboxHarness):
    """A new person with an empty mailbox, on a fake of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.api = MailApi(OWNER)
        self.server = GraphServer(self.api)
        self.entra = Entra(self.server)
        sign_in(folder / "state", self.entra, CALENDARS, MAIL)

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self, **others: OptionValue) -> Connection:
        return ADAPTER.open(make_setup(self.folder / "state", options(self.server, **others)))

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked of it."""
        self.server.close()
        check_asked(self.server)

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            return signed_out(self.server, self.entra)
        if error is Rejected:
            return self.server.answering(refuse_writes)
        return self.server.answering(lambda _: throttled(120))

    def expire_cursors(self) -> None:
        self.api.rounds.forget()

    @contextmanager
    def incomplete_reads(self) -> Iterator[None]:
        """Pages of one message, of which few are read at once."""
        usual, self.api.page = self.api.page, 1
        with patch.object(inbox, "PAGES_AT_ONCE", 2):
            yield
        self.api.page = usual

    # The drafts

    def standing(self) -> tuple[bytes, ...]:
        return tuple(put_together(each) for each in self.api.within("drafts"))

    def save_draft(self, message: bytes) -> str:
        return self.api.save(message)

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
        self.api.discard(self.handle(ref))

    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        renamed = "<rewritten@provider.example>" if keeps is Witness.MARKS else None
        self.api.post(self.handle(ref), message_id=renamed, keeps_marks=keeps is not Witness.MESSAGE_ID)

    def rewrite(self, ref: str, change: Callable[[bytes], bytes]) -> None:
        """Save another text of a draft, which stays the item that it was."""
        draft = self.draft(ref)
        self.api.save(change(put_together(draft)), str(draft.number))

    def unmark(self, ref: str) -> None:
        """Take our properties from a draft; its headers go when it is saved."""
        draft = self.draft(ref)
        draft.properties = {name: value for name, value in draft.properties.items() if PROPERTY_SET not in name}

    def draft(self, ref: str) -> Letter:
        """A draft of ours as Outlook keeps it."""
        return self.api.letter(self.handle(ref))

    def handle(self, ref: str) -> str:
        """What the fake calls what the adapter calls so."""
        return next(str(each.number) for each in self.api.letters.values() if self.api.id_of(each) in ref)

    # The mail

    def deliver(self, message: bytes) -> str:
        return self.api.deliver(message)

    def file_sent(self, message: bytes) -> str:
        return self.api.file_sent(message)

    def stored(self, handle: str) -> bytes:
        letter = self.api.letter(handle)
        kept = json.dumps([letter.etag, letter.folder, letter.resource, letter.properties], sort_keys=True)
        return (letter.raw or put_together(letter)) + kept.encode()

    def is_unread(self, handle: str) -> bool:
        return not self.api.letter(handle).resource["isRead"]

    def break_message(self, handle: str) -> None:
        """What is told of it makes no sense, and its text is damaged."""
        self.server.sound = False
        letter = self.api.letter(handle)
        letter.raw = b"\x01\x1f\x8b\x08 damaged on its way, hanna\xff\r\n\r\n"
        letter.headers = []
        self.api.edit(handle, receivedDateTime="when it suits you", sentDateTime=None, internetMessageId=7)
