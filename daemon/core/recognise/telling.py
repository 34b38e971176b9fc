"""Whom and what a description names: the employer, the post, who questions and who only arranges it.

The words of a description are tagged as those of a title are (`tagging`), by what can be told of each: by itself, of
its line and place, of the words and phrases near it, and of the rest of the event. Only its beginning is read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from daemon.core.recognise.eastern import eastern_names
from daemon.core.recognise.kinds import is_given_name, is_organisation
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import is_title
from daemon.core.recognise.phrases import places
from daemon.core.recognise.pieces import PIECE, Piece, cut_at, elisions, sign_of
from daemon.core.recognise.spots import Spot, chains_in
from daemon.core.recognise.tagging import paths_of, tagged, weights_of
from daemon.core.recognise.titles import Span, spans_in
from daemon.core.recognise.traits import NEAR, facts_of, traits_of_word
from daemon.core.recognise.words import fold

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading

_LINK = re.compile(r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w.-]{1,200}")
_LETTERS_READ = 3000
_WORDS_READ = 400
_SPOTS_READ = 60
_REACH = 6
_LAST_LINES = 4
_REACH_IN_SENTENCE = 8
_ENDS = frozenset([".", "\n", "^", ";"])
_CHARACTERS = "\u2e80"
_ABBREVIATED = 3  # letters of a shortened word before its full stop
SAINTS = frozenset(["st", "ste", "sta", "sto", "mt", "ft"])
_LABELS = (
    *("interviewers", "recruiter_label", "company", "role_label", "candidate_label", "host_label", "shadow_label"),
    *("title_label", "house_label", "front_desk"),
)
# The lists whose phrases tell what somebody near them does, or what is named next to them.
_PHRASES = (
    *("questions", "questions_after", "watches", "absent", "absent_after", "recruits", "sign_off", "me_too", "and_me"),
    *("me_and", "front_desk", "ask_for", "coordinates", "elsewhere", "company_cue", "post_cue", "role_cue"),
    *("behalf_cue", "client_cue", "greeting", "superior", "call_to_reader", "first_person", "interviewers"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Words of a description that name something of a `kind`, as they are spelled, and how likely they do."""

    kind: str
    text: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a description names, in its order, and all words of it that may be a name."""

    told: tuple[Told, ...]
    spans: tuple[Span, ...]


def told_in(reading: Reading) -> Telling:
    """Whom and what the description of an event names."""
    pieces = words_in(reading)
    paths = paths_of(traits_in(pieces, reading), [piece.sign for piece in pieces], weights_of("text"))
    told = tuple(
        Told(
            kind=name.kind,
            text=_spelled(reading, pieces[name.first : name.last], name.kind),
            probability=name.probability,
        )
        for name in tagged(paths)
    )
    return Telling(told=told, spans=spans_in(reading.description.raw, pieces, paths))


def _spelled(reading: Reading, pieces: Sequence[Piece], kind: str) -> str:
    """A name as it is spelled; an employer's without small words behind it, unless they tell its kind."""
    last = len(pieces)
    while kind == "company" and last > 1 and pieces[0].text[:1].isupper() and _is_plain(pieces[last - 1].text):
        last -= 1
    return reading.description.raw[pieces[0].start : pieces[last - 1].end]


def _is_plain(word: str) -> bool:
    return word.islower() and not is_organisation(word)


def words_in(reading: Reading) -> list[Piece]:
    """The words of a description with the sign before each: a line's end is one, and a sentence's."""
    raw = _LINK.sub(_blank, reading.description.raw[:_LETTERS_READ])
    cuts = sorted({place for _, start, end in eastern_names(raw) for place in (start, end)})
    found: list[Piece] = []
    end, stopped = 0, False
    for match in islice(PIECE.finditer(raw), _WORDS_READ):
        for start, stop in cut_at(raw, match.span(), [*cuts, *elisions(match)]):
            sign = _sign(raw[end:start], stopped) if found else "^"
            bare = raw[start:stop].rstrip(".")
            ends = len(bare) < stop - start and not is_title(raw[start:stop]) and _is_ended(bare, found, sign)
            stopped = ends and raw[stop : stop + 1] in ("", " ", "\n", "\t")
            end = start + len(bare) if stopped else stop
            found.append(Piece(text=raw[start:end], start=start, end=end, sign=sign))
    return found


