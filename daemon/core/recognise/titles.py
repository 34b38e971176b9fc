"""A title in parts: what stands between separators, prepositions and words of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daemon.core.recognise.lexicon import system_of, word_list
from daemon.core.recognise.names import name_of, names_in, same_person
from daemon.core.recognise.posts import is_organisation, is_post
from daemon.core.recognise.words import fold, words_of

if TYPE_CHECKING:
    from daemon.core.recognise.reading import Reading, Text
    from daemon.ports.records import Attendee, Person

_MARK = re.compile(
    r"\s[-–—~•]+\s?|\s[x×]\s|[-–—~•]+\s|\|+|<>|[:：,;()（）\[\]【】「」!?]|\s?/\s|\s/|@|→|⇄|↔|\b\d{1,2}(?:[:.]\d\d)?\s?[ap]m\b|(?<=[\u3040-\u9fff])[-/](?=.)|(?<=.)[-/](?=[\u3040-\u9fff])"
)
_EDGE = " \t\r\n.,;:!?\"“”„*#'‘-–—_/&+"
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d)?(?:[-–]\d{1,2}(?:[:.h]\d\d)?)?\s?(?:am|pm|[ap]|uhr|hrs|h)?\b$|^\d{1,2}(?:[:.]\d\d(?:\s?(?:am|pm))?|\s?(?:am|pm))\b",
    re.IGNORECASE,
)


_OPENING = ("(", "（")
_COMMAS = (",", "，")
_SAID = ("job-interview", "interview", "stage", "conversation", "job")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a title; `before` is the preposition or sign it follows, folded, or an empty text.

    It is `glued` if it is one word right before a phrase such as "interview", and so may only tell its kind.
    """

    text: str
    before: str
    start: int
    glued: bool = False


def parts_of(text: Text, typed: bool) -> list[Part]:
    """The parts of a title in their order, without those that say nothing; `typed` if the owner wrote it."""
    cuts = _cuts(text)
    parts: list[Part] = []
    position, before = 0, ""
    for start, end, sign in [*cuts, (len(text.raw), len(text.raw), "")]:
        if start >= position:
            piece = _trim(text.raw[position:start])
            if piece:
                glued = " " not in piece and not sign and not typed and text.raw[start - 1 : start] == " "
                parts += _split_post(Part(text=piece, before=before, start=position, glued=glued))
                before = ""
            before = sign or before
            position = end
    return parts


def _split_post(part: Part) -> list[Part]:
    """A part that names an employer and a post without a sign between them, in two.

    Either the post is written small after capitals ("Acme Diner line cook"), or a word for a kind of organisation shows
    where the employer's name ends or where the post does ("Acme Hospital Staff Nurse", "Line Cook Acme Diner Ltd").
    """
    tokens = part.text.split()
    heads = [index for index, token in enumerate(tokens) if is_post(token)] if len(tokens) > 1 else []
    cut = _between_names(tokens, heads[-1]) if heads else 0
    if not 0 < cut < len(tokens):
        return [part]
    rest = part.start + sum(len(token) + 1 for token in tokens[:cut])
    return [replace(part, text=" ".join(tokens[:cut])), Part(text=" ".join(tokens[cut:]), before="", start=rest)]


def _between_names(tokens: list[str], head: int) -> int:
    """Before which word of a part the second of two names begins; 0 if it is one name."""
    small = next((index for index, token in enumerate(tokens) if token[:1].islower()), 0)
    if 1 < small <= head and not is_post(" ".join(tokens[:small])):
        return small
    kinds = [index for index, token in enumerate(tokens) if is_organisation(token) and not is_post(token)]
    if kinds and kinds[-1] > head + 1 and tokens[head + 1][:1].isupper():
        return head + 1
    before = [index for index in kinds if index < head and index > 0]
    return before[-1] + 1 if before and not is_post(" ".join(tokens[: before[-1] + 1])) else 0


def _without_sign(part: Part) -> list[Part]:
    """Employer and post written one after the other in a note, where known words before a head begin the post."""
    tokens = part.text.split()
    heads = [index for index, token in enumerate(tokens) if is_post(token)]
    if not heads or len(tokens) < 2:
        return [part]
    end = heads[-1] + 1
    first = heads[-1]
    while first > 0 and _precedes_head(tokens[first - 1]):
        first -= 1
    while end < len(tokens) and (_precedes_head(tokens[end]) or not tokens[end].isalpha() or len(tokens[end]) < 3):
        end += 1
    # One word behind the head is as likely its field: "Clerk Receiving", "Curator of Maps".
    if (first > 0) == (end < len(tokens)) or len(tokens) - end == 1:
        return [part]
    cut = first or end
    rest = part.start + sum(len(token) + 1 for token in tokens[:cut])
    return [replace(part, text=" ".join(tokens[:cut])), Part(text=" ".join(tokens[cut:]), before="", start=rest)]


