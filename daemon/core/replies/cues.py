"""Cuts the new text of a mail into sentences and finds in each what tells its meaning.

Kinds of cues: `rejected`, `offered` and `invited` say it outright, `regret`, `offer_talk` and `next_talk` go along with
it; `delayed`, `acknowledged`, `asked`, `withdrawn` (said by the employer), `i_withdraw` (said by the person), `absent`
and `ticket` (said by machines); `nothing_needed`, `reply_wanted`, `optional` for what is expected of the person;
`feedback_talk`, `hiring`, `commerce`, `gossip`, `other_job` for what it is about; `hypothetical` opens a clause that
says nothing outright, and `ignored` keeps its words from meaning anything else.
`standby` tells that somebody else is asked first; `waited` asks for patience, and `farewell` takes leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daemon.core.promises.tokens import Token, tokenise
from daemon.core.replies.lexicon import Codes, accompanying, deciding, layout

_ENDS = frozenset("!?;…。！？；؟")
_PAUSES = frozenset({",", ";", "，", "、", "—", "–", "-"})
_KEPT_MARKS = frozenset("%")
_END_OF_SENTENCE = "$"
_OUTRIGHT = frozenset({"rejected", "offered", "invited"})
_NEGATED = 3  # words before an offer in which a negation makes it none
_LONGEST_ABBREVIATION = 3
_LONGEST_SENTENCE = 400  # words; a longer run is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A phrase of some kind, and the number of the sentence it stands in."""

    kind: str
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A stretch of the text with its cues; `asks` is true if it ends with a question mark."""

    text: str
    start: int
    end: int
    cues: frozenset[str]
    asks: bool

    def has(self, *kinds: str) -> bool:
        """Whether a cue of one of these kinds is in it."""
        return not self.cues.isdisjoint(kinds)


def read_sentences(text: str, codes: Codes) -> list[Sentence]:
    """The sentences of the text in order, each with its cues in these languages."""
    return [_sentence(text, tokens, codes) for tokens in _cut(tokenise(text))]


def kinds(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Every kind of cue in these sentences."""
    return frozenset[str]().union(*(sentence.cues for sentence in sentences))


def _sentence(text: str, tokens: Sequence[Token], codes: Codes) -> Sentence:
    start, end = tokens[0].start, tokens[-1].end
    words = [token for token in tokens if token.kind != "mark" or token.form in _KEPT_MARKS]
    return Sentence(
        text=text[start:end],
        start=start,
        end=end,
        cues=_cues(tokens, words, codes),
        asks=tokens[-1].form in {"?", "？", "؟"} or (len(tokens) > 1 and tokens[-2].form == "?"),
    )


def _cues(tokens: Sequence[Token], words: Sequence[Token], codes: Codes) -> frozenset[str]:
    forms = [*(word.form for word in words), _END_OF_SENTENCE]
    decided = deciding(codes).find(forms)
    ignored = [hit for hit in decided if hit.kind == "ignored"]
    beside = [hit for patterns in accompanying(codes) for hit in patterns.find(forms)]
    beside = [hit for hit in beside if not any(i.start <= hit.start and hit.end <= i.end for i in ignored)]
    commas = [token.start for token in tokens if token.form in _PAUSES or token.form in {":", "("}]
    supposed = [words[hit.start].start for hit in beside if hit.kind == "hypothetical"]
    kept = {hit.kind for hit in beside}
    for hit in decided:
        at = words[hit.start].start if hit.start < len(words) else 0
        if hit.kind in _OUTRIGHT and any(_governs(s, at, hit.kind, commas, words) for s in supposed):
            continue
        if hit.kind == "offered" and not layout().negation.isdisjoint(forms[max(0, hit.start - _NEGATED) : hit.start]):
            continue
        kept.add(hit.kind)
    return frozenset(kept - {"ignored"})


def _governs(supposed: int, at: int, kind: str, commas: Sequence[int], words: Sequence[Token]) -> bool:
    """Whether a supposition reaches this far: good news to the next pause, bad news to the end of its sentence."""
    if supposed >= at:
        return False
    if kind == "rejected":
        return supposed == words[0].start and not any(supposed < comma < at for comma in commas[1:])
    return not any(supposed < comma < at for comma in commas)


def _cut(tokens: Sequence[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    turns = layout().but
    for at, token in enumerate(tokens):
        if token.form in turns and sentences[-1] and sentences[-1][-1].form in _PAUSES:
            sentences.append([])
        if token.kind != "newline":
            sentences[-1].append(token)
        if token.kind == "newline" or len(sentences[-1]) >= _LONGEST_SENTENCE or _ends(tokens, at):
            sentences.append([])
    merged: list[list[Token]] = []
    for sentence in sentences:
        if sentence and all(token.kind == "mark" for token in sentence) and merged:
            merged[-1].extend(sentence)
        elif sentence:
            merged.append(sentence)
    return merged


def _ends(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.form in _ENDS:
        return True
    if token.form != "." or token.kind != "mark":
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None:
        return True
    if following.start == token.end and following.kind != "newline":
        return False
    before = tokens[at - 1] if at else None
    short = before is not None and before.capital and before.end - before.start <= _LONGEST_ABBREVIATION
    return not (short and before is not None and before.end == token.start and following.kind == "word")
