"""Which post: of all that an event names, the likeliest, or none.

A candidate is what the places where posts are named mention, what the words of the title and description may name, and
the clauses of a note. What speaks for each is told here; `choosing` weighs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from daemon.core.recognise.choosing import (
    Candidates,
    other_kinds,
    sounds_of_name,
    traits_of_name,
    traits_of_others,
    traits_of_span,
)
from daemon.core.recognise.kinds import ends_with_post, is_called_like_a_person, is_organisation, is_post
from daemon.core.recognise.lexicon import system_named, word_list
from daemon.core.recognise.longer import compare_forms, facts_of
from daemon.core.recognise.openings import TEXT_READ, Mention, mentions_of
from daemon.core.recognise.pieces import SAID
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.sides import names_owner
from daemon.core.recognise.terms import is_condition, post_in
from daemon.core.recognise.titles import Span, names_of_owner
from daemon.core.recognise.unspaced import parts_of
from daemon.core.recognise.words import fold, words_of

_ENOUGH = 2.2
_KNOWN = 1.5
# What a place in the title is worth as a place for the post, and what its likelihood adds.
_PLACE, _LIKELY = 2.0, 2.0
_CODE = re.compile(r"[A-Z]{1,4}-?\d{1,6}")
_BEHIND_COMMA = re.compile(r", ?([^,;:()|\[\]–—!?@]{2,40}?)(?=$|[,;:()|\[\]!?]|\s[–—-]\s)")
# Somebody by rank and surname: "Capt. Example".
_RANKED = re.compile(r"[A-Z][a-z]{1,5}\. [A-Z][\w'’-]{1,30}")
_BEHIND = {
    "a rank": re.compile(r" [IVX]{1,4}(?:/\d)?(?![\w'’.])"),
    "brackets": re.compile(r"\s?\([^()\n]{1,30}\)"),
    "a comma": re.compile(r", ?[^,;:()|\[\]–—!?@\n.]{2,40}?(?=$|[,;:()|\[\]!?.\n]|\s[–—-]\s)"),
}
_CLAUSE = re.compile(r"[^\n.;:,!?()\[\]|•。、，；：！？（）—–]{2,60}")
_CUT = re.compile(r" - | / | w/ ")
_LABELS = ("role_label", "company", "house_label", "interviewers", "recruiter_label", "title_label", "candidate_label")
_LEADING = ("article", "pronoun", "determiner", "with")
_MAY_BE, _BESIDE_READ = 0.05, 20
_LABELS_READ, _LONGEST_VALUE = 12, 60
_EDGES, _LONGEST_WHOLE = " .,:;-–", 60
_SOMEBODY, _RIGHT_BESIDE = 0.3, 3  # how likely it is somebody, and how many letters may stand between
_CLAUSES_READ, _MOST_CLAUSES, _LONGEST_CLAUSE = 400, 12, 5


def role_of(reading: Reading, company: str | None) -> tuple[str, str] | None:
    """The post as the event spells it and where it was read, or None."""
    candidates, none = posts_in(reading, company)
    found = candidates.chosen(none, "role")
    return (found.name, found.where) if found else None


def posts_in(reading: Reading, company: str | None) -> tuple[Candidates, Mapping[str, float]]:
    """All that may be the post with what speaks for each, and what speaks for there being none."""
    posts = _Posts(Candidates(), company)
    found = posts.found
    _add_mentions(posts, reading)
    for where, text, spans in (
        ("title", reading.title.raw, reading.title_parts.spans),
        ("description", reading.description.raw, reading.telling.spans),
    ):
        _add_spans(posts, where, text, spans)
        if where == "title" or reading.typed:
            _add_clauses(posts, where, text, reading.mode)
    _add_parts(posts, reading)
    others = other_kinds((*reading.title_parts.spans, *reading.telling.spans), "role")
    for key, candidate in found.by_key.items():
        candidate.add(*_traits_of(candidate.name, key, reading, company), *traits_of_others(key, others))
        candidate.add(*(["at a house"] if _is_at_a_house(key, others) else []))
        candidate.traits.update(sounds_of_name(candidate.name))
    found.within_each_other()
    compare_forms(found, reading)
    facts = (("none", True), (f"none, {reading.mode}", True), ("none, no candidates", not found.by_key))
    more = ("none, no description", not reading.description.raw)
    return found, {trait: 1.0 for trait, holds in (*facts, more) if holds}


@dataclass(frozen=True, slots=True)
class _Posts:
    """The candidates, each without the employer's name and what else is no part of a post."""

    found: Candidates
    company: str | None

    def add(
        self, text: str, where: str, strength: float, traits: Iterable[str], odds: tuple[str, float] | None = None
    ) -> str | None:
        """A post that a piece of text should be; what is left of it."""
        whole = _without_company(text, self.company)
        role = post_in(whole)
        if role:
            self.found.add(role, where, strength, traits, odds)
            if role != (whole := " ".join(whole.split()).strip(_EDGES)) and len(whole) <= _LONGEST_WHOLE:
                self.found.add(whole, where, 0.0, [*traits, "with what is cut off"], odds)
        return role


