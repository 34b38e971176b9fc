"""Reads the times a mail proposes or fixes for a conversation, as instants.

The text is read as a row of items; each time of day is given the days it belongs to, its zone and its length. A time
without a zone is in the zone of the mail's own date, or in the one of its country that has that offset on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from daemon.core.replies.cues import Sentence
from daemon.core.replies.groups import Bound, Segment, bind, read_segments
from daemon.core.replies.hours import Clock
from daemon.core.replies.items import Item, Reading
from daemon.core.replies.refusals import ends_another, ends_day, is_aside, is_refused, limit_before
from daemon.core.replies.zones import home_zone

MOST_TIMES = 40
_USUAL_LENGTH = 60
_EARLY, _LATE = 6 * 60, 10 * 60  # from and to which one works in the morning rather than in the evening
_QUARTER = 15
_LONGEST_VISIT = timedelta(days=7)
_DAY = 24 * 60
_HALF_DAY = 12 * 60
_AROUND_NOON = 2 * 60
_LONGEST_SITTING = 14 * 60
_ZONED = frozenset({"zone", "place"})
_SAID_FOR = _ZONED | {"your_time"}

Slot = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A slot, whether its end was stated, whether it is only that of arriving or of a meal, and whether its day was
    named in another sentence and it is no choice.
    """

    slot: Slot
    window: bool
    aside: bool
    carried: bool


def read_times(text: str, sent: datetime, locale: str, title: str = "") -> tuple[Slot, ...]:
    """The proposed times in order, each with its end; at most 40.

    `sent` is aware; `title` is the subject, if it belongs to this mail, which may name the day.
    """
    reading = Reading(f"{title}\n{text}" if title else text, locale, sent.date())
    offers = [offer for offer in _Offers(reading, sent, locale).read() if offer.slot[0] > sent]
    return tuple(sorted({offer.slot for offer in offers if not _is_part(offer, offers)})[:MOST_TIMES])


def naming(
    slots: Sequence[Slot], text: str, sentences: Sequence[Sentence], sent: datetime, locale: str
) -> list[Sentence]:
    """The sentences of a text that name the days of these slots."""
    taken = {slot[0].date() for slot in slots}
    if not taken:
        return []
    reading = Reading(text, locale, sent.date())
    places = [reading.tokens[i.start].start for i in reading.items if i.day and not taken.isdisjoint(i.day.days)]
    return [s for s in sentences if any(s.start <= place < s.end for place in places)]


def _is_part(offer: _Offer, offers: Sequence[_Offer]) -> bool:
    """Whether a slot is only a part of another, as those of an agenda are of a visit, or its arrival."""
    near = [other for other in offers if other.slot[0].date() == offer.slot[0].date() and other is not offer]
    if offer.aside and any(not other.aside for other in near):
        return True
    if offer.carried and not offer.window and any(other.window and not other.carried for other in near):
        return True  # "10 to 4 on Tuesday. Transport leaves at 5"
    return any(other.window and other.slot != offer.slot and _holds(other.slot, offer) for other in offers)


def _holds(slot: Slot, offer: _Offer) -> bool:
    begin, end = offer.slot
    if offer.carried and begin < slot[0] and slot[1].date() > slot[0].date():
        begin, end = begin + timedelta(days=1), end + timedelta(days=1)  # "10pm to 2am: you see what 1am is like"
    return slot[0] <= begin and (end <= slot[1] if offer.window else begin < slot[1])


