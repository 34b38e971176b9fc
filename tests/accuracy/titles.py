"""Fits what tells the names in titles and in descriptions:

    python -m tests.accuracy.titles title titles.txt events-dev.jsonl > …/recognise/tags/title.toml
    python -m tests.accuracy.titles text texts.txt events-dev.jsonl > …/recognise/tags/text.toml

A conditional random field by stochastic gradient descent, so that anybody can repeat it without a library. Nothing is
drawn at random but the order of examples, by a fixed seed: the same ones give the same weights. Run it again when
traits were added or renamed, and never on events that are kept for checking.

`titles.txt` has one title a line behind a "t" if the owner typed it or an "s" if somebody sent it, with its names in
braces: {c|employer}, {r|post}, {p|person}, {o|owner}. `texts.txt` has descriptions, with "//" for the end of a line;
there {p|…} is who questions, and {h|…} who only arranges it.
"""

from __future__ import annotations

import json
import random
import re
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import exp
from pathlib import Path
from textwrap import wrap
from typing import Any

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.pieces import Piece, pieces_of
from daemon.core.recognise.reading import Reading, Text, read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.tagging import (
    SPELLED,
    SPELLED_TOGETHER,
    TAGS_OF_TEXT,
    Weights,
    packed,
    paths_of,
    probabilities,
    sign_kind,
    tags_of,
)
from daemon.core.recognise.telling import traits_in, words_in
from daemon.core.recognise.traits import traits_of
from daemon.core.recognise.words import clean, fold

