"""The words that tell what a mail means, as data: one TOML file a language, read once; all languages count at once.

`[sets]` names choices of phrases, `[cues]` holds patterns by kind, `[layout]` the words of mail programs, and `[times]`
those of clocks. What the kinds mean is in `cues`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from daemon.core.promises.tokens import fold
from daemon.core.replies.patterns import Patterns


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


@cache
def patterns() -> Patterns:
    """The patterns of all languages."""
    found = Patterns()
    for data in languages():
        sets: Mapping[str, str] = {name: "|".join(phrases) for name, phrases in data.get("sets", {}).items()}
        for kind, texts in data.get("cues", {}).items():
            for text in texts:
                found.add(text, kind, sets)
    return found


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