def _add_mentions(posts: _Posts, reading: Reading) -> None:
    best: tuple[float, str] = (0.0, "")
    for mention in (*_in_title(reading, posts.company), *mentions_of(reading)):
        surely = [f"{mention.place}, surely"] if mention.sure else []
        weight = "worth of its place", mention.weight
        if role := posts.add(mention.text, mention.where, mention.weight, [mention.place, *surely], weight):
            best = max(best, (_worth(mention, role, reading, posts.company), fold(role)))
    if candidate := posts.found.by_key.get(best[1]):
        candidate.add("mentioned most", *(["mentioned enough"] if best[0] >= _ENOUGH else []))


def _add_spans(posts: _Posts, where: str, text: str, spans: Sequence[Span]) -> None:
    """What the words make a post of, also with the brackets or the clause behind it."""
    named = [span for span in spans if span.kind == "role"]
    people = [span for span in spans if span.kind in ("person", "runs") and span.probability > _SOMEBODY]
    likeliest = max(named, key=lambda span: span.probability, default=None)
    for span in named:
        traits, odds = traits_of_span(span, where)
        traits += _beside_somebody(span, people, text)
        traits += [f"likeliest in {where}"] if span is likeliest else []
        following = words_of(fold(text[span.end : span.end + _BESIDE_READ]))[:1]
        leading = words_of(fold(text[max(0, span.start - _BESIDE_READ) : span.start]))[-1:]
        traits += [f"behind {name}" for name in _LEADING if word_list(name).intersection(leading)]
        traits += ["before a word for a post"] if word_list("post_noun", "work_noun").intersection(following) else []
        posts.add(span.text, where, 1.0 + 3.0 * span.probability, traits, odds)
        for kind, pattern in _BEHIND.items():
            if match := pattern.match(text, span.end):
                more = [f"with {kind}", *(f"with {kind}: {fact}" for fact in facts_of(match[0].strip(" ,()")))]
                posts.add(text[span.start : match.end()], where, span.probability, [*traits, *more], odds)


def _beside_somebody(span: Span, people: Sequence[Span], text: str) -> Iterator[str]:
    """Whether a post stands right behind somebody, or before: "Ada Quill, buyer", "team lead (Ada)"."""
    for one in people:
        for side, between in (("behind", text[one.end : span.start]), ("before", text[span.end : one.start])):
            if between and len(between) <= _RIGHT_BESIDE:
                yield f"{side} somebody and {between.strip()[:1]}"


