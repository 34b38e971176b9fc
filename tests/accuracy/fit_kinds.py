"""Fits what tells the kind of a round:

    python -m tests.accuracy.fit_rounds events-dev.jsonl > …/recognise/tags/round.toml

Logistic regression as for mails (`tests.accuracy.fit`), from the traits that `stages` tells of each labelled interview.
Of a kind that is seldom it believes what follows from the surest word and the people, until examples speak against it.
The same events give the same weights. Run it again when traits were added or renamed or the people of events are read
otherwise, and never on events that are kept for checking.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from daemon.core.recognise.casting import cast_of
from daemon.core.recognise.employer import company_of
from daemon.core.recognise.medium import medium_of
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.rounds import hints_of, told_round
from daemon.core.recognise.stages import KINDS
from tests.accuracy.fit import Example, Weights, fit

BELIEVED = {f"ruled {kind}": (str(kind), 1.5) for kind in KINDS}


def examples(paths: Iterable[Path]) -> Iterator[Example]:
    """The traits and the kind of round of every interview."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["label"]["interview"]:
                reading = read_event(*event_from_record(record))
                told, company = told_round(reading), company_of(reading)
                cast = cast_of(reading, told, company[0] if company else None)
                hints = hints_of(told, reading, cast, medium_of(reading, told))
                yield Example(ideas=dict.fromkeys(hints, 1.0), right=KINDS.index(record["label"]["round"]))


def written(weights: Weights) -> str:
    """The weights as a TOML file."""
    lines = [
        "# What each trait of an interview speaks for, fitted to labelled events by tests/accuracy/fit_rounds.py.",
        f"# In this order: {', '.join(KINDS)}.",
        "[trait]",
        *(f"{json.dumps(trait)} = {[round(weight, 2) + 0.0 for weight in row]}" for trait, row in weights.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written(fit(list(examples(map(Path, sys.argv[1:]))), KINDS, BELIEVED)))
