"""Which kind of round it is, from everything that tells of it: words, people, medium, length.

A word for a kind is often only a hint: "meet the manager" may be the last of three talks. So each trait of an event
speaks for some kinds and against others, and the likeliest kind wins; the weights were fitted to labelled events
(`tags/round.toml`, written by `tests/accuracy/fit_rounds.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files

from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.recognise.people import Cast
from daemon.core.recognise.phrases import held
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.tagging import in_a_byte

KINDS = tuple(RoundKind)
_MANY = 4  # people; more tell no more
_LENGTHS = (25, 46, 76, 151, 600)  # minutes: a call, a first talk, an hour, two, a visit
_BESIDE = ("another_stage", "superior", "superior_of_one", "recruits", "phone_word", "first_person")


def likeliest(traits: Iterator[str]) -> RoundKind:
    """The kind of round that the traits of an event together speak for most."""
    rows = [row for trait in traits if (row := _weights().get(trait))]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return KINDS[max(range(len(KINDS)), key=sums.__getitem__)] if sums else RoundKind.UNKNOWN


def traits_of_round(
    reading: Reading, kinds: Sequence[str], told: RoundKind, ruled: RoundKind, cast: Cast, medium: Medium
) -> Iterator[str]:
    """What tells of the kind of round. `kinds` are the word lists for kinds, `told` the surest kind by them, and
    `ruled` what follows from it and from the people."""
    people = cast.interviewers
    yield from (f"told {told}", f"ruled {ruled}", reading.mode, f"medium {medium}")
    yield from (f"title {name}" for name in sorted(held(reading.title.words, *kinds)))
    yield from (f"text {name}" for name in sorted(held(reading.description.words, *kinds, *_BESIDE)))
    yield from (f"means {meaning}" for meaning in sorted(reading.title.meanings))
    for where, text in (("title", reading.title), ("text", reading.description)):
        yield from (f"{where} {name}" for name in sorted({hit.entry.round for hit in text.hits if hit.entry.round}))
    yield f"people {min(len(people), _MANY)}"
    if cast.recruiter:
        yield "recruiter"
        if cast.recruiter in people:
            yield from ("recruiter asks", f"recruiter asks of {min(len(people), _MANY)}")
    start, end = reading.event.start, reading.event.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        minutes = (end - start).total_seconds() / 60
        yield f"length {sum(minutes >= length for length in _LENGTHS)}"
    if reading.title_parts.via:
        yield "via"


@cache
def _weights() -> Mapping[str, bytes]:
    table = tomllib.loads((files("daemon.core.recognise") / "tags" / "round.toml").read_text(encoding="utf-8"))
    return {trait: bytes(map(in_a_byte, row)) for trait, row in table["trait"].items()}
