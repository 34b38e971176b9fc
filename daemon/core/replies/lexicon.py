"""The words that tell what a mail means, as data: one TOML file a language, each read once.

`[sets]` names choices of phrases, `[cues]` holds patterns by kind, `[layout]` the words of mail programs, and `[times]`
those of clocks. What the kinds mean is in `cues`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from daemon.core.promises.lexicon import LANGUAGES, choose_language
from daemon.core.promises.tokens import fold, tokenise
from daemon.core.replies.patterns import Patterns

_SHARED = {"da": "nb"}  # languages that share a file
_TELLING = 2_000  # characters from which the language is told

Codes: TypeAlias = tuple[str, ...]
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
def deciding(codes: Codes) -> Patterns:
    """The patterns of the kinds that exclude each other: where two overlap, only one is meant."""
    found = Patterns()
    for kind, text, sets in _cues(codes):
        if kind in DECIDING:
            found.add(text, kind, sets)
    return found


@cache
def accompanying(codes: Codes) -> tuple[Patterns, ...]:
    """The patterns of all other kinds, one after the other."""
    found: dict[str, Patterns] = {}
    for kind, text, sets in _cues(codes):
        if kind not in DECIDING:
            found.setdefault(kind, Patterns()).add(text, kind, sets)
    return tuple(found.values())


def _cues(codes: Codes) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for data in map(_language, codes):
        sets: Mapping[str, str] = {name: "|".join(phrases) for name, phrases in data.get("sets", {}).items()}
        for kind, texts in data.get("cues", {}).items():
            for text in texts:
                yield kind, text, sets


@cache
def layout() -> Layout:
    """The words of mail programs in all languages."""
    words: dict[str, set[str]] = {}
    for code in sorted(languages()):
        for name, listed in _language(code).get("layout", {}).items():
            words.setdefault(name, set()).update(fold(word) for word in listed)
    lists = {name: tuple(sorted(words[name])) for name in ("wrote", "original", "forwarded", "closing", "device")}
    sets = {name: frozenset(words[name]) for name in ("sender", "header", "but", "negation")}
    return Layout(**lists, **sets, disclaimer=tuple(sorted(words["disclaimer"])))  # type: ignore[arg-type]  # by name


@cache
def clock_words(codes: Codes, name: str) -> frozenset[str]:
    """The folded words of one list of the `[times]` tables of these languages."""
    return frozenset(fold(word) for code in codes for word in _language(code).get("times", {}).get(name, ()))


@cache
def zone_names() -> Mapping[str, str]:
    """IANA zones by the folded names people call them by."""
    data = _load("zones")
    return {fold(name): zone for zone, names in data["zones"].items() for name in names}


@cache
def languages() -> frozenset[str]:
    """The codes of the language files."""
    folder = files("daemon.core.replies") / "languages"
    return frozenset(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


@lru_cache(maxsize=1)  # what is made of a file is kept, not the file
def _language(code: str) -> Mapping[str, Any]:
    return _load(f"languages/{code}")


def language_of(text: str, locale: str) -> str:
    """The code of the language file a text is read with: its own language, else that of the locale, else English."""
    home = locale.replace("_", "-").partition("-")[0].lower()
    if home in languages() and home not in LANGUAGES:
        return home
    code = _SHARED.get(found := choose_language(tokenise(text[:_TELLING]), locale).code, found)
    return code if code in languages() else "en"


def _load(name: str) -> dict[str, Any]:
    resource = files("daemon.core.replies").joinpath(f"{name}.toml")
    return tomllib.loads(resource.read_text(encoding="utf-8"))
