"""Fits the weights of ideas to labelled mails: `python -m tests.accuracy.fit mails-dev.jsonl … > weights.toml`.

Logistic regression by gradient descent, each weight in steps that grow shorter the further it has come (AdaGrad), so
that anybody can repeat it without a library. It starts from what a person would believe before seeing a mail, and
strays from it only as far as the mails speak for it. Nothing is drawn at random: the same mails give the same weights.
How a mail reads is told by a tone and topic that other writers' mails have taught, so that they are not trusted more
than they may be with mails nobody has seen.

Run it again when ideas were added or renamed, after `fit_tone`, and never on mails that are kept for checking.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path

from daemon.core.replies.outcomes import ideas
from daemon.core.replies.tone import OUTCOMES, WIDTH, tone_of
from daemon.core.replies.topic import topic_of
from daemon.core.tables import rows_of
from tests.accuracy.fit_tone import Mail, in_turns, mails_in, tone, topic

_SELDOM = 4  # mails in which an idea stands, from which something can be learned of it
_PENALTY = 0.003
_SOUND = " LIKE "  # in the names of sounds, which tell nothing of an answer that the outcome does not
_ROUNDS = 200
_STEP = 0.1
_BELIEVED: Mapping[str, tuple[str, float]] = {
    "rejected": ("rejection", 3.0),
    "rescinded": ("rejection", 5.0),
    "farewell": ("rejection", 1.0),
    "regret": ("rejection", 0.8),
    "consoled": ("rejection", 0.7),
    "passed_over": ("rejection", 0.5),
    "offered": ("offer", 4.0),
    "welcomed": ("offer", 2.5),
    "money": ("offer", 0.7),
    "offer_talk": ("offer", 0.4),
    "invited": ("next_round", 3.0),
    "TIMES": ("next_round", 1.5),
    "LINKS": ("next_round", 1.2),
    "available": ("next_round", 0.5),
    "next_talk": ("next_round", 0.3),
    "standby": ("delay", 2.5),
    "delayed": ("delay", 1.5),
    "waited": ("delay", 0.8),
    "hindered": ("delay", 0.7),
    "PROMISED": ("delay", 0.5),
    "asked": ("question", 1.2),
    "ASKS": ("question", 0.8),
    "acknowledged": ("acknowledgement", 1.0),
    "READS LIKE rejection": ("rejection", 0.5),
    "READS LIKE offer": ("offer", 0.5),
    "READS LIKE next_round": ("next_round", 0.5),
    "READS LIKE delay": ("delay", 0.5),
    "READS LIKE question": ("question", 0.5),
    "READS LIKE acknowledgement": ("acknowledgement", 0.5),
    "READS LIKE withdrawn_by_me": ("withdrawn_by_me", 0.5),
    "ANSWERS WITHDRAWAL": ("withdrawn_by_me", 1.0),
    "withdrawn": ("withdrawn_by_me", 2.5),
    "WAITS": ("yes", 0.5),
    "TOPIC": ("about", 0.5),
    "ALWAYS": ("about", -3.0),
    "known_sender": ("about", 4.0),
    "from_employer": ("about", 3.0),
    "goes_by_company": ("about", 2.5),
    "by_name": ("about", 3.0),
    "shares_name": ("about", 2.0),
    "through_system": ("about", 1.5),
    "system_without_role": ("about", 0.5),
    "names_company": ("about", 1.0),
    "from_elsewhere": ("about", -1.5),
    "from_anybody": ("about", -1.0),
    "names_role": ("about", 2.0),
    "names_people": ("about", 1.0),
    "answers": ("about", 2.0),
    "mailing": ("about", -3.0),
    "mailing_of_news": ("about", -1.0),
    "spam": ("about", -4.0),
    "speaks_of_hiring": ("about", 0.5),
    "speaks_of_news": ("about", 1.0),
    "silent_stranger": ("about", -2.0),
    "machine": ("about", 0.5),
    "commerce": ("about", -4.0),
    "commerce_of_known": ("about", -2.0),
    "gossip": ("about", -3.0),
    "gossip_of_known": ("about", -1.0),
    "other_job": ("about", -2.0),
    "other_job_of_known": ("about", -4.0),
}
_OUTCOMES = [outcome.value for outcome in OUTCOMES]

Weights = dict[str, list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The ideas of one mail, and which of the classes it belongs to."""

    ideas: Mapping[str, float]
    right: int


