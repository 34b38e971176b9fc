"""What a reader of mail has seen: for each folder its validity and the UID from which on everything is new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from daemon.ports.errors import CursorExpired

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a folder was read: messages from `next_uid` on are new, as long as the validity is the same."""

    validity: int
    next_uid: int


def write_cursor(places: Mapping[str, Place]) -> str:
    """The cursor for these folders."""
    folders = {name: [place.validity, place.next_uid] for name, place in sorted(places.items())}
    return json.dumps({"format": _FORMAT, "folders": folders}, separators=(",", ":"))


def read_cursor(cursor: str, folders: frozenset[str]) -> dict[str, Place]:
    """How far the folders were read; `CursorExpired` if the cursor is not ours or knows other folders than these.

    A folder that it does not know yet was not reached by a reading that ended early.
    """
    try:
        content = json.loads(cursor)
        places = {name: Place(validity=int(v), next_uid=int(n)) for name, (v, n) in content["folders"].items()}
        current = content["format"] == _FORMAT
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CursorExpired("what was read so far is not known any more") from error
    if not current or not places.keys() <= folders:
        raise CursorExpired("the mail folders are not those of the last reading")
    return places
