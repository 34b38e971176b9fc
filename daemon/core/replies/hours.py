"""Times of day as minutes, and what one end of a range says about the other: "2-3pm", "10pm-2am", "9 to 5"."""

from __future__ import annotations

from dataclasses import dataclass, replace

DAY = 24 * 60
_NOON = 12 * 60
_EARLIEST_EVENING = 5 * 60
_LATEST_UNMARKED_AFTERNOON = 7  # "at 3" is in the afternoon, "at 7" may be either and is left as it stands
_LONGEST_SPAN = 14 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day in minutes, from `begin`, to `until` if a range is named; it ends before piece `end`."""

    begin: int
    until: int | None
    end: int

    def in_the_evening(self) -> Clock:
        """The same time of the evening, if it may be one of the morning."""
        if not _EARLIEST_EVENING <= self.begin < _NOON:
            return self
        return replace(self, begin=self.begin + _NOON, until=self.until and (self.until + _NOON) % DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One time of day: `half` is "am", "pm" or empty; `sure` is false for what may be any number."""

    hour: int
    end: int
    minute: int = 0
    half: str = ""
    sure: bool = True
    padded: bool = False


def range_of(first: Atom, second: Atom) -> Clock | None:
    """From one time to the other, of which one may tell the part of the day for both; None if that is too long."""
    until = in_minutes(second)
    begin = in_minutes(first)
    if not first.half and not first.padded and (second.half or second.hour > 12):
        begin = first.hour * 60 + first.minute
        if second.half == "pm" and first.hour < 12 and begin + _NOON < until:
            begin += _NOON
    elif until <= begin and not second.half and second.hour <= 12:
        until += _NOON
    span = (until - begin) % DAY
    return Clock(begin=begin, until=begin + span, end=second.end) if 0 < span <= _LONGEST_SPAN else None


def in_minutes(atom: Atom) -> int:
    """The minutes since midnight; without a part of the day, early hours are those of the afternoon."""
    hour = atom.hour
    if atom.half == "pm" and hour < 12:
        hour += 12
    elif atom.half == "am" and hour == 12:
        hour = 0
    elif not atom.half and not atom.padded and 0 < hour < _LATEST_UNMARKED_AFTERNOON:
        hour += 12
    return hour * 60 + atom.minute
