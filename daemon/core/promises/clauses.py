"""Cuts a text into clauses and finds what their words say about dates: cues, and what cues mean together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from daemon.core.promises.dated import Dated
    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.parts import Symbol
    from daemon.core.promises.phrases import Meaning
    from daemon.core.promises.tokens import Token


_IDEOGRAPHS = "\u2e80"  # from here on a character is a token, and about half a word
_HALF = 0.5
_ACTS = frozenset({"promise", "not_heard", "permission", "contact_me", "answer_us"})
_WEAK = frozenset({"said", "give", "meet"})  # mean something only in a clause that is read as a whole
_LIMITS = frozenset({"by", "until", "latest"})
_BESIDE = frozenset({"after", "before"})
_MOST_UNREAD = 1
_SENDER = 2  # words from "from" to its noun
_TOPIC = 2  # words after "about" among which its noun stands
_JOB = 6  # words after "about" among which the job stands that it is about
_LONGEST_CLAUSE = 80  # tokens; what is longer has lost its commas, and is cut to bound the work


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A phrase that tells what a date is about, by its kind and first token."""

    kind: str
    at: int
    end: int


@dataclass(slots=True, kw_only=True)
class Clause:
    """A stretch of tokens between pauses, with its cues and dates.

    `words` counts those that no date expression reads; `unread` are those of them that no cue reads either. It is
    `labelled` if it follows a colon.
    """

    start: int
    end: int
    sentence: int
    words: int = 0
    unread: dict[int, float] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)
    labelled: bool = False

    def has(self, kind: str) -> bool:
        """Whether a cue of this kind is in the clause."""
        return any(cue.kind == kind for cue in self.cues) if self.cues else False


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
            Cue(kind=_kind(m, tokens, at, lexicon), at=at, end=at + m.length)
            for m in meanings
            if at + m.length > silent or at >= silent
        )
    return found


