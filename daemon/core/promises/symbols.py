"""Reads tokens as symbols of the date grammar: words by the lexicon, numbers by their neighbours, dates by the locale."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from daemon.core.promises.resolve import Parts, resolve

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.tokens import Token

_SENTENCE_ENDS = frozenset("!?;…。！？؟\n")
_PAUSES = frozenset(',:()[]"«»„“”「」、，：（）|•*')
_DASHES = frozenset("-‑–—~～〜")
_MONTH_FIRST = frozenset({"ja", "zh", "ko"})
_UNSURE = frozenset({"en", "en-CA", "en-PH", "es-US", "en-PR", "es-PR"})
_GOVERNORS = frozenset({"on", "by", "before", "after", "until", "since", "earliest", "latest", "weekday"})
_JOINERS = frozenset({"to", "or", "and", "dash"})
_BEFORE_MONTHS = frozenset(
    {
        "edge",
        "by",
        "before",
        "after",
        "within",
        "which",
        "since",
        "between",
        "ordinal",
        "until",
        "to",
        "earliest",
        "week_of",
    }
)
_BEFORE_YEAR = frozenset({"month", "day", "comma", "quarter"})
_WITH_YEAR = 3  # figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One symbol of the grammar, what it is worth, and the tokens it covers."""

    kind: str
    value: str | int | tuple[int, int] = ""
    start: int
    end: int
    parts: Parts | None = None
    ordinal_word: bool = False


def read_symbols(
    tokens: Sequence[Token], lexicon: Lexicon, locale: str, today: date, cues: Collection[int] = ()
) -> list[Symbol]:
    """The symbols of the text in order; `cues` are the tokens at which a phrase that promises something starts."""
    symbols: list[Symbol] = []
    at = 0
    while at < len(tokens):
        found = _symbol(tokens, at, lexicon, locale, today)
        if found.kind == "word" and at in cues:
            found = replace(found, kind="cue")
        symbols.append(found)
        at = found.end
        if _ends_sentence(tokens, at, lexicon):
            symbols.append(Symbol(kind="break", start=at, end=at))
    return _join_counts(_label_numbers(symbols, lexicon))


def _symbol(tokens: Sequence[Token], at: int, lexicon: Lexicon, locale: str, today: date) -> Symbol:
    token = tokens[at]
    if token.kind == "date":
        day = _numeric_date(token.form, locale, today)
        if day is not None:
            return Symbol(kind="parts", parts=Parts(date=day), start=at, end=at + 1)
    if token.kind in {"number", "dotted"} and len(token.form) <= 5:
        ordinal = token.kind == "dotted" and lexicon.dotted_ordinals
        return _number(tokens, at, lexicon, "ordinal" if ordinal else "number")
    meaning = lexicon.dates.longest(tokens, at)
    if meaning is not None and (meaning.kind != "month_perhaps" or _is_month(tokens, at, lexicon)):
        symbol = Symbol(
            kind=meaning.kind.removesuffix("_perhaps"), value=meaning.value, start=at, end=at + meaning.length
        )
        if meaning.kind == "ordinal":
            return replace(symbol, ordinal_word=True)
        return replace(symbol, parts=_parts(str(meaning.value))) if meaning.kind == "parts" else symbol
    return Symbol(kind=_plain_kind(token), value=token.form, start=at, end=at + 1)


