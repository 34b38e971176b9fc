"""Fetching messages in handfuls, and finding what was asked for in what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from adapters.imap.session import Fetched

T = TypeVar("T")

MESSAGES_AT_ONCE = 50
BYTES_AT_ONCE = 4 * 1024 * 1024


def groups(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The items in groups of at most so many."""
    return (items[start : start + most] for start in range(0, len(items), most))


def by_size(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """UIDs in groups that are fetched with one command: not too many, and not too large, unless one alone is."""
    group: list[int] = []
    room = BYTES_AT_ONCE
    for uid, size in sizes.items():
        if group and (size > room or len(group) == MESSAGES_AT_ONCE):
            yield group
            group, room = [], BYTES_AT_ONCE
        group.append(uid)
        room -= size
    if group:
        yield group


def section(fetched: Fetched, name: str) -> bytes | None:
    """The bytes of a section of a message, in whichever way the server writes the section's name.

    None if there are none, as for a message that another program removed a moment ago.
    """
    wanted = f"BODY[{name}".encode()
    for key, value in fetched.items():
        head = key.upper().partition(b"]")[0].partition(b" ")[0]
        if head == wanted and isinstance(value, bytes):
            return value
    return None


def size_of(fetched: Fetched) -> int:
    """How large a message is, as far as the server says."""
    size = fetched.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0
