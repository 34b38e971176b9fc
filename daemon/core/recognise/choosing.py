"""Which of the names that an event may mean is meant: the likeliest of all candidates, or none of them.

Every trait of a candidate speaks for or against it, and so do those of the event for there being none. How much was
fitted to labelled events (`tags/choice.toml`, written by `tests/accuracy/choosing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log
from typing import Protocol

from daemon.core.recognise.kinds import is_kind_of_firm
from daemon.core.recognise.lexicon import begins_phrase, long_list, word_list
from daemon.core.recognise.sounding import KINDS, sound_of
from daemon.core.recognise.tagging import UNIT, Kept, packed, tags_in
from daemon.core.recognise.telling import SAINTS
from daemon.core.recognise.titles import Span
from daemon.core.recognise.words import fold, words_of
from daemon.core.tables import rows_of

_LIKELY = (0.05, 0.15, 0.35, 0.6, 0.8, 0.93)
_LEAST_ODDS, _MOST_ODDS = -4.0, 4.0
_LONGEST = 6  # words that make a difference
_CANDIDATES = 80
_SURE, _PERHAPS = 0.3, 0.05
_ENOUGH = {"role": 0.6}  # how much more must speak for a name: a post left out does less harm than a wrong one
# The lists of which it is worth knowing that a name's first or last word is in them.
_OUTER = (
    *("activity", "article", "at", "behind_post", "before_post", "condition", "day_or_month", "department", "desk"),
    *("determiner", "edge", "field", "grade", "hiring_person", "joins", "kin", "modifier", "numbered", "post_noun"),
    *("premises", "pronoun", "senior", "short_post", "small", "street_end", "superior", "talk", "thing", "via", "with"),
    "work_noun",
)


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A name as it is spelled where that speaks for it most, where that is, and what there is to say of it."""

    name: str
    where: str
    strength: float
    traits: dict[str, float] = field(default_factory=dict)

    def add(self, *traits: str) -> None:
        """Note what holds of the name."""
        for trait in traits:
            self.traits[trait] = 1.0


class Candidates:
    """All names that may be meant, each once, however its letters are written."""

    def __init__(self) -> None:
        self.by_key: dict[str, Candidate] = {}

    def add(
        self, name: str, where: str, strength: float, traits: Iterable[str], odds: tuple[str, float] | None = None
    ) -> None:
        """A name at a place, with what the place says; of two spellings that of the stronger place counts."""
        key = fold(name)
        if key not in self.by_key and len(self.by_key) >= _CANDIDATES:
            return
        found = self.by_key.setdefault(key, Candidate(name=name, where=where, strength=strength))
        if strength > found.strength:
            found.name, found.where, found.strength = name, where, strength
        found.add(*traits)
        if odds:
            trait, value = odds
            found.traits[trait] = max(found.traits.get(trait, _LEAST_ODDS), value)

    def leave_out(self, is_none: Callable[[str], bool]) -> None:
        """Forget the names that cannot be meant, and what is part of one."""
        gone = [f" {key} " for key, one in self.by_key.items() if is_none(one.name)]
        self.by_key = {k: one for k, one in self.by_key.items() if not any(f" {k} " in name for name in gone)}

    def within_each_other(self) -> None:
        """Note of each name whether it is part of another one or holds one."""
        bounded = {key: f" {key} " for key in self.by_key}
        for key, candidate in self.by_key.items():
            if any(key != other and bounded[key] in longer for other, longer in bounded.items()):
                candidate.add("is part of another")
            if any(key != other and shorter in bounded[key] for other, shorter in bounded.items()):
                candidate.add("holds another")

    def chosen(self, none: Mapping[str, float], kind: str) -> Candidate | None:
        """The likeliest candidate, or None if it is not likelier by enough that it is meant than that there is none."""
        weights = choice_weights()[kind]
        best = max(self.by_key.values(), key=lambda one: worth(one.traits, weights), default=None)
        return best if best and worth(best.traits, weights) > worth(none, weights) + _ENOUGH.get(kind, 0.0) else None


class Weights(Protocol):
    """What each trait speaks for or against a candidate."""

    def get(self, trait: str, default: float, /) -> float:
        """The weight of a trait, or the default if nothing is known of it."""


def worth(traits: Mapping[str, float], weights: Weights) -> float:
    """How much speaks for a candidate with these traits."""
    return sum([weights.get(trait, 0.0) * value for trait, value in traits.items()])


