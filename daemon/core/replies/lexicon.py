"""The words that tell what a mail means, as data: two TOML files a language.

`meanings/` says in `[words]` by which words an idea is expressed, of which `frames.toml` makes frames, and in
`[cues]` which phrases mean something by themselves; what the kinds mean is told in `cues`. `languages/` holds the words
of mail programs in `[layout]` and those of clocks in `[times]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from daemon.core.promises.lexicon import LANGUAGES, choose_language
from daemon.core.promises.tokens import fold, tokenise
from daemon.core.replies.frames import Frame, read_frames
from daemon.core.replies.patterns import Patterns

_SHARED = {"da": "nb"}  # languages that share a file
_TELLING = 2_000  # characters from which the language is told

Codes: TypeAlias = tuple[str, ...]
_LOADED = 4  # languages kept: English, that of the person, and that of the mail before
_USUAL_REACH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """The patterns of a language, and how many words apart ideas of one frame may stand."""

    patterns: Patterns
    reach: int


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


@lru_cache(maxsize=_LOADED)
def meanings(code: str) -> Meanings:
    """What a language says things with; of a few languages at a time, so that memory is bounded."""
    data = _load(f"meanings/{code}")
    return Meanings(patterns=Patterns({**data["words"], **data["cues"]}), reach=data.get("reach", _USUAL_REACH))


@cache
def frames() -> tuple[Frame, ...]:
    """The frames of all languages."""
    return read_frames(_load("frames"))


@cache
def outcome_weights() -> Mapping[str, Sequence[float]]:
    """How much each idea speaks for the outcomes, in the order they are weighed in."""
    return {idea: tuple(numbers) for idea, numbers in _load("weights")["outcome"].items()}


@cache
def reply_weights() -> Mapping[str, float]:
    """How much each idea, and each outcome in capitals, speaks for an answer being waited for."""
    return dict(_load("weights")["reply"])


@cache
def about_weights() -> Mapping[str, float]:
    """How much each sign speaks for a mail being about the application."""
    return dict(_load("weights")["about"])


@cache
def layout() -> Layout:
    """The words of mail programs in all languages."""
    words: dict[str, set[str]] = {}
    for code in sorted(languages()):
        for name, listed in _language(code).get("layout", {}).items():
            words.setdefault(name, set()).update(fold(word) for word in listed)
    lists = {name: tuple(sorted(words[name])) for name in ("wrote", "original", "forwarded", "closing", "device")}
    sets = {name: frozenset(words[name]) for name in ("sender", "header", "but")}
    return Layout(**lists, **sets, disclaimer=tuple(sorted(words["disclaimer"])))  # type: ignore[arg-type]  # by name


def time_tables(code: str) -> Mapping[str, Sequence[str]]:
    """The `[times]` table of a language: phrases by kind."""
    tables: Mapping[str, Sequence[str]] = _language(code).get("times", {})
    return tables


@cache
def zone_names() -> Mapping[str, str]:
    """IANA zones by the folded names people call them by."""
    data = _load("zones")
    return {fold(name): zone for zone, names in data["zones"].items() for name in names}


@cache
def home_zones() -> Mapping[str, Sequence[str]]:
    """The IANA zones of a country by its code, the one of most people first."""
    home: Mapping[str, Sequence[str]] = _load("zones")["home"]
    return home


@cache
def languages() -> frozenset[str]:
    """The codes of the language files."""
    folder = files("daemon.core.replies") / "languages"
    return frozenset(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def _language(code: str) -> Mapping[str, Any]:
    """A language file; what is made of it is kept, not the file."""
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
