"""Puts days and times of day together: times go to the days of their sentence, else to those above or below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from daemon.core.replies.hours import Clock
from daemon.core.replies.items import Item, Reading
from daemon.core.replies.refusals import is_refused, is_replaced

_BREAKS = frozenset({"break", "line", "but"})
_JOINING = frozenset({"or", "and", "comma"})
_BEFORE_CHOICE = frozenset({"moved_from", "moved_to"})  # small words such as "of", which also tell of a change
_WORDS_BEFORE_CHOICE = 2
_FURTHEST_BELOW = 4  # sentences between a time and the first of its days
_BOTH = 2
_WORKDAYS = 5
_MOST_WAITING = 8  # days that one time is said of
_MOST_ITEMS = 60  # of a sentence that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Days that go together: alternatives ("Monday or Tuesday"), or the first to the last if `through`.

    `bare` tells that only weekdays were named; `first` and `last` are its places in the sentence.
    """

    days: tuple[date, ...]
    through: bool
    bare: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence or line, with its number: its items, and the groups of days among them; `lists` tells that it
    begins a line.
    """

    number: int
    lists: bool
    items: tuple[Item, ...]
    groups: tuple[Group, ...]

    def clocks(self) -> list[int]:
        """The places of the times of day."""
        return [at for at, item in enumerate(self.items) if item.kind == "clock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A time of day, item `at` of its sentence, with the days it belongs to."""

    clock: Clock
    segment: Segment
    at: int
    group: Group


def read_segments(reading: Reading) -> list[Segment]:
    """The sentences of a text that say something about times."""
    found: list[tuple[bool, list[Item]]] = [(False, [])]
    for item in reading.items:
        if item.kind in _BREAKS:
            found.append((item.kind == "line" or (found[-1][0] and not found[-1][1]), []))
        else:
            found[-1][1].append(item)
    filled = ((lists, items[:_MOST_ITEMS]) for lists, items in found if items)
    return [
        Segment(number=number, lists=lists, items=tuple(items), groups=_without_exceptions(items, reading))
        for number, (lists, items) in enumerate(filled)
    ]


def bind(segments: Sequence[Segment], reading: Reading) -> Iterator[Bound]:
    """Each time that has days, in the order of the text."""
    carried: Group | None = None
    waiting: list[Group] = []  # days that had no time yet
    for segment in segments:
        standing = [group for group in segment.groups if not is_refused(segment.items, group.first)]
        for at in segment.clocks():
            clock = segment.items[at].clock
            each = _for_each(segment, at, waiting + standing)
            carried = each or carried
            group = each or _behind(segment, at, reading)
            group = group or _beside(segment, at) or carried or _below(segments, segment)
            if group is not None and clock is not None:
                yield Bound(clock=clock, segment=segment, at=at, group=group)
        carried = standing[-1] if standing else carried
        waiting = [] if segment.clocks() else (waiting + standing)[-_MOST_WAITING:]


def _for_each(segment: Segment, at: int, groups: Sequence[Group]) -> Group | None:
    """All the days that had no time yet, for one that is said of each: "both from ten till two"."""
    items = segment.items
    first = next((place for place in range(at - 1, -1, -1) if items[place].kind in {"clock", "each"}), None)
    behind = at + 1 < len(items) and items[at + 1].kind == "each" and not items[at + 1].gap
    told = first is not None and items[first].kind == "each"
    if not (told or behind) or len(groups) < _BOTH or any(group.through for group in groups):
        return None
    first = at if first is None or not told else first
    if any(place < first for place in segment.clocks()) or any(g.first > first for g in segment.groups):
        return None
    days = tuple(sorted({day for group in groups for day in group.days}))
    return Group(days=days, through=False, bare=False, first=0, last=0) if len(days) <= _MOST_WAITING else None


