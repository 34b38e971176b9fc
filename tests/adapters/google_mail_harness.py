"""The other side of a mailbox at Gmail: the person at their mail program, and those who write to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

from adapters.conformance import DraftsHarness, InboxHarness, Witness, make_setup
from adapters.google import ADAPTER, inbox
from adapters.google.scopes import Uses, scopes_for
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_harness import options, sign_in
from tests.adapters.mail_program import saved, sent
from tests.fakes.google.gmail import GmailApi
from tests.fakes.google.server import GoogleServer, refusal
from tests.fakes.google.tokens import TokenPlace

EVERYTHING = frozenset(scope.name for scope in scopes_for(Uses()))


class GmailHarness(DraftsHarness, InboxHarness):
    """A new person with an empty mailbox, on a fake of their own, whose login was granted these scopes."""

    def __init__(self, folder: Path, scopes: frozenset[str] = EVERYTHING) -> None:
        self.folder = folder
        self.api = GmailApi()
        self.server = GoogleServer(self.api)
        self.tokens = TokenPlace(self.server)
        refresh, access = self.tokens.sign_in(scopes)
        sign_in(folder / "state", access, refresh)

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self, **others: OptionValue) -> Connection:
        return ADAPTER.open(make_setup(self.folder / "state", options(self.server, **others)))

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked of it, or a draft was written that nobody would see."""
        self.server.close()
        assert self.api.hidden == []

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            self.tokens.ended = True
            return self.server.answering(lambda asked: None if asked.path == "/token" else refusal(401, "authError"))
        if error is Rejected:
            return self.server.answering(_refuse_writes)
        return self.server.answering(lambda _: refusal(503, "backendError", headers={"Retry-After": "120"}))

    def expire_cursors(self) -> None:
        self.api.forget()

    @contextmanager
    def incomplete_reads(self) -> Iterator[None]:
        with patch.object(inbox, "LETTERS_AT_ONCE", 2):
            yield

    # The drafts

    def standing(self) -> tuple[bytes, ...]:
        return tuple(self.api.messages[message].raw for message in self.api.drafts.values())

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
        self.rewrite(ref, lambda raw: saved(raw, subject=subject, body=body, to=to, keeps=keeps))

    def delete_draft(self, ref: str) -> None:
        self.api.discard(draft_in(ref))

    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        self.api.post(draft_in(ref), lambda raw: sent(raw, keeps=keeps))

    def rewrite(self, ref: str, change: Callable[[bytes], bytes]) -> None:
        """Save another text of a draft, under Gmail's id of it."""
        draft = draft_in(ref)
        self.api.save(change(self.api.messages[self.api.drafts[draft]].raw), draft)

    # The mail

    def deliver(self, message: bytes) -> str:
        return self.api.deliver(message)

    def file_sent(self, message: bytes) -> str:
        return self.api.file_sent(message)

    def stored(self, handle: str) -> bytes:
        message = self.api.messages[self.api.drafts.get(handle, handle)]
        return message.raw + " ".join(sorted(message.labels)).encode()

    def is_unread(self, handle: str) -> bool:
        return "UNREAD" in self.api.messages[handle].labels

    def break_message(self, handle: str) -> None:
        self.api.messages[handle].raw = b"\x01\x1f\x8b\x08 damaged on its way, hanna\xff\r\n\r\n"


def draft_in(ref: str) -> str:
    """Gmail's id of the draft that a ref names."""
    return ref.split(" ")[2]


def _refuse_writes(asked: Asked) -> Reply | None:
    return refusal(400, "invalidArgument") if asked.method in {"POST", "PUT"} and asked.path != "/token" else None
