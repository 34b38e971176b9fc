"""What stands around a person's name: whom a text names before and behind, what parts them, and the very words.

Of who may have written a letter, every word of it is told too: one tells that its writer will be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from daemon.core.recognise.lexicon import word_list
from daemon.core.recognise.words import fold, words_of

if TYPE_CHECKING:
    from daemon.core.recognise.everybody import Somebody
    from daemon.core.recognise.reading import Reading

_LETTERS_READ, _WORDS_READ = 4000, 400
_FAR, _LINE = 90, 60  # letters between two names that may belong together, and those of a line's end
_NEAR, _LISTED = 3, 5  # words between two names
_BESIDE, _CLAUSE, _CLAUSE_LETTERS = 3, 8, 70  # words right beside a name, and of its clause
_COUNTED, _SURE_COUNTED = 4, 3
_STEPS = ((0.7, "sure"), (0.35, "likely"), (0.1, "perhaps"))
_BRACKETS = re.compile(r"[(\[（][^)\]）]{0,60}[)\]）]")
_SENTENCE = re.compile(r"[.!?;]\s")
_CLAUSES = re.compile(r"[.!?;]\s|\n")
_JOINS = tuple(",+&/、，·")
_CHARACTERS = "\u2e80"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text names somebody, how likely they question or run the process, and what the rules say of them."""

    one: Somebody
    start: int
    end: int
    step: str
    ruled: str


def step_of(chance: float) -> str:
    """How likely something is, in a word."""
    return next((step for least, step in _STEPS if chance > least), "never")


def tell_around(people: Sequence[Somebody], reading: Reading) -> None:
    """Note of the people of an event what stands around them."""
    text = f"{reading.title.folded}\n\n{reading.description.folded[:_LETTERS_READ]}"
    places = sorted((place for one in people if (place := _place(one, text))), key=lambda place: place.start)
    _count(places)
    for first, second in pairwise(places):
        gap = between(text[first.end : second.start])
        first.one.add(*_beside("behind", gap, first, second))
        second.one.add(*_beside("before", gap, second, first))
    for place in places:
        place.one.add(*_words(text, place))
    for one in () if reading.typed else people:
        part = next((part for part in ("host", "signed", "at end") if part in one.traits), None)
        if part:
            words = sorted(set(reading.description.words[:_WORDS_READ]))
            one.add(*(f"{'host' if part == 'host' else 'writer'}: {word}" for word in words))


def _place(one: Somebody, text: str) -> Place | None:
    """Where a text first names somebody, by the likeliest form of the name that it holds."""
    for form in map(fold, sorted(one.forms, key=lambda form: -one.forms[form])):
        start = text.find(form)
        while start >= 0 and not _is_whole(text, start, start + len(form)):
            start = text.find(form, start + 1)
        if start >= 0:
            asks = step_of(max(one.likeliest("person"), one.likeliest("title")))
            runs = step_of(one.likeliest("runs"))
            ruled = " and ".join(told for told in ("ruled", "ruled to run") if told in one.traits)
            step = asks if runs == "never" else f"{asks}, {runs} to run"
            return Place(one=one, start=start, end=start + len(form), step=step, ruled=ruled)
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter before or behind belongs to the same word; in characters words have no blanks."""
    cut_before = text[start - 1 : start].isalnum() and text[start] < _CHARACTERS
    return not cut_before and not (text[end : end + 1].isalnum() and text[end - 1] < _CHARACTERS)


def _count(places: Sequence[Place]) -> None:
    """How many are named before and behind somebody, and how many before who question for sure."""
    sure = 0
    for number, place in enumerate(places):
        place.one.add(
            f"{min(number, _COUNTED)} before",
            f"{min(len(places) - number - 1, _COUNTED)} behind",
            f"{min(sure, _SURE_COUNTED)} sure before",
        )
        sure += place.step == "sure"


def between(gap: str) -> str:
    """What parts two names."""
    if len(gap) > _FAR:
        return "far"
    bare = _BRACKETS.sub(" ", gap)
    if "\n" in bare.strip(" "):
        return "line" if gap.count("\n") == 1 and len(gap) < _LINE else "lines"
    if _SENTENCE.search(bare):
        return "sentence"
    words = words_of(bare)
    opens = bare.lstrip().startswith(_JOINS) or not word_list("joiner").isdisjoint(words[:1])
    if not words or (len(words) == 1 and words[0] in word_list("joiner")):
        return "joined"
    return "listed" if opens and len(words) <= _LISTED else "near" if len(words) <= _NEAR else "clause"


def _beside(where: str, gap: str, own: Place, other: Place) -> Iterator[str]:
    there = f"{gap} {where}"
    yield from (there, f"{there}: {other.step}", f"{there}: {other.step} by {own.step}", f"{there}: {other.ruled}")
    if gap in ("joined", "listed"):
        yield f"in a list with {other.step}"


def _words(text: str, place: Place) -> Iterator[str]:
    """The words and signs beside a name, and those of its clause."""
    before = _CLAUSES.split(text[max(0, place.start - _CLAUSE_LETTERS) : place.start])[-1]
    behind = _CLAUSES.split(text[place.end : place.end + _CLAUSE_LETTERS], maxsplit=1)[0]
    for mark, words in (("<", words_of(before)[::-1]), (">", words_of(behind))):
        yield from (f"{mark * far} {word}" for far, word in enumerate(words[:_BESIDE], 1))
        yield from (f"{mark}… {word}" for word in sorted(set(words[:_CLAUSE])))
        yield from (f"{mark}{mark}… {first} {second}" for first, second in pairwise(words[:2]))
    yield f"< sign {before[-2:].strip()[-1:]}"
    yield f"> sign {behind[:2].strip()[:1]}"
