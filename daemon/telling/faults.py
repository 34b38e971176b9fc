"""What went wrong outside followupd, or inside it, in one sentence with what to do; never a traceback."""

from __future__ import annotations

import errno
import sqlite3
import traceback
from pathlib import Path

_REMEDIES = {
    errno.ENOSPC: "make room on the disk and try again; what is owed is still known",
    errno.EDQUOT: "make room on the disk and try again; what is owed is still known",
    errno.EACCES: "check its permissions",
    errno.EPERM: "check its permissions",
    errno.EROFS: "it lies on a disk that cannot be written to; name another place",
    errno.EMFILE: "close some programs and try again",
}


def tell_system_fault(error: OSError) -> str:
    """What the system refused, to which file, and what to do."""
    parts = (error.filename, error.strerror or type(error).__name__, _REMEDIES.get(error.errno or 0))
    return ": ".join(str(part) for part in parts if part)


def tell_database_fault(error: sqlite3.Error) -> str:
    """Why the journal or the cache could not be used."""
    return f"the journal cannot be written ({error}): check that its disk has room, and try again; nothing is lost"


def tell_bug(error: Exception) -> str:
    """Where a fault of ours lies. Its own text is left out, because it may hold what nobody should see."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}"
    return (
        f"this should not have happened: {type(error).__name__} in {place} ({frame.name}). "
        "Nothing was sent, and what was written stays known. Please report this line."
    )
