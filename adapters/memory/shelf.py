"""Versioned storage with a change log: what a provider has that can tell what changed since a cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from daemon.ports.errors import CursorExpired

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Generic[T]):
    """Something on a shelf, and the number of the change that put it there."""

    ref: str
    changed: int
    thing: T

    @property
    def version(self) -> str:
        """Another one whenever the thing was written, even if it was written as it was."""
        return str(self.changed)


class Shelf(Generic[T]):
    """Things by ref, in the order they were added. A missing ref is a KeyError; the ports know what that means."""

    def __init__(self) -> None:
        self._stored: dict[str, Stored[T]] = {}
        self._removed: dict[str, int] = {}
        self._changes = 0
        self._generation = 0

    def __iter__(self) -> Iterator[Stored[T]]:
        return iter(tuple(self._stored.values()))

    def __contains__(self, ref: str) -> bool:
        return ref in self._stored

    def __getitem__(self, ref: str) -> Stored[T]:
        return self._stored[ref]

    def write(self, ref: str, thing: T) -> Stored[T]:
        """Add or replace; a replaced thing keeps its place."""
        self._changes += 1
        self._removed.pop(ref, None)
        self._stored[ref] = Stored(ref=ref, changed=self._changes, thing=thing)
        return self._stored[ref]

    def remove(self, ref: str) -> T:
        """Take away what is there."""
        thing = self._stored.pop(ref).thing
        self._changes += 1
        self._removed[ref] = self._changes
        return thing

    def new_ref(self, prefix: str) -> str:
        """A ref that nothing on this shelf ever had."""
        return f"{prefix}-{self._changes + 1}"

    @property
    def cursor(self) -> str:
        """Where the change log stands."""
        return f"{self._generation}:{self._changes}"

    def since(self, cursor: str | None) -> tuple[list[Stored[T]], list[str]]:
        """What changed and what was removed after a cursor, or all if it is None; `CursorExpired` if it is not ours."""
        if cursor is None:
            return list(self), []
        generation, _, number = cursor.partition(":")
        if generation != str(self._generation) or not number.isdecimal():
            raise CursorExpired("the calendar or mailbox must be read again as a whole")
        changed = [stored for stored in self if stored.changed > int(number)]
        return changed, [ref for ref, change in self._removed.items() if change > int(number)]

    def expire_cursors(self) -> None:
        """Forget every cursor given out so far."""
        self._generation += 1
