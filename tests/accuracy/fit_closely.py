"""Fits what a closer look at an event tells: `python -m tests.accuracy.fit_closely` writes `…/recognise/closely.bin`.

Logistic regression as for the wording (`tests.accuracy.fit_events`), beside what the signals say of each event. Their
wording is learned anew without the events of its writer: what was learned from an event itself is surer of it than of
any new one, and a closer look would leave too much to it. The same events give the same weights. Run it again when
examples, words or signals were added, after `fit_events`, and never on events that are kept for checking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from daemon.core.recognise import closely
from daemon.core.recognise.closely import (
    BOXES,
    FIRST,
    SHARE_OF_WORDS,
    UNIT,
    box_of,
    boxes_of_word,
    known_before,
    marks_of,
)
from daemon.core.recognise.judging import BIAS, SCALE
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.signals import SIGNALS
from daemon.core.recognise.wording import bounded, damping, tokens_of
from tests.accuracy.fit_events import TITLE_ONLY, TITLES, UNDECIDED, Example, Weights, examples, fit, total

_PENALTY = 6.7
_OF_A_TITLE = 0.5  # how much an example counts that is hardly more than a title
_TITLES_TOGETHER = 60  # of one language: dealt out with what follows them to writers whose events are left out together


def fit_closely(events: Sequence[Example]) -> Weights:
    """The weights of all boxes."""
    looked = [
        replace(event, marks=_marks(event, signals), counts=_OF_A_TITLE if event.writer == TITLES else event.counts)
        for event, signals in told_apart(events)
    ]
    return fit(looked, _PENALTY, FIRST)


def told_apart(events: Sequence[Example]) -> list[tuple[Example, list[float]]]:
    """What the signals of each event weigh, their wording learned from other writers, in the order of the events."""
    writers = sorted({event.writer for event in events} - {TITLES})
    parts = list(_parts(events, writers))
    found: dict[int, list[float]] = {}
    for writer in writers:
        learned = fit([e for e, part in zip(events, parts, strict=True) if part != writer and e.right != UNDECIDED])
        for place, event in enumerate(events):
            if parts[place] == writer:
                found[place] = [*_others_say(event.reading), bounded(total(learned, event.marks), event.reading)]
    return [(event, found[place]) for place, event in enumerate(events)]


def _parts(events: Sequence[Example], writers: Sequence[str]) -> Iterator[str]:
    """With whose events each of them is left out."""
    titles = 0
    for event in events:
        if event.writer == TITLES:
            yield writers[titles // _TITLES_TOGETHER % len(writers)]
            titles += 1
        else:
            yield event.writer


def _others_say(reading: Reading) -> list[float]:
    """What the signals but the wording say."""
    return [reason.weight for signal in SIGNALS for reason in signal(reading, ())]


def _marks(event: Example, signals: Sequence[float]) -> Mapping[str | int, float]:
    """The boxes of all that a closer look tells of an event."""
    found: Weights = defaultdict(float)
    found.update(known_before(BIAS + SCALE * sum(signals)).items())
    for mark, value in marks_of(event.reading, signals).items():
        found[box_of(mark)] += value
    for text in (event.reading.title, event.reading.description):
        tokens = tokens_of(text, event.reading)
        for box in (box for token in tokens for box in boxes_of_word(token)):
            found[box] += damping(tokens) * SHARE_OF_WORDS
    if event.writer == TITLES:
        found[TITLE_ONLY] = 1.0
    return dict(found)


def written(weights: Weights) -> bytes:
    """The weights as signed bytes."""
    return bytes([max(-128, min(127, round(weights.get(box, 0.0) / UNIT))) % 256 for box in range(BOXES + len(FIRST))])


if __name__ == "__main__":
    (Path(closely.__file__).parent / "closely.bin").write_bytes(written(fit_closely(list(examples()))))
