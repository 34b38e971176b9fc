"""Fits what speaks for an employer and a post: `python -m tests.accuracy.choosing FOLDER > …/tags/choice.toml`.

The folder is that of the labelled examples. Regression over the candidates of each event and the chance that there is
none, by gradient descent in which nothing is drawn at random but the order, by a fixed seed. What the words of titles
and descriptions name is told to it by weights that were fitted without the event's own batch, as it will be for events
that nobody has seen; so it takes about half an hour, most of it for those.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any
from unittest.mock import patch

from daemon.core.recognise import choosing, sounding, telling, titles
from daemon.core.recognise.choosing import worth
from daemon.core.recognise.employer import company_of, employers_in
from daemon.core.recognise.post import posts_in
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.tagging import Weights, in_a_byte, tags_of
from tests.accuracy import sounding as sounds
from tests.accuracy import titles as tags
from tests.accuracy.names import same

_SMALLEST = 0.03
KINDS = ("company", "role")
Traits = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The traits of an event's candidates, those for none of them last, and which of them are right."""

    traits: Sequence[Traits]
    right: Sequence[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What was fitted without a batch."""

    title: Weights
    text: Weights
    sound: tuple[bytes, Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The events of one letter, and what was fitted without them."""

    letter: str
    records: Sequence[dict[str, Any]]
    without: Without


def fitted_to_rest(records: Sequence[dict[str, Any]], lines: Sequence[str], texts: Sequence[str]) -> Without:
    """What words name and sound like by these events, titles and descriptions."""
    known = [json.dumps(record) for record in records if record["label"]["interview"]]
    fitted = {}
    for kind, marked in (("title", lines), ("text", texts)):
        examples = [tags.example_of(line, kind) for line in (*marked, *known)]
        fitted[kind] = _kept(tags.fit([one for one in examples if one and one.pieces], tags_of(kind)))
    phrases = [phrase for line in lines for phrase in sounds.phrases_of_line(line)]
    heard = [phrase for line in known for phrase in sounds.phrases_of_event(json.loads(line))]
    sound = sounds.fit([*phrases, *heard, *sounds.phrases_of_lexicon()])
    return Without(title=fitted["title"], text=fitted["text"], sound=sound)


def _kept(weights: Weights) -> Weights:
    """Weights as the service keeps them, in bytes."""
    rows = {trait: bytes(map(in_a_byte, row)) for trait, row in weights.traits.items()}
    return Weights(tags=weights.tags, traits=rows, steps=weights.steps, unit=0.025, zero=128)


@contextmanager
def told_by(without: Without) -> Iterator[None]:
    """Read events with these weights."""
    by_kind = {"title": without.title, "text": without.text}
    sounding.sound_of.cache_clear()
    with (
        patch.object(titles, "weights_of", by_kind.__getitem__),
        patch.object(telling, "weights_of", by_kind.__getitem__),
        patch.object(sounding, "weights_of_sound", lambda: without.sound),
    ):
        yield
    sounding.sound_of.cache_clear()


def choices_of(batches: Sequence[Batch], kind: str, fitted: Mapping[str, Traits]) -> Iterator[tuple[str, Choice]]:
    """Of all events what is to be chosen, with the letter of their batch; posts are chosen when employers are known."""
    for batch in batches:
        with told_by(batch.without), patch.object(choosing, "choice_weights", lambda: fitted):
            for record in batch.records:
                reading, wanted = read_event(*event_from_record(record)), record["label"][kind]
                if kind == "company":
                    found, none = employers_in(reading)
                else:
                    company = company_of(reading)
                    found, none = posts_in(reading, company[0] if company else None)
                right = [bool(wanted) and same(wanted, one.name) for one in found.by_key.values()]
                every = [*(one.traits for one in found.by_key.values()), none]
                yield batch.letter, Choice(traits=every, right=[*right, not any(right)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How weights are fitted: how often all choices are gone through and in which steps, how much a weight costs, and
    whether that is asked of each trait alike or the less the seldomer it is."""

    passes: int = 40
    step: float = 0.2
    penalty: float = 4.0  # of all choices together
    alike: bool = False
    seldom: int = 3  # candidates that have a trait, from which something can be learned of it


def fit(choices: Sequence[Choice], pace: Pace) -> dict[str, float]:
    """The weights under which the right candidates are likeliest: the mean of the later passes."""
    counts = Counter(trait for choice in choices for traits in choice.traits for trait in traits)
    weights = {trait: 0.0 for trait, count in sorted(counts.items()) if count >= pace.seldom}
    steep, sums = dict.fromkeys(weights, 1e-2), dict.fromkeys(weights, 0.0)
    order, shuffled = list(choices), random.Random(1)
    costs = {trait: pace.penalty / (counts[trait] if pace.alike else len(order)) for trait in weights}
    for number in range(pace.passes):
        shuffled.shuffle(order)
        for choice in order:
            for trait, value in _slope(choice, weights).items():
                slope = value + costs[trait] * weights[trait]
                steep[trait] += slope * slope
                weights[trait] -= pace.step * slope / steep[trait] ** 0.5
        if number >= pace.passes // 2:
            sums = {trait: total + weights[trait] for trait, total in sums.items()}
    return {trait: total / (pace.passes - pace.passes // 2) for trait, total in sums.items()}


def _slope(choice: Choice, weights: Traits) -> dict[str, float]:
    scores = [worth(traits, weights) for traits in choice.traits]
    powers = [exp(score - max(scores)) for score in scores]
    all_right = sum(power for power, right in zip(powers, choice.right, strict=True) if right)
    slopes: dict[str, float] = {}
    for traits, power, right in zip(choice.traits, powers, choice.right, strict=True):
        error = power / sum(powers) - (power / all_right if right and all_right else 0.0)
        for trait, value in traits.items() if abs(error) > 1e-4 else ():
            if trait in weights:
                slopes[trait] = slopes.get(trait, 0.0) + error * value
    return slopes


def written(fitted: Mapping[str, Traits]) -> str:
    """The weights as a TOML file."""
    lines = ["# What speaks for an employer and a post, fitted to labelled events by tests/accuracy/choosing.py."]
    for kind, weights in fitted.items():
        lines += ["", f"[{kind}]"]
        lines += [f"{json.dumps(t, ensure_ascii=False)} = {w:.2f}" for t, w in weights.items() if abs(w) >= _SMALLEST]
    return "\n".join(lines) + "\n"


def batches_in(folder: Path) -> Iterator[Batch]:
    """The batches of labelled events, each with what was fitted without it."""
    records = [json.loads(line) for line in lines_of(folder / "events-dev.jsonl")]
    titles, texts = lines_of(folder / "titles.txt"), lines_of(folder / "texts.txt")
    letters = sorted(set(map(_letter, records)))
    for letter in letters:
        without = fitted_to_rest([record for record in records if _letter(record) != letter], titles, texts)
        own = [record for record in records if _letter(record) == letter and record["label"]["interview"]]
        yield Batch(letter=letter, records=own, without=without)


def _letter(record: dict[str, Any]) -> str:
    """What a record's id has besides its number, which tells the batch."""
    return str(record["id"]).rstrip("0123456789")


def lines_of(path: Path) -> list[str]:
    """The lines of a file that are not empty."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fitted_to(batches: Sequence[Batch]) -> dict[str, Traits]:
    """The weights for employers, then those for posts."""
    found: dict[str, Traits] = {}
    for kind in KINDS:
        found[kind] = fit([choice for _, choice in choices_of(batches, kind, found)], Pace())
    return found


if __name__ == "__main__":
    sys.stdout.write(written(fitted_to(list(batches_in(Path(sys.argv[1]))))))