def _is_month(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that is a month or something else ("may", "mar") stands where a month does."""
    if at + 1 < len(tokens) and (tokens[at + 1].kind in {"number", "dotted"} or tokens[at + 1].form == "the"):
        return True
    if not at:
        return False
    if tokens[at - 1].kind in {"number", "dotted"} or tokens[at - 1].form in {"st", "nd", "rd", "th", "of"}:
        return True
    before = lexicon.dates.longest(tokens, at - 1)
    return before is not None and before.kind in _BEFORE_MONTHS


def _plain_kind(token: Token) -> str:
    if token.form in _SENTENCE_ENDS or token.kind == "newline":
        return "break"
    if token.form in _PAUSES:
        return "comma"
    if token.form in _DASHES:
        return "dash"
    return {"/": "or", "&": "and", ".": "stop"}.get(token.form, "clock" if token.kind == "clock" else "word")


def _number(tokens: Sequence[Token], at: int, lexicon: Lexicon, kind: str) -> Symbol:
    value = int(tokens[at].form.rstrip("."))
    end = at + 1
    if kind == "number" and end < len(tokens) and (tokens[end].tied or tokens[end].start == tokens[at].end):
        suffix = lexicon.dates.longest(tokens, end)
        if suffix is not None and suffix.kind == "ordinal_ending":
            return Symbol(kind="ordinal", value=value, start=at, end=end + suffix.length)
    return Symbol(kind=kind, value=value, start=at, end=end)


def _parts(text: str) -> Parts:
    """The parts that a language file spells out, as in "edge=end which=next unit=week"."""
    pairs = (word.split("=") for word in text.split())
    return Parts(**{key: int(value) if value.isdigit() else value for key, value in pairs})  # type: ignore[arg-type]  # checked by the tests of the language files


def _ends_sentence(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the token before `at` is a full stop, or ends with one, that closes a sentence and no abbreviation."""
    last = tokens[at - 1]
    if not last.form.endswith(".") or last.kind == "clock":
        return False
    if at >= len(tokens):
        return True
    following = tokens[at]
    if following.start == last.end or following.form in _PAUSES:
        return False
    if last.kind == "mark":
        return at < 2 or not _is_abbreviation(tokens[at - 2], last)
    meaning = lexicon.dates.longest(tokens, at)
    return following.capital and (meaning is None or meaning.kind != "month")


def _is_abbreviation(word: Token, stop: Token) -> bool:
    if word.kind != "word" or word.end != stop.start:
        return False
    return len(word.form) == 1 or word.form in _ABBREVIATIONS


_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "lt",
        "st",
        "prof",
        "jr",
        "sr",
        "kl",
        "ca",
        "bzw",
        "evtl",
        "ggf",
        "inkl",
        "approx",
        "no",
        "nr",
        "tel",
        "pkt",
        "art",
        "min",
        "max",
        "hr",
        "fr",
        "dipl",
        "ing",
        "rag",
        "dott",
        "sig",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mo",
        "di",
        "mi",
        "do",
        "sa",
        "so",
        "lun",
        "mar",
        "mer",
        "jeu",
        "ven",
        "sam",
        "dim",
        "mie",
        "jue",
        "vie",
        "sab",
        "dom",
    ]
)


# Dates in figures


def _numeric_date(form: str, locale: str, today: date) -> date | None:
    figures = [int(figure) for figure in re.findall(r"\d+", form)]
    if len(form) > 3 and form[:4].isdigit():
        return _make(*figures)
    if form == "24/7":
        return None
    year = figures[2] if len(figures) == _WITH_YEAR else None
    both = [_occurrence(figures[1], figures[0], year, today), _occurrence(figures[0], figures[1], year, today)]
    day_first, month_first = both
    if "." in form or _order(locale) == "day":
        return day_first or (month_first if "." not in form else None)
    if _order(locale) == "month":
        return month_first or day_first
    return max((day for day in both if day is not None), default=None)


def _order(locale: str) -> str:
    """Whether day or month comes first in this locale; "unsure" where both are in use."""
    tag = locale.replace("_", "-")
    language, _, region = tag.partition("-")
    if region.upper() == "US" and language.lower() == "en":
        return "month"
    if tag in _UNSURE:
        return "unsure"
    return "month" if language.lower() in _MONTH_FIRST else "day"


def _occurrence(month: int, day: int, year: int | None, today: date) -> date | None:
    days = resolve(Parts(month=month, day=day, year=year), today) if 1 <= month <= 12 and 1 <= day <= 31 else None
    return days.last if days else None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# Numbers


def _label_numbers(symbols: list[Symbol], lexicon: Lexicon) -> list[Symbol]:
    """Say of each number whether it is a day, a year, a week's number, an ordinal of weeks, a count, or nothing."""
    neighbours = _Neighbours(symbols)
    labelled: list[Symbol] = []
    for at, symbol in enumerate(symbols):
        if symbol.kind not in {"number", "ordinal"}:
            labelled.append(symbol)
            continue
        kind = _label(symbol, neighbours, at, lexicon)
        labelled.append(replace(symbol, kind=kind))
        symbols[at] = labelled[-1]
    return labelled


class _Neighbours:
    """Looks left and right in a list of symbols, past fillers."""

    def __init__(self, symbols: list[Symbol]) -> None:
        self._symbols = symbols

    def neighbour(self, at: int) -> Symbol | None:
        """The symbol at a place, filler or not."""
        return self._symbols[at] if 0 <= at < len(self._symbols) else None

    def after(self, at: int, count: int = 1) -> Symbol | None:
        """The symbol that many places to the right."""
        return self._step(at, count, 1)

    def before(self, at: int, count: int = 1) -> Symbol | None:
        """The symbol that many places to the left."""
        return self._step(at, count, -1)

    def _step(self, at: int, count: int, direction: int) -> Symbol | None:
        while count:
            at += direction
            if not 0 <= at < len(self._symbols):
                return None
            count -= self._symbols[at].kind not in {"filler", "the"}
        return self._symbols[at]