@dataclass(frozen=True, slots=True)
class _Column:
    """The weights for one kind of name, a byte each."""

    kept: Kept
    place: int

    def get(self, trait: str, default: float, /) -> float:
        row = self.kept.row(trait)
        return UNIT * row[self.place] if row else default


@cache
def choice_weights() -> Mapping[str, Weights]:
    """The fitted weights of the traits of employers and of posts."""
    table: Mapping[str, Mapping[str, float]] = tags_in("choice")
    rows = {
        trait: [column.get(trait, 0.0) for column in table.values()] for weights in table.values() for trait in weights
    }
    kept = Kept(rows_of(packed(rows), len(table)))
    return {kind: _Column(kept, place) for place, kind in enumerate(table)}


def traits_of_span(span: Span, where: str) -> tuple[list[str], tuple[str, float]]:
    """How likely a place is just that name, in steps and as odds."""
    odds = max(_LEAST_ODDS, min(_MOST_ODDS, log(span.probability / (1.0001 - span.probability))))
    return [f"{where} > {step}" for step in _LIKELY if span.probability > step], (f"odds in {where}", odds)


def traits_of_name(name: str, mode: str) -> Iterator[str]:
    """What there is to say of a name by itself; `mode` is whether the owner typed it."""
    tokens, words = name.split(), words_of(fold(name))
    shapes = (
        ("small letters", name.islower()),
        ("capitals", name.isupper()),
        ("digit", any(character.isdigit() for character in name)),
        ("bracket", "(" in name),
        ("comma", "," in name),
        ("line", "\n" in name),
        ("at inside", not word_list("at").isdisjoint(words[1:-1])),
        ("sentence", ". " in name.rstrip(".")),
        ("quotes", any(sign in name for sign in '„“”«»「」"')),
        ("ends with a sign", not name[-1:].isalnum()),
        ("begins small", name[:1].islower() and not name.islower()),
        ("ends small", bool(tokens) and tokens[-1].islower() and not name.islower()),
        ("short", len(name) < 3),
    )
    for shape in (f"{min(len(tokens), _LONGEST)} words", *(shape for shape, holds in shapes if holds)):
        yield from (shape, f"{shape}, {mode}")
    for place, word in (("first", words[:1]), ("last", words[-1:])):
        yield from listed(place, word)
    if words and all(map(begins_phrase, words)):
        yield "ordinary words"
    loudest = loudest_of(name)
    yield from (f"sounds like {loudest}", f"sounds like {loudest}, {mode}")


def listed(place: str, word: Sequence[str]) -> Iterator[str]:
    """In which lists a name's outer word is; that of a saint is no street's."""
    if not SAINTS.isdisjoint(word):
        yield f"{place} saint"
        return
    yield from (f"{place} {name}" for name in _OUTER if not word_list(name).isdisjoint(word))
    yield from (f"{place} kind of firm" for one in word if is_kind_of_firm(one))
    yield from (f"{place} event" for one in word if one in long_list("event_word"))


def loudest_of(name: str) -> str:
    """What a name sounds like most."""
    sound = sound_of(name)
    return KINDS[sound.index(max(sound))]


def sounds_of_name(name: str) -> dict[str, float]:
    """How much a name sounds like each kind of thing, and its first and last word alone if there are more."""
    words = name.split()
    parts = {"": name} | ({"first ": words[0], "last ": words[-1]} if len(words) > 1 else {})
    return {
        f"sound of {part}{kind}": max(_LEAST_ODDS, value)
        for part, text in parts.items()
        for kind, value in zip(KINDS, sound_of(text), strict=True)
    }


def other_kinds(spans: Iterable[Span], kind: str | None) -> dict[tuple[str, str], float]:
    """How likely other things than a `kind` are named, by what they are and their folded words; all if it is None."""
    found: dict[tuple[str, str], float] = {}
    for span in spans:
        if span.kind != kind:
            key = span.kind, fold(span.text)
            found[key] = max(found.get(key, 0.0), span.probability)
    return found


def traits_of_others(key: str, others: Mapping[tuple[str, str], float]) -> Iterator[str]:
    """Whether the same words, words around them or words inside them are likely something else."""
    for (kind, text), probability in others.items():
        if text == key:
            yield from (
                f"{step} a {kind}" for step, least in (("is", _SURE), ("may be", _PERHAPS)) if probability > least
            )
        elif probability > _SURE and f" {text} " in f" {key} ":
            yield f"holds a {kind}"
        elif probability > _SURE and f" {key} " in f" {text} ":
            yield f"in a {kind}"
