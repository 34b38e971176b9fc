"""Pieces of words that tell what a word unseen so far may mean, for tables that were fitted to labelled texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_PARTS = (4, 5)  # letters
_RUNS = (3, 4)  # ideographs
_STEMS = (4, 6)  # letters at the beginning of a longer word
_IDEOGRAPHS = "\u2e80"


def parts_of(word: str) -> Iterator[str]:
    """Every few letters of a word in a row, with marks for its beginning and end; none of a short word."""
    if len(word) >= _PARTS[0]:
        bounded = f"<{word}>"
        for size in _PARTS:
            for start in range(len(bounded) - size + 1):
                yield bounded[start : start + size]


def traits_of_word(word: str, before: str) -> list[str]:
    """A word, it behind the one before, and its beginnings."""
    traits = [f"w{word}", f"b{before} {word}"]
    for letters in _STEMS:
        if len(word) > letters:
            traits.append(f"p{word[:letters]}")  # noqa: PERF401  a comprehension is a call for every word of a text
    return traits


def runs_of(words: Sequence[str]) -> Iterator[str]:
    """Several ideographs in a row: what other scripts write as one word."""
    for start, word in enumerate(words):
        if word[:1] >= _IDEOGRAPHS:
            for size in _RUNS:
                yield "".join(words[start : start + size])
