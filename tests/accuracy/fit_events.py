"""Fits what the wording of events says: `python -m tests.accuracy.fit_events > …/recognise/lexicon/weights.toml`.

Logistic regression of labelled events on the pieces of their words and their outer traits, by gradient descent with a
step of its own for each weight, so that anybody can repeat it without a library. Nothing is drawn at random: the same
events give the same weights. Run it again when examples were added, and never on events that are kept for checking.
"""

from __future__ import annotations

import json
import sys
import tomllib
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, sqrt
from pathlib import Path
from textwrap import wrap

from daemon.core.recognise import Owner
from daemon.core.recognise.judging import settled
from daemon.core.recognise.reading import Reading, read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.wording import BOXES, UNIT, boxes_of, damping, form_of, tokens_of
from daemon.ports.records import Attendee, Event, Person

CORPUS = Path(__file__).parents[1] / "corpus"
OWNER = Owner(name="Wren Quillfeather", emails=frozenset(["wren@post.example"]))
_SEEN = 2  # events that must have a mark; what only one has may be somebody's name
_APART = 7  # events of one writer or language that follow each other are taken this far apart
_PENALTY = 3.3
_STEP = 0.1
_ROUNDS = 15
_OF_A_TITLE = 0.7  # how much an example counts that is hardly more than a title
# Batches and files that were written to mislead, more than calendars do: they count less.
_MISLEADING, _LESS = frozenset(["w", "x", "traps", "lookalikes"]), 0.3
_START = datetime(2026, 3, 3, 10, tzinfo=UTC)

TITLES = "titles"
# Where the event alone does not tell, the person is to be asked.
UNDECIDED = 0.5
LIKELIHOOD: Mapping[bool | None, float] = {True: 1.0, False: 0.0, None: UNDECIDED}
TITLE_ONLY = "title only"
_LINE = 118

Weights = dict[str | int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An event with its marks, who wrote it, how likely it is an interview, and how much it counts."""

    reading: Reading
    marks: Mapping[str | int, float]
    writer: str
    right: float
    counts: float


def examples() -> Iterator[Example]:
    """All labelled events to develop on that are weighed at all, and the titles by language."""
    for line in (CORPUS / "events-dev.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        reading = read_event(*event_from_record(record))
        if settled(reading):
            continue
        marks = boxes_in(reading) | dict.fromkeys(form_of(reading), 1.0)
        writer = record["id"].rpartition("-")[2].rstrip("0123456789")
        yield Example(
            reading=reading,
            marks=marks,
            writer=writer,
            right=LIKELIHOOD[record["label"]["interview"]],
            counts=_share_of(writer[0]),
        )
    yield from _titles()


def _share_of(batch: str) -> float:
    return _LESS if batch in _MISLEADING else 1.0


def _titles() -> Iterator[Example]:
    for path in sorted((CORPUS / "titles").glob("*.toml")):
        for kind, lines in tomllib.loads(path.read_text("utf-8")).items():
            for how, text in ((how, text) for how, texts in lines.items() for text in texts):
                reading = read_event(title_event(text, invited=how == "invited"), OWNER)
                # These have no times and no people of their own; one trait takes up how seldom interviews are here.
                marks = boxes_in(reading) | {TITLE_ONLY: 1.0} | ({"typed": 1.0} if reading.typed else {})
                right = LIKELIHOOD[kind == "interview"]
                yield Example(
                    reading=reading, marks=marks, writer=TITLES, right=right, counts=_OF_A_TITLE * _share_of(path.stem)
                )


def title_event(text: str, *, invited: bool) -> Event:
    """An event with a title and, behind //, a description; an invitation comes from somebody elsewhere."""
    summary, _, description = text.partition(" // ")
    return Event(
        uid="title",
        calendar="own",
        start=_START,
        end=_START + timedelta(hours=1),
        zone="UTC",
        summary=summary,
        description=description,
        organizer=Person(email="someone@elsewhere.example") if invited else None,
        attendees=(Attendee(name=OWNER.name, email="wren@post.example"),) if invited else (),
    )


def boxes_in(reading: Reading) -> Weights:
    """The boxes of the pieces of an event's words with how much each of them counts."""
    found: Weights = defaultdict(float)
    for text in (reading.title, reading.description):
        tokens = tokens_of(text, reading)
        for box in (box for token in tokens for box in boxes_of(token)):
            found[box] += damping(tokens)
    return dict(found)


def fit(events: Sequence[Example], penalty: float = _PENALTY, free: Container[str | int] = ()) -> Weights:
    """The weights of all marks under which the labels are likeliest; those of `free` marks may be as large as any."""
    seen = Counter(mark for event in events for mark in event.marks)
    often: Weights = defaultdict(float)
    known = []
    for event in (event for start in range(_APART) for event in events[start::_APART]):
        marks = {mark: value for mark, value in event.marks.items() if seen[mark] >= _SEEN}
        known.append((marks, event))
        for mark in marks:
            often[mark] += event.counts
    pulls = {mark: 0.0 if mark in free else penalty / number for mark, number in often.items()}
    weights, slopes = dict.fromkeys(often, 0.0), dict.fromkeys(often, 1e-9)
    for _ in range(_ROUNDS):
        for marks, event in known:
            error = (1 / (1 + exp(-max(-30.0, min(30.0, total(weights, marks))))) - event.right) * event.counts
            for mark, value in marks.items():
                slope = error * value + pulls[mark] * weights[mark] * event.counts
                slopes[mark] += slope * slope
                weights[mark] -= _STEP * slope / sqrt(slopes[mark])
    return weights


def total(weights: Weights, marks: Mapping[str | int, float]) -> float:
    """What marks say together."""
    return sum([weights.get(mark, 0.0) * value for mark, value in marks.items()])


def written(weights: Weights) -> str:
    """The weights as a TOML file."""
    form = sorted((mark, weight) for mark, weight in weights.items() if isinstance(mark, str) and mark != TITLE_ONLY)
    boxes = bytes([_in_a_byte(weights.get(box, 0.0)) for box in range(BOXES)])
    return "\n".join(
        [
            "# How much the wording and the form of an event speak for an interview, fitted to labelled events by",
            "# tests/accuracy/fit_events.py. The pieces of words lie in boxes by their checksum, a byte for each box:",
            "# 128 says nothing, and what is above speaks for an interview.",
            'pieces = """\\',
            *(f"{line}\\" for line in wrap(b64encode(boxes).decode("ascii"), _LINE)),
            '"""',
            "",
            "[form]",
            *(f"{json.dumps(trait)} = {round(weight, 2) + 0.0}" for trait, weight in form),
            "",
        ]
    )


def _in_a_byte(weight: float) -> int:
    return max(0, min(255, round(weight / UNIT) + 128))


if __name__ == "__main__":
    sys.stdout.write(written(fit([example for example in examples() if example.right != UNDECIDED])))
