"""Reads a text as a row of items: days, clocks, time zones, lengths, cues, and the breaks between sentences.

Cues are kinds of words from the `[times]` tables that tell what a time is for; `groups` and `refusals` make sense
of the row.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from daemon.core.promises.tokens import Token
from daemon.core.replies.between import Between
from daemon.core.replies.clocks import Clocks
from daemon.core.replies.days import Day, Days
from daemon.core.replies.hours import Clock
from daemon.core.replies.lengths import read_length
from daemon.core.replies.pieces import is_mark, is_number, read_pieces
from daemon.core.replies.words import Words
from daemon.core.replies.zones import Zone, read_zones

_CUE_KINDS = (
    "by by_after not_by limit gone gone_after fine moved moved_to moved_from moved_onto away "
    "thanked aside or and but your_time ends each past planned gone_far into supposed except"
)
CUES = tuple(_CUE_KINDS.split())
_PASSED = frozenset({"or", "and", "zone", "comma", "each"})  # between a day and a number that is its hour
_PASSED_AT_MOST = 4
_LONGEST_TALK = 5 * 60  # minutes
_WORDS_BETWEEN_CHOICES = 2
_BETWEEN_CHOICES = _PASSED | {"clock", "length", "line", "break", "moved_to", "moved_from"}
_ENDS = "!?;…。！？；؟"
_COMMAS = ",，、"
_BEHIND_DAY = _PASSED | {"aside", "moved_to", "moved_from", "your_time", "weekly"}
_WORDS_BEHIND_DAY = 5
_PIECES_BEHIND_DAY = 12
_JUST_BEFORE = 2  # items
_LOOK_FOR_EVENING = 6  # pieces before a time in which "tonight" may stand
_LONGEST_ABBREVIATION = 4
_MOST_ITEMS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something the text says, from piece `start` up to piece `end`.

    `kind` is day, week, clock, zone, length, comma, break, line (a break that ends a line) or one of the cues; `gap`
    counts the words between the item before and this.
    """

    kind: str
    start: int
    end: int
    gap: int = 0
    day: Day | None = None
    clock: Clock | None = None
    zone: tzinfo | None = None
    minutes: int = 0


