"""The cursor of a Google account: the sync token of every calendar, bound to the window and the settings.

Of a calendar without tokens, as some servers that stand in for Google have them, it holds the version of every item, so
that reading it whole each time still tells what has changed and what is gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from daemon.ports.errors import CursorExpired

if TYPE_CHECKING:
    from daemon.ports.records import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where reading a calendar goes on: after a token, or if there is none, from these versions by their refs."""

    token: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


States: TypeAlias = dict[str, State]
"""By the id of the calendar."""

_FORMAT: Final = 1  # to be raised when the same items are read differently


def stamp_of(window: Window, *settings: str) -> str:
    """What a cursor is good for: this format, this window and these settings."""
    parts = (str(_FORMAT), window.start.isoformat(), window.end.isoformat(), *settings)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def write_cursor(stamp: str, states: States) -> str:
    """The cursor for these states."""
    calendars = {identity: [state.token, dict(state.versions)] for identity, state in states.items()}
    return json.dumps({"for": stamp, "calendars": calendars}, separators=(",", ":"))


def read_cursor(cursor: str, stamp: str) -> States:
    """The states of a cursor; `CursorExpired` if it is not one of ours or good for something else."""
    try:
        content = json.loads(cursor)
        states = {
            str(identity): State(token=None if token is None else str(token), versions=dict(versions))
            for identity, (token, versions) in content["calendars"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CursorExpired("what was known of the calendars cannot be read") from error
    if content.get("for") != stamp:
        raise CursorExpired("the calendars were last read for another time or with other settings")
    return states
