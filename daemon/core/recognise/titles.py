"""What the parts of a title are: people, those who may be the employer, posts, and the consultant it came by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daemon.core.recognise.kinds import (
    is_called_like_a_person,
    is_given_name,
    is_kind_of_firm,
    is_organisation,
    is_post,
    is_trade_of_many,
)
from daemon.core.recognise.lexicon import system_of, word_list
from daemon.core.recognise.names import name_of, names_in, same_person
from daemon.core.recognise.parts import Part, cut_at, parts_of, without_first_name, without_sign
from daemon.core.recognise.words import fold, words_of

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading
    from daemon.ports.records import Attendee, Person

_OPENING = ("(", "（")
_COMMAS = (",", "，")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title's parts by what they are: people, those who may be the employer, and the consultant it came by.

    `posts_of_people` says where parts start that are somebody's own post: "with Ada Example (Head of Design)".
    """

    parts: tuple[Part, ...]
    posts_of_people: frozenset[int]
    people: tuple[str, ...]
    employers: tuple[Part, ...]
    via: str | None


def read_title(reading: Reading) -> Title:
    """Sort the parts of a title that are neither the owner nor a post."""
    everything = [
        piece
        for part in parts_of(reading.title, reading.typed)
        for piece in _apart_from_repeated(_without_owner(part, reading), reading)
    ]
    if reading.typed:
        everything = [piece for part in everything for piece in without_first_name(part)]
    parts = [p for p in everything if not names_of_owner(p.text, reading) and not _is_only_post(p.text)]
    known = [p.name for p in [reading.organiser, *reading.others[:30]] if p and p.name and _is_person_known(p)]
    via = next((part.text for part in parts if part.before == "via"), None)
    rest = [
        part
        for index, part in enumerate(parts)
        if part.before != "via" and not (index and parts[index - 1].before == "via")
    ]
    few_words = len(rest) == 1 and rest[0].text.islower() and len(rest[0].text.split()) < 4
    if reading.typed and (not rest or few_words):
        everything = [piece for part in everything for piece in without_sign(part)]
        rest = [p for p in everything if not _is_only_post(p.text) and not names_of_owner(p.text, reading)]
    people = [part for index, part in enumerate(rest) if _is_person(rest, index, known, everything)]
    names = [name for part in people for name in names_in(part.text)]
    return Title(
        parts=tuple(everything),
        posts_of_people=_posts_beside(everything, {part.start for part in people}),
        people=tuple(names),
        employers=tuple(part for part in rest if part not in people) or _posts_or_firms(everything, reading),
        via=via and name_of(via),
    )


def _is_only_post(text: str) -> bool:
    """Whether a part names a post, and not those who do a trade together: "Acme & Tarn Architects" are a firm."""
    if not is_post(text) or is_trade_of_many(text):
        return False
    tokens = text.split()
    last = fold(tokens[-1])
    kind = is_kind_of_firm(last) and last not in word_list("field", "modifier")
    return not (len(tokens) > 1 and kind and all(token[:1].isupper() for token in tokens) and not is_post(last))


def _posts_or_firms(everything: list[Part], reading: Reading) -> tuple[Part, ...]:
    """Where nothing else may be the employer, what names a post by one word and a house by another: "مدرسة زهرة"."""
    return tuple(
        part
        for part in everything
        if " " in part.text
        and any(is_kind_of_firm(fold(token)) for token in part.text.split())
        and not names_of_owner(part.text, reading)
        and part.before not in word_list("regarding_only")
    )


def _apart_from_repeated(part: Part, reading: Reading) -> list[Part]:
    """A part cut around the name that the location or the organiser repeats: "Acme & Tarn xmas temps"."""
    tokens = [fold(token) for token in part.text.split()]
    places = [reading.location.raw.partition(",")[0], (reading.organiser and reading.organiser.name) or ""]
    for place in [fold(text).split() for text in places] if len(tokens) > 1 else ():
        for first in range(len(tokens) if place else 0):
            last = first + _common_words(tokens[first:], place)
            behind = part.text.split()[last : last + 1]
            whole = last - first == len(place) and not (behind and is_organisation(behind[0]))
            if last - first > 1 and (whole or not behind or behind[0].islower()):
                return cut_at(part, first, last)
    return [part]


