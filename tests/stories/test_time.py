"""Old calendars, a service that was down, weekends, holidays, far zones and changes of clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.stories.life import Life


def test_an_old_calendar_does_not_flood_anybody_on_the_first_pass() -> None:
    life = Life()
    for day in ("Mon 5 Jan 10:00", "Wed 14 Jan 10:00", "Tue 3 Feb 10:00", "Thu 19 Feb 10:00"):
        life.invited(f"Interview: Analyst at Firm{day[4:6].strip()}", day, people=())
    life.for_weeks_until("Fri 29 May 12:00")
    assert not life.entries
    assert not life.drafts


def test_an_interview_of_a_few_days_ago_is_followed_up_on_the_first_pass() -> None:
    life = Life()
    life.invited(when="Fri 27 Feb 10:00")
    life.until("Mon 2 Mar 09:30")
    assert life.starts("thank-you") == ["Mon 2 Mar 09:45"]


def test_how_far_the_first_pass_looks_back_can_be_set() -> None:
    life = Life(look_back_days=0)
    life.invited(when="Fri 27 Feb 10:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert not life.entries


def test_an_old_interview_that_appears_later_is_not_followed_up_either() -> None:
    life = Life()
    life.one_pass()
    life.until("Mon 16 Mar 12:00")
    life.invited(when="Thu 19 Feb 10:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert not life.entries


def test_after_four_weeks_of_standstill_one_step_is_due_and_not_five() -> None:
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 08:00")
    life.asleep_until("Thu 2 Apr 11:00")
    assert life.timetable == [
        ("ask-before-leaving", "Thu 5 Mar 09:30"),
        ("take-stock", "Thu 5 Mar 11:00"),
        ("check-in-call", "Mon 6 Apr 10:00"),  # after Good Friday
    ]
    assert not life.drafts


def test_after_four_weeks_without_a_trace_before_only_the_call_is_due() -> None:
    life = Life()
    life.one_pass()
    life.invited()
    life.asleep_until("Thu 2 Apr 11:00")
    assert life.timetable == [("check-in-call", "Mon 6 Apr 10:00")]


def test_steps_go_on_at_their_distances_after_a_standstill() -> None:
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 08:00")
    life.asleep_until("Thu 2 Apr 11:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.starts("check-in-email") == ["Wed 8 Apr 10:00", "Wed 15 Apr 10:00"]
    assert life.starts("check-in-call") == ["Mon 6 Apr 10:00", "Mon 13 Apr 10:00"]


def test_nobody_is_asked_after_a_standstill_of_half_a_year() -> None:
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 08:00")
    life.asleep_until("Thu 13 Aug 11:00")
    life.for_weeks_until("Thu 27 Aug 11:00")
    assert not life.keys("check-in-call")
    assert not life.keys("keep-searching")


def test_a_form_that_is_written_late_is_not_hidden_in_the_past() -> None:
    life = Life()
    life.one_pass()
    life.invited()
    life.asleep_until("Fri 6 Mar 12:10")
    assert life.starts("take-stock") == ["Fri 6 Mar 12:15"]
    life.until("Tue 10 Mar 12:00")
    assert life.starts("take-stock") == ["Fri 6 Mar 12:15"]


@pytest.mark.parametrize(
    ("found", "placed"), [("Fri 6 Mar 03:00", "Fri 6 Mar 08:00"), ("Thu 5 Mar 22:30", "Fri 6 Mar 08:00")]
)
def test_a_form_that_is_written_late_does_not_ring_at_night(found: str, placed: str) -> None:
    life = Life()
    life.one_pass()
    life.invited()
    life.asleep_until(found)
    assert life.starts("take-stock") == [placed]


def test_nothing_is_due_on_a_weekend() -> None:
    for day in ("Mon 2 Mar", "Tue 3 Mar", "Wed 4 Mar", "Thu 5 Mar", "Fri 6 Mar", "Sat 7 Mar", "Sun 8 Mar"):
        life = Life()
        life.invited(when=f"{day} 14:00")
        life.until("Mon 20 Apr 12:00", every=timedelta(hours=12))
        contacts = [when for kind, when in life.timetable if kind not in ("ask-before-leaving", "take-stock")]
        assert contacts
        assert not [when for when in contacts if when.startswith(("Sat", "Sun"))]


def test_nothing_is_due_on_a_public_holiday() -> None:
    life = Life(country="GB-ENG")
    life.invited(when="Thu 2 Apr 14:00")  # before Good Friday
    life.until("Tue 7 Apr 08:00")
    assert life.starts("thank-you") == ["Tue 7 Apr 09:00"]
    assert life.starts("keep-searching") == ["Tue 7 Apr 09:00"]
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert life.starts("check-in-call") == ["Mon 13 Apr 10:00"]


def test_a_promise_that_ends_before_a_long_weekend_is_asked_about_after_it() -> None:
    life = Life(country="GB-ENG")
    life.invited(when="Thu 26 Mar 14:00", description="We will let you know by Thursday 2 April.")
    life.until("Mon 6 Apr 20:00")
    assert life.starts("check-in-call") == ["Tue 7 Apr 10:00"]


def test_nothing_is_due_on_a_holiday_of_the_employers_country_either() -> None:
    life = Life(country="GB-ENG")
    life.invited(when="Thu 30 Apr 10:00", zone="Europe/Berlin")  # before the first of May, and a bank holiday in May
    life.until("Tue 5 May 08:30")
    assert life.starts("thank-you") == ["Tue 5 May 08:00"]  # nine in Berlin
    life.until("Mon 11 May 12:00")
    assert life.starts("check-in-call") == ["Mon 11 May 09:00"]


def test_an_interviewer_in_new_york_is_thanked_in_their_morning() -> None:
    life = Life()
    life.invited(when="Thu 5 Mar 16:00", zone="America/New_York")  # 21:00 in London
    life.until("Fri 6 Mar 08:00")
    assert life.starts("thank-you") == ["Fri 6 Mar 14:00"]


@pytest.mark.parametrize(
    ("home", "there", "start"),
    [
        ("Asia/Kolkata", "Asia/Tokyo", "Tue 10 Mar 08:30"),  # noon in Tokyo; nine would be half past five
        ("America/New_York", "Europe/London", "Tue 10 Mar 08:00"),
        ("Europe/London", "Asia/Tokyo", "Tue 10 Mar 00:00"),  # there is no such hour, so work there decides
    ],
)
def test_nothing_rings_at_night_if_their_day_has_an_hour_at_which_the_person_is_awake(
    home: str, there: str, start: str
) -> None:
    life = Life(zone=home)
    life.invited(when="Mon 9 Mar 11:00", zone=there)
    life.until("Tue 10 Mar 09:00")
    assert life.starts("thank-you") == [start]
    assert "This is late" not in life.entry("thank-you").description


def test_an_interview_in_new_york_belongs_to_the_day_there() -> None:
    life = Life()
    life.invited(when="Thu 5 Mar 19:30", zone="America/New_York")  # Friday 00:30 in London
    life.until("Fri 6 Mar 08:00")
    assert life.starts("thank-you") == ["Fri 6 Mar 14:00"]
    assert "Thursday 5 March" in life.draft("thank-you").body


def test_a_call_to_another_continent_is_made_when_both_are_awake() -> None:
    life = Life(zone="America/Los_Angeles")
    life.invited(when="Thu 5 Mar 15:00", zone="Europe/London")
    life.until("Thu 12 Mar 07:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 08:00"]  # 15:00 in London


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns"])
def test_at_the_ends_of_the_world_days_are_local_days(zone: str) -> None:
    life = Life(zone=zone)
    life.invited(when="Thu 12 Mar 09:00")
    life.until("Mon 23 Mar 08:00")
    assert life.timetable == [
        ("ask-before-leaving", "Thu 12 Mar 08:30"),
        ("take-stock", "Thu 12 Mar 10:00"),
        ("recruiter-debrief", "Fri 13 Mar 09:00"),
        ("thank-you", "Fri 13 Mar 09:00"),
        ("keep-searching", "Mon 16 Mar 09:00"),
        ("check-in-call", "Thu 19 Mar 10:00"),
        ("keep-searching", "Mon 23 Mar 09:00"),
        ("check-in-email", "Mon 23 Mar 10:00"),
    ]


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])
def test_tomorrow_in_a_form_means_the_same_day_after_the_form_is_deleted(zone: str) -> None:
    life = Life(zone=zone)
    life.invited(when="Thu 12 Mar 07:00")
    life.until("Thu 12 Mar 08:00")
    life.answer(life.key("take-stock"), "Decide by", "tomorrow")
    life.until("Thu 12 Mar 20:00")
    before = life.starts("check-in-call")
    life.delete(life.key("take-stock"))
    life.until("Thu 12 Mar 23:00")
    assert life.starts("check-in-call") == before == ["Tue 17 Mar 10:00"]


@pytest.mark.parametrize(
    ("zone", "interview", "thanks", "call"),
    [
        ("Europe/London", "Fri 27 Mar 10:00", "Mon 30 Mar 09:00", "Mon 6 Apr 10:00"),
        ("America/New_York", "Fri 6 Mar 10:00", "Mon 9 Mar 09:00", "Fri 13 Mar 10:00"),
        ("Australia/Sydney", "Fri 3 Apr 10:00", "Tue 7 Apr 09:00", "Mon 13 Apr 10:00"),
    ],
)
def test_a_change_of_clocks_moves_nothing_by_an_hour(zone: str, interview: str, thanks: str, call: str) -> None:
    life = Life(zone=zone)
    life.invited(when=interview)
    life.until(call)
    assert life.starts("thank-you") == [thanks]
    assert life.starts("check-in-call") == [call]


def test_an_interview_typed_in_after_it_took_place_is_followed_up() -> None:
    life = Life()
    life.until("Thu 5 Mar 15:05")
    life.typed("Interview at Birch for the analyst job", "Thu 5 Mar 10:00")
    life.one_pass()
    assert life.starts("take-stock") == ["Thu 5 Mar 15:15"]
    assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]


def test_every_second_of_a_day_off_passes_without_work_after_the_first_pass() -> None:
    life = Life()
    life.invited()
    life.until("Sat 7 Mar 06:00")
    with life.nothing_is_written():
        life.until("Sat 7 Mar 23:00", every=timedelta(minutes=17))
    assert life.now.date() == date(2026, 3, 7)
