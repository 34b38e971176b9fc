"""Fits what sentences sound like: `python -m tests.accuracy.fit_sounds` writes `daemon/core/replies/sounds.bin`.

Softmax regression by gradient descent from sentence to sentence over those of `tests/corpus/sentences`; the weights are
the mean of those at the end of each round but the first, which keeps them from following the last sentences. A trait
that stands in one sentence only may be chance and gets no row; of the others the rare ones learn faster, for there is
less to learn from. No library and no chance: the same sentences give the same table. Run it again when sentences were
added, and `fit.py` after it.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path

from daemon.core.promises.tokens import tokenise
from daemon.core.replies.sounds import CLASSES, shares, traits_of
from daemon.core.tables import SCALE, bytes_of, size_of

_ROUNDS = 6
_STEP = 3.0
_SELDOM = 2  # examples in which a trait stands, from which something can be learned of it
_USUAL = 5.0  # how rare a trait is, as a logarithm, that learns as fast as the step says
_STRIDE = 7_919  # a prime, so that sentences of all languages and classes come in turn
_ROOT = Path(__file__).resolve().parents[2]
_SENTENCES = _ROOT / "tests" / "corpus" / "sentences"
_TABLE = _ROOT / "daemon" / "core" / "replies" / "sounds.bin"

Example = tuple[Sequence[int], int, float]
Weights = dict[int, list[float]]


def examples(folder: Path = _SENTENCES) -> Iterator[Example]:
    """The traits of each sentence, its class, and how much it counts."""
    for path in sorted(folder.glob("*.toml")):
        for name, sentences in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for sentence in sentences:
                yield traits_of(tokenise(sentence)), CLASSES.index(name), 1.0


def fit(found: Sequence[Example], width: int) -> Weights:
    """The weights of each trait for as many classes: the mean of those at the end of each round but the first."""
    speeds = _speeds(found)
    weights: Weights = {trait: [0.0] * width for trait in speeds}
    mean: Weights = {trait: [0.0] * width for trait in speeds}
    for turn in range(_ROUNDS):
        for number in range(len(found)):
            traits, right, share = found[number * _STRIDE % len(found)]
            _learn(weights, speeds, [trait for trait in traits if trait in speeds], right, share * _STEP / (1 + turn))
        if turn:
            for trait, learned in weights.items():
                mean[trait] = [
                    total + weight / (_ROUNDS - 1) for total, weight in zip(mean[trait], learned, strict=True)
                ]
    return mean


def _speeds(found: Sequence[Example]) -> Mapping[int, float]:
    """How fast each trait learns from which anything is learned."""
    counts = Counter(trait for traits, _, _ in found for trait in traits)
    rare = {trait: 1 + log(len(found) / count) for trait, count in counts.items() if count >= _SELDOM}
    return {trait: (rarity / _USUAL) ** 2 for trait, rarity in rare.items()}


def _learn(weights: Weights, speeds: Mapping[int, float], traits: Sequence[int], right: int, step: float) -> None:
    if not traits:
        return
    size = size_of(len(traits))
    rows = [weights[trait] for trait in traits]
    likely = shares([sum(column) / size for column in zip(*rows, strict=True)])
    slopes = [step * ((at == right) - share) / size for at, share in enumerate(likely)]
    for trait, row in zip(traits, rows, strict=True):
        speed = speeds[trait]
        row[:] = [weight + speed * slope for weight, slope in zip(row, slopes, strict=True)]


def written(weights: Mapping[int, Sequence[float]]) -> bytes:
    """The rows that say something, one signed byte for each weight."""
    rounded = {trait: [max(-127, min(127, round(SCALE * weight))) for weight in row] for trait, row in weights.items()}
    return bytes_of({trait: row for trait, row in rounded.items() if any(row)})


if __name__ == "__main__":
    sentences = list(examples())
    _TABLE.write_bytes(written(fit(sentences, len(CLASSES))))
    sys.stdout.write(f"{len(sentences)} sentences\n")
