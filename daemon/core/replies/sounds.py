"""Tells what a sentence sounds like: how much it resembles labelled sentences in its words and parts of words.

The phrases of the language files say what a sentence means for certain; nobody can write all of them down. Beside them
stands one table of small numbers, `sounds.bin`, fitted to labelled sentences of all languages by
`tests/accuracy/fit_sounds.py`: a row for each bucket into which words, pairs of words and parts of words fall by their
checksum, and in it how much they speak for each class.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from math import exp, sqrt
from zlib import crc32

from daemon.core.promises.pieces import parts_of, runs_of
from daemon.core.promises.tokens import Token
from daemon.core.tables import table_in

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
BUCKETS = 1 << 15
SCALE = 4.0  # as which a weight of one stands in the table
_TELLING_MARKS = frozenset("?!$€£")
_MOST_FEATURES = 2_000  # of a sentence


def sound_of(buckets: Sequence[int]) -> tuple[float, ...]:
    """How likely a sentence with these buckets is one of each of `CLASSES`; the shares add up to one."""
    return shares(sums_in(table_in(__package__, "sounds.bin"), len(CLASSES), buckets))


def sums_in(table: array[int], width: int, buckets: Sequence[int]) -> list[float]:
    """What the rows of these buckets in a table of this width say together: a weight for each of its columns."""
    sums = [0] * width
    for bucket in buckets:
        row = table[bucket * width : (bucket + 1) * width]
        sums = [total + weight for total, weight in zip(sums, row, strict=True)]
    size = SCALE * sqrt(max(len(buckets), 1))
    return [total / size for total in sums]


def shares(sums: Sequence[float]) -> tuple[float, ...]:
    """Sums of weights as shares of one."""
    highest = max(sums)
    powers = [exp(total - highest) for total in sums]
    whole = sum(powers)
    return tuple(power / whole for power in powers)


def buckets_of(tokens: Sequence[Token]) -> list[int]:
    """The buckets of what is looked at in a sentence, each once."""
    return sorted({crc32(feature.encode()) % BUCKETS for feature in islice(_features(tokens), _MOST_FEATURES)})


def _features(tokens: Sequence[Token]) -> Iterator[str]:
    before = "^"
    for token in tokens:
        if token.kind == "newline" or (token.kind == "mark" and token.form not in _TELLING_MARKS):
            continue
        form = token.form if token.kind in {"word", "mark"} else "0"
        yield f"w{form}"
        yield f"b{before} {form}"
        yield from (f"c{part}" for part in parts_of(form))
        before = form
    yield from (f"r{run}" for run in runs_of([token.form for token in tokens if token.kind == "word"]))