class Reading:
    """The items of one text; `tokens` are its pieces, `between` tells what stands between two of them."""

    def __init__(self, text: str, locale: str, today: date) -> None:
        self._today = today
        self.tokens = read_pieces(text)
        self._words = Words(self.tokens, text, locale)
        self._zones = _zone_pieces(self.tokens, text, locale)
        ends = {start: zone.end for start, zone in self._zones.items()}
        self._clocks = Clocks(self.tokens, self._words, ends)
        self._days = Days(self.tokens, self._words, locale, today)
        self.between = Between(self.tokens, self._words, ends)
        self._announced: dict[int, str] = {}
        self._lasting: set[int] = set()
        self.items: list[Item] = []
        self._read()

    def _read(self) -> None:
        at = 0
        while at < len(self.tokens) and len(self.items) < _MOST_ITEMS:
            self._announce(at)
            item = self._item(at)
            if item is not None:
                self.items.append(replace(item, gap=self._gap(at)))
                self._remember(item)
            at = item.end if item is not None else at + 1

    def _gap(self, at: int) -> int:
        start = self.items[-1].end if self.items else 0
        return sum(token.kind != "mark" for token in self.tokens[start:at])

    def _announce(self, at: int) -> None:
        """Note where an hour is to be expected, as behind "at", or a length, as behind "duration"."""
        for kind in ("between", "at"):
            found = self._words.time(at, kind)
            if found is not None:
                self._announced.setdefault(at + found.length, kind)
        limit = self._words.time(at, "ends", "by")
        if limit is not None and (limit.kind == "ends" or self._follows_time(until=self._is_until(at))):
            self._announced.setdefault(at + limit.length, "at")
        lasting = self._words.time(at, "lasting")
        if lasting is not None:
            self._lasting.add(at + lasting.length + is_mark(self.tokens, at + lasting.length, ":"))

    def _is_until(self, at: int) -> bool:
        """Whether a word stands here that leads from one time to another."""
        return self._words.time(at, "to") is not None

    def _follows_time(self, *, until: bool) -> bool:
        """Whether a time was named just before, or in the same sentence, which may end where the next is named."""
        for place, item in enumerate(reversed(self.items)):
            if item.kind in {"clock", "ends"} and (until or place < _JUST_BEFORE):
                return True
            if item.kind in {"line", "break"} or place >= _PIECES_BEHIND_DAY:
                return False
        return False

    def _item(self, at: int) -> Item | None:
        if self.tokens[at].kind == "newline":
            return Item(kind="line", start=at, end=at + 1)
        if at in self._zones:
            zone = self._zones[at]
            return Item(kind="place" if zone.place else "zone", start=at, end=zone.end, zone=zone.zone)
        return (
            self._cue(at, "hours_of_work", "weekly")
            or self._day(at)
            or (self._length(at) if at in self._lasting else None)
            or self._clock(at)
            or self._length(at)
            or self._cue(at, *CUES)
            or (self._taken(at) if self.items else None)
            or self._break(at)
        )

    def _day(self, at: int) -> Item | None:
        week = self._week_of(at)
        if week is not None:
            return week
        day = self._days.read(at, self._weekday_before)
        if day is None:
            return None
        return Item(kind="day" if day.days else "week", start=at, end=day.end, day=day)

    def _week_of(self, at: int) -> Item | None:
        """The week that is named by a day in it: "the week of June 8", "w/c 8 June", "in der Woche vom 8."."""
        found = self._words.date(at, "week_of")
        end = at + found.length if found is not None else 0
        unit = self._words.date(at, "unit")
        if found is None and unit is not None and unit.value == "week":
            of = self._words.time(at + unit.length, "of")
            end = at + unit.length + of.length if of is not None else 0
        day = self._days.read(end, self._weekday_before) if end else None
        if day is None or day.bare or not day.days:
            return None
        monday = day.days[0] - timedelta(days=day.days[0].weekday())
        end = next((place for place in range(end, day.end) if self._words.date(place, "weekday")), day.end)
        return Item(kind="week", start=at, end=end, day=replace(day, days=(), week=monday))

    def _weekday_before(self, at: int) -> date | None:
        """The weekday named before as another choice, which one named behind it follows: "Tuesday or Monday"."""
        words, listed = self._gap(at), True
        for item in reversed(self.items):
            if words > _WORDS_BETWEEN_CHOICES or not listed:
                return None
            if item.day is not None:
                joined = item is not self.items[-1] and item.day.bare
                return item.day.days[-1] if joined and item.day.days else None
            if item.kind not in _BETWEEN_CHOICES:
                return None
            words += item.gap
            listed = item.kind not in {"line", "break"} or self._ends_with_time()
        return None

    def _ends_with_time(self) -> bool:
        return any(item.kind == "clock" for item in self.items[-3:])

    def _clock(self, at: int) -> Item | None:
        kinds = [item.kind for item in self.items[-3:] if item.kind != "day"]
        moved = kinds[-2:] == ["moved", "moved_from"] and self._gap(at) == 0
        announced = "moved" if moved else self._announced.get(at, "")
        if announced != "at" and self._is_lasting(at):
            return None
        near = bool(self.items) and at - self.items[-1].end <= _PIECES_BEHIND_DAY
        dated = near and self._is_dated_before(at)
        clock = self._clocks.read(at, announced=announced, follows=self._follows(at), dated=dated)
        clock = clock or self._same_time(at)
        if clock is None:
            return None
        last = self.items[-1].end if self.items and self.items[-1].kind == "clock" else 0
        last = max([last, *(item.end for item in self.items[-_PASSED_AT_MOST:] if item.kind == "clock")])
        before = range(max(0, at - _LOOK_FOR_EVENING, last), at)
        if any(self._words.time(place, "evening") for place in before):
            clock = clock.in_the_evening()
        elif any(self._words.time(place, "morning") for place in before):
            clock = clock.in_the_morning()
        return Item(kind="clock", start=at, end=clock.end, clock=clock)

    def _is_lasting(self, at: int) -> bool:
        """Whether a few hours behind a time tell how long it takes: "at 10, dos horas", "10 Uhr (2 h)"."""
        last = next((item for item in reversed(self.items) if item.kind not in _PASSED), None)
        if last is None or last.kind != "clock" or len(self.items) - self.items.index(last) > _PASSED_AT_MOST:
            return False
        found = read_length(self.tokens, at, self._words)
        return found is not None and found.minutes <= _LONGEST_TALK and not is_mark(self.tokens, at + 1, ":.")

    def _same_time(self, at: int) -> Clock | None:
        """ "At the same time": that of the time named before."""
        found = self._words.time(at, "same_time")
        before = next((item.clock for item in reversed(self.items) if item.clock is not None), None)
        if found is None or before is None:
            return None
        return Clock(begin=before.begin, until=before.until, end=at + found.length, same=True)

    def _follows(self, at: int) -> bool:
        """Whether a day or another time stands just before, so that a number may be an hour."""
        for item in reversed(self.items[-_PASSED_AT_MOST:]):
            between = self.tokens[item.end : at]
            if len(between) > 2 or any(token.kind != "mark" for token in between):
                return False
            if item.kind in {"day", "clock"}:
                return True
            if item.kind not in _PASSED:
                return False
            at = item.start
        return False

    def _is_dated_before(self, at: int) -> bool:
        """Whether a day without a time stands a few words before in the same sentence."""
        words = self._gap(at)
        if not words and self.items[-1].kind in {"break", "line"}:
            return self._is_day_untimed()
        for item in reversed(self.items[-_PIECES_BEHIND_DAY:]):
            if words > _WORDS_BEHIND_DAY or item.kind not in _BEHIND_DAY:
                return item.kind == "day" and words <= _WORDS_BEHIND_DAY
            words += item.gap
        return False

    def _is_day_untimed(self) -> bool:
        """Whether the last day had no time yet: "on Thursday, if you can. 10 or 11?"."""
        kinds = (item.kind for item in reversed(self.items[-_PIECES_BEHIND_DAY:]))
        return next((kind for kind in kinds if kind in {"day", "clock"}), "") == "day"

    def _length(self, at: int) -> Item | None:
        found = read_length(self.tokens, at, self._words, told=at in self._lasting)
        return None if found is None else Item(kind="length", start=at, end=found.end, minutes=found.minutes)

    def _cue(self, at: int, *kinds: str) -> Item | None:
        found = self._words.time(at, *kinds)
        return None if found is None else Item(kind=found.kind, start=at, end=at + found.length)

    def _taken(self, at: int) -> Item | None:
        """A word such as "full" that says no more than that the time before it is gone, as in a table."""
        found = self._words.time(at, "taken")
        if found is None or not self._is_alone(at, at + found.length):
            return None
        return Item(kind="gone_after", start=at, end=at + found.length)

    def _is_alone(self, at: int, end: int) -> bool:
        before = self.items[-1].end == at or self.tokens[at - 1].kind in {"mark", "newline"}
        return before and (end >= len(self.tokens) or self.tokens[end].kind in {"mark", "newline"})

    def _break(self, at: int) -> Item | None:
        if is_mark(self.tokens, at, _COMMAS):
            return Item(kind="comma", start=at, end=at + 1)
        if is_mark(self.tokens, at, _ENDS) or (is_mark(self.tokens, at, ".") and self._is_full_stop(at)):
            return Item(kind="break", start=at, end=at + 1)
        return None

    def _is_full_stop(self, at: int) -> bool:
        """Whether a point ends a sentence: a capital follows, and no abbreviation or number stands before."""
        if at + 1 >= len(self.tokens) or self.tokens[at + 1].kind == "newline":
            return True
        following, before = self.tokens[at + 1], self.tokens[at - 1] if at else None
        counts = following.kind == "number" and before is not None and before.kind == "word" and not before.capital
        counts = counts and self._words.time(at - 1, "at", "by", "to", "moved_to") is None  # "godz. 14"
        if following.start == self.tokens[at].end or before is None or not (following.capital or counts):
            return False
        if self._ends_time(at):
            return True
        short = (before.capital or counts) and before.end - before.start < _LONGEST_ABBREVIATION
        return not short and not (
            before.kind == "number" and is_number(self.tokens, at - 1, 1, 31) and self._is_dated(at + 1)
        )

    def _ends_time(self, at: int) -> bool:
        """Whether a time of day ends right before, so that "Uhr." is no abbreviation."""
        return bool(self.items) and self.items[-1].kind == "clock" and self.items[-1].end == at

    def _is_dated(self, at: int) -> bool:
        return self._words.date(at, "month", "weekday") is not None

    # What a bare weekday is counted from

    def _remember(self, item: Item) -> None:
        if item.kind == "line" and not self._is_list_ahead(item.end):
            self._days.last = self._days.week = None
        if item.kind == "break":
            self._days.last = None
        if item.day is not None and item.day.week is not None:
            if item.day.week + timedelta(days=6) >= self._today:
                self._days.week, self._days.last = item.day.week, None
            return
        if item.day is not None and not item.day.bare:
            self._days.last, self._days.week = item.day.days[-1], None

    def _is_list_ahead(self, at: int) -> bool:
        """Whether the next line begins with a weekday, as those of a list do; empty lines and bullets do not count."""
        limit = min(at + 6, len(self.tokens))
        while at < limit and (self.tokens[at].kind in {"mark", "newline"} or _is_bullet(self.tokens, at)):
            at += 1
        return at < limit and self._words.date(at, "weekday") is not None


def _is_bullet(tokens: list[Token], at: int) -> bool:
    return is_mark(tokens, at + 1, ").") and (is_number(tokens, at, 1, 20) or len(tokens[at].form) == 1)


def _zone_pieces(tokens: list[Token], text: str, locale: str) -> dict[int, Zone]:
    """The zones by the pieces at which they are named, with pieces for characters."""
    starts = [token.start for token in tokens]
    found: dict[int, Zone] = {}
    for zone in read_zones(text, locale):
        at = bisect_left(starts, zone.start)
        found[at] = replace(zone, start=at, end=max(bisect_left(starts, zone.end), at + 1))
    return found
