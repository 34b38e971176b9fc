"""The words that tell an interview from other things, as data: one TOML file a language, read once.

A *meaning* is what a phrase stands for ("job-interview", "practice", "everyday", ...) with the sentence that explains
it to the person; meanings are in `lexicon/meanings.toml`. An *entry* gives some phrases a meaning and a weight, and
says where they count and what else they tell (round, medium). All languages are searched at once, in one walk over the
words of a text; of phrases that overlap the one that begins first wins, then the longest, so that "phone screen
replacement" is not a phone screen.

Phrases are kept as plain text in one dictionary, and the files they come from are let go: the service stays for months.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What phrases stand for. `share` is how much of a phrase's weight counts outside the title."""

    name: str
    sentence: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What some phrases have in common; `where` is "any", "title" or "start" (the first words of the title)."""

    meaning: Meaning
    weight: float
    where: str
    round: str | None
    medium: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase, folded, found in a text from word `start` up to, not including, word `end`."""

    start: int
    end: int
    phrase: str
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A service whose domain tells what an event is: kind is "ats", "scheduler", "assessment", "mail", ..."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    """All languages together, folded: the entry of each phrase, and None for the beginnings of phrases; the entries of
    the endings of compounds; and the word lists by name."""

    phrases: dict[str, Entry | None]
    endings: dict[str, Entry]
    lists: dict[str, frozenset[str]]


def find(words: Sequence[str]) -> tuple[Hit, ...]:
    """All phrases of the lexicon in these folded words, none overlapping, in their order."""
    phrases, endings = _lexicon().phrases, _endings()
    hits: list[Hit] = []
    free = 0
    for position in [i for i, word in enumerate(words) if word in phrases or word.endswith(endings)]:
        if position >= free and (hit := _longest(words, position, phrases) or _compound(words[position], position)):
            hits.append(hit)
            free = hit.end
    return tuple(hits)


def _longest(words: Sequence[str], start: int, phrases: Mapping[str, Entry | None]) -> Hit | None:
    best: Hit | None = None
    phrase, end = words[start], start + 1
    while phrase in phrases:
        entry = phrases[phrase]
        if entry is not None:
            best = Hit(start, end, phrase, entry)
        if end == len(words):
            break
        phrase, end = f"{phrase} {words[end]}", end + 1
    return best


def _compound(word: str, start: int) -> Hit | None:
    """A word that no phrase knows, by its ending: whatever "Xgespräch" is, it is some kind of talk."""
    if not word.endswith(_endings()):
        return None
    entry = next(entry for ending, entry in _lexicon().endings.items() if word.endswith(ending))
    return Hit(start, start + 1, word, entry)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(_lexicon().endings)


@cache
def word_list(*names: str) -> frozenset[str]:
    """The words of these lists in the files' `[words]` tables, of all languages together, folded."""
    lists = _lexicon().lists
    return lists[names[0]] if len(names) == 1 else frozenset().union(*(lists[name] for name in names))


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """A pattern for the phrases of one of the word lists, the longest first, to be searched in folded text.

    It is an alternation of plain phrases without repetition, so a search takes time linear in the text.
    """
    phrases = sorted(word_list(name), key=lambda phrase: (-len(phrase), phrase))
    spaced = "|".join(re.escape(phrase) for phrase in phrases if phrase[0] < "\u2e80")
    unspaced = "|".join(re.escape(phrase) for phrase in phrases if phrase[0] >= "\u2e80")
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{unspaced}" if unspaced else ""))


def system_of(host: str) -> System | None:
    """The known service behind a host name, also behind its subdomains."""
    systems = _systems()
    labels = host.lower().split(".")[-6:]
    for first in range(len(labels) - 1):
        found = systems.get(".".join(labels[first:]))
        if found:
            return found
    return None


def system_named(word: str) -> System | None:
    """The known service with this name."""
    return _system_names().get(word.lower())


@cache
def _systems() -> Mapping[str, System]:
    found: dict[str, System] = {}
    for table in _load("systems")["system"]:
        found.update(dict.fromkeys(table["domains"], System(name=table["name"], kind=table["kind"])))
    return found


@cache
def _system_names() -> Mapping[str, System]:
    return {system.name.lower(): system for system in _systems().values()}


@cache
def _lexicon() -> _Lexicon:
    meanings = {name: Meaning(name=name, **table) for name, table in _load("meanings").items()}
    lexicon = _Lexicon(phrases={}, endings={}, lists={})
    lists: dict[str, set[str]] = {}
    for language in _languages():
        for table in language["entry"]:
            _add(lexicon, _entry(table, meanings), table.get("phrases", ()))
            lexicon.endings.update((fold(ending), _entry(table, meanings)) for ending in table.get("endings", ()))
        for name, words in language.get("words", {}).items():
            lists.setdefault(name, set()).update(map(fold, words))
    lexicon.lists.update((name, frozenset(words)) for name, words in lists.items())
    return lexicon


def _entry(table: Mapping[str, Any], meanings: Mapping[str, Meaning]) -> Entry:
    return Entry(
        meaning=meanings[table["meaning"]],
        weight=float(table["weight"]),
        where=table.get("where", "any"),
        round=table.get("round"),
        medium=table.get("medium"),
    )


def _add(lexicon: _Lexicon, entry: Entry, phrases: Sequence[str]) -> None:
    """Add an entry's phrases; of two entries for one phrase the first counts."""
    for words in (words_of(fold(phrase)) for phrase in phrases):
        for end in range(1, len(words)):
            lexicon.phrases.setdefault(" ".join(words[:end]), None)
        whole = " ".join(words)
        if lexicon.phrases.get(whole) is None:
            lexicon.phrases[whole] = entry


def _languages() -> Iterator[Mapping[str, Any]]:
    folder = files("daemon.core.recognise") / "lexicon"
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return (_load(name) for name in names if name not in {"meanings", "systems"})


def _load(name: str) -> dict[str, Any]:
    resource = files("daemon.core.recognise") / "lexicon" / f"{name}.toml"
    return tomllib.loads(resource.read_text(encoding="utf-8"))
