"""Times that are offered are free, on working days of both sides, within the hours of both zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.slots import Span, free_slots, is_free, suiting
from daemon.core.workdays import Workplace

LONDON, NEW_YORK, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
HOME = Workplace(zone=LONDON, countries=("GB-ENG",))
HOUR = timedelta(hours=1)
NO_WAY = timedelta(0)
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=LONDON)


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.strptime(f"2026 {text}", "%Y %d %b %H:%M").replace(tzinfo=zone)


def starts(slots: tuple[Span, ...]) -> list[str]:
    return [f"{start:%a %-d %b %H:%M}" for start, _ in slots]


def test_mornings_and_afternoons_of_the_next_working_days_take_turns() -> None:
    assert starts(free_slots((), HOUR, HOME, HOME, MONDAY, NO_WAY)) == [
        "Tue 3 Mar 09:00",
        "Wed 4 Mar 12:00",
        "Thu 5 Mar 09:00",
    ]


def test_what_is_in_a_calendar_is_avoided() -> None:
    busy = [(at("3 Mar 08:00"), at("3 Mar 12:45")), (at("4 Mar 00:00"), at("5 Mar 00:00"))]
    assert starts(free_slots(busy, HOUR, HOME, HOME, MONDAY, NO_WAY)) == [
        "Tue 3 Mar 13:00",
        "Thu 5 Mar 12:00",
        "Fri 6 Mar 09:00",
    ]


def test_the_way_there_and_back_is_kept_free() -> None:
    busy = [(at("3 Mar 10:30"), at("3 Mar 11:30"))]
    assert is_free((at("3 Mar 09:00"), at("3 Mar 10:00")), busy)
    assert not is_free((at("3 Mar 09:00"), at("3 Mar 10:00")), busy, HOUR)
    assert starts(free_slots(busy, HOUR, HOME, HOME, MONDAY, HOUR))[0] == "Tue 3 Mar 12:30"


def test_nothing_is_offered_on_holidays_of_either_side() -> None:
    friday = at("3 Apr 10:00")  # Good Friday; Monday is a holiday in England too, but not in the United States
    there = Workplace(zone=NEW_YORK, countries=("US",))
    assert starts(free_slots((), HOUR, HOME, there, friday, NO_WAY))[0] == "Tue 7 Apr 09:00"


@pytest.mark.parametrize(("zone", "first"), [(NEW_YORK, "Tue 3 Mar 09:00"), (TOKYO, "Tue 3 Mar 17:00")])
def test_far_away_it_is_their_working_day_while_the_person_is_awake(zone: ZoneInfo, first: str) -> None:
    there = Workplace(zone=zone, closes=time(19))
    slots = free_slots((), HOUR, HOME, there, MONDAY, NO_WAY)
    assert starts(slots)[0] == first
    assert all(8 <= start.astimezone(LONDON).hour < 20 for start, _ in slots)


def test_where_the_days_never_meet_nothing_is_offered() -> None:
    assert free_slots((), HOUR, HOME, Workplace(zone=ZoneInfo("Pacific/Auckland")), MONDAY, NO_WAY) == ()


def test_somebody_who_is_never_free_is_offered_nothing() -> None:
    assert free_slots([(MONDAY, MONDAY + timedelta(days=60))], HOUR, HOME, HOME, MONDAY, NO_WAY) == ()


def suit(*proposed: Span, busy: Sequence[Span] = (), travel: timedelta = NO_WAY) -> list[str]:
    slots = suiting(proposed, busy, HOUR, HOME, MONDAY, travel)
    return starts(tuple((start.astimezone(LONDON), end.astimezone(LONDON)) for start, end in slots))


def hour(text: str, zone: ZoneInfo = LONDON) -> Span:
    return at(text, zone), at(text, zone) + HOUR


def test_of_proposed_times_those_that_are_free_are_kept_the_earliest_first() -> None:
    proposed = [hour("5 Mar 14:00"), hour("3 Mar 09:00"), hour("4 Mar 11:00")]
    assert suit(*proposed, busy=[hour("3 Mar 09:30")]) == ["Wed 4 Mar 11:00", "Thu 5 Mar 14:00"]


def test_a_proposed_time_that_the_person_would_be_asleep_or_off_for_comes_last() -> None:
    good_friday, easter_monday, late = hour("3 Apr 10:00"), hour("6 Apr 12:00", NEW_YORK), hour("2 Mar 23:00")
    afternoon = hour("3 Mar 02:00", TOKYO)
    assert suit(late, good_friday, afternoon, easter_monday, hour("9 Apr 10:00")) == [
        "Mon 2 Mar 17:00",
        "Thu 9 Apr 10:00",
        "Mon 2 Mar 23:00",
    ]


def test_a_proposed_time_keeps_its_own_length_and_one_without_an_end_gets_a_short_one() -> None:
    moment = at("3 Mar 10:00")
    slots = suiting(
        [(moment, moment + timedelta(minutes=45)), (moment + HOUR, moment + HOUR)], (), HOUR, HOME, MONDAY, NO_WAY
    )
    assert [end - start for start, end in slots] == [timedelta(minutes=45), timedelta(minutes=30)]


def test_in_a_span_to_choose_a_time_in_the_first_free_hour_is_taken() -> None:
    afternoon = (at("3 Mar 13:00"), at("3 Mar 17:00"))
    assert suit(afternoon, busy=[hour("3 Mar 13:15")]) == ["Tue 3 Mar 14:30"]
    assert suit(afternoon, busy=[(at("3 Mar 12:00"), at("3 Mar 16:15"))]) == []


def test_a_proposed_time_that_has_passed_or_leaves_no_time_for_the_way_is_left_out() -> None:
    assert suit(hour("2 Mar 09:00"), hour("3 Mar 11:00"), busy=[hour("3 Mar 12:30")], travel=HOUR) == []


def test_a_span_without_end_and_one_that_runs_backwards_cost_no_time() -> None:
    years = (at("3 Mar 13:00"), at("3 Mar 13:00").replace(year=9998))
    assert suit(years, (at("4 Mar 12:00"), at("4 Mar 09:00"))) == ["Tue 3 Mar 13:00", "Wed 4 Mar 12:00"]
    assert suit(years, busy=[(at("1 Mar 00:00"), at("1 Apr 00:00"))]) == []


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 the strategy adds the zone
spans = st.builds(lambda start, hours: (start, start + timedelta(hours=hours)), moments, st.integers(1, 60))
zones = st.sampled_from([LONDON, NEW_YORK, TOKYO, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")])


@settings(max_examples=200, deadline=None)
@given(st.lists(spans, max_size=30), moments, zones, zones, st.integers(1, 16), st.integers(0, 3))
def test_every_time_that_is_offered_suits_both_sides(
    busy: list[Span], now: datetime, home: ZoneInfo, there: ZoneInfo, quarters: int, travel: int
) -> None:
    length, way = timedelta(minutes=15 * quarters), timedelta(hours=travel)
    at_home, at_work = Workplace(zone=home, countries=("GB",)), Workplace(zone=there, countries=("US",))
    slots = free_slots(busy, length, at_home, at_work, now, way)
    assert len(slots) <= 3
    assert len({start.date() for start, _ in slots}) == len(slots)
    for start, end in slots:
        assert end - start == length
        assert start > now
        assert is_free((start, end), busy, way)
        assert at_work.is_working_day(start.date())
        assert at_home.is_working_day(start.date())
        assert time(9) <= start.time() < end.time() <= time(17)
        assert time(8) <= start.astimezone(home).time() < end.astimezone(home).time() <= time(20)
