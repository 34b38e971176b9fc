"""Fits what tells the names in a title: `python -m tests.accuracy.titles titles.txt events-dev.jsonl > weights.toml`.

A conditional random field by stochastic gradient descent, so that anybody can repeat it without a library. Nothing is
drawn at random but the order of titles, by a fixed seed: the same titles give the same weights. Run it again when
traits were added or renamed, and never on events that are kept for checking.

`titles.txt` has one title a line behind a "t" if the owner typed it or an "s" if somebody sent it, with its names in
braces: {c|employer}, {r|post}, {p|person}, {o|owner}.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

from daemon.core.recognise.pieces import Piece, pieces_of
from daemon.core.recognise.reading import Reading, read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.tagging import BEFORE, SPELLED_TOGETHER, TAGS, Weights, scores_of, steps_at, sums
from daemon.core.recognise.traits import traits_of
from daemon.core.recognise.words import clean, fold

_PASSES = 16
_AT_ONCE = 16
_STEP = 0.3
_PENALTY = 0.1
_SELDOM = 2  # words that have a trait, from which something can be learned of it
_SMALLEST = 0.1  # what is lighter than this is left out
_MARK = re.compile(r"\{([crpo])\|([^}]*)\}")
_KINDS = {"c": "company", "r": "role", "p": "person"}
_SIGNS = (*SPELLED_TOGETHER, "sign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A title cut into words, with their traits and what they are."""

    reading: Reading
    pieces: list[Piece]
    traits: list[list[str]]
    tags: list[int]

    @property
    def signs(self) -> list[str]:
        """The sign before each word."""
        return [piece.sign for piece in self.pieces]


