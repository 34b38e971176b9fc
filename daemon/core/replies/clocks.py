"""Reads times of day in a text: "2-3pm", "15.00 Uhr", "13 h 30", "half four", "午後2時半", "from 9 to 10:30".

Positions are those of the text. One pass of an expression without nested repetition, and bounded looks around each hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from daemon.core.recognise.words import fold
from daemon.core.replies.lexicon import Codes, clock_words, zone_names

_DAY = 24 * 60
_NOON = 12 * 60
_ATOM = re.compile(
    r"(?<![0-9a-z.,:/$€£+])(?:(?P<half_day>午前|午後|上午|下午|晚上|早上|中午|오전|오후)\s?)?(?P<hour>\d{1,2})"
    r"(?:[:：.](?P<minute>[0-5]\d)(?::[0-5]\d)?|\s?h\s?(?P<after_h>[0-5]\d)?(?![a-z])"
    r"|\s?[時点點时시]\s?(?:(?P<minute_cjk>\d{1,2})\s?[分분]|(?P<half_hour>[半반]))?)?(?![\d/%]|[.,:]\d)"
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\W{0,2}$")
_JOINS = frozenset("-–—~〜～‐‑から至到부터")
_LOOK = 30  # characters looked at around a time
_LATEST_UNMARKED_AFTERNOON = 7  # "at 3" is in the afternoon, "at 7" may be either and is left as it stands
_LONGEST_SPAN = 14 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day in minutes, from `begin`, to `until` if a range is named; `start` and `end` are places."""

    begin: int
    until: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Atom:
    """One time of day: `half` is "am", "pm" or empty; `sure` is false for what may be any number."""

    hour: int
    minute: int
    half: str
    sure: bool
    padded: bool
    start: int
    end: int


def read_clocks(codes: Codes, text: str) -> list[Clock]:
    """The times of day in a text, in order, ranges as one."""
    folded = fold(text)
    atoms = sorted([*_digits(codes, folded), *_words(codes, folded)], key=lambda atom: (atom.start, -atom.end))
    atoms = [atom for at, atom in enumerate(atoms) if not at or atom.start >= atoms[at - 1].end]
    clocks: list[Clock] = []
    at = 0
    while at < len(atoms):
        following = atoms[at + 1] if at + 1 < len(atoms) else None
        if following and (following.sure or atoms[at].sure) and _joined(codes, folded, atoms[at], following):
            clocks.append(_range(atoms[at], following))
            at += 2
            continue
        if atoms[at].sure:
            begin = _minutes(atoms[at])
            clocks.append(Clock(begin=begin, until=None, start=atoms[at].start, end=atoms[at].end))
        at += 1
    return clocks


def _digits(codes: Codes, folded: str) -> list[_Atom]:
    return [atom for match in _ATOM.finditer(folded) if (atom := _atom(codes, folded, match))]


def _atom(codes: Codes, folded: str, match: re.Match[str]) -> _Atom | None:
    hour = int(match["hour"])
    minute = int(match["minute"] or match["after_h"] or match["minute_cjk"] or (30 if match["half_hour"] else 0))
    mark, end = _mark_after(codes, folded, match.end())
    if mark == "hour" and (late := re.match(r"\s?([0-5]\d)(?![\d.:])", folded[end : end + 4])):
        minute, end = int(late[1]), end + late.end()
    half = {"午前": "am", "上午": "am", "早上": "am", "오전": "am"}.get(match["half_day"] or "am?", "pm")
    half = (half if match["half_day"] else "") or (mark if mark != "hour" else "")
    if hour > 24 or minute > 59:
        return None
    dotted = folded[match.end("hour") : match.end("hour") + 1] == "."
    spelled = match.end() > match.end("hour") and not dotted
    sure = spelled or bool(mark) or bool(half) or _announced(codes, folded, match.start())
    return _Atom(
        hour=hour,
        minute=minute,
        half=half,
        sure=sure,
        padded=match["hour"].startswith("0"),
        start=match.start(),
        end=end,
    )


def _mark_after(codes: Codes, folded: str, at: int) -> tuple[str, int]:
    """What follows a number, "am", "pm" or "hour" or nothing, and where it ends."""
    for name, kind in (("am", "am"), ("pm", "pm"), ("hour", "hour")):
        match = _pattern_after((*codes, "en"), name).match(folded, at)  # everybody writes "3 pm"
        if match:
            return kind, match.end()
    return "", at


@cache
def _pattern_after(codes: Codes, name: str) -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{_any_of(clock_words(codes, name))})(?![^\W_])")


def _announced(codes: Codes, folded: str, at: int) -> bool:
    """Whether the word before a number says that it is an hour."""
    before = folded[max(0, at - _LOOK) : at].rstrip(" ")
    return any(before.endswith(word) and not before[: -len(word)][-1:].isalnum() for word in clock_words(codes, "at"))


