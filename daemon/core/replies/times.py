"""Reads the times a mail proposes or fixes for a conversation, as instants.

The text is read as a row of items; each time of day is given the days it belongs to, its zone and its length. A time
without a zone is in the zone of the mail's own date, or in the one of its country that has that offset on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from daemon.core.replies.cues import Sentence
from daemon.core.replies.groups import Bound, Segment, bind, read_segments
from daemon.core.replies.items import Item, Reading
from daemon.core.replies.refusals import ends_another, is_aside, is_refused, limit_before
from daemon.core.replies.zones import home_zone

MOST_TIMES = 40
_USUAL_LENGTH = 60
_LONGEST_VISIT = timedelta(days=7)
_DAY = 24 * 60
_HALF_DAY = 12 * 60
_LONGEST_SITTING = 14 * 60

Slot = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A slot, whether its end was stated, and whether it is only that of arriving or of a meal."""

    slot: Slot
    window: bool
    aside: bool


def read_times(text: str, sent: datetime, locale: str, title: str = "") -> tuple[Slot, ...]:
    """The proposed times in order, each with its end; at most 40.

    `sent` is aware; `title` is the subject, if it belongs to this mail, which may name the day.
    """
    reading = Reading(f"{title}\n{text}" if title else text, locale, sent.date())
    offers = [offer for offer in _Offers(reading, sent, locale).read() if offer.slot[0] > sent]
    return tuple(sorted({offer.slot for offer in offers if not _is_part(offer, offers)})[:MOST_TIMES])


def without_times(text: str, sentences: Sequence[Sentence], slots: Sequence[Slot], sent: datetime, locale: str) -> str:
    """The text without the sentences that name the days of these slots, which are no days of a decision."""
    taken = {slot[0].date() for slot in slots}
    if not taken:
        return text
    reading = Reading(text, locale, sent.date())
    places = [reading.tokens[i.start].start for i in reading.items if i.day and not taken.isdisjoint(i.day.days)]
    return "\n".join(s.text for s in sentences if not any(s.start <= place < s.end for place in places))


def _is_part(offer: _Offer, offers: Sequence[_Offer]) -> bool:
    """Whether a slot is only a part of another, as those of an agenda are of a visit, or its arrival."""
    if offer.aside and any(not o.aside and o.slot[0].date() == offer.slot[0].date() for o in offers):
        return True
    return any(other.window and other.slot != offer.slot and _holds(other.slot, offer) for other in offers)


def _holds(slot: Slot, offer: _Offer) -> bool:
    begin, end = offer.slot
    return slot[0] <= begin and (end <= slot[1] if offer.window else begin < slot[1])


class _Offers:
    """Makes slots of the times of one text."""

    def __init__(self, reading: Reading, sent: datetime, locale: str) -> None:
        self._reading = reading
        self._segments = read_segments(reading)
        self._zones = _Zones(self._segments, reading, sent, locale)

    def read(self) -> Iterator[_Offer]:
        """Every slot that is offered, in the order of the text."""
        times = [bound for bound in bind(self._segments, self._reading) if not self._is_repeated(bound)]
        ended = False
        for number, bound in enumerate(times):
            following = times[number + 1] if number + 1 < len(times) else None
            is_end, ended = ended, False
            if is_end or is_refused(bound.segment.items, bound.at):
                continue
            until = self._until(bound, following) if following is not None else None
            if until is None and following is not None and self._is_visit(bound, following):
                until = _DAY * (following.group.days[0] - bound.group.days[0]).days + following.clock.begin
            ended = until is not None
            yield from self._slots(bound, bound.clock.until if until is None else until)

    def _is_repeated(self, bound: Bound) -> bool:
        return self._zones.is_repeated(bound.segment, bound.at)

    def _slots(self, bound: Bound, until: int | None) -> Iterator[_Offer]:
        """A slot for each day, or one from the first to the last; from Monday to Friday an office is open."""
        group = bound.group
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
            yield _Offer(slot=(begin, end), window=until is not None, aside=aside)

    def _until(self, bound: Bound, following: Bound) -> int | None:
        """The end of a time that the next one gives: "start 10:45, finish 14:30", "at nine at the gate until one"."""
        items, at = following.segment.items, following.at
        limit = limit_before(items, at) if following.segment is bound.segment else None
        ends = ends_another(items, at) or (limit is not None and self._reading.between.leads_to(limit.start))
        if not ends or following.group.days != bound.group.days or bound.clock.until is not None:
            return None
        end = following.clock.begin
        end += _HALF_DAY if end <= bound.clock.begin and end <= _HALF_DAY else 0
        return end if 0 < end - bound.clock.begin <= _LONGEST_SITTING else None

    def _is_visit(self, bound: Bound, following: Bound) -> bool:
        """Whether two times are the ends of one visit over several days: "Sunday at 6 pm through noon on Tuesday"."""
        if following.segment is not bound.segment or bound.clock.until is not None:
            return False
        apart = following.group.days[0] - bound.group.days[0]
        single = len(bound.group.days) == len(following.group.days) == 1
        leads = self._reading.between.leads_to(bound.segment.items[bound.at].end)
        return single and leads and timedelta() < apart <= _LONGEST_VISIT

    def _length(self, bound: Bound) -> int:
        """The minutes said for this time, else in its sentence, else in the nearest without times, above or below."""
        here = bound.segment.number
        near = [*reversed(self._segments[:here]), *self._segments[here + 1 :]]
        near.sort(key=lambda other: bool(other.clocks()))
        own = _until_next_clock(bound.segment.items, bound.at)
        for items in (own, bound.segment.items, *(other.items for other in near)):
            lengths = [item.minutes for item in items if item.kind == "length"]
            if lengths:
                return max(lengths)
        return _USUAL_LENGTH


def _until_next_clock(items: Sequence[Item], at: int) -> list[Item]:
    """The items up to the next time, if there is one; what stands behind the last time may be said of all."""
    following = next((place for place in range(at + 1, len(items)) if items[place].kind == "clock"), None)
    return list(items[at + 1 : following]) if following is not None else []


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
            if (zone := item.zone) is not None and not self._is_of_repeated(segment, at)
        ]
        self._common = named[0] if len({str(zone) for zone in named}) == 1 else None
        self._home = home_zone(sent, locale)

    def of(self, segment: Segment, at: int) -> tzinfo | None:
        """The zone named behind a time, or behind the last of its series; else the only one of the text."""
        for place in range(at + 1, len(segment.items)):
            item = segment.items[place]
            if item.kind == "zone" and not self._is_of_repeated(segment, place):
                return item.zone
        return self._common or self._home

    def is_repeated(self, segment: Segment, at: int) -> bool:
        """Whether a time only says in another zone what the one before it says: "10:00 (9:00 in London)"."""
        items = segment.items
        before = next((place for place in range(at - 1, -1, -1) if items[place].kind == "clock"), None)
        if before is None:
            return False
        if self._reading.between.is_bracketed(items[at].start, items[at].end):
            return True
        named = at + 1 < len(items) and items[at + 1].kind in {"zone", "your_time"}
        named = named or items[at - 1].kind in {"zone", "your_time"}
        return named and self._reading.between.opens_aside(items[before].end, items[at].start)

    def _is_of_repeated(self, segment: Segment, zone: int) -> bool:
        before = zone - 1
        return before >= 0 and segment.items[before].kind == "clock" and self.is_repeated(segment, before)
