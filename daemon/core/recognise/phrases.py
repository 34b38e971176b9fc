"""Finding the phrases of word lists among words, at their beginning, at their end, or anywhere, by looking words up.

A phrase is looked up only where its outer word stands, so that most words cost one look. Where it matters between
which letters a phrase stands, `phrase_pattern` searches the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from daemon.core.recognise.lexicon import sizes_by_word, word_list
from daemon.core.recognise.words import words_of


@cache
def phrases_of(name: str) -> frozenset[str]:
    """The phrases of a word list as their words with one blank between them."""
    listed = word_list(name)
    phrases = [(phrase, " ".join(words_of(phrase))) for phrase in listed]
    if all(phrase == bare for phrase, bare in phrases):
        return listed
    return frozenset([phrase if phrase == bare else bare for phrase, bare in phrases])


def begins(words: Sequence[str], *names: str) -> bool:
    """Whether the words begin with a phrase of these lists."""
    for name in names if words else ():
        for size in _sizes(name, 0).get(words[0], ()):
            if " ".join(words[:size]) in phrases_of(name):
                return True
    return False


def ends(words: Sequence[str], *names: str) -> bool:
    """Whether the words end with a phrase of these lists."""
    for name in names if words else ():
        for size in _sizes(name, -1).get(words[-1], ()):
            if " ".join(words[-size:]) in phrases_of(name):
                return True
    return False


def holds(words: Sequence[str], *names: str) -> bool:
    """Whether a phrase of these lists stands among the words."""
    return next(places(words, *names), None) is not None


def held(words: Sequence[str], *names: str) -> set[str]:
    """Which of these lists have a phrase among the words, in one walk over them."""
    lists = _lists_by_word(names)
    likely = {name for word in words if word in lists for name in lists[word]}
    return {name for name in likely if holds(words, name)}


def places(words: Sequence[str], *names: str) -> Iterator[int]:
    """Where among the words a phrase of these lists begins."""
    for name in names:
        phrases, sizes = phrases_of(name), _sizes(name, 0)
        if sizes.keys().isdisjoint(words):
            continue
        for index in [index for index, word in enumerate(words) if word in sizes]:
            if any(" ".join(words[index : index + size]) in phrases for size in sizes[words[index]]):
                yield index


@cache
def _lists_by_word(names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Which lists have phrases that begin with a word."""
    firsts = {name: _sizes(name, 0) for name in names}
    once: dict[tuple[str, ...], tuple[str, ...]] = {}
    every = ((word, tuple(name for name in names if word in firsts[name])) for word in set().union(*firsts.values()))
    return {word: once.setdefault(lists, lists) for word, lists in every}


@cache
def _sizes(name: str, place: int) -> Mapping[str, tuple[int, ...]]:
    return sizes_by_word(phrases_of(name), place)


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """A pattern for the phrases of one of the word lists, the longest first, to be searched in folded text.

    It is an alternation of plain phrases without repetition, so a search takes time linear in the text.
    """
    phrases = sorted(word_list(name), key=lambda phrase: (-len(phrase), phrase))
    spaced = "|".join(re.escape(phrase) for phrase in phrases if phrase[0] < "\u2e80")
    unspaced = "|".join(re.escape(phrase) for phrase in phrases if phrase[0] >= "\u2e80")
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{unspaced}" if unspaced else ""))
