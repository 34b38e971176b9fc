"""Numbers among the symbols: a day, a year, a week's number, a count of units, or nothing that matters here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.parts import Symbol
    from daemon.core.promises.tokens import Token

_GOVERNORS = frozenset({"on", "by", "before", "after", "until", "since", "earliest", "latest", "weekday"})
_ALTERNATIVES = frozenset({"or", "to"})
_TIES = _ALTERNATIVES | {"dash", "comma"}
_PAIR = 2
_JOINERS = frozenset({"to", "or", "and", "dash", "by"})  # "by": German "bis" is both
_MONTHS = 12
_MOST_RANKED = 12  # "the second" may be a candidate; nobody says that of "the fourteenth"
_FEW_RANKED = 4
_CLOSE = 2  # how far the ends of a range without a word between them are apart
_MOST_FILLERS = 3
_PAUSES = frozenset({"", "break", "stop", "comma"})
_BEHIND_MORE = _PAUSES | {"on", "latest", "dash"}
_HYPHENS = frozenset("-־")
_CALENDAR_MARKS = frozenset("号號")  # stand behind a day of the month only
_RANKS = frozenset({"number", "ordinal", "which"})
_BEFORE_YEAR = frozenset({"month", "day", "comma", "quarter"})


def label_numbers(symbols: list[Symbol], tokens: Sequence[Token], lexicon: Lexicon) -> list[Symbol]:
    """Say of each number whether it is a day, a year, a week's number, an ordinal of weeks, a count, or nothing."""
    near = _Neighbours(symbols, tokens)
    _part_weeks(symbols, near)
    for at, symbol in enumerate(symbols):
        if symbol.kind not in {"number", "ordinal"}:
            continue
        symbols[at] = replace(
            symbol, kind="month" if _is_month(symbol, near, at) else _label(symbol, near, at, lexicon)
        )
        if symbols[at].kind == "count" and _kind(near.neighbour(at + 1)) == "day_mark":
            symbols[at + 1] = replace(symbols[at + 1], kind="unit", value="day")
        if symbols[at].kind == "month":
            symbols[at + 1] = replace(symbols[at + 1], kind="filler")
    return symbols


def _part_weeks(symbols: list[Symbol], near: _Neighbours) -> None:
    """Make of "semana de" a week that is counted, where it is one of a month: "a última semana de agosto"."""
    for at, symbol in enumerate(symbols):
        if symbol.kind == "week_of" and _kind(near.before(at)) in _RANKS and _kind(near.after(at)) == "month":
            symbols[at] = replace(symbol, kind="unit", value="week")


class _Neighbours:
    """Looks left and right in a list of symbols, past fillers; sees numbers to the left already labelled."""

    def __init__(self, symbols: list[Symbol], tokens: Sequence[Token]) -> None:
        self._symbols = symbols
        self._tokens = tokens

    def word_before(self, at: int) -> str:
        """The form of the token just before the symbol, and before the hyphen that ties the two."""
        start = self._symbols[at].start - 1
        tied = start > 0 and self._tokens[start].end == self._tokens[start + 1].start
        if tied and self._tokens[start].form in _HYPHENS:  # Hebrew ties "on the" to a number
            start -= 1
        return self._tokens[start].form if start >= 0 else ""

    def form(self, symbol: Symbol) -> str:
        """The form of the first token of a symbol."""
        return self._tokens[symbol.start].form

    def is_spelled(self, at: int) -> bool:
        """Whether the symbol is written in letters."""
        return self._tokens[self._symbols[at].start].kind == "word"

    def is_article(self, at: int) -> bool:
        """Whether the symbol is the number one in letters, which is an article in most languages."""
        symbol = self._symbols[at]
        return symbol.kind == "number" and symbol.value == 1 and self.is_spelled(at)

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


def _is_month(symbol: Symbol, near: _Neighbours, at: int) -> bool:
    """Whether the number names a month, as in "5月"."""
    in_range = isinstance(symbol.value, int) and 0 < symbol.value <= _MONTHS
    return in_range and _kind(near.neighbour(at + 1)) == "month_mark"


def _label(symbol: Symbol, near: _Neighbours, at: int, lexicon: Lexicon) -> str:
    value = symbol.value
    before, after = near.before(at), near.after(at)
    if symbol.kind == "ordinal" and _is_nth(near, at):
        return "nth"
    if _is_counted(symbol, near, at):
        return "count"
    if isinstance(value, int) and value <= 53 and (of_week := _label_beside_week(near, at, lexicon)):
        return of_week
    if not isinstance(value, int) or value > 31:
        is_year = isinstance(value, int) and 1990 < value < 2100 and _kind(before) in _BEFORE_YEAR
        return "year" if is_year or _kind(after) == "year_mark" else "word"
    if _beside_month(near, at) or _kind(after) == "day_mark" or (symbol.kind == "ordinal" and _is_day(after)):
        return "day" if value else "word"
    return "day" if value and _stands_alone(symbol, near, at, lexicon) else "word"


