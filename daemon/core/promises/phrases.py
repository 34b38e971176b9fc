"""Finds the phrases of a language in tokens.

In a phrase `*` at the end of a word stands for any ending, `_` for any one word, and `{NAME}` for any phrase of the
set of that name. Phrases are kept under their first word, and words of one meaning share what is kept of it: a
language has thousands, and one daemon may meet many languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from daemon.core.promises.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from daemon.core.promises.tokens import Token

_ANY = "_"
_SET = "{"
_OPEN = "*_}"  # ends of words that stand for more than themselves
_SHORTEST_STEM = 2

Value: TypeAlias = str | int
_Entry: TypeAlias = tuple[Any, ...]  # kind and value, then the words of the phrase; a named tuple would double its size


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a phrase stands for and how many tokens it took."""

    kind: str
    value: Value
    length: int


class Phrases:
    """Phrases and what they mean; `sets` are those that they may name in braces."""

    __slots__ = ("_exact", "_longest_stem", "_sets", "_stems")

    def __init__(self, sets: Mapping[str, Phrases] | None = None) -> None:
        self._sets = sets or {}
        self._exact: dict[str, _Entry | list[_Entry]] = {}  # most words begin one phrase only
        self._stems: dict[str, _Entry | list[_Entry]] = {}
        self._longest_stem = 0

    def add(self, phrase: str, kind: str, value: Value = "") -> None:
        """Add one phrase as a person writes it in a language file; KeyError if it names a set that is not there."""
        first, *rest = _pattern(phrase)
        if first.startswith(_SET):
            entry = (kind, value, first, *rest)
            for word in self._sets[first].first_words():
                self._keep(word, entry)
        else:
            self._keep(first, (kind, value, _ANY, *rest) if rest else _single(kind, value))

    def first_words(self) -> list[str]:
        """The words with which its phrases begin, stems with their asterisk."""
        return [*self._exact, *(f"{stem}*" for stem in self._stems)]

    def longest(self, tokens: Sequence[Token], at: int) -> Meaning | None:
        """The longest phrase that starts at this token; of equals, the one the file names first."""
        return max(self.all(tokens, at), key=lambda meaning: meaning.length, default=None)

    def all(self, tokens: Sequence[Token], at: int) -> Iterator[Meaning]:
        """Every phrase that starts at this token."""
        following = tokens[at + 1].form if at + 1 < len(tokens) else ""
        for kind, value, *words in self._candidates(tokens[at].form):
            if (
                words[0] == _ANY
                and words[1:]
                and words[1][-1] not in _OPEN
                and words[1] not in (following, following[:-1])
            ):
                continue  # most phrases fail here, and a common word begins many
            for end in self._ends(words, tokens, at):
                yield Meaning(kind=kind, value=value, length=end - at)

    def _keep(self, word: str, entry: _Entry) -> None:
        index, key = (self._stems, word[:-1]) if word.endswith("*") else (self._exact, word)
        known = _listed(index.get(key))
        if entry not in known:
            index[key] = [*known, entry][:] if known else entry  # a copy takes no more room than it needs
        if index is self._stems:
            self._longest_stem = max(self._longest_stem, len(key))

    def _candidates(self, form: str) -> list[_Entry]:
        found = [*_listed(self._exact.get(form))]
        for size in range(min(len(form), self._longest_stem), _SHORTEST_STEM - 1, -1):
            if (entries := self._stems.get(form[:size])) is not None:
                found += _listed(entries)
        return found

    def _ends(self, words: Sequence[str], tokens: Sequence[Token], at: int) -> list[int]:
        """Where the phrase may end that starts here; a set offers phrases of several lengths."""
        ends = list(self._steps(words[0], tokens, at)) if words[0].startswith(_SET) else [at + 1]  # known by its place
        for word in words[1:]:
            if not ends:
                break
            if word[-1] in _OPEN:
                ends = [after for end in ends if end < len(tokens) for after in self._steps(word, tokens, end)]
            else:  # nearly always
                ends = [end + 1 for end in ends if end < len(tokens) and _is_spelled(word, tokens[end])]
        return ends

    def _steps(self, word: str, tokens: Sequence[Token], at: int) -> Iterator[int]:
        if word.startswith(_SET):
            yield from {at + meaning.length for meaning in self._sets[word].all(tokens, at)}
        elif _agrees(word, tokens[at]):
            yield at + 1


def _listed(entries: _Entry | list[_Entry] | None) -> Sequence[_Entry]:
    return entries if isinstance(entries, list) else () if entries is None else (entries,)


@cache
def _single(kind: str, value: Value) -> _Entry:
    """What is kept of every word that means this by itself."""
    return (kind, value, _ANY)


def _pattern(phrase: str) -> list[str]:
    pattern: list[str] = []
    for word in phrase.split():
        pattern.extend((word,) if word == _ANY or word.startswith(_SET) else _forms(word.rstrip("*")))
        if word.endswith("*"):
            pattern[-1] += "*"
    return pattern


@cache
def _forms(word: str) -> tuple[str, ...]:
    """What a written word is made of; kept while a language is read, so that its phrases share their words."""
    return tuple(_same(token.form) for token in tokenise(word))


@cache
def _same(form: str) -> str:
    """One string for all that are equal; ideographs are many and alike."""
    return form


def forget_spelling() -> None:
    """Free what only the reading of a language needed."""
    _single.cache_clear()
    _same.cache_clear()
    _forms.cache_clear()


def _agrees(word: str, token: Token) -> bool:
    if word == _ANY:
        return token.kind == "word"
    return _is_spelled(word, token) if word[-1] != "*" else token.form.startswith(word[:-1])


def _is_spelled(word: str, token: Token) -> bool:
    return word == (token.form.rstrip(".") if token.kind == "dotted" else token.form)
