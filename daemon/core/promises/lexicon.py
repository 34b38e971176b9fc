"""What words mean, language by language: loads `languages/*.toml` and finds their phrases in tokens.

A language file holds `words` (the commonest, to tell languages apart), `[dates.KIND]` tables (VALUE = phrases) and a
`[cues]` table (KIND = phrases). In a phrase `*` at the end of a word stands for any ending, `_` for any one word, and
in a cue `{NAME}` for any phrase of that entry of `[sets]`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from daemon.core.promises.tokens import Token, fold, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ANY = "_"
_SHORTEST_STEM = 2
_HOME_ADVANTAGE = 1.5  # words in favour of the language that the locale names

Value = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a phrase stands for and how many tokens it took."""

    kind: str
    value: Value
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    pattern: tuple[str, ...]
    kind: str
    value: Value


@dataclass(slots=True)
class Phrases:
    """A set of phrases, found by their first word or its stem."""

    exact: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    stems: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: str, kind: str, value: Value) -> None:
        """Add one phrase as a person writes it in a language file."""
        pattern = _pattern(phrase)
        index, key = (self.stems, pattern[0][:-1]) if pattern[0].endswith("*") else (self.exact, pattern[0])
        index[key].append(_Entry(pattern=pattern, kind=kind, value=value))

    def longest(self, tokens: Sequence[Token], at: int) -> Meaning | None:
        """The longest phrase that starts at this token; of equals, the one the file names first."""
        return max(self.all(tokens, at), key=lambda meaning: meaning.length, default=None)

    def all(self, tokens: Sequence[Token], at: int) -> Iterator[Meaning]:
        """Every phrase that starts at this token."""
        for entry in self._candidates(tokens[at].form):
            if _fits(entry.pattern, tokens, at):
                yield Meaning(kind=entry.kind, value=entry.value, length=len(entry.pattern))

    def _candidates(self, form: str) -> Iterator[_Entry]:
        yield from self.exact.get(form, ())
        if self.stems:
            for size in range(len(form), _SHORTEST_STEM - 1, -1):
                yield from self.stems.get(form[:size], ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language: its phrases for dates, its cues for what a date is about, and habits of its grammar."""

    code: str
    dates: Phrases
    cues: Phrases
    dotted_ordinals: bool
    postpositions: bool
    which_follows: bool
    before_is_ago: bool
    definite_weekdays: bool
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
)
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he"}


def language_of(locale: str) -> str:
    """The language code of a locale such as "en-GB"; English if it is none of ours."""
    code = locale.replace("_", "-").partition("-")[0].lower()
    code = _ALIASES.get(code, code)
    return code if code in LANGUAGES else "en"


def choose_language(tokens: Sequence[Token], locale: str) -> Lexicon:
    """The language most words of the text belong to; the one of the locale if it is as likely as any."""
    forms = [token.form for token in tokens if token.kind == "word"]
    home = language_of(locale)

    def likelihood(code: str) -> float:
        known = _common_words(code)
        return sum(form in known for form in forms) + (_HOME_ADVANTAGE if code == home else 0)

    return lexicon(max(LANGUAGES, key=likelihood))


@cache
def _common_words(code: str) -> frozenset[str]:
    """The words by which a language is known; they stand before the first table, and the rest is not read for them."""
    head, _, _ = _source(code).partition("\n[")
    return frozenset(fold(word) for word in tomllib.loads(head)["words"].split())


def _source(code: str) -> str:
    return files(__package__).joinpath("languages", f"{code}.toml").read_text(encoding="utf-8")


@cache
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language, read from the package once."""
    data = tomllib.loads(_source(code))
    grammar = data.get("grammar", {})
    return Lexicon(
        code=code,
        dates=_date_phrases(data["dates"]),
        cues=_cue_phrases(data["cues"], data.get("sets", {})),
        dotted_ordinals=grammar.get("dotted_ordinals", False),
        postpositions=grammar.get("postpositions", False),
        which_follows=grammar.get("which_follows", False),
        definite_weekdays=grammar.get("definite_weekdays", False),
        before_is_ago=grammar.get("before_is_ago", False),
        day_words=frozenset(fold(word) for word in grammar.get("day_words", "").split()),
        nouns_counted=frozenset(fold(word) for word in grammar.get("nouns_counted", "").split()),
    )


def _date_phrases(tables: Mapping[str, Mapping[str, list[str]]]) -> Phrases:
    phrases = Phrases()
    for kind, values in tables.items():
        for value, texts in values.items():
            for text in texts:
                phrases.add(text, kind, int(value) if value.lstrip("-").isdigit() else value)
    return phrases


def _cue_phrases(table: Mapping[str, list[str]], sets: Mapping[str, list[str]]) -> Phrases:
    phrases = Phrases()
    for kind, texts in table.items():
        for text in {phrase: None for written in texts for phrase in _spelled_out(written, sets)}:
            phrases.add(text, kind, "")
    return phrases


def _spelled_out(phrase: str, sets: Mapping[str, list[str]]) -> Iterator[str]:
    """The phrase with each set it names in braces replaced by each of that set's phrases."""
    before, brace, rest = phrase.partition("{")
    if not brace:
        yield phrase
        return
    name, _, after = rest.partition("}")
    for tail in _spelled_out(after, sets):
        for word in sets[name]:
            yield before + word + tail


def _pattern(phrase: str) -> tuple[str, ...]:
    pattern: list[str] = []
    for word in phrase.split():
        pattern.extend((_ANY,) if word == _ANY else _forms(word.rstrip("*")))
        if word.endswith("*"):
            pattern[-1] += "*"
    return tuple(pattern)


@cache
def _forms(word: str) -> tuple[str, ...]:
    """What a written word of a phrase is made of; kept, because the phrases are many and their words are few."""
    return tuple(token.form for token in tokenise(word))


def _fits(pattern: tuple[str, ...], tokens: Sequence[Token], at: int) -> bool:
    if at + len(pattern) > len(tokens):
        return False
    return all(_agrees(word, tokens[at + offset]) for offset, word in enumerate(pattern))


def _agrees(word: str, token: Token) -> bool:
    if word == _ANY:
        return token.kind == "word"
    form = token.form.rstrip(".") if token.kind == "dotted" else token.form
    return form.startswith(word[:-1]) if word.endswith("*") else form == word
