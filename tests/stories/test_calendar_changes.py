"""Interviews that are cancelled, declined, deleted or put off: nothing is left behind and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from daemon.ports.records import Person
from tests.stories.life import MIA, Life, Meeting

CALLED_OFF: list[Callable[[Life, Meeting], None]] = [Life.cancel, Life.decline, Life.delete_meeting]


def renamed(life: Life, meeting: Meeting) -> None:
    """Exchange tells attendees of a cancellation by the title alone."""
    life.change(meeting, summary=f"Canceled: {life.event(meeting).summary}")


@pytest.mark.parametrize("call_off", [*CALLED_OFF, renamed])
def test_an_interview_that_is_called_off_before_it_takes_its_entries_along(
    call_off: Callable[[Life, Meeting], None],
) -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    call_off(life, meeting)
    life.one_pass()
    assert not life.entries
    life.for_weeks_until("Fri 17 Apr 12:00")
    assert not life.entries
    assert not life.drafts


@pytest.mark.parametrize("call_off", [*CALLED_OFF, renamed])
def test_an_interview_that_is_called_off_afterwards_takes_what_is_still_to_do_along(
    call_off: Callable[[Life, Meeting], None],
) -> None:
    life = Life()
    meeting = life.invited()
    life.until("Mon 9 Mar 12:00")
    call_off(life, meeting)
    life.for_weeks_until("Fri 17 Apr 12:00")
    kinds = {kind for kind, _ in life.timetable}
    assert kinds == {"ask-before-leaving", "take-stock", "recruiter-debrief", "thank-you", "keep-searching"}
    assert not life.drafts


@pytest.mark.parametrize("call_off", CALLED_OFF)
def test_an_interview_that_is_called_off_while_the_service_was_down_is_not_followed_up(
    call_off: Callable[[Life, Meeting], None],
) -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    call_off(life, meeting)
    life.asleep_until("Fri 6 Mar 08:00")
    life.for_weeks_until("Fri 17 Apr 12:00")
    assert not life.keys("thank-you")
    assert not life.keys("check-in-call")
    assert not life.drafts


def test_a_moved_interview_takes_its_untouched_entries_along() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    life.reschedule(meeting, "Tue 10 Mar 15:00")
    life.one_pass()
    assert life.timetable == [("ask-before-leaving", "Tue 10 Mar 14:30"), ("take-stock", "Tue 10 Mar 16:00")]


def test_an_interview_moved_while_the_service_was_down_takes_its_entries_along() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    life.reschedule(meeting, "Tue 10 Mar 15:00")
    life.asleep_until("Mon 9 Mar 08:00")
    assert life.timetable == [("ask-before-leaving", "Tue 10 Mar 14:30"), ("take-stock", "Tue 10 Mar 16:00")]


def test_an_interview_put_off_after_its_time_is_not_thanked_for_before_it_takes_place() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Thu 5 Mar 14:00")
    assert life.drafts_of("thank-you")
    life.reschedule(meeting, "Tue 10 Mar 15:00")
    life.one_pass()
    assert not life.drafts
    assert not life.keys("thank-you")
    life.until("Wed 11 Mar 08:00")
    assert life.starts("thank-you") == ["Wed 11 Mar 09:00"]
    assert "Tuesday 10 March" in life.draft("thank-you").body


def test_a_new_invitation_in_the_place_of_a_cancelled_one_is_the_same_interview() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    before = set(life.entries)
    life.cancel(meeting)
    life.invited(when="Tue 10 Mar 15:00")
    life.until("Mon 9 Mar 12:00")
    assert set(life.entries) == before
    assert life.timetable == [("ask-before-leaving", "Tue 10 Mar 14:30"), ("take-stock", "Tue 10 Mar 16:00")]


def test_a_new_invitation_that_comes_days_after_the_cancellation_is_the_same_interview() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 06:00")
    touched = life.key("ask-before-leaving")
    life.type_into(touched, "Bring the printout")
    life.cancel(meeting)
    life.until("Fri 6 Mar 06:00")
    life.invited(when="Tue 10 Mar 15:00")
    life.until("Tue 10 Mar 18:00")
    assert life.keys("ask-before-leaving") == [touched]
    assert life.starts("take-stock") == ["Tue 10 Mar 16:00"]


def test_a_new_invitation_while_the_service_was_down_is_the_same_interview() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    life.delete_meeting(meeting)
    life.invited(when="Tue 10 Mar 15:00")
    life.asleep_until("Wed 11 Mar 08:00")
    life.until("Wed 11 Mar 18:00")
    assert life.starts("take-stock") == ["Wed 11 Mar 08:15"]
    assert len(life.keys("thank-you")) == 1


def test_a_further_round_after_a_postponed_one_is_a_round_of_its_own() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    life.cancel(meeting)
    life.invited(when="Fri 6 Mar 15:00")
    life.until("Fri 6 Mar 12:00")
    life.invited("Second interview: Data Engineer at Tarn", "Thu 12 Mar 10:00")
    life.until("Thu 12 Mar 14:00")
    assert life.starts("take-stock") == ["Fri 6 Mar 16:00", "Thu 12 Mar 11:00"]
    assert len(life.drafts_of("thank-you")) == 2


def test_an_interview_with_somebody_else_does_not_take_the_place_of_a_cancelled_one() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 06:00")
    life.delete(life.key("ask-before-leaving"))
    life.one_pass()
    life.cancel(meeting)
    life.invited(when="Tue 10 Mar 15:00", by=Person(name="Sam Poe", email="sam@agency.example"))
    life.until("Mon 9 Mar 12:00")
    assert life.starts("ask-before-leaving") == ["Tue 10 Mar 14:30"]


def test_an_interview_for_another_role_does_not_take_the_place_of_a_cancelled_one() -> None:
    life = Life()
    meeting = life.invited("Interview: Data Engineer at Tarn")
    life.until("Wed 4 Mar 06:00")
    life.delete(life.key("ask-before-leaving"))
    life.one_pass()
    life.cancel(meeting)
    life.invited("Interview: Product Manager at Tarn", "Tue 10 Mar 15:00")
    life.until("Mon 9 Mar 12:00")
    assert life.starts("ask-before-leaving") == ["Tue 10 Mar 14:30"]


def test_an_interview_months_later_does_not_take_the_place_of_a_cancelled_one() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 06:00")
    life.delete(life.key("ask-before-leaving"))
    life.one_pass()
    life.cancel(meeting)
    life.for_weeks_until("Mon 1 Jun 06:00")
    life.invited(when="Wed 10 Jun 15:00")
    life.until("Tue 9 Jun 12:00")
    assert life.starts("ask-before-leaving") == ["Wed 10 Jun 14:30"]


def test_a_cancellation_that_is_taken_back_writes_the_entries_again_once() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 06:00")
    event = life.event(meeting)
    life.cancel(meeting)
    life.one_pass()
    life.change(meeting, status=event.status)
    life.passes(3)
    assert life.timetable == [("ask-before-leaving", "Thu 5 Mar 09:30"), ("take-stock", "Thu 5 Mar 11:00")]


def test_the_second_event_of_a_loop_put_off_to_another_day_becomes_a_round_of_its_own() -> None:
    life = Life()
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    second = life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 11:30")
    life.until("Wed 4 Mar 12:00")
    assert life.starts("take-stock") == ["Thu 5 Mar 12:30"]
    life.reschedule(second, "Tue 10 Mar 10:00")
    life.until("Tue 10 Mar 09:00")
    assert life.starts("take-stock") == ["Thu 5 Mar 11:00", "Tue 10 Mar 11:00"]
    assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]


def test_a_round_that_the_person_typed_and_typed_anew_is_the_same() -> None:
    life = Life()
    meeting = life.typed("Interview at Birch for the analyst job", "Thu 5 Mar 10:00")
    life.until("Tue 3 Mar 12:00")
    before = set(life.entries)
    life.delete_meeting(meeting)
    life.typed("Interview at Birch for the analyst job", "Fri 6 Mar 14:00")
    life.one_pass()
    assert set(life.entries) == before
    assert life.starts("take-stock") == ["Fri 6 Mar 15:00"]


def test_an_organiser_who_changes_the_title_changes_no_key() -> None:
    life = Life()
    meeting = life.invited(by=MIA)
    life.until("Wed 4 Mar 12:00")
    before = set(life.entries)
    life.change(meeting, summary="Interview: Senior Data Engineer at Tarn")
    life.one_pass()
    assert set(life.entries) == before
