"""Which kind of round it is and how it is held, from everything that tells of it: words, people, length, links.

A word for a kind is often only a hint: "meet the manager" may be the last of three talks, and a trial shift needs no
address to be in person. So each trait of an event speaks for some kinds and against others, and the likeliest kind
wins; the weights were fitted to labelled events (`tags/round.toml` and `tags/medium.toml`, written by
`tests/accuracy/fit_kinds.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar

from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.recognise.people import Cast
from daemon.core.recognise.phrases import held
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.tagging import Kept, kept_rows, tags_in

ROUNDS, MEDIA = tuple(RoundKind), tuple(Medium)
_MANY = 4  # people; more tell no more
_LENGTHS = (25, 46, 76, 151, 600)  # minutes: a call, a first talk, an hour, two, a visit
_BESIDE = ("another_stage", "superior", "superior_of_one", "recruits", "phone_word", "first_person")
Kind = TypeVar("Kind", RoundKind, Medium)


def likeliest_round(traits: Iterable[str]) -> RoundKind:
    """The kind of round that these traits together speak for most."""
    return _likeliest("round", ROUNDS, traits) or RoundKind.UNKNOWN


def likeliest_medium(traits: Iterable[str]) -> Medium:
    """How it is held, by what these traits together speak for most."""
    return _likeliest("medium", MEDIA, traits) or Medium.UNKNOWN


def _likeliest(table: str, kinds: Sequence[Kind], traits: Iterable[str]) -> Kind | None:
    weights = _weights(table, len(kinds))
    rows = [row for trait in set(traits) if (row := weights.row(trait))]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return kinds[max(range(len(kinds)), key=sums.__getitem__)] if sums else None


def words_for_round(reading: Reading, kinds: Sequence[str], told: RoundKind) -> Iterator[str]:
    """The words that tell of the kind of round: of the word lists `kinds`, of which `told` is the surest."""
    yield from (f"told {told}", reading.mode)
    yield from (f"title {name}" for name in sorted(held(reading.title.words, *kinds)))
    in_text = sorted(held(reading.description.words, *kinds, *_BESIDE))
    yield from (f"text {name}" for name in in_text)
    yield from (f"{told} beside {name}" for name in in_text)
    yield from (f"means {meaning}" for meaning in sorted(reading.title.meanings))
    for where, text in (("title", reading.title), ("text", reading.description)):
        yield from (f"{where} {name}" for name in sorted({hit.entry.round for hit in text.hits if hit.entry.round}))
    if reading.title_parts.via:
        yield "via"


def form_of_round(reading: Reading, ruled: RoundKind, cast: Cast, medium: Medium) -> Iterator[str]:
    """What else tells of the kind of round; `ruled` is what follows from the words and the people."""
    people = cast.interviewers
    yield from (f"ruled {ruled}", f"medium {medium}", f"people {min(len(people), _MANY)}")
    if cast.recruiter:
        yield "recruiter"
        if cast.recruiter in people:
            yield from ("recruiter asks", f"recruiter asks of {min(len(people), _MANY)}")
    start, end = reading.event.start, reading.event.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        minutes = (end - start).total_seconds() / 60
        yield f"length {sum(minutes >= length for length in _LENGTHS)}"


@cache
def _weights(table: str, width: int) -> Kept:
    return Kept(kept_rows(tags_in(table), width))
