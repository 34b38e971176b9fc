"""What there is to say of each word of a title: by itself, of its place, of the words beside it, and of the event.

Nothing here decides what a word is; `tagging` weighs it. A trait that is told of the word before begins with "<", of
the word behind with ">"; what stands anywhere before or behind between two signs, with "«" or "»"; beyond them, "~".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from daemon.core.recognise.echo import domain_labels, letters, posting_labels
from daemon.core.recognise.kinds import (
    is_called_like_a_person,
    is_given_name,
    is_kind_of_firm,
    is_organisation,
    is_post,
    may_be_post,
)
from daemon.core.recognise.lexicon import begins_phrase, long_list, system_named, word_list
from daemon.core.recognise.names import is_title
from daemon.core.recognise.pieces import SAID, Piece
from daemon.core.recognise.tagging import SPELLED
from daemon.core.recognise.terms import is_condition
from daemon.core.recognise.words import fold, words_of

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading

# The lists that tell something of a word that stands in them.
_LISTS = (
    *("activity", "agency_end", "agency_word", "article", "at", "collective", "company_before", "day_or_month"),
    *("department",),
    *(
        "desk",
        "determiner",
        "edge",
        "field",
        "firm_end",
        "grade",
        "hiring_person",
        "honorific",
        "joiner",
        "joins",
        "kin",
    ),
    *("legal_form", "modifier", "name_opening", "number_of_many", "numbered", "particle", "people_noun", "perhaps"),
    *("phone_word", "post_noun", "pronoun", "recruits_words", "regarding_only", "registers", "role_before"),
    *("role_label", "senior", "short_post", "small", "street_end", "superior", "talk", "thing", "trial", "via", "with"),
    *("work_noun", "assessment_title", "final_title", "hiring_manager_title", "onsite_title", "panel_title"),
    *("recruiter_screen_title", "technical_title"),
)
# What is worth knowing of a word next to another one together with whether a sign parts them.
NEAR = frozenset(
    [
        *("post", "given", "kind", "with", "at", "said", "honorific", "title", "Large", "small letters", "field"),
        *("role_before", "company_before", "regarding_only", "legal_form", "modifier", "location", "domain", "joins"),
    ]
)
_NEAR_BY_TWO = frozenset(["post", "given", "kind", "with", "at", "said", "title", "Large", "small letters"])
_AROUND = (
    *("post", "kind", "given", "said", "with", "at", "small letters", "Large", "domain", "location", "legal_form"),
    "event",
)
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d|\d{1,2}(?:[:.h]\d\d)?(?:am|pm|h|hrs|uhr|a|p|時|时|点|點|시)")
_LONGEST_SEGMENT, _MOST_SEGMENTS = 5, 4
_BEGINNINGS, _ENDS = (4, 6), (2, 3, 4)
_NUMBER = re.compile(r"\d+")


def traits_of(pieces: Sequence[Piece], reading: Reading) -> list[list[str]]:
    """For each word of a title everything that can be told of it."""
    alone = [
        (*traits_of_word(piece.text), *traits) for piece, traits in zip(pieces, _of_event(pieces, reading), strict=True)
    ]
    places, spellings = _segments(pieces), list(_spellings(pieces))
    mode = reading.mode
    return [
        [
            "any",
            mode,
            *alone[index],
            *(f"{mode}: {trait}" for trait in alone[index] if trait in NEAR),
            *_beside(index, pieces, alone),
            *_of_place(index, pieces, alone, places),
            *spellings[index],
        ]
        for index in range(len(pieces))
    ]


def _spelled(word: str) -> list[str]:
    """The letters of a folded word: all of it, and how it ends."""
    return [f"{SPELLED}={word}", *(f"{SPELLED}{size}${word[-size:]}" for size in _ENDS if len(word) > size)]


def _spellings(pieces: Sequence[Piece]) -> Iterator[list[str]]:
    """The letters of each word, also how it begins, and the words beside it; one number is spelled as any other."""
    words = ["", "", *(_NUMBER.sub("0", fold(piece.text)) for piece in pieces), "", ""]
    for index in range(2, len(words) - 2):
        yield [
            *_spelled(words[index]),
            *(f"{SPELLED}{size}^{words[index][:size]}" for size in _BEGINNINGS),
            f"{SPELLED}<{words[index - 1]}",
            f"{SPELLED}>{words[index + 1]}",
            f"{SPELLED}<<{words[index - 2]}",
            f"{SPELLED}>>{words[index + 2]}",
        ]


def traits_of_word(text: str) -> tuple[str, ...]:
    """What can be told of a word by itself: the lists it is in, what it may name, and its letters."""
    folded = fold(text).strip(".'’-&")
    found = [name for name, words in _lists() if folded in words]
    tests = (
        ("event", folded in long_list("event_word")),
        ("post", is_post(text)),
        ("maybe post", may_be_post(text)),
        ("kind", is_kind_of_firm(folded)),
        ("organisation", is_organisation(text)),
        ("given", is_given_name(text)),
        ("title", is_title(text)),
        ("system", system_named(text) is not None),
        ("condition", is_condition(text)),
        ("short", len(folded) < 4),
        ("ordinary", begins_phrase(folded)),
    )
    return (*found, *(name for name, holds in tests if holds), letters_of(text))


@cache
def _lists() -> Sequence[tuple[str, frozenset[str]]]:
    return [(name, word_list(name)) for name in _LISTS]


def letters_of(text: str) -> str:
    """What the letters of a word look like, in one word."""
    if text >= "\u2e80":
        return "characters"
    if any(character.isdigit() for character in text):
        return "number" if text.isdigit() or CLOCK.fullmatch(text.lower()) else "digits"
    if text.upper() == text.lower():
        return "no capitals"
    if text.isupper():
        bare = len(text.strip("."))
        return "Letter" if bare == 1 else "ABBR" if bare < 5 else "CAPITALS"
    return _of_small_letters(text)


def _of_small_letters(text: str) -> str:
    if not text[0].isupper():
        return "small abbr." if text.endswith(".") else "small letters"
    if any(character.isupper() for character in text[1:]) and "-" not in text and "'" not in text:
        return "CamelCase"
    return "Abbr." if text.endswith(".") else "Large"


def _of_event(pieces: Sequence[Piece], reading: Reading) -> Iterator[list[str]]:
    """What the rest of the event tells of each word of the title, and which phrases of the lexicon it stands in."""
    spans, title = reading.title.spans(), reading.title
    said = [(spans[h.start][0], spans[h.end - 1][1], h.entry.meaning.name) for h in title.hits]
    beside = "description", frozenset(reading.description.words)
    for piece, found in zip(pieces, facts_of(pieces, reading, beside), strict=True):
        meanings = {meaning for start, end, meaning in said if start < piece.end and piece.start < end}
        yield [*found, *(f"means {meaning}" for meaning in sorted(meanings)), *(["said"] if meanings & SAID else [])]


def facts_of(pieces: Sequence[Piece], reading: Reading, other: tuple[str, frozenset[str]]) -> Iterator[list[str]]:
    """Where else in the event each word stands: in names, in addresses, in the location, in the `other` text."""
    labels = [*domain_labels(reading), *posting_labels(reading)]
    organiser = (reading.organiser and reading.organiser.name) or ""
    by_whom = "organiser is called" if is_called_like_a_person(organiser) else "organiser"
    where = [
        ("owner", frozenset(reading.owner_words)),
        (by_whom, frozenset(words_of(fold(organiser)))),
        ("invited", frozenset(word for other in reading.others[:20] for word in words_of(fold(other.name or "")))),
        ("location", frozenset(reading.location.words)),
        other,
    ]
    for piece in pieces:
        folded = fold(piece.text)
        words, bare = words_of(folded), letters(piece.text)
        found = [name for name, known in where if words and known.issuperset(words)]
        if len(bare) < 3 or piece.text.islower():
            found = [name for name in found if name not in ("location", other[0])]
        if folded.rstrip("様さん님").strip() == "".join(reading.owner_words) and "owner" not in found:
            found.append("owner")
        if len(bare) > 2 and any(label.startswith(bare) or (len(bare) > 3 and bare in label) for label in labels):
            found.append("domain")
        yield found


def _beside(index: int, pieces: Sequence[Piece], alone: Sequence[Sequence[str]]) -> Iterator[str]:
    for sign, place, by in (("<", index - 1, index), (">", index + 1, index + 1)):
        if not 0 <= place < len(pieces):
            yield f"{sign} nothing"
            continue
        parted = pieces[by].sign.strip() != ""
        yield from (f"{sign}{trait}" for trait in alone[place])
        yield from (f"{sign}{'|' if parted else '+'}{trait}" for trait in alone[place] if trait in NEAR)
        beyond = place + place - index
        if 0 <= beyond < len(pieces):
            yield from (f"{sign}{sign}{trait}" for trait in alone[beyond] if trait in _NEAR_BY_TWO)


def _segments(pieces: Sequence[Piece]) -> list[int]:
    """For each word the number of the segment between signs that it stands in."""
    numbers = [0] * len(pieces)
    for index in range(1, len(pieces)):
        numbers[index] = numbers[index - 1] + (pieces[index].sign.strip() != "")
    return numbers


def _of_place(
    index: int, pieces: Sequence[Piece], alone: Sequence[Sequence[str]], segments: Sequence[int]
) -> Iterator[str]:
    """What the place of a word tells: the signs around it, its segment, and what else stands in and beyond it."""
    before, behind = pieces[index].sign, pieces[index + 1].sign if index + 1 < len(pieces) else "$"
    shape = alone[index][: alone[index].index(letters_of(pieces[index].text)) + 1][-1]
    for trait in (shape, *(t for t in ("post", "given", "kind") if t in alone[index])):
        yield f"{trait} behind {before}"
        yield f"{trait} before {behind}"
    yield f"behind {before}"
    yield f"before {behind}"
    own = segments[index]
    yield f"segment of {min(segments.count(own), _LONGEST_SEGMENT)}"
    yield f"segment {min(own, _MOST_SEGMENTS - 1)} of {min(segments[-1] + 1, _MOST_SEGMENTS)}"
    told = {"«": set[str](), "»": set[str](), "~": set[str]()}
    for place, traits in enumerate(alone):
        if place != index:
            told["~" if segments[place] != own else "«" if place < index else "»"].update(traits)
    yield from (f"{sign}{trait}" for sign, known in told.items() for trait in _AROUND if trait in known)
