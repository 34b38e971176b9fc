"""The cursor of a CalDAV account: the state of every calendar that was read, bound to the window and the settings.

It holds the ETag of every item and not only the sync-token, so that a token that has expired costs a listing and
nothing is read twice, and so that what a server forgot to report is noticed by the listing of each day.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, TypeAlias

from adapters.caldav.collection import State
from daemon.ports.errors import CursorExpired

if TYPE_CHECKING:
    from daemon.ports.records import Window

States: TypeAlias = dict[str, State]
"""By the address of the calendar."""

_FORMAT: Final = 1  # to be raised when the same items are read differently


def stamp_of(window: Window, *settings: str) -> str:
    """What a cursor is good for: this format, this window and these settings."""
    parts = (str(_FORMAT), window.start.isoformat(), window.end.isoformat(), *settings)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def write_cursor(stamp: str, day: str, states: States) -> str:
    """The cursor for these states; `day` is when everything was last listed."""
    calendars = {url: [state.token, dict(state.etags)] for url, state in states.items()}
    return json.dumps({"for": stamp, "day": day, "calendars": calendars}, separators=(",", ":"))


def read_cursor(cursor: str, stamp: str) -> tuple[str, States]:
    """The day and the states of a cursor; `CursorExpired` if it is not one of ours or good for something else."""
    try:
        content = json.loads(cursor)
        day = str(content["day"])
        states = {
            str(url): State(token=None if token is None else str(token), etags=dict(etags))
            for url, (token, etags) in content["calendars"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CursorExpired("what was known of the calendars cannot be read") from error
    if content.get("for") != stamp:
        raise CursorExpired("the calendars were last read for another time or with other settings")
    return day, states
