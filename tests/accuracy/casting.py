"""Fits what speaks for a person's part in an event: `python -m tests.accuracy.casting FOLDER > …/tags/cast.toml`.

The folder is that of the labelled examples. Regression over everybody an event may name, for those who question each by
themselves, for who runs the process all together with the chance that nobody is named. As in `tests.accuracy.choosing`,
what words name is told by weights that were fitted without the event's own batch, which takes most of the half hour.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from daemon.core.recognise.casting import PARTS
from daemon.core.recognise.employer import company_of
from daemon.core.recognise.everybody import Somebody, everybody_in, is_form
from daemon.core.recognise.people import ruled_cast, scene_of
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.rounds import told_round
from daemon.core.recognise.tagging import packed
from tests.accuracy.choosing import Batch, Choice, Pace, batches_in, fit, told_by
from tests.accuracy.names import normal
from tests.accuracy.titles import in_lines

_PACE = Pace(passes=20, step=0.1, penalty=10.0, alike=True, seldom=5)
_SMALLEST = 0.03
Found = tuple[str, dict[str, Any], list[Somebody]]


def people_of(batches: Sequence[Batch]) -> Iterator[Found]:
    """Of all events the letter of their batch, their label, and everybody they may name."""
    for batch in batches:
        with told_by(batch.without):
            for record in batch.records:
                reading = read_event(*event_from_record(record))
                company = company_of(reading)
                scene = scene_of(reading, told_round(reading), company[0] if company else None)
                yield batch.letter, record["label"], everybody_in(scene, ruled_cast(scene))


def who_is_meant(people: Sequence[Somebody], names: Sequence[str]) -> list[bool]:
    """Who of these people is one of those names: is called just so, or so much like one whom nobody is called."""
    wanted = {normal(name) for name in names}
    called = [{normal(form) for form in one.forms} for one in people]
    left = [name for name in names if not any(normal(name) in forms for forms in called)]
    return [
        not wanted.isdisjoint(forms) or any(is_form(form, name) for form in one.forms for name in left)
        for one, forms in zip(people, called, strict=True)
    ]


def choices_of(found: Sequence[Found], part: str) -> Iterator[tuple[str, Choice]]:
    """What is to be chosen: for each person whether they question; for each event who runs the process, or nobody."""
    for letter, label, people in found:
        if part == "questions":
            right = who_is_meant(people, [person["name"] for person in label["interviewers"]])
            for one, meant in zip(people, right, strict=True):
                yield letter, Choice(traits=[one.traits, {}], right=[meant, not meant])
        else:
            right = who_is_meant(people, [label["recruiter"]["name"]] if label["recruiter"] else [])
            yield letter, Choice(traits=[*(one.traits for one in people), {}], right=[*right, not any(right)])


def fitted_to(found: Sequence[Found]) -> dict[str, list[float]]:
    """What each trait says for each of the parts."""
    fits = [fit([choice for _, choice in choices_of(found, part)], _PACE) for part in PARTS]
    return {trait: [weights.get(trait, 0.0) for weights in fits] for trait in sorted({*fits[0], *fits[1]})}


def written(fitted: Mapping[str, Sequence[float]]) -> str:
    """The weights as a TOML file, packed, without what is lighter than the smallest."""
    kept = {trait: row for trait, row in fitted.items() if max(map(abs, row)) >= _SMALLEST}
    lines = [
        "# What speaks for a person's part in an event, fitted to labelled events by tests/accuracy/casting.py.",
        f"# In this order: {', '.join(PARTS)}.",
        *in_lines("rows", packed(kept)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written(fitted_to(list(people_of(list(batches_in(Path(sys.argv[1]))))))))
