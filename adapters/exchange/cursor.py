"""The cursor of an Exchange account: the sync state of every calendar, bound to the window and the settings."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, TypeAlias

from daemon.ports.errors import CursorExpired

if TYPE_CHECKING:
    from daemon.ports.records import Window

States: TypeAlias = dict[str, str]
"""Where reading each calendar goes on, by the ids of their folders."""

_FORMAT: Final = 1  # to be raised when the same items are read differently


def stamp_of(window: Window, *settings: str) -> str:
    """What a cursor is good for: this format, this window and these settings."""
    parts = (str(_FORMAT), window.start.isoformat(), window.end.isoformat(), *settings)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def write_cursor(stamp: str, states: States) -> str:
    """The cursor for these states."""
    return json.dumps({"for": stamp, "calendars": states}, separators=(",", ":"))


def read_cursor(cursor: str, stamp: str) -> States:
    """The states of a cursor; `CursorExpired` if it is not one of ours or good for something else."""
    try:
        content = json.loads(cursor)
        states = {str(folder): str(state) for folder, state in content["calendars"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CursorExpired("what was known of the calendars cannot be read") from error
    if content.get("for") != stamp:
        raise CursorExpired("the calendars were last read for another time or with other settings")
    return states
