"""Tells whether a mail reads like those about the application it stands beside, or like other mail of the same people.

As `tone` does, from one table of small numbers, `topic.bin`, that was fitted to labelled mails by
`tests/accuracy/fit_tone.py`. The names of the company, the post and the people are all the same to it, so that it
learns from "your application for" that the post does or does not follow, and no name by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from daemon.core.promises.tokens import Token, tokenise
from daemon.core.replies.mentions import stem_of, words_of_name
from daemon.core.replies.sounds import traits_of
from daemon.core.tables import Rows, rows_in

if TYPE_CHECKING:
    from daemon.core.replies.reply import Pursuit

_COMPANY, _ROLE, _PERSON = "§company", "§role", "§person"
_SHORTEST = 2  # letters of a name's part
_STEMMED = 5  # letters from which a word of a role may stand in another case
_LETTERS_READ = 2_500  # of each text


def topic_of(traits: Iterable[int], rows: Rows | None = None) -> float:
    """How much likelier a mail with these traits is about the application than not, as a logarithm."""
    other, about = (rows or rows_in(__package__, "topic.bin", 2)).sums(traits)
    return about - other


def traits_of_topic(texts: Iterable[str], pursuit: Pursuit) -> list[int]:
    """The traits of what is looked at in a mail's texts, each once."""
    names = _names_in(pursuit)
    tokens = [token for text in texts for token in tokenise(text[:_LETTERS_READ])]
    return traits_of(_renamed(tokens, names))


def _names_in(pursuit: Pursuit) -> dict[str, str]:
    """The words of the application's names, each with what it is replaced by."""
    people = [person.name for person in (*pursuit.interviewers, pursuit.recruiter) if person is not None]
    names = {word: _PERSON for name in people for word in words_of_name(name) if len(word) >= _SHORTEST}
    for word in words_of_name(pursuit.role):
        names[word] = names[stem_of(word)] = _ROLE
    return names | dict.fromkeys(words_of_name(pursuit.company), _COMPANY)


def _renamed(tokens: Iterable[Token], names: dict[str, str]) -> Iterator[Token]:
    """The words, of several in a row that belong to one name only the first."""
    before = ""
    for token in tokens:
        name = names.get(token.form) if token.kind == "word" else None
        if name is None and token.kind == "word" and len(token.form) >= _STEMMED:
            name = names.get(stem_of(token.form))
        if name is None:
            yield token
        elif name != before:
            yield replace(token, form=name)
        before = name or ""
