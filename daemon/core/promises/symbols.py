"""Reads tokens as symbols of the date grammar: words by the lexicon, numbers by their neighbours, dates by locale."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from daemon.core.promises.figures import numeric_date
from daemon.core.promises.numbers import join_counts, label_numbers
from daemon.core.promises.parts import Parts, Symbol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.phrases import Meaning
    from daemon.core.promises.tokens import Token

# Words that end with a full stop inside a sentence; days and months may stand at the end of one as well.
_SHORT_WORDS = """mr mrs ms dr lt st prof jr sr kl ca bzw evtl ggf inkl approx no nr tel pkt art min max hr fr dipl ing
rag dott sig"""
_SHORT_DATES = """jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
mo di mi do sa so lun mer jeu ven sam dim mie jue vie sab dom"""
_ABBREVIATIONS = frozenset(_SHORT_WORDS.split())
_SHORT = frozenset(_SHORT_DATES.split())
_UNSURE = frozenset({"month_perhaps", "ordinal_ending", "successor"})
_PEOPLE_OR_HOURS = "hr"  # hours behind a figure only
_SENTENCE_ENDS = frozenset("!?;…。！？؟\n")
_PAUSES = frozenset(',:()[]"«»„“”「」、，：（）|•*')
_RANGED = frozenset({"number", "weekday"})
_PERIODS = frozenset({"weekday", "unit", "parts", "month", "holiday"})
_COUNTED = frozenset({"unit", "day_mark", "month_mark"})
_WEEK = 7
_SHORTENED = frozenset({"month", "weekday"})
_DASHES = frozenset("-‑–—~～〜")
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
    symbols = _with_ranges(_without_echo(symbols), tokens)
    if lexicon.numbered_weekdays:
        symbols = _with_weekdays(symbols)
    return join_counts(label_numbers(symbols, tokens, lexicon))


def _without_echo(symbols: list[Symbol]) -> list[Symbol]:
    """The symbols without a number in brackets that only says again the one before it: "five (5) working days"."""
    for at in range(len(symbols) - 4, -1, -1):
        number, opening, echo, closing = symbols[at : at + 4]
        if (
            opening.kind == closing.kind == "comma"
            and number.kind == echo.kind == "number"
            and number.value == echo.value
        ):
            del symbols[at + 1 : at + 4]
    return symbols


def _with_ranges(symbols: list[Symbol], tokens: Sequence[Token]) -> list[Symbol]:
    """The symbols, the small word "a" between two alike for what it is there: "de 12 a 14", "de segunda a quarta"."""
    for at in range(1, len(symbols) - 1):
        before = symbols[at - 1].kind
        if before in _RANGED and before == symbols[at + 1].kind and tokens[symbols[at].start].form == "a":
            symbols[at] = replace(symbols[at], kind="to")
    return symbols


def _with_weekdays(symbols: list[Symbol]) -> list[Symbol]:
    """The symbols, the number behind a weekday that has one for the weekday it is: "下週一到三"."""
    for at in range(2, len(symbols)):
        day, tie, number = symbols[at - 2 : at + 1]
        named = day.kind == "weekday" or (day.parts is not None and day.parts.weekday is not None)
        if named and tie.kind in {"by", "to", "or", "and", "dash"} and number.kind == "number":
            behind = symbols[at + 1].kind if at + 1 < len(symbols) else ""
            if isinstance(number.value, int) and 1 <= number.value <= _WEEK and behind not in _COUNTED:
                symbols[at] = replace(number, kind="weekday", value=number.value - 1)
    return symbols


def _symbol(tokens: Sequence[Token], at: int, lexicon: Lexicon, locale: str, today: date) -> Symbol:
    token = tokens[at]
    if token.kind == "date":
        day = numeric_date(token.form, locale, today)
        if day is not None:
            return Symbol(kind="parts", parts=Parts(date=day), start=at, end=at + 1)
    if token.kind in {"number", "dotted"} and len(token.form) <= 5:
        ordinal = token.kind == "dotted" and lexicon.dotted_ordinals
        return _number(tokens, at, lexicon, "ordinal" if ordinal else "number")
    meaning = _month_mark(tokens, at, lexicon) or _meaning(tokens, at, lexicon)
    if meaning is not None:
        symbol = Symbol(
            kind=meaning.kind.removesuffix("_perhaps"), value=meaning.value, start=at, end=at + meaning.length
        )
        symbol = replace(symbol, end=symbol.end + _is_shortened(tokens, symbol))
        if meaning.kind == "ordinal":
            return replace(symbol, ordinal_word=True)
        if symbol.value == "thanksgiving" and locale.endswith("CA"):
            return replace(symbol, value="canadian_thanksgiving")
        return replace(symbol, parts=_parts(str(meaning.value))) if meaning.kind == "parts" else symbol
    return Symbol(kind=_plain_kind(token), value=token.form, start=at, end=at + 1)


def _is_shortened(tokens: Sequence[Token], symbol: Symbol) -> bool:
    """Whether a month or weekday is cut short by a full stop before a number: "Jan. 4"."""
    end = symbol.end
    if symbol.kind not in _SHORTENED or end + 1 >= len(tokens) or tokens[end].form != ".":
        return False
    return tokens[end - 1].form in _SHORT and tokens[end + 1].kind in {"number", "dotted"}


def _meaning(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Meaning | None:
    """What the longest phrase here means; what is a month or something else, as it stands here ("dez dias")."""
    if tokens[at].form == _PEOPLE_OR_HOURS and not (at and tokens[at - 1].kind == "number"):
        return None
    meaning = lexicon.dates.longest(tokens, at)
    if meaning is None or meaning.kind not in _UNSURE or _holds(meaning, tokens, at, lexicon):
        return meaning
    others = [other for other in lexicon.dates.all(tokens, at) if other.kind != meaning.kind]
    return max(others, key=lambda other: other.length, default=None)


def _holds(meaning: Meaning, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a phrase that means several things means this where it stands; "de" alone ends no ordinal."""
    if meaning.kind == "successor":
        return not _goes_on(tokens, at + meaning.length, lexicon)
    return meaning.kind == "month_perhaps" and _is_month(tokens, at, lexicon)


