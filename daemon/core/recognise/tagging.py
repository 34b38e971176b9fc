"""Which words of a title or description name the employer, the post and people: the likeliest way to tag them together.

Every trait of a word speaks for some tags and against others, and so does every tag for the one behind it; the weights
were fitted to labelled examples (`tags/*.toml`, written by `tests/accuracy/titles.py`). Nothing is called and nothing
is drawn at random: a few additions for each word, in time linear in their number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import exp, log

# The first word of a name, and each that goes on with it. A title does not tell who questions and who only arranges.
TAGS = ("other", "company", "company+", "role", "role+", "person", "person+")
TAGS_OF_TEXT = (*TAGS, "runs", "runs+")
SPELLED_TOGETHER = ("", " ")
_NEVER = -1e9
# What is likely to be nothing may still be a name, for whoever weighs it with what the rest of the event tells.
_DOUBT = 0.6
# The service stays for months, so each of the many thousand weights is kept in a byte.
_UNIT, _ZERO = 0.025, 128
Row = Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What speaks for each of `tags`: traits of a word, and the tag before, by whether a sign parts the two words.

    A trait's weights are in units of `unit` and `zero` too large, so that a byte can hold one.
    """

    tags: Sequence[str]
    traits: Mapping[str, Row]
    steps: Mapping[str, Sequence[Row]]
    unit: float = 1.0
    zero: int = 0

    @cached_property
    def before(self) -> Sequence[Sequence[int]]:
        """For each tag those that may stand before it: a name goes on only with what it began with."""
        return [[p for p, before in enumerate(self.tags) if may_follow(before, tag)] for tag in self.tags]

    @cached_property
    def behind(self) -> Sequence[Sequence[int]]:
        """For each tag those that may stand behind it."""
        return [[t for t, behind in enumerate(self.tags) if may_follow(tag, behind)] for tag in self.tags]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The words from `first` up to, not including, `last`, which are a `kind` with this probability."""

    kind: str
    first: int
    last: int
    probability: float


def may_follow(before: str, tag: str) -> bool:
    """Whether a tag may stand behind another one."""
    return not tag.endswith("+") or before.rstrip("+") == tag[:-1]


def tagged(traits: Sequence[Sequence[str]], signs: Sequence[str], weights: Weights) -> Iterator[Tagged]:
    """The names among words with these traits, each behind one of these signs, in their order."""
    if not traits:
        return
    chances = probabilities(traits, signs, weights)
    tags = _likeliest(chances, weights)
    first = 0
    while first < len(tags):
        last = first + 1
        while last < len(tags) and weights.tags[tags[last]].endswith("+"):
            last += 1
        if tags[first]:
            least = min(chances[place][tags[place]] for place in range(first, last))
            yield Tagged(kind=weights.tags[tags[first]], first=first, last=last, probability=least)
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
        zero, unit = weights.zero * len(rows), weights.unit
        scores.append([(sum(column) - zero) * unit for column in zip(*rows, strict=True)] or [0.0] * len(weights.tags))
    return scores


def sums(scores: Sequence[Row], signs: Sequence[str], weights: Weights) -> tuple[list[list[float]], list[list[float]]]:
    """For each word and tag the weight of all ways to get there from the first word, and from there to the last."""
    tags = range(len(weights.tags))
    forward = [[_NEVER if weights.tags[tag].endswith("+") else scores[0][tag] for tag in tags]]
    for score, sign in zip(scores[1:], signs[1:], strict=True):
        steps, before = steps_at(sign, weights), forward[-1]
        forward.append([score[tag] + log_sum([before[p] + steps[p][tag] for p in weights.before[tag]]) for tag in tags])
    backward = [[0.0] * len(weights.tags)]
    for score, sign in zip(scores[:0:-1], signs[:0:-1], strict=True):
        steps, behind = steps_at(sign, weights), backward[-1]
        backward.append([log_sum([steps[tag][t] + score[t] + behind[t] for t in weights.behind[tag]]) for tag in tags])
    return forward, backward[::-1]


def steps_at(sign: str, weights: Weights) -> Sequence[Row]:
    """What each tag says for each tag behind it where this sign stands between."""
    return weights.steps[sign if sign in SPELLED_TOGETHER else "sign"]


def log_sum(values: Sequence[float]) -> float:
    """The logarithm of the sum of what these are logarithms of."""
    most = max(values)
    return most + log(sum(exp(value - most) for value in values))


def _likeliest(chances: Sequence[Row], weights: Weights) -> list[int]:
    """The tags that are likeliest one by one, of those that may follow each other."""
    logs = [[log(chance * (1.0 if tag else _DOUBT) + 1e-12) for tag, chance in enumerate(row)] for row in chances]
    best = [[_NEVER if tag.endswith("+") else value for tag, value in zip(weights.tags, logs[0], strict=True)]]
    came: list[list[int]] = []
    for row in logs[1:]:
        before = best[-1]
        came.append([max(weights.before[tag], key=before.__getitem__) for tag in range(len(row))])
        best.append([before[p] + value for p, value in zip(came[-1], row, strict=True)])
    tags = [max(range(len(weights.tags)), key=best[-1].__getitem__)]
    for rows in reversed(came):
        tags.append(rows[tags[-1]])
    return tags[::-1]


def tags_of(kind: str) -> Sequence[str]:
    """What the words of titles ("title") or of descriptions ("text") may be."""
    return TAGS if kind == "title" else TAGS_OF_TEXT


@cache
def weights_of(kind: str) -> Weights:
    """The fitted weights for the words of titles ("title") or of descriptions ("text")."""
    table = tomllib.loads((files("daemon.core.recognise") / "tags" / f"{kind}.toml").read_text(encoding="utf-8"))
    return Weights(
        tags=tags_of(kind),
        traits={trait: bytes(map(_in_a_byte, row)) for trait, row in table["trait"].items()},
        steps={sign: tuple(map(tuple, rows)) for sign, rows in table["step"].items()},
        unit=_UNIT,
        zero=_ZERO,
    )


def _in_a_byte(weight: float) -> int:
    return max(0, min(255, round(weight / _UNIT) + _ZERO))
