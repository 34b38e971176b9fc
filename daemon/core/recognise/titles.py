"""Whom and what a title names: those who may be the employer, posts, people, and the consultant it came by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.names import name_of, names_in, same_person
from daemon.core.recognise.pieces import Piece, pieces_of
from daemon.core.recognise.tagging import Paths, Tagged, paths_of, spans_of_names, tagged, weights_of
from daemon.core.recognise.traits import CLOCK, traits_of
from daemon.core.recognise.words import fold, words_of

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading

_REACH_OF_VIA = 2
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】", "「": "」"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Words of a title that name something, as they are spelled, and how likely they do."""

    text: str
    start: int
    probability: float


class TaggedTitle(NamedTuple):
    """The words of a title, which of them are names, and all ways to tag them."""

    pieces: list[Piece]
    names: tuple[Tagged, ...]
    paths: Paths | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words that may be a name of a `kind`, from and up to these letters, and how likely they are just that."""

    kind: str
    text: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a title names besides the owner; `brought_by` is whom it came by or who holds it for the employer.

    `spans` are all words that may be a name.
    """

    employers: tuple[Named, ...]
    posts: tuple[Named, ...]
    people: tuple[str, ...]
    brought_by: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def via(self) -> str | None:
        """The consultant it came by, if that is a person."""
        return next((name for text in self.brought_by if (name := name_of(text))), None)


def tag_title(reading: Reading) -> TaggedTitle:
    """Find the names among the words of a title."""
    pieces = pieces_of(reading)
    paths = paths_of(traits_of(pieces, reading), [piece.sign for piece in pieces], weights_of("title"))
    return TaggedTitle(pieces, tuple(tagged(paths)), paths)


def read_title(reading: Reading) -> Title:
    """Sort the words of a title by what they name; each name stands for one thing."""
    pieces, names, paths = reading.tagged_title
    found: dict[str, list[Named]] = {"company": [], "role": [], "person": []}
    brought: list[str] = []
    behind_person = -1
    for name in names:
        if name.kind == "role" and name.first == behind_person and pieces[name.first].sign == "(":
            continue  # the person's own post: "with Ada Example (Head of Design)"
        behind_person = name.last if name.kind == "person" else -1
        first = _with_kind_of_town(pieces, name.first) if name.kind == "company" else name.first
        text = _spelled(reading.title.raw, pieces[first : _end_of(pieces, first, name.last)])
        if names_of_owner(text, reading):
            continue
        if any(fold(piece.text) in word_list("via") for piece in pieces[max(0, first - _REACH_OF_VIA) : first]):
            brought.append(text)
        else:
            found[name.kind].append(Named(text=text, start=pieces[first].start, probability=name.probability))
    return Title(
        employers=tuple(found["company"]),
        posts=tuple(found["role"]),
        people=tuple(name for named in found["person"] for name in names_in(named.text)),
        brought_by=tuple(brought),
        spans=spans_in(reading.title.raw, pieces, paths),
    )


def spans_in(raw: str, pieces: Sequence[Piece], paths: Paths | None) -> tuple[Span, ...]:
    """The words of a text that may be a name, as they are spelled."""
    return tuple(
        Span(
            kind=name.kind,
            text=_spelled(raw, pieces[name.first : last]),
            start=pieces[name.first].start,
            end=pieces[last - 1].end,
            probability=name.probability,
        )
        for name in spans_of_names(paths)
        for last in [name.last if name.kind == "person" else _without_day(pieces, name.first, name.last)]
    )


def _with_kind_of_town(pieces: list[Piece], first: int) -> int:
    """Where a name begins with the word for a town or its hall before it: "stad Acme", "mairie de Acme"."""
    for back in (1, 2):
        between = pieces[max(0, first - back + 1) : first]
        joined = all(fold(piece.text) in word_list("joins") for piece in between)
        if first >= back and joined and fold(pieces[first - back].text) in word_list("town"):
            return first - back if all(piece.sign == " " for piece in pieces[first - back + 1 : first + 1]) else first
    return first


def _without_day(pieces: Sequence[Piece], first: int, last: int) -> int:
    """Where a name ends without a day or time of day behind it: "Acme Thurs 2pm"."""
    while last - first > 1 and (
        fold(pieces[last - 1].text) in word_list("day_or_month") or CLOCK.fullmatch(pieces[last - 1].text.lower())
    ):
        last -= 1
    return last


def _end_of(pieces: list[Piece], first: int, last: int) -> int:
    """Where a name ends without a day behind it, and with the word for an agency."""
    last = _without_day(pieces, first, last)
    following = pieces[last : last + 1]
    tells_agency = bool(following) and fold(following[0].text) in word_list("agency_end") and following[0].sign == " "
    return last + tells_agency


def _spelled(raw: str, pieces: Sequence[Piece]) -> str:
    """The words with the signs between them, and the bracket behind them if one opens inside."""
    text = raw[pieces[0].start : pieces[-1].end]
    opened = next((sign for sign in text if sign in _BRACKETS), "")
    closing = _BRACKETS.get(opened, "")
    return text + closing if closing and closing not in text else text


def names_of_owner(part: str, reading: Reading) -> bool:
    """Whether a part of a title is the owner's name."""
    owner = reading.owner.name
    return same_person(part, owner) or part.replace(" ", "") == owner.replace(" ", "") or _abbreviates(part, owner)


def _abbreviates(part: str, owner: str) -> bool:
    """Whether a part is a name with one of its words cut to a letter: "A. Example", "Ada E"."""
    if part.count(" ") > 1 or not part.isascii():
        return False
    short, full = words_of(fold(part)), words_of(fold(owner))
    if len(short) != 2 or len(full) < 2:
        return False
    first, last = short
    return (len(last) == 1 and first == full[0] and full[-1].startswith(last)) or (
        len(first) == 1 and last == full[-1] and full[0].startswith(first)
    )
