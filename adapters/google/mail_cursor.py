"""How far the mail was read: up to which change, and which messages before it still wait."""

from __future__ import annotations

import json
from dataclasses import dataclass

from daemon.ports.errors import CursorExpired

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCursor:
    """Everything up to the change `reached` is known, and read but for the messages that are `waiting`."""

    reached: str
    waiting: tuple[str, ...]

    def write(self) -> str:
        """The cursor as a text."""
        return json.dumps({"format": _FORMAT, "reached": self.reached, "waiting": self.waiting}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> MailCursor:
        """The cursor in a text; `CursorExpired` if it is not ours."""
        try:
            content = json.loads(text)
            current, reached, waiting = content["format"] == _FORMAT, content["reached"], content["waiting"]
            usable = current and reached.isdecimal() and all(isinstance(message, str) for message in waiting)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise CursorExpired("what was read so far is not known any more") from error
        if not usable:
            raise CursorExpired("what was read so far is not known any more")
        return cls(reached=reached, waiting=tuple(waiting))
