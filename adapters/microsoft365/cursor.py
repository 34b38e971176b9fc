"""The cursor of an account: for every calendar where its changes go on, bound to the window and the settings.

It also holds by short names what is known of a calendar. Changes tell also of what lies outside the window, which then
is nothing to us, and of an occurrence only its id. Without change tracking, as at some servers that stand in for
Microsoft's, the versions tell what has changed since.
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
    """Where reading a calendar goes on: at a link, or if there is none, from these versions of items.

    `versions` are by the short names of all items that are known to be in the window, `series` the short names of the
    occurrences of each series, by its id.
    """

    link: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, list[str]] = field(default_factory=dict)


States: TypeAlias = dict[str, State]
"""By the id of the calendar."""

_FORMAT: Final = 1  # to be raised when the same items are read differently


def stamp_of(window: Window, *settings: str) -> str:
    """What a cursor is good for: this format, this window and these settings."""
    parts = (str(_FORMAT), window.start.isoformat(), window.end.isoformat(), *settings)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def write_cursor(stamp: str, states: States) -> str:
    """The cursor for these states."""
    calendars = {identity: [state.link, dict(state.versions), dict(state.series)] for identity, state in states.items()}
    return json.dumps({"for": stamp, "calendars": calendars}, separators=(",", ":"))


def read_cursor(cursor: str, stamp: str) -> States:
    """The states of a cursor; `CursorExpired` if it is not one of ours or good for something else."""
    try:
        content = json.loads(cursor)
        states = {
            str(identity): State(
                link=None if link is None else str(link),
                versions=dict(versions),
                series={str(name): list(parts) for name, parts in series.items()},
            )
            for identity, (link, versions, series) in content["calendars"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CursorExpired("what was known of the calendars cannot be read") from error
    if content.get("for") != stamp:
        raise CursorExpired("the calendars were last read for another time or with other settings")
    return states