def _goes_on(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a weekday or a week follows: "the next one" is one by itself, "el siguiente viernes" is not."""
    following = lexicon.dates.longest(tokens, at) if at < len(tokens) else None
    return following is not None and following.kind in _PERIODS


def _month_mark(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Meaning | None:
    """The sign for "month" behind a number, which makes one with it even where a longer phrase starts: 5月|底."""
    mark = next((meaning for meaning in lexicon.dates.all(tokens, at) if meaning.kind == "month_mark"), None)
    if mark is None or not at:
        return None
    before = lexicon.dates.longest(tokens, at - 1)
    return mark if tokens[at - 1].kind == "number" or (before and before.kind == "number") else None


def _is_month(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that is a month or something else ("may", "mar") stands where a month does."""
    after = at + 1
    if after + 1 < len(tokens) and tokens[after].form == ".":  # "Jan. 4"
        after += 1
    if after < len(tokens) and (tokens[after].kind in {"number", "dotted"} or tokens[after].form == "the"):
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
    named = lexicon.dates.longest(tokens, at) if kind == "number" else None
    if named is not None and named.kind in {"weekday", "edge", "offset"}:  # "2ª feira", "2nd half of", "2moro"
        return Symbol(kind=named.kind, value=named.value, start=at, end=at + named.length)
    if kind == "number" and end < len(tokens) and (tokens[end].tied or tokens[end].start == tokens[at].end):
        suffix = next((meaning for meaning in lexicon.dates.all(tokens, end) if meaning.kind == "ordinal_ending"), None)
        if suffix is not None:
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
        return at < 2 or not _is_abbreviation(tokens[at - 2], last, following, lexicon)
    meaning = lexicon.dates.longest(tokens, at)
    return following.capital and (meaning is None or meaning.kind != "month")


def _is_abbreviation(word: Token, stop: Token, following: Token, lexicon: Lexicon) -> bool:
    if word.kind != "word" or word.end != stop.start:
        return False
    if word.form in _SHORT:
        return lexicon.capital_nouns or not following.capital
    return len(word.form) == 1 or word.form in _ABBREVIATIONS
