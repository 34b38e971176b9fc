"""Reads days that are told by their distance: "tomorrow", "Tuesday week", "a week on Friday", "week 46", "来週"."""

from __future__ import annotations

from dataclasses import replace

from daemon.core.promises.parts import Parts
from daemon.core.promises.tokens import Token
from daemon.core.replies.pieces import is_number
from daemon.core.replies.words import Words

_LAST_WEEK = 53
_WEEKS = frozenset({"which=this unit=week", "which=next unit=week", "which=after_next unit=week"})


def relative(parts: Parts, tokens: list[Token], words: Words, at: int) -> tuple[Parts, int] | None:
    """A date that has only a weekday or nothing yet with what stands here, and where that ends."""
    return _numbered(parts, tokens, words, at) or _later(parts, words, at) or _worded(parts, words, at)


def _numbered(parts: Parts, tokens: list[Token], words: Words, at: int) -> tuple[Parts, int] | None:
    """The number of a week, with its weekday or for those listed below it."""
    mark = words.date(at, "week_mark", "unit")
    if mark is None or (mark.kind == "unit" and mark.value != "week") or parts.which is not None:
        return None
    place = at + mark.length
    if not is_number(tokens, place, 1, _LAST_WEEK) or words.time(place + 1, "minutes", "hours", "am", "pm", "hour"):
        return None
    return replace(parts, week_number=int(tokens[place].form), unit="week"), place + 1


def _later(parts: Parts, words: Words, at: int) -> tuple[Parts, int] | None:
    """A week more, said before the weekday or behind it: "a week on Tuesday", "Dienstag in einer Woche"."""
    found = words.time(at, "week_later")
    if found is None or parts.weekday_later is not None:
        return None
    leads = words.date(at + found.length, "weekday") is not None
    return (replace(parts, weekday_later=1), at + found.length) if leads or parts.weekday is not None else None


def _worded(parts: Parts, words: Words, at: int) -> tuple[Parts, int] | None:
    found = words.date(at, "offset", "which", "unit", "parts")
    which = words.date(at, "which")
    if which is not None and words.date(at + which.length, "weekday") is not None:
        found = which  # 下|周四 and not 下周|四
    whole = words.date(at, "parts")
    if whole is not None and str(whole.value).startswith("offset=") and parts == Parts():
        found = whole
    if found is None or (found.kind == "unit" and found.value != "week"):
        return None
    if found.kind == "which" and parts.weekday is not None and not _may_follow(words, at + found.length):
        return None
    if found.kind == "unit" and parts.weekday is not None and parts.which is None and words.english:
        grown: Parts | None = replace(parts, weekday_later=1, which="this")  # "Tuesday week"
    else:
        grown = _grown(parts, found.kind, found.value)
    return None if grown is None else (grown, at + found.length)


def _may_follow(words: Words, end: int) -> bool:
    """Whether "next" may stand behind its weekday: "lundi prochain", but only "Monday next week"."""
    return words.which_follows or words.date(end, "unit") is not None


def _grown(parts: Parts, kind: str, value: str | int) -> Parts | None:
    if kind == "which":
        return replace(parts, which=str(value)) if parts.which is None and value != "that" else None
    if kind == "unit":
        return replace(parts, unit="week") if parts.unit is None and parts.which is not None else None
    name, _, amount = ("offset", "=", str(value)) if kind == "offset" else str(value).partition("=")
    if name == "offset":
        return Parts(offset=int(amount)) if parts == Parts() else None
    if name == "weekday_later" and amount.isdigit():
        return replace(parts, weekday_later=int(amount)) if parts.weekday is not None else None
    if value not in _WEEKS or parts.unit:
        return None
    return replace(parts, unit="week", which=str(value).split()[0].partition("=")[2])
