"""Which words of a title or description name the employer, the post and people: the likeliest way to tag them together.

Every trait of a word speaks for some tags and against others, and so does every tag for the one behind it; the weights
were fitted to labelled examples (`tags/*.toml`, written by `tests/accuracy/titles.py`). Nothing is called and nothing
is drawn at random: a few additions for each word, in time linear in their number.
"""

from __future__ import annotations

import tomllib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import exp, log
from typing import Any
from zlib import crc32

from daemon.core.tables import Rows, bytes_of, rows_of

# The first word of a name, and each that goes on with it. A title does not tell who questions and who only arranges.
TAGS = ("other", "company", "company+", "role", "role+", "person", "person+")
TAGS_OF_TEXT = (*TAGS, "runs", "runs+")
SPELLED_TOGETHER = ("", " ")
_NEVER = -1e9
# What is likely to be nothing may still be a name, for whoever weighs it with what the rest of the event tells.
_DOUBT = 0.6
# The service stays for months, so each of the many thousand weights is kept in a byte.
UNIT, ZERO = 0.025, 128
SPELLED = "#"  # So begin traits that tell the letters of words.
_LEAST, _LONGEST = 0.02, 9  # how likely words must be together to be weighed as a name, and how many they are at most
Row = Sequence[float]


class Kept:
    """The weights of many traits in little room: rows of bytes side by side, found by the checksum of the trait."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self._size = rows, rows.width

    def row(self, trait: str) -> Row | None:
        """What a trait speaks for, in units, or None if nothing is known of it."""
        place = self._rows.keys.place(crc32(trait.encode("utf-8", "replace")))
        return None if place is None else self._rows.weights[place * self._size : (place + 1) * self._size]


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
    kept: Kept | None = None

    def row(self, trait: str) -> Row | None:
        """What a trait speaks for, or None if nothing is known of it."""
        return self.kept.row(trait) if self.kept else self.traits.get(trait)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """All ways to tag some words: what speaks for each tag of each word, and for all ways to and from there."""

    weights: Weights
    signs: Sequence[str]
    scores: Sequence[Row]
    forward: Sequence[Row]
    backward: Sequence[Row]

    @property
    def total(self) -> float:
        """The weight of all ways together."""
        return log_sum(self.forward[-1])


def paths_of(traits: Sequence[Sequence[str]], signs: Sequence[str], weights: Weights) -> Paths | None:
    """All ways to tag words with these traits, each behind one of these signs; None if there are no words."""
    if not traits:
        return None
    scores = scores_of(traits, weights)
    forward, backward = sums(scores, signs, weights)
    return Paths(weights=weights, signs=signs, scores=scores, forward=forward, backward=backward)


def tagged(paths: Paths | None) -> Iterator[Tagged]:
    """The names among words, in their order."""
    if paths is None:
        return
    chances, weights = probabilities(paths), paths.weights
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


def probabilities(paths: Paths) -> list[list[float]]:
    """How likely each word has each tag, all ways to tag the others considered."""
    total = paths.total
    return [
        [exp(min(0.0, a + b - total)) for a, b in zip(*rows, strict=True)]
        for rows in zip(paths.forward, paths.backward, strict=True)
    ]


def spans_of_names(paths: Paths | None) -> Iterator[Tagged]:
    """All words that may together be a name, also where others overlap, with how likely they are just that."""
    if paths is None:
        return
    tags, total = paths.weights.tags, paths.total
    for begins, kind in enumerate(tags):
        if not kind.endswith("+") and f"{kind}+" in tags:
            for first, (to, back) in enumerate(zip(paths.forward, paths.backward, strict=True)):
                if exp(min(0.0, to[begins] + back[begins] - total)) >= _LEAST:
                    yield from _spans_from(paths, first, begins, total)


def _spans_from(paths: Paths, first: int, begins: int, total: float) -> Iterator[Tagged]:
    """The spans of a kind that begin at a word; they grow while what goes on with it is likely enough."""
    tags, goes_on = paths.weights.tags, paths.weights.tags.index(f"{paths.weights.tags[begins]}+")
    behind = [tag for tag, name in enumerate(tags) if not name.endswith("+")]
    weight, tag = paths.forward[first][begins], begins
    for last in range(first + 1, min(len(paths.scores), first + _LONGEST) + 1):
        if last == len(paths.scores):
            ending = weight
        else:
            steps, score, back = steps_at(paths.signs[last], paths.weights), paths.scores[last], paths.backward[last]
            ending = weight + log_sum([steps[tag][t] + score[t] + back[t] for t in behind])
        if (probability := exp(min(0.0, ending - total))) >= _LEAST:
            yield Tagged(kind=tags[begins], first=first, last=last, probability=probability)
        if last == len(paths.scores):
            return
        weight, tag = weight + steps[tag][goes_on] + score[goes_on], goes_on
        if weight + back[goes_on] - total < log(_LEAST):
            return


def scores_of(traits: Sequence[Sequence[str]], weights: Weights) -> list[list[float]]:
    """What the traits of each word together say for each tag."""
    scores, row_of = [], weights.kept.row if weights.kept else weights.traits.get
    for told in traits:
        rows = [row for trait in told if (row := row_of(trait))]
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
    return weights.steps[sign_kind(sign)]


def sign_kind(sign: str) -> str:
    """Which of the tables for steps is that of a sign."""
    return sign if sign in SPELLED_TOGETHER else "sign"


def log_sum(values: Sequence[float]) -> float:
    """The logarithm of the sum of what these are logarithms of."""
    most = max(values)
    return most + log(sum([exp(value - most) for value in values]))


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
    table = tags_in(kind)
    tags = tags_of(kind)
    return Weights(
        tags=tags,
        traits={},
        steps={sign: tuple(map(tuple, rows)) for sign, rows in table["step"].items()},
        unit=UNIT,
        kept=Kept(kept_rows(table, len(tags))),
    )


def tags_in(name: str) -> Mapping[str, Any]:
    """What was fitted, as it stands in a file."""
    return tomllib.loads((files("daemon.core.recognise") / "tags" / f"{name}.toml").read_text(encoding="utf-8"))


def kept_rows(table: Mapping[str, Any], width: int) -> Rows:
    """The rows of all traits: packed where they are many, else each spelled out."""
    if "rows" in table:
        return rows_of(b64decode(table["rows"]), width)
    return rows_of(packed(table["trait"]), width)


def packed(traits: Mapping[str, Sequence[float]]) -> bytes:
    """The rows of these traits in little room, a byte for each weight."""
    return bytes_of({crc32(trait.encode()): [in_a_byte(w) - ZERO for w in row] for trait, row in traits.items()})


def in_a_byte(weight: float) -> int:
    """A weight as the byte that is kept of it."""
    return max(0, min(255, round(weight / UNIT) + ZERO))