def _add_clauses(posts: _Posts, where: str, text: str, mode: str) -> None:
    """The clauses of a note and of a title, each of which may be nothing but the post."""
    for number, match in enumerate(islice(_CLAUSE.finditer(text[:_CLAUSES_READ]), _MOST_CLAUSES)):
        pieces = [piece.strip(" -/") for piece in _CUT.split(match[0])]
        before, behind = text[: match.start()].rstrip()[-1:] or "^", text[match.end() : match.end() + 1] or "$"
        for place, piece in enumerate(pieces):
            size, ending = len(piece.split()), behind if place == len(pieces) - 1 else "-"
            if len(piece) > 1 and size <= _LONGEST_CLAUSE:
                clause = f"clause {min(number, 3)} of {where}, {mode}"
                traits = (clause, f"{clause} before {ending}", f"{clause} of {size}", f"clause of {where}, {mode}")
                posts.add(piece, where, 0.0, (*traits, f"clause behind {'-' if place else before}"))


def _add_parts(posts: _Posts, reading: Reading) -> None:
    """What labels are followed by, and names in scripts without blanks."""
    for label in reading.labels[:_LABELS_READ]:
        if len(label.value) < _LONGEST_VALUE:
            known = next((name for name in _LABELS if label.name in word_list(name)), "other")
            posts.add(label.value, "description", 0.0, ["value of a label", f"value of a label: {known}"])
    for part in () if reading.typed else parts_of(reading.description.raw):
        posts.add(part, "description", 0.0, ["part of description"])


def _traits_of(name: str, key: str, reading: Reading, company: str | None) -> Iterator[str]:
    """What speaks for and against a name being the post."""
    mode, words = reading.mode, words_of(key)
    firm = set(words_of(fold(company or "")))
    inside = [key in reading.title.folded, key in reading.description.folded[:TEXT_READ]]
    facts = (
        ("excluded", _is_excluded(name, reading, company)),
        ("known", is_post(name)),
        (f"known, {mode}", is_post(name)),
        ("recruits", not word_list("recruits_words").isdisjoint(words)),
        ("ends with a post", bool(words) and is_post(words[-1])),
        ("begins with a post", bool(words) and is_post(words[0])),
        ("in both", all(inside)),
        ("in the title only", inside == [True, False]),
        ("in the description only", inside == [False, True]),
        ("shares the firm's words", not firm.isdisjoint(words)),
        ("is within the firm", bool(firm) and firm.issuperset(words)),
        ("in the location", key in reading.location.folded),
        ("owner", names_of_owner(name, reading)),
        ("condition", is_condition(name)),
        ("characters behind a post", name[:1] > "\u2e80" and is_post(name) and not ends_with_post(name)),
        ("house", is_organisation(name)),
        ("called like a person", is_called_like_a_person(name)),
    )
    yield from (trait for trait, holds in facts if holds)
    yield from traits_of_name(name, mode)


def _is_at_a_house(key: str, others: Mapping[tuple[str, str], float]) -> bool:
    """Whether a post is told with what may be an employer behind it: "Buyer at Acme"."""
    words = key.split()
    place = next((number for number, word in enumerate(words) if number and word in word_list("at")), len(words))
    return others.get(("company", " ".join(words[place + 1 :])), 0.0) > _MAY_BE


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
    """A piece of text without the employer's name at its start or end: "Buyer at Acme" is a buyer."""
    if not company or company not in text or text == company:
        return text
    bare = text.removeprefix(company).removesuffix(company).strip(" ,–-:|")
    before, _, last = bare.rpartition(" ")
    return before if text.endswith(company) and before and fold(last) in word_list("at") else bare


def _in_title(reading: Reading, company: str | None) -> Iterator[Mention]:
    """What the title names as a post, with the brackets that belong to it."""
    for named in reading.title_parts.posts:
        bare = named.text.partition("(")[0].rstrip()
        end = named.start + len(bare)
        text = bare + (_in_brackets(reading, company, end) or _behind_comma(reading, end))
        weight = _PLACE + _LIKELY * named.probability
        yield Mention(text=text, where="title", place="title", weight=weight, sure=True)


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
