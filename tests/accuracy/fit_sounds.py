"""Fits what sentences sound like: `python -m tests.accuracy.fit_sounds` writes `daemon/core/replies/sounds.bin`.

Softmax regression by gradient descent from sentence to sentence over those of `tests/corpus/sentences`; the weights are
the mean of those at the end of each round but the first, which keeps them from following the last sentences. No library
and no chance: the same sentences give the same table. Run it again when sentences were added, and `fit.py` after it.
"""

from __future__ import annotations

import sys
import tomllib
from array import array
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path

from daemon.core.promises.tokens import tokenise
from daemon.core.replies.sounds import BUCKETS, CLASSES, SCALE, buckets_of, shares

_ROUNDS = 6
_STEP = 3.0
_STRIDE = 7_919  # a prime, so that sentences of all languages and classes come in turn
_ROOT = Path(__file__).resolve().parents[2]
_SENTENCES = _ROOT / "tests" / "corpus" / "sentences"
_TABLE = _ROOT / "daemon" / "core" / "replies" / "sounds.bin"

Example = tuple[Sequence[int], int, float]
Weights = list[list[float]]


def examples(folder: Path = _SENTENCES) -> Iterator[Example]:
    """The buckets of each sentence, its class, and how much it counts."""
    for path in sorted(folder.glob("*.toml")):
        for name, sentences in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for sentence in sentences:
                yield buckets_of(tokenise(sentence)), CLASSES.index(name), 1.0


def fit(sentences: Sequence[Example], width: int) -> Weights:
    """The weights of each bucket for as many classes: the mean of those at the end of each round but the first."""
    weights = [[0.0] * width for _ in range(BUCKETS)]
    mean = [[0.0] * width for _ in range(BUCKETS)]
    for turn in range(_ROUNDS):
        for number in range(len(sentences)):
            buckets, right, share = sentences[number * _STRIDE % len(sentences)]
            _learn(weights, buckets, right, share * _STEP / (1 + turn))
        if turn:
            for row, learned in zip(mean, weights, strict=True):
                row[:] = [total + weight / (_ROUNDS - 1) for total, weight in zip(row, learned, strict=True)]
    return mean


def _learn(weights: Weights, buckets: Sequence[int], right: int, step: float) -> None:
    rows = [weights[bucket] for bucket in buckets]
    if not rows:
        return
    size = sqrt(len(rows))
    likely = shares([sum(column) / size for column in zip(*rows, strict=True)])
    slopes = [step * ((at == right) - share) / size for at, share in enumerate(likely)]
    for row in rows:
        row[:] = [weight + slope for weight, slope in zip(row, slopes, strict=True)]


def written(weights: Weights) -> bytes:
    """The table: one signed byte for each weight."""
    return array("b", (max(-127, min(127, round(SCALE * weight))) for row in weights for weight in row)).tobytes()


if __name__ == "__main__":
    found = list(examples())
    _TABLE.write_bytes(written(fit(found, len(CLASSES))))
    sys.stdout.write(f"{len(found)} sentences\n")
