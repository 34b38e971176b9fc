"""Tells under which circumstances a date stands: what the cues around it say, and what the rules make of it and others.

These are the same in every language, where the words themselves are not: "they, will tell, date, other" is learned from
one language for all.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from daemon.core.promises.spoken import kinds_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daemon.core.promises.clauses import Clause
    from daemon.core.promises.judge import Verdict

_THIS, _OTHER = "@", "#"  # for the date itself, and for other dates
_CLOSE = 2  # words between a cue and the date beside it
_AROUND = 6  # clauses on either side that are looked at
_RUN = 4  # cues on either side whose order counts
_HEAVIEST = 12
_LIKELY, _POSSIBLE = 1, -2  # weights by rule
_MOST_WORDS, _MOST_UNREAD = 6, 4
_WIDEST = 8
_FIRST, _NEXT = -1, 1


class Circumstances:
    """What stands and is thought of around the dates of one text; the work for each date is bounded."""

    def __init__(self, clauses: Sequence[Clause], verdicts: Sequence[Verdict]) -> None:
        self._clauses = clauses
        self._verdicts = verdicts
        self._homes = {dated.start: number for number, clause in enumerate(clauses) for dated in clause.dates}
        self._kinds = [sorted({cue.kind for cue in clause.cues}) for clause in clauses]
        self._row, self._places = _in_a_row(clauses)

    def cues(self, verdict: Verdict) -> Iterator[str]:
        """The cues of the clause, of those around it, and in what order they come."""
        dated = verdict.dated
        home = self._homes[dated.start]
        clause = self._clauses[home]
        for cue in clause.cues:
            side, away = ("<", dated.start - cue.end) if cue.at < dated.start else (">", cue.at - dated.end)
            if not dated.start <= cue.at < dated.end:
                yield f"in {cue.kind}"
            yield f"in {side}{cue.kind}"
            if 0 <= away <= _CLOSE:
                yield f"by {side}{cue.kind}"
        yield from (f"means {kind}" for kind in kinds_in(clause, dated))
        for at in range(max(0, home - _AROUND), min(home + _AROUND + 1, len(self._clauses))):
            if at != home:
                yield from self._around(at, home)
        spot = self._places[dated.start]
        run = [*self._row[max(0, spot - _RUN) : spot], _THIS, *self._row[spot + 1 : spot + 1 + _RUN]]
        yield from (f"then {one} {other}" for one, other in pairwise(["^", *run, "$"]))
        yield from (f"then {' '.join(run[at : at + 3])}" for at in range(len(run) - 2))

    def _around(self, at: int, home: int) -> Iterator[str]:
        """The cues of another clause, by how it lies to that of the date."""
        clause = self._clauses[at]
        away = clause.sentence - self._clauses[home].sentence
        place = {0: "same", _FIRST: "before", _NEXT: "next"}.get(away, "far")
        side = "<" if at < home else ">"
        for kind in self._kinds[at]:
            yield from (f"{place} {side}{bool(clause.dates)}{kind}", f"{place} {kind}", f"text {kind}")

    def rules(self, verdict: Verdict) -> Iterator[str]:
        """What the rules say of the date."""
        clause, dated = self._clauses[self._homes[verdict.dated.start]], verdict.dated
        flags = {"doubtful": verdict.doubtful, "permission": verdict.permission}
        more = {"off": verdict.off, "hoped": verdict.hoped, "meets": verdict.meets}
        yield f"weight {_bounded(verdict.weight)}"
        yield f"words {min(clause.words, _MOST_WORDS)}"
        yield f"unread {min(len(clause.unread), _MOST_UNREAD)}"
        yield f"corrected {min(verdict.corrected, 2)}"
        yield from (f"{name} {value}" for name, value in (flags | more).items())
        for name in (f"relation {dated.relation}", *(f"{flag} {value}" for flag, value in flags.items())):
            yield name
            yield f"{name} likely {verdict.weight >= _LIKELY}"
            yield f"{name} possible {verdict.weight >= _POSSIBLE}"

    def company(self, verdict: Verdict) -> Iterator[str]:
        """How the date compares with the others of the text."""
        dated, mine = verdict.dated, verdict.weight >= _LIKELY
        others = [other for other in self._verdicts if other is not verdict]
        if not others:
            yield "alone"
            return
        best = max(other.weight for other in others)
        yield f"ahead {_bounded(verdict.weight - best, _WIDEST)}"
        yield f"best {best >= _LIKELY} {mine}"
        before = [other for other in others if other.dated.start < dated.start]
        after = [other for other in others if other.dated.start > dated.start]
        for side, beside in (("before", before), ("after", after)):
            yield f"{side} {any(other.weight >= _LIKELY for other in beside)} {mine}"
        yield from (f"{other.dated.relation} then {dated.relation}" for other in before[-1:])
        yield from (f"{dated.relation} and then {other.dated.relation}" for other in after[:1])
        days = [other.dated.named for other in others]
        yield "last" if dated.named >= max(days) else "first" if dated.named <= min(days) else "between"
        yield f"asked {any(other.permission for other in others)}"
        yield f"again {dated.named in days}"
        home = self._homes[dated.start]
        yield f"beside {any(self._homes[other.dated.start] == home for other in others)} {mine}"


def _in_a_row(clauses: Sequence[Clause]) -> tuple[list[str], dict[int, int]]:
    """The cues and dates of the text in order, those that begin together as one, and where each date is among them."""
    found: dict[int, set[str]] = {}
    for clause in clauses:
        for cue in clause.cues:
            found.setdefault(cue.at, set()).add(cue.kind)
    inside = {at for clause in clauses for dated in clause.dates for at in range(dated.start, dated.end)}
    pieces = [(at, "+".join(sorted(kinds))) for at, kinds in found.items() if at not in inside]
    pieces += [(dated.start, _OTHER) for clause in clauses for dated in clause.dates]
    pieces.sort()
    return [form for _, form in pieces], {at: number for number, (at, form) in enumerate(pieces) if form == _OTHER}


def _bounded(weight: float, most: int = _HEAVIEST) -> int:
    return int(max(-most, min(most, weight)))
