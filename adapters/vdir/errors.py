"""What a disk refuses, as the ports' errors."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_MISSING: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


@contextmanager
def translate(path: Path) -> Iterator[None]:
    """Turn every failure of a disk into `Unavailable`, which says what to do about this path.

    None of them is the fault of one item, so none is `Rejected`: a disk can be mounted, freed or unlocked.
    """
    try:
        yield
    except OSError as error:
        raise Unavailable(sentence(error, path)) from error


def sentence(error: OSError, path: Path) -> str:
    """What happened to a path and what helps."""
    shown = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if error.errno in _FULL:
        return f"the disk is full: {shown} could not be written; free some space"
    if error.errno in _FORBIDDEN:
        return f"{shown} may not be used by the user that followupd runs as; change its permissions"
    if error.errno in _MISSING:
        return f"{shown} is not there; check the account's settings, or mount its disk"
    return f"{shown} could not be used: {error.strerror or type(error).__name__}"
