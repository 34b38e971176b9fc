"""Reads the days a text names from its pieces: "Tue 2 June", "den 4.6.", "6月3日(水)", "the 9th", "next Thursday".

One grammar for all languages: weekday, day, month and year in any order, a relative word, or figures; the days of one
month may be several ("2 and 4 June", "9-11 June"). The arithmetic is that of the reader of promises, and so are its
conventions; beyond them a bare weekday follows the day or the week it is listed under.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from daemon.core.promises.figures import numeric_date
from daemon.core.promises.parts import Parts
from daemon.core.promises.resolve import resolve
from daemon.core.promises.tokens import Token
from daemon.core.replies.bare import BareDays
from daemon.core.replies.numbers import Numbers
from daemon.core.replies.pieces import DASHES, OPENING, is_mark, is_number, is_tail
from daemon.core.replies.relative import relative
from daemon.core.replies.words import Words

_FAR = timedelta(days=240)  # a day without a year that far ahead was one of this year that is past
_LONGEST = 14  # pieces in one date
_MOST_FILLERS = 3
_WITH_YEAR = 8  # characters of a date in figures that names its year
_SHORT = 3  # letters of a weekday that may be another word
_WEEK = timedelta(days=7)
_AHEAD = frozenset({"next", "after_next"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The days that stand before piece `end`: one, or several of one month; from the first to the last if `through`.

    `bare` tells that only a weekday is named. `week` is the Monday of a week that is named, with or without a day.
    """

    days: tuple[date, ...]
    end: int
    bare: bool = False
    through: bool = False
    week: date | None = None


@dataclass(slots=True)
class _Draft:
    """What has been read of one date, and where that ends."""

    parts: Parts
    end: int
    others: tuple[int, ...] = ()
    through: bool = False

    def is_dated(self) -> bool:
        """Whether it names a day of a month, or one such as tomorrow."""
        return not all(part is None for part in (self.parts.day, self.parts.date, self.parts.offset))