def _words(codes: Codes, folded: str) -> list[_Atom]:
    """Times in words: "noon", "half four", "quarter past two"."""
    found = [_word_atom(12, 0, "pm", match) for match in _word_pattern(codes, "noon").finditer(folded)]
    for name, minutes in (("half_past", 30), ("quarter_past", 15), ("half_to", -30), ("quarter_to", -15)):
        for match in _number_pattern(codes, name).finditer(folded):
            hour = _number(codes, match[1])
            found.append(_word_atom(hour - (minutes < 0), minutes % 60, "", match))
    return [
        replace(atom, half=mark, end=end) if (mark := _mark_after(codes, folded, atom.end)[0]) in {"am", "pm"} else atom
        for atom in found
        for end in [_mark_after(codes, folded, atom.end)[1]]
    ]


def _word_atom(hour: int, minute: int, half: str, match: re.Match[str]) -> _Atom:
    return _Atom(hour=hour, minute=minute, half=half, sure=True, padded=False, start=match.start(), end=match.end())


@cache
def _word_pattern(codes: Codes, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_any_of(clock_words(codes, name))})(?![^\W_])")


@cache
def _number_pattern(codes: Codes, name: str) -> re.Pattern[str]:
    words, numbers = _any_of(clock_words(codes, name)), _any_of(_numbers(codes))
    return re.compile(rf"(?<![^\W_])(?:{words})\s(\d{{1,2}}|{numbers})(?![^\W_])")


@cache
def _numbers(codes: Codes) -> dict[str, int]:
    return {fold(word): number for number in range(1, 13) for word in clock_words(codes, f"number_{number}")}


def _any_of(words: Iterable[str]) -> str:
    """An alternation of plain words, the longest first; nothing matches it if there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or r"(?!)"


def _number(codes: Codes, word: str) -> int:
    return int(word) if word.isdigit() else _numbers(codes)[word]


def _joined(codes: Codes, folded: str, first: _Atom, second: _Atom) -> bool:
    between = folded[first.end : second.start].strip()
    zone, _, rest = between.partition(" ")
    between = rest if rest and zone.strip("()") in {"ist", *zone_names()} else between  # "3 pm IST to 4 pm IST"
    if second.start - first.end > 12:
        return False
    if between and all(character in _JOINS for character in between):
        return True
    opened = folded[max(0, first.start - _LOOK) : first.start]
    if between in clock_words(codes, "and"):
        return bool(_word_pattern(codes, "between").search(opened))
    return between in clock_words(codes, "to")


def _range(first: _Atom, second: _Atom) -> Clock:
    until = _minutes(second)
    if first.half or first.padded or not second.half:
        begin = _minutes(first)
        if until <= begin and not second.half:
            until += _NOON
    else:
        begin = min(first.hour, 12) % 12 * 60 + first.minute
        if second.half == "pm" and begin + _NOON < until:
            begin += _NOON
        if first.hour > 12:
            begin = first.hour * 60 + first.minute
    span = (until - begin) % _DAY
    return Clock(
        begin=begin, until=begin + span if 0 < span <= _LONGEST_SPAN else None, start=first.start, end=second.end
    )


def _minutes(atom: _Atom) -> int:
    hour = atom.hour
    if atom.half == "pm" and hour < 12:
        hour += 12
    elif atom.half == "am" and hour == 12:
        hour = 0
    elif not atom.half and not atom.padded and 0 < hour < _LATEST_UNMARKED_AFTERNOON:
        hour += 12
    return hour * 60 + atom.minute


def word_stands(codes: Codes, name: str, folded: str) -> bool:
    """Whether one of the words of this list is in a folded text."""
    return bool(_word_pattern(codes, name).search(folded))


def read_duration(codes: Codes, sentences: Sequence[str]) -> int | None:
    """How many minutes a conversation takes, if one of these folded texts says so; the first that does."""
    for folded in sentences:
        for name, minutes in (("hour_and_half", 90), ("three_quarters", 45), ("half_hour", 30), ("one_hour", 60)):
            if word_stands(codes, name, folded):
                return minutes
        for name, factor in (("minutes", 1), ("hours", 60)):
            match = _amount_pattern(codes, name).search(folded)
            if (
                match
                and not _distracts(codes, folded, match)
                and 10 <= (amount := _amount(codes, match) * factor) <= 480
            ):
                return int(amount)
    return None


@cache
def _amount_pattern(codes: Codes, name: str) -> re.Pattern[str]:
    words, numbers = _any_of(clock_words(codes, name)), _any_of(_numbers(codes))
    return re.compile(
        rf"(?<![\w.,:])(\d{{1,3}}(?:[.,]\d)?|{numbers})[\s-]?(?:{words})(?![^\W_\u3040-\u9fff\uac00-\ud7af])"
    )


def _amount(codes: Codes, match: re.Match[str]) -> float:
    text = match[1].replace(",", ".")
    return float(text) if text[0].isdigit() else float(_numbers(codes)[text])


def _distracts(codes: Codes, folded: str, match: re.Match[str]) -> bool:
    """Whether a duration is one of something else: "within 48 hours", "8 hours a day"."""
    before = folded[max(0, match.start() - _LOOK) : match.start()].rstrip()
    word = _WORD_BEFORE.search(before)
    return bool(word and word[1] in clock_words(codes, "within")) or bool(
        _pattern_after(codes, "rate").match(folded, match.end())
    )
