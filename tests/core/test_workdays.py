"""Working days and working hours: weekends, holidays, changes of clocks, far-away zones and dates."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.workdays import Workplace, check_country

LONDON = ZoneInfo("Europe/London")
APIA = ZoneInfo("Pacific/Apia")
PAGO_PAGO = ZoneInfo("Pacific/Pago_Pago")  # UTC-11
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")  # UTC+14

PLAIN = Workplace(zone=LONDON)
ENGLISH = Workplace(zone=LONDON, countries=("GB-ENG",))

workplaces = st.builds(
    Workplace,
    zone=st.sampled_from(
        [LONDON, PAGO_PAGO, KIRITIMATI, APIA, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]
    ),
    countries=st.sampled_from([(), ("GB-ENG",), ("GB-SCT", "DE-BY"), ("US", "IL"), ("CN",), ("SA",)]),
    opens=st.times(max_value=time(11)),
    closes=st.times(min_value=time(11, 1)),
)
days = st.dates(min_value=date(1985, 1, 1), max_value=date(2110, 1, 1))
moments = st.integers(946_684_800, 4_070_908_800).map(lambda second: datetime.fromtimestamp(second, UTC))  # 2000-2098


def test_without_a_country_monday_to_friday_are_working_days() -> None:
    week = [date(2026, 3, 2) + timedelta(days=passed) for passed in range(7)]
    assert [PLAIN.is_working_day(day) for day in week] == [True] * 5 + [False] * 2


def test_public_holidays_are_not_working_days() -> None:
    assert not ENGLISH.is_working_day(date(2026, 5, 4))  # early May bank holiday
    assert ENGLISH.is_working_day(date(2026, 5, 5))


def test_a_holiday_of_one_region_is_a_working_day_in_another() -> None:
    st_andrew = date(2026, 11, 30)
    assert not Workplace(zone=LONDON, countries=("GB-SCT",)).is_working_day(st_andrew)
    assert ENGLISH.is_working_day(st_andrew)


def test_a_holiday_that_falls_on_a_weekend_is_made_up_for_on_the_next_weekday() -> None:
    assert ENGLISH.next_working_day(date(2027, 12, 24)) == date(2027, 12, 29)


def test_with_two_countries_a_day_counts_only_if_people_work_in_both() -> None:
    both = Workplace(zone=LONDON, countries=("GB-ENG", "DE-BE"))
    unity_day, bank_holiday, plain = date(2028, 10, 3), date(2026, 8, 31), date(2026, 9, 1)
    assert [both.is_working_day(day) for day in (unity_day, bank_holiday, plain)] == [False, False, True]


def test_the_weekend_is_the_country_s_own() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    riyadh = Workplace(zone=ZoneInfo("Asia/Riyadh"), countries=("SA",))
    assert not riyadh.is_working_day(friday)
    assert riyadh.is_working_day(sunday)
    assert not Workplace(zone=LONDON, countries=("GB", "SA")).is_working_day(sunday)


def test_five_working_days_from_before_christmas_end_in_the_new_year() -> None:
    assert ENGLISH.add_working_days(date(2025, 12, 23), 5) == date(2026, 1, 2)


def test_no_working_days_from_a_holiday_is_the_holiday_itself() -> None:
    assert ENGLISH.add_working_days(date(2026, 12, 25), 0) == date(2026, 12, 25)


def test_working_days_between_counts_the_end_and_not_the_start() -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    assert PLAIN.working_days_between(friday, monday) == 1
    assert PLAIN.working_days_between(friday, friday) == 0
    assert PLAIN.working_days_between(monday, friday) == 0


def test_counting_to_the_end_of_time_stops_after_ten_years() -> None:
    ten_years = PLAIN.working_days_between(date(2026, 1, 1), date(2036, 1, 9))
    assert PLAIN.working_days_between(date(2026, 1, 1), date.max) == ten_years


def test_a_country_s_weekends_are_known_in_every_year() -> None:
    riyadh = Workplace(zone=ZoneInfo("Asia/Riyadh"), countries=("SA",))
    assert riyadh.next_working_day(date(1, 1, 1)) == date(1, 1, 2)
    assert not riyadh.is_working_day(date(9999, 12, 31))  # a Friday


def test_the_calendar_ends_with_the_year_9999() -> None:
    with pytest.raises(OverflowError):
        PLAIN.next_working_day(date.max)


def test_a_time_that_the_clock_change_leaves_out_is_moved_by_the_gap() -> None:
    moment = PLAIN.at(date(2026, 3, 29), time(1, 30))
    assert moment.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment.time() == time(2, 30)


def test_of_a_time_that_occurs_twice_the_first_is_meant() -> None:
    assert PLAIN.at(date(2026, 10, 25), time(1, 30)).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_begins_on_the_next() -> None:
    assert Workplace(zone=APIA).at(date(2011, 12, 30), time(9)).date() == date(2011, 12, 31)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (PAGO_PAGO, datetime(2026, 3, 6, 20, tzinfo=UTC)),  # Friday 9:00 there is Friday evening in UTC
        (KIRITIMATI, datetime(2026, 3, 5, 19, tzinfo=UTC)),  # and Thursday evening here
    ],
)
def test_nine_o_clock_on_friday_is_meant_where_the_workplace_is(zone: ZoneInfo, expected: datetime) -> None:
    assert Workplace(zone=zone).at(date(2026, 3, 6), time(9)).astimezone(UTC) == expected


def test_a_monday_morning_in_utc_is_still_sunday_far_in_the_west() -> None:
    monday_in_utc = datetime(2026, 3, 9, 3, tzinfo=UTC)
    opening = Workplace(zone=PAGO_PAGO).next_opening(monday_in_utc)
    assert opening == datetime(2026, 3, 9, 20, tzinfo=UTC)
    assert opening.date() == date(2026, 3, 9)


def test_a_friday_evening_in_utc_is_already_saturday_far_in_the_east() -> None:
    friday_in_utc = datetime(2026, 3, 6, 20, tzinfo=UTC)
    assert Workplace(zone=KIRITIMATI).next_opening(friday_in_utc) == datetime(2026, 3, 8, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 6, 8, 59, tzinfo=LONDON), datetime(2026, 3, 6, 9, 0, tzinfo=LONDON)),
        (datetime(2026, 3, 6, 9, 0, tzinfo=LONDON), datetime(2026, 3, 6, 9, 0, tzinfo=LONDON)),
        (datetime(2026, 3, 6, 16, 59, tzinfo=LONDON), datetime(2026, 3, 6, 16, 59, tzinfo=LONDON)),
        (datetime(2026, 3, 6, 17, 0, tzinfo=LONDON), datetime(2026, 3, 9, 9, 0, tzinfo=LONDON)),
        (datetime(2026, 3, 7, 12, 0, tzinfo=LONDON), datetime(2026, 3, 9, 9, 0, tzinfo=LONDON)),
    ],
)
def test_work_next_opens(moment: datetime, expected: datetime) -> None:
    assert PLAIN.next_opening(moment) == expected


def test_a_night_shift_does_not_open_again_in_the_hour_that_comes_twice() -> None:
    night = Workplace(zone=LONDON, countries=("SA",), opens=time(1, 30), closes=time(1, 45))  # people work on Sundays
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=LONDON, fold=1)
    assert night.next_opening(second_time) == datetime(2026, 10, 26, 1, 30, tzinfo=LONDON)


@given(workplace=workplaces, moment=moments)
def test_an_opening_is_not_past_lies_in_working_time_and_stays_itself(workplace: Workplace, moment: datetime) -> None:
    opening = workplace.next_opening(moment)
    assert opening.astimezone(UTC) >= moment
    assert workplace.is_working_day(opening.date())
    assert workplace.next_opening(opening).astimezone(UTC) == opening.astimezone(UTC)


@given(workplace=workplaces, day=days)
def test_the_next_working_day_is_the_first_that_follows(workplace: Workplace, day: date) -> None:
    following = workplace.next_working_day(day)
    assert following > day
    assert workplace.is_working_day(following)
    skipped = [day + timedelta(days=passed) for passed in range(1, (following - day).days)]
    assert not any(workplace.is_working_day(off) for off in skipped)


@given(workplace=workplaces, day=days, count=st.integers(min_value=0, max_value=30))
def test_counting_undoes_adding(workplace: Workplace, day: date, count: int) -> None:
    assert workplace.working_days_between(day, workplace.add_working_days(day, count)) == count


@given(workplace=workplaces, day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), clock=st.times())
def test_a_clock_time_is_a_real_moment_and_never_an_earlier_time(workplace: Workplace, day: date, clock: time) -> None:
    moment = workplace.at(day, clock)
    assert moment.astimezone(UTC).astimezone(workplace.zone).replace(fold=moment.fold) == moment
    assert (moment.date(), moment.time()) >= (day, clock)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("gb", 'did you mean "GB"?'),
        ("Germany", 'did you mean "DE"?'),
        ("New Zealand", 'did you mean "NZ"?'),
        ("XX", "ISO 3166"),
        ("", "ISO 3166"),
        ("../GB", "ISO 3166"),
        ("GB-XYZ", "ENG, NIR, SCT, WLS"),
    ],
)
def test_an_unknown_country_is_refused_with_a_remedy(code: str, remedy: str) -> None:
    with pytest.raises(ValueError, match="no public holidays are known") as refusal:
        Workplace(zone=LONDON, countries=(code,))
    assert remedy in str(refusal.value)


@pytest.mark.parametrize("code", ["GB", "GB-ENG", "DE-BY", "US", "US-CA", "FR", "IN", "JP", "BR-SP", "PR", "AU-NSW"])
def test_usual_countries_and_regions_are_known(code: str) -> None:
    check_country(code)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="not after 17:00"):
        Workplace(zone=LONDON, opens=time(17), closes=time(9))


def test_holidays_cost_nothing_until_a_country_is_asked_and_then_only_that_country() -> None:
    script = (
        "import sys; from zoneinfo import ZoneInfo; from daemon.core.workdays import Workplace\n"
        "assert not any(name.startswith('holidays') for name in sys.modules)\n"
        "Workplace(zone=ZoneInfo('UTC'), countries=('GB', 'DE'))\n"
        "assert 'holidays.countries' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
