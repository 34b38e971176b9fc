"""Nothing is written twice: a lost journal, stripped marks, repeated passes, half-read calendars."""

from __future__ import annotations

import pytest

from daemon.core.remembered import State
from tests.stories.life import ADA, TOM, Life

MOMENTS = ("Wed 4 Mar 12:00", "Thu 5 Mar 14:00", "Fri 6 Mar 12:00", "Thu 12 Mar 12:00", "Mon 16 Mar 12:00")


@pytest.mark.parametrize("when", MOMENTS)
def test_a_hundred_passes_at_one_moment_write_nothing_after_the_first(when: str) -> None:
    life = Life()
    life.invited(people=(ADA, TOM))
    life.until(when)
    assert life.passes(100) == 0


@pytest.mark.parametrize("when", MOMENTS)
def test_without_the_journal_nothing_is_written_twice(when: str) -> None:
    life = Life()
    life.invited(people=(ADA, TOM))
    life.until(when)
    with life.nothing_is_written():
        life.lose_journal()
        life.passes(3)


@pytest.mark.parametrize("when", MOMENTS)
def test_without_the_journal_and_the_marks_nothing_is_written_twice(when: str) -> None:
    life = Life()
    life.invited(people=(ADA, TOM))
    life.until(when)
    with life.nothing_is_written():
        life.strip_marks()
        life.lose_journal()
        life.passes(3)


@pytest.mark.parametrize("when", MOMENTS)
def test_without_the_marks_the_journal_knows_what_is_ours(when: str) -> None:
    life = Life()
    life.invited(people=(ADA, TOM))
    life.until(when)
    with life.nothing_is_written():
        life.strip_marks()
        life.passes(3)


def test_a_life_goes_on_as_before_when_the_journal_is_lost_on_the_way() -> None:
    undisturbed, unlucky = Life(), Life()
    for life in (undisturbed, unlucky):
        life.invited(people=(ADA, TOM))
        life.until("Tue 10 Mar 12:00")
    unlucky.lose_journal()
    for life in (undisturbed, unlucky):
        life.for_weeks_until("Fri 29 May 12:00")
    assert unlucky.timetable == undisturbed.timetable
    assert unlucky.entries == undisturbed.entries
    assert unlucky.drafts == undisturbed.drafts


def test_an_edited_entry_is_known_as_the_persons_without_the_journal() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    life.type_into(life.key("ask-before-leaving"), "Bring the printout")
    life.lose_journal()
    life.reschedule(meeting, "Tue 10 Mar 15:00")
    life.passes(2)
    assert life.starts("ask-before-leaving") == ["Thu 5 Mar 09:30"]


def test_an_edited_or_sent_draft_is_known_as_the_persons_without_the_journal() -> None:
    life = Life()
    life.invited(people=(ADA, TOM))
    life.until("Thu 5 Mar 14:00")
    sent, edited = life.draft("thank-you", ADA).key, life.draft("thank-you", TOM).key
    life.send(sent)
    life.edit_draft(edited, "Dear Tom,\n\nthank you.\n\nRobin\n")
    life.lose_journal()
    life.passes(3)
    assert set(life.drafts) == {edited}
    assert sent not in life.rows or life.rows[sent].state is State.SENT
    assert life.rows[edited].state is State.THEIRS
    assert life.draft("thank-you").body == "Dear Tom,\n\nthank you.\n\nRobin\n"


def test_a_promise_is_known_without_the_journal_while_its_entry_stands() -> None:
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 12:00")
    life.answer(life.key("take-stock"), "Decide by", "20 March")
    life.until("Tue 10 Mar 12:00")
    life.lose_journal()
    life.until("Mon 23 Mar 09:00")
    assert life.starts("check-in-call") == ["Mon 23 Mar 10:00"]


def test_a_rejection_is_known_without_the_journal_while_its_entry_stands() -> None:
    life = Life()
    life.invited()
    life.until("Tue 10 Mar 12:00")
    life.type_into(life.key("check-in-call"), "#rejected")
    life.one_pass()
    life.lose_journal()
    life.for_weeks_until("Fri 29 May 12:00")
    assert not life.keys("check-in-email")


def test_reading_everything_again_every_day_writes_nothing_twice() -> None:
    often, never = Life(), Life()
    for life in (often, never):
        life.invited(people=(ADA, TOM))
    for day in ("Tue 3 Mar", "Wed 4 Mar", "Thu 5 Mar", "Fri 6 Mar", "Mon 9 Mar", "Tue 10 Mar", "Thu 12 Mar"):
        for life in (often, never):
            life.until(f"{day} 14:00")
        often.read_again()
    assert often.timetable == never.timetable
    assert often.writes == never.writes


def test_a_calendar_that_is_read_in_part_is_not_taken_for_empty() -> None:
    life = Life()
    life.typed("Dentist", "Wed 4 Mar 09:00")
    life.invited()
    life.until("Wed 4 Mar 12:00")
    with life.nothing_is_written():
        life.read_again()
        with life.store.faults.reading_in_part():
            life.passes(3)
        life.passes(3)
    assert not [row for row in life.rows.values() if row.state is not State.STANDING]


def test_a_draft_of_ours_in_the_mailbox_is_no_message_and_makes_no_other_draft() -> None:
    life = Life()
    life.invited()
    life.until("Mon 16 Mar 12:00")
    drafts = set(life.drafts)
    assert life.passes(100) == 0
    assert set(life.drafts) == drafts


def test_a_calendar_that_is_suddenly_empty_withdraws_nothing() -> None:
    life = Life()
    meetings = [life.typed(f"Dentist {number}", f"Wed 4 Mar {9 + number:02}:00") for number in range(5)]
    meetings.append(life.invited())
    life.until("Wed 4 Mar 12:00")
    events = [life.event(meeting) for meeting in meetings]
    with life.nothing_is_written():
        for meeting in meetings:
            life.delete_meeting(meeting)
        life.stopped_pass()
        life.stopped_pass()
        for event in events:
            life.add(event)
        life.passes(2)


def test_our_own_calendar_that_is_suddenly_empty_is_not_taken_for_declined() -> None:
    life = Life()
    for firm, when in (("Tarn", "Thu 5 Mar 10:00"), ("Birch", "Fri 6 Mar 10:00"), ("Coppice", "Mon 9 Mar 10:00")):
        life.invited(f"Interview: Analyst at {firm}", when)
    life.until("Wed 4 Mar 12:00")
    for key in list(life.entries):
        life.delete(key)
    life.stopped_pass()
    assert {row.state for row in life.rows.values()} == {State.STANDING}
