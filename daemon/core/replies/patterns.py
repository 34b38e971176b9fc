"""A small language for phrases, and finding them in words, in time linear in the number of words.

In a pattern `word` stands for itself, `stem*` for any ending, `_` for any one word, `...` for up to four words and
`...8` for up to eight, `(a|b c|)` for one of several phrases, an empty one included, and `<name>` for one of the
phrases of a named set. Matching never leaves a sentence; gaps and choices have bounded size, so that the work at each
word is bounded too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import TypeAlias

from daemon.core.promises.tokens import tokenise

_PIECE = re.compile(r"\(|\)\*?|\||<\w+>|\.\.\.\d*|[^\s()|<>]+")
_USUAL_GAP = 4
_SHORTEST_STEM = 2
_LONGEST_STEM = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many words that do not matter."""

    words: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several phrases: those that begin with a plain word by that word, and the others."""

    plain: Mapping[str, tuple[tuple[str, ...], ...]]
    others: tuple[tuple[str, ...], ...]

    def first_words(self) -> set[str]:
        """The words it can begin with, stems with their asterisk; ValueError if it may be empty."""
        if not all(self.others):
            raise ValueError("a pattern begins with a word")
        return {*self.plain, *(phrase[0] for phrase in self.others)}

    def at(self, forms: Sequence[str], at: int) -> Iterator[tuple[str, ...]]:
        """The phrases that may stand here, judged by their first word."""
        yield from self.others
        if at < len(forms):
            yield from self.plain.get(forms[at], ())


Element: TypeAlias = str | Gap | Choice
Pattern: TypeAlias = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern of this kind, from word `start` up to, not including, word `end`."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Patterns:
    """Patterns of several kinds, looked up by the word they begin with."""

    _exact: dict[str, list[tuple[Pattern, str]]] = field(default_factory=lambda: defaultdict(list))
    _stems: dict[str, list[tuple[Pattern, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: str, kind: str, sets: Mapping[str, str]) -> None:
        """Add one pattern as it is written in a language file; `sets` are the named sets of that file."""
        pattern = compile_pattern(text, sets)
        for first in _first_words(pattern):
            index, key = (self._stems, first[:-1]) if first.endswith("*") else (self._exact, first)
            index[key].append((pattern, kind))

    def find(self, forms: Sequence[str]) -> list[Found]:
        """What stands in a sentence of folded words: where several begin or overlap, the longest of the first."""
        found: list[Found] = []
        at = 0
        while at < len(forms):
            best = max(self._all_at(forms, at), key=lambda hit: hit.end, default=None)
            if best is not None:
                found.append(best)
            at = best.end if best is not None else at + 1
        return found

    def _all_at(self, forms: Sequence[str], at: int) -> Iterator[Found]:
        for pattern, kind in self._candidates(forms[at]):
            end = _end(pattern, 0, forms, at)
            if end > at:
                yield Found(kind, at, end)

    def _candidates(self, form: str) -> Iterator[tuple[Pattern, str]]:
        yield from self._exact.get(form, ())
        for size in range(_SHORTEST_STEM, min(len(form), _LONGEST_STEM) + 1):
            yield from self._stems.get(form[:size], ())


def compile_pattern(text: str, sets: Mapping[str, str]) -> Pattern:
    """The elements of a written pattern; KeyError for a set that is not there, ValueError if malformed."""
    pieces = _PIECE.findall(text)
    elements: list[Element] = []
    while pieces:
        elements.extend(_elements(pieces, sets))
    return tuple(elements)


def _elements(pieces: list[str], sets: Mapping[str, str]) -> Iterable[Element]:
    """The elements of the next piece, which is taken off the list."""
    piece = pieces.pop(0)
    if piece.startswith("..."):
        return [Gap(int(piece[3:] or _USUAL_GAP))]
    if piece == "(":
        return [_choice(_alternatives(pieces, sets))]
    if piece.startswith("<"):
        return [_choice(_phrases(piece, pieces, sets))]
    return _words(piece)


def _choice(phrases: Iterable[tuple[str, ...]]) -> Choice:
    plain: dict[str, list[tuple[str, ...]]] = {}
    others: list[tuple[str, ...]] = []
    for phrase in phrases:
        if not phrase or phrase[0] == "_" or phrase[0].endswith("*"):
            others.append(phrase)
        else:
            plain.setdefault(phrase[0], []).append(phrase)
    return Choice({word: tuple(begun) for word, begun in plain.items()}, tuple(others))


def _alternatives(pieces: list[str], sets: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The phrases up to the closing bracket; brackets inside multiply them."""
    finished: list[tuple[str, ...]] = []
    current: list[tuple[str, ...]] = [()]
    while pieces and not pieces[0].startswith(")"):
        piece = pieces.pop(0)
        if piece == "|":
            finished.extend(current)
            current = [()]
        elif piece.startswith("..."):
            raise ValueError("a gap stands outside of brackets")
        else:
            current = [phrase + more for phrase in current for more in _phrases(piece, pieces, sets)]
    closing = pieces.pop(0) if pieces else ""
    phrases = [*finished, *current]
    return (
        [(*phrase[:-1], phrase[-1].rstrip("*") + "*") if phrase else phrase for phrase in phrases]
        if closing == ")*"
        else phrases
    )


def _phrases(piece: str, pieces: list[str], sets: Mapping[str, str]) -> list[tuple[str, ...]]:
    """What a piece inside brackets stands for: a group, the members of a set, or the word itself."""
    if piece == "(":
        return _alternatives(pieces, sets)
    if piece.startswith("<"):
        return [_words(phrase) for phrase in sets[piece[1:-1]].split("|")]
    return [_words(piece)]


def _words(text: str) -> tuple[str, ...]:
    """The folded words of a phrase, as the tokens of a text would be."""
    words: list[str] = []
    for word in text.split():
        if word == "_":
            words.append(word)
            continue
        words.extend(intern(token.form) for token in tokenise(word.rstrip("*")))
        if word.endswith("*") and words:
            words[-1] += "*"
    return tuple(words)


def _first_words(pattern: Pattern) -> set[str]:
    first = pattern[0]
    if isinstance(first, str):
        return {first}
    if isinstance(first, Gap):
        raise ValueError("a pattern begins with a word")
    return first.first_words()


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
    ends = [at + len(phrase) for phrase in element.at(forms, at) if _stands(phrase, forms, at)]
    return max((_end(pattern, step + 1, forms, end) for end in ends), default=-1)


def _stands(phrase: tuple[str, ...], forms: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(forms):
        return False
    return all(_agrees(word, forms[at + offset]) for offset, word in enumerate(phrase))


def _agrees(word: str, form: str) -> bool:
    if word == "_":
        return True
    return form.startswith(word[:-1]) if word.endswith("*") else form == word
