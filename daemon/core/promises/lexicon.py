"""What words mean, language by language: loads `languages/*.toml`, each when it is first needed.

A language file holds `words` (the commonest, to tell languages apart), `[grammar]` (habits of the language, and its
`plain` words), `[dates.KIND]` tables (VALUE = phrases), a `[cues]` table (KIND = phrases) and the `[sets]` of phrases
that cues may name.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from daemon.core.promises.phrases import Phrases, forget_spelling
from daemon.core.promises.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daemon.core.promises.tokens import Token

_HOME_ADVANTAGE = 1.5  # words in favour of the language that the locale names


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language: its phrases for dates, its cues for what a date is about, and habits of its grammar.

    `plain` are the words that say nothing of what a clause is about, in one string with a space around each.
    `your_endings` are those of verbs that ask something of the person, but for `you_get` ("you will hear").
    """

    code: str
    dates: Phrases
    cues: Phrases
    plain: str
    your_endings: tuple[str, ...]
    you_get: frozenset[str]
    senders: frozenset[str]
    dotted_ordinals: bool
    postpositions: bool
    which_follows: bool
    before_is_ago: bool
    before_includes: bool
    definite_weekdays: bool
    numbered_weekdays: bool
    capital_nouns: bool
    day_words: frozenset[str]
    nouns_counted: frozenset[str]


LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "sv",
    "nb",
    "da",
    "fi",
    "cs",
    "uk",
    "ru",
    "tr",
    "he",
    "ko",
    "ja",
    "zh",
    "ro",
    "hu",
    "el",
    "ar",
)
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he"}


def language_of(locale: str) -> str:
    """The language code of a locale such as "en-GB"; English if it is none of ours."""
    code = locale.replace("_", "-").partition("-")[0].lower()
    code = _ALIASES.get(code, code)
    return code if code in LANGUAGES else "en"


def choose_language(tokens: Sequence[Token], locale: str) -> Lexicon:
    """The language most words of the text belong to; the one of the locale if it is as likely as any."""
    likelihood = count_languages(tokens)
    home = language_of(locale)

    def likely(code: str) -> float:
        return likelihood[code] + (_HOME_ADVANTAGE if code == home else 0)

    return lexicon(max(LANGUAGES, key=likely))


def count_languages(tokens: Sequence[Token]) -> Counter[str]:
    """How many of the words are among the commonest of each language."""
    known = _common_words()
    return Counter(code for token in tokens if token.kind == "word" for code in known.get(token.form, ()))


@cache
def _common_words() -> Mapping[str, tuple[str, ...]]:
    """The words by which languages are known, and of which; they stand before the first table of each file."""
    known: dict[str, tuple[str, ...]] = {}
    for code in LANGUAGES:
        head, _, _ = _source(code).partition("\n[")
        alone = (code,)  # shared by the words that no other language has
        for word in _words(tomllib.loads(head), "words"):
            known[word] = (*known[word], code) if word in known else alone
    return known


def _source(code: str) -> str:
    return files(__package__).joinpath("languages", f"{code}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=8)  # nobody looks for work in more languages at once; those not used any more make room
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language, read from the package and kept while it is used."""
    data = tomllib.loads(_source(code))
    grammar = data.get("grammar", {})
    found = Lexicon(
        code=code,
        dates=_date_phrases(data["dates"]),
        cues=_cue_phrases(data["cues"], data.get("sets", {})),
        plain=f" {' '.join(fold(grammar.get('plain', '')).split())} ",
        your_endings=tuple(_words(grammar, "your_endings")),
        you_get=_words(grammar, "you_get"),
        senders=_words(grammar, "senders"),
        before_includes=grammar.get("before_includes", False),
        dotted_ordinals=grammar.get("dotted_ordinals", False),
        postpositions=grammar.get("postpositions", False),
        which_follows=grammar.get("which_follows", False),
        definite_weekdays=grammar.get("definite_weekdays", False),
        numbered_weekdays=grammar.get("numbered_weekdays", False),
        capital_nouns=grammar.get("capital_nouns", False),
        before_is_ago=grammar.get("before_is_ago", False),
        day_words=_words(grammar, "day_words"),
        nouns_counted=_words(grammar, "nouns_counted"),
    )
    forget_spelling()
    return found


def _words(table: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table.get(name, "").split())


def _date_phrases(tables: Mapping[str, Mapping[str, list[str]]]) -> Phrases:
    phrases = Phrases()
    for kind, values in tables.items():
        for value, texts in values.items():
            for text in texts:
                phrases.add(text, kind, int(value) if value.lstrip("-").isdigit() else value)
    return phrases


def _cue_phrases(table: Mapping[str, list[str]], sets: Mapping[str, list[str]]) -> Phrases:
    named = {f"{{{name}}}": Phrases() for name in sets}
    for name, texts in sets.items():
        for text in texts:
            named[f"{{{name}}}"].add(text, name)
    phrases = Phrases(named)
    for kind, texts in table.items():
        for text in texts:
            phrases.add(text, kind)
    return phrases
