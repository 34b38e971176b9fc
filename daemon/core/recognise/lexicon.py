"""The words that tell an interview from other things, as data: one TOML file a language, read once.

A *meaning* is what a phrase stands for ("job-interview", "practice", "everyday", ...) with the sentence that explains
it to the person; meanings are in `lexicon/meanings.toml`. An *entry* gives some phrases a meaning and a weight, and
says where they count and what else they tell (round, medium). All languages are searched at once, in one walk over the
words of a text; of phrases that overlap the one that begins first wins, then the longest, so that "phone screen
replacement" is not a phone screen.

Phrases are kept as plain text, each once however many lists have it, and the files they come from are let go: the
service stays for months.
"""

from __future__ import annotations

import tomllib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from sys import getsizeof
from typing import Any, NamedTuple
from zlib import crc32

from daemon.core.recognise.words import fold, words_of
from daemon.core.tables import Checksums

_LONG_LISTS = frozenset(["event_word", "firm_kind", "post_word"])
_NAMES = "given_name"
_LONG, _LONGEST = 3, 100  # words of a long beginning of a phrase


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


class Hit(NamedTuple):
    """A phrase, folded, found in a text from word `start` up to, not including, word `end`; made by the dozen."""

    start: int
    end: int
    phrase: str
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A service whose domain tells what an event is: kind is "ats", "scheduler", "assessment", "mail", ..."""

    name: str
    kind: str


class LongList:
    """The words of a list of thousands, as one text for each first two letters: a quarter of the size of a set."""

    def __init__(self, words: Iterable[str]) -> None:
        by_start: dict[str, list[str]] = {}
        for word in sorted(words):
            by_start.setdefault(word[:2], []).append(word)
        self._by_start = {start: "\n".join(["", *found, ""]) for start, found in by_start.items()}

    def __contains__(self, word: str) -> bool:
        return f"\n{word}\n" in self._by_start.get(word[:2], "")

    def __iter__(self) -> Iterator[str]:
        return (word for text in self._by_start.values() for word in text.split())


class ListOfNames:
    """Names by the thousand of which it only matters whether a word is one: four bytes each, their checksums in order.

    Of a hundred thousand other words hardly one is taken for a name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._sums = Checksums({crc32(name.encode()) for name in names})

    def __contains__(self, word: str) -> bool:
        return self._sums.place(crc32(word.encode("utf-8", "replace"))) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    """All languages together, folded: the entry of each phrase, and None for the beginnings of phrases; longer such
    beginnings, which are seldom met, by their checksums; the entries of the endings of compounds, and these endings
    again; and the word lists by name."""

    phrases: dict[str, Entry | None]
    long_beginnings: Checksums
    endings: dict[str, Entry]
    suffixes: tuple[str, ...]
    lists: dict[str, frozenset[str]]
    long_lists: dict[str, LongList]
    given_names: ListOfNames


def find(words: Sequence[str]) -> tuple[Hit, ...]:
    """All phrases of the lexicon in these folded words, none overlapping, in their order."""
    lexicon = _lexicon()
    phrases, suffixes = lexicon.phrases, lexicon.suffixes
    following = (*words[1:], "")
    hits: list[Hit] = []
    free = 0
    for start in [i for i, word in enumerate(words) if word in phrases or (len(word) > 6 and word.endswith(suffixes))]:
        word = words[start]
        if start < free:
            continue
        if phrases.get(word) or f"{word} {following[start]}" in phrases:
            hits += _longest(words, start, lexicon)
        elif word.endswith(suffixes):
            hits += _compound(word, start)
        free = hits[-1].end if hits else 0
    return tuple(hits)


def begins_phrase(word: str) -> bool:
    """Whether some phrase of the lexicon begins with this folded word: it is an ordinary one in some language."""
    return word in _lexicon().phrases


def _longest(words: Sequence[str], start: int, lexicon: _Lexicon) -> list[Hit]:
    best: list[Hit] = []
    phrases, phrase, end = lexicon.phrases, words[start], start + 1
    while phrase in phrases or (end - start >= _LONG and _begins_long(phrase, lexicon)):
        if entry := phrases.get(phrase):
            best = [Hit(start, end, phrase, entry)]
        if end == len(words):
            break
        phrase, end = f"{phrase} {words[end]}", end + 1
    return best or _compound(words[start], start)


def _begins_long(phrase: str, lexicon: _Lexicon) -> bool:
    return lexicon.long_beginnings.place(crc32(phrase.encode("utf-8", "replace"))) is not None


def _compound(word: str, start: int) -> list[Hit]:
    """A word that no phrase knows, by its ending: whatever "Xgespräch" is, it is some kind of talk."""
    endings = _lexicon().endings
    return [Hit(start, start + 1, word, entry) for ending, entry in endings.items() if word.endswith(ending)][:1]


