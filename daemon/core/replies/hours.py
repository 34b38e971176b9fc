"""Times of day as minutes, and what one end of a range says about the other: "2-3pm", "10pm-2am", "9 to 5"."""

from __future__ import annotations

from dataclasses import dataclass, replace

DAY = 24 * 60
_NOON = 12 * 60
_EARLIEST_EVENING = 5 * 60
_LATEST_UNMARKED_AFTERNOON = 7  # "at 3" is in the afternoon, "at 7" may be either and is left as it stands
_LONGEST_SPAN = 14 * 60
_LATE = 10  # hours until which hardly anybody meets in the evening
_EARLIEST_MORNING = 4  # from which work may begin
_MORNING_ENDS = 5  # up to which the end of "6 to 2" is one of the afternoon


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day in minutes, from `begin`, to `until` if a range is named; it ends before piece `end`.

    `unmarked` tells that nothing says whether it is one of the morning, `same` that it is that named before.
    """

    begin: int
    until: int | None
    end: int
    unmarked: bool = False
    same: bool = False

    def in_the_evening(self) -> Clock:
        """The same time of the evening, if it may be one of the morning."""
        if not _EARLIEST_EVENING <= self.begin < _NOON:
            return self
        return replace(self, begin=self.begin + _NOON, until=self.until and (self.until + _NOON) % DAY)

    def in_the_morning(self) -> Clock:
        """The same time of the morning, if it was only taken for one of the afternoon."""
        if not self.unmarked or self.begin < _NOON + _EARLIEST_MORNING * 60:
            return self
        until = self.until - _NOON if self.until is not None and self.until > DAY - _NOON // 2 else self.until
        return replace(self, begin=self.begin - _NOON, until=until, unmarked=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One time of day: `half` is "am", "pm" or empty; `sure` is false for what may be any number.

    `figures` tells that it is in figures, `written` also that its language counts to 24, `padded` that it is meant as
    written.
    """

    hour: int
    end: int
    minute: int = 0
    half: str = ""
    sure: bool = True
    padded: bool = False
    figures: bool = False
    written: bool = False

    def is_unmarked(self) -> bool:
        """Whether its hour was taken for one of the afternoon though nothing says so."""
        return not self.half and not self.padded and 0 < self.hour < _LATEST_UNMARKED_AFTERNOON


def clock_of(atom: Atom) -> Clock:
    """One time of day by itself."""
    return Clock(begin=in_minutes(atom), until=None, end=atom.end, unmarked=atom.is_unmarked())


def range_of(first: Atom, second: Atom) -> Clock | None:
    """From one time to the other, of which one may tell the part of the day for both; None if that is too long."""
    until = in_minutes(second)
    begin = in_minutes(first)
    if not first.half and not first.padded and (second.half or second.hour > 12):
        begin = first.hour * 60 + first.minute
        if second.half == "pm" and first.hour < 12 and begin + _NOON < until:
            begin += _NOON
    elif _is_of_morning(first, second):
        begin, until = begin % _NOON, second.hour * 60 + second.minute  # "4h-9h", "6:15 to 11:00"
    elif until <= begin and not second.half and second.hour <= 12:
        if first.is_unmarked() and first.hour >= _EARLIEST_MORNING and not _MORNING_ENDS < second.hour < _NOON // 60:
            begin -= _NOON  # "6 to 2"
        elif (until + _NOON - begin) % DAY <= _LONGEST_SPAN:
            until += _NOON  # else it is as written: "23 to 7"
    span = (until - begin) % DAY
    if not 0 < span <= _LONGEST_SPAN:
        return None
    unmarked = first.is_unmarked() and not second.half and second.hour <= _NOON // 60
    return Clock(begin=begin, until=begin + span, end=second.end, unmarked=unmarked)


def _is_of_morning(first: Atom, second: Atom) -> bool:
    """Whether both ends are of the morning, though the first alone would be taken for one of the afternoon."""
    if first.half or second.half or not _EARLIEST_MORNING <= first.hour < second.hour < _NOON // 60:
        return False
    return (first.written and second.written) or (first.figures and second.figures and second.hour >= _LATE)


def in_minutes(atom: Atom) -> int:
    """The minutes since midnight; without a part of the day, early hours are those of the afternoon."""
    hour = atom.hour
    if atom.half == "pm" and hour < 12:
        hour += 12
    elif atom.half == "am" and hour == 12:
        hour = 0
    elif atom.is_unmarked():
        hour += 12
    return hour * 60 + atom.minute
