"""Cuts the new text of a mail into sentences and finds in each what tells its meaning.

A sentence has cues of these kinds, from phrases of its language or from frames, which put ideas together:

- the news: `rejected`, `rescinded` (an offer), `offered` and `invited` (to a further step) say it outright;
  `welcomed`, `offer_talk`, `money`, `available` and `next_talk` go along with good news, `consoled`, `passed_over`
  (somebody else is spoken of), `regret` and `farewell` with bad; `delayed`, `hindered` (why nothing is decided),
  `waited` (asks for patience) and `standby` (somebody else is asked first) leave it open, and so do `acknowledged` and
  `asked`; `withdrawn` is said by the employer, `i_withdraw` by the person, `absent` and `ticket` by machines;
- what is expected: `nothing_needed`, `reply_wanted`, `optional`;
- what it is about: `feedback_talk`, `hiring`, `commerce`, `gossip`, `other_job`.

Ideas themselves are cues too, `-choose` for one that is denied and `?choose` for one that is only supposed. `ignored`
keeps the words inside from meaning anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daemon.core.promises.tokens import Token, tokenise
from daemon.core.replies.frames import Clause
from daemon.core.replies.lexicon import Codes, Meanings, frames, layout, meanings
from daemon.core.replies.sounds import sound_of, traits_of

_ENDS = frozenset("!?;…。！？；؟")
_PAUSES = frozenset({",", ";", ":", "(", ")", "，", "、", "：", "（", "）", "—", "–", "-"})
_ASKS = frozenset({"?", "？", "؟"})
_KEPT_MARKS = frozenset("%")
_END_OF_SENTENCE = "$"
_MONEY = re.compile(
    r"[$£€¥₹₩₺₴]\s?\d[\d.,]{2,12}|\d{1,3}[.,' \u00a0]\d{3}(?![\d.,:])|\d{2,3}k\b"
    r"|\d{4,7}\s?(?:[€£$]|kr\b|zł\b|Kč\b|Ft\b|lei\b|eur|euro|万|円)"
)
_LONGEST_ABBREVIATION = 3
_LONGEST_SENTENCE = 150  # words; a longer run is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A stretch of the text with its cues; `asks` is true if it ends with a question mark.

    `sound` tells how likely its words are those of each class of `sounds.CLASSES`; `traits` are theirs.
    """

    text: str
    start: int
    end: int
    cues: frozenset[str]
    asks: bool
    sound: tuple[float, ...]
    traits: tuple[int, ...]

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
    cues = [_cues(tokens, meanings(code)) for code in codes]
    if _MONEY.search(text, start, end):
        cues.append(frozenset({"money"}))
    traits = tuple(traits_of(tokens))
    return Sentence(
        text=text[start:end],
        start=start,
        end=end,
        cues=frozenset[str]().union(*cues),
        sound=sound_of(traits),
        traits=traits,
        asks=tokens[-1].form in _ASKS or (len(tokens) > 1 and tokens[-2].form in _ASKS),
    )


def _cues(tokens: Sequence[Token], known: Meanings) -> frozenset[str]:
    forms: list[str] = []
    pauses: list[int] = []
    parted = 0
    for token in tokens:
        if token.kind == "mark" and token.form not in _KEPT_MARKS:
            parted += token.form in _PAUSES
            continue
        forms.append(token.form)
        pauses.append(parted)
    forms.append(_END_OF_SENTENCE)
    pauses.append(parted)
    return Clause(known.patterns.find(forms), pauses, known.reach).kinds(frames())


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
    if token.form in _ENDS or _ends_with_day(tokens, at):
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
    short = short and not (at > 1 and tokens[at - 2].kind == "number")  # "on 4 May." ends a sentence
    return not (short and before is not None and before.end == token.start and following.kind == "word")


def _ends_with_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence ends with "by April 14.": a month before the day, and a new sentence after it."""
    if tokens[at].kind != "dotted" or not 0 < at < len(tokens) - 1:
        return False
    before, following = tokens[at - 1], tokens[at + 1]
    return before.kind == following.kind == "word" and before.capital and following.capital
