"""Reads times in three or four figures without a mark: "0930", "1300-1630", "530 am"."""

from __future__ import annotations

from daemon.core.promises.tokens import Token
from daemon.core.replies.hours import Atom
from daemon.core.replies.pieces import DASHES, is_mark, is_number, touch
from daemon.core.replies.words import Words

_LAST_ON_DIAL = 12
_FULL = 4  # figures
_LATEST_EVENING = 1600  # from which a span may lead into the next day
_SPAN = 30  # in figures such as 1330
_CENTURY = "20"


def read_military(tokens: list[Token], words: Words, at: int, *, announced: bool) -> Atom | None:
    """The time here, where a time is expected or something beside it tells that it is one."""
    form = tokens[at].form if at < len(tokens) else ""
    if len(form) not in {_FULL - 1, _FULL} or not is_number(tokens, at, 0, 2359) or int(form) % 100 > 59:
        return None
    hour, minute = int(form) // 100, int(form) % 100
    word = words.time(at + 1, "hour", "hour_weak", "hours")
    if len(form) == _FULL and (word is not None or _is_told(tokens, words, at, announced=announced)):
        end = at + 1 + (word.length if word is not None else 0)
        return Atom(hour=hour, minute=minute, end=end, padded=True)
    half = words.time(at + 1, "am", "pm")
    told = half is not None and (half.length > 1 or len(tokens[at + 1].form) > 1 or touch(tokens, at + 1))
    alone = announced and len(form) < _FULL and minute % 5 == 0 and _is_closed(tokens, words, at + 1)
    return Atom(hour=hour, minute=minute, end=at + 1) if (told or alone) and 0 < hour <= _LAST_ON_DIAL else None


def _is_closed(tokens: list[Token], words: Words, at: int) -> bool:
    """Whether nothing that could be counted follows."""
    if at >= len(tokens) or tokens[at].kind == "newline":
        return True
    return is_mark(tokens, at, ",;.)!?") or words.time(at, "or", "and") is not None


def _is_told(tokens: list[Token], words: Words, at: int, *, announced: bool) -> bool:
    """Whether four figures are a time: announced and no year, with a day behind as in "the 0710 on Monday", a range."""
    form = tokens[at].form
    if announced and not is_mark(tokens, at - 1, ".") and not form.startswith(_CENTURY):
        return True
    on = words.date(at + 1, "on")
    leads = on is not None and words.date(at + 1 + on.length, "weekday") is not None
    if form.startswith("0") and int(form) % 5 == 0 and _is_closed(tokens, words, at + 1):
        return not is_mark(tokens, at - 1, "#")
    return (form.startswith("0") and leads) or _is_range(tokens, words, at)


def _is_range(tokens: list[Token], words: Words, at: int) -> bool:
    """ "1300-1630": no years, for full quarters of an hour and a while apart."""
    to = words.time(at + 1, "to")
    behind = at + 1 + (to.length if to is not None else 1)
    if (to is None and not is_mark(tokens, at + 1, DASHES)) or not is_number(tokens, behind, 0, 2400):
        return False
    first, second = int(tokens[at].form), int(tokens[behind].form)
    quarters = first % 100 % 15 == second % 100 % 15 == 0 and max(first % 100, second % 100) < 60
    night = first >= _LATEST_EVENING and tokens[behind].form.startswith("0")
    return len(tokens[behind].form) == _FULL and quarters and (second - first >= _SPAN or night)