@cache
def word_list(*names: str) -> frozenset[str]:
    """The words of these lists in the files' `[words]` tables, of all languages together, folded."""
    lists = _lexicon().lists
    return lists[names[0]] if len(names) == 1 else frozenset().union(*(lists[name] for name in names))


def long_list(name: str) -> LongList:
    """The words of one of the lists of thousands, as `word_list` has the others."""
    return _lexicon().long_lists[name]


def given_names() -> ListOfNames:
    """The given names that are common in some language, folded."""
    return _lexicon().given_names


@cache
def learned_weights() -> tuple[bytes, Mapping[str, float]]:
    """How much the boxes of pieces of words, and the outer traits of events, speak for an interview (see `wording`)."""
    loaded = _load("weights")
    return b64decode(loaded["pieces"]), loaded["form"]


@lru_cache(maxsize=128)
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
def domains_of_kind(kind: str) -> frozenset[str]:
    """The domains of all known services of a kind."""
    return frozenset(domain for domain, system in _systems().items() if system.kind == kind)


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
    phrases: dict[str, Entry] = {}
    endings: dict[str, Entry] = {}
    lists: dict[str, set[str]] = {}
    names: list[str] = []
    once: dict[str, str] = {}
    entries: dict[Entry, Entry] = {}
    for language in _languages():
        for table in language["entry"]:
            entry = _entry(table, meanings)
            entry = entries.setdefault(entry, entry)
            for phrase in table.get("phrases", ()):
                folded = " ".join(words_of(fold(phrase)))
                phrases.setdefault(once.setdefault(folded, folded), entry)  # of two entries for one the first counts
            endings.update((fold(ending), entry) for ending in table.get("endings", ()))
        words_of_language = language.get("words", {})
        names += map(fold, words_of_language.pop(_NAMES, ()))
        for name, words in words_of_language.items():
            lists.setdefault(name, set()).update(once.setdefault(word, word) for word in map(fold, words))
    return _Lexicon(
        phrases=_with_beginnings(phrases, once),
        long_beginnings=Checksums({crc32(beginning.encode()) for beginning in _beginnings(phrases, _LONG, _LONGEST)}),
        endings=endings,
        suffixes=tuple(endings),
        lists={name: _small_set(words) for name, words in lists.items() if name not in _LONG_LISTS},
        long_lists={name: LongList(lists[name]) for name in _LONG_LISTS},
        given_names=ListOfNames(names),
    )


def _small_set(words: set[str]) -> frozenset[str]:
    """The words as a set that has as little room to spare as there is: it depends on how it is filled."""
    return min(frozenset(list(words)), frozenset(words), key=getsizeof)


def _with_beginnings(phrases: Mapping[str, Entry], once: dict[str, str]) -> dict[str, Entry | None]:
    found: dict[str, Entry | None] = dict(phrases)
    for beginning in _beginnings(phrases, 1, _LONG):
        found.setdefault(once.setdefault(beginning, beginning), None)
    return found


def _beginnings(phrases: Iterable[str], least: int, below: int) -> Iterator[str]:
    """The beginnings of phrases that have at least so many words, and fewer than another number."""
    for words in (phrase.split(" ") for phrase in phrases):
        yield from (" ".join(words[:end]) for end in range(least, min(len(words), below)))


def sizes_by_word(phrases: Iterable[str], place: int) -> Mapping[str, tuple[int, ...]]:
    """How many words the phrases have, most first, by their first words (0) or their last (-1)."""
    sizes: dict[str, set[int]] = {}
    once: dict[object, Any] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        outer = phrase if len(words) == 1 else words[place]
        sizes.setdefault(once.setdefault(outer, outer), set()).add(len(words))
    tuples = ((word, tuple(sorted(found, reverse=True))) for word, found in sizes.items())
    return {word: once.setdefault(found, found) for word, found in tuples}


def _entry(table: Mapping[str, Any], meanings: Mapping[str, Meaning]) -> Entry:
    return Entry(
        meaning=meanings[table["meaning"]],
        weight=float(table["weight"]),
        where=table.get("where", "any"),
        round=table.get("round"),
        medium=table.get("medium"),
    )


def _languages() -> Iterator[Mapping[str, Any]]:
    folder = files("daemon.core.recognise") / "lexicon"
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    return (_load(name) for name in names if name not in {"meanings", "systems", "weights"})


def _load(name: str) -> dict[str, Any]:
    resource = files("daemon.core.recognise") / "lexicon" / f"{name}.toml"
    return tomllib.loads(resource.read_text(encoding="utf-8"))
