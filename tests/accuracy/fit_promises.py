"""Fits what speaks for a promise: `python -m tests.accuracy.fit_promises` writes three tables.

Logistic regression by gradient descent from date to date, over the promises and mails to develop on and the marked
texts of `tests/corpus/dates`; the weights are the mean of those at the end of each round but the first, which keeps
them from following the last texts, and of several orders of the dates, as one order alone may be worth a point more or
less than another. What the words say by themselves is learned as `fit_sounds` does. No library and no
chance: the same texts give the same tables. Run it again when texts were added, or when the reader finds other dates in
them.

A line of `tests/corpus/dates` is a locale, with or without the day on which it was said behind a blank, a tab and a
text in which dates are marked: `{y|by Friday}` if they promise to decide or answer by then, `{k|...}` if one may ask
from then on, `{yk|...}` if both, `{n|...}` or not at all if neither.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import exp, sqrt
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.promises.dated import Dated
from daemon.core.promises.likelihood import BUCKETS, SCALE
from daemon.core.promises.reader import day_to_ask, read_clauses, read_evidence
from daemon.core.replies.body import new_text
from daemon.core.replies.records import message_from_record
from tests.accuracy.fit_sounds import fit as fit_rows
from tests.accuracy.fit_sounds import written as rows_written

_ORDERS = 4
_ROUNDS = 8
_STEP = 1.5
_PENALTY = 0.0002  # of each step on the weights that it touches
_SHARE = 1 / 3  # by how much slower the words by themselves are learned than sentences
_SLIGHT = 0.5  # what says less of the words gets no row
# How much a text counts by its batch or file: less where the rules were made by it, or the style is another.
_COUNTS = {
    "d": 0.6,
    "west": 0.1,
    "talk": 0.5,
    "more-english": 0.4,
    "more-world": 0.4,
    "taught": 1.0,
    "english": 0.4,
    "north": 0.4,
    "south": 0.4,
    "turns": 0.5,
    "chains": 0.8,
    "mails": 1.0,
}
_SILENT = frozenset({"unrelated", "auto_reply", "withdrawn_by_me"})  # mails whose dates are not labelled
_ASKED = "permission_to_check"
_ROOT = Path(__file__).resolve().parents[2]
_CORPUS = _ROOT / "tests" / "corpus"
_TABLES = _ROOT / "daemon" / "core" / "promises"
_MARK = re.compile(r"\{([ykn]+)\|([^{}]*)\}")
_SPOKEN = date(2026, 3, 11)  # when marked texts were said that do not tell, a Wednesday


Scaled = Sequence[tuple[Sequence[int], float]]  # groups of buckets, and by how much each of one counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What is looked at for one date, whether it is promised, whether one to ask, and how much it counts for each."""

    groups: Sequence[Sequence[int]]
    traits: Sequence[int]
    promised: bool
    asked: bool
    counts: float
    counts_asked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A labelled text, with when and where it was said."""

    text: str
    today: date
    locale: str
    label: dict[str, Any] | None = None
    promised: Sequence[tuple[int, int]] = ()
    asked: Sequence[tuple[int, int]] = ()
    counts: float = 1.0

    def examples(self) -> Iterator[Example]:
        """Each date that may be a promise; none speaks for one if the promised one is not among them."""
        tokens, clauses = read_clauses(self.text, self.today, self.locale)
        evidence = read_evidence(tokens, clauses, self.today)
        found = []
        for verdict in evidence.verdicts:
            dated = verdict.dated
            place = tokens[dated.start].start, tokens[dated.end - 1].end
            looked_at = evidence.buckets(verdict), evidence.traits(verdict)
            found.append((looked_at, self._is_promised(dated, place), self._is_asked(dated, place)))
        limit = self.label["decide_by"] if self.label else None
        known = limit is None or any(promised for _, promised, _ in found)
        for (groups, traits), promised, asked in found:
            counts = self.counts if known else 0.0
            counts_asked = self.counts if self.label is None or _ASKED in self.label else 0.0
            yield Example(
                groups=groups,
                traits=traits,
                promised=promised,
                asked=asked,
                counts=counts,
                counts_asked=counts_asked,
            )

    def _is_promised(self, dated: Dated, place: tuple[int, int]) -> bool:
        if self.label is None:
            return _overlaps(self.promised, place)
        limit, first = self.label["decide_by"], self.label["from"]
        bounds = {day.isoformat() for day in (dated.first, dated.last) if day}
        if limit is None:
            return first is not None and dated.first is not None and dated.first.isoformat() == first
        return (dated.last is not None and dated.last.isoformat() == limit) or first in bounds

    def _is_asked(self, dated: Dated, place: tuple[int, int]) -> bool:
        if self.label is None:
            return _overlaps(self.asked, place)
        asked = self.label.get(_ASKED)
        return asked in {day.isoformat() for day in (day_to_ask(dated), dated.opens, dated.named)}


def _overlaps(spans: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
    return any(begin < place[1] and place[0] < end for begin, end in spans)


def records(path: Path) -> Iterator[Text]:
    """The promises of a file of records."""
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        said_at = datetime.fromisoformat(record["spoken_at"]).astimezone(ZoneInfo(record["timezone"]))
        counts = _COUNTS.get(record["id"].rpartition("-")[2][0], 1.0)
        yield Text(
            text=record["text"], today=said_at.date(), locale=record["locale"], label=record["label"], counts=counts
        )


def mails(path: Path) -> Iterator[Text]:
    """The new part of the mails of a file, in which only decisions are labelled."""
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if record["label"]["outcome"] in _SILENT:
            continue
        label = {"decide_by": record["label"]["decision_by"], "from": None}
        yield Text(
            text=new_text(message_from_record(record)),
            today=datetime.fromisoformat(record["mail"]["date"]).date(),
            locale=record["locale"],
            label=label,
            counts=_COUNTS["mails"],
        )


def marked(path: Path) -> Iterator[Text]:
    """The texts of a file of marked ones."""
    for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
        head, _, rest = line.partition("\t")
        locale, _, day = head.partition(" ")
        text, promised, asked, free = "", [], [], 0
        for match in _MARK.finditer(rest):
            text += rest[free : match.start()]
            span = len(text), len(text) + len(match[2])
            promised += [span] * ("y" in match[1])
            asked += [span] * ("k" in match[1])
            text, free = text + match[2], match.end()
        counts = _COUNTS.get(path.stem, 1.0)
        yield Text(
            text=text + rest[free:],
            today=date.fromisoformat(day) if day else _SPOKEN,
            locale=locale,
            promised=promised,
            asked=asked,
            counts=counts,
        )


def fit(examples: Sequence[Example], of: str) -> list[float]:
    """The weight of each bucket for dates that are promised or asked: the mean of what several orders teach."""
    scaled = [[(buckets, 1 / sqrt(len(buckets))) for buckets in one.groups if buckets] for one in examples]
    rights = [(one.promised, one.counts) if of == "promised" else (one.asked, one.counts_asked) for one in examples]
    learned = [_learned(scaled, rights, Random(number)) for number in range(_ORDERS)]  # no chance: the same each time
    return [sum(weights) / _ORDERS for weights in zip(*learned, strict=True)]


def _learned(scaled: Sequence[Scaled], rights: Sequence[tuple[bool, float]], order_of: Random) -> list[float]:
    """The weight of each bucket by one order of the dates: the mean of all rounds' ends but the first."""
    weights, mean = [0.0] * BUCKETS, [0.0] * BUCKETS
    order = list(range(len(scaled)))
    for turn in range(_ROUNDS):
        order_of.shuffle(order)
        for number in order:
            groups, (right, counts) = scaled[number], rights[number]
            odds = sum([share * sum([weights[bucket] for bucket in buckets]) for buckets, share in groups])
            slope = _STEP / (1 + turn) * counts * (right - 1 / (1 + exp(-odds)))
            for buckets, share in groups:
                for bucket in buckets:
                    weights[bucket] += slope * share - _PENALTY * weights[bucket]
        if turn:
            mean = [total + weight / (_ROUNDS - 1) for total, weight in zip(mean, weights, strict=True)]
    return mean


def worded(examples: Sequence[Example]) -> dict[int, list[float]]:
    """How much each trait of the words speaks for a promise, of those that say something."""
    told = [(one.traits, int(one.promised), _SHARE * one.counts) for one in examples]
    weights = {trait: yes - no for trait, (no, yes) in fit_rows(told, 2).items()}
    return {trait: [weight] for trait, weight in weights.items() if abs(weight) >= _SLIGHT}


def written(weights: Sequence[float]) -> bytes:
    """The table: one signed byte for each weight."""
    return array("b", (max(-127, min(127, round(SCALE * weight))) for weight in weights)).tobytes()


if __name__ == "__main__":
    texts = [*records(_CORPUS / "promises-dev.jsonl"), *mails(_CORPUS / "mails-dev.jsonl")]
    texts += [text for path in sorted((_CORPUS / "dates").glob("*.txt")) for text in marked(path)]
    found = [example for text in texts for example in text.examples()]
    for name in ("promised", "asked"):
        (_TABLES / f"{name}.bin").write_bytes(written(fit(found, name)))
    (_TABLES / "worded.bin").write_bytes(rows_written(worded(found)))
    sys.stdout.write(f"{len(found)} dates in {len(texts)} texts\n")
