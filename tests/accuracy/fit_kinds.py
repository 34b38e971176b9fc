"""Fits what tells the kind of a round, or how it is held:

    python -m tests.accuracy.fit_kinds medium events-dev.jsonl > …/recognise/tags/medium.toml
    python -m tests.accuracy.fit_kinds round events-dev.jsonl > …/recognise/tags/round.toml

Logistic regression as for mails (`tests.accuracy.fit`), from the traits that are told of each labelled interview. Of a
kind that is seldom it believes what follows from the surest word and the people, until examples speak against it. The
same events give the same weights. Run both again, in this order, when traits were added or renamed or the people of
events are read otherwise, and never on events that are kept for checking.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from daemon.core.recognise.casting import cast_of
from daemon.core.recognise.employer import company_of
from daemon.core.recognise.medium import medium_of, signs_of_medium
from daemon.core.recognise.reading import Reading, read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.rounds import hints_of, told_round
from daemon.core.recognise.stages import MEDIA, ROUNDS
from tests.accuracy.fit import Example, Weights, fit

_KINDS = {"round": ROUNDS, "medium": MEDIA}
_BELIEVED = 1.5  # how much what is ruled speaks for itself


def examples(name: str, paths: Iterable[Path]) -> Iterator[Example]:
    """The traits and the kind of every interview: its "round" or its "medium"."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["label"]["interview"]:
                traits = _traits(name, read_event(*event_from_record(record)))
                yield Example(ideas=dict.fromkeys(traits, 1.0), right=_KINDS[name].index(record["label"][name]))


def _traits(name: str, reading: Reading) -> Iterator[str]:
    told = told_round(reading)
    if name == "medium":
        return signs_of_medium(reading, told)
    company = company_of(reading)
    cast = cast_of(reading, told, company[0] if company else None)
    return hints_of(told, reading, cast, medium_of(reading, told))


def written(weights: Weights, kinds: Iterable[str]) -> str:
    """The weights as a TOML file."""
    lines = [
        "# What each trait of an interview speaks for, fitted to labelled events by tests/accuracy/fit_kinds.py.",
        f"# In this order: {', '.join(kinds)}.",
        "[trait]",
        *(f"{json.dumps(trait)} = {[round(weight, 2) + 0.0 for weight in row]}" for trait, row in weights.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    name, *files = sys.argv[1:]
    kinds = _KINDS[name]
    believed = {f"ruled {kind}": (str(kind), _BELIEVED) for kind in kinds}
    sys.stdout.write(written(fit(list(examples(name, map(Path, files))), kinds, believed), kinds))
