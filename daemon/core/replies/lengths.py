"""Reads how long a conversation takes: "45 minutes", "1 hr 15", "an hour and a half", "約1時間半", "90-minütiges"."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.core.promises.tokens import Token
from daemon.core.replies.pieces import is_mark, is_number, is_plain_word, touch
from daemon.core.replies.words import Words

_SHORTEST, _LONGEST = 10, 10 * 60
_HOUR = 60
_MOST_HOURS_IN_SHORT = 4
_FRACTIONS = {"1⁄2": 0.5, "1⁄4": 0.25, "3⁄4": 0.75}  # as ½, ¼ and ¾ are folded
_NAMED = {
    "hour_and_half": 90,
    "three_quarters": 45,
    "half_hour": 30,
    "one_hour": 60,
    "two_hours": 120,
    "quarter_hour": 15,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A number of minutes, and the piece before which it ends."""

    minutes: int
    end: int


def read_length(tokens: list[Token], at: int, words: Words, *, told: bool = False) -> Length | None:
    """The length named from this piece on; None for one of something else, such as "within 48 hours".

    `told` says that a word such as "for" stands before, so that it is one whatever follows.
    """
    found = _named(tokens, at, words) or _counted(tokens, at, words) or (_in_short(tokens, at, words) if told else None)
    if found is None or not _SHORTEST <= found.minutes <= _LONGEST or _is_within(at, words):
        return None
    rate = words.time(found.end, "rate")
    compound = rate is not None and found.end + 1 < len(tokens) and tokens[found.end + 1].tied  # "walk-through"
    return None if rate is not None and not (compound or told) else found


def _named(tokens: list[Token], at: int, words: Words) -> Length | None:
    phrase = words.time(at, *_NAMED)
    if phrase is None:
        return None
    return _with_rest(tokens, Length(minutes=_NAMED[phrase.kind], end=at + phrase.length), words)


def _counted(tokens: list[Token], at: int, words: Words) -> Length | None:
    amount, end = _amount(tokens, at, words)
    unit = words.time(end, "minutes", "hours") if amount else None
    if unit is None or (unit.kind == "minutes" and _is_letter(tokens, end)):
        return None
    minutes = amount if unit.kind == "minutes" else 60 * amount
    length = Length(minutes=int(minutes), end=end + unit.length)
    return _with_rest(tokens, length, words) if unit.kind == "hours" else length


def _in_short(tokens: list[Token], at: int, words: Words) -> Length | None:
    """A length written like a time of day: "d'1h30"."""
    if not is_number(tokens, at, 1, _MOST_HOURS_IN_SHORT) or words.form(at + 1) != "h":
        return None
    return _with_rest(tokens, Length(minutes=_HOUR * int(tokens[at].form), end=at + 2), words)


def _is_letter(tokens: list[Token], at: int) -> bool:
    """Whether a single letter stands here, apart from the number before."""
    return len(tokens[at].form) == 1 and is_plain_word(tokens, at) and not touch(tokens, at)


def _amount(tokens: list[Token], at: int, words: Words) -> tuple[float, int]:
    """A number in figures or words, zero if there is none, and where it ends."""
    if not is_number(tokens, at, 1, 600):
        return _spelled(at, words)
    if touch(tokens, at) and is_mark(tokens, at - 1, ".,:$€£"):
        return 0, at
    if is_mark(tokens, at + 1, ".,") and touch(tokens, at + 1) and is_number(tokens, at + 2, 0, 9):
        return float(f"{tokens[at].form}.{tokens[at + 2].form}"), at + 3
    fraction, end = _fraction(tokens, at + 1)
    if fraction:
        return float(tokens[at].form) + fraction, end
    if is_mark(tokens, end, "-–") and is_number(tokens, end + 1, 1, 600):
        return float(tokens[end + 1].form), end + 2
    return float(tokens[at].form), end + is_mark(tokens, end, "-‑")


def _fraction(tokens: list[Token], at: int) -> tuple[float, int]:
    """The part behind a whole number, zero if there is none, and where it ends: "2½", "2 1/2"."""
    apart = "⁄".join(token.form for token in tokens[at : at + 3 : 2])
    if is_mark(tokens, at + 1, "/") and apart in _FRACTIONS:
        return _FRACTIONS[apart], at + 3
    fraction = _FRACTIONS.get(tokens[at].form, 0) if touch(tokens, at) else 0
    return fraction, at + 1 if fraction else at


def _spelled(at: int, words: Words) -> tuple[float, int]:
    """A number in words, also "two and a half"."""
    spelled = words.time(at, "number")
    if spelled is None:
        return 0, at
    end = at + spelled.length
    half = words.time(end, "and_half")
    return (float(spelled.value) + 0.5, end + half.length) if half is not None else (float(spelled.value), end)


def _with_rest(tokens: list[Token], length: Length, words: Words) -> Length:
    """An hour with the minutes, the half or the quarter that come on top."""
    joined = words.time(length.end, "and")
    start = length.end + (joined.length if joined is not None else 0)
    if length.minutes % 60 == 0 and is_number(tokens, start, 5, 59):
        unit = words.time(start + 1, "minutes")
        if unit is not None or touch(tokens, start) or not is_mark(tokens, start + 1, ":"):
            end = start + 1 + (unit.length if unit is not None else 0)
            return Length(minutes=length.minutes + int(tokens[start].form), end=end)
    spelled, end = _spelled(start, words) if joined is not None else (0, start)
    if length.minutes % 60 == 0 and spelled < _HOUR and (unit := words.time(end, "minutes")) is not None and spelled:
        return Length(minutes=length.minutes + int(spelled), end=end + unit.length)
    for kind, minutes in (("and_half", 30), ("and_quarter", 15)):
        found = words.time(length.end, kind)
        if found is not None and length.minutes % 60 == 0:
            return Length(minutes=length.minutes + minutes, end=length.end + found.length)
    return length


def _is_within(at: int, words: Words) -> bool:
    """Whether a word that counts from now stands before: "within", "in"."""
    return any(
        (found := words.time(start, "within")) is not None and start + found.length == at
        for start in range(max(0, at - 3), at)
    )
