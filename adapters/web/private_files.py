"""Files that hold a login: only the person may read them, and they are replaced as a whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from daemon.ports.errors import AuthRequired, Unavailable

LONGEST: Final = 256 * 1024


def read_private(path: Path) -> bytes:
    """What stands in a file; `AuthRequired` if others may read it or it cannot be read, `FileNotFoundError`."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LONGEST)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise AuthRequired(f"the login cannot be read from {path}: {error.strerror}") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise AuthRequired(f"others may use the login in {path}: take that from them with chmod 600")
    return content


def replace_private(path: Path, content: bytes) -> None:
    """Write a file in place of what was there, or leave that as it was and raise `Unavailable`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise Unavailable(f"the login cannot be kept in {path}: {error.strerror}") from error


def is_ours(path: Path) -> bool:
    """Whether a file belongs to the user that this runs as, so that replacing it takes it from nobody."""
    try:
        return path.stat().st_uid == os.geteuid()
    except OSError:
        return False


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = mkstemp(prefix=".", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
