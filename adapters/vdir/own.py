"""followupd's own collection: its entries, found by mark or UID whatever their files are called now."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.formats.icalendar import UnreadableCalendar, UnwritableEntry, parse_entry, write_entry
from adapters.formats.icalendar_outline import MAX_BYTES, outline_of
from adapters.formats.marks import UID_PREFIX, uid_of
from adapters.vdir import files
from adapters.vdir.errors import sentence, translate
from daemon.ports.errors import Conflict, NotFound, Rejected
from daemon.ports.records import Problem, StandingEntries, StandingEntry, Written

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.ports.records import Entry

COLOR: Final = "#3F7D8C"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a file holds: an entry of ours, with its UID or only with our marks, or what is wrong with it.

    A file that cannot be read may be any entry, so while there is one no entry counts as absent.
    """

    entry: StandingEntry | None = None
    by_uid: bool = False
    invites: bool = False
    problem: Problem | None = None


@dataclass(slots=True, kw_only=True)
class OwnCalendar:
    """The collection that followupd made for itself. Files whose signature is as before are not read again."""

    path: Path
    root: Path
    name: str
    zone: ZoneInfo
    _seen: dict[str, tuple[str, _Found]] = field(default_factory=dict)

    def entries(self) -> StandingEntries:
        """What stands in it; of two files with the same key, the one with the UID that we gave it."""
        found, complete = self._look()
        standing = sorted(_by_key(found).values(), key=lambda each: each[0])
        return StandingEntries(
            entries=tuple(each.entry for _, each in standing if each.entry),
            complete=complete,
            problems=tuple(each.problem for _, each in sorted(found.items()) if each.problem),
        )

    def put(self, entry: Entry, expected: str | None) -> Written:
        """Create or replace; see `CalendarPort.put`."""
        found, _ = self._look()
        if entry.key not in (standing := _by_key(found)):
            if expected is not None:
                raise NotFound("the entry to replace is no longer there")
            return self._create(entry)
        name, current = standing[entry.key]
        assert current.entry is not None
        if current.entry.entry.fingerprint == entry.fingerprint:
            return Written(ref=current.entry.ref, version=current.entry.version)
        if expected != current.entry.version:
            raise Conflict("the entry stands in the calendar otherwise than expected")
        return self._replace(name, current, entry)

    def remove(self, ref: str, expected: str) -> None:
        """Remove an entry; see `CalendarPort.remove`. The ref is looked up and never used as a path."""
        found, _ = self._look()
        name, current = next(
            ((name, each) for name, each in found.items() if each.entry and each.entry.ref == ref), (None, None)
        )
        if name is None or current is None or current.entry is None:
            raise NotFound("the entry to remove is no longer there")
        if current.entry.version != expected:
            raise Conflict("the entry was changed since it was last read")
        _check_uninvolved(current)
        with translate(self.path):
            try:
                files.remove(self.path / name, expected)
            except files.Changed:
                raise Conflict("the entry was changed while it was being removed") from None
            except FileNotFoundError:
                raise NotFound("the entry to remove is no longer there") from None

    def _look(self) -> tuple[dict[str, _Found], bool]:
        """What each file holds that is ours or broken, and whether everything could be read."""
        with translate(self.path):
            self.path.parent.stat()  # where even that is missing, a disk is not mounted, and nothing was deleted
            try:
                listing = files.list_files(self.path)
            except FileNotFoundError:
                return {}, True
        found: dict[str, _Found] = {}
        for name, signature in listing.files.items():
            before = self._seen.get(name)
            found[name] = before[1] if before and before[0] == signature else self._read(name)
        # What failed is tried again: permissions change without a trace in the signature.
        self._seen = {name: (listing.files[name], each) for name, each in found.items() if not each.problem}
        for name, error in listing.failed.items():
            found[name] = self._failed(name, sentence(error, self.path / name))
        return found, not any(each.problem for each in found.values())

    def _read(self, name: str) -> _Found:
        try:
            data = files.read(self.path / name, MAX_BYTES)
            parsed = parse_entry(data, zone=self.zone)
        except FileNotFoundError:
            return _Found()
        except OSError as error:
            return self._failed(name, sentence(error, self.path / name))
        except UnreadableCalendar as error:
            return self._failed(name, str(error))
        if parsed is None:
            return _Found()
        entry, mark = parsed
        ours = [event for event in outline_of(data).events if event.ours]
        return _Found(
            entry=StandingEntry(ref=self._ref(name), version=files.version_of(data), entry=entry, mark=mark),
            by_uid=any(event.uid == uid_of(entry.key) for event in ours),
            invites=any("ATTENDEE" in event.properties for event in ours),
        )

    def _failed(self, name: str, message: str) -> _Found:
        return _Found(problem=Problem(ref=self._ref(name), message=message))

    def _ref(self, name: str) -> str:
        return files.printable(str(Path(os.path.relpath(self.path, self.root)) / name))

    def _create(self, entry: Entry) -> Written:
        data = _written(entry, None)
        name = uid_of(entry.key) + files.SUFFIX
        with translate(self.path):
            self._make_folder()
            files.sweep(self.path, UID_PREFIX)
            try:
                files.create(self.path / name, data)
            except FileExistsError:
                raise Conflict(f"{files.printable(name)} is there already and cannot be read as an entry") from None
        return Written(ref=self._ref(name), version=files.version_of(data))

    def _replace(self, name: str, current: _Found, entry: Entry) -> Written:
        assert current.entry is not None
        _check_uninvolved(current)
        path = self.path / name
        with translate(path):
            try:
                data = _written(entry, files.read(path, MAX_BYTES))
                files.replace(path, data, current.entry.version)
            except files.Changed:
                raise Conflict("the entry was changed while it was being replaced") from None
            except FileNotFoundError:
                raise NotFound("the entry to replace is no longer there") from None
        return Written(ref=current.entry.ref, version=files.version_of(data))

    def _make_folder(self) -> None:
        """Make the collection, with the name and colour that calendar programs show; only if it is not there."""
        try:
            self.path.mkdir(mode=0o700)
        except FileExistsError:
            return
        (self.path / "displayname").write_text(self.name + "\n", encoding="utf-8")
        (self.path / "color").write_text(COLOR + "\n", encoding="utf-8")


def _by_key(found: dict[str, _Found]) -> dict[str, tuple[str, _Found]]:
    """The entries by their keys. A copy that the person made carries our marks too; the original has our UID."""
    ordered = sorted(found.items(), key=lambda item: (item[1].by_uid, item[0]))
    return {each.entry.entry.key: (name, each) for name, each in ordered if each.entry}


def _check_uninvolved(found: _Found) -> None:
    """An entry to which the person has invited others is theirs: a server would write to the others of any change."""
    if found.invites:
        raise Conflict("somebody was invited to this entry; it is left as it is")


def _written(entry: Entry, previous: bytes | None) -> bytes:
    try:
        return write_entry(entry, previous)
    except UnwritableEntry as error:
        raise Rejected(str(error)) from error
    except UnreadableCalendar as error:
        raise Conflict("the entry was changed so that it can no longer be replaced") from error
