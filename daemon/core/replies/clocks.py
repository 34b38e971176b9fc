"""Reads times of day from the pieces of a text: "2-3pm", "15.00 Uhr", "13 h 30", "half four", "午後2時半".

One grammar for all languages: a part of the day, a figure or a number in words with what belongs to it, a part of the
day again; two of them with a word or dash between are a range. What may be any number is a time only where the text
announces one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from daemon.core.promises.tokens import Token
from daemon.core.replies.hours import Atom, Clock, in_minutes, range_of
from daemon.core.replies.pieces import DASHES, is_mark, is_number, is_plain_word, is_tail, touch
from daemon.core.replies.words import Words

_MOST_LISTED = 8
_LAST_HOUR = 24
_MILITARY_SPAN = 30  # in figures such as 1330
_CURRENCIES = "$€£¥%°"
_BEFORE_HOUR = {"half_past": 30, "half_to": -30, "quarter_past": 15, "quarter_to": -15, "quarter_of": -45}
_AFTER_HOUR = {"and_half": 30, "and_quarter": 15, "less_quarter": -15}


class Clocks:
    """Reads times of day anywhere in one text; `zones` are the pieces that name a time zone, start to end."""

    def __init__(self, tokens: list[Token], words: Words, zones: Mapping[int, int]) -> None:
        self._tokens = tokens
        self._words = words
        self._zones = zones

    def read(self, at: int, *, announced: str, follows: bool) -> Clock | None:
        """The time of day or range that starts here.

        `announced` is the kind of word just before that tells of a time or empty: "at" makes a time of a bare number,
        "between" only one of a range, and "moved" only one that is no range. `follows` tells that a day or another
        time stands just before.
        """
        first = self._atom(at, announced=announced == "at" or follows)
        if first is None:
            return None
        expected = bool(announced) or follows
        second = self._second(first, both=announced == "between") if announced != "moved" else None
        if second is not None and (expected or first.sure or second.sure):
            both = range_of(first, second)
            if both is not None:
                return both
        if first.sure or announced == "at" or (self._is_dotted(at, first) and (follows or self._leads_to_day(first))):
            return Clock(begin=in_minutes(first), until=None, end=first.end)
        return None

    def _second(self, first: Atom, *, both: bool) -> Atom | None:
        """The end of a range that begins with this time."""
        at = self._zones.get(first.end, first.end)
        kinds = ("to", "and") if both else ("to",)
        joined = self._words.time(at, *kinds)
        if joined is not None:
            at += joined.length
        elif is_mark(self._tokens, at, DASHES):
            at += 1
        else:
            return None
        article = self._words.time(at, "at")
        second = self._atom(at, announced=True, joined=True)
        if second is None and article is not None:
            second = self._atom(at + article.length, announced=True)
        return second

    # One time of day

    def _atom(self, at: int, *, announced: bool, joined: bool = False) -> Atom | None:
        part = self._words.time(at, "am", "pm")
        if part is not None and len(self._tokens[at].form) == 1 and is_plain_word(self._tokens, at):
            part = None  # "a" is no morning where it stands before
        start = at + part.length if part is not None else at
        if part is not None and (article := self._words.time(start, "at")):
            start += article.length
        atom = self._noon(start) or self._fraction(start) or self._figures(start, announced=announced, joined=joined)
        if atom is None:
            return None
        if part is not None:
            return replace(atom, half=part.kind, sure=True)
        return self._with_half(atom)

    def _with_half(self, atom: Atom) -> Atom:
        """The time with the part of the day that stands behind it."""
        part = self._words.time(atom.end, "am", "pm")
        if part is None or (len(self._tokens[atom.end].form) == 1 and part.length == 1 and not self._touches(atom.end)):
            return atom
        return replace(atom, half=part.kind, sure=True, end=atom.end + part.length)

    def _noon(self, at: int) -> Atom | None:
        for kind, hour in (("noon", 12), ("midnight", 24)):
            found = self._words.time(at, kind)
            if found is not None:
                return Atom(hour=hour, half="pm" if hour == 12 else "", end=at + found.length)
        return None

    def _fraction(self, at: int) -> Atom | None:
        """ "half four", "viertel vor elf": a fraction and the hour it belongs to."""
        minutes, place = self._minutes_before(at)
        hour, end = self._hour(place)
        if not minutes or hour is None or hour > 12 or is_mark(self._tokens, end, ":"):
            return None
        weak = self._words.time(end, "hour", "hour_weak")
        end += weak.length if weak is not None else 0
        return Atom(hour=hour - (minutes < 0), minute=minutes % 60, end=end)

    def _military(self, at: int, *, announced: bool) -> Atom | None:
        """ "0930", where a time is expected."""
        form = self._tokens[at].form
        if len(form) != 4 or not is_number(self._tokens, at, 0, 2359) or int(form) % 100 > 59:
            return None
        word = self._words.time(at + 1, "hour", "hour_weak", "hours")
        if word is None and not announced and not self._is_military_range(at):
            return None
        end = at + 1 + (word.length if word is not None else 0)
        return Atom(hour=int(form) // 100, minute=int(form) % 100, end=end, padded=True)

    def _is_military_range(self, at: int) -> bool:
        """ "1300-1630": no years, for full quarters of an hour and a while apart."""
        behind = at + 2
        if not is_mark(self._tokens, at + 1, DASHES) or not is_number(self._tokens, behind, 0, 2400):
            return False
        first, second = int(self._tokens[at].form), int(self._tokens[behind].form)
        quarters = first % 100 % 15 == second % 100 % 15 == 0 and max(first % 100, second % 100) < 60
        return len(self._tokens[behind].form) == 4 and quarters and second - first >= _MILITARY_SPAN

    def _minutes_before(self, at: int) -> tuple[int, int]:
        """What "half", "quarter past" or "ten to" adds to the hour behind, zero if nothing, and where that stands."""
        found = self._words.time(at, *_BEFORE_HOUR)
        if found is not None:
            return _BEFORE_HOUR[found.kind], at + found.length
        number = self._words.time(at, "number")
        way = self._words.time(at + number.length, "minutes_past", "minutes_to") if number is not None else None
        if number is None or way is None or int(number.value) not in {5, 10}:
            return 0, at
        sign = 1 if way.kind == "minutes_past" else -1
        place = at + number.length + way.length
        half = self._words.time(place, "half_to")  # "tien voor half drie"
        return sign * int(number.value) - (30 if half else 0), place + (half.length if half else 0)

    def _hour(self, at: int) -> tuple[int | None, int]:
        if is_number(self._tokens, at, 0, 24):
            return int(self._tokens[at].form), at + 1
        spelled = self._words.time(at, "number")
        if spelled is None or int(spelled.value) > _LAST_HOUR:
            return None, at
        return int(spelled.value), at + spelled.length

    def _figures(self, at: int, *, announced: bool, joined: bool) -> Atom | None:
        if not joined and self._is_glued(at):
            return None
        military = self._military(at, announced=announced) if at < len(self._tokens) else None
        if military is not None:
            return military
        hour, end = self._hour(at)
        if hour is None:
            return None
        padded = self._tokens[at].form.startswith("0")
        atom = (
            self._with_minutes(hour, end, announced=announced)
            or self._with_hour_word(hour, end, announced=announced)
            or Atom(hour=hour, end=end, sure=False)
        )
        atom = self._with_fraction(replace(atom, padded=padded), announced=announced)
        spelled = self._tokens[at].kind == "word"
        return None if self._is_cut_off(atom.end) or self._is_counted(atom, spelled=spelled) else atom

    def _with_minutes(self, hour: int, end: int, *, announced: bool) -> Atom | None:
        """ "10:30", and "10.30", which may be something else; "14,30" and "14-30" where a time is announced."""
        marks = ":.," if announced else ":."
        dashed = announced and is_mark(self._tokens, end, "-") and not is_number(self._tokens, end + 1, 1, 24)
        if not (is_mark(self._tokens, end, marks) or dashed) or not self._are_minutes(end):
            return None
        colon = self._tokens[end].form == ":"
        minute = int(self._tokens[end + 1].form)
        end += 2
        if colon and is_mark(self._tokens, end, ":") and is_number(self._tokens, end + 1, 0, 59):
            end += 2  # seconds
        hours = self._words.time(end, "hour", "hour_weak")
        end += hours.length if hours is not None else 0
        return Atom(hour=hour, minute=minute, sure=colon or hours is not None, end=end)

    def _are_minutes(self, mark: int) -> bool:
        """Whether two figures follow this mark, and all is written together."""
        together = self._touches(mark) and self._touches(mark + 1)
        return together and is_number(self._tokens, mark + 1, 0, 59) and len(self._tokens[mark + 1].form) == 2

    def _with_hour_word(self, hour: int, end: int, *, announced: bool) -> Atom | None:
        """ "14 Uhr", "13 h 30", "3点20分"."""
        word = self._words.time(end, "hour", *(("hour_weak",) if announced else ()))
        longer = self._words.time(end, "hours")
        if word is None or (longer is not None and longer.length > word.length):
            return None
        end += word.length
        if not is_number(self._tokens, end, 0, 59) or len(self._tokens[end].form) != 2:
            return Atom(hour=hour, end=end)
        minutes = self._words.time(end + 1, "minutes")
        return Atom(
            hour=hour, minute=int(self._tokens[end].form), end=end + 1 + (minutes.length if minutes is not None else 0)
        )

    def _with_fraction(self, atom: Atom, *, announced: bool) -> Atom:
        """ "deux heures et demie", "las tres y media", "2時半", "alle 15 e 30"."""
        joined = self._words.time(atom.end, "and_minutes") if announced else None
        if joined is not None and not atom.minute and is_number(self._tokens, atom.end + 1, 15, 59):
            return replace(atom, minute=int(self._tokens[atom.end + 1].form), sure=True, end=atom.end + 2)
        found = self._words.time(atom.end, *_AFTER_HOUR)
        if (
            found is None
            or atom.minute
            or (found.length == 1 and not atom.sure and is_plain_word(self._tokens, atom.end))
        ):
            return atom
        minutes = _AFTER_HOUR[found.kind]
        sure = atom.sure or self._tokens[atom.end - 1].kind == "number" or announced
        return replace(
            atom, hour=atom.hour - (minutes < 0), minute=minutes % 60, sure=sure, end=atom.end + found.length
        )

    # What is no time

    def _touches(self, at: int) -> bool:
        return touch(self._tokens, at)

    def _is_glued(self, at: int) -> bool:
        """Whether a number is the tail of something longer: "B2", "$10", "555-10"."""
        return is_tail(self._tokens, at)

    def _is_cut_off(self, end: int) -> bool:
        """Whether a number goes on after what was read of it: "10:00.5", "3rd", "10%"."""
        if is_mark(self._tokens, end, _CURRENCIES):
            return True
        if not self._touches(end):
            return False
        if is_plain_word(self._tokens, end) and end not in self._zones:
            return self._words.time(end, "am", "pm") is None
        return (
            is_mark(self._tokens, end, ".,:/") and self._touches(end + 1) and is_number(self._tokens, end + 1, 0, 9999)
        )

    def _is_counted(self, atom: Atom, *, spelled: bool) -> bool:
        """Whether a bare number counts something: "at 10 minutes", "at 5 sites", "at one of"."""
        if atom.sure:
            return False
        if self._words.time(atom.end, "minutes", "hours", "one_hour") is not None:
            return True
        if self._words.date(atom.end, "unit", "month", "month_mark", "day_mark") is not None:
            return True
        return (
            spelled
            and is_plain_word(self._tokens, atom.end)
            and self._words.time(atom.end, "at", "on", "or", "to", "and", "am", "pm", "hour", "hour_weak") is None
            and self._words.date(atom.end, "weekday", "offset", "on", "which", "the") is None
        )

    def _leads_to_day(self, atom: Atom) -> bool:
        """Whether a weekday follows, as in "9.30 on Monday", or further times between: "9.30 or 2.15 on Monday"."""
        at = self._past_dotted(atom.end)
        on = self._words.date(at, "on")
        at += on.length if on is not None else 0
        return self._words.date(at, "weekday", "offset") is not None

    def _past_dotted(self, at: int) -> int:
        """Where a list of further times with points ends."""
        for _ in range(_MOST_LISTED):
            joined = self._words.time(at, "or", "and")
            place = at + (joined.length if joined is not None else int(is_mark(self._tokens, at, ",/")))
            listed = place > at and is_number(self._tokens, place, 0, 24) and is_mark(self._tokens, place + 1, ".")
            if not listed or not self._are_minutes(place + 1):
                break
            at = place + 3
        return at

    def _is_dotted(self, at: int, atom: Atom) -> bool:
        return atom.end - at >= 3 and is_mark(self._tokens, at + 1, ".")
