"""The other side of the Maildir adapter: a person with a mail program, and a server that delivers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from types import MappingProxyType

from adapters.conformance import DraftsHarness, Gap, InboxHarness, Witness, make_setup
from adapters.formats.marks import HEADER_STEP
from adapters.maildir import ADAPTER
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import PortError, Unavailable
from tests.adapters.mail_program import opened, saved, sent


def make_maildir(path: Path) -> Path:
    """An empty Maildir folder."""
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    return path


def messages_in(folder: Path) -> list[Path]:
    """The files of a folder that are messages, sorted by place."""
    return sorted([*folder.glob("new/*"), *folder.glob("cur/*")])


class MaildirHarness(DraftsHarness, InboxHarness):
    """One mailbox of real files; `inbox`, `drafts` and `sent` are the places of its folders under the root."""

    gaps = MappingProxyType(
        {
            Gap.AUTH_REQUIRED: "files of one's own need no login",
            Gap.INCOMPLETE_READS: "a folder is listed whole or not at all",
            Gap.EXPIRING_CURSORS: "a cursor holds all that it needs",
            Gap.REJECTED: "a folder takes every message that can be written",
        }
    )

    def __init__(self, place: Path, *, inbox: str = ".", drafts: str = ".Drafts", sent: str = ".Sent") -> None:
        self.root = place / "mail"
        self.state = place / "state"
        self.inbox, self.drafts, self.sent = (make_maildir(self.root / name) for name in (inbox, drafts, sent))
        self.options: dict[str, OptionValue] = {"path": self.root}
        self._numbers = count(1)

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self) -> Connection:
        return ADAPTER.open(make_setup(self.state, self.options))

    @contextmanager
    def _unmounted(self) -> Iterator[None]:
        away = self.root.with_name("away")
        self.root.rename(away)
        yield
        away.rename(self.root)

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is not Unavailable:
            raise self.refuse(Gap.REJECTED)
        return self._unmounted()

    def expire_cursors(self) -> None:
        raise self.refuse(Gap.EXPIRING_CURSORS)

    def incomplete_reads(self) -> AbstractContextManager[None]:
        raise self.refuse(Gap.INCOMPLETE_READS)

    # The drafts

    def standing(self) -> tuple[bytes, ...]:
        return tuple(path.read_bytes() for path in messages_in(self.drafts))

    def save_draft(self, message: bytes) -> str:
        return self._store(self.drafts / "cur", message, ":2,DS")

    def edit_draft(
        self,
        ref: str,
        *,
        subject: str | None = None,
        body: str | None = None,
        to: str | None = None,
        keeps: Witness = Witness.BOTH,
    ) -> None:
        path = self.find(ref)
        message = saved(path.read_bytes(), subject=subject, body=body, to=to, keeps=keeps)
        self._store(self.drafts / "new", message, "")
        path.unlink()

    def delete_draft(self, ref: str) -> None:
        self.find(ref).unlink()

    def send_draft(self, ref: str, *, keeps: Witness = Witness.BOTH) -> None:
        path = self.find(ref)
        self._store(self.sent / "cur", sent(path.read_bytes(), keeps=keeps), ":2,S")
        path.unlink()

    def find(self, ref: str) -> Path:
        """The file in which a draft of ours stands."""
        key, _, message_id = ref.partition(" ")
        for path in messages_in(self.drafts):
            message = opened(path.read_bytes())
            if key == message[HEADER_STEP] or message_id == message["Message-ID"]:
                return path
        raise AssertionError("the draft does not stand")

    # The mail

    def deliver(self, message: bytes) -> str:
        return self._store(self.inbox / "new", message, "")

    def file_sent(self, message: bytes) -> str:
        return self._store(self.sent / "cur", message, ":2,S")

    def stored(self, handle: str) -> bytes:
        path = Path(handle)
        return f"{path.stat().st_ino} {path.stat().st_mtime_ns} ".encode() + path.read_bytes()

    def is_unread(self, handle: str) -> bool:
        return Path(handle).parent.name == "new" and Path(handle).exists()

    def break_message(self, handle: str) -> None:
        Path(handle).write_bytes(b"\x00\x1f\x8b\x08 damaged by the disk, hanna\xff\n\n")

    def _store(self, place: Path, message: bytes, info: str) -> str:
        path = place / f"17000000{next(self._numbers):02}.M1P1.host{info}"
        path.write_bytes(message.replace(b"\r\n", b"\n"))
        os.utime(path, (1_700_000_000, 1_700_000_000))
        return str(path)
