"""Looks at the words around a date: near it, in its clause, in its sentence and in the rest of the text.

The cues of the language files say what somebody thought of; nobody can write down all the ways in which an answer is
promised, or in which a date is about something else. What these words say is learned (`likelihood`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from daemon.core.promises.pieces import parts_of, runs_of, traits_of_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from daemon.core.promises.clauses import Clause
    from daemon.core.promises.dated import Dated
    from daemon.core.promises.tokens import Token

_WINDOW = 40  # words on either side of a date that are looked at
_NEAR = 3  # words on either side that count by how near they are
_THIS, _OTHER = "@", "#"  # for the date itself, and for other dates
_FORMS = ("from_to", "weekdays", "bare_weekday", "holiday", "exact")
_AHEAD = (0, 1, 3, 7, 14, 21, 35, 60, 100)  # days
_LENGTH = 8  # words by which the length of a text is counted, up to as many steps
_MANY = 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, a mark, a figure or a whole date, with its clause and sentence."""

    form: str
    clause: int
    sentence: int


class Surroundings:
    """What stands around the dates of one text; the work for each date is bounded."""

    def __init__(self, tokens: Sequence[Token], clauses: Sequence[Clause], today: date) -> None:
        self._today = today
        self._size = len(tokens)
        self._pieces: list[_Piece] = []
        self._spots: dict[int, int] = {}
        self._order = {dated.start: number for number, dated in enumerate(d for c in clauses for d in c.dates)}
        ends = {dated.start: dated.end for clause in clauses for dated in clause.dates}
        homes = {
            at: (no, clause.sentence) for no, clause in enumerate(clauses) for at in range(clause.start, clause.end)
        }
        free = 0
        for at, token in enumerate(tokens):
            if at < free:
                continue
            if at in ends:
                free = ends[at]
                self._spots[at] = len(self._pieces)
            self._pieces.append(_Piece(_OTHER if at in ends else _form(token), *homes.get(at, (-1, -1))))

    def words(self, dated: Dated) -> Iterator[str]:
        """The words around a date, in pairs and parts too, and where they stand."""
        spot = self._spots[dated.start]
        here = self._pieces[spot]
        before, after = self._pieces[max(0, spot - _WINDOW) : spot], self._pieces[spot + 1 : spot + 1 + _WINDOW]
        for side, pieces in (("<", before), (">", after)):
            for piece in pieces:
                yield from _of_piece(piece, here, side)
        forms = [*(piece.form for piece in before), _THIS, *(piece.form for piece in after)]
        yield from (f"b{one} {next_one}" for one, next_one in pairwise(["^", *forms, "$"]))
        yield from (f"-{distance}{piece.form}" for distance, piece in enumerate(before[: -_NEAR - 1 : -1], 1))
        yield from (f"+{distance}{piece.form}" for distance, piece in enumerate(after[:_NEAR], 1))
        yield from (f"r{run}" for run in runs_of(forms))

    def placed(self, dated: Dated) -> Iterator[str]:
        """The words around a date, their beginnings, and in pairs: each with where it stands, seen from the date."""
        spot = self._spots[dated.start]
        here = self._pieces[spot]
        for at in range(max(0, spot - _WINDOW), min(spot + _WINDOW + 1, len(self._pieces))):
            if at != spot:
                before = _THIS if at == spot + 1 else self._pieces[at - 1].form if at else "^"
                place = _place(self._pieces[at], here, "<" if at < spot else ">")
                yield from (f"{place}{trait}" for trait in traits_of_word(self._pieces[at].form, before))

    def shape(self, dated: Dated) -> Iterator[str]:
        """What kind of date it is, how far ahead, and which of how many."""
        yield f"relation {dated.relation}"
        yield from (f"kind {form}" for form in _FORMS if getattr(dated, form))
        number, count = self._order[dated.start], len(self._order)
        yield f"of {min(count, _MANY + 1)}"
        yield f"first {min(number, _MANY)}"
        yield f"last {min(count - 1 - number, _MANY)}"
        ahead = (dated.named - self._today).days
        yield f"ahead {next((limit for limit in _AHEAD if ahead <= limit), 'far')}"
        yield f"length {min(self._size // _LENGTH, _LENGTH)}"


def _of_piece(piece: _Piece, here: _Piece, side: str) -> Iterator[str]:
    yield f"w{piece.form}"
    if piece.sentence != here.sentence:
        yield f"o{piece.form}"
        return
    if piece.clause == here.clause:
        yield f"{side}{piece.form}"
    yield from (f"p{part}" for part in parts_of(piece.form))


def _place(piece: _Piece, here: _Piece, side: str) -> str:
    """Where a piece stands: on which side in the clause or sentence of the date, or in which other sentence."""
    if piece.clause == here.clause:
        return f"c{side}"
    away = piece.sentence - here.sentence
    return f"s{side}" if not away else {-1: "b", 1: "n"}.get(away, "o")


def _form(token: Token) -> str:
    if token.kind == "newline":
        return "/"
    return token.form if token.kind in {"word", "mark"} else "0"
