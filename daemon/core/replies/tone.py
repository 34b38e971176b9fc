"""Tells how a mail reads as a whole: how much it resembles labelled mails in its words and how these begin.

What one sentence sounds like says little where bad news is told by what surrounds it. One table of small numbers,
`tone.bin`, fitted to labelled mails and sentences of all languages by `tests/accuracy/fit_tone.py`, has a row for each
trait of `sounds`, and in it how much that speaks for each outcome, for no answer and for one being waited for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from daemon.core.outcome import Outcome
from daemon.core.replies.cues import Sentence
from daemon.core.replies.sounds import shares
from daemon.core.tables import Rows, rows_in

OUTCOMES = (
    Outcome.REJECTION,
    Outcome.OFFER,
    Outcome.NEXT_ROUND,
    Outcome.DELAY,
    Outcome.QUESTION,
    Outcome.ACKNOWLEDGEMENT,
    Outcome.WITHDRAWN_BY_ME,
)
WIDTH = len(OUTCOMES) + 2
_UNLIKELY = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How likely a mail has each of `OUTCOMES`, and how likely its sender waits for an answer: as logarithms, none
    lower than a bound."""

    outcomes: tuple[float, ...]
    waits: float

    def likely(self, *outcomes: Outcome) -> float:
        """How likely the mail has one of these outcomes."""
        return sum(exp(self.outcomes[OUTCOMES.index(outcome)]) for outcome in outcomes)


def tone_of(sentences: Iterable[Sentence], rows: Rows | None = None) -> Tone:
    """How a mail of these sentences reads, by the rows that were fitted, or by others."""
    sums = (rows or rows_in(__package__, "tone.bin", WIDTH)).sums(traits_in(sentences))
    news, answer = shares(sums[: len(OUTCOMES)]), shares(sums[len(OUTCOMES) :])
    return Tone(outcomes=tuple([log(share + _UNLIKELY) for share in news]), waits=log(answer[1] + _UNLIKELY))


def traits_in(sentences: Iterable[Sentence]) -> list[int]:
    """The traits of all sentences, each once."""
    return sorted(set[int]().union(*(sentence.traits for sentence in sentences)))
