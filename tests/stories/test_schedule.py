"""What is written when, for one interview on Thursday, 5 March, in the default playbook."""

from __future__ import annotations

import pytest

from daemon.ports.records import Person
from tests.stories.life import ADA, MIA, TOM, Life


@pytest.fixture
def life() -> Life:
    return Life()


def test_before_the_interview_there_are_two_entries_and_nothing_else(life: Life) -> None:
    life.invited()
    life.until("Wed 4 Mar 20:00")
    assert life.timetable == [("ask-before-leaving", "Thu 5 Mar 09:30"), ("take-stock", "Thu 5 Mar 11:00")]
    assert not life.drafts


def test_an_interview_is_prepared_two_weeks_before_it_and_not_earlier(life: Life) -> None:
    life.invited(when="Fri 20 Mar 10:00")
    life.until("Fri 6 Mar 09:00")
    assert not life.entries
    life.until("Fri 6 Mar 11:00")
    assert len(life.entries) == 2


def test_the_reminder_to_ask_before_leaving_begins_half_an_hour_before_and_rings(life: Life) -> None:
    life.invited()
    life.until("Mon 2 Mar 12:00")
    entry = life.entry("ask-before-leaving")
    assert life.show(entry.start) == "Thu 5 Mar 09:30"
    assert entry.alarms


def test_each_interviewer_is_thanked_and_no_two_thank_yous_are_alike() -> None:
    life = Life(strengths=("moving batch jobs to streams", "calm on-call work"))
    life.invited(people=(ADA, TOM))
    life.until("Thu 5 Mar 13:30")
    to_ada, to_tom = (set(life.draft("thank-you", person).body.split("\n\n")) for person in (ADA, TOM))
    signature = "Kind regards,\nRobin Weiss\n+44 20 7946 0000\nrobin@home.example\n"
    assert to_ada & to_tom == {signature}


def test_thank_yous_are_drafted_two_hours_after_the_end_and_not_before(life: Life) -> None:
    life.invited()
    life.until("Thu 5 Mar 12:59")
    assert not life.drafts
    life.until("Thu 5 Mar 13:00")
    assert [p.email for p in life.draft("thank-you").to] == [ADA.email]


def test_an_interviewer_without_an_address_gets_a_draft_without_one_and_the_entry_says_so(life: Life) -> None:
    life.invited(people=())
    life.until("Thu 5 Mar 11:00")
    life.answer(life.key("take-stock"), "Who was there", "Tom Reid")
    life.until("Thu 5 Mar 18:00")
    drafts = [draft for draft in life.drafts_of("thank-you") if "Dear Tom Reid" in draft.body]
    assert [draft.to for draft in drafts] == [()]
    assert "Tom Reid: draft without an address" in life.entry("thank-you").description


def test_one_entry_on_the_next_working_morning_lists_all_who_are_thanked(life: Life) -> None:
    life.invited(people=(ADA, TOM))
    life.until("Fri 6 Mar 08:00")
    entry = life.entry("thank-you")
    assert life.show(entry.start) == "Fri 6 Mar 09:00"
    assert "Ada Hall: draft to ada@tarn.example" in entry.description
    assert "Tom Reid: draft to tom@tarn.example" in entry.description


def test_after_an_interview_on_friday_the_thanks_are_due_on_monday_and_not_late(life: Life) -> None:
    life.invited(when="Fri 6 Mar 16:00")
    life.until("Mon 9 Mar 08:00")
    assert life.starts("thank-you") == ["Mon 9 Mar 09:00"]
    assert "This is late" not in life.entry("thank-you").description


def test_a_thank_you_that_comes_after_two_days_says_that_it_is_late(life: Life) -> None:
    life.invited()
    life.until("Wed 4 Mar 18:00")
    life.asleep_until("Mon 9 Mar 12:10")
    assert life.starts("thank-you") == ["Mon 9 Mar 12:15"]
    assert "This is late: the interview was on Thursday 5 March" in life.entry("thank-you").description


def test_nobody_is_thanked_after_five_working_days(life: Life) -> None:
    life.invited()
    life.until("Wed 4 Mar 18:00")
    life.asleep_until("Thu 12 Mar 17:10")
    life.until("Fri 20 Mar 18:00")
    assert not life.keys("thank-you")
    assert not life.drafts_of("thank-you")


def test_no_thank_you_is_placed_after_the_last_moment_for_one(life: Life) -> None:
    life.invited()
    life.until("Wed 4 Mar 18:00")
    life.asleep_until("Thu 12 Mar 16:50")
    assert not life.keys("thank-you")