def _kind(meaning: Meaning, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str:
    """What the phrase means here: an answer in the form of a request is asked of the person, and so is an order."""
    if meaning.kind == "order":
        return "yours" if not at or tokens[at - 1].kind != "word" else ""
    if meaning.kind not in {"promise", "news"} or not tokens[at].form.endswith(lexicon.your_endings):
        return meaning.kind
    return meaning.kind if tokens[at].form in lexicon.you_get else "request"


def find_unread(tokens: Sequence[Token], lexicon: Lexicon, cues: Sequence[Cue]) -> dict[int, float]:
    """The words that no cue reads and that are more than grammar, with what each weighs; what they say is not known."""
    read = {at for cue in cues for at in range(cue.at, cue.end)}
    return {
        at: _HALF if token.form >= _IDEOGRAPHS else 1
        for at, token in enumerate(tokens)
        if token.kind == "word" and at not in read and f" {token.form} " not in lexicon.plain
        if not (_is_name(tokens, at, lexicon) or _is_sender(tokens, at, lexicon))
    }


def _is_name(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word is written as names are: with a capital where no sentence begins."""
    return tokens[at].capital and at > 0 and tokens[at - 1].kind == "word" and not lexicon.capital_nouns


def cut_clauses(
    symbols: Sequence[Symbol], cues: Sequence[Cue], dates: Sequence[Dated], unread: Mapping[int, float]
) -> list[Clause]:
    """The clauses of the text, never cut inside a date expression, each with its cues and dates."""
    inside = {at for dated in dates for at in range(dated.start, dated.end)}
    taken_up = {at for cue in cues if cue.kind in {"then", "thereafter"} for at in range(cue.at + 1, cue.end)}
    joints = {cue.at for cue in cues if cue.kind == "joint"} - taken_up
    begins = {dated.start for dated in dates}
    topics = {cue.at for cue in cues if cue.kind == "about"} - {
        at - 1 for at in begins
    }  # "we call tomorrow, about the flat" is one clause
    words = {symbol.start for symbol in symbols if symbol.kind in {"word", "cue"}}
    unread = {at: weight for at, weight in unread.items() if at in words}
    clauses = [Clause(start=0, end=0, sentence=0)]
    for symbol in symbols:
        ends = symbol.kind == "break"
        pauses = symbol.kind in {"comma", "dash"} and symbol.end not in topics
        parts = pauses or symbol.start in joints
        too_long = symbol.start - clauses[-1].start > _LONGEST_CLAUSE
        if ends or (symbol.start not in inside and (parts or too_long)):
            clauses[-1].end = symbol.start
            after = clauses[-1].sentence + ends
            clauses.append(Clause(start=symbol.start, end=symbol.start, sentence=after, labelled=symbol.value == ":"))
        clauses[-1].words += symbol.start in words
        if symbol.start in unread:
            clauses[-1].unread[symbol.start] = unread[symbol.start]
    clauses[-1].end = symbols[-1].end if symbols else 0
    clauses = [clause for clause in clauses if clause.end > clause.start]
    jobs = {cue.at for cue in cues if cue.kind == "job"}
    _distribute(clauses, [_with_topic(cue, unread, jobs) for cue in cues], dates)
    clauses = [clause for clause in clauses if clause.words or clause.cues or clause.dates]
    for clause in clauses:
        _draw_conclusions(clause)
    return clauses


def _is_sender(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word is who or what news comes from: "a letter from the provost"."""
    return any(token.form in lexicon.senders for token in tokens[max(at - _SENDER, 0) : at])


def _with_topic(cue: Cue, unread: Mapping[int, float], jobs: Collection[int]) -> Cue:
    """The cue; "about", with an unknown word after it, tells of something else: "hear about the flat"."""
    if any(at in jobs for at in range(cue.end, cue.end + _JOB)):  # "about the assistant baker job"
        return cue
    tells = cue.kind == "about" and any(at in unread for at in range(cue.end, cue.end + _TOPIC))
    return replace(cue, kind="other") if tells else cue


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
    limited = any(dated.relation in _LIMITS for dated in clause.dates) and not clause.has("yours")
    if first and clause.has("not_before") and (limited or clause.has("promise") or clause.has("contact_me")):
        clause.cues.append(replace(first, kind="not_heard"))
    if clause.has("request") and not any(clause.has(kind) for kind in ("contact_me", "permission")):
        clause.cues.append(Cue(kind="yours", at=clause.start, end=clause.start))
    if _tells_a_holiday(clause):
        clause.cues.append(Cue(kind="off", at=clause.start, end=clause.start))
    beside = bool(clause.dates) and all(dated.relation in _BESIDE for dated in clause.dates)  # "after the holiday"
    if not beside and clause.has("off") and not any(clause.has(kind) for kind in (*_ACTS, "news", "meet")):
        clause.cues.append(Cue(kind="other", at=clause.start, end=clause.start))
    past = next((cue for cue in clause.cues if cue.kind == "past"), None)
    first_date = min((dated.start for dated in clause.dates), default=clause.end)
    if past and not any(cue.kind in {"they", "said", "not_heard"} and cue.at < first_date for cue in clause.cues):
        clause.cues.append(replace(past, kind="other"))
    if _is_understood(clause):
        clause.cues = [replace(cue, kind="promise") if cue.kind == "news" else cue for cue in clause.cues]
    else:
        clause.cues = [replace(cue, kind="doubtful") if cue.kind == "news" else cue for cue in clause.cues]
        clause.cues = [cue for cue in clause.cues if cue.kind not in _WEAK]
        clause.cues.append(Cue(kind="unknown", at=clause.start, end=clause.start))


def _is_understood(clause: Clause) -> bool:
    """Whether somebody decides or gets in touch, or there is news and nothing unknown but who says or brings it."""
    if any(clause.has(kind) for kind in _ACTS):
        return True
    news = min((cue.at for cue in clause.cues if cue.kind == "news"), default=clause.end)
    said = min((cue.at for cue in clause.cues if cue.kind == "said"), default=clause.start)
    weight = sum(weight for at, weight in clause.unread.items() if at >= said)
    return weight <= _MOST_UNREAD and sum(at > news for at in clause.unread) <= 1


def _tells_a_holiday(clause: Clause) -> bool:
    """Whether the clause says no more than when a holiday is: "Midsummer is on Friday"."""
    named = any(dated.holiday and not dated.relation for dated in clause.dates) and len(clause.dates) > 1
    return named and not any(clause.has(kind) for kind in (*_ACTS, "news"))
