"""What may be an interview is asked about once; the answer holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.life import Life, Meeting

DOUBTFUL = "Interview"
QUESTION = "was-it-an-interview"


@pytest.fixture
def life() -> Life:
    return Life()


def doubtful(life: Life) -> Meeting:
    return life.typed(DOUBTFUL, "Thu 5 Mar 10:00")


def test_a_doubtful_event_is_asked_about_right_after_it_and_not_before(life: Life) -> None:
    doubtful(life)
    life.until("Thu 5 Mar 09:59")
    assert not life.entries
    life.until("Thu 5 Mar 11:00")
    assert life.timetable == [(QUESTION, "Thu 5 Mar 11:00")]
    assert DOUBTFUL in life.entry(QUESTION).summary


def test_a_question_that_nobody_answers_is_not_asked_again(life: Life) -> None:
    doubtful(life)
    life.until("Thu 5 Mar 11:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.timetable == [(QUESTION, "Thu 5 Mar 11:00")]


def test_a_question_that_was_deleted_is_not_asked_again(life: Life) -> None:
    doubtful(life)
    life.until("Thu 5 Mar 12:00")
    life.delete(life.key(QUESTION))
    life.read_again()
    life.for_weeks_until("Fri 29 May 12:00")
    assert not life.entries


@pytest.mark.parametrize("where", [Life.type_into, Life.type_into_title])
def test_interview_as_the_answer_starts_the_follow_up(life: Life, where: Callable[[Life, str, str], None]) -> None:
    doubtful(life)
    life.until("Thu 5 Mar 12:00")
    where(life, life.key(QUESTION), "#interview")
    life.until("Fri 6 Mar 08:00")
    assert len(life.keys("take-stock")) == 1
    assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]
    assert len(life.keys(QUESTION)) == 1


def test_interview_as_the_answer_holds_when_the_question_is_deleted(life: Life) -> None:
    doubtful(life)
    life.until("Thu 5 Mar 12:00")
    life.type_into(life.key(QUESTION), "#interview")
    life.one_pass()
    life.delete(life.key(QUESTION))
    life.until("Thu 12 Mar 09:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]
    assert not life.keys(QUESTION)


def test_no_as_the_answer_ends_it(life: Life) -> None:
    doubtful(life)
    life.until("Thu 5 Mar 12:00")
    life.type_into(life.key(QUESTION), "#no")
    life.for_weeks_until("Fri 29 May 12:00")
    assert [kind for kind, _ in life.timetable] == [QUESTION]


def test_a_doubtful_event_that_is_moved_is_not_asked_about_twice(life: Life) -> None:
    meeting = doubtful(life)
    life.until("Thu 5 Mar 12:00")
    life.reschedule(meeting, "Fri 6 Mar 10:00")
    life.until("Fri 6 Mar 18:00")
    assert life.starts(QUESTION) == ["Fri 6 Mar 11:00"]


def test_a_doubtful_event_that_is_deleted_takes_an_open_question_along(life: Life) -> None:
    meeting = doubtful(life)
    life.until("Thu 5 Mar 10:30")
    assert life.keys(QUESTION)
    life.delete_meeting(meeting)
    life.one_pass()
    assert not life.entries


def test_a_doubtful_event_on_two_calendars_is_asked_about_once() -> None:
    life = Life(accounts=("home", "work"))
    event = life.event(doubtful(life))
    life.add(event, account="work")
    life.until("Fri 6 Mar 12:00")
    assert len(life.keys(QUESTION)) == 1
