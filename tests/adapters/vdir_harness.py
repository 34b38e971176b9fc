"""The other side of a vdir: the person's sync and calendar programs, which work on the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from adapters.conformance import CalendarHarness, Gap, Inside, make_setup
from adapters.conformance.texts import escaped
from adapters.vdir import ADAPTER
from daemon.ports.adapter import Adapter, Connection
from daemon.ports.errors import AuthRequired, PortError, Rejected
from daemon.ports.records import Moment

COLLECTIONS = ("personal", "work")
_FOLD = re.compile(r"\r\n[ \t]")
_MARK = re.compile(r"^X-FOLLOWUPD-[^\r\n]*\r\n", re.MULTILINE)
_TRIGGER = re.compile(r"^TRIGGER:-PT(?:(\d+)H)?(?:(\d+)M)?", re.MULTILINE)


class VdirHarness(CalendarHarness):
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

    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        texts = {"SUMMARY": summary, "DESCRIPTION": description}
        times = {"DTSTART": start, "DTEND": end}
        lines = {name: f"{name}:{escaped(text)}" for name, text in texts.items() if text is not None}
        lines |= {name: f"{name}{_time(moment)}" for name, moment in times.items() if moment is not None}
        self._edit(ref, lambda text: _replaced(text, lines))

    def strip_marks(self, ref: str) -> None:
        self._edit(ref, lambda text: _MARK.sub("", text))

    def annotate(self, ref: str, text: str) -> None:
        line = f"X-SOMEBODY-ELSE:{escaped(text)}\r\nEND:VEVENT"
        self._edit(ref, lambda calendar: calendar.replace("END:VEVENT", line))

    def inside(self, ref: str) -> Inside:
        text = _FOLD.sub("", (self.root / ref).read_bytes().decode())
        triggers = [timedelta(hours=int(hours or 0), minutes=int(rest or 0)) for hours, rest in _TRIGGER.findall(text)]
        attendees = tuple(re.findall(r"^ATTENDEE[^\r\n]*", text, re.MULTILINE))
        note = re.search(r"^X-SOMEBODY-ELSE:([^\r\n]*)", text, re.MULTILINE)
        return Inside(alarms=tuple(triggers), attendees=attendees, annotation=note[1] if note else None)

    def break_entry(self, ref: str) -> None:
        self.break_item(ref)

    def delete_entry(self, ref: str) -> None:
        self.delete(ref)

    def move_entry(self, ref: str) -> None:
        path = self.root / ref
        path.rename(self.root / COLLECTIONS[0] / path.name)

    def _edit(self, ref: str, change: Callable[[str], str]) -> None:
        path = self.root / ref
        before = _FOLD.sub("", path.read_bytes().decode())
        after = change(before)
        assert after != before
        store(path, after.encode())


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


def _time(moment: Moment) -> str:
    if isinstance(moment, datetime):
        return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";VALUE=DATE:{moment:%Y%m%d}"


def _replaced(text: str, lines: dict[str, str]) -> str:
    """A calendar with lines of its event replaced; what comes before the event, and its alarms, stay."""
    head, begin, event = text.partition("BEGIN:VEVENT\r\n")
    for name, line in lines.items():
        written = line.replace("\\", r"\\")
        event = re.sub(rf"^{name}[;:][^\r\n]*", written, event, count=1, flags=re.MULTILINE)
    return head + begin + event
