"""Fits what the words around a date say: `python -m tests.accuracy.fit_promises` writes `surroundings.bin`.

Logistic regression by gradient descent from date to date, over the promises to develop on and the marked texts of
`tests/corpus/dates`; the weights are the mean of those at the end of each round but the first, which keeps them from
following the last texts. No library and no chance: the same texts give the same table. Run it again when texts were
added, or when the reader finds other dates in them.

A line of `tests/corpus/dates` is a locale, a tab and a text in which each date is marked: `{y|by Friday}` if they
promise to decide or answer by then, `{k|...}` if one may ask from then on, `{yk|...}` if both, `{n|...}` if neither.
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
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.promises.dated import Dated
from daemon.core.promises.reader import is_near, read_clauses
from daemon.core.promises.surroundings import BUCKETS, SCALE, Surroundings

_ROUNDS = 12
_STEP = 4.0
_PENALTY = 0.0002  # of each step on the weights that it touches
_TAUGHT = 3  # times that a pair of texts counts which was written to teach a difference
_STRIDE = 7_919  # a prime, so that texts of all languages come in turn
_ROOT = Path(__file__).resolve().parents[2]
_CORPUS = _ROOT / "tests" / "corpus"
_TABLE = _ROOT / "daemon" / "core" / "promises" / "surroundings.bin"
_MARK = re.compile(r"\{([ykn]+)\|([^{}]*)\}")
_SPOKEN = date(2026, 3, 11)  # when marked texts were said, a Wednesday

Example = tuple[Sequence[int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A labelled text, with when and where it was said."""

    text: str
    today: date
    locale: str
    label: dict[str, Any] | None = None
    promised: Sequence[tuple[int, int]] = ()

    def examples(self) -> Iterator[Example]:
        """The buckets of each date that may be a promise, and whether it is one."""
        tokens, clauses = read_clauses(self.text, self.today, self.locale)
        surroundings = Surroundings(tokens, clauses, self.today)
        for dated in (dated for clause in clauses for dated in clause.dates if is_near(dated, self.today)):
            place = tokens[dated.start].start, tokens[dated.end - 1].end
            yield surroundings.buckets(dated), self._is_promised(dated, place)

    def _is_promised(self, dated: Dated, place: tuple[int, int]) -> bool:
        if self.label is None:
            return any(begin < place[1] and place[0] < end for begin, end in self.promised)
        limit, first = self.label["decide_by"], self.label["from"]
        bounds = {day.isoformat() for day in (dated.first, dated.last) if day}
        if limit is None:
            return first is not None and dated.first is not None and dated.first.isoformat() == first
        return (dated.last is not None and dated.last.isoformat() == limit) or first in bounds


def records(path: Path) -> Iterator[Text]:
    """The promises of a file of records."""
    for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        said_at = datetime.fromisoformat(record["spoken_at"]).astimezone(ZoneInfo(record["timezone"]))
        yield Text(text=record["text"], today=said_at.date(), locale=record["locale"], label=record["label"])


def marked(path: Path) -> Iterator[Text]:
    """The texts of a file of marked ones."""
    for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
        locale, _, rest = line.partition("\t")
        text, spans, free = "", [], 0
        for match in _MARK.finditer(rest):
            text += rest[free : match.start()]
            if "y" in match[1]:
                spans.append((len(text), len(text) + len(match[2])))
            text, free = text + match[2], match.end()
        yield Text(text=text + rest[free:], today=_SPOKEN, locale=locale, promised=spans)


def fit(examples: Sequence[Example]) -> list[float]:
    """The weight of each bucket: the mean of those at the end of each round but the first."""
    weights, mean = [0.0] * BUCKETS, [0.0] * BUCKETS
    for turn in range(_ROUNDS):
        for number in range(len(examples)):
            buckets, right = examples[number * _STRIDE % len(examples)]
            size = sqrt(len(buckets))
            likely = 1 / (1 + exp(-sum([weights[bucket] for bucket in buckets]) / size))
            slope = _STEP / (1 + turn) * (right - likely) / size
            for bucket in buckets:
                weights[bucket] += slope - _PENALTY * weights[bucket]
        if turn:
            mean = [total + weight / (_ROUNDS - 1) for total, weight in zip(mean, weights, strict=True)]
    return mean


def written(weights: Sequence[float]) -> bytes:
    """The table: one signed byte for each weight."""
    return array("b", (max(-127, min(127, round(SCALE * weight))) for weight in weights)).tobytes()


if __name__ == "__main__":
    texts = [*records(_CORPUS / "promises-dev.jsonl")]
    texts += [text for path in sorted((_CORPUS / "dates").glob("*.txt")) for text in marked(path)]
    texts += [*marked(_CORPUS / "dates" / "taught.txt")] * (_TAUGHT - 1)
    found = [example for text in texts for example in text.examples()]
    _TABLE.write_bytes(written(fit(found)))
    sys.stdout.write(f"{len(found)} dates in {len(texts)} texts\n")