def _precedes_head(token: str) -> bool:
    """Whether a word may stand before the head of a post: a field, a rank, an adjective of a trade."""
    folded = fold(token)
    return (
        is_post(token)
        or folded in word_list("field", "modifier", "role_before")
        or (len(folded) > 5 and folded.endswith(("al", "ic", "ing", "ary", "ive", "ional")))
    )


def _cuts(text: Text) -> list[tuple[int, int, str]]:
    spans = text.spans()
    cuts = [(m.start(), m.end(), m[0].strip() or "-") for m in _MARK.finditer(text.raw)]
    cuts += [
        (spans[hit.start][0], spans[hit.end - 1][1], _sign(text.words[hit.end - 1]))
        for hit in text.hits
        if hit.entry.meaning.name in _SAID or (hit.entry.meaning.name == "recruiting" and hit.entry.round)
    ]
    prepositions = word_list("with", "at", "role_before", "company_before")
    for word, (start, end) in zip(text.words, spans, strict=True):
        if word in prepositions and word not in ("of", "as", "la", "the") and _stands_alone(text.raw, start, end):
            cuts.append((start, end + (text.raw[end : end + 1] == "/"), word))
    return sorted(cuts)


def _sign(word: str) -> str:
    """What a phrase ends with, if that is a preposition: "chat with"."""
    return word if word in word_list("with", "company_before") else ""


def _stands_alone(raw: str, start: int, end: int) -> bool:
    """Whether a preposition is one: in small letters, between blanks (not the s of "Dot's")."""
    before, after = raw[start - 1 : start], raw[end : end + 1]
    return raw[start:end].islower() and (not before or before in " (") and (not after or after in " /.")


def _trim(piece: str) -> str:
    piece = piece.strip(_EDGE)
    piece = _TIME.sub("", piece).strip(_EDGE)
    tokens = piece.split()
    while len(tokens) > 1 and fold(tokens[0]) in word_list("numbered") and tokens[1].isdigit():
        del tokens[:2]
    while len(tokens) > 1 and fold(tokens[-2]) in word_list("numbered") and tokens[-1].isdigit():
        del tokens[-2:]
    while tokens and _is_edge(tokens[0]):
        tokens.pop(0)
    while tokens and _is_edge(tokens[-1]):
        tokens.pop()
    return " ".join(tokens).strip(_EDGE)


def _is_edge(token: str) -> bool:
    """Whether a word at the edge of a part says nothing, or is no word: a sign, an emoji."""
    return fold(token.strip(_EDGE)) in word_list("edge") or not words_of(fold(token))


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
    everything = [_without_owner(part, reading) for part in parts_of(reading.title, reading.typed)]
    parts = [p for p in everything if not names_of_owner(p.text, reading) and not is_post(p.text)]
    known = [p.name for p in [reading.organiser, *reading.others[:30]] if p and p.name and _is_person_known(p)]
    via = next((part.text for part in parts if part.before == "via"), None)
    rest = [
        part
        for index, part in enumerate(parts)
        if part.before != "via" and not (index and parts[index - 1].before == "via")
    ]
    if reading.typed and not rest:
        everything = [piece for part in everything for piece in _without_sign(part)]
        rest = [part for part in everything if not is_post(part.text) and not names_of_owner(part.text, reading)]
    people = [part for index, part in enumerate(rest) if _is_person(rest, index, known, everything)]
    names = [name for part in people for name in names_in(part.text)]
    return Title(
        parts=tuple(everything),
        posts_of_people=_posts_beside(everything, {part.start for part in people}),
        people=tuple(names),
        employers=tuple(part for part in rest if part not in people),
        via=via and name_of(via),
    )


def _is_person_known(person: Person | Attendee) -> bool:
    """Whether somebody of the invitation is called like a person, and is no service writing for an employer."""
    service = system_of((person.email or "").rpartition("@")[2])
    return name_of(person.name or "") == person.name and (service is None or service.kind == "mail")


def _is_person(parts: list[Part], index: int, known: list[str], everything: list[Part]) -> bool:
    """Whether a part is somebody's name, by what stands before it and whether another part may be the employer."""
    part = parts[index]
    names = names_in(part.text)
    if not names:
        return False
    titled = fold(part.text.split()[0].rstrip(".")) in word_list("honorific")
    if titled or any(same_person(part.text, name) for name in known):
        return True
    if part.before in word_list("at", "company_before") or not _others_may_be_employer(parts, index):
        return False
    return part.before in word_list("with") or _is_listed(parts, index, names, everything)


def _others_may_be_employer(parts: list[Part], index: int) -> bool:
    small = parts[index].text.islower()
    others = [other.text for i, other in enumerate(parts) if i != index]
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
    return same_person(part, reading.owner.name) or part.replace(" ", "") == reading.owner.name.replace(" ", "")
