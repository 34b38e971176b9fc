"""Which post: the mention that its place and its words speak for most.

A mention gains from where it stands, from a word that is known to end names of posts and from standing in more than one
place; it loses if it is the post of somebody named beside it, of those who recruit, or another name of the event. What
has too little for it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from daemon.core.recognise.kinds import is_called_like_a_person, is_post
from daemon.core.recognise.lexicon import system_named, word_list
from daemon.core.recognise.openings import TEXT_READ, Mention, mentions_of
from daemon.core.recognise.pieces import SAID
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.sides import names_owner
from daemon.core.recognise.terms import is_condition, post_in
from daemon.core.recognise.titles import names_of_owner
from daemon.core.recognise.words import fold, words_of

_ENOUGH = 2.2
_KNOWN = 1.5
# What a place in the title is worth as a place for the post, and what its likelihood adds.
_PLACE, _LIKELY = 2.0, 2.0
_CODE = re.compile(r"[A-Z]{1,4}-?\d{1,6}")
_BEHIND_COMMA = re.compile(r", ?([^,;:()|\[\]–—!?@]{2,40}?)(?=$|[,;:()|\[\]!?]|\s[–—-]\s)")
# Somebody by rank and surname: "Capt. Example".
_RANKED = re.compile(r"[A-Z][a-z]{1,5}\. [A-Z][\w'’-]{1,30}")
_LEADS = [["vaga"], ["poste"], ["puesto"], ["plaza"], ["stelle"], ["stanowisko"], ["pozice"], ["posto"], ["functie"]]
_NOUN = re.compile(r"\s?\)?\s?([^\W\d_]+)")


def role_of(reading: Reading, company: str | None) -> tuple[str, str] | None:
    """The post as the event spells it and where it was read, or None."""
    best: tuple[float, str, str] | None = None
    for mention in (*_in_title(reading, company), *mentions_of(reading)):
        role = post_in(_without_company(mention.text, company))
        worth = _worth(mention, role, reading, company) if role else 0.0
        if role and worth >= _ENOUGH and (best is None or worth > best[0]):
            best = worth, role, mention.where
    return (best[1], best[2]) if best else None


def _worth(mention: Mention, role: str, reading: Reading, company: str | None) -> float:
    """How much speaks for a mention in the end; 0 if it cannot be the post."""
    known = is_post(role)
    if not (known or mention.sure) or _is_excluded(role, reading, company):
        return 0.0
    if not (mention.sure and known) and not word_list("recruits_words").isdisjoint(words_of(fold(role))):
        return 0.0
    worth = mention.weight + _KNOWN * known
    if fold(role) in word_list("short_post") and not mention.sure:
        worth -= 3.0
    if fold(role) in word_list("senior"):
        worth -= 2.0
    if len(role.split()) > 7:
        worth -= 2.0
    return worth + 0.5 * (fold(role) in reading.title.folded and mention.where != "title")


def _is_excluded(role: str, reading: Reading, company: str | None) -> bool:
    words = words_of(fold(role))
    if _RANKED.fullmatch(role) and not is_post(role.rsplit(maxsplit=1)[-1]):
        return True
    if "," in role and is_called_like_a_person(role.partition(",")[0]):
        return True
    if not word_list("pronoun").isdisjoint(words[:1]) or word_list("recruits_words").issuperset(words):
        return True
    if word_list("small", "edge", "activity", "talk", "work_noun").issuperset(words):
        return True
    return (
        (company is not None and set(words) <= set(words_of(fold(company))))
        or names_of_owner(role, reading)
        or (reading.typed and fold(reading.location.raw.partition(",")[0]).endswith(fold(role)))
        or system_named(role) is not None
        or is_condition(role)
    )


def _without_company(text: str, company: str | None) -> str:
    """A piece of text without the employer's name at its start or end."""
    if not company or company not in text or text == company:
        return text
    return text.removeprefix(company).removesuffix(company).strip(" ,–-:|")


def _in_title(reading: Reading, company: str | None) -> Iterator[Mention]:
    """What the title names as a post, with the brackets that belong to it."""
    for named in reading.title_parts.posts:
        bare = named.text.partition("(")[0].rstrip()
        end = named.start + len(bare)
        text = bare + (_in_brackets(reading, company, end) or _behind_comma(reading, end))
        weight = _PLACE + _LIKELY * named.probability
        yield Mention(text=text, where="title", weight=weight, sure=True)


def _is_said(reading: Reading, start: int, end: int) -> bool:
    """Whether a piece of the title has a phrase of the lexicon in it, such as a stage."""
    spans = reading.title.spans()
    hits = [hit for hit in reading.title.hits if hit.entry.meaning.name in SAID]
    return any(spans[hit.start][0] < end and spans[hit.end - 1][1] > start for hit in hits)


def _behind_comma(reading: Reading, end: int) -> str:
    """What narrows a post behind a comma in an invitation, in small letters: "Research Fellow, ice cores"."""
    match = _BEHIND_COMMA.match(reading.title.raw, end)
    if reading.typed or not match or not match[1][0].islower():
        return ""
    first = fold(match[1].split(maxsplit=1)[0])
    return "" if first in word_list("small", "with", "at", "edge") or is_condition(match[1]) else match[0]


def _in_brackets(reading: Reading, company: str | None, end: int) -> str:
    """The brackets that belong to a role: "Account Executive (Mid-Market)", not the owner's name or a number."""
    match = re.match(r"\s?\(([^()]{1,30})\)", reading.title.raw[end:])
    if not match or re.search(r"\d{3,}", match[1]) or names_owner(fold(match[1]), reading) or _CODE.fullmatch(match[1]):
        return ""
    inside = match[1].strip()
    if is_condition(inside) or (company and fold(inside) in fold(company)):
        return ""
    if "'s " in inside or "’s " in inside or "+" in inside:
        return ""
    kept = inside[:1].isdigit() or "/" in inside or "-" in inside
    repeated = fold(match[0].strip()) in reading.description.folded[:TEXT_READ]
    plain = not reading.typed and inside[:1].isupper() and not is_called_like_a_person(inside) and not is_post(inside)
    known = any(p.name and fold(inside) in fold(p.name) for p in reading.others[:30])
    said = _is_said(reading, end + match.start(1), end + match.end(1))
    return f" ({inside})" if kept or ((repeated or plain) and not known and not said) else ""
