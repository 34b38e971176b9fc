"""The words of times in one text: those of clocks from the file of its language, of dates from the reader of promises.

A list of the `[times]` table is a kind of phrase. A name that ends with a value, such as `number_3`, `weekday_0` or
`which_next`, says what its phrases are worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from daemon.core.promises.lexicon import LANGUAGES, choose_language, lexicon
from daemon.core.promises.phrases import Meaning, Phrases, forget_spelling
from daemon.core.promises.tokens import Token
from daemon.core.replies.lexicon import language_of, time_tables

_LOADED = 4  # languages kept, so that memory is bounded
_NAMES = frozenset({"weekday", "month", "offset"})  # in English, which every text may hold
_HALF_DAYS = frozenset({"en", "ar", "el", "ko", "zh"})  # languages that count hours to twelve, also in figures
_VALUED = frozenset({"number", "weekday", "month", "offset", "which", "unit"})


class Words:
    """Finds the phrases that tell times in the pieces of one text; what stands at a piece is looked up once."""

    def __init__(self, tokens: Sequence[Token], text: str, locale: str) -> None:
        code = language_of(text, locale)
        dates = choose_language(tokens, locale) if code in LANGUAGES else None
        self.english = code == "en"
        self.dotted_ordinals = dates is not None and dates.dotted_ordinals
        self.which_follows = dates is None or dates.which_follows
        self.whole_day = code not in _HALF_DAYS and (code != "es" or locale.upper().endswith("ES"))
        self._tokens = tokens
        self._endings = tuple(time_tables(code).get("hour_endings", ()))
        self._own = (_time_phrases(code), *((dates.dates,) if dates is not None else ()))
        self._found: dict[int, tuple[tuple[Meaning, ...], ...]] = {}

    def time(self, at: int, *kinds: str) -> Meaning | None:
        """The longest phrase of one of these kinds of clock words here."""
        meanings = self._at(at)[0]
        return _longest(meanings, kinds) if meanings else None

    def date(self, at: int, *kinds: str) -> Meaning | None:
        """The longest phrase of one of these kinds of date words here; the language of the text before English."""
        for meanings in self._at(at):
            if meanings and (found := _longest(meanings, kinds)) is not None:
                return found
        return None

    def number(self, at: int) -> tuple[Meaning | None, bool]:
        """The number in words here, and whether it has an ending that only hours have: "tenish", "tízkor"."""
        found = self.time(at, "number")
        last = at + (found.length if found is not None else 1) - 1
        for ending in self._endings if last < len(self._tokens) and at >= 0 else ():
            token = self._tokens[last]
            if token.kind != "word" or not token.form.endswith(ending):
                continue
            if found is not None:
                return found, True
            bare = self._ended(at, ending)
            if bare is not None:
                return bare, True
        return found, False

    def _ended(self, at: int, ending: str) -> Meaning | None:
        """The number of one or two words of which the last has this ending."""
        for size in (1, 2):
            *before, last = self._tokens[at : at + size]
            bare = replace(last, form=last.form.removesuffix(ending))
            if last.form != bare.form and bare.form:
                found = _longest(tuple(self._own[0].all([*before, bare], 0)), ("number",))
                if found is not None and found.length == size:
                    return found
        return None

    def form(self, at: int) -> str:
        """The folded piece here, empty if there is none."""
        return self._tokens[at].form if 0 <= at < len(self._tokens) else ""

    def _at(self, at: int) -> tuple[tuple[Meaning, ...], ...]:
        found = self._found.get(at)
        if found is None:
            found = tuple(self._read(at)) if 0 <= at < len(self._tokens) else ((),)
            self._found[at] = found
        return found

    def _read(self, at: int) -> Iterator[tuple[Meaning, ...]]:
        for phrases in self._own:
            yield tuple(phrases.all(self._tokens, at))
        if not self.english:
            yield tuple(meaning for meaning in lexicon("en").dates.all(self._tokens, at) if meaning.kind in _NAMES)


def _longest(meanings: Sequence[Meaning], kinds: tuple[str, ...]) -> Meaning | None:
    best: Meaning | None = None
    for meaning in meanings:
        if meaning.kind in kinds and (best is None or meaning.length > best.length):
            best = meaning
    return best


@lru_cache(maxsize=_LOADED)
def _time_phrases(code: str) -> Phrases:
    phrases = Phrases()
    for name, texts in time_tables(code).items():
        if name == "hour_endings":
            continue
        kind, _, value = name.partition("_")
        if kind not in _VALUED:
            kind, value = name, ""
        for text in texts:
            phrases.add(text, kind, int(value) if value.isdigit() else value)
    forget_spelling()
    return phrases