def examples(path: Path) -> Iterator[Example]:
    """The labelled titles of a file of titles or of events."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            found = _of_event(json.loads(line)) if path.suffix == ".jsonl" else _of_line(line)
            if found and found.pieces:
                yield found


def _of_event(record: dict[str, Any]) -> Example | None:
    label = record["label"]
    if not label["interview"]:
        return None
    reading = read_event(*event_from_record(record))
    people = [*label["interviewers"], *([label["recruiter"]] if label["recruiter"] else [])]
    names = [("company", label["company"]), ("role", label["role"]), *(("person", p["name"]) for p in people)]
    return _example(reading, [(kind, _place(name, reading)) for kind, name in names if name])


def _place(name: str, reading: Reading) -> tuple[int, int]:
    """Where a name stands in the title, however its letters and blanks are written."""
    title, wanted = reading.title.folded, fold(clean(name, 200))
    found = re.search(r"\W*".join(re.escape(word) for word in re.findall(r"\w+", wanted)) or "$.", title)
    return found.span() if found else (0, 0)


def _of_line(line: str) -> Example:
    mode, marked = line[0], line[2:]
    plain, places, end = "", list[tuple[str, tuple[int, int]]](), 0
    for match in _MARK.finditer(marked):
        plain += marked[end : match.start()]
        places.append((match[1], (len(plain), len(plain) + len(match[2]))))
        plain, end = plain + match[2], match.end()
    plain += marked[end:]
    owner = max((plain[slice(*place)] for kind, place in places if kind == "o"), key=len, default="Nadia Ferreira")
    reading = read_event(*event_from_record(_record(plain, mode, " ".join(reversed(owner.rstrip("様").split(", "))))))
    return _example(reading, [(_KINDS[kind], place) for kind, place in places if kind in _KINDS])


def _record(title: str, mode: str, owner: str) -> dict[str, Any]:
    organizer = {"name": None, "email": "no-reply@mail.example"} if mode == "s" else None
    return {
        "me": {"name": owner, "emails": ["me@home.example"]},
        "event": {
            "summary": title,
            "description": "",
            "location": "",
            "status": "confirmed",
            "attendees": [],
            "start": "2026-03-03T10:00:00+00:00",
            "end": "2026-03-03T11:00:00+00:00",
            "timezone": "UTC",
            "organizer": organizer,
            "url": None,
        },
    }


def _example(reading: Reading, places: Iterable[tuple[str, tuple[int, int]]]) -> Example:
    pieces = pieces_of(reading)
    tags = [0] * len(pieces)
    for kind, (start, end) in places:
        inside = [i for i, piece in enumerate(pieces) if start < piece.end and piece.start < end]
        if inside and not any(tags[i] for i in inside) and pieces[inside[0]].start >= start:
            for i in inside:
                tags[i] = TAGS.index(kind) + (i != inside[0])
    return Example(reading=reading, pieces=pieces, traits=traits_of(pieces, reading), tags=tags)


class _Fit:
    """Weights on their way, and how steep the way has been for each, which makes the steps smaller."""

    def __init__(self, titles: Sequence[Example]) -> None:
        counts = Counter(trait for title in titles for told in title.traits for trait in told)
        self.traits = {trait: _zeros() for trait, count in counts.items() if count >= _SELDOM}
        self.steps = {sign: [_zeros() for _ in TAGS] for sign in _SIGNS}
        self._steep: dict[int, list[float]] = {}

    def descend(self, titles: Sequence[Example]) -> None:
        """One step down for some titles."""
        slopes: dict[int, list[float]] = {}
        rows: dict[int, list[float]] = {}

        def add(row: list[float], place: int, amount: float) -> None:
            rows[id(row)] = row
            slopes.setdefault(id(row), _zeros())[place] += amount

        for title in titles:
            self._add_slopes(title, add)
        for key, slope in slopes.items():
            row, steep = rows[key], self._steep.setdefault(key, [1e-6] * len(TAGS))
            for place, value in enumerate(slope):
                step = value + _PENALTY * row[place]
                steep[place] += step * step
                row[place] -= _STEP * step / steep[place] ** 0.5

    def _add_slopes(self, title: Example, add: Any) -> None:
        weights = Weights(traits=self.traits, steps=self.steps)
        scores = scores_of(title.traits, weights)
        forward, backward = sums(scores, title.signs, weights)
        top = max(forward[-1])
        total = top + log(sum(exp(value - top) for value in forward[-1]))
        for place, told in enumerate(title.traits):
            errors = [exp(min(0.0, a + b - total)) for a, b in zip(forward[place], backward[place], strict=True)]
            errors[title.tags[place]] -= 1
            for trait in told:
                if row := self.traits.get(trait):
                    for tag, error in enumerate(errors):
                        add(row, tag, error)
            if place:
                steps = steps_at(title.signs[place], weights)
                for tag, before in ((t, b) for t in range(len(TAGS)) for b in BEFORE[t]):
                    reached = (
                        forward[place - 1][before] + steps[before][tag] + scores[place][tag] + backward[place][tag]
                    )
                    add(steps[before], tag, exp(min(0.0, reached - total)))
                add(steps[title.tags[place - 1]], title.tags[place], -1.0)


def _zeros() -> list[float]:
    return [0.0] * len(TAGS)


def fit(titles: Sequence[Example]) -> Weights:
    """The weights under which the labelled tags are likeliest: the mean of the later passes, as the last steps sway."""
    order, state = list(titles), _Fit(titles)
    shuffled = random.Random(1)
    passed: list[Weights] = []
    for _ in range(_PASSES):
        shuffled.shuffle(order)
        for first in range(0, len(order), _AT_ONCE):
            state.descend(order[first : first + _AT_ONCE])
        passed.append(deepcopy(Weights(traits=state.traits, steps=state.steps)))
    later = passed[_PASSES // 2 :]
    return Weights(
        traits={trait: _mean([weights.traits[trait] for weights in later]) for trait in state.traits},
        steps={s: [_mean([w.steps[s][tag] for w in later]) for tag in range(len(TAGS))] for s in state.steps},
    )


def _mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def written(weights: Weights) -> str:
    """The weights as a TOML file."""
    rows = [(trait, [round(weight, 2) + 0.0 for weight in row]) for trait, row in sorted(weights.traits.items())]
    lines = [
        "# What each trait of a word in a title speaks for, fitted to labelled titles by tests/accuracy/titles.py.",
        f"# In this order: {', '.join(TAGS)}.",
        "[trait]",
        *(f"{json.dumps(t, ensure_ascii=False)} = {row}" for t, row in rows if max(map(abs, row)) >= _SMALLEST),
        "",
        "# What each tag (a row) speaks for behind it, by what stands between the two words.",
        "[step]",
        *(
            f"{json.dumps(s)} = {[[round(w, 2) + 0.0 for w in row] for row in rows]}"
            for s, rows in weights.steps.items()
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written(fit([title for path in sys.argv[1:] for title in examples(Path(path))])))
