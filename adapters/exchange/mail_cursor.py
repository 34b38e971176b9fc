"""How far the mail was read: of each folder up to which state, and which messages before it still wait."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from daemon.ports.errors import CursorExpired

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a folder was read: everything up to `state` is known, and read but for the messages that are `waiting`.

    While all of it is read for the first time, messages that came in before `begins` are passed over.
    """

    state: str | None = None
    waiting: tuple[str, ...] = ()
    begins: str = ""


def write_cursor(places: Mapping[str, Place]) -> str:
    """The cursor for these places."""
    folders = {
        folder: {"state": place.state, "waiting": place.waiting, "begins": place.begins}
        for folder, place in places.items()
    }
    return json.dumps({"format": _FORMAT, "folders": folders}, separators=(",", ":"))


def read_cursor(text: str) -> dict[str, Place]:
    """The places in a cursor; `CursorExpired` if it is not ours."""
    try:
        content = json.loads(text)
        known = {str(folder): _place(found) for folder, found in content["folders"].items()}
        current = content["format"] == _FORMAT
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CursorExpired("what was read so far is not known any more") from error
    if not current:
        raise CursorExpired("what was read so far is not known any more")
    return known


def _place(found: Mapping[str, Any]) -> Place:
    state, waiting, begins = found["state"], found["waiting"], found["begins"]
    if not all(isinstance(each, str) for each in (state or "", begins, *waiting)):
        raise TypeError(found)
    return Place(state=state, waiting=tuple(waiting), begins=begins)
