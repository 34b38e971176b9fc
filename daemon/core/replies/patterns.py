"""A small language for phrases, and finding them in words, in time linear in the number of words.

In a pattern `word` stands for itself, `stem*` for any ending, `_` for any one word, `...` for up to four words and
`...8` for up to eight, `(a|b c|)` for one of several phrases, an empty one included. A pattern begins with a word or a
choice of words. Gaps and choices have bounded size, so that the work at each word is bounded too.

Thousands of phrases are known and few stand in one mail: patterns are kept as text, folded, found by the words they can
begin with, and only those that may stand in a mail are compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from daemon.core.promises.tokens import tokenise

_PIECE = re.compile(r"\(|\)|\||\.\.\.\d*|[^\s()|]+")
_USUAL_GAP = 4
_SHORTEST_STEM = 1
_LONGEST_STEM = 20
_COMPILED = 300  # patterns kept compiled


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many words that do not matter."""

    words: int


Phrase: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several phrases: those of plain words by the first of them, and those with a stem, any word or none."""

    plain: Mapping[str, tuple[Phrase, ...]]
    open: tuple[Phrase, ...]

    def phrases(self) -> Iterator[Phrase]:
        """All of them."""
        for phrases in self.plain.values():
            yield from phrases
        yield from self.open


Element: TypeAlias = str | Gap | Choice
Pattern: TypeAlias = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern of this kind, from word `start` up to, not including, word `end`."""

    kind: str
    start: int
    end: int


class Patterns:
    """Patterns of several kinds, looked up by the word they begin with."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        index: dict[str, list[tuple[str, str]]] = {}
        for kind, texts in kinds.items():
            for text in map(_folded, texts):
                for first in _first_words(compile_pattern(text)):
                    index.setdefault(first, []).append((text, kind))
        self._by_first = {first: tuple(patterns) for first, patterns in index.items()}

    def find(self, forms: Sequence[str]) -> list[Found]:
        """What stands in a sentence of folded words; of each kind the longest that begins at a word."""
        return [found for at in range(len(forms)) for found in self._at(forms, at)]

    def _at(self, forms: Sequence[str], at: int) -> list[Found]:
        ends: dict[str, int] = {}
        for text, kind in self._candidates(forms[at]):
            end = _end(_compiled(text), 0, forms, at)
            if end > ends.get(kind, at):
                ends[kind] = end
        return [Found(kind, at, end) for kind, end in ends.items()]

    def _candidates(self, form: str) -> Iterator[tuple[str, str]]:
        yield from self._by_first.get(form, ())
        for size in range(_SHORTEST_STEM, min(len(form), _LONGEST_STEM) + 1):
            yield from self._by_first.get(form[:size] + "*", ())


def compile_pattern(text: str) -> Pattern:
    """The elements of a folded pattern; ValueError if it is malformed."""
    pieces = _PIECE.findall(text)
    elements: list[Element] = []
    while pieces:
        elements.append(_element(pieces))
    return tuple(elements)


_compiled = lru_cache(maxsize=_COMPILED)(compile_pattern)


def _folded(text: str) -> str:
    """A written pattern with its words as the tokens of a text would be."""
    return " ".join(word for piece in _PIECE.findall(text) for word in _words(piece))


def _words(piece: str) -> Sequence[str]:
    if piece in {"(", ")", "|", "_"} or piece.startswith("..."):
        return (piece,)
    words = [token.form for token in tokenise(piece.rstrip("*"))]
    if piece.endswith("*") and words:
        words[-1] += "*"
    return words


def _element(pieces: list[str]) -> Element:
    """The element the next piece begins; what belongs to it is taken off the list."""
    piece = pieces.pop(0)
    if piece.startswith("..."):
        return Gap(int(piece[3:] or _USUAL_GAP))
    return _choice(_alternatives(pieces)) if piece == "(" else piece


def _choice(phrases: Iterable[Phrase]) -> Choice:
    plain: dict[str, tuple[Phrase, ...]] = {}
    rest: list[Phrase] = []
    for phrase in phrases:
        if phrase and not any(word == "_" or word.endswith("*") for word in phrase):
            plain[phrase[0]] = (*plain.get(phrase[0], ()), phrase)
        else:
            rest.append(phrase)
    return Choice(plain, tuple(rest))


def _alternatives(pieces: list[str]) -> list[Phrase]:
    """The phrases up to the closing bracket; brackets inside multiply them."""
    finished: list[Phrase] = []
    current: list[Phrase] = [()]
    while pieces and pieces[0] != ")":
        piece = pieces.pop(0)
        if piece.startswith("..."):
            raise ValueError("a gap stands outside of brackets")
        if piece == "|":
            finished.extend(current)
            current = [()]
        else:
            more = _alternatives(pieces) if piece == "(" else [(piece,)]
            current = [phrase + tail for phrase in current for tail in more]
    if not pieces:
        raise ValueError("a bracket is not closed")
    pieces.pop(0)
    return [*finished, *current]


def _first_words(pattern: Pattern) -> set[str]:
    first = pattern[0]
    if isinstance(first, str):
        return {first}
    if isinstance(first, Gap) or not all(first.phrases()):
        raise ValueError("a pattern begins with a word")
    return {phrase[0] for phrase in first.phrases()}


def _end(pattern: Pattern, step: int, forms: Sequence[str], at: int) -> int:
    """Where the furthest match of the rest of the pattern ends, or -1."""
    if step == len(pattern):
        return at
    element = pattern[step]
    if isinstance(element, str):
        fits = at < len(forms) and _agrees(element, forms[at])
        return _end(pattern, step + 1, forms, at + 1) if fits else -1
    if isinstance(element, Gap):
        furthest = min(at + element.words, len(forms))
        return max(_end(pattern, step + 1, forms, here) for here in range(at, furthest + 1))
    return max((_end(pattern, step + 1, forms, end) for end in _ends(element, forms, at)), default=-1)


def _ends(choice: Choice, forms: Sequence[str], at: int) -> set[int]:
    """Where the phrases of a choice that stand here end."""
    ends: set[int] = set()
    for phrase in choice.plain.get(forms[at], ()) if at < len(forms) else ():
        if phrase == tuple(forms[at : at + len(phrase)]):
            ends.add(at + len(phrase))
    for phrase in choice.open:
        if _stands(phrase, forms, at):
            ends.add(at + len(phrase))
    return ends


def _stands(phrase: Phrase, forms: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(forms):
        return False
    return all(_agrees(word, forms[at + offset]) for offset, word in enumerate(phrase))


def _agrees(word: str, form: str) -> bool:
    if word == "_":
        return True
    return form.startswith(word[:-1]) if word.endswith("*") else form == word