class Days:
    """Reads days anywhere in one text; `last` is the day and `week` the week that a bare weekday may follow."""

    def __init__(self, tokens: list[Token], words: Words, locale: str, today: date) -> None:
        self._tokens = tokens
        self._words = words
        self._numbers = Numbers(tokens, words)
        self._bare = BareDays(tokens, words, self._numbers, today)
        self._locale = locale
        self._today = today
        self.last: date | None = None
        self.week: date | None = None

    def read(self, at: int, choice: Callable[[int], date | None]) -> Day | None:
        """The day or days named from this piece on; `choice` tells which day a bare weekday follows at a piece."""
        draft = _Draft(parts=Parts(), end=at)
        here, fillers = at, 0
        while here < min(at + _LONGEST, len(self._tokens)):
            if self._grow(draft, here):
                here, fillers = draft.end, 0
            elif here > at and fillers < _MOST_FILLERS and self._is_filler(here, draft):
                here, fillers = here + 1, fillers + 1
            else:
                break
        draft.end = self._bare.bracket_end(draft.end)
        return self._day(draft, at, choice) if draft.end > at else None

    def _day(self, draft: _Draft, at: int, choice: Callable[[int], date | None]) -> Day | None:
        parts = draft.parts
        if parts.weekday is None and parts.unit is None and not draft.is_dated():
            return None
        bare = parts.weekday is not None and not draft.is_dated()
        if bare and parts == Parts(weekday=parts.weekday):
            return Day(days=(self._weekday(parts.weekday or 0, choice(at)),), end=draft.end, bare=True)
        days = tuple(
            day for number in (*draft.others, parts.day) if (day := self._resolved(replace(parts, day=number)))
        )
        if not days:
            return None
        monday = days[0] - timedelta(days=days[0].weekday())
        if parts.unit == "week" and parts.weekday is None:
            return Day(days=(), end=draft.end, week=monday)
        ahead = bare and parts.which in _AHEAD
        return Day(days=days, end=draft.end, bare=bare, through=draft.through, week=monday if ahead else None)

    def _weekday(self, weekday: int, choice: date | None) -> date:
        """The next such day, or the first behind the day or in the week it is listed under."""
        if self.week is not None:
            return self.week + timedelta(days=weekday)
        if choice is not None and choice.weekday() == weekday:
            return choice
        if self.last is not None and self.last.weekday() == weekday and self.last > self._today:
            return self.last  # "Monday 8 at ten, or Monday at six"
        start = max(self.last or choice or self._today, self._today)
        return start + timedelta(days=(weekday - start.weekday() - 1) % 7 + 1)

    def _resolved(self, parts: Parts) -> date | None:
        """The day these parts stand for; one that is far ahead for want of a year is the one just past."""
        found = resolve(parts, self._today)
        if found is None or (found.first != found.last and parts.unit != "week"):
            return None
        if parts.year is None and parts.date is None and found.first - self._today > _FAR:
            return found.first - 52 * _WEEK
        return found.first

    # What belongs to a date

    def _grow(self, draft: _Draft, at: int) -> bool:
        """Take up what stands here, if it belongs to the same date."""
        return (
            self._take_figures(draft, at)
            or self._take_weekday(draft, at)
            or self._take_month(draft, at)
            or self._take_year(draft, at)
            or self._take_number(draft, at)
            or self._take_relative(draft, at)
        )

    def _take_figures(self, draft: _Draft, at: int) -> bool:
        if not is_number(self._tokens, at, 0, 9999) or draft.is_dated():
            return False
        end = self._numbers.figures_end(at)
        form = "".join(token.form for token in self._tokens[at:end])
        day = numeric_date(form, self._locale, self._today) if end else None
        if day is None:
            return False
        if len(form) < _WITH_YEAR and day - self._today > _FAR:
            day -= 52 * _WEEK
        draft.parts, draft.end = Parts(date=day), end
        return True

    def _take_weekday(self, draft: _Draft, at: int) -> bool:
        """A weekday, or one that only repeats the day it follows: "2 June, Tuesday", "tomorrow (Tuesday)"."""
        found = self._words.date(at, "weekday")
        if found is None or (draft.parts == Parts() and self._is_unsure(at, found.length)):
            return False
        bracketed = is_mark(self._tokens, at - 1, OPENING)
        if draft.is_dated():
            day = self._resolved(draft.parts)
            if not bracketed and (day is None or day.weekday() != found.value):
                return False
        elif draft.parts.weekday is None:
            draft.parts = replace(draft.parts, weekday=int(found.value))
        else:
            return False
        draft.end = at + found.length
        return True

    def _is_unsure(self, at: int, length: int) -> bool:
        """Whether a short word is no weekday, as "so" and "do" are none before another word."""
        if self._words.english or length > 1 or len(self._tokens[at].form) > _SHORT:
            return False
        here = at + 1 + is_mark(self._tokens, at + 1, ".,:(")
        here += is_mark(self._tokens, here, DASHES)
        if self._words.date(here, "weekday"):  # "Mo-Fr"
            return False
        article = self._words.date(here, "the")
        here += article.length if article is not None else 0
        return not (is_number(self._tokens, here, 0, 2100) or self._words.time(here, "at"))

    def _take_month(self, draft: _Draft, at: int) -> bool:
        """The month behind its day, or one before it with the day: "2 June", "June 2", "6月2日"."""
        parts = draft.parts
        if parts.date is not None or parts.offset is not None or parts.month is not None:
            return False
        if parts.day is not None:
            found = self._words.date(at, "month", "month_perhaps")
            if found is not None:
                draft.parts, draft.end = replace(parts, month=int(found.value)), at + found.length
            return found is not None
        month, place = self._numbers.month_before(at)
        if month is None or not is_number(self._tokens, place, 1, 31) or self._numbers.is_hour(place):
            return False
        draft.parts = replace(parts, month=month, day=int(self._tokens[place].form), which=None)
        draft.end = self._numbers.day_end(place)
        self._take_others(draft)
        return True

    def _take_others(self, draft: _Draft) -> None:
        """ "June 9-11", "June 2 and 4": further days behind a month and a day, unless they are hours."""
        others, end = self._numbers.listed(draft.end)
        days = [draft.parts.day or 0, *others]
        if not others or days != sorted(set(days)) or self._numbers.is_hour(end - 1):
            return
        if draft.parts.weekday is not None and len(others) > 1 and is_mark(self._tokens, draft.end, ","):
            return  # "Sat May 2, 9 to 11"
        draft.through = self._numbers.is_through(draft.end)
        draft.others, draft.end = tuple(days[:-1]), end
        draft.parts = replace(draft.parts, day=days[-1])

    def _take_year(self, draft: _Draft, at: int) -> bool:
        """The year behind its month, or one before it: 2026年6月2日, 2026. június 2."""
        if draft.parts.year is not None or not is_number(self._tokens, at, 2000, 2999):
            return False
        mark = self._words.date(at + 1, "year_mark")
        end = at + 1 + (mark.length if mark is not None else 0)
        behind = draft.parts.day is not None and draft.parts.month is not None
        marked = mark is not None or is_mark(self._tokens, end, ".")
        leads = draft.parts == Parts() and marked and self._numbers.month_before(end + (mark is None))[0] is not None
        if behind or leads:
            draft.parts, draft.end = replace(draft.parts, year=int(self._tokens[at].form)), end
        return behind or leads

    def _take_number(self, draft: _Draft, at: int) -> bool:
        """A day's number: before its month, behind its weekday, or alone where a time follows."""
        if draft.is_dated() or not is_number(self._tokens, at, 1, 31) or is_tail(self._tokens, at):
            return False
        day, end = int(self._tokens[at].form), self._numbers.day_end(at)
        others, last = self._numbers.listed(end)
        if self._numbers.is_month(last) and not self._are_hours(at, end, others):
            *before, day = (day, *others)
            draft.others, draft.through = tuple(before), bool(others) and self._numbers.is_through(end)
            draft.parts, draft.end = replace(draft.parts, day=day), last
            return True
        if self._take_with_figures(draft, day, end):
            return True
        if not (self._bare.fits(draft.parts.weekday, day, end) or self._bare.stands_alone(at, end)):
            return False
        draft.parts, draft.end = Parts(day=day), end
        return True

    def _take_with_figures(self, draft: _Draft, day: int, end: int) -> bool:
        """A day whose month stands only in the figures of the next: "8. oder 10.6."."""
        joined = self._words.time(end, "or", "and")
        place = end + (joined.length if joined is not None else 0)
        last = self._numbers.figures_end(place) if joined is not None and is_number(self._tokens, place, 1, 31) else 0
        form = "".join(token.form for token in self._tokens[place:last])
        found = numeric_date(form, self._locale, self._today) if last else None
        if found is None or day >= found.day:
            return False
        draft.parts, draft.end, draft.others = Parts(day=found.day, month=found.month), last, (day,)
        return True

    def _are_hours(self, at: int, end: int, others: list[int]) -> bool:
        """Whether the first of some numbers are the hours of the day before: "Fri 9-11 or 13th April"."""
        return len(others) > 1 and self._numbers.is_through(end) and self._words.date(at - 1, "weekday") is not None

    def _take_relative(self, draft: _Draft, at: int) -> bool:
        """ "Tomorrow", "next", "week", "来週"."""
        grown = relative(draft.parts, self._tokens, self._words, at) if not draft.is_dated() else None
        if grown is not None:
            draft.parts, draft.end = grown
        return grown is not None

    def _is_filler(self, at: int, draft: _Draft) -> bool:
        if self._ends_sentence(draft, at):
            return False
        if is_mark(self._tokens, at, ",.)" + OPENING) or self._words.date(at, "the", "filler", "on") is not None:
            return True
        if is_mark(self._tokens, at, "-"):
            return is_number(self._tokens, at + 1, 2000, 2999)  # 01-June-2026
        if is_mark(self._tokens, at, ":"):
            return self._is_dated(at + 1)  # "Tuesday: 23 June"
        article = self._words.english and self._words.form(at) == "a" and is_mark(self._tokens, at - 1, OPENING)
        return article and self._words.date(at + 1, "weekday") is not None  # "2 April (a Thursday)"

    def _ends_sentence(self, draft: _Draft, at: int) -> bool:
        """Whether a point behind "next" or "last week" ends a sentence, so that the weekday behind it is another."""
        if not is_mark(self._tokens, at, ".") or draft.parts != Parts(which=draft.parts.which, unit=draft.parts.unit):
            return False
        return at + 1 < len(self._tokens) and self._tokens[at + 1].capital

    def _is_dated(self, at: int) -> bool:
        """Whether a day and its month stand here."""
        day = is_number(self._tokens, at, 1, 31) and self._numbers.is_month(self._numbers.day_end(at))
        return day or self._numbers.figures_end(at) > 0
