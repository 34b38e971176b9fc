"""Fits what speaks for an employer and a post: `python -m tests.accuracy.choosing FOLDER > …/tags/choice.toml`.

The folder is that of the labelled examples. Regression over the candidates of each event and the chance that there is
none, by gradient descent in which nothing is drawn at random but the order, by a fixed seed. What the words of titles
and descriptions name is told to it by weights that were fitted without the event's own batch, as it will be for events
that nobody has seen; so it takes more than an hour, most of it for those. Marked titles count a little, as events of
which there is nothing else.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Any
from unittest.mock import patch

from daemon.core.recognise import choosing, sounding, telling, titles
from daemon.core.recognise.choosing import worth
from daemon.core.recognise.echo import letters
from daemon.core.recognise.employer import company_of, employers_in
from daemon.core.recognise.post import posts_in
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.tagging import UNIT, ZERO, Weights, in_a_byte
from tests.accuracy import sounding as sounds
from tests.accuracy import titles as tags
from tests.accuracy.names import same

_SMALLEST = 0.03
KINDS = ("company", "role")
# The batches that are left out together, as each time takes a while.
_TOGETHER = (("c", "d", "q"), ("m", "n", "s"), ("t", "tc"))
# How much a marked title counts as an event, and in how many parts they are left out, by what turns.
_OF_A_TITLE, _PARTS, _TURNS = 0.2, 5, 25
_WITHOUT_EMPLOYER = 1.5
_APART = 7  # from the title with the firm that invites for another
Traits = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The traits of an event's candidates, those for none of them last, and which of them are right."""

    traits: Sequence[Traits]
    right: Sequence[bool]
    counts: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What was fitted without a batch."""

    title: Weights
    text: Weights
    sound: tuple[bytes, Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The events of one or more letters or some marked titles, and what was fitted without them."""

    letter: str
    records: Sequence[dict[str, Any]]
    without: Without


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What can be learned from: the words of titles and descriptions, and phrases; each with its batch, if any."""

    words: Mapping[str, Sequence[tuple[str, tags.Example]]]
    phrases: Sequence[tuple[str, sounds.Phrase]]

    def without(self, letter: str) -> Without:
        """What words name and sound like by all but one batch."""
        fitted = {
            kind: _kept(tags.fit([example for batch, example in examples if batch != letter], kind))
            for kind, examples in self.words.items()
        }
        sound = sounds.fit([phrase for batch, phrase in self.phrases if batch != letter])
        return Without(title=fitted["title"], text=fitted["text"], sound=sound)


def lesson_of(folder: Path) -> Lesson:
    """Everything to learn from in a folder."""
    titles, texts, mails = (lines_of(folder / name) for name in ("titles.txt", "texts.txt", "mails-dev.jsonl"))
    known = [(_batch(record), record) for record in records_in(folder)]
    parts = [f"titles {place * _TURNS // len(titles) % _PARTS}" for place in range(len(titles))]
    words = {}
    for kind, marked in (("title", zip(parts, titles, strict=True)), ("text", (("", text) for text in texts))):
        own = [(batch, json.dumps(record)) for batch, record in known]
        found = [(batch, tags.example_of(line, kind)) for batch, line in (*marked, *own)]
        words[kind] = [(batch, example) for batch, example in found if example and example.pieces]
    phrases = [
        *((part, phrase) for part, line in zip(parts, titles, strict=True) for phrase in sounds.phrases_of_line(line)),
        *((batch, phrase) for batch, record in known for phrase in sounds.phrases_of_event(record)),
        *((_batch(mail), phrase) for mail in map(json.loads, mails) for phrase in sounds.phrases_of_mail(mail)),
        *(("", phrase) for phrase in sounds.phrases_of_lexicon()),
    ]
    return Lesson(words=words, phrases=phrases)


def titles_as_events(lines: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The marked titles that name one employer and one post at most, as events, with the part each is in.

    Of the invitations some come from the employer's own address, and some from that of another firm, which brings
    somebody along; half of these tell the employer's place.
    """
    named = [tags.record_of_line(line, "title") for line in lines]
    firms = [[text for kind, _, text in places if kind == "c"] for _, places in named]
    for place, (record, places) in enumerate(named):
        posts = [text for kind, _, text in places if kind == "r"]
        if len(firms[place]) < 2 and len(posts) < 2:
            record["label"] = {"company": next(iter(firms[place]), None), "role": next(iter(posts), None)}
            inviting = ([], firms[place], [], firms[place], [], firms[place - _APART])[place % 6]
            if record["event"]["organizer"] and inviting:
                _invite(record["event"], letters(inviting[0]), firms[place], place)
            yield f"titles {place * _TURNS // len(lines) % _PARTS}", record


