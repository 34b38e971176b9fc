"""What the person answers in the take-stock form comes back in the check-in's date and in the thank-yous."""

from __future__ import annotations

import pytest

from tests.stories.life import ADA, TOM, Life

DECIDE_BY = "Decide by"
CHECK_BACK = "May check back from"
MENTION = "Anything to mention in the thanks"
WHO = "Who was there"


@pytest.fixture
def life() -> Life:
    """The end of an interview with Ada: the form is there, the draft is not yet."""
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 11:00")
    return life


def test_the_form_is_there_when_the_interview_ends(life: Life) -> None:
    assert life.starts("take-stock") == ["Thu 5 Mar 11:00"]
    for label in (DECIDE_BY, CHECK_BACK, MENTION, WHO, "What went well", "Likely reservations"):
        assert f"\n{label}:\n" in life.entry("take-stock").description


def test_a_decision_date_moves_the_check_in_to_the_working_day_after_it(life: Life) -> None:
    life.answer(life.key("take-stock"), DECIDE_BY, "Friday week")
    life.until("Tue 31 Mar 12:00")
    assert life.starts("check-in-call")[0] == "Mon 16 Mar 10:00"


def test_a_decision_date_moves_a_check_in_that_already_stands(life: Life) -> None:
    life.until("Mon 9 Mar 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]
    life.answer(life.key("take-stock"), DECIDE_BY, "20 March")
    life.one_pass()
    assert life.starts("check-in-call") == ["Mon 23 Mar 10:00"]


def test_leave_to_check_back_moves_the_check_in(life: Life) -> None:
    life.answer(life.key("take-stock"), CHECK_BACK, "17 March")
    life.until("Mon 16 Mar 12:00")
    assert life.starts("check-in-call") == ["Wed 18 Mar 10:00"]


def test_the_later_of_a_decision_date_and_leave_to_check_back_counts(life: Life) -> None:
    life.answer(life.key("take-stock"), DECIDE_BY, "13 March")
    life.answer(life.key("take-stock"), CHECK_BACK, "17 March")
    life.until("Mon 16 Mar 12:00")
    assert life.starts("check-in-call") == ["Wed 18 Mar 10:00"]


def test_the_promise_stays_when_the_form_is_deleted_later(life: Life) -> None:
    life.answer(life.key("take-stock"), DECIDE_BY, "20 March")
    life.until("Fri 6 Mar 12:00")
    life.delete(life.key("take-stock"))
    life.until("Mon 23 Mar 09:00")
    assert life.starts("check-in-call") == ["Mon 23 Mar 10:00"]


def test_what_the_person_noted_counts_more_than_the_invitation() -> None:
    life = Life()
    life.invited(description="We will let you know by Friday 27 March.")
    life.until("Thu 5 Mar 11:00")
    life.answer(life.key("take-stock"), DECIDE_BY, "13 March, they said")
    life.until("Fri 13 Mar 20:00")
    assert life.starts("check-in-call") == ["Mon 16 Mar 10:00"]


def test_leave_to_check_back_does_not_take_back_a_date_that_the_invitation_names() -> None:
    life = Life()
    life.invited(description="We will let you know by Friday 27 March.")
    life.until("Thu 5 Mar 11:00")
    life.answer(life.key("take-stock"), CHECK_BACK, "13 March")
    life.until("Fri 27 Mar 20:00")
    assert life.starts("check-in-call") == ["Mon 30 Mar 10:00"]


def test_a_new_date_typed_after_the_call_moves_the_next_one_to_the_day_after_it(life: Life) -> None:
    life.until("Thu 12 Mar 14:00")
    life.type_into(life.key("check-in-call"), "Not yet.\ndecision: 26 March")
    life.until("Tue 31 Mar 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Fri 27 Mar 10:00"]
    assert life.starts("check-in-email") == ["Tue 31 Mar 10:00"]


def test_a_new_date_typed_before_the_call_moves_on_at_once(life: Life) -> None:
    life.until("Mon 9 Mar 12:00")
    life.type_into(life.key("check-in-call"), "Mia rang.\ndecision: 26 March")
    life.one_pass()
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Fri 27 Mar 10:00"]
    assert not life.keys("check-in-email")


def test_a_new_date_after_the_second_call_is_asked_about_once_more_and_no_more(life: Life) -> None:
    life.until("Thu 19 Mar 14:00")
    life.type_into(life.keys("check-in-call")[-1], "decision: 31 March")
    life.until("Wed 1 Apr 14:00")
    assert life.starts("check-in-call")[-1] == "Wed 1 Apr 10:00"
    life.type_into(life.keys("check-in-call")[-1], "decision: 15 April")
    life.for_weeks_until("Fri 29 May 14:00")
    assert len(life.keys("check-in-call")) == 3
    assert life.starts("close") == ["Thu 30 Apr 10:00"]


def test_what_is_to_be_mentioned_stands_in_the_thank_you(life: Life) -> None:
    life.answer(life.key("take-stock"), MENTION, "the meter readings that arrive late")
    life.until("Thu 5 Mar 14:00")
    assert "the meter readings that arrive late" in life.draft("thank-you").body


def test_an_untouched_thank_you_is_replaced_once_when_the_answers_come(life: Life) -> None:
    life.until("Thu 5 Mar 14:00")
    life.answer(life.key("take-stock"), MENTION, "the meter readings that arrive late")
    life.one_pass()
    assert "the meter readings that arrive late" in life.draft("thank-you").body
    key = life.key("take-stock")
    text = life.entries[key].description.replace("arrive late", "never arrive")
    life.store.edit_entry(key, description=text)
    life.until("Fri 6 Mar 12:00")
    assert "the meter readings that arrive late" in life.draft("thank-you").body


def test_an_edited_thank_you_is_not_replaced_when_the_answers_come(life: Life) -> None:
    life.until("Thu 5 Mar 14:00")
    life.edit_draft(life.draft("thank-you").key, "Dear Ada,\n\nthanks!\n\nRobin\n")
    life.answer(life.key("take-stock"), MENTION, "the meter readings that arrive late")
    life.until("Fri 6 Mar 12:00")
    assert life.draft("thank-you").body == "Dear Ada,\n\nthanks!\n\nRobin\n"


def test_whoever_was_there_is_thanked_too(life: Life) -> None:
    life.answer(life.key("take-stock"), WHO, "Ada and Tom Reid <tom@tarn.example>")
    life.until("Thu 5 Mar 14:00")
    assert sorted(p.email or "" for d in life.drafts_of("thank-you") for p in d.to) == [ADA.email, TOM.email]
    assert "Dear Tom Reid," in life.draft("thank-you", TOM).body


def test_an_address_that_becomes_known_later_goes_into_the_same_draft(life: Life) -> None:
    life.answer(life.key("take-stock"), WHO, "Tom Reid")
    life.until("Thu 5 Mar 14:00")
    key = life.key("take-stock")
    life.store.edit_entry(key, description=life.entries[key].description.replace("Reid", "Reid <tom@tarn.example>"))
    life.until("Fri 6 Mar 12:00")
    assert len(life.drafts_of("thank-you")) == 2
    assert "Dear Tom Reid," in life.draft("thank-you", TOM).body


@pytest.mark.parametrize(
    "answer", ["not sure", "only Ada", "the two from the invite", "Ada and me", "Ada, HR", "Ada Hall"]
)
def test_an_answer_that_names_nobody_new_makes_no_draft_for_a_wrong_name(life: Life, answer: str) -> None:
    life.answer(life.key("take-stock"), WHO, answer)
    life.until("Thu 5 Mar 18:00")
    assert [draft.to for draft in life.drafts_of("thank-you")] == [(ADA,)]


def test_the_same_person_is_thanked_once_however_they_are_listed(life: Life) -> None:
    life.answer(life.key("take-stock"), WHO, "Ada Hall, ada@tarn.example, Ada, Ada Hall <ada.hall@other.example>")
    life.until("Thu 5 Mar 18:00")
    assert [draft.to for draft in life.drafts_of("thank-you")] == [(ADA,)]


def test_a_name_that_is_corrected_leaves_no_draft_to_the_wrong_one(life: Life) -> None:
    life.answer(life.key("take-stock"), WHO, "Thomas Reed")
    life.until("Thu 5 Mar 14:00")
    key = life.key("take-stock")
    life.store.edit_entry(key, description=life.entries[key].description.replace("Thomas Reed", "Tom Reid"))
    life.until("Fri 6 Mar 12:00")
    greetings = sorted(draft.body.partition("\n")[0] for draft in life.drafts_of("thank-you"))
    assert greetings == ["Dear Ada Hall,", "Dear Mia Olsen,", "Dear Tom Reid,"]
    assert not any("Reed" in draft.body for draft in life.drafts_of("thank-you"))


def test_deleting_the_filled_form_leaves_the_drafts_made_from_it(life: Life) -> None:
    key = life.key("take-stock")
    life.answer(key, WHO, "Tom Reid")
    life.answer(key, MENTION, "the meter readings that arrive late")
    life.until("Thu 5 Mar 14:00")
    before = life.drafts
    life.delete(key)
    life.until("Fri 6 Mar 12:00")
    assert life.drafts == before
    assert len(before) == 3  # Ada Hall, Tom Reid, and Mia Olsen, who is asked to thank him


def test_half_filled_nonsense_in_the_form_changes_nothing(life: Life) -> None:
    life.answer(life.key("take-stock"), DECIDE_BY, "???")
    life.answer(life.key("take-stock"), CHECK_BACK, "sure, any time")
    life.until("Mon 9 Mar 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]
