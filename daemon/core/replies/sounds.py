"""Tells what a sentence sounds like: how much it resembles labelled sentences in its words and parts of words.

The phrases of the language files say what a sentence means for certain; nobody can write all of them down. Beside them
stands one table of small numbers, `sounds.bin`, fitted to labelled sentences of all languages by
`tests/accuracy/fit_sounds.py`: a row for each bucket into which words, pairs of words and parts of words fall by their
checksum, and in it how much they speak for each class.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from math import exp, sqrt
from zlib import crc32

from daemon.core.promises.tokens import Token

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
_PARTS = (4, 5)  # letters
_RUNS = (3, 4)  # ideographs
_MOST_FEATURES = 2_000  # of a sentence


def sound_of(buckets: Sequence[int]) -> tuple[float, ...]:
    """How likely a sentence with these buckets is one of each of `CLASSES`; the shares add up to one."""
    return shares(sums_in(_table(), len(CLASSES), buckets))


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
        if len(form) >= _PARTS[0]:
            yield from _parts(f"<{form}>")
        before = form
    yield from _runs([token.form for token in tokens if token.kind == "word"])


def _parts(word: str) -> Iterator[str]:
    for size in _PARTS:
        for start in range(len(word) - size + 1):
            yield f"c{word[start : start + size]}"


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Several ideographs in a row: what other scripts write as one word."""
    for start, word in enumerate(words):
        if word[:1] >= "\u2e80":
            for size in _RUNS:
                yield f"r{''.join(words[start : start + size])}"


def table_of(weights: bytes) -> array[int]:
    """A table from the signed bytes in which it is kept."""
    table = array("b")
    table.frombytes(weights)
    return table


@cache
def _table() -> array[int]:
    return table_of((files("daemon.core.replies") / "sounds.bin").read_bytes())