def _is_ended(word: str, before: Sequence[Piece], sign: str) -> bool:
    """Whether a full stop behind a word ends a sentence: it is long, or a short surname behind a name or title."""
    if len(word) > _ABBREVIATED:
        return True
    named = sign == " " and (is_given_name(before[-1].text) or is_title(before[-1].text))
    return named and len(word) > 1 and word[0].isupper() and not word.isupper() and fold(word) not in SAINTS


def _blank(link: re.Match[str]) -> str:
    return " " * len(link[0])


def _sign(between: str, stopped: bool) -> str:
    """What stands between two words: a line's end before anything else, then a sentence's, then a sign."""
    if "\n" in between:
        return "\n"
    return "." if stopped else sign_of(between)


def traits_in(pieces: Sequence[Piece], reading: Reading) -> list[list[str]]:
    """For each word of a description everything that can be told of it."""
    if not pieces:
        return []
    facts = facts_of(pieces, reading, ("in title", frozenset(reading.title.words)))
    alone = [(*traits_of_word(piece.text), *told) for piece, told in zip(pieces, facts, strict=True)]
    mode = reading.mode
    rows = [["any", mode, *told, *_beside(index, pieces, alone)] for index, told in enumerate(alone)]
    for index, trait in _of_all(pieces, reading):
        rows[index].append(trait)
    return rows


