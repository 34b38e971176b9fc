"""The other side of a vdir: the person's sync and calendar programs, which work on the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType

from adapters.conformance import Gap, make_setup
from adapters.vdir import ADAPTER
from daemon.ports.adapter import Adapter, Connection
from daemon.ports.errors import AuthRequired, PortError, Rejected
from tests.adapters.calendar_texts import CalendarTexts

COLLECTIONS = ("personal", "work")


class VdirHarness(CalendarTexts):
    """Two collections in a folder; items go to them in turn."""

    gaps = MappingProxyType(
        {
            Gap.EXPIRING_CURSORS: "a cursor lists the files, and no provider is there to forget it",
            Gap.AUTH_REQUIRED: "files ask for no login; what may not be read is unavailable",
            Gap.REJECTED: "a file takes every entry that the daemon can word",
        }
    )

    def __init__(self, folder: Path) -> None:
        self.root = folder / "calendars"
        self.own = self.root / "follow-up"
        self._state = folder / "state"
        self._stored = 0
        for name in COLLECTIONS:
            (self.root / name).mkdir(parents=True)

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self) -> Connection:
        return ADAPTER.open(make_setup(self._state, {"path": self.root, "calendars": COLLECTIONS}))

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error in {AuthRequired, Rejected}:
            raise self.refuse(Gap.AUTH_REQUIRED if error is AuthRequired else Gap.REJECTED)
        return away(self.root)

    def expire_cursors(self) -> None:
        raise self.refuse(Gap.EXPIRING_CURSORS)

    def incomplete_reads(self) -> AbstractContextManager[None]:
        return away(self.root / COLLECTIONS[1])

    def seed(self, calendar: str) -> str:
        collection = COLLECTIONS[self._stored % len(COLLECTIONS)]
        self._stored += 1
        handle = f"{collection}/item-{self._stored}.ics"
        store(self.root / handle, calendar.encode())
        return handle

    def replace(self, handle: str, calendar: str) -> None:
        store(self.root / handle, calendar.encode())

    def delete(self, handle: str) -> None:
        (self.root / handle).unlink()

    def stored(self, handle: str) -> bytes:
        path = self.root / handle
        return path.read_bytes() + str(path.stat().st_mtime_ns).encode()

    def break_item(self, handle: str) -> None:
        store(self.root / handle, b"\x00\x01 this was a calendar once")

    def seed_beside_entries(self, calendar: str) -> str:
        store(self.own / "theirs.ics", calendar.encode())
        return "follow-up/theirs.ics"

    def move_entry(self, ref: str) -> None:
        path = self.root / ref
        path.rename(self.root / COLLECTIONS[0] / path.name)

    def read_text(self, ref: str) -> str:
        return (self.root / ref).read_bytes().decode()

    def write_text(self, ref: str, text: str) -> None:
        store(self.root / ref, text.encode())


def store(path: Path, data: bytes) -> None:
    """Write a file as sync programs do: beside its place, then renamed into it."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_bytes(data)
    beside.replace(path)


@contextmanager
def away(path: Path) -> Iterator[None]:
    """Inside it a folder is not where it was, as when its disk is not mounted."""
    hidden = path.with_name("." + path.name)
    path.rename(hidden)
    yield
    hidden.rename(path)