def examples(mails: Sequence[Mail]) -> Iterator[tuple[str, Example]]:
    """Of every mail whether it is about the application; of one whose outcome is weighed that, and if it wants a reply.

    Each with the name of its table.
    """
    for left_out, others in in_turns(mails):
        topics, tones = rows_of(topic(others), 2), rows_of(tone(others), WIDTH)
        for mail in left_out:
            signs = {"ALWAYS": 1.0, "TOPIC": topic_of(mail.read.topic, topics), **dict.fromkeys(mail.read.signs, 1.0)}
            yield "about", Example(ideas=signs, right=int(mail.label["about_pursuit"]))
            if mail.is_weighed:
                found = ideas(mail.read.mail, tone_of(mail.read.mail.sentences, tones))
                said = {idea: count for idea, count in found.items() if _SOUND not in idea}
                told = {**said, mail.label["outcome"].upper(): 1.0}
                yield "outcome", Example(ideas=found, right=_OUTCOMES.index(mail.label["outcome"]))
                yield "reply", Example(ideas=told, right=int(mail.label["needs_reply"]))


def fit(
    mails: Sequence[Example], classes: Sequence[str], beliefs: Mapping[str, tuple[str, float]] = _BELIEVED
) -> Weights:
    """The weights under which the labelled classes are likeliest."""
    counts = Counter(idea for mail in mails for idea, count in mail.ideas.items() if count)
    known = {idea for idea, count in counts.items() if count >= _SELDOM}
    known |= {idea for idea, (name, _) in beliefs.items() if name in classes}
    believed = {idea: _believed(beliefs.get(idea, ("", 0.0)), classes) for idea in sorted(known)}
    weights: Weights = {idea: list(row) for idea, row in believed.items()}
    strayed: Weights = {idea: [1e-8] * len(classes) for idea in weights}
    for _ in range(_ROUNDS):
        slope: Weights = {
            idea: [_PENALTY * (weight - before) for weight, before in zip(row, believed[idea], strict=True)]
            for idea, row in weights.items()
        }
        for mail in mails:
            _add_slope(slope, weights, mail, len(mails))
        for idea, row in weights.items():
            strayed[idea] = [far + s * s for far, s in zip(strayed[idea], slope[idea], strict=True)]
            steps = [_STEP * s / sqrt(far) for far, s in zip(strayed[idea], slope[idea], strict=True)]
            weights[idea] = [weight - step for weight, step in zip(row, steps, strict=True)]
    return weights


def _believed(belief: tuple[str, float], classes: Sequence[str]) -> list[float]:
    outcome, weight = belief
    return [weight * (name == outcome) for name in classes]


def _add_slope(slope: Weights, weights: Weights, mail: Example, of: int) -> None:
    known = [(weights[idea], slope[idea], count) for idea, count in mail.ideas.items() if idea in weights and count]
    sums = [sum(column) for column in zip(*([w * count for w in row] for row, _, count in known), strict=True)]
    powers = [exp(total - max(sums)) for total in sums]
    errors = [power / sum(powers) - (at == mail.right) for at, power in enumerate(powers)]
    for _, row, count in known:
        row[:] = [s + count * error / of for s, error in zip(row, errors, strict=True)]


def written(outcome: Weights, reply: Weights, about: Weights) -> str:
    """The weights as a TOML file."""
    lines = [
        "# How much each idea of a mail speaks for an outcome, fitted to labelled mails by tests/accuracy/fit.py.",
        f"# In this order: {', '.join(_OUTCOMES)}.",
        "[outcome]",
        *(f"{json.dumps(idea)} = {[round(weight, 2) + 0.0 for weight in row]}" for idea, row in outcome.items()),
        "",
        "# How much it speaks for an answer being waited for.",
        "[reply]",
        *_differences(reply),
        "",
        "# How much each sign speaks for a mail being about the application.",
        "[about]",
        *_differences(about),
        "",
    ]
    return "\n".join(lines)


def _differences(weights: Weights) -> Iterator[str]:
    """The lines of a table that tells yes from no."""
    yield from (f"{json.dumps(idea)} = {round(yes - no, 2) + 0.0}" for idea, (no, yes) in weights.items())


if __name__ == "__main__":
    found: dict[str, list[Example]] = {"outcome": [], "reply": [], "about": []}
    for table, example in examples([mail for name in sys.argv[1:] for mail in mails_in(Path(name))]):
        found[table].append(example)
    classes = {"outcome": _OUTCOMES, "reply": ["no", "yes"], "about": ["not", "about"]}
    sys.stdout.write(written(**{table: fit(mails, classes[table]) for table, mails in found.items()}))
