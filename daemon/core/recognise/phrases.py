"""Finding the phrases of word lists among words: at their beginning, at their end, or anywhere, by looking words up.

A phrase is looked up only where its outer word stands, so that most words cost one look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.words import words_of

_LONGEST = 6


@cache
def phrases_of(*names: str) -> frozenset[str]:
    """The phrases of word lists as their words with one blank between them."""
    return frozenset(" ".join(words_of(phrase)) for phrase in word_list(*names))


def begins(words: Sequence[str], *names: str) -> bool:
    """Whether the words begin with a phrase of these lists."""
    known = _by_outer_word(names, 0).get(words[0]) if words else None
    return known is not None and any(" ".join(words[:size]) in known for size in range(1, _LONGEST + 1))


def ends(words: Sequence[str], *names: str) -> bool:
    """Whether the words end with a phrase of these lists."""
    known = _by_outer_word(names, -1).get(words[-1]) if words else None
    return known is not None and any(" ".join(words[-size:]) in known for size in range(1, _LONGEST + 1))


def holds(words: Sequence[str], *names: str) -> bool:
    """Whether a phrase of these lists stands among the words."""
    return next(places(words, *names), None) is not None


def places(words: Sequence[str], *names: str) -> Iterator[int]:
    """Where among the words a phrase of these lists begins."""
    known = _by_outer_word(names, 0)
    for index, word in enumerate(words):
        if word in known and begins(words[index : index + _LONGEST], *names):
            yield index


@cache
def _by_outer_word(names: tuple[str, ...], place: int) -> Mapping[str, frozenset[str]]:
    grouped: dict[str, set[str]] = {}
    for phrase in phrases_of(*names):
        grouped.setdefault(phrase.split(" ")[place], set()).add(phrase)
    return {word: frozenset(phrases) for word, phrases in grouped.items()}
