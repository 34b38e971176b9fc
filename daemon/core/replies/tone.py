"""Tells how a mail reads as a whole: how much it resembles labelled mails in its words and parts of words.

What one sentence sounds like says little where bad news is told by what surrounds it. One table of small numbers,
`tone.bin`, fitted to labelled mails and sentences of all languages by `tests/accuracy/fit_tone.py`, has a row for each
bucket of `sounds`, and in it how much that bucket speaks for each outcome.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import log

from daemon.core.outcome import Outcome
from daemon.core.replies.cues import Sentence
from daemon.core.replies.sounds import shares_in

OUTCOMES = (
    Outcome.REJECTION,
    Outcome.OFFER,
    Outcome.NEXT_ROUND,
    Outcome.DELAY,
    Outcome.QUESTION,
    Outcome.ACKNOWLEDGEMENT,
)
_UNLIKELY = 0.001


def tone_of(sentences: Iterable[Sentence]) -> tuple[float, ...]:
    """How likely a mail of these sentences has each of `OUTCOMES`, as logarithms, none lower than a bound."""
    return tuple([log(share + _UNLIKELY) for share in shares_in(_table(), len(OUTCOMES), buckets_in(sentences))])


def buckets_in(sentences: Iterable[Sentence]) -> list[int]:
    """The buckets of all sentences, each once."""
    return sorted(set[int]().union(*(sentence.buckets for sentence in sentences)))


@cache
def _table() -> array[int]:
    table = array("b")
    table.frombytes((files("daemon.core.replies") / "tone.bin").read_bytes())
    return table