def _common_words(one: list[str], other: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_person_known(person: Person | Attendee) -> bool:
    """Whether somebody of the invitation is called like a person, and is no service writing for an employer."""
    service = system_of((person.email or "").rpartition("@")[2])
    return name_of(person.name or "") == person.name and (service is None or service.kind == "mail")


def _is_person(parts: list[Part], index: int, known: list[str], everything: list[Part]) -> bool:
    """Whether a part is somebody's name, by what stands before it and whether another part may be the employer."""
    part = parts[index]
    met = part.before in word_list("with")
    if met and is_given_name(part.text):
        return True
    names = names_in(part.text)
    if not names:
        return False
    titled = fold(part.text.split()[0].rstrip(".")) in word_list("honorific")
    if titled or any(same_person(part.text, name) for name in known):
        return True
    firm = part.before in word_list("at", "company_before") or is_organisation(part.text)
    if firm or not _others_may_be_employer(parts, index):
        return False
    given = is_called_like_a_person(part.text) and len(part.text.split()) < 3
    return met or given or _is_listed(parts, index, names, everything)


def _others_may_be_employer(parts: list[Part], index: int) -> bool:
    small = parts[index].text.islower()
    others = [other.text for i, other in enumerate(parts) if i != index and other.before not in word_list("with")]
    return any(text[:1].isupper() or not text.isascii() or small for text in others)


def _is_listed(parts: list[Part], index: int, names: list[str], everything: list[Part]) -> bool:
    """Whether a part without "with" is a person: first names joined, in brackets, or before a comma."""
    part = parts[index]
    bracketed = part.before in _OPENING
    if bracketed and any(other.before in word_list("with") for other in parts[:index]):
        return False
    if part.before in (",", "+", "&") and index and parts[index - 1].before in _OPENING:
        part, bracketed = parts[index - 1], True
    joined = len(names) > 1 and all(" " not in name for name in names) and re.search(r" [+&] |, ", part.text)
    short = len(names) == 1 and (" " not in part.text or len(part.text.split()[-1].rstrip(".")) == 1)
    following = parts[index + 1].before if index + 1 < len(parts) else ""
    return bool(
        joined or (bracketed and _post_after(part, everything)) or (short and (bracketed or following in _COMMAS))
    )


def _post_after(part: Part, everything: list[Part]) -> bool:
    later = next((other for other in everything if other.start > part.start), None)
    return later is not None and later.before in (",", "，") and is_post(later.text)


def _posts_beside(everything: list[Part], people: set[int]) -> frozenset[int]:
    """Where the posts start that stand in brackets after a person, or after a person in brackets."""
    found: set[int] = set()
    beside = inside = False
    for part in everything:
        inside = (inside or part.before in ("(", "（")) and part.before not in (")", "）")
        if part.start in people:
            beside = True
        elif beside and inside and (is_post(part.text) or part.before in (",", "，")):
            found.add(part.start)
        else:
            beside = False
    return frozenset(found)


def _without_owner(part: Part, reading: Reading) -> Part:
    """A part without the owner's name at its end, as in titles that set no sign between name and employer."""
    name = reading.owner.name.replace(" ", "")
    tokens = part.text.split()
    if len(tokens) > 1 and tokens[-1].rstrip("様さん님") == name:
        return replace(part, text=" ".join(tokens[:-1]))
    return part


def names_of_owner(part: str, reading: Reading) -> bool:
    """Whether a part of a title is the owner's name."""
    owner = reading.owner.name
    return same_person(part, owner) or part.replace(" ", "") == owner.replace(" ", "") or _abbreviates(part, owner)


def _abbreviates(part: str, owner: str) -> bool:
    """Whether a part is a name with one of its words cut to a letter: "A. Example", "Ada E"."""
    if part.count(" ") > 1 or not part.isascii():
        return False
    short, full = words_of(fold(part)), words_of(fold(owner))
    if len(short) != 2 or len(full) < 2:
        return False
    first, last = short
    return (len(last) == 1 and first == full[0] and full[-1].startswith(last)) or (
        len(first) == 1 and last == full[-1] and full[0].startswith(first)
    )
