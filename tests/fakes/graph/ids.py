"""The two kinds of ids that Outlook has for one item: one for life, and one that changes when the item is moved.

Both lead to the item if they are true; what has been moved is not found by the one that it had before. Calendars and
folders have one id for life, whichever kind is asked for.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

_IMMUTABLE = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A"
_MUTABLE = "AAMkAGI2TG93AAA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """An item: its number, for an occurrence also which it is, and as long as it counts where it lies."""

    number: int
    part: str = ""
    place: str | None = None


def write(name: Name, *, immutable: bool) -> str:
    """The id of an item."""
    inner = f"{name.number:08}:{name.part}" if immutable else f"{name.number:08}:{name.part}:{name.place}"
    coded = base64.urlsafe_b64encode(inner.encode()).decode()
    return f"{_IMMUTABLE if immutable else _MUTABLE}{coded}"


def read(text: str) -> Name | None:
    """The item that an id names, or None if it is no id at all."""
    start = next((each for each in (_IMMUTABLE, _MUTABLE) if text.startswith(each)), None)
    if start is None:
        return None
    try:
        number, part, *place = base64.urlsafe_b64decode(text.removeprefix(start)).decode().split(":", 2)
        return Name(number=int(number), part=part, place=place[0] if place else None)
    except ValueError:
        return None


def container(number: int) -> str:
    """The id of a calendar or a folder."""
    return f"{_MUTABLE}{base64.urlsafe_b64encode(f'place-{number:06}'.encode()).decode()}="
