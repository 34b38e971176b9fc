"""CalendarPort on folders of .ics files. Files whose signature is as before are not opened; most are not parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.formats.icalendar import UnreadableCalendar, parse_outline
from adapters.formats.icalendar_outline import MAX_BYTES, outline_of
from adapters.vdir import files
from adapters.vdir.cursor import Signatures, read_cursor, stamp_of, write_cursor
from adapters.vdir.errors import sentence, translate
from daemon.ports.errors import Unavailable
from daemon.ports.records import EventChanges, Item, Problem

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from adapters.vdir.own import OwnCalendar
    from daemon.ports.records import Entry, StandingEntries, Window, Written

MAX_SENTENCES: Final = 3


@dataclass(slots=True, kw_only=True)
class VdirCalendar:
    """The collections under a folder, and the folder itself if it holds calendar files."""

    root: Path
    wanted: tuple[str, ...]
    own: OwnCalendar
    zone: ZoneInfo

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """See `CalendarPort.changes`."""
        self._check_root()
        stamp = stamp_of(window, str(self.root), str(self.own.path), self.zone.key)
        known = read_cursor(since, stamp) if since is not None else {}
        reading = _Reading(window=window, zone=self.zone, known=known, fresh=since is None)
        with translate(self.root):
            for folder, path in self._collections(reading):
                reading.read_folder(folder, path)
        return reading.result(stamp)

    def entries(self) -> StandingEntries:
        """See `CalendarPort.entries`."""
        self._check_root()
        return self.own.entries()

    def put(self, entry: Entry, expected: str | None) -> Written:
        """See `CalendarPort.put`."""
        self._check_root()
        return self.own.put(entry, expected)

    def remove(self, ref: str, expected: str) -> None:
        """See `CalendarPort.remove`."""
        self._check_root()
        self.own.remove(ref, expected)

    def _check_root(self) -> None:
        """A folder that is missing as a whole is a disk that is not mounted, never a person without calendars."""
        with translate(self.root):
            if not self.root.is_dir():
                raise Unavailable(
                    f"there is no folder {files.printable(str(self.root))}; check the account's setting path, "
                    "mount its disk, or let your sync program make it"
                )

    def _collections(self, reading: _Reading) -> list[tuple[str, Path]]:
        """The collections to read, by folder name; that of the root itself is empty."""
        found = [("", self.root)]
        found += [(name, self.root / name) for name in files.list_folders(self.root)]
        found = [(name, path) for name, path in found if not files.same_folder(path, self.own.path)]
        if not self.wanted:
            return found
        names = {name: {path.name, files.label_of(path)} for name, path in found}
        for missing in sorted(set(self.wanted).difference(*names.values())):
            reading.fail(missing, f"there is no calendar “{missing}” in {files.printable(str(self.root))}")
        return [(name, path) for name, path in found if not names[name].isdisjoint(self.wanted)]


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One read of all collections: what was known before, and what was found so far."""

    window: Window
    zone: ZoneInfo
    known: Signatures
    fresh: bool
    seen: Signatures = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True

    def fail(self, ref: str, message: str) -> None:
        """Note what could not be read for a reason that may pass; absences do not count in this read."""
        self.problems.append(Problem(ref=ref, message=message))
        self.complete = False

    def read_folder(self, folder: str, path: Path) -> None:
        """Read the files of a collection that are not as they were."""
        try:
            listing = files.list_files(path)
        except FileNotFoundError:
            return
        except OSError as error:
            self.fail(folder, sentence(error, path))
            return
        known = self.known.get(folder, {})
        self.seen[folder] = listing.files
        changed = [name for name, signature in listing.files.items() if known.get(name) != signature]
        label = files.label_of(path) if changed else ""
        for name in sorted(changed):
            self._read_file(folder, path / name, label)
        for name, failure in listing.failed.items():
            self._keep(folder, path / name, failure)

    def result(self, stamp: str) -> EventChanges:
        """Everything found; what is missing in an incomplete read stays known."""
        if not self.complete:
            for folder in self.known.keys() - self.seen.keys():
                self.seen[folder] = self.known[folder]
        gone = (
            _ref(folder, name)
            for folder, names in self.known.items()
            for name in names.keys() - self.seen.get(folder, {}).keys()
        )
        return EventChanges(
            items=tuple(self.items),
            gone=tuple(sorted(gone)),
            cursor=write_cursor(stamp, self.seen),
            complete=self.complete,
            problems=tuple(self.problems),
        )

    def _read_file(self, folder: str, path: Path, label: str) -> None:
        ref = _ref(folder, path.name)
        try:
            data = files.read(path, MAX_BYTES)
            outline = outline_of(data)
        except FileNotFoundError:
            self.seen[folder].pop(path.name)
            return
        except OSError as error:
            self._keep(folder, path, error)
            return
        except UnreadableCalendar as error:
            self.problems.append(Problem(ref=ref, message=str(error)))
            return
        if outline.events and not outline.foreign:
            return
        events, problems = parse_outline(outline, calendar=label, window=self.window, zone=self.zone)
        if problems:
            self.problems.append(Problem(ref=ref, message=" ".join(problems[:MAX_SENTENCES])))
        if events or not (self.fresh or problems):
            self.items.append(Item(ref=ref, version=files.version_of(data), events=events))

    def _keep(self, folder: str, path: Path, error: OSError) -> None:
        """Leave a file that cannot be read as it was known, so that it is tried again and not taken for gone."""
        self.fail(_ref(folder, path.name), sentence(error, path))
        before = self.known.get(folder, {}).get(path.name)
        if before is None:
            self.seen[folder].pop(path.name, None)
        else:
            self.seen[folder][path.name] = before


def _ref(folder: str, name: str) -> str:
    return files.printable(f"{folder}/{name}" if folder else name)
