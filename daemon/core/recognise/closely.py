"""A closer look at an event that the signals leave open: what its title and description are made of, word by word.

A short note hardly ever says "interview"; it names a firm and a post, or a day and somebody. What each word is (a name
that `tagging` finds, a word of a list, a number, a word nobody knows) and what stands beside it is the same in every
language. How much each such mark says, and each word again, was fitted by `tests/accuracy/fit_closely.py` on top of
what the signals say, and is in `closely.bin`, in boxes as the pieces of words are (see `wording`). It takes longer
than all signals together, so that only what is neither clear nor far from clear is looked at so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, combinations, pairwise
from typing import NamedTuple
from zlib import crc32

from daemon.core.recognise.kinds import is_given_name, is_kind_of_firm, is_post_alone
from daemon.core.recognise.lexicon import begins_phrase, long_list, word_list
from daemon.core.recognise.reading import Reading, Text
from daemon.core.recognise.wording import boxes_of, damping, form_of, tokens_of
from daemon.core.recognise.words import fold
from daemon.core.tables import table_in

UNIT = 0.01  # of the weights that the boxes hold
BOXES = 16_381  # of marks and words; behind them stands how much counts what the signals say
FIRST = (BOXES, BOXES + 1, BOXES + 2)
SHARE_OF_WORDS = 0.5  # how much a word counts beside a mark
_BOUND = 2.0
_WORDS_READ = 40  # of the description and of the location
_PARTS_READ = 25
_KINDS_PAIRED = 12
_MANY = 5
_STRONG = 2.0  # a signal
# What a word may be, what tells most first; the lists between the tests are those of the lexicon.
_BEFORE_NAMES = (
    *("role", "trial", "with", "at", "regarding", "work_noun", "attire", "superior", "honorific", "kin"),
    *("day_or_month", "legal_form", "organisation", "field"),
)
_BEHIND_NAMES = ("talk", "department", "joins", "article", "pronoun", "via", "small", "thing", "activity", "numbered")
_BESIDES = ("recruits", "street_end", "address", "agency_word", "desk", "internal")
_UNKNOWN = frozenset(["event", "ordinary", "small", "thing"])
_NAMES = ("company", "role", "person")


class _Part(NamedTuple):
    """A word, or a name of several: what it is most of all, and the sign before it."""

    kind: str
    sign: str


def looked_at_closely(reading: Reading, first: float, signals: Sequence[float]) -> float:
    """How much speaks for an interview, in logarithms of odds, where signals of these weights made it `first`."""
    table = _table()
    said = sum([table[box] * value for box, value in known_before(first).items()])
    said += sum([table[box_of(mark)] * value for mark, value in marks_of(reading, signals).items()])
    for tokens in (tokens_of(reading.title, reading), tokens_of(reading.description, reading)):
        said += sum(map(_heard, tokens)) * damping(tokens) * SHARE_OF_WORDS
    return said * UNIT


def known_before(first: float) -> dict[int, float]:
    """What the signals say, by box: once as it is, and once bounded, as what they hardly tell counts differently."""
    return dict(zip(FIRST, (1.0, first, max(-_BOUND, min(_BOUND, first))), strict=True))


def box_of(mark: str) -> int:
    """The box of a mark."""
    return crc32(mark.encode("utf-8", "replace")) % BOXES


def boxes_of_word(token: str) -> list[int]:
    """The boxes of the pieces of a word."""
    return [box % BOXES for box in boxes_of(token)]


@lru_cache(maxsize=256)
def _heard(token: str) -> int:
    """What the pieces of a word say together."""
    table = _table()
    return sum([table[box] for box in boxes_of_word(token)])


@cache
def _table() -> Sequence[int]:
    return table_in(__package__, "closely.bin")


def marks_of(reading: Reading, signals: Sequence[float]) -> dict[str, float]:
    """Everything that a closer look tells of an event besides its words, with how much it counts."""
    form = (f"form {trait}" for trait in form_of(reading))
    marks = dict.fromkeys(chain(_of_names(reading), _of_signals(signals), form), 1.0)
    parts = chain(
        _of_title(reading),
        _of_text("d", reading.description, reading),
        _of_text("l", reading.location, reading),
    )
    marks.update(parts)
    return marks


def _of_names(reading: Reading) -> Iterator[str]:
    """Which kinds of names the title has."""
    mode, found = reading.mode, {name.kind for name in reading.tagged_title.names}
    yield f"names {mode} " + " ".join([kind for kind in _NAMES if kind in found])
    for kind in found:
        yield f"names {kind}"
        yield f"names {mode} {kind}"


def _of_signals(weights: Sequence[float]) -> Iterator[str]:
    """How strong the strongest signals are: one against many is not the same as little of each."""
    yield f"least {round(min(weights, default=0.0))}"
    yield f"most {round(max(weights, default=0.0))}"
    yield f"strongly against {min(sum([weight < -_STRONG for weight in weights]), _MANY)}"
    yield f"strongly for {min(sum([weight > _STRONG for weight in weights]), _MANY)}"


def _of_title(reading: Reading) -> Iterator[tuple[str, float]]:
    """What the title is made of: its names, and what its other words are."""
    parts = [*_parts_of_title(reading)][:_PARTS_READ]
    if not parts:
        return
    kinds = [part.kind for part in parts]
    mode, counts = reading.mode, damping(kinds)
    for before, behind in pairwise(["^", *kinds, "$"]):
        yield f"t {before} {behind}", counts
        yield f"t {mode} {before} {behind}", counts
    yield from ((mark, counts) for mark in _together("t", kinds))
    unknown = sum([kind in _UNKNOWN or kind[0] == "?" for kind in kinds])
    yield f"t {mode} unknown {min(unknown, _MANY)}", 1.0
    yield "t share unknown", unknown / len(parts)


def _parts_of_title(reading: Reading) -> Iterator[_Part]:
    pieces, names, _paths = reading.tagged_title
    spans = reading.title.spans()
    meant = {spans[i][0]: hit.entry.meaning.name for hit in reading.title.hits for i in range(hit.start, hit.end)}
    inside = {place for name in names for place in range(name.first, name.last)}
    begun = {name.first: name.kind for name in names}
    for place, piece in enumerate(pieces):
        if place in begun:
            yield _Part(begun[place].upper(), piece.sign)
        elif place not in inside:
            word = fold(piece.text).strip(".")
            kind = meant.get(piece.start) or kinds_of(word, word in reading.owner_words, _shape(piece.text))[0]
            yield _Part(kind, piece.sign)


def _of_text(name: str, text: Text, reading: Reading) -> Iterator[tuple[str, float]]:
    """What a text is made of, from its first words."""
    words = text.words[:_WORDS_READ]
    if not words:
        return
    counts = damping(words)
    meant = {place: hit.entry.meaning.name for hit in text.hits for place in range(hit.start, hit.end)}
    parts, end = [], 0
    for place, (word, (start, stop)) in enumerate(zip(words, text.spans(), strict=False)):
        known = kinds_of(word, word in reading.owner_words, _shape(text.raw[start:stop]))
        meaning = meant.get(place)
        yield from ((f"{name} is {kind}", counts) for kind in known)
        if meaning:
            yield f"{name} is {meaning}", counts
        parts.append(_Part(meaning or known[0], text.raw[end:start].strip()[:1]))
        end = stop
    kinds = [part.kind for part in parts]
    for before, behind in pairwise([_Part("^", ""), *parts, _Part("$", "")]):
        yield f"{name} {before.kind} {behind.kind}", counts
        yield f"{name} {before.kind} {behind.sign} {behind.kind}", counts
    yield from ((mark, counts) for mark in _together(name, kinds))


def _together(name: str, kinds: Iterable[str]) -> Iterator[str]:
    """Which kinds of words there are, and each two of them."""
    there = sorted(set(kinds))
    yield from (f"{name} has {kind}" for kind in there)
    yield from (f"{name} has {one} {other}" for one, other in combinations(there[:_KINDS_PAIRED], 2))


@lru_cache(maxsize=128)
def kinds_of(word: str, owner: bool, shape: str) -> Sequence[str]:
    """All that a folded word may be, what tells most first."""
    if owner:
        return ("owner",)
    tests = (
        ("post", is_post_alone(word)),
        ("firm", is_kind_of_firm(word)),
        *_in_lists(word, _BEFORE_NAMES),
        ("given", is_given_name(word)),
        *_in_lists(word, _BEHIND_NAMES),
        (shape, shape in ("number", "digits")),
        ("event", word in long_list("event_word")),
        ("ordinary", begins_phrase(word)),
        (f"?{shape}", True),
        *_in_lists(word, _BESIDES),
    )
    return tuple(name for name, holds in tests if holds)


def _in_lists(word: str, names: Iterable[str]) -> Iterator[tuple[str, bool]]:
    return ((name, word in word_list(name)) for name in names)


def _shape(text: str) -> str:
    """What the letters of a word look like."""
    if text >= "\u2e80":
        return "characters"
    if text.isdigit():
        return "number"
    if any(character.isdigit() for character in text):
        return "digits"
    if text.isupper():
        return "Letter" if len(text) == 1 else "CAPITALS"
    return "Large" if text[:1].isupper() else "small"
