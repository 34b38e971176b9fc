"""The other side of the IMAP adapter: a person with a mail program, a server, and the network in between."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

from adapters.conformance import DraftsHarness, InboxHarness, Witness, make_setup
from adapters.formats.marks import HEADER_STEP
from adapters.imap import ADAPTER, inbox
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from tests.adapters.dovecot import PASSWORD, Dovecot
from tests.adapters.imap_relay import Relay, answering, no_script
from tests.adapters.mail_program import opened, saved, sent

DRAFTS = "Entw&APw-rfe"
SENT = "Gesendete Objekte"
ARCHIVE = "Archive"
_NUMBERS = count(1)


class ImapHarness(DraftsHarness, InboxHarness):
    """One mailbox on a server that all tests share; the adapter goes through a relay, the person does not."""

    def __init__(self, server: Dovecot, place: Path) -> None:
        self.server = server
        self.user = f"person{next(_NUMBERS)}"
        self.relay = Relay(server.port)
        self.state = place / "state"
        self._connections: list[Connection] = []
        self.password_file = place / "password"
        self.password_file.touch(0o600)
        self.password_file.write_text(PASSWORD, "utf-8")
        self.options: dict[str, OptionValue] = {
            "host": "127.0.0.1",
            "port": self.relay.port,
            "security": "none",
            "user": self.user,
            "password_file": self.password_file,
        }

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self) -> Connection:
        connection = ADAPTER.open(make_setup(self.state, self.options))
        self._connections.append(connection)
        return connection

    def fill(self, messages: Iterable[bytes], folder: str = "") -> None:
        """Put many messages, or large ones, into a folder at once, as delivery on the server's own disk does."""
        place = self.server.place / "mail" / self.user / folder
        for part in (place.parent, place, place / "cur", place / "new", place / "tmp"):
            part.mkdir(exist_ok=True)
            self.server.give(part)
        for number, message in enumerate(messages):
            path = place / "cur" / f"{1_700_000_000 + number}.M{number}P1.host:2,S"
            path.write_bytes(message.replace(b"\r\n", b"\n"))
            self.server.give(path)

    def close(self) -> None:
        """Let go of all connections."""
        for connection in self._connections:
            connection.close()
        self.relay.close()

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is Rejected:
            return self._refusing_drafts()
        return self._wrong_password() if error is AuthRequired else self._unreachable()

    @contextmanager
    def _refusing_drafts(self) -> Iterator[None]:
        self.relay.script = answering("APPEND", b"TAG NO [TOOBIG] Not this one.\r\n")
        yield
        self.relay.script = no_script

    @contextmanager
    def _wrong_password(self) -> Iterator[None]:
        self.password_file.write_text("wrong", "utf-8")
        self.relay.cut()
        yield
        self.password_file.write_text(PASSWORD, "utf-8")

    @contextmanager
    def _unreachable(self) -> Iterator[None]:
        self.relay.refusing = True
        self.relay.cut()
        yield
        self.relay.refusing = False

    def expire_cursors(self) -> None:
        """What restoring a mailbox from a backup does: all messages get new numbers."""
        self.relay.cut()
        self.server.administer("mailbox", "update", "-u", self.user, "--uid-validity", "2000000000", "INBOX")

    @contextmanager
    def incomplete_reads(self) -> Iterator[None]:
        with patch.object(inbox, "LETTERS_AT_ONCE", 2):
            yield

    # The drafts

    def standing(self) -> tuple[bytes, ...]:
        with self.program() as program:
            return tuple(data for _, data in _messages(program, DRAFTS, "UNDELETED"))

    def save_draft(self, message: bytes) -> str:
        return self.store(DRAFTS, message, r"\Draft \Seen")

    def edit_draft(
        self,
        ref: str,
        *,
        subject: str | None = None,
        body: str | None = None,
        to: str | None = None,
        keeps: Witness = Witness.BOTH,
    ) -> None:
        uid, data = self.find(ref)
        self.save_draft(saved(data, subject=subject, body=body, to=to, keeps=keeps))
        self.remove(DRAFTS, uid)

    def delete_draft(self, ref: str) -> None:
        self.remove(DRAFTS, self.find(ref)[0])

    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        uid, data = self.find(ref)
        self.file_sent(sent(data, keeps=keeps))
        self.remove(DRAFTS, uid)

    def find(self, ref: str) -> tuple[str, bytes]:
        """UID and bytes of the message in which a draft of ours stands."""
        key, message_id, *_ = ref.split(" ")
        with self.program() as program:
            for uid, data in _messages(program, DRAFTS, "UNDELETED"):
                message = opened(data)
                if key == message[HEADER_STEP] or message_id == message["Message-ID"]:
                    return uid, data
        raise AssertionError("the draft does not stand")

    # The mail

    def deliver(self, message: bytes) -> str:
        return self.store("INBOX", message, "")

    def file_sent(self, message: bytes) -> str:
        return self.store(SENT, message, r"\Seen")

    def stored(self, handle: str) -> bytes:
        folder, _, uid = handle.rpartition(" ")
        with self.program() as program:
            (found,) = [data for each, data in _messages(program, folder, "ALL") if each == uid]
            return found + self.flags(handle).encode()

    def is_unread(self, handle: str) -> bool:
        return r"\Seen" not in self.flags(handle)

    def break_message(self, handle: str) -> None:
        folder, _, uid = handle.rpartition(" ")
        self.remove(folder, uid)
        self.store(folder, b"\x01\x1f\x8b\x08 damaged on its way, hanna\xff\r\n\r\n", "")

    # The person's mail program, which has a connection of its own

    @contextmanager
    def program(self) -> Iterator[imaplib.IMAP4]:
        """A connection that is logged in."""
        with imaplib.IMAP4("127.0.0.1", self.server.port) as program:
            program.login(self.user, PASSWORD)
            yield program

    def store(self, folder: str, message: bytes, flags: str) -> str:
        """Put a message into a folder; answers with its handle."""
        data = re.sub(rb"(?<!\r)\n", b"\r\n", message)
        with self.program() as program:
            kind, answer = program.append(f'"{folder}"', f"({flags})", "", data)
        assert kind == "OK", answer
        found = re.search(rb"APPENDUID \d+ (\d+)", answer[0])
        assert found is not None
        return f"{folder} {found[1].decode()}"

    def remove(self, folder: str, uid: str) -> None:
        """Delete a message for good."""
        with self.program() as program:
            program.select(f'"{folder}"')
            program.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
            program.uid("EXPUNGE", uid)

    def folders(self) -> list[str]:
        """The folders of the account."""
        with self.program() as program:
            _, lines = program.list()
        return sorted(line.decode().rpartition('"/" ')[2] for line in lines if isinstance(line, bytes))

    def uids(self, folder: str) -> list[str]:
        """The messages in a folder, whatever their flags."""
        with self.program() as program:
            return [uid for uid, _ in _messages(program, folder, "ALL")]

    def count(self, folder: str) -> int:
        """How many messages are in a folder."""
        with self.program() as program:
            _, answer = program.select(f'"{folder}"', readonly=True)
        return int(answer[0] or b"0")

    def flags(self, handle: str) -> str:
        """The flags of a message, without the one that only says which connection saw it first."""
        folder, _, uid = handle.rpartition(" ")
        with self.program() as program:
            program.select(f'"{folder}"', readonly=True)
            _, answer = program.uid("FETCH", uid, "(FLAGS)")
        found = re.search(rb"FLAGS \(([^)]*)\)", answer[0])
        assert found is not None
        return " ".join(sorted(flag for flag in found[1].decode().split() if flag != r"\Recent"))


def _messages(program: imaplib.IMAP4, folder: str, criteria: str) -> Iterator[tuple[str, bytes]]:
    """UID and bytes of the messages in a folder; none becomes read by it."""
    program.select(f'"{folder}"', readonly=True)
    _, found = program.uid("SEARCH", criteria)
    for uid in found[0].decode().split():
        _, answer = program.uid("FETCH", uid, "(BODY.PEEK[])")
        yield uid, answer[0][1]
