"""Searches at Gmail that are safe whatever the words in them hold, and short enough for an address.

A search is only ever used to narrow down: what it finds is looked at again, so one that finds too much does no harm.
Words come from letters of strangers; one that holds anything that means something in a search is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from daemon.ports.records import Correspondents

WORDS_IN_ONE_SEARCH: Final = 10

RECENT: Final = "newer_than:1y"
"""How far back is searched: longer than any application goes on, and not through half a life of mail."""

_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`|~.@-]{1,200}")
_SENDERS: Final = ("from", "to", "cc", "bcc")


def concerning(correspondents: Correspondents) -> Iterator[str]:
    """Searches for messages of the last year from or to these people and domains."""
    words = filter(_ADDRESS.fullmatch, sorted(correspondents.addresses | correspondents.domains))
    for group in _groups(words):
        yield f"{_any_of(f'{field}:{word}' for word in group for field in _SENDERS)} {RECENT}"


def in_threads(correspondents: Correspondents) -> Iterator[str]:
    """Searches for the messages with these ids; who wants the answers too asks for their conversations."""
    for group in _groups(filter(None, map(searchable_id, sorted(correspondents.threads)))):
        yield _any_of(f"rfc822msgid:{word}" for word in group)


def searchable_id(message_id: str) -> str | None:
    """A message id as it can stand in a search, or None."""
    bare = message_id.removeprefix("<").removesuffix(">")
    return bare if _ADDRESS.fullmatch(bare) else None


def _groups(words: Iterable[str]) -> Iterator[Sequence[str]]:
    rest = iter(words)
    while group := tuple(islice(rest, WORDS_IN_ONE_SEARCH)):
        yield group


def _any_of(terms: Iterable[str]) -> str:
    return "{" + " ".join(terms) + "}"
