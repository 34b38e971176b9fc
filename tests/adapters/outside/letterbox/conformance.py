"""The one small file by which somebody else's adapter adopts the suite; run with `pytest --pyargs`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from types import MappingProxyType

import pytest

from adapters.conformance import DeclarationConformance, Gap, InboxConformance, InboxHarness, make_setup
from daemon.ports.adapter import Adapter, Connection
from daemon.ports.errors import AuthRequired, PortError, Unavailable

from . import ADAPTER

FLAGS = {Unavailable: "away", AuthRequired: "locked"}


class LetterboxHarness(InboxHarness):
    """Puts letters into the folders; a letter is unread for as long as nothing renames its file."""

    gaps = MappingProxyType(
        {
            Gap.EXPIRING_CURSORS: "the list of letters that were read never expires",
            Gap.INCOMPLETE_READS: "the folders are always read as a whole",
        }
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        for name in ("inbox", "sent", "drafts"):
            (folder / name).mkdir()

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self) -> Connection:
        return ADAPTER.open(make_setup(self.folder, {"folder": self.folder}))

    @contextmanager
    def provoke(self, error: type[PortError]) -> Iterator[None]:
        flag = self.folder / FLAGS[error]
        flag.touch()
        yield
        flag.unlink()

    def expire_cursors(self) -> None:
        raise self.refuse(Gap.EXPIRING_CURSORS)

    def incomplete_reads(self) -> AbstractContextManager[None]:
        raise self.refuse(Gap.INCOMPLETE_READS)

    def deliver(self, message: bytes) -> str:
        return self._write("inbox", message)

    def file_sent(self, message: bytes) -> str:
        return self._write("sent", message)

    def save_draft(self, message: bytes) -> str:
        return self._write("drafts", message)

    def stored(self, handle: str) -> bytes:
        return (self.folder / handle).read_bytes()

    def is_unread(self, handle: str) -> bool:
        return (self.folder / handle).exists()

    def break_message(self, handle: str) -> None:
        (self.folder / handle).unlink()
        (self.folder / handle).mkdir()

    def _write(self, folder: str, message: bytes) -> str:
        path = self.folder / folder / f"{next(self.numbers)}.eml"
        path.write_bytes(message)
        return path.relative_to(self.folder).as_posix()


class TestInbox(InboxConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> LetterboxHarness:
        return LetterboxHarness(tmp_path)


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> LetterboxHarness:
        return LetterboxHarness(tmp_path)