def _behind(segment: Segment, at: int, reading: Reading) -> Group | None:
    """The days directly behind a time: "noon on Tuesday", "same time Thursday"."""
    following = next((group for group in segment.groups if group.first == at + 1), None)
    items = segment.items
    if following is None:
        return None
    clock = items[at].clock
    same = clock is not None and clock.same and items[at + 1].gap == 0 and items[at - 1].kind != "day"
    return following if same or reading.between.is_on(items[at].end, items[at + 1].start) else None


def _beside(segment: Segment, at: int) -> Group | None:
    """The days of the same sentence: those before, or those behind where the sentence says its times first."""
    standing = [group for group in segment.groups if not is_replaced(segment.items, group.first)] or segment.groups
    before = [group for group in standing if group.last < at]
    after = [group for group in standing if group.first > at]
    if after and (not before or segment.clocks()[0] < segment.groups[0].first):
        return after[0]
    return before[-1] if before else None


def _below(segments: Sequence[Segment], segment: Segment) -> Group | None:
    """The days listed below a time that stands above them, as one choice."""
    found: list[date] = []
    for other in segments[segment.number :]:
        if other is segment:
            continue  # its days are beside the time
        if other.clocks() or (found and not other.lists):
            break  # those days have times of their own, or are told in another sentence
        found.extend(day for group in other.groups for day in group.days)
        if not found and other.number - segment.number > _FURTHEST_BELOW:
            break
    return Group(days=tuple(found), through=False, bare=False, first=0, last=0) if found else None


def _without_exceptions(items: Sequence[Item], reading: Reading) -> tuple[Group, ...]:
    """The groups of days; of a week with exceptions all others from Monday to Friday, as one choice."""
    groups = tuple(_groups(items, reading))
    at = next((place for place, item in enumerate(items) if item.kind == "except"), None)
    excepted = [group for group in groups if at is not None and group.first > at]
    if at is None or not excepted or excepted[0].first != at + 1 or items[at + 1].gap:
        return groups
    kept = [group for group in groups if group.last < at]
    monday = next((item.day.week for item in items[:at] if item.kind == "week" and item.day), None)
    if monday is None or kept:
        return tuple(kept)
    left = {monday + timedelta(days=day) for day in range(_WORKDAYS)} - {d for group in excepted for d in group.days}
    days = tuple(sorted(left))
    return (
        (Group(days=days, through=False, bare=False, first=excepted[0].first, last=excepted[-1].last),) if days else ()
    )


def _groups(items: Sequence[Item], reading: Reading) -> Iterator[Group]:
    at = 0
    while at < len(items):
        if items[at].kind != "day" or (at and items[at - 1].kind == "into" and not items[at].gap):
            at += 1
            continue
        places = [at]
        while (following := _next_day(items, places[-1], reading)) is not None:
            places.append(following)
        yield _group(items, places, reading)
        at = places[-1] + 1


def _group(items: Sequence[Item], places: Sequence[int], reading: Reading) -> Group:
    named = [day for place in places if (day := items[place].day) is not None]
    between = pairwise(places)
    through = any(day.through for day in named) or any(
        reading.between.is_through(items[first].end, items[second].start) for first, second in between
    )
    days = tuple(day for one in named for day in one.days)
    return Group(days=days, through=through, bare=all(day.bare for day in named), first=places[0], last=places[-1])


def _next_day(items: Sequence[Item], at: int, reading: Reading) -> int | None:
    """The next day, if nothing but a joining word or mark stands between."""
    following = at + 1
    while following < len(items) and items[following].kind in _JOINING | _BEFORE_CHOICE:
        following += 1
    if following >= len(items) or items[following].kind != "day":
        return None
    between = items[at + 1 : following]
    words = sum(item.gap for item in items[at + 1 : following + 1])
    if any(item.kind == "or" for item in between) and words <= _WORDS_BEFORE_CHOICE:
        return following  # "del vie 24 o del sáb 25"
    if any(item.kind in _BEFORE_CHOICE for item in between):
        return None
    return following if reading.between.is_joined(items[at].end, items[following].start) else None
