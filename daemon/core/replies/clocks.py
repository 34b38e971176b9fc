"""Reads times of day from the pieces of a text: "2-3pm", "15.00 Uhr", "13 h 30", "half four", "午後2時半".

One grammar for all languages: a part of the day, a figure or a number in words with what belongs to it, a part of the
day again; two of them with a word or dash between are a range. What may be any number is a time only where the text
announces one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from daemon.core.promises.phrases import Meaning
from daemon.core.promises.tokens import Token
from daemon.core.replies.fractions import Fractions
from daemon.core.replies.hours import Atom, Clock, clock_of, range_of
from daemon.core.replies.military import read_military
from daemon.core.replies.pieces import CLOSING, DASHES, OPENING, is_mark, is_number, is_plain_word, is_tail, touch
from daemon.core.replies.words import Words

_MOST_LISTED = 8
_OPENERS = "(（[:：;,、*•·-–—/|.?!"
_COUNTING = "-–—/:%"
_EARLIEST_AS_WRITTEN = 5  # from which an hour of a language that counts to 24 is one of the morning
_NOON = 12
_LONGEST_SIGN = 2  # letters of "am"
_LONGEST_JOINT = 4  # letters of a word such as "with"
_CURRENCIES = "$€£¥%°"


class Clocks:
    """Reads times of day anywhere in one text; `zones` are the pieces that name a time zone, start to end."""

    def __init__(self, tokens: list[Token], words: Words, zones: Mapping[int, int]) -> None:
        self._tokens = tokens
        self._words = words
        self._zones = zones
        self._fractions = Fractions(tokens, words)

    def read(self, at: int, *, announced: str, follows: bool, dated: bool = False) -> Clock | None:
        """The time of day or range that starts here.

        `announced` is the kind of word just before that tells of a time or empty: "at" makes a time of a bare number,
        "between" only one of a range, and "moved" only one that is no range. `follows` tells that a day or another
        time stands just before, `dated` that a day without a time stands a few words before.
        """
        if self._words.time(at, "no_clock") is not None:
            return None
        first = self._atom(at, announced=announced == "at" or follows, dated=dated and announced == "at")
        if first is None:
            return None
        if announced == "between" and (weak := self._words.time(first.end, "hour_weak")) is not None:
            first = replace(first, end=first.end + weak.length)
        expected = bool(announced) or follows
        second = self._second(first, both=announced == "between") if announced != "moved" else None
        plain = second is not None and self._is_plain_range(at, first, second, dated=dated)
        if second is not None and (expected or first.sure or second.sure or plain):
            both = range_of(first, second)
            if both is not None:
                return both
        if first.sure or announced == "at" or self._is_meant(at, first, follows=follows, dated=dated):
            return clock_of(first)
        return None

    def _is_meant(self, at: int, first: Atom, *, follows: bool, dated: bool) -> bool:
        """Whether an unsure number is a time for what stands around it: a day, further times, or nothing else."""
        if self._is_dotted(at, first) and (follows or self._leads_to_day(first)):
            return True
        if dated and self._is_set_apart(at) and self._is_choice(first):
            return True
        if not follows and not (self._is_set_apart(at) and self._leads_to_sure(first)):
            return False
        numbered = is_mark(self._tokens, first.end, CLOSING) and not is_mark(self._tokens, at - 1, OPENING)
        return self._is_closed(first.end) and first.hour > 0 and not numbered

    def _is_plain_range(self, at: int, first: Atom, second: Atom, *, dated: bool) -> bool:
        """Whether two bare figures with a dash between can be nothing but hours: "- 10-11", ", 9.30 to 4.30,"."""
        points = (self._is_dotted(at, first), self._is_dotted(second.end - 3, second))
        dotted = all(points)
        plain = dotted or not first.minute + second.minute or (any(points) and (dated or self._is_set_apart(at)))
        fives = first.minute % 5 == second.minute % 5 == 0 and plain
        if self._words.time(second.end, "between") is not None:
            return fives  # languages that say so behind
        closed = self._is_closed(second.end) or self._leads_to_day(second)
        if dated and fives and first.hour > 0 and second.hour > 0:
            return closed or self._is_short_word(second.end)
        return fives and first.hour > 0 and closed and (dotted or self._is_set_apart(at))

    def _is_short_word(self, at: int) -> bool:
        """Whether a word follows that is too short to be counted: "10-4 with Nell", "8 to 4 in the shop"."""
        return is_plain_word(self._tokens, at) and len(self._tokens[at].form) <= _LONGEST_JOINT

    def _is_set_apart(self, at: int) -> bool:
        """Whether a number begins a line, a clause or what stands in brackets."""
        before = self._tokens[at - 1] if at else None
        if before is None or before.kind == "newline" or is_mark(self._tokens, at - 1, _OPENERS):
            return True
        return self._words.time(at - 1, "or", "and") is not None

    def _is_closed(self, end: int) -> bool:
        """Whether nothing that could be counted follows: a mark, the end of a line, a joining word or a day."""
        if end >= len(self._tokens) or self._tokens[end].kind in {"mark", "newline"}:
            return not is_mark(self._tokens, end, _COUNTING) or not self._touches(end)
        return (
            self._words.time(end, "or", "and", "but") is not None
            or self._words.date(end, "weekday", "offset", "on") is not None
        )

    def _is_choice(self, first: Atom) -> bool:
        """Whether another hour follows as the only other choice: "10 or 11, whichever works"."""
        joined = self._words.time(first.end, "or")
        second = self._atom(first.end + joined.length, announced=True) if joined is not None else None
        return second is not None and first.hour > 0 and second.hour > 0 and self._is_closed(second.end)

    def _leads_to_sure(self, first: Atom) -> bool:
        """Whether a list of further numbers follows in which one is surely a time: "10, 11:30 or 2"."""
        at = first.end
        for _ in range(_MOST_LISTED):
            joined = self._words.time(at, "or", "and")
            place = at + (joined.length if joined is not None else int(is_mark(self._tokens, at, ",/")))
            if place == at:
                return False
            atom = self._atom(place, announced=False)
            if atom is None or atom.sure:
                return atom is not None
            at = atom.end
        return False

    def _second(self, first: Atom, *, both: bool) -> Atom | None:
        """The end of a range that begins with this time."""
        at = self._zones.get(first.end, first.end)
        kinds = ("to", "and") if both else ("to",)
        joined = self._words.time(at, *kinds)
        if joined is not None:
            at += joined.length
        elif is_mark(self._tokens, at, DASHES):
            at += 1
        elif self._words.time(at, "noon") is not None and self._tokens[at].tied:
            pass  # "7-noon"
        else:
            return None
        article = self._words.time(at, "at")
        second = self._atom(at, announced=True, joined=True)
        if second is None and article is not None:
            second = self._atom(at + article.length, announced=True)
        midday = self._words.time(at, "midday")
        return second or (Atom(hour=12, half="pm", end=at + midday.length) if midday is not None else None)

    # One time of day

    def _atom(self, at: int, *, announced: bool, joined: bool = False, dated: bool = False) -> Atom | None:
        part = self._words.time(at, "am", "pm")
        if part is not None and len(self._tokens[at].form) == 1 and is_plain_word(self._tokens, at):
            part = None  # "a" is no morning where it stands before
        start = at + part.length if part is not None else at
        if part is not None and (article := self._words.time(start, "at")):
            start += article.length
        atom = self._noon(start) or self._fractions.before(start)
        atom = atom or self._figures(start, announced=announced, joined=joined or dated)
        if atom is None:
            return None
        if part is not None:
            return replace(atom, half=part.kind, sure=True)
        return self._with_half(atom, spelled=self._tokens[start].kind == "word" and not announced)

    def _with_half(self, atom: Atom, *, spelled: bool) -> Atom:
        """The time with the part of the day that stands behind it; "one morning" is no time."""
        noon = self._words.time(atom.end, "noon") if atom.hour == _NOON and not atom.half else None
        if noon is not None:
            return replace(atom, half="pm", sure=True, end=atom.end + noon.length)  # "12.00 noon"
        part = self._half(atom.end)
        if part is not None and spelled and part.length == 1 and len(self._tokens[atom.end].form) > _LONGEST_SIGN:
            return atom
        return replace(atom, half=part.kind, sure=True, end=atom.end + part.length) if part is not None else atom

    def _half(self, at: int) -> Meaning | None:
        """The part of the day here; a single letter is one only where it touches the number."""
        part = self._words.time(at, "am", "pm")
        single = part is not None and len(self._tokens[at].form) == 1 and part.length == 1
        return None if single and not self._touches(at) else part

    def _noon(self, at: int) -> Atom | None:
        for kind, hour in (("noon", 12), ("midnight", 24)):
            found = self._words.time(at, kind)
            if found is not None:
                noon = Atom(hour=hour, half="pm" if hour == 12 else "", end=at + found.length)
                return self._fractions.after(noon, announced=True)
        return None

    def _figures(self, at: int, *, announced: bool, joined: bool) -> Atom | None:
        if not joined and is_tail(self._tokens, at):
            return None
        military = read_military(self._tokens, self._words, at, announced=announced)
        if military is not None:
            return military
        hour, end, ended = self._fractions.hour(at)
        if hour is None:
            return None
        padded = self._tokens[at].form.startswith("0")
        atom = (
            (self._with_minutes(hour, end, announced=announced) if self._tokens[at].kind == "number" else None)
            or self._with_hour_word(hour, end, announced=announced)
            or Atom(hour=hour, end=end, sure=ended)
        )
        figures = self._tokens[at].kind == "number" and not ended
        whole = self._words.whole_day and figures and (atom.sure or atom.end > at + 1)
        atom = replace(atom, padded=padded or (whole and hour >= _EARLIEST_AS_WRITTEN), figures=figures, written=whole)
        atom = self._fractions.after(atom, announced=announced or ended)
        spelled = self._tokens[at].kind == "word"
        counted = self._is_counted(atom, spelled=spelled and not joined, announced=announced)
        return None if counted or self._is_cut_off(atom.end) else atom

    def _with_minutes(self, hour: int, end: int, *, announced: bool) -> Atom | None:
        """ "10:30", and "10.30", which may be something else; "14,30" and "14-30" where a time is announced."""
        if self._words.form(end) == "h" and self._are_minutes(end):  # 9h30, wherever people write so
            return Atom(hour=hour, minute=int(self._tokens[end + 1].form), end=end + 2)
        marks = ":.," if announced else ":."
        dashed = announced and is_mark(self._tokens, end, "-") and not is_number(self._tokens, end + 1, 1, 24)
        if not (is_mark(self._tokens, end, marks) or dashed) or not self._are_minutes(end):
            return None
        colon = self._tokens[end].form == ":"
        minute = int(self._tokens[end + 1].form)
        end += 2
        if colon and is_mark(self._tokens, end, ":") and is_number(self._tokens, end + 1, 0, 59):
            end += 2  # seconds
        hours = self._words.time(end, "hour", "hour_weak", "hour_behind")
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

    def _touches(self, at: int) -> bool:
        return touch(self._tokens, at)

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

    def _is_counted(self, atom: Atom, *, spelled: bool, announced: bool) -> bool:
        """Whether a bare number counts something: "at 10 minutes", "at 5 sites", "at one of"."""
        if atom.sure:
            return False
        if self._words.time(atom.end, "minutes", "hours", "one_hour") is not None:
            return True
        counted = self._words.date(atom.end, "unit", "month", "month_mark", "day_mark") is not None
        if counted and not (announced and self._words.time(atom.end, "am", "pm")):
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
