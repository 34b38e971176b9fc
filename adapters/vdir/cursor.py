"""The cursor of a vdir: the signature of every file that was read, bound to the window and settings of the reading."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, TypeAlias

from daemon.ports.errors import CursorExpired

if TYPE_CHECKING:
    from daemon.ports.records import Window

Signatures: TypeAlias = dict[str, dict[str, str]]
"""By folder and file name, as they are on the disk."""

_FORMAT: Final = 1  # to be raised when the same files are read differently


def stamp_of(window: Window, *settings: str) -> str:
    """What a cursor is good for: this format, this window and these settings."""
    parts = (str(_FORMAT), window.start.isoformat(), window.end.isoformat(), *settings)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def write_cursor(stamp: str, files: Signatures) -> str:
    """The cursor for these files."""
    return json.dumps({"for": stamp, "files": files}, separators=(",", ":"))


def read_cursor(cursor: str, stamp: str) -> Signatures:
    """The files of a cursor; `CursorExpired` if it is not one of ours or good for something else."""
    try:
        content = json.loads(cursor)
        files = {folder: dict(names) for folder, names in content["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CursorExpired("what was known of the calendar folders cannot be read") from error
    if content.get("for") != stamp:
        raise CursorExpired("the calendar folders were last read for another time or with other settings")
    return files
