"""The folder for what followupd keeps: private, and used by one pass at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Occupied(Exception):
    """A folder that was to be made anew holds something that we did not make."""


class Busy(Exception):
    """Another followupd is in the middle of a pass on the same state."""


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Only one pass at a time on the same state, whichever process it is in; `Busy` if another one is going on."""
    make_private(state)
    descriptor = os.open(state / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Busy(f"another followupd is in the middle of a pass ({state}): try again in a moment") from error
    finally:
        os.close(descriptor)


def make_private(folder: Path) -> None:
    """Make a folder that only the person can look into; one that is there already is left as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make a file that only the person can read, unless it is there; what SQLite puts beside it gets its rights."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
