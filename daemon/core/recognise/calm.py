"""A person's hasty notes with the capitals that names have: "ASK FOR ADA" and "w/ ada + bo" as "Ask For Ada", "w/ Ada".

The text keeps its length, so that a place in it is the same place in what the person typed.
"""

from __future__ import annotations

import re
from itertools import islice

from daemon.core.recognise.kinds import is_given_name
from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.phrases import phrases_of
from daemon.core.recognise.words import fold

_WORD = re.compile(r"[^\W\d_]+")
_WORDS_READ = 400


def calmed(text: str) -> str:
    """The text with lines all in capitals in small ones, and small words that can only be names with a capital."""
    lines = [_lowered(line) for line in text.split("\n")]
    return _raised("\n".join(lines))


def _lowered(line: str) -> str:
    titled = line.title() if line.isupper() and " " in line.strip() else line
    return titled if len(titled) == len(line) else line


def _raised(text: str) -> str:
    """Small words raised that follow a title, or are given names behind "with" or before what those do who question."""
    words = list(islice(_WORD.finditer(text), _WORDS_READ))
    if not any(_may_raise(word[0]) for word in words):
        return text
    letters = list(text)
    raised = False
    for index, word in enumerate(words):
        before = fold(words[index - 1][0]) if index else ""
        behind = fold(words[index + 1][0]) if index + 1 < len(words) else ""
        raised = word[0].islower() and len(word[0]) > 1 and _is_name(word[0], before, behind, raised)
        if raised:
            for start in (
                (words[index - 1].start(), word.start()) if before in word_list("address") else (word.start(),)
            ):
                letters[start] = text[start].upper()[:1]
    return "".join(letters)


def _may_raise(word: str) -> bool:
    """Whether a word may be raised itself, or have the one behind it raised."""
    return fold(word) in word_list("address") or (word.islower() and is_given_name(word))


def _is_name(word: str, before: str, behind: str, after_name: bool) -> bool:
    if before in word_list("address"):
        return not _is_ordinary(word)
    if not is_given_name(word) or _is_ordinary(word):
        return False
    return (
        before in word_list("with", "recruits")
        or before in phrases_of("questions")
        or behind in phrases_of("questions_after")
        or (after_name and before in word_list("joiner"))
    )


def _is_ordinary(word: str) -> bool:
    return word in word_list("small") or word in word_list("role")
