"""Cuts a text into clauses and finds what their words say about dates: cues, and what cues mean together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.grammar import Dated
    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.parts import Symbol
    from daemon.core.promises.tokens import Token


_LONGEST_CLAUSE = 80  # tokens; what is longer has lost its commas, and is cut to bound the work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A phrase that tells what a date is about, by its kind and first token."""

    kind: str
    at: int
    end: int


@dataclass(slots=True, kw_only=True)
class Clause:
    """A stretch of tokens between pauses, with its cues and dates; `words` are those that no date expression reads."""

    start: int
    end: int
    sentence: int
    words: int = 0
    cues: list[Cue] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)

    def has(self, kind: str) -> bool:
        """Whether a cue of this kind is in the clause."""
        return any(cue.kind == kind for cue in self.cues)


def find_cues(tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """Every cue of the text in order."""
    found: list[Cue] = []
    silent = 0  # up to where a phrase such as "had to" keeps its words from meaning something else
    for at in range(len(tokens)):
        if tokens[at].kind != "word":
            continue
        meanings = list(lexicon.cues.all(tokens, at))
        silent = max([silent, *(at + m.length for m in meanings if m.kind == "ignore")])
        found.extend(
            Cue(kind=m.kind, at=at, end=at + m.length) for m in meanings if at + m.length > silent or at >= silent
        )
    return found


def cut_clauses(symbols: Sequence[Symbol], cues: Sequence[Cue], dates: Sequence[Dated]) -> list[Clause]:
    """The clauses of the text, never cut inside a date expression, each with its cues and dates."""
    inside = {at for dated in dates for at in range(dated.start, dated.end)}
    taken_up = {at for cue in cues if cue.kind in {"then", "thereafter"} for at in range(cue.at + 1, cue.end)}
    joints = {cue.at for cue in cues if cue.kind == "joint"} - taken_up
    clauses = [Clause(start=0, end=0, sentence=0)]
    for symbol in symbols:
        ends = symbol.kind == "break"
        parts = symbol.kind in {"comma", "dash"} or symbol.start in joints
        too_long = symbol.start - clauses[-1].start > _LONGEST_CLAUSE
        if ends or (symbol.start not in inside and (parts or too_long)):
            clauses[-1].end = symbol.start
            clauses.append(Clause(start=symbol.start, end=symbol.start, sentence=clauses[-1].sentence + ends))
        clauses[-1].words += symbol.kind in {"word", "cue"}
    clauses[-1].end = symbols[-1].end if symbols else 0
    clauses = [clause for clause in clauses if clause.end > clause.start]
    _distribute(clauses, cues, dates)
    for clause in clauses:
        _draw_conclusions(clause)
    return clauses


def _distribute(clauses: Sequence[Clause], cues: Sequence[Cue], dates: Sequence[Dated]) -> None:
    owner = {at: clause for clause in clauses for at in range(clause.start, clause.end)}
    for cue in cues:
        if cue.at in owner:
            owner[cue.at].cues.append(cue)
    for dated in dates:
        if dated.start in owner:
            owner[dated.start].dates.append(dated)


def _draw_conclusions(clause: Clause) -> None:
    """Add what cues mean together: "if" and "nobody" and "rung" are that nothing has been heard."""
    first = next((cue for cue in clause.cues if cue.kind == "if"), None)
    if first and clause.has("not_before") and (clause.has("promise") or clause.has("contact_me")):
        clause.cues.append(replace(first, kind="not_heard"))
    past = next((cue for cue in clause.cues if cue.kind == "past"), None)
    first_date = min((dated.start for dated in clause.dates), default=clause.end)
    if past and not any(cue.kind in {"they", "said", "not_heard"} and cue.at < first_date for cue in clause.cues):
        clause.cues.append(replace(past, kind="other"))