def test_without_a_promise_the_call_is_five_working_days_after_the_interview(life: Life) -> None:
    life.invited()
    life.until("Thu 12 Mar 09:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]
    assert (
        "5 working days have passed since the interview on Thursday 5 March" in life.entry("check-in-call").description
    )


def test_with_a_promise_the_call_is_on_the_first_working_day_after_it(life: Life) -> None:
    life.invited(description="We will let you know by Friday 20 March.")
    life.until("Fri 20 Mar 23:00")
    assert life.starts("check-in-call") == ["Mon 23 Mar 10:00"]


def test_while_a_promise_runs_nothing_contacts_the_employer(life: Life) -> None:
    life.invited(description="We will let you know by Friday 20 March.")
    life.until("Fri 20 Mar 23:00")
    assert life.past("check-in-call") == life.past("check-in-email") == []
    assert not life.drafts_of("check-in-email")


def test_an_unanswered_call_is_followed_by_an_email_two_working_days_later(life: Life) -> None:
    life.invited()
    life.until("Mon 16 Mar 08:00")
    assert life.starts("check-in-email") == ["Mon 16 Mar 10:00"]
    assert [p.email for p in life.draft("check-in-email").to] == [MIA.email]


def test_the_email_is_not_drafted_before_its_morning(life: Life) -> None:
    life.invited()
    life.until("Mon 16 Mar 05:00")
    assert not life.drafts_of("check-in-email")


def test_no_email_follows_a_call_that_was_made(life: Life) -> None:
    life.invited()
    life.until("Thu 12 Mar 12:00")
    life.type_into(life.key("check-in-call"), "Spoke to Mia, no news yet. #done")
    life.until("Wed 18 Mar 20:00")
    assert not life.keys("check-in-email")
    assert not life.drafts_of("check-in-email")


def test_call_and_email_come_once_more_and_then_never_again(life: Life) -> None:
    life.invited()
    life.for_weeks_until("Fri 29 May 18:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Thu 19 Mar 10:00"]
    assert life.starts("check-in-email") == ["Mon 16 Mar 10:00", "Mon 23 Mar 10:00"]


def test_ten_working_days_after_the_last_check_in_comes_the_question_whether_to_let_go(life: Life) -> None:
    life.invited()
    life.for_weeks_until("Fri 29 May 18:00")
    assert life.starts("close") == ["Tue 7 Apr 10:00"]  # of which Good Friday was none


def test_only_one_check_in_is_in_the_calendar_at_a_time(life: Life) -> None:
    life.invited()
    for day in ("Fri 6 Mar 12:00", "Tue 10 Mar 12:00", "Fri 13 Mar 12:00", "Tue 17 Mar 12:00", "Fri 20 Mar 12:00"):
        life.until(day)
        assert len(life.ahead("check-in-call") + life.ahead("check-in-email")) == 1


def test_every_monday_while_an_answer_is_pending_there_is_a_reminder_to_keep_searching(life: Life) -> None:
    life.invited()
    life.until("Mon 30 Mar 12:00")
    assert life.starts("keep-searching") == [f"Mon {day} Mar 09:00" for day in (9, 16, 23, 30)]
    for key in life.keys("keep-searching"):
        assert "- Tarn, Data Engineer: interview on Thursday 5 March" in life.entries[key].description


def test_the_reminders_to_keep_searching_end_when_nothing_is_pending(life: Life) -> None:
    life.invited()
    life.for_weeks_until("Fri 29 May 18:00")
    assert life.starts("keep-searching")[-1] == "Mon 6 Apr 09:00"


def test_deleting_one_reminder_to_keep_searching_ends_them(life: Life) -> None:
    life.invited()
    life.until("Mon 9 Mar 12:00")
    life.delete(life.key("keep-searching"))
    life.for_weeks_until("Fri 29 May 18:00")
    assert not life.keys("keep-searching")


def test_every_entry_says_which_interview_and_which_rule_it_comes_from(life: Life) -> None:
    life.invited()
    life.for_weeks_until("Fri 29 May 18:00")
    for key, entry in life.entries.items():
        assert "Rule: " in entry.description, key
        if not key.startswith("keep-searching"):
            assert "About: your interview at Tarn on Thursday 5 March at 10:00" in entry.description, key


def test_no_draft_tells_when_the_company_decides_or_holds_a_placeholder(life: Life) -> None:
    life.invited(people=(ADA, TOM))
    life.for_weeks_until("Fri 29 May 18:00")
    for draft in life.drafts.values():
        assert "{" not in draft.body
        assert "None" not in draft.body
        assert len(draft.body.split()) <= 150


@pytest.mark.parametrize("address", ["no-reply@tarn.example", "noreply@ats.example", "robin@home.example"])
def test_neither_a_machine_nor_the_person_themselves_is_written_to(life: Life, address: str) -> None:
    life.invited(by=Person(name="Tarn Recruiting", email=address), people=())
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.keys("check-in-email")
    assert address not in [person.email for draft in life.drafts.values() for person in draft.to]
