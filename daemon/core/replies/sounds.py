"""Tells what a sentence sounds like: how much it resembles labelled sentences in its words and how these begin.

The phrases of the language files say what a sentence means for certain; nobody can write all of them down. Beside them
stands one table of small numbers, `sounds.bin`, fitted to labelled sentences of all languages by
`tests/accuracy/fit_sounds.py`: a row for each word, pair of words and beginning of a word that several of them share,
found by its checksum, and in it how much that speaks for each class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import exp
from zlib import crc32

from daemon.core.promises.pieces import runs_of, traits_of_word
from daemon.core.promises.tokens import Token
from daemon.core.tables import rows_in

CLASSES = (
    "acknowledgement",
    "auto_reply",
    "delay",
    "next_round",
    "offer",
    "other",
    "question",
    "rejection",
    "withdrawn",
)
_TELLING_MARKS = frozenset("?!$€£")
_MOST_TRAITS = 2_000  # of a sentence


def sound_of(traits: Iterable[int]) -> tuple[float, ...]:
    """How likely a sentence with these traits is one of each of `CLASSES`; the shares add up to one."""
    return shares(rows_in(__package__, "sounds.bin", len(CLASSES)).sums(traits))


def shares(sums: Sequence[float]) -> tuple[float, ...]:
    """Sums of weights as shares of one."""
    highest = max(sums)
    powers = [exp(total - highest) for total in sums]
    whole = sum(powers)
    return tuple(power / whole for power in powers)


def traits_of(tokens: Iterable[Token]) -> list[int]:
    """The checksums of what is looked at in a sentence, each once: words, their beginnings, and words in a row."""
    return sorted({crc32(trait.encode()) for trait in islice(_traits(list(tokens)), _MOST_TRAITS)})


def _traits(tokens: Sequence[Token]) -> Iterator[str]:
    before = "^"
    for token in tokens:
        if token.kind == "newline" or (token.kind == "mark" and token.form not in _TELLING_MARKS):
            continue
        form = token.form if token.kind in {"word", "mark"} else "0"
        yield from traits_of_word(form, before)
        before = form
    yield from (f"r{run}" for run in runs_of([token.form for token in tokens if token.kind == "word"]))
