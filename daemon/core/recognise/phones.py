"""Which telephone number of an event is the other side's: one to call, never the one on which the owner is called.

Whose a number is, is told by the words before it in its sentence ("call you on", "you reach me on"), else by the name
before it. A number that nothing is said about counts only where the owner typed it. Left out rather than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import islice

from daemon.core.recognise.phrases import phrase_pattern
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.sides import names_owner
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Person

NUMBER = re.compile(r"(?<![\w/=.-])(\+?\(?\d[\d ()./-]{6,18}\d)(?![\w/=])")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_NUMBERS_READ = 20
_SENTENCE = 80
_SIGNATURE = 120


class _Side(Enum):
    OWNER = auto()
    OTHERS = auto()
    UNSAID = auto()


def phone_of(reading: Reading, people: Sequence[Person | None]) -> str | None:
    """The first number of the other side in title, place or description; `people` are those on the other side."""
    numbers = list(_numbers(reading, people))
    own = {_key(number) for number, side in numbers if side is _Side.OWNER}
    wanted = (_Side.OTHERS, _Side.UNSAID) if reading.typed else (_Side.OTHERS,)
    for side in wanted:
        for number, whose in numbers:
            if whose is side and _key(number) not in own:
                return number
    return None


def _numbers(reading: Reading, people: Sequence[Person | None]) -> Iterator[tuple[str, _Side]]:
    for text in (reading.title, reading.location, reading.description):
        for match in islice(NUMBER.finditer(text.raw), _NUMBERS_READ):
            number = match[1].strip()
            if _is_phone(number) and not _is_code(text.folded[max(0, match.start() - 20) : match.start()]):
                yield number, _side(text.folded[max(0, match.start() - _SIGNATURE) : match.start()], reading, people)


def holds_number(text: str) -> bool:
    """Whether a text holds what is a telephone number, and no date or number of a post."""
    return any(_is_phone(match[1].strip()) for match in islice(NUMBER.finditer(text), _NUMBERS_READ))


def _is_phone(number: str) -> bool:
    digits = sum(character.isdigit() for character in number)
    marked = number[0] in "+0" or (number[0] == "(" and ")" in number)
    return 8 <= digits <= 15 and (marked or digits >= 10) and not _DATE.match(number)


def _is_code(before: str) -> bool:
    return phrase_pattern("code_cue").search(before) is not None


def _key(number: str) -> str:
    """What is the same however a number is written, with or without the code of its country."""
    return "".join(character for character in number if character.isdigit())[-8:]


def _side(before: str, reading: Reading, people: Sequence[Person | None]) -> _Side:
    sentence = re.split(r"[\n;!?]|\. ", before[-_SENTENCE:])[-1]
    cues = (
        ("call_to_reader", _Side.OWNER),
        ("call_to_writer", _Side.OWNER if reading.typed else _Side.OTHERS),
        ("call_by_reader", _Side.OTHERS),
    )
    found = [
        (match.end(), -match.start(), side)
        for name, side in cues
        for match in islice(phrase_pattern(name).finditer(sentence), 10)
    ]
    if found:
        return max(found, key=lambda cue: cue[:2])[2]
    if names_owner(sentence, reading):
        return _Side.OWNER
    names = {word for person in people if person and person.name for word in words_of(fold(person.name))}
    return _Side.OTHERS if not names.isdisjoint(words_of(before)) else _Side.UNSAID