def _of_sentence(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """Of each word that may be of a name the words in small letters of its sentence, and the two right beside it."""
    low = [fold(piece.text) for piece in pieces]
    plain = [piece.text.islower() or piece.text > _CHARACTERS for piece in pieces]
    for index, piece in enumerate(pieces):
        if piece.text[:1].isupper() or piece.text > _CHARACTERS:
            for mark, beside in (("<", _before(pieces, index)), (">", _behind(pieces, index))):
                yield from ((index, trait) for trait in sorted({f"{mark}… {low[p]}" for p in beside if plain[p]}))
                if len(beside) > 1:
                    yield index, f"{mark}{mark}… {low[beside[0]]} {low[beside[1]]}"


def _before(pieces: Sequence[Piece], index: int) -> range:
    """The words before one in its sentence, the nearest first."""
    first = index
    while first > max(0, index - _REACH_IN_SENTENCE) and pieces[first].sign not in _ENDS:
        first -= 1
    return range(index - 1, first - 1, -1)


def _behind(pieces: Sequence[Piece], index: int) -> range:
    """The words behind one in its sentence."""
    last = index + 1
    while last < min(len(pieces), index + 1 + _REACH_IN_SENTENCE) and pieces[last].sign not in _ENDS:
        last += 1
    return range(index + 1, last)


def _of_all(pieces: Sequence[Piece], reading: Reading) -> Iterator[tuple[int, str]]:
    """What its line, its sentence, and the people and phrases near it tell of each word."""
    yield from _of_lines(pieces, reading)
    yield from _of_sentence(pieces)
    yield from _of_spots(pieces, reading.description.raw)
    yield from _of_phrases(pieces, reading)


def _beside(index: int, pieces: Sequence[Piece], alone: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the two words before and behind are, with the sign between; of words in small letters which they are."""
    for mark, step, by in (("<", -1, index), (">", 1, index + 1)):
        sign = pieces[by].sign if by < len(pieces) else "$"
        yield f"{mark} sign {sign}"
        for far in (1, 2):
            place = index + step * far
            if not 0 <= place < len(pieces):
                break
            yield from (f"{mark * far}{trait}" for trait in alone[place] if far == 1 or trait in NEAR)
            if far == 1:
                yield from (f"{mark}{sign}{trait}" for trait in alone[place] if trait in NEAR)
            if pieces[place].text.islower() or pieces[place].text > "\u2e80":
                yield f"{mark * far}={fold(pieces[place].text)}"


def _of_lines(pieces: Sequence[Piece], reading: Reading) -> Iterator[tuple[int, str]]:
    """Where in its line each word stands, which line it is, and what label the line has."""
    starts = [index for index, piece in enumerate(pieces) if piece.sign in "^\n"]
    labels = [(label.start, label.name) for label in reading.labels]
    for number, (first, last) in enumerate(pairwise([*starts, len(pieces)])):
        behind = len(starts) - number
        line = f"line {number}" if number < 2 else f"line -{behind}" if behind <= _LAST_LINES else "line"
        size = "short" if last - first <= 5 else "long"
        for index in range(first, last):
            yield index, f"{line} {size}"
            yield index, f"word {min(index - first, 3)} of {size}"
    place = 0
    for index, piece in enumerate(pieces):
        while place < len(labels) and labels[place][0] <= piece.start:
            place += 1
        label = labels[place - 1] if place else None
        if label and "\n" not in reading.description.raw[label[0] + 1 : piece.start].strip("\n"):
            names = [name for name in _LABELS if label[1] in word_list(name)] or ["other"]
            yield from ((index, f"label {name}") for name in names)


def _of_spots(pieces: Sequence[Piece], raw: str) -> Iterator[tuple[int, str]]:
    """What is said of the people that a text names (`spots`)."""
    place = 0
    spots = sorted(((spot, len(chain)) for chain in chains_in(raw[:_LETTERS_READ]) for spot in chain), key=_start)
    for spot, together in spots[:_SPOTS_READ]:
        while place < len(pieces) and pieces[place].start < spot.start:
            place += 1
        for index in range(place, min(len(pieces), place + 5)):
            if pieces[index].start < spot.start + len(spot.name):
                mark = "spot" if index == place else "spot+"
                yield from ((index, f"{mark} {trait}") for trait in _said_of(spot, together))


def _start(spot: tuple[Spot, int]) -> int:
    return spot[0].start


def _said_of(spot: Spot, together: int) -> Iterator[str]:
    yield spot.part.name
    yield f"{spot.part.name} of {min(together, 3)}"
    for name in (
        "titled",
        "runs",
        "apposed",
        "joined",
        "opens",
        "begins_line",
        "lists",
        "with_writer",
        "likely",
        "alone",
    ):
        if getattr(spot, name):
            yield name
    if " " in spot.name:
        yield "in full"


def _of_phrases(pieces: Sequence[Piece], reading: Reading) -> Iterator[tuple[int, str]]:
    """Which phrases that tell of people stand near before and behind each word of a sentence."""
    text = reading.description
    words = [piece.start for piece in pieces]
    spans = text.spans()
    for name in _PHRASES:
        told = set[tuple[int, str]]()
        for found in islice(places(text.words, name), 40):
            if spans[found][0] >= _LETTERS_READ:
                break
            at = bisect_left(words, spans[found][0])
            for index in range(max(0, at - _REACH), min(len(words), at + _REACH + 1)):
                if not _parted(pieces, index, at):
                    told.add((index, f"{'before' if index < at else 'behind'} {name}"))
                    if abs(index - at) < 3:
                        told.add((index, f"{'right before' if index < at else 'right behind'} {name}"))
        yield from sorted(told)


def _parted(pieces: Sequence[Piece], one: int, other: int) -> bool:
    first, last = sorted((one, other))
    return any(pieces[index].sign in (".", "\n", ";") for index in range(first + 1, min(last, len(pieces) - 1) + 1))