def _kind(symbol: Symbol | None) -> str:
    return symbol.kind if symbol else ""


def _label(symbol: Symbol, near: _Neighbours, at: int, lexicon: Lexicon) -> str:
    value = symbol.value
    before, after = near.before(at), near.after(at)
    if _is_counted(near, at):
        return "nth" if symbol.kind == "ordinal" and _kind(after) != "day_mark" else "count"
    if symbol.kind == "ordinal" and _kind(after) == "number" and _kind(near.after(at, 2)) == "unit":
        return "nth"
    if isinstance(value, int) and value <= 53 and (of_week := _label_beside_week(near, at)):
        return of_week
    if not isinstance(value, int) or value > 31:
        is_year = isinstance(value, int) and 1990 < value < 2100 and _kind(before) in _BEFORE_YEAR
        return "year" if is_year or _kind(after) == "year_mark" else "word"
    if _beside_month(near, at) or _kind(after) == "day_mark":
        return "day" if value else "word"
    return "day" if value and _stands_alone(symbol, near, at, lexicon) else "word"


def _label_beside_week(near: _Neighbours, at: int) -> str:
    """A number beside "week" or "KW" is that week's number, unless the weeks are counted."""
    before = near.neighbour(at - 1)
    if _kind(before) == "week_mark" or (before and before.kind == "unit" and before.value == "week"):
        return "week_number" if _kind(near.before(at, 2)) not in {"count", "which"} else "word"
    return "week_number" if _kind(near.after(at)) == "week_mark" else ""


def _is_counted(near: _Neighbours, at: int) -> bool:
    """Whether the number counts units: "3 days", "7-10 days"."""
    after = near.after(at)
    if _kind(after) == "unit":
        return True
    if _kind(after) == "day_mark":
        return _kind(near.after(at, 2)) in {"within", "after", "later"}
    joined = _kind(after) in _JOINERS and _kind(near.after(at, 2)) in {"number", "ordinal"}
    if joined and _kind(near.after(at, 3)) == "unit":
        return True
    upper = _kind(near.before(at)) in {"or", "to"} and _kind(near.before(at, 2)) == "unit"
    return upper and _kind(near.before(at, 3)) == "count"


def _beside_month(near: _Neighbours, at: int) -> bool:
    """Whether a month's name stands before or after, also beyond the other end of a range ("3 to 7 March")."""
    if "month" in {_kind(near.before(at)), _kind(near.after(at))}:
        return True
    if _kind(near.before(at)) in _JOINERS and _kind(near.before(at, 2)) == "day":
        return _kind(near.before(at, 3)) == "month"
    joined = _kind(near.after(at)) in _JOINERS and _kind(near.after(at, 2)) in {"number", "ordinal"}
    return joined and _kind(near.after(at, 3)) == "month"


def _stands_alone(symbol: Symbol, near: _Neighbours, at: int, lexicon: Lexicon) -> bool:
    """Whether a bare number names a day of the month: "the 3rd", "Friday 24", "le 18"."""
    before, after = near.before(at), near.after(at)
    if after and after.kind == "word" and str(after.value) in lexicon.nouns_counted:
        return False
    if _kind(after) in {"clock", "clock_mark", "percent"} or _kind(before) == "clock_mark":
        return False
    if symbol.kind == "ordinal":
        spelled_out = symbol.ordinal_word
        governed = _kind(near.before(at)) in _GOVERNORS
        return governed if spelled_out else True
    return _kind(before) in {"weekday", "day_intro"}


def _join_counts(symbols: list[Symbol]) -> list[Symbol]:
    """Make one symbol of the two ends of a counted range: "7-10 days", "a week or two"."""
    joined: list[Symbol] = []
    for symbol in symbols:
        if symbol.kind == "count" and isinstance(symbol.value, int):
            at = _open_count(joined)
            if at is not None:
                low = joined[at].value
                joined[at] = replace(joined[at], value=(low, symbol.value) if isinstance(low, int) else low)
                del joined[-1]
                joined[-1] = replace(joined[-1], end=symbol.end)
                continue
        joined.append(symbol)
    return joined


def _open_count(symbols: list[Symbol]) -> int | None:
    """Where the count stands whose upper end comes next, if what precedes is "7 to" or "a week or"."""
    if len(symbols) < 2 or symbols[-1].kind not in _JOINERS:
        return None
    if symbols[-2].kind == "count":
        return len(symbols) - 2
    before = symbols[-2].kind == "unit" and symbols[-1].kind in {"or", "to"}
    return len(symbols) - 3 if before and len(symbols) > 2 and symbols[-3].kind == "count" else None
