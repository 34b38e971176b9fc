"""The file protocol of a vdir (https://vdirsyncer.pimutils.org/en/stable/vdir.html): list, read, write, remove.

A file appears and changes in one step, whatever happens in between: written beside its place under a name that ends in
`.tmp`, which every program ignores, synced, and then linked or renamed into place. All functions raise `OSError`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX: Final = ".ics"
TEMPORARY: Final = ".tmp"

_LABEL_BYTES: Final = 1024


class Changed(Exception):
    """A file is not in the version that it was to be replaced in; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The calendar files of a folder with a signature of each, and those whose state could not be found out."""

    files: dict[str, str]
    failed: dict[str, OSError]


def list_files(folder: Path) -> Listing:
    """The calendar files in a folder; a signature changes whenever the file does."""
    files: dict[str, str] = {}
    failed: dict[str, OSError] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if not name.endswith(SUFFIX) or name.startswith("."):
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue  # it has just been removed, or is a link to nothing
            except OSError as error:
                failed[name] = error
                continue
            if stat.S_ISREG(status.st_mode):
                files[name] = f"{status.st_mtime_ns:x}.{status.st_size:x}.{status.st_ino:x}"
    return Listing(files=files, failed=failed)


def list_folders(root: Path) -> Iterator[str]:
    """The names of the folders in a folder, hidden ones left out, links followed."""
    with os.scandir(root) as entries:
        yield from sorted(entry.name for entry in entries if not entry.name.startswith(".") and _may_be_folder(entry))


def same_folder(one: Path, other: Path) -> bool:
    """Whether two paths lead to one folder; false if either leads nowhere."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def label_of(folder: Path) -> str:
    """What a collection is called: its `displayname`, else the folder's name."""
    try:
        with (folder / "displayname").open("rb") as file:
            lines = file.read(_LABEL_BYTES).decode("utf-8", "replace").split("\n")
    except OSError:
        lines = [""]
    return lines[0].strip() or printable(folder.name)


def printable(name: str) -> str:
    """A file name as text that can be stored and shown, whatever its bytes; different names stay different."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def version_of(data: bytes) -> str:
    """The version of a file: a hash of its content."""
    return hashlib.sha256(data).hexdigest()[:32]


def read(path: Path, limit: int) -> bytes:
    """The content of a file; of one that is longer than the limit, one byte more than that."""
    with path.open("rb") as file:
        return file.read(limit + 1)


def create(path: Path, data: bytes) -> None:
    """Make a file that was not there; `FileExistsError` if it is."""
    temporary = _write_beside(path, data, 0o600)
    try:
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def replace(path: Path, data: bytes, expected: str) -> None:
    """Replace a file that is in a version, keeping its permissions; `Changed` if it is in another."""
    temporary = _write_beside(path, data, stat.S_IMODE(path.stat().st_mode))
    try:
        if version_of(path.read_bytes()) != expected:
            raise Changed
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def remove(path: Path, expected: str) -> None:
    """Remove a file that is in a version; `Changed` if it is in another."""
    if version_of(path.read_bytes()) != expected:
        raise Changed
    path.unlink()
    _sync_folder(path.parent)


def sweep(folder: Path, prefix: str) -> None:
    """Remove temporary files with a prefix, left by a crash.

    One that another process is writing may be among them: that write then fails as a whole and is tried again.
    """
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries]
    for name in names:
        if name.startswith(prefix) and name.endswith(TEMPORARY):
            (folder / name).unlink(missing_ok=True)


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or cannot be looked at; reading it then says why."""
    try:
        return entry.is_dir()
    except OSError:
        return True


def _write_beside(path: Path, data: bytes, mode: int) -> Path:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