class _Offers:
    """Makes slots of the times of one text."""

    def __init__(self, reading: Reading, sent: datetime, locale: str) -> None:
        self._reading = reading
        self._segments = read_segments(reading)
        self._zones = _Zones(self._segments, reading, sent, locale)

    def read(self) -> Iterator[_Offer]:
        """Every slot that is offered, in the order of the text."""
        for bound in self._merged():
            yield from self._slots(bound)

    def _merged(self) -> Iterator[Bound]:
        """The times, each with the end that the next one gives, and none that only says another once more."""
        last: Bound | None = None
        for found in bind(self._segments, self._reading):
            bound = found if last is None or not found.clock.same else _as_before(found, last.clock)
            if last is not None and self._zones.is_repeated(bound.segment, bound.at):
                last = replace(last, clock=_fuller(last.clock, bound.clock))
                continue
            if last is not None and (clock := self._ended(last, bound)) is not None:
                last = replace(last, clock=clock)
                continue
            if is_refused(bound.segment.items, bound.at):
                continue
            if last is not None:
                yield last
            last = bound
        if last is not None:
            yield last

    def _ended(self, bound: Bound, following: Bound) -> Clock | None:
        """A time with the next one as its end, if it is that."""
        again = bound.clock.until == following.clock.begin and following.group.days == bound.group.days
        if again and ends_another(following.segment.items, following.at):
            return bound.clock  # "from nine to twelve, done at twelve"
        until = self._until(bound, following)
        if until is not None:
            begin = bound.clock.begin - (_HALF_DAY if bound.clock.unmarked and until <= bound.clock.begin else 0)
            return replace(bound.clock, begin=begin, until=until)
        if self._is_visit(bound, following):
            days = (following.group.days[0] - bound.group.days[0]).days
            return replace(bound.clock, until=_DAY * days + following.clock.begin)
        return None

    def _slots(self, bound: Bound) -> Iterator[_Offer]:
        """A slot for each day, or one from the first to the last; from Monday to Friday an office is open."""
        group, until = bound.group, bound.clock.until
        if group.through and group.bare:
            return
        zone = self._zones.of(bound.segment, bound.at)
        length = self._length(bound)
        for first, last in (
            [(group.days[0], group.days[-1])] if group.through else zip(group.days, group.days, strict=True)
        ):
            begin = _instant(first, bound.clock.begin, zone)
            end = _instant(last, bound.clock.begin + length if until is None else until, zone)
            aside = is_aside(bound.segment.items, bound.at)
            yield _Offer(slot=(begin, end), window=until is not None, aside=aside, carried=_is_carried(bound))

    def _until(self, bound: Bound, following: Bound) -> int | None:
        """The end of a time that the next one gives: "start 10:45, finish 14:30", "at nine at the gate until one"."""
        items, at = following.segment.items, following.at
        limit = limit_before(items, at) if following.segment is bound.segment else None
        ends = ends_another(items, at) or (limit is not None and self._reading.between.leads_to(limit.start))
        if not ends or following.group.days != bound.group.days or bound.clock.until is not None:
            return None
        begin, end = bound.clock.begin, following.clock.begin
        if bound.clock.unmarked and begin - _HALF_DAY < end <= begin and end > _HALF_DAY:
            return end  # the begin was one of the morning
        if bound.clock.unmarked and begin - _HALF_DAY >= _EARLY and _LATE <= end < begin:
            return end
        end += _HALF_DAY if end <= begin and end <= _HALF_DAY else 0
        return end if 0 < end - begin <= _LONGEST_SITTING else None

    def _is_visit(self, bound: Bound, following: Bound) -> bool:
        """Whether two times are the ends of one visit over several days: "Sunday at 6 pm through noon on Tuesday"."""
        if following.segment is not bound.segment or bound.clock.until is not None:
            return False
        apart = following.group.days[0] - bound.group.days[0]
        single = len(bound.group.days) == len(following.group.days) == 1
        items = bound.segment.items
        behind = items[bound.at : bound.at + 2]
        leads = any(self._reading.between.leads_to(item.end) for item in behind if item.kind in {"clock", "day"})
        leads = leads or ends_day(items, following.at)
        return single and leads and timedelta() < apart <= _LONGEST_VISIT

    def _length(self, bound: Bound) -> int:
        """The minutes said for this time, else in its sentence, else in the nearest without times, above or below."""
        here = bound.segment.number
        near = [*reversed(self._segments[:here]), *self._segments[here + 1 :]]
        near.sort(key=lambda other: bool(other.clocks()))
        own = _own(bound.segment.items, bound.at)
        for items in (own, bound.segment.items, *(other.items for other in near)):
            shortest = _QUARTER if items is not own else 0  # what is shorter is only a part of it
            lengths = [item.minutes for item in items if item.kind == "length" and item.minutes >= shortest]
            if lengths:
                return max(lengths)
        return _USUAL_LENGTH