def _invite(event: dict[str, Any], house: str, employer: Sequence[str], place: int) -> None:
    """Let an address of a house invite; another house than the employer brings somebody along."""
    event["organizer"]["email"] = f"interviews@{house}.example"
    if house not in map(letters, employer):
        event["attendees"] = [{"name": None, "email": f"office@{house}.example", "self": False, "response": "accepted"}]
        event["location"] = "".join(f"{name}, 12 Mill Road" for name in employer if place % 4 == 1)


def _kept(weights: Weights) -> Weights:
    """Weights as the service keeps them, in bytes."""
    rows = {trait: bytes(map(in_a_byte, row)) for trait, row in weights.traits.items()}
    return Weights(tags=weights.tags, traits=rows, steps=weights.steps, unit=UNIT, zero=ZERO)


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


_PACE = Pace(alike=True, seldom=5)


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
                slope = choice.counts * value + costs[trait] * weights[trait]
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


def batches_in(folder: Path, *, with_titles: bool = False) -> Iterator[Batch]:
    """The batches of labelled events, each with what was fitted without it; then, if wanted, marked titles as such."""
    lesson = lesson_of(folder)
    by_batch: dict[str, list[dict[str, Any]]] = {}
    for record in records_in(folder):
        by_batch.setdefault(_batch(record), []).append(record)
    for part, record in titles_as_events(lines_of(folder / "titles.txt")) if with_titles else ():
        by_batch.setdefault(part, []).append(record)
    for batch, records in sorted(by_batch.items()):
        yield Batch(letter=batch, records=records, without=lesson.without(batch))


def records_in(folder: Path) -> Iterator[dict[str, Any]]:
    """The events that are interviews."""
    records = map(json.loads, lines_of(folder / "events-dev.jsonl"))
    yield from (record for record in records if record["label"]["interview"])


def _batch(record: dict[str, Any]) -> str:
    """The batch of a record, which its id tells, or the first of those that are left out together."""
    letter = str(record["id"]).rstrip("0123456789").rpartition("-")[2]
    return next((letters[0] for letters in _TOGETHER if letter in letters), letter)


def lines_of(path: Path) -> list[str]:
    """The lines of a file that are not empty."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fitted_to(batches: Sequence[Batch]) -> dict[str, Traits]:
    """The weights for employers, then those for posts."""
    found: dict[str, Traits] = {}
    for kind in KINDS:
        choices = [
            replace(choice, counts=_counts(letter, kind, choice)) for letter, choice in choices_of(batches, kind, found)
        ]
        found[kind] = fit(choices, _PACE)
    return found


def _counts(letter: str, kind: str, choice: Choice) -> float:
    """How much an event counts; one without an employer more, as none is better than a wrong one."""
    if letter.startswith("titles"):
        return _OF_A_TITLE
    return _WITHOUT_EMPLOYER if kind == "company" and choice.right[-1] else 1.0


if __name__ == "__main__":
    sys.stdout.write(written(fitted_to(list(batches_in(Path(sys.argv[1]), with_titles=True)))))
