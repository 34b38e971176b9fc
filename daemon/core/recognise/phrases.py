"""Finding the phrases of word lists among words: at their beginning, at their end, or anywhere, by looking words up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    known = phrases_of(*names)
    return any(" ".join(words[:size]) in known for size in range(1, min(len(words), _LONGEST) + 1))


def ends(words: Sequence[str], *names: str) -> bool:
    """Whether the words end with a phrase of these lists."""
    known = phrases_of(*names)
    return any(" ".join(words[-size:]) in known for size in range(1, min(len(words), _LONGEST) + 1))


def holds(words: Sequence[str], *names: str) -> bool:
    """Whether a phrase of these lists stands among the words."""
    opening = _by_first_word(names)
    return any(
        word in opening
        and any(" ".join(words[index : index + size]) in opening[word] for size in range(1, _LONGEST + 1))
        for index, word in enumerate(words)
    )


@cache
def _by_first_word(names: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    grouped: dict[str, set[str]] = {}
    for phrase in phrases_of(*names):
        grouped.setdefault(phrase.partition(" ")[0], set()).add(phrase)
    return {first: frozenset(phrases) for first, phrases in grouped.items()}
