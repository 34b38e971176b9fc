"""The words that tell what a mail means, as data: one TOML file a language, read once; all languages count at once.

`[sets]` names choices of phrases, `[cues]` holds patterns by kind, `[layout]` the words of mail programs, and `[times]`
those of clocks. What the kinds mean is in `cues`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from daemon.core.promises.tokens import fold
from daemon.core.replies.patterns import Patterns


DECIDING = frozenset({"rejected", "offered", "invited", "delayed", "standby", "withdrawn", "ignored"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The folded words by which the parts of a mail are known."""

    wrote: tuple[str, ...]
    original: tuple[str, ...]
    forwarded: tuple[str, ...]
    closing: tuple[str, ...]
    device: tuple[str, ...]
    disclaimer: tuple[str, ...]
    sender: frozenset[str]
    header: frozenset[str]
    but: frozenset[str]
    negation: frozenset[str]


@cache
def deciding() -> Patterns:
    """The patterns of the kinds that exclude each other: where two overlap, only one is meant."""
    found = Patterns()
    for kind, text, sets in _cues():
        if kind in DECIDING:
            found.add(text, kind, sets)
    return found


@cache
def accompanying() -> tuple[Patterns, ...]:
    """The patterns of all other kinds, one after the other."""
    found: dict[str, Patterns] = {}
    for kind, text, sets in _cues():
        if kind not in DECIDING:
            found.setdefault(kind, Patterns()).add(text, kind, sets)
    return tuple(found.values())


def _cues() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for data in languages():
        sets: Mapping[str, str] = {name: "|".join(phrases) for name, phrases in data.get("sets", {}).items()}
        for kind, texts in data.get("cues", {}).items():
            for text in texts:
                yield kind, text, sets


@cache
def layout() -> Layout:
    """The words of mail programs in all languages."""
    return Layout(
        wrote=_listed("wrote"),
        original=_listed("original"),
        forwarded=_listed("forwarded"),
        closing=_listed("closing"),
        device=_listed("device"),
        disclaimer=_listed("disclaimer"),
        sender=frozenset(_listed("sender")),
        header=frozenset(_listed("header")),
        but=frozenset(_listed("but")),
        negation=frozenset(_listed("negation")),
    )


@cache
def clock_words(name: str) -> frozenset[str]:
    """The folded words of one list of the `[times]` tables, in all languages."""
    return frozenset(fold(word) for data in languages() for word in data.get("times", {}).get(name, ()))


@cache
def zone_names() -> Mapping[str, str]:
    """IANA zones by the folded names people call them by."""
    data = _load("zones")
    return {fold(name): zone for zone, names in data["zones"].items() for name in names}


@cache
def languages() -> tuple[Mapping[str, Any], ...]:
    """The language files, in the order of their names."""
    folder = files("daemon.core.replies") / "languages"
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(_load(f"languages/{name}") for name in names)


def _listed(name: str) -> tuple[str, ...]:
    words = {fold(word) for data in languages() for word in data.get("layout", {}).get(name, ())}
    return tuple(sorted(words))


def _load(name: str) -> dict[str, Any]:
    resource = files("daemon.core.replies").joinpath(f"{name}.toml")
    return tomllib.loads(resource.read_text(encoding="utf-8"))