def _is_carried(bound: Bound) -> bool:
    """Whether a time has its day from another sentence and is no other choice."""
    items = bound.segment.items
    return bound.group not in bound.segment.groups and not any(item.kind == "or" for item in items[: bound.at])


def _as_before(bound: Bound, clock: Clock) -> Bound:
    """The same time once more, on days of its own."""
    return replace(bound, clock=replace(bound.clock, begin=clock.begin, until=clock.until))


def _fuller(clock: Clock, again: Clock) -> Clock:
    """A time, with the end that it has where it is said once more: "midi (12h-14h)", "mediodía (13:30 a 17:30)"."""
    noon = clock.begin == _HALF_DAY and 0 <= again.begin - clock.begin <= _AROUND_NOON
    fuller = clock.until is None and again.until is not None and (noon or again.begin == clock.begin)
    return again if fuller else clock


def _own(items: Sequence[Item], at: int) -> list[Item]:
    """The items up to the next time; what stands behind the last may be said of all, unless others have their own."""
    following = next((place for place in range(at + 1, len(items)) if items[place].kind == "clock"), None)
    if following is not None:
        return list(items[at + 1 : following])
    first = next(place for place, item in enumerate(items) if item.kind == "clock")
    return list(items[at + 1 :]) if any(item.kind == "length" for item in items[first:at]) else []


def _instant(day: date, minutes: int, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minutes)


class _Zones:
    """Which zone each time of a text is in."""

    def __init__(self, segments: Sequence[Segment], reading: Reading, sent: datetime, locale: str) -> None:
        self._reading = reading
        named = [
            zone
            for segment in segments
            for at, item in enumerate(segment.items)
            if (zone := item.zone) is not None and item.kind == "zone" and not self._is_of_repeated(segment, at)
        ]
        self._common = named[0] if len({str(zone) for zone in named}) == 1 else None
        self._home = home_zone(sent, locale)

    def of(self, segment: Segment, at: int) -> tzinfo | None:
        """The zone named behind a time, or behind the last of its series; else the only one of the text."""
        if at + 1 < len(segment.items) and segment.items[at + 1].kind == "place":
            return segment.items[at + 1].zone
        for place in range(at + 1, len(segment.items)):
            item = segment.items[place]
            if item.kind == "zone" and not self._is_of_repeated(segment, place):
                return item.zone
        return self._common or self._home

    def is_repeated(self, segment: Segment, at: int) -> bool:
        """Whether a time only says in another zone what the one before it says: "10:00 (9:00 in London)"."""
        items = segment.items
        if self._is_for_them(items, at):
            return True
        before = next((place for place in range(at - 1, -1, -1) if items[place].kind in {"clock", "day"}), None)
        if before is None or items[before].kind != "clock" or items[at - 1].kind == "or":
            return False
        if self._reading.between.is_bracketed(items[at].start, items[at].end):
            return True
        behind = items[at + 1].kind if at + 1 < len(items) else ""
        if behind == "your_time" and items[before + 1].kind in _ZONED:
            return True  # "2pm Eastern, which is 11am for you"
        named = behind in _SAID_FOR or items[at - 1].kind in _SAID_FOR
        return named and self._reading.between.opens_aside(items[before].end, items[at].start)

    def _is_for_them(self, items: Sequence[Item], at: int) -> bool:
        """Whether brackets tell what a time before them is for the person: "(so 9am / 1:30pm for you)"."""
        behind = [item for item in items[at + 1 : at + 4] if item.kind != "clock"]
        return bool(
            behind
            and behind[0].kind == "your_time"
            and any(item.kind == "clock" for item in items[:at])
            and self._reading.between.is_bracketed(items[at].start, items[at].end)
        )

    def _is_of_repeated(self, segment: Segment, zone: int) -> bool:
        before = zone - 1
        return before >= 0 and segment.items[before].kind == "clock" and self.is_repeated(segment, before)