_PASSES = 16
_AT_ONCE = 16
_STEP = 0.3
_PENALTY = {"title": 0.05, "text": 0.1}
_SELDOM, _SELDOM_SPELLED = 2, 3  # words that have a trait, from which something can be learned of it
_LINE = 118
_SMALLEST = 0.1  # what is lighter than this is left out
_SPELLED_OUT = 5000  # traits that are spelled out; more are packed
_MARK = re.compile(r"\{([crpho])\|([^}]*)\}")
_KINDS = {"c": "company", "r": "role", "p": "person", "h": "runs"}
_SIGNS = (*SPELLED_TOGETHER, "sign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A title or description cut into words, with their traits and what they are."""

    pieces: list[Piece]
    traits: list[list[str]]
    tags: list[int]

    @property
    def signs(self) -> list[str]:
        """The sign before each word."""
        return [piece.sign for piece in self.pieces]


def examples(path: Path, kind: str) -> Iterator[Example]:
    """The labelled titles or descriptions of a file of such lines or of events."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            found = example_of(line, kind)
            if found and found.pieces:
                yield found


def example_of(line: str, kind: str) -> Example | None:
    """The example of a line that holds a labelled event or a marked text."""
    return _of_event(json.loads(line), kind) if line.startswith('{"') else _of_line(line, kind)


def _of_event(record: dict[str, Any], kind: str) -> Example | None:
    label = record["label"]
    if not label["interview"]:
        return None
    reading = read_event(*event_from_record(record))
    asking = [person["name"] for person in label["interviewers"]]
    running = [label["recruiter"]["name"]] if label["recruiter"] and label["recruiter"]["name"] not in asking else []
    names = [("company", label["company"]), ("role", label["role"]), *(("person", name) for name in asking)]
    if kind == "title":
        places = [(k, _place(name, reading)) for k, name in [*names, *(("person", n) for n in running)] if name]
        return _example(reading, places, kind)
    people = [(k, name) for k, name in [*names, *(("runs", name) for name in running)] if name]
    return _example(reading, [(k, place) for k, name in people for place in _all_places(k, name, reading)], kind)


def _place(name: str, reading: Reading) -> tuple[int, int]:
    """Where a name stands in the title, however its letters and blanks are written."""
    found = next(_find(name, reading.title), None)
    return found or (0, 0)


def _find(name: str, text: Text) -> Iterator[tuple[int, int]]:
    words = re.findall(r"\w+", fold(clean(name, 200)))
    if words:
        edge = "" if words[0] >= "\u2e80" else r"(?<!\w)", "" if words[-1] >= "\u2e80" else r"(?!\w)"
        pattern = edge[0] + r"\W*".join(map(re.escape, words)) + edge[1]
        yield from (match.span() for match in re.finditer(pattern, text.folded))


def _all_places(kind: str, name: str, reading: Reading) -> Iterator[tuple[int, int]]:
    """Where a name stands in the description: of people also their first or last name alone."""
    text = reading.description
    yield from _find(name, text)
    if kind in ("person", "runs") and name < "\u2e80":
        for word in (word for word in name.split() if len(word) > 2 and fold(word) not in word_list("honorific")):
            yield from (place for place in _find(word, text) if text.raw[place[0]].isupper())


def _of_line(line: str, kind: str) -> Example:
    record, places = record_of_line(line, kind)
    reading = read_event(*event_from_record(record))
    return _example(reading, [(_KINDS[name], place) for name, place, _ in places if name in _KINDS], kind)


def record_of_line(line: str, kind: str) -> tuple[dict[str, Any], list[tuple[str, tuple[int, int], str]]]:
    """The event of which a marked title or description is all there is, and what is marked in it: as what, where."""
    mode, marked = line[0], line[2:]
    plain, places, end = "", list[tuple[str, tuple[int, int], str]](), 0
    for match in _MARK.finditer(marked):
        plain += marked[end : match.start()]
        places.append((match[1], (len(plain), len(plain) + len(match[2])), match[2]))
        plain, end = plain + match[2], match.end()
    plain += marked[end:]
    owner = max((text for name, _, text in places if name == "o"), key=len, default="Nadia Ferreira")
    plain = plain.replace(" // ", "  \n ")
    return _record(plain, mode, kind, " ".join(reversed(owner.rstrip("様").split(", ")))), places


def _record(text: str, mode: str, kind: str, owner: str) -> dict[str, Any]:
    organizer = {"name": None, "email": "no-reply@mail.example"} if mode == "s" else None
    return {
        "me": {"name": owner, "emails": ["me@home.example"]},
        "event": {
            "summary": text if kind == "title" else "",
            "description": text if kind == "text" else "",
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


def _example(reading: Reading, places: Iterable[tuple[str, tuple[int, int]]], kind: str) -> Example:
    pieces = pieces_of(reading) if kind == "title" else words_in(reading)
    tags = [0] * len(pieces)
    for name, (start, end) in places:
        inside = [i for i, piece in enumerate(pieces) if start < piece.end and piece.start < end]
        if inside and not any(tags[i] for i in inside) and pieces[inside[0]].start >= start:
            for i in inside:
                tags[i] = TAGS_OF_TEXT.index(name) + (i != inside[0])
    traits = traits_of(pieces, reading) if kind == "title" else traits_in(pieces, reading)
    return Example(pieces=pieces, traits=traits, tags=tags)


class _Fit:
    """Weights on their way, and how steep the way has been for each, which makes the steps smaller."""

    def __init__(self, titles: Sequence[Example], kind: str) -> None:
        tags = tags_of(kind)
        self.weights = Weights(
            tags=tags,
            traits={trait: [0.0] * len(tags) for trait in traits_known(titles)},
            steps={sign: [[0.0] * len(tags) for _ in tags] for sign in _SIGNS},
        )
        self._penalty = _PENALTY[kind]
        self._steep: dict[object, list[float]] = {}

    def descend(self, titles: Sequence[Example]) -> None:
        """One step down for some titles."""
        slopes: dict[str, list[float]] = {}
        turns: dict[tuple[str, int], list[float]] = {}
        for title in titles:
            self._add_slopes(title, slopes, turns)
        for trait, slope in slopes.items():
            self._step(trait, self.weights.traits[trait], slope)
        for (sign, tag), slope in turns.items():
            self._step((sign, tag), self.weights.steps[sign][tag], slope)

    def _step(self, key: object, row: Sequence[float], slope: Sequence[float]) -> None:
        assert isinstance(row, list)
        steep = self._steep.setdefault(key, [1e-6] * len(slope))
        steps = [value + self._penalty * weight for value, weight in zip(slope, row, strict=True)]
        steep[:] = [before + step * step for before, step in zip(steep, steps, strict=True)]
        row[:] = [w - _STEP * step / so_far**0.5 for w, step, so_far in zip(row, steps, steep, strict=True)]

    def _add_slopes(
        self, title: Example, slopes: dict[str, list[float]], turns: dict[tuple[str, int], list[float]]
    ) -> None:
        weights, tags = self.weights, range(len(self.weights.tags))
        paths = paths_of(title.traits, title.signs, weights)
        assert paths is not None
        total = paths.total
        for place, (told, chances) in enumerate(zip(title.traits, probabilities(paths), strict=True)):
            errors = list(chances)
            errors[title.tags[place]] -= 1
            for trait in told:
                if trait in weights.traits:
                    before = slopes.get(trait)
                    slopes[trait] = [a + b for a, b in zip(before, errors, strict=True)] if before else errors
            if place:
                sign = sign_kind(title.signs[place])
                steps, forward = weights.steps[sign], paths.forward[place - 1]
                ahead = [s + b for s, b in zip(paths.scores[place], paths.backward[place], strict=True)]
                for tag, before_tag in ((t, b) for t in tags for b in weights.before[t]):
                    reached = forward[before_tag] + steps[before_tag][tag] + ahead[tag]
                    turn = turns.setdefault((sign, before_tag), [0.0] * len(weights.tags))
                    turn[tag] += exp(min(0.0, reached - total))
                turns[sign, title.tags[place - 1]][title.tags[place]] -= 1.0


def traits_known(titles: Sequence[Example]) -> Iterator[str]:
    """The traits that are common enough to learn something of them."""
    counts = Counter(trait for title in titles for told in title.traits for trait in told)
    least = {True: _SELDOM_SPELLED, False: _SELDOM}
    yield from (trait for trait, count in counts.items() if count >= least[trait[0] == SPELLED])


def fit(titles: Sequence[Example], kind: str) -> Weights:
    """The weights under which the labelled tags are likeliest: the mean of the later passes, as the last steps sway."""
    tags, order, state = tags_of(kind), list(titles), _Fit(titles, kind)
    shuffled = random.Random(1)
    passed: list[Weights] = []
    for _ in range(_PASSES):
        shuffled.shuffle(order)
        for first in range(0, len(order), _AT_ONCE):
            state.descend(order[first : first + _AT_ONCE])
        passed.append(deepcopy(state.weights))
    later = passed[_PASSES // 2 :]
    traits, steps = state.weights.traits, state.weights.steps
    return Weights(
        tags=tags,
        traits={trait: _mean([weights.traits[trait] for weights in later]) for trait in traits},
        steps={s: [_mean([w.steps[s][tag] for w in later]) for tag in range(len(tags))] for s in steps},
    )


def _mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def written(weights: Weights, smallest: float) -> str:
    """The weights as a TOML file, packed where they are many, without what is lighter than the smallest."""
    rows = [(trait, [round(weight, 2) + 0.0 for weight in row]) for trait, row in sorted(weights.traits.items())]
    kept = {trait: row for trait, row in rows if max(map(abs, row)) >= smallest}
    packs = len(kept) > _SPELLED_OUT
    lines = [
        "# What each trait of a word speaks for, fitted to labelled examples by tests/accuracy/titles.py.",
        f"# In this order: {', '.join(weights.tags)}.",
        *(in_lines("rows", packed(kept)) if packs else ("[trait]",)),
        *(() if packs else (f"{json.dumps(trait, ensure_ascii=False)} = {row}" for trait, row in kept.items())),
        "",
        "# What each tag (a row) speaks for behind it, by what stands between the two words.",
        "[step]",
        *(
            f"{json.dumps(s)} = {[[round(w, 2) + 0.0 for w in row] for row in rows]}"
            for s, rows in weights.steps.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def in_lines(name: str, kept: bytes) -> Iterator[str]:
    """The lines of a TOML file that hold bytes."""
    yield f'{name} = """\\'
    yield from (f"{line}\\" for line in wrap(b64encode(kept).decode("ascii"), _LINE))
    yield '"""'


if __name__ == "__main__":
    fitted, files = sys.argv[1], sys.argv[2:]
    found = [example for path in files for example in examples(Path(path), fitted)]
    sys.stdout.write(written(fit(found, fitted), _SMALLEST))
