"""The wording of an event: what its words look like piece by piece, and its outer form, weighed by labelled events.

The lexicon knows the words that somebody thought of. This signal speaks of all others: a word that no list has still
shares its stem, its endings and its neighbours in other languages with words of labelled events. How much each piece
says was fitted by `tests/accuracy/fit_events.py` and is in `lexicon/weights.toml`, in boxes that pieces share by their
checksums, so that they take little room and no name can be read in them. Every word is weighed alone, so the time is
linear, and hardly any word is weighed twice while the service lives.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sized
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from zlib import crc32

from daemon.core.recognise.judgement import Reason
from daemon.core.recognise.kinds import is_given_name
from daemon.core.recognise.lexicon import learned_weights
from daemon.core.recognise.reading import Reading, Text
from daemon.ports.records import Moment, Status

_WORDS_READ = 80
BOXES = 65_536
UNIT = 0.01  # of the weights that the boxes hold
_SHARE = 2.5  # on the scale of the other signals
_MOST = 6.0  # as much as two strong words: what merely looks like something proves nothing
_ALONE = 1.4  # where the lexicon finds nothing that speaks for it: too little to ask the person
_FOR = ("job-interview", "interview", "stage", "job", "applicant", "recruiting")
_HIRING = ("ats", "scheduler", "assessment")
_NOTHING = 128
_LETTERS_READ = 20
_SIZES = (4, 5)
_UNSPACED = "\u2e80"  # from here on a word is one character
_SOMEBODY = "<>"
_DIGITS = str.maketrans("123456789", "0" * 9)
_QUOTED = 3
_MINUTES = (15, 20, 30, 45, 60, 90, 120, 240)


def wording(reading: Reading) -> Iterator[Reason]:
    """How much the wording and form of an event are those of interviews."""
    title = {token: _weighed(token) for token in tokens_of(reading.title, reading)}
    description = {token: _weighed(token) for token in tokens_of(reading.description, reading)}
    weight = damping(title) * _sum(title) + damping(description) * _sum(description)
    form = learned_weights()[1]
    weight += sum([form.get(trait, 0.0) for trait in form_of(reading)])
    yield Reason(weight=round(bounded(weight, reading), 3), sentence=_sentence(weight, title or description))


def bounded(weight: float, reading: Reading) -> float:
    """What a look of this weight says on the scale of the other signals."""
    known = any(text.means(*_FOR) for text in (reading.title, reading.description)) or reading.system(*_HIRING)
    return max(-_MOST, min(_MOST if known else _ALONE, _SHARE * weight))


def _sentence(weight: float, weighed: Mapping[str, tuple[float, bool]]) -> str:
    """What the event looks like, with the words that make it so most."""
    said = {token: worth for token, (worth, seen) in weighed.items() if seen and worth * weight > 0}
    telling = sorted(said, key=said.__getitem__, reverse=weight > 0)[:_QUOTED]
    words = ", ".join([f"“{token}”" for token in telling])
    kind = "an interview" if weight > 0 else "something else than an interview"
    return f"It is written as {kind} is: {words}." if words else f"It has the form of {kind}."


def _sum(weighed: Mapping[str, tuple[float, bool]]) -> float:
    return sum([worth for worth, _seen in weighed.values()])


def tokens_of(text: Text, reading: Reading) -> tuple[str, ...]:
    """The distinct words that are weighed, without the owner's name; of scripts without blanks characters and pairs."""
    read = text.words[:_WORDS_READ]
    pairs = () if text.raw.isascii() else [a + b for a, b in pairwise(read) if a >= _UNSPACED and b >= _UNSPACED]
    tokens = dict.fromkeys([*read, *pairs])
    for word in reading.owner_words:
        tokens.pop(word, None)
    return tuple(tokens)


def damping(tokens: Sized) -> float:
    """How much one of these words counts: of many each a little less, so that long texts do not outweigh titles."""
    return 1 / sqrt(sqrt(max(1, len(tokens))))


def boxes_of(token: str) -> list[int]:
    """The boxes of a word's pieces: all of it, and what stands in each small window; "<" and ">" are its ends.

    One given name says as much as another, and so does one digit.
    """
    if token >= _UNSPACED:
        return [_box(token)]
    if is_given_name(token):
        return [_box(_SOMEBODY)]
    bounded = f"<{token[:_LETTERS_READ]}>"
    bounded = bounded if token.isalpha() else bounded.translate(_DIGITS)
    windows = [(start, start + size) for size in _SIZES for start in range(len(bounded) - size + 1)]
    if bounded.isascii():  # a letter is a byte, so that one text holds all pieces
        whole = bounded.encode()
        return [crc32(whole) % BOXES, *[crc32(whole[start:end]) % BOXES for start, end in windows]]
    return [_box(bounded), *[_box(bounded[start:end]) for start, end in windows]]


def _box(piece: str) -> int:
    return crc32(piece.encode("utf-8", "replace")) % BOXES


def form_of(reading: Reading) -> Iterator[str]:
    """The outer traits of an event: when and how long it is, and what else it has."""
    event = reading.event
    facts = (
        ("typed", reading.typed),
        ("hosting", reading.hosting),
        ("no description", not reading.description.raw),
        ("location", bool(event.location)),
        ("link", bool(event.url)),
        ("tentative", event.status is Status.TENTATIVE),
    )
    yield from (name for name, holds in facts if holds)
    yield from _times(event.start, event.end)


def _times(start: Moment, end: Moment) -> Iterator[str]:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        yield "all day"
        return
    minutes = (end - start).total_seconds() / 60
    place = bisect_left(_MINUTES, minutes)
    yield f"up to {_MINUTES[place] if place < len(_MINUTES) else 'many'} minutes"
    yield f"begins at {start.hour // 3 * 3} to {start.hour // 3 * 3 + 3}"
    if start.minute % 15:
        yield "begins at an odd minute"


@lru_cache(maxsize=256)
def _weighed(token: str) -> tuple[float, bool]:
    """How much a word says by its pieces, and whether labelled events had this very word.

    One that they had not may be a name, and tells a person nothing.
    """
    weights = learned_weights()[0]
    boxes = boxes_of(token)
    return (sum([weights[box] for box in boxes]) - _NOTHING * len(boxes)) * UNIT, weights[boxes[0]] != _NOTHING
