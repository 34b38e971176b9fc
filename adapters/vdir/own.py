"""followupd's own collection: its entries, found by mark or UID whatever their files are called now."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.formats.icalendar_outline import MAX_BYTES
from adapters.formats.marks import UID_PREFIX, uid_of
from adapters.formats.own_entries import (
    COLOR,
    Found,
    look_into,
    says,
    standing,
    to_remove,
    to_replace,
    unreadable,
    written,
)
from adapters.vdir import files
from adapters.vdir.errors import sentence, translate
from daemon.ports.errors import Conflict, NotFound
from daemon.ports.records import Written

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.ports.records import Entry, StandingEntries, StandingEntry


@dataclass(slots=True, kw_only=True)
class OwnCalendar:
    """The collection that followupd made for itself. Files whose signature is as before are not read again."""

    path: Path
    root: Path
    name: str
    zone: ZoneInfo
    _seen: dict[str, tuple[str, Found]] = field(default_factory=dict)

    def entries(self) -> StandingEntries:
        """What stands in it; of two files with the same key, the one with the UID that we gave it."""
        found, complete = self._look()
        return standing(found, complete=complete)

    def put(self, entry: Entry, expected: str | None) -> Written:
        """Create or replace; see `CalendarPort.put`."""
        found, _ = self._look()
        current = to_replace(found, entry, expected)
        if current is None:
            return self._create(entry)
        name, stands = current
        return says(stands, entry) or self._replace(name, stands, entry)

    def remove(self, ref: str, expected: str) -> None:
        """Remove an entry; see `CalendarPort.remove`. The ref is looked up and never used as a path."""
        found, _ = self._look()
        name = to_remove(found, ref, expected)
        with translate(self.path):
            try:
                files.remove(self.path / name, expected)
            except files.Changed:
                raise Conflict("the entry was changed while it was being removed") from None
            except FileNotFoundError:
                raise NotFound("the entry to remove is no longer there") from None

    def _look(self) -> tuple[dict[str, Found], bool]:
        """What each file holds that is ours or broken, and whether everything could be read."""
        with translate(self.path):
            self.path.parent.stat()  # where even that is missing, a disk is not mounted, and nothing was deleted
            try:
                listing = files.list_files(self.path)
            except FileNotFoundError:
                return {}, True
        found: dict[str, Found] = {}
        for name, signature in listing.files.items():
            before = self._seen.get(name)
            found[name] = before[1] if before and before[0] == signature else self._read(name)
        # What failed is tried again: permissions change without a trace in the signature.
        self._seen = {name: (listing.files[name], each) for name, each in found.items() if not each.problem}
        for name, error in listing.failed.items():
            found[name] = unreadable(self._ref(name), sentence(error, self.path / name))
        return found, not any(each.problem for each in found.values())

    def _read(self, name: str) -> Found:
        try:
            data = files.read(self.path / name, MAX_BYTES)
        except FileNotFoundError:
            return Found()
        except OSError as error:
            return unreadable(self._ref(name), sentence(error, self.path / name))
        return look_into(data, ref=self._ref(name), version=files.version_of(data), zone=self.zone)

    def _ref(self, name: str) -> str:
        return files.printable(str(Path(os.path.relpath(self.path, self.root)) / name))

    def _create(self, entry: Entry) -> Written:
        data = written(entry, None)
        name = uid_of(entry.key) + files.SUFFIX
        with translate(self.path):
            self._make_folder()
            files.sweep(self.path, UID_PREFIX)
            try:
                files.create(self.path / name, data)
            except FileExistsError:
                raise Conflict(f"{files.printable(name)} is there already and cannot be read as an entry") from None
        return Written(ref=self._ref(name), version=files.version_of(data))

    def _replace(self, name: str, stands: StandingEntry, entry: Entry) -> Written:
        path = self.path / name
        with translate(path):
            try:
                data = written(entry, files.read(path, MAX_BYTES))
                files.replace(path, data, stands.version)
            except files.Changed:
                raise Conflict("the entry was changed while it was being replaced") from None
            except FileNotFoundError:
                raise NotFound("the entry to replace is no longer there") from None
        return Written(ref=stands.ref, version=files.version_of(data))

    def _make_folder(self) -> None:
        """Make the collection, with the name and colour that calendar programs show; only if it is not there."""
        try:
            self.path.mkdir(mode=0o700)
        except FileExistsError:
            return
        (self.path / "displayname").write_text(self.name + "\n", encoding="utf-8")
        (self.path / "color").write_text(COLOR + "\n", encoding="utf-8")
