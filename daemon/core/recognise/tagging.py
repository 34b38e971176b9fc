"""Which words of a title name the employer, the post and people: the likeliest way to tag them all together.

Every trait of a word speaks for some tags and against others, and so does every tag for the one behind it; the weights
were fitted to labelled titles (`weights.toml`, written by `tests/accuracy/titles.py`). Nothing is called and nothing is
drawn at random: a few additions for each word, in time linear in their number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

# The first word of a name, and each that goes on with it.
TAGS = ("other", "company", "company+", "role", "role+", "person", "person+")
SPELLED_TOGETHER = ("", " ")
_NEVER = -1e9
# What is likely to be nothing may still be a name, for whoever weighs it with what the rest of the event tells.
_DOUBT = 0.6
Row = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What speaks for each tag: traits of a word, and the tag before, by whether a sign parts the two words."""

    traits: Mapping[str, Row]
    steps: Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The words from `first` up to, not including, `last`, which are a `kind` with this probability."""

    kind: str
    first: int
    last: int
    probability: float


def may_follow(before: int, tag: int) -> bool:
    """Whether a tag may stand behind another one: a name goes on only with what it began with."""
    return not TAGS[tag].endswith("+") or TAGS[before].rstrip("+") == TAGS[tag][:-1]


BEFORE = tuple(tuple(p for p in range(len(TAGS)) if may_follow(p, tag)) for tag in range(len(TAGS)))
BEHIND = tuple(tuple(t for t in range(len(TAGS)) if may_follow(tag, t)) for tag in range(len(TAGS)))


def tagged(traits: Sequence[Sequence[str]], signs: Sequence[str]) -> Iterator[Tagged]:
    """The names among words with these traits, each behind one of these signs, in their order."""
    if not traits:
        return
    chances = probabilities(traits, signs, _weights())
    tags = _likeliest(chances)
    first = 0
    while first < len(tags):
        last = first + 1
        while last < len(tags) and TAGS[tags[last]].endswith("+"):
            last += 1
        if tags[first]:
            least = min(chances[place][tags[place]] for place in range(first, last))
            yield Tagged(kind=TAGS[tags[first]], first=first, last=last, probability=least)
        first = last


def probabilities(traits: Sequence[Sequence[str]], signs: Sequence[str], weights: Weights) -> list[list[float]]:
    """How likely each word has each tag, all ways to tag the others considered."""
    scores = scores_of(traits, weights)
    forward, backward = sums(scores, signs, weights)
    total = log_sum(forward[-1])
    return [
        [exp(min(0.0, a + b - total)) for a, b in zip(*rows, strict=True)]
        for rows in zip(forward, backward, strict=True)
    ]


def scores_of(traits: Sequence[Sequence[str]], weights: Weights) -> list[list[float]]:
    """What the traits of each word together say for each tag."""
    scores = []
    for told in traits:
        rows = [row for trait in told if (row := weights.traits.get(trait))]
        scores.append([sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(TAGS))
    return scores


def sums(scores: Sequence[Row], signs: Sequence[str], weights: Weights) -> tuple[list[list[float]], list[list[float]]]:
    """For each word and tag the weight of all ways to get there from the first word, and from there to the last."""
    tags = range(len(TAGS))
    forward = [[_NEVER if TAGS[tag].endswith("+") else scores[0][tag] for tag in tags]]
    for score, sign in zip(scores[1:], signs[1:], strict=True):
        steps, before = steps_at(sign, weights), forward[-1]
        forward.append([score[tag] + log_sum([before[p] + steps[p][tag] for p in BEFORE[tag]]) for tag in tags])
    backward = [[0.0] * len(TAGS)]
    for score, sign in zip(scores[:0:-1], signs[:0:-1], strict=True):
        steps, behind = steps_at(sign, weights), backward[-1]
        backward.append([log_sum([steps[tag][t] + score[t] + behind[t] for t in BEHIND[tag]]) for tag in tags])
    return forward, backward[::-1]


def steps_at(sign: str, weights: Weights) -> Sequence[Row]:
    """What each tag says for each tag behind it where this sign stands between."""
    return weights.steps[sign if sign in SPELLED_TOGETHER else "sign"]


def log_sum(values: Sequence[float]) -> float:
    """The logarithm of the sum of what these are logarithms of."""
    most = max(values)
    return most + log(sum(exp(value - most) for value in values))


def _likeliest(chances: Sequence[Row]) -> list[int]:
    """The tags that are likeliest one by one, of those that may follow each other."""
    logs = [[log(chance * (1.0 if tag else _DOUBT) + 1e-12) for tag, chance in enumerate(row)] for row in chances]
    best = [[_NEVER if tag.endswith("+") else value for tag, value in zip(TAGS, logs[0], strict=True)]]
    came: list[list[int]] = []
    for row in logs[1:]:
        before = best[-1]
        came.append([max(BEFORE[tag], key=before.__getitem__) for tag in range(len(TAGS))])
        best.append([before[p] + value for p, value in zip(came[-1], row, strict=True)])
    tags = [max(range(len(TAGS)), key=best[-1].__getitem__)]
    for rows in reversed(came):
        tags.append(rows[tags[-1]])
    return tags[::-1]


@cache
def _weights() -> Weights:
    text = (files("daemon.core.recognise") / "weights.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    once: dict[float, float] = {}  # each number is kept once: the service stays for months
    return Weights(
        traits={trait: tuple(once.setdefault(w, w) for w in row) for trait, row in table["trait"].items()},
        steps={sign: tuple(map(tuple, rows)) for sign, rows in table["step"].items()},
    )
