"""Search criteria (RFC 3501 section 6.4.4) that are safe whatever the words in them hold, and short enough for servers.

A search is only ever used to narrow down: what it finds is looked at again, so a server that finds too much does no
harm. Words beyond ASCII are left out, since a command with them is refused by some servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from adapters.imap.fetching import groups

if TYPE_CHECKING:
    from daemon.ports.records import Correspondents

NEWEST = 2000
"""How many messages of a folder are looked at one by one, newest first; among older ones the server has to search."""

KEYS_IN_ONE_SEARCH = 12
WORD_LIMIT = 300


def newest(count: int) -> str:
    """The newest messages of a folder with this many."""
    return f"{max(1, count - NEWEST + 1)}:*"


def older(count: int, keys: Iterable[str]) -> Iterator[str]:
    """Searches among the messages that are not the newest, for those that meet any of these keys."""
    if count > NEWEST:
        for group in groups(list(keys), KEYS_IN_ONE_SEARCH):
            yield f"1:{count - NEWEST} {any_of(group)}"


def any_of(keys: Sequence[str]) -> str:
    """A search for what meets any of these keys."""
    return reduce(lambda found, key: f"OR {key} {found}", reversed(keys))


def header_keys(name: str, words: Iterable[str]) -> Iterator[str]:
    """Keys for messages with one of these words in a header."""
    return (f"HEADER {name} {quote(word)}" for word in words if searchable(word))


def concern_keys(correspondents: Correspondents) -> Iterator[str]:
    """Keys for messages that may concern these correspondents."""
    for word in sorted(correspondents.addresses | correspondents.domains):
        if searchable(word):
            yield from (f"{field} {quote(word)}" for field in ("FROM", "TO", "CC"))
    for name in ("Message-ID", "In-Reply-To", "References"):
        yield from header_keys(name, sorted(correspondents.threads))


def searchable(word: str) -> bool:
    """Whether a word can stand in a command."""
    return word.isascii() and word.isprintable() and 0 < len(word) <= WORD_LIMIT


def quote(word: str) -> str:
    """A word as a quoted string."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