def _is_nth(near: _Neighbours, at: int) -> bool:
    """Whether an ordinal counts inside a month: "first week", "first two weeks", "first Friday of the month"."""
    after, second = _kind(near.after(at)), near.after(at, 2)
    if after == "weekday":
        following = [second, near.after(at, 3), near.after(at, 4)]
        return any(symbol.kind == "month" or symbol.value == "month" for symbol in following if symbol)
    if after == "parts" and (parts := near.after(at)) and parts.parts and parts.parts.unit == "week":
        return parts.parts.month is not None  # "zweite Januarwoche"
    unit = after == "unit" and not (_is_day(near.after(at)) and not near.is_spelled(at))
    return unit or (after == "number" and _kind(second) == "unit")


def _is_day(symbol: Symbol | None) -> bool:
    return symbol is not None and symbol.kind == "unit" and symbol.value == "day"


def _label_beside_week(near: _Neighbours, at: int, lexicon: Lexicon) -> str:
    """A number beside "week" or "KW" is that week's number, unless the weeks are counted."""
    before = near.neighbour(at - 1)
    counted = lexicon.postpositions and near.is_spelled(at)  # there what follows a week is no number of it
    if _kind(before) == "week_mark" or (before and before.kind == "unit" and before.value == "week" and not counted):
        return "week_number" if _kind(near.before(at, 2)) not in {"count", "which"} else "word"
    return "week_number" if _kind(near.after(at)) == "week_mark" else ""


def _is_counted(symbol: Symbol, near: _Neighbours, at: int) -> bool:
    """Whether the number counts units: "3 days", "7-10 days"."""
    after = near.after(at)
    if _is_day(near.before(at)) and not near.is_spelled(at):  # "dia 5"
        return False
    if after is not None and after.kind in {"unit", "day_mark"}:
        return _counts(symbol, near, at, after)
    if _is_upper_end(symbol, after) and _kind(near.after(at, 2)) == "unit":  # "two-three weeks"
        return True
    if _kind(after) == "comma" and _is_upper_end(symbol, near.after(at, 2)):  # "two, three weeks"
        unit = near.after(at, 3)
        return unit is not None and (
            unit.kind == "unit" or (unit.kind == "day_mark" and _is_spanned(near.after(at, 4)))
        )
    joined = _kind(after) in _JOINERS and _kind(near.after(at, 2)) in {"number", "ordinal"}
    if joined and _kind(near.after(at, 3)) == "unit":
        return True
    return symbol.kind == "number" and _kind(near.before(at, 2)) == "unit" and _is_more(symbol, near, at)


def _is_more(symbol: Symbol, near: _Neighbours, at: int) -> bool:
    """Whether the number is how many at most of the unit before it: "a week or two", "a week, two at the outside".

    Of a unit that is not counted it is one more: "za tydzień, dwa".
    """
    tie, count = _kind(near.before(at)), near.before(at, 3)
    counted = _kind(count) == "count"
    if _kind(near.after(at)) == "unit":
        return False
    if counted and tie in _ALTERNATIVES:
        return True
    if symbol.value != _PAIR or not near.is_spelled(at) or (counted and count and count.value != 1):
        return False
    loosely = tie == "comma" and (_kind(count) == "within" or _kind(near.after(at)) in _BEHIND_MORE)
    return loosely or tie == "dash" or (tie in _ALTERNATIVES and _kind(count) == "within")


def _counts(symbol: Symbol, near: _Neighbours, at: int, unit: Symbol) -> bool:
    """Whether the number counts the unit behind it: "3 days", but not "20. päivä", "26 του μήνα" and "19号"."""
    if unit.kind == "day_mark":
        return near.form(unit) not in _CALENDAR_MARKS and _is_spanned(near.after(at, 2))
    if unit.value == "month":
        return not isinstance(symbol.value, int) or symbol.value <= _MONTHS
    return symbol.kind != "ordinal" or not _is_day(unit)


def _is_spanned(behind: Symbol | None) -> bool:
    """Whether what stands behind a number of days says that they pass: 3日以内."""
    return _kind(behind) in {"within", "after", "later"}


