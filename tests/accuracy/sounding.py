"""Fits what words sound like: `python -m tests.accuracy.sounding FOLDER > …/tags/sound.toml`.

Regression on the pieces of words by stochastic gradient descent: of the employers, posts and people marked in titles
and labelled events, of what stands between them, of those that mails are about, and of the lists of the lexicon. The
folder is that of the labelled examples. Nothing is drawn at random but the order, by a fixed seed.
"""

from __future__ import annotations

import json
import random
import re
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from math import exp
from pathlib import Path
from textwrap import wrap
from typing import Any

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.markup import plain_text
from daemon.core.recognise.sounding import BOXES, KINDS, LOUDNESS, UNIT, ZERO, boxes_of
from daemon.core.recognise.words import fold

_PASSES = 6
_STEP, _STEP_OF_BIAS = 0.3, 0.01
_PENALTY = 0.0005
_OF_A_MAIL = 0.4  # how much a name counts of which nobody saw where it stands
_MARK = re.compile(r"\{([crpho])\|([^}]*)\}")
_MARKED = {"c": "company", "r": "role", "p": "person", "h": "person", "o": "person"}
_LISTED = {
    "company": ("organisation",),
    "role": ("role",),
    "nothing": ("field", "thing", "edge", "activity", "small", "talk"),
}
_CUT = re.compile(r"[,;:()|/–—.!?\n]| - ")
_LONGEST, _READ = 5, 600
_LINE = 118
Phrase = tuple[str, str, float]


def phrases_of_line(line: str) -> Iterator[Phrase]:
    """The names of a marked title with their kinds, and what stands between them."""
    end = 0
    for match in _MARK.finditer(line, 2):
        yield from _between(line[max(2, end) : match.start()])
        yield match[2], _MARKED[match[1]], 1.0
        end = match.end()
    yield from _between(line[max(2, end) :])


def _between(text: str) -> Iterator[Phrase]:
    yield from ((piece.strip(), "nothing", 1.0) for piece in _CUT.split(text) if piece.strip())


def phrases_of_event(record: dict[str, Any]) -> Iterator[Phrase]:
    """The labelled names of an event with their kinds, and the pieces of its texts that hold none of them."""
    label = record["label"]
    people = [*label["interviewers"], *([label["recruiter"]] if label["recruiter"] else [])]
    named = [("company", label["company"]), ("role", label["role"]), *(("person", one["name"]) for one in people)]
    yield from ((name, kind, 1.0) for kind, name in named if name)
    known = [fold(name) for _, name in named if name]
    for text in (record["event"]["summary"], plain_text(record["event"]["description"])[:_READ]):
        for phrase in _between(text):
            if len(phrase[0].split()) <= _LONGEST and not any(name in fold(phrase[0]) for name in known):
                yield phrase


def phrases_of_mail(record: dict[str, Any]) -> Iterator[Phrase]:
    """The employer and the post that a mail is about, and the people one met."""
    pursuit = record["pursuit"]
    yield from ((pursuit[kind], kind, _OF_A_MAIL) for kind in ("company", "role") if pursuit[kind])
    people = [one for met in pursuit["interviews"] for one in met["interviewers"]]
    people += [pursuit["recruiter"]] if pursuit["recruiter"] else []
    yield from ((one["name"], "person", _OF_A_MAIL) for one in people if one["name"])


def phrases_of_lexicon() -> Iterator[Phrase]:
    """The words of some lists, which count half: nobody wrote them in a title."""
    for kind, lists in _LISTED.items():
        yield from ((word, kind, 0.5) for name in lists for word in sorted(word_list(name)))


def fit(phrases: Iterable[Phrase]) -> tuple[bytes, list[float]]:
    """The weights of the boxes as bytes and those of the kinds, under which the phrases' kinds are likeliest."""
    kinds = range(len(KINDS))
    rows, steep = [[0.0] * len(KINDS) for _ in range(BOXES)], [[1e-3] * len(KINDS) for _ in range(BOXES)]
    bias = [0.0] * len(KINDS)
    heard = [(boxes, KINDS.index(kind), weight) for text, kind, weight in phrases if (boxes := boxes_of(text))]
    shuffled = random.Random(1)
    for _ in range(_PASSES):
        shuffled.shuffle(heard)
        for boxes, right, weight in heard:
            scores = [LOUDNESS * sum([rows[box][kind] for box in boxes]) / len(boxes) + bias[kind] for kind in kinds]
            powers = [exp(score - max(scores)) for score in scores]
            errors = [weight * (power / sum(powers) - (kind == right)) for kind, power in enumerate(powers)]
            bias = [value - _STEP_OF_BIAS * error for value, error in zip(bias, errors, strict=True)]
            for box in boxes:
                _descend(rows[box], steep[box], [error * LOUDNESS / len(boxes) for error in errors])
    return bytes(max(0, min(255, round(weight / UNIT) + ZERO)) for row in rows for weight in row), bias


def _descend(row: list[float], steep: list[float], slope: Sequence[float]) -> None:
    steps = [value + _PENALTY * weight for value, weight in zip(slope, row, strict=True)]
    steep[:] = [before + step * step for before, step in zip(steep, steps, strict=True)]
    row[:] = [weight - _STEP * step / so_far**0.5 for weight, step, so_far in zip(row, steps, steep, strict=True)]


def written(boxes: bytes, bias: Sequence[float]) -> str:
    """The weights as a TOML file."""
    lines = [
        "# What the pieces of words sound like, fitted to labelled titles and events by tests/accuracy/sounding.py.",
        f"# In this order: {', '.join(KINDS)}. The pieces lie in boxes by their checksum, a byte for each weight.",
        f"bias = {[round(value, 3) + 0.0 for value in bias]}",
        'boxes = """\\',
        *(f"{line}\\" for line in wrap(b64encode(boxes).decode("ascii"), _LINE)),
        '"""',
    ]
    return "\n".join(lines) + "\n"


def phrases_in(path: Path) -> Iterator[Phrase]:
    """The phrases of a file of marked titles, of labelled events or of mails."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith('{"'):
            record = json.loads(line)
            if "pursuit" in record:
                yield from phrases_of_mail(record)
            elif record["label"]["interview"]:
                yield from phrases_of_event(record)
        elif line.strip():
            yield from phrases_of_line(line)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    taught = [p for name in ("titles.txt", "events-dev.jsonl", "mails-dev.jsonl") for p in phrases_in(folder / name)]
    sys.stdout.write(written(*fit([*taught, *phrases_of_lexicon()])))
