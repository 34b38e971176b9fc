"""The file protocol of a Maildir folder: list, read, deliver, discard (https://cr.yp.to/proto/maildir.html).

`mailbox.Maildir` is not used: it names files by clock and process, so that writing the same draft twice gives two, it
does not sync the directory, and it cannot look at a message without opening it. Every `OSError` leaves this package as
`Unavailable`: a disk that is not mounted comes back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from adapters.formats.mail_headers import HEAD_LIMIT
from daemon.ports.errors import Unavailable

FLAG_DRAFT = "D"
FLAG_TRASHED = "T"

_PARTS = ("new", "cur", "tmp")
_BLOCK = 8192


@contextmanager
def translate(folder: Path) -> Iterator[None]:
    """Turn the failures of a disk into `Unavailable`, naming the folder."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"cannot use the mail folder {folder}: {error.strerror or type(error).__name__}") from error


def is_folder(path: Path) -> bool:
    """Whether the path is a Maildir folder."""
    return all((path / part).is_dir() for part in _PARTS)


def make_folder(path: Path, *, marker: bool) -> None:
    """Make an empty folder, private to the person; `marker` adds the file by which Maildir++ tells subfolders."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in reversed(_PARTS):  # programs look for cur or new, so these come when the rest is there
        (path / part).mkdir(mode=0o700, exist_ok=True)
    if marker:
        (path / "maildirfolder").touch(mode=0o600)
    _sync(path.parent)


def list_messages(folder: Path) -> dict[str, str]:
    """The messages of a folder: unique names, and their present places under the folder.

    new/ is listed before cur/, so a message that a mail program moves on meanwhile is seen in one of them.
    """
    found: dict[str, str] = {}
    for part in ("new", "cur"):
        for name in os.listdir(folder / part):  # noqa: PTH208 - 100,000 names are wanted, not 100,000 Path objects
            if not name.startswith("."):
                found[name.partition(":")[0]] = f"{part}/{name}"
    return found


def flags_of(place: str) -> str:
    """The flags in a message's file name."""
    return place.rpartition(":2,")[2] if ":2," in place else ""


def open_message(path: Path) -> BinaryIO | None:
    """The message, open for reading; None if it is gone or was renamed."""
    try:
        return path.open("rb", buffering=0)
    except FileNotFoundError:
        return None


def read_head(file: BinaryIO) -> bytes:
    """The message as far as the first empty line, in whole blocks, at most `HEAD_LIMIT` bytes."""
    head = b""
    while len(head) < HEAD_LIMIT and (block := file.read(_BLOCK)):
        head += block
        if b"\n\n" in head or b"\r\n\r\n" in head:
            break
    return head


def read_rest(file: BinaryIO, head: bytes, limit: int) -> bytes:
    """The message whose head was read, cut at a number of bytes."""
    parts = [head]
    room = limit - len(head)
    while room > 0 and (block := file.read(room)):
        parts.append(block)
        room -= len(block)
    return b"".join(parts)


def deliver(folder: Path, unique: str, flags: str, data: bytes) -> None:
    """Write a message into cur/ under this name, whole or not at all; `FileExistsError` if the name is taken.

    A kill at any point leaves the message, or at most a file in tmp/, which mail programs clear away.
    """
    handle, temporary = tempfile.mkstemp(prefix=f"{unique}.", dir=folder / "tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, folder / "cur" / f"{unique}:2,{flags}")
    finally:
        Path(temporary).unlink()
    _sync(folder / "cur")


def discard(path: Path) -> None:
    """Remove a message; one that is gone already is no failure."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
