"""Reads the times a mail proposes or fixes for a conversation, as instants.

Dates come from the reader of promises, times of day and zones from `clocks` and `zones`; here they are put together.
A time without a zone is in the zone of the mail's own date: with a fixed offset, as mail programs write it, that offset
holds on both sides of a change to summer time; who knows better gives the message a date in its true zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from daemon.core.promises.gather import Core, Gatherer
from daemon.core.promises.lexicon import choose_language
from daemon.core.promises.parts import Parts
from daemon.core.promises.resolve import resolve
from daemon.core.promises.symbols import read_symbols
from daemon.core.promises.tokens import tokenise
from daemon.core.recognise.words import fold
from daemon.core.replies.clocks import Clock, read_clocks, read_duration, word_stands
from daemon.core.replies.cues import Sentence
from daemon.core.replies.lexicon import language_of
from daemon.core.replies.zones import Zone, read_zones

MOST_TIMES = 40
_USUAL_LENGTH = 60
_LOOK = 45  # characters before a time in which "by" or "instead of" may stand
_NEAR_ZONE = 25
_DAY_NUMBER = re.compile(r"\.?,?\s{0,2}(?:the\s)?(\d{1,2})(?:st|nd|rd|th|\.)?(?![\d:/])")
_ORDINAL = re.compile(r"\bthe (\d{1,2})(?:st|nd|rd|th)(?=\s?(?:at|from|between|or|and|[,(@–-])(?!\w))")
_FAR = timedelta(days=240)  # a day without a year that far ahead was one of this year that is past
_WORDS = re.compile(r"[^\W\d_]{2,}")

Slot = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A single day named in the text, and where."""

    day: date
    start: int
    end: int


def read_times(text: str, sentences: Sequence[Sentence], sent: datetime, locale: str) -> tuple[Slot, ...]:
    """The proposed times in order, each with its end; at most 40. `sent` is aware."""
    reader = _Reader(text, sentences, sent, locale)
    return tuple(sorted(set(reader.slots()))[:MOST_TIMES])


def without_times(text: str, sentences: Sequence[Sentence], slots: Sequence[Slot], sent: datetime, locale: str) -> str:
    """The text without the sentences that name the days of these slots, which are no days of a decision."""
    taken = {slot[0].date() for slot in slots}
    if not taken:
        return text
    places = [day.start for day in read_days(text, sent.date(), locale) if day.day in taken]
    return "\n".join(s.text for s in sentences if not any(s.start <= place < s.end for place in places))


class _Reader:
    """The dates, times and zones of one text."""

    def __init__(self, text: str, sentences: Sequence[Sentence], sent: datetime, locale: str) -> None:
        self._codes = (language_of(text, locale),)
        self._folded = fold(text)
        self._sentences = sentences
        self._sent = sent
        self._clocks = read_clocks(self._codes, text)
        self._days = read_days(_masked(text, self._clocks), sent.date(), locale) if self._clocks else []
        self._zones = read_zones(text, locale) if self._clocks else []

    def slots(self) -> list[Slot]:
        found: list[Slot] = []
        for at, clock in enumerate(self._clocks[: 2 * MOST_TIMES]):
            if self._is_something_else(clock):
                continue
            length = self._length(clock)
            for day in self._days_of(at):
                slot = _slot(day.day, clock, self._zone_of(clock), length)
                if slot is not None and slot[0] > self._sent:
                    found.append(slot)
        return found

    def _is_something_else(self, clock: Clock) -> bool:
        """Whether a time is a limit, one that no longer holds, or when work begins."""
        sentence = self._sentence(clock.start)
        begin = max(sentence.start if sentence else 0, clock.start - _LOOK)
        before = self._folded[begin : clock.start]
        after = self._folded[clock.end : min(clock.end + _LOOK, sentence.end if sentence else clock.end)]
        if word_stands(self._codes, "gone_after", after) and not self._has_clock(clock.end, clock.end + len(after)):
            return True
        if word_stands(self._codes, "gone", before) or (
            sentence and word_stands(self._codes, "work", fold(sentence.text))
        ):
            return True
        return (
            clock.until is None
            and word_stands(self._codes, "by", before)
            and not word_stands(self._codes, "not_by", before)
        )

    def _sentence(self, at: int) -> Sentence | None:
        return next((sentence for sentence in self._sentences if sentence.start <= at < sentence.end), None)

    # Which days

    def _days_of(self, at: int) -> list[Day]:
        clock = self._clocks[at]
        sentence = self._sentence(clock.start)
        inside = [d for d in self._days if sentence and sentence.start <= d.start < sentence.end]
        before = [day for day in inside if day.end <= clock.start]
        after = [day for day in inside if day.start >= clock.end]
        if after and (not before or self._is_time_first(inside, sentence)):
            return self._together(after, forward=True)
        if before:
            return self._together(before, forward=False)
        return self._days_around(clock)

    def _is_time_first(self, inside: Sequence[Day], sentence: Sentence | None) -> bool:
        """Whether the sentence says the time before its day, as in "3pm on Monday or 4pm on Tuesday"."""
        first = next((clock for clock in self._clocks if sentence and clock.start >= sentence.start), None)
        return first is not None and first.start < inside[0].start

    def _together(self, days: Sequence[Day], *, forward: bool) -> list[Day]:
        """The nearest day and those that are strung together with it: "Tuesday or Thursday at 3"."""
        ordered = list(days) if forward else list(reversed(days))
        strung = ordered[:1]
        for day in ordered[1:]:
            first, second = (strung[-1], day) if forward else (day, strung[-1])
            between = self._folded[first.end : second.start]
            if len(between) > 12 or len(_WORDS.findall(between)) > 1 or self._has_clock(first.end, second.start):
                break
            strung.append(day)
        return strung

    def _has_clock(self, start: int, end: int) -> bool:
        return any(start <= clock.start < end for clock in self._clocks)

    def _days_around(self, clock: Clock) -> list[Day]:
        """The last day named above a time that stands alone, or the days listed below it."""
        above = [day for day in self._days if day.end <= clock.start]
        if above:
            return above[-1:]
        following = next((c.start for c in self._clocks if c.start >= clock.end), len(self._folded))
        return [day for day in self._days if clock.end <= day.start < following]

    # How long, and where on earth

    def _length(self, clock: Clock) -> int:
        sentence = self._sentence(clock.start)
        texts = [fold(other.text) for other in self._sentences]
        near = [fold(sentence.text)] if sentence else []
        return read_duration(self._codes, [*near, *texts]) or _USUAL_LENGTH if clock.until is None else _USUAL_LENGTH

    def _zone_of(self, clock: Clock) -> tzinfo | None:
        following = next((z for z in self._zones if clock.end <= z.start <= clock.end + _NEAR_ZONE), None)
        if following is not None and not self._has_clock(clock.end, following.start):
            return following.zone
        return _common(self._zones) or self._sent.tzinfo


