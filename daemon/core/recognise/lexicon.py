"""The words that tell an interview from other things, as data: one TOML file a language, read once.

A *meaning* is what a phrase stands for ("job-interview", "practice", "everyday", ...) with the sentence that explains
it to the person; meanings are in `lexicon/meanings.toml`. An *entry* gives some phrases a meaning and a weight, and
says where they count and what else they tell (round, medium). All languages are searched at once, in one walk over the
words of a text; of phrases that overlap the one that begins first wins, then the longest, so that "phone screen
replacement" is not a phone screen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from daemon.core.recognise.words import fold, words_of

_END = ""  # the key under which a trie node keeps the entry that ends there; no word is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What phrases stand for. `share` is how much of a phrase's weight counts outside the title."""

    name: str
    sentence: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One phrase with its meaning; `where` is "any", "title" or "start" (the first words of the title)."""

    phrase: str
    meaning: Meaning
    weight: float
    where: str
    round: str | None
    medium: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a text, from word `start` up to, not including, word `end`."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A service whose domain tells what an event is: kind is "ats", "scheduler", "assessment", "mail", ..."""

    name: str
    kind: str


def find(words: Sequence[str]) -> tuple[Hit, ...]:
    """All phrases of the lexicon in these folded words, none overlapping, in their order."""
    trie = _trie()
    hits: list[Hit] = []
    free = 0
    for position in [index for index, word in enumerate(words) if word in trie]:
        if position >= free and (hit := _longest(words, position, trie[words[position]])):
            hits.append(hit)
            free = hit.end
    return tuple(hits)


def system_of(host: str) -> System | None:
    """The known service behind a host name, also behind its subdomains."""
    systems = _systems()
    labels = host.lower().split(".")[-6:]
    for first in range(len(labels) - 1):
        found = systems.get(".".join(labels[first:]))
        if found:
            return found
    return None


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """A pattern for the phrases of one of the word lists, the longest first, to be searched in folded text.

    It is an alternation of plain phrases without repetition, so a search takes time linear in the text.
    """
    phrases = sorted(word_list(name), key=lambda phrase: (-len(phrase), phrase))
    spaced = "|".join(re.escape(phrase) for phrase in phrases if phrase[0] < "\u2e80")
    unspaced = "|".join(re.escape(phrase) for phrase in phrases if phrase[0] >= "\u2e80")
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{unspaced}" if unspaced else ""))


def system_named(word: str) -> System | None:
    """The known service with this name."""
    return _system_names().get(word.lower())


@cache
def _system_names() -> Mapping[str, System]:
    return {system.name.lower(): system for system in _systems().values()}


@cache
def word_list(*names: str) -> frozenset[str]:
    """The words of these lists in the files' `[words]` tables, of all languages together, folded."""
    return frozenset(
        fold(word) for data in _languages() for name in names for word in data.get("words", {}).get(name, ())
    )


@cache
def meanings() -> Mapping[str, Meaning]:
    """The meanings by name."""
    return {name: Meaning(name=name, sentence=m["sentence"], share=m["share"]) for name, m in _load("meanings").items()}


@cache
def entries() -> tuple[Entry, ...]:
    """Every phrase of every language."""
    return tuple(entry for data in _languages() for table in data["entry"] for entry in _entries_of(table))


def _entries_of(table: Mapping[str, Any]) -> Iterator[Entry]:
    for phrase in table["phrases"]:
        yield Entry(
            phrase=phrase,
            meaning=meanings()[table["meaning"]],
            weight=float(table["weight"]),
            where=table.get("where", "any"),
            round=table.get("round"),
            medium=table.get("medium"),
        )


def _longest(words: Sequence[str], start: int, node: dict[str, Any]) -> Hit | None:
    end = start + 1
    best: Hit | None = None
    while True:
        entry = node.get(_END)
        if entry is not None:
            best = Hit(start, end, entry)
        child = node.get(words[end]) if end < len(words) else None
        if child is None:
            return best
        node, end = child, end + 1


@cache
def _trie() -> dict[str, dict[str, Any]]:
    root: dict[str, Any] = {}
    for entry in entries():
        node = root
        for word in words_of(fold(entry.phrase)):
            node = node.setdefault(word, {})
        node.setdefault(_END, entry)
    return root


@cache
def _systems() -> Mapping[str, System]:
    return {
        domain: System(name=table["name"], kind=table["kind"])
        for table in _load("systems")["system"]
        for domain in table["domains"]
    }


@cache
def _languages() -> tuple[Mapping[str, Any], ...]:
    folder = files("daemon.core.recognise") / "lexicon"
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(_load(name) for name in names if name not in {"meanings", "systems"})


def _load(name: str) -> dict[str, Any]:
    resource = files("daemon.core.recognise") / "lexicon" / f"{name}.toml"
    return tomllib.loads(resource.read_text(encoding="utf-8"))
