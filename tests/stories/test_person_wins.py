"""What the person edits, moves, deletes or sends stays as they left it, for ever."""

from __future__ import annotations

import pytest

from daemon.core.remembered import State
from tests.stories.life import ADA, TOM, Life

INTERVIEW = "interview@tarn.example"


@pytest.fixture
def life() -> Life:
    """The evening of an interview; drafts are ready, and the thanks are due tomorrow."""
    life = Life()
    life.invited(people=(ADA, TOM), uid=INTERVIEW)
    life.until("Thu 5 Mar 20:00")
    return life


def test_an_edited_entry_stays_as_edited_and_gets_no_second_copy(life: Life) -> None:
    life.type_into(life.key("thank-you"), "Ask about the bike shed")
    edited = life.entry("thank-you")
    life.until("Tue 10 Mar 12:00")
    assert life.entry("thank-you") == edited


def test_an_edited_entry_stays_when_the_interview_is_cancelled(life: Life) -> None:
    life.type_into(life.key("thank-you"), "Ask about the bike shed")
    life.cancel(life.meeting(INTERVIEW))
    life.one_pass()
    assert "bike shed" in life.entry("thank-you").description


def test_a_moved_entry_stays_where_it_was_put(life: Life) -> None:
    life.move(life.key("thank-you"), "Sat 7 Mar 15:00")
    life.until("Tue 10 Mar 12:00")
    assert life.starts("thank-you") == ["Sat 7 Mar 15:00"]


def test_later_steps_count_from_where_the_person_put_a_moved_call(life: Life) -> None:
    life.until("Mon 9 Mar 12:00")
    life.move(life.key("check-in-call"), "Tue 17 Mar 15:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.starts("check-in-call") == ["Tue 17 Mar 15:00", "Tue 24 Mar 10:00"]
    assert life.starts("check-in-email") == ["Thu 19 Mar 10:00", "Thu 26 Mar 10:00"]


def test_an_entry_moved_into_the_past_is_not_written_again(life: Life) -> None:
    life.until("Mon 9 Mar 12:00")
    life.move(life.key("check-in-call"), "Mon 9 Mar 10:00")
    life.until("Wed 11 Mar 09:00")
    assert life.starts("check-in-call") == ["Mon 9 Mar 10:00"]
    assert life.starts("check-in-email") == ["Wed 11 Mar 10:00"]


def test_a_deleted_entry_does_not_come_back_in_a_hundred_passes(life: Life) -> None:
    life.delete(life.key("thank-you"))
    life.passes(100)
    assert not life.keys("thank-you")


def test_a_deleted_entry_does_not_come_back_after_everything_is_read_again(life: Life) -> None:
    life.delete(life.key("thank-you"))
    life.one_pass()
    life.read_again()
    life.until("Tue 10 Mar 12:00")
    assert not life.keys("thank-you")


def test_a_deleted_entry_does_not_come_back_when_the_interview_is_moved() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Mon 2 Mar 18:00")
    life.delete(life.key("ask-before-leaving"))
    life.one_pass()
    life.reschedule(meeting, "Tue 10 Mar 15:00")
    life.until("Tue 10 Mar 18:00")
    assert not life.keys("ask-before-leaving")
    assert life.starts("take-stock") == ["Tue 10 Mar 16:00"]


def test_an_entry_deleted_while_the_service_was_down_does_not_come_back(life: Life) -> None:
    life.delete(life.key("thank-you"))
    life.asleep_until("Fri 6 Mar 08:00")
    life.until("Tue 10 Mar 12:00")
    assert not life.keys("thank-you")


def test_an_edited_draft_is_left_alone_for_ever(life: Life) -> None:
    life.edit_draft(life.draft("thank-you", ADA).key, "Dear Ada,\n\nthank you.\n\nRobin\n")
    life.answer(life.key("take-stock"), "Anything to mention in the thanks", "the story about the late meter readings")
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.draft("thank-you", ADA).body == "Dear Ada,\n\nthank you.\n\nRobin\n"


def test_an_edited_draft_stays_when_the_application_is_rejected(life: Life) -> None:
    life.edit_draft(life.draft("thank-you", ADA).key, "Dear Ada,\n\nthank you.\n\nRobin\n")
    life.type_into(life.key("take-stock"), "#rejected")
    life.one_pass()
    assert [draft.to for draft in life.drafts_of("thank-you")] == [(ADA,)]


def test_a_deleted_draft_does_not_come_back_and_the_others_stay(life: Life) -> None:
    life.delete(life.draft("thank-you", TOM).key)
    life.passes(100)
    life.read_again()
    life.until("Tue 10 Mar 12:00")
    assert [draft.to for draft in life.drafts_of("thank-you")] == [(ADA,)]


def test_a_draft_that_was_sent_is_done_and_is_not_written_again(life: Life) -> None:
    key = life.draft("thank-you", ADA).key
    life.send(key)
    life.for_weeks_until("Fri 29 May 12:00")
    assert key not in life.drafts
    assert life.rows[key].state is State.SENT


def test_done_in_the_thank_you_entry_takes_the_untouched_drafts_away(life: Life) -> None:
    life.edit_draft(life.draft("thank-you", ADA).key, "Dear Ada,\n\nthank you.\n\nRobin\n")
    life.type_into(life.key("thank-you"), "Thanked them at the door. #done")
    life.until("Fri 6 Mar 12:00")
    assert [draft.to for draft in life.drafts_of("thank-you")] == [(ADA,)]
    life.until("Thu 12 Mar 09:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]


def test_a_touched_entry_stays_at_the_old_time_and_untouched_ones_follow_the_interview() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Mon 2 Mar 18:00")
    life.type_into(life.key("ask-before-leaving"), "Bring the printout")
    life.reschedule(meeting, "Tue 10 Mar 15:00")
    life.until("Mon 9 Mar 18:00")
    assert life.timetable == [("ask-before-leaving", "Thu 5 Mar 09:30"), ("take-stock", "Tue 10 Mar 16:00")]


def test_the_title_alone_makes_an_entry_the_persons(life: Life) -> None:
    life.type_into_title(life.key("thank-you"), "(after lunch)")
    life.cancel(life.meeting(INTERVIEW))
    life.until("Tue 10 Mar 12:00")
    assert life.entry("thank-you").summary.endswith("(after lunch)")


def test_editing_an_entry_back_and_forth_never_writes_a_second_one(life: Life) -> None:
    key = life.key("thank-you")
    for hour in ("Fri 6 Mar 10:00", "Sat 7 Mar 11:00", "Fri 6 Mar 09:00"):
        life.move(key, hour)
        life.one_pass()
    life.until("Tue 10 Mar 12:00")
    assert life.keys("thank-you") == [key]
