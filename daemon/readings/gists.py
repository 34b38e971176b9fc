"""What of messages is shown again, in the cache: who wrote, the subject, the sentence an outcome was read from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from daemon.core.applications import Gist
from daemon.readings.codec import to_gist, to_text

Run: TypeAlias = Callable[..., list[tuple[Any, ...]]]


class Gists:
    """The part of the cache that is about messages; it raises what the rest of it does."""

    def __init__(self, run: Run) -> None:
        """`run` runs a statement with its values."""
        self._run = run

    def keep(self, token: str, gist: Gist) -> None:
        """Remember the gist of the message with this token."""
        self._run("INSERT OR REPLACE INTO gist VALUES (?, ?)", token, to_text(gist))

    def find(self, token: str) -> Gist | None:
        """The gist of a message, or None if it is not known."""
        for (data,) in self._run("SELECT data FROM gist WHERE message = ?", token):
            return to_gist(data)
        return None