def _common(zones: Sequence[Zone]) -> tzinfo | None:
    """The zone, if the text names only one."""
    return zones[0].zone if len({str(zone.zone) for zone in zones}) == 1 else None


def _slot(day: date, clock: Clock, zone: tzinfo | None, length: int) -> Slot | None:
    try:
        midnight = datetime.combine(day, time(), tzinfo=zone)
        begin = midnight + timedelta(minutes=clock.begin)
        end = midnight + timedelta(minutes=clock.until) if clock.until else begin + timedelta(minutes=length)
    except OverflowError:
        return None
    return begin, end


def _masked(text: str, clocks: Sequence[Clock]) -> str:
    """The text with a comma for each time, so that no hour is taken for a day or a year."""
    for clock in clocks:
        text = text[: clock.start] + ",".ljust(clock.end - clock.start) + text[clock.end :]
    return text


def read_days(text: str, today: date, locale: str) -> list[Day]:
    """The single days a text names, today or later, in order."""
    tokens = tokenise(text)
    lexicon = choose_language(tokens, locale)
    symbols = read_symbols(tokens, lexicon, locale, today)
    gatherer = Gatherer(symbols, lexicon)
    days: list[Day] = []
    at = 0
    while at < len(symbols):
        core = gatherer.gather(at)
        if core is None:
            at += 1
            continue
        start, end = tokens[symbols[core.start].start].start, tokens[symbols[core.end - 1].end - 1].end
        day = _single_day(core, today)
        if day is not None and not _repeats(days, core, start):
            numbered = _numbered(text[end : end + _LOOK], core, today)
            days.append(Day(day=numbered or day, start=start, end=end))
        at = max(core.end, at + 1)
    days.extend(_ordinals(text, today, days))
    return sorted((day for day in days if day.day >= today), key=lambda day: day.start)


def _ordinals(text: str, today: date, days: Sequence[Day]) -> list[Day]:
    """Days that are named by their number alone, as in "the 9th at two"."""
    found: list[Day] = []
    for match in _ORDINAL.finditer(text):
        resolved = resolve(Parts(day=int(match[1])), today)
        if resolved is not None and not any(day.start < match.end() and match.start() < day.end for day in days):
            found.append(Day(day=resolved.first, start=match.start(), end=match.end(1)))
    return found


def _single_day(core: Core, today: date) -> date | None:
    parts = core.parts
    named = (parts.weekday, parts.day, parts.date, parts.offset, parts.holiday)
    if all(part is None for part in named) or parts.count is not None or parts.edge is not None or parts.week_of:
        return None
    days = resolve(parts, today)
    if days is None or days.first != days.last or (parts.year is None and days.first - today > _FAR):
        return None
    return days.first


def _numbered(after: str, core: Core, today: date) -> date | None:
    """The day that a number behind a weekday names, if it falls on that weekday: "Wednesday 18th"."""
    match = _DAY_NUMBER.match(after)
    if core.parts.weekday is None or core.parts.day is not None or core.parts.date is not None or match is None:
        return None
    days = resolve(Parts(day=int(match[1])), today)
    return days.first if days is not None and days.first.weekday() == core.parts.weekday else None


def _repeats(days: Sequence[Day], core: Core, start: int) -> bool:
    """Whether a weekday only repeats the date it follows, as in "16 June (Tuesday)"."""
    if not days or core.parts.weekday is None or core.parts.day is not None or core.parts.date is not None:
        return False
    return start - days[-1].end <= 3 and days[-1].day.weekday() == core.parts.weekday
