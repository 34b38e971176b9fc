"""What an entry says outright: that its slot is given up, that the post is won, that the owner is not the candidate.

Such a sentence outweighs whatever else makes an entry look like an interview.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest

from daemon.core.recognise.judgement import Reason
from daemon.core.recognise.phrases import held, phrases_of, places
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.sides import of_the_family
from daemon.ports.records import Event

_WORDS_READ = 120
_SAID: Mapping[str, tuple[float, str]] = {
    "given_up": (-10.0, "Nothing takes place then: the {place} says “{words}”."),
    "already_won": (-7.0, "The post is won already: the {place} says “{words}”."),
    "to_those_who_hire": (-10.0, "It speaks to somebody who hires: the {place} says “{words}”."),
    "only_practice": (-10.0, "Nobody is chosen by it: the {place} says “{words}”."),
    "somebody_else": (-10.0, "It is somebody else's: the {place} says “{words}”."),
}
_OF_OTHERS = "somebody_else"
_WORDS_QUOTED = 3


def outright(reading: Reading, _: Sequence[Event]) -> Iterator[Reason]:
    """What the title or the description says against an interview of the owner in so many words."""
    at_home = reading.typed or of_the_family(reading)
    for place, text in (("title", reading.title), ("description", reading.description)):
        words = text.words[:_WORDS_READ]
        if not _may_say_so(words):
            continue
        for name in sorted(held(words, *_SAID)):
            if name == _OF_OTHERS and not at_home:
                continue
            weight, sentence = _SAID[name]
            first = next(places(words, name))
            quoted = text.quote(" ".join(words[first : first + _WORDS_QUOTED]))
            yield Reason(weight=weight, sentence=sentence.format(place=place, words=quoted))


def _may_say_so(words: Sequence[str]) -> bool:
    """Whether the first two words of a phrase stand there; most texts have none, and need no search."""
    first_words, beginnings = _beginnings()
    if first_words.isdisjoint(words):
        return False
    return any(
        word in first_words and (word in beginnings or f"{word} {following}" in beginnings)
        for word, following in zip_longest(words, words[1:], fillvalue="")
    )


@cache
def _beginnings() -> tuple[frozenset[str], frozenset[str]]:
    """The first words of the phrases, and their first two."""
    phrases = [phrase.split(" ") for name in _SAID for phrase in phrases_of(name)]
    return frozenset(phrase[0] for phrase in phrases), frozenset(" ".join(phrase[:2]) for phrase in phrases)