def _is_upper_end(low: Symbol, high: Symbol | None) -> bool:
    """Whether two numbers side by side are the ends of a range, as in "two, three"."""
    if high is None or high.kind not in {"number", "count"}:
        return False
    return isinstance(low.value, int) and isinstance(high.value, int) and 0 < high.value - low.value <= _CLOSE


def _beside_month(near: _Neighbours, at: int) -> bool:
    """Whether a month's name stands before or after, also beyond the other end of a range ("3 to 7 March")."""
    if _kind(near.before(at)) == "month":
        return not near.is_article(at)  # "eind maart een brief"
    if _kind(near.after(at)) == "month":
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
    if _kind(before) == "comma" and _kind(near.before(at, 2)) == "weekday" and _kind(after) in _PAUSES:
        return True  # "Friday, 27.", "Montag, dem Zweiten,"
    if symbol.kind == "ordinal":
        spelled_out = symbol.ordinal_word
        of_month = before is not None and before.kind == "unit" and before.value in {"day", "month"}  # "ayın onunda"
        governed = of_month or _kind(before) in _GOVERNORS or _closes(symbol, near, at)
        return governed or not spelled_out or (isinstance(symbol.value, int) and symbol.value > _MOST_RANKED)
    if _kind(before) in {"or", "to"} and _kind(near.before(at, 2)) == "day" and _is_next(near.before(at, 2), symbol):
        return True  # "el 16 o 17"
    named = _kind(before) in {"weekday", "week_of"} and not near.is_article(at)  # "we nemen maandag een besluit"
    return named or near.word_before(at) in lexicon.day_words


def _closes(symbol: Symbol, near: _Neighbours, at: int) -> bool:
    """Whether a sentence ends with "the tenth"; "the second" may end it too, and be a candidate."""
    named = _kind(near.neighbour(at - 1)) == "the" and _kind(near.after(at)) in _PAUSES
    return named and isinstance(symbol.value, int) and symbol.value > _FEW_RANKED


def _is_next(day: Symbol | None, symbol: Symbol) -> bool:
    """Whether a number is a little higher than the day before it."""
    if day is None or not isinstance(day.value, int) or not isinstance(symbol.value, int):
        return False
    return 0 < symbol.value - day.value <= _CLOSE


def join_counts(symbols: list[Symbol]) -> list[Symbol]:
    """Make one symbol of the two ends of a counted range: "7-10 days", "two, maybe three days", "a week or two"."""
    joined: list[Symbol] = []
    for number, symbol in enumerate(symbols):
        if symbol.kind == "count" and isinstance(symbol.value, int):
            _join_upper(joined, symbol, own_unit=number + 1 < len(symbols) and symbols[number + 1].kind == "unit")
        else:
            joined.append(symbol)
    return joined


def _join_upper(joined: list[Symbol], upper: Symbol, *, own_unit: bool) -> None:
    """Add a count to the symbols, or make it the upper end of the one before if that is still open."""
    at = _open_count(joined, upper, own_unit=own_unit)
    if at is None:
        joined.append(upper)
        return
    if joined[at].kind == "unit":  # "za tydzień, dwa"
        joined.insert(at, replace(joined[at], kind="count", value=1, end=joined[at].start))
    low = joined[at].value
    if isinstance(low, int) and isinstance(upper.value, int):
        joined[at] = replace(joined[at], value=(low, upper.value))
    del joined[at + (2 if joined[at + 1 : at + 2] and joined[at + 1].kind == "unit" else 1) :]
    joined[-1] = replace(joined[-1], end=upper.end)


def _open_count(symbols: Sequence[Symbol], upper: Symbol, *, own_unit: bool) -> int | None:
    """Where the count stands whose upper end comes next, if what precedes is "7 to", "a week or" or "two,"; where its
    unit stands if it is left out."""
    at = len(symbols) - 1
    while at >= max(len(symbols) - _MOST_FILLERS, 0) and symbols[at].kind == "filler":
        at -= 1
    kinds = [symbol.kind for symbol in symbols[max(at - 2, 0) : at + 1]]
    if kinds[-1:] == ["count"] and _is_upper_end(symbols[at], upper):
        return at
    if kinds[-2:] == ["count", "comma"] and _is_upper_end(symbols[at - 1], upper):
        return at - 1
    if kinds[-2:-1] == ["count"] and kinds[-1] in _JOINERS:
        return at - 1
    if own_unit or kinds[-2:-1] != ["unit"] or kinds[-1] not in _TIES:  # "a week to ten days"
        return None
    return at - 2 if kinds[0] == "count" else at - 1
