"""How far the mail was read: in each folder, and what was told of lately, since Microsoft tells of things again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from daemon.ports.errors import CursorExpired

_FORMAT: Final = 1

REMEMBERED: Final = 300
"""How many of the messages that were told of are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where reading a folder goes on: at an address that Microsoft gave or, without one, after a time (RFC 3339).

    Both are empty at the beginning. With an address, the time is that of the latest message so far.
    """

    link: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCursor:
    """The places in the folders, by the folders' names, and short names of what was told of."""

    places: Mapping[str, Place] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    def write(self) -> str:
        """The cursor as a text."""
        places = {folder: [place.link, place.after] for folder, place in self.places.items()}
        content = {"format": _FORMAT, "places": places, "told": self.told[-REMEMBERED:]}
        return json.dumps(content, separators=(",", ":"))

    @classmethod
    def read(cls, text: str, folders: Iterable[str], endpoint: str) -> MailCursor:
        """The cursor in a text; `CursorExpired` if it is not ours, or one of a server at another endpoint."""
        try:
            content = json.loads(text)
            current, told = content["format"] == _FORMAT, tuple(map(str, content["told"]))
            places = {folder: _place(content["places"][folder]) for folder in folders}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise CursorExpired("what was read so far is not known any more") from error
        if not current or not all(place.link.startswith(endpoint) for place in places.values() if place.link):
            raise CursorExpired("what was read so far is not known any more")
        return cls(places=places, told=told)


def short(identity: str) -> str:
    """A name of fixed length for the id of a message, of which Outlook's have 150 characters."""
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _place(content: Any) -> Place:
    link, after = content
    if not isinstance(link, str) or not isinstance(after, str):
        raise TypeError
    return Place(link=link, after=after)
