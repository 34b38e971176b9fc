"""Tags and lines that the person types into the interview or into any of our entries, in the title or the text."""

from __future__ import annotations

import pytest

from daemon.ports.records import Person
from tests.stories.life import ADA, Life, Meeting

ENDING = ("#rejected", "#withdrawn", "#quiet")
OURS = ("ask-before-leaving", "take-stock", "thank-you", "check-in-call")


def on_monday_after(life: Life) -> Meeting:
    meeting = life.invited()
    life.until("Mon 9 Mar 12:00")
    return meeting


@pytest.mark.parametrize("tag", ENDING)
@pytest.mark.parametrize("kind", OURS)
def test_a_tag_in_any_of_our_entries_ends_every_open_step(kind: str, tag: str) -> None:
    life = Life()
    on_monday_after(life)
    life.type_into(life.key(kind), tag)
    life.for_weeks_until("Mon 13 Apr 12:00")
    written = {kind for kind, _ in life.timetable}
    replies = {"rejection-thanks"} if tag == "#rejected" else set()
    kept = {"ask-before-leaving", "take-stock", "recruiter-debrief", "thank-you", "keep-searching", kind}
    assert replies <= written <= kept | replies
    assert life.starts("keep-searching") == ["Mon 9 Mar 09:00"]
    assert list(life.drafts.values()) == [draft for reply in replies for draft in life.drafts_of(reply)]


@pytest.mark.parametrize("tag", ENDING)
def test_a_tag_in_the_interview_itself_ends_every_open_step(tag: str) -> None:
    life = Life()
    meeting = on_monday_after(life)
    life.type_into_meeting(meeting, tag)
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert not life.keys("check-in-call")
    assert not life.drafts_of("thank-you")


def test_a_tag_in_a_title_counts_like_one_in_the_text() -> None:
    life = Life()
    on_monday_after(life)
    life.type_into_title(life.key("check-in-call"), "#rejected")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]
    assert not life.keys("check-in-email")


def test_a_tag_in_an_entry_that_the_person_made_last_all_day_counts() -> None:
    life = Life()
    on_monday_after(life)
    key = life.key("check-in-call")
    life.type_into(key, "#rejected")
    life.store.edit_entry(key, start=life.moment("Thu 12 Mar 00:00").date(), end=life.moment("Fri 13 Mar 00:00").date())
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert not life.keys("check-in-email")


def test_after_an_offer_nobody_is_asked_any_more_but_thanks_stay() -> None:
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 18:00")
    life.type_into(life.key("take-stock"), "Offered on the spot! #offer")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]
    assert life.drafts_of("thank-you", ADA)
    assert not life.keys("check-in-call")
    assert not life.keys("keep-searching")


def test_a_tag_that_is_taken_back_counts_no_more() -> None:
    life = Life()
    on_monday_after(life)
    key = life.key("take-stock")
    before = life.entries[key].description
    life.type_into(key, "#rejected")
    life.one_pass()
    assert not life.keys("check-in-call")
    life.store.edit_entry(key, description=before)
    life.until("Thu 12 Mar 09:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]


def test_a_tag_outlives_the_entry_it_was_typed_into() -> None:
    life = Life()
    on_monday_after(life)
    key = life.key("take-stock")
    life.type_into(key, "#rejected")
    life.one_pass()
    life.delete(key)
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert not life.keys("check-in-call")


def test_an_interview_long_after_a_rejection_is_followed_up() -> None:
    life = Life()
    on_monday_after(life)
    life.type_into(life.key("check-in-call"), "#rejected")
    life.invited("Interview: Data Engineer at Tarn", "Mon 20 Apr 10:00")
    life.until("Mon 20 Apr 13:00")
    assert life.starts("take-stock")[-1] == "Mon 20 Apr 11:00"


def test_a_round_that_is_still_in_the_calendar_after_a_rejection_gets_no_steps() -> None:
    life = Life()
    on_monday_after(life)
    life.invited("Second interview: Data Engineer at Tarn", "Mon 16 Mar 10:00")
    life.one_pass()
    life.type_into(life.key("take-stock", "5 March"), "#rejected")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert not [kind for kind, when in life.timetable if "16 Mar" in when]


def test_a_tag_in_one_interview_leaves_the_other_application_alone() -> None:
    life = Life()
    meeting = life.invited()
    life.invited("Interview: Analyst at Fellside Energy", "Fri 6 Mar 10:00", people=())
    life.until("Mon 9 Mar 12:00")
    life.type_into_meeting(meeting, "#withdrawn")
    life.until("Fri 13 Mar 09:00")
    assert life.starts("check-in-call") == ["Fri 13 Mar 10:00"]
    assert "Fellside" in life.entry("check-in-call").summary


def test_done_in_the_interview_itself_means_that_nothing_is_left_to_do_for_it() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Wed 4 Mar 12:00")
    life.type_into_meeting(meeting, "#done")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert life.timetable == []
    assert not life.drafts


def test_no_in_our_entry_means_it_was_no_interview() -> None:
    life = Life()
    life.invited()
    life.until("Mon 2 Mar 12:00")
    life.type_into(life.key("take-stock"), "#no")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert [kind for kind, _ in life.timetable] == ["take-stock"]


def test_no_in_a_check_in_is_the_employers_answer() -> None:
    life = Life()
    life.invited("First interview: Data Engineer at Tarn", "Mon 2 Mar 10:00")
    life.invited("Second interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.until("Mon 9 Mar 12:00")
    life.type_into(life.key("check-in-call"), "#no")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert len(life.keys("check-in-call")) == 1
    assert not life.keys("check-in-email")


def test_no_in_the_interview_itself_ends_it() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Mon 2 Mar 12:00")
    life.type_into_meeting(meeting, "#no")
    life.for_weeks_until("Mon 13 Apr 12:00")
    assert not life.entries


def test_interview_makes_an_interview_of_anything() -> None:
    life = Life()
    life.typed("Coffee with Jo #interview", "Thu 5 Mar 10:00")
    life.until("Thu 5 Mar 12:00")
    assert life.starts("take-stock") == ["Thu 5 Mar 11:00"]


@pytest.mark.parametrize("kind", OURS)
def test_a_decision_date_typed_into_any_of_our_entries_moves_the_check_in(kind: str) -> None:
    life = Life()
    on_monday_after(life)
    life.type_into(life.key(kind), "decision: 27 March")
    life.until("Mon 30 Mar 09:00")
    assert life.starts("check-in-call")[-1] == "Mon 30 Mar 10:00"
    assert not life.keys("check-in-email")


def test_a_decision_date_typed_into_the_interview_moves_the_check_in() -> None:
    life = Life()
    meeting = on_monday_after(life)
    life.type_into_meeting(meeting, "decision: 27 March")
    life.until("Mon 30 Mar 09:00")
    assert life.starts("check-in-call") == ["Mon 30 Mar 10:00"]


def test_company_and_role_typed_into_our_entry_are_used_from_then_on() -> None:
    life = Life()
    life.invited("Job interview", people=())
    life.until("Thu 5 Mar 11:00")
    life.type_into(life.key("take-stock"), "company: Birch & Sons\nrole: Analyst")
    life.until("Thu 12 Mar 09:00")
    assert life.entry("check-in-call").summary == "Call Birch & Sons about Analyst"


def test_company_and_role_typed_into_the_interview_are_used() -> None:
    life = Life()
    life.invited("Job interview", people=(), description="company: Birch & Sons\nrole: Analyst")
    life.until("Thu 12 Mar 09:00")
    assert life.entry("check-in-call").summary == "Call Birch & Sons about Analyst"


def test_two_applications_that_turn_out_to_be_with_one_employer_keep_their_contacts_apart() -> None:
    life = Life()
    life.invited("Interview: Analyst at Birch", "Thu 5 Mar 10:00", people=())
    life.invited("Job interview", "Thu 5 Mar 14:00", people=())
    life.until("Thu 5 Mar 15:00")
    life.type_into(life.key("take-stock", "at 14:00"), "company: Birch")
    life.until("Mon 9 Mar 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Mon 16 Mar 10:00"]


def test_our_own_hints_do_not_count_as_typed() -> None:
    life = Life()
    life.invited()
    life.typed("Chat with Jo about the analyst job?", "Fri 6 Mar 10:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.rows
    assert not [s for s in life.statements.values() if s.tags or s.decision or s.company or s.role]


def test_our_own_hints_do_not_count_in_other_quotation_marks() -> None:
    life = Life()
    life.invited()
    life.until("Mon 2 Mar 12:00")
    key = life.key("take-stock")
    for opening, closing in (("“", "”"), ("„", "“"), ("«", "»"), ("'", "'")):
        text = life.entries[key].description.replace('"#', f"{opening}#").replace('"', closing)
        life.store.edit_entry(key, description=text)
        life.one_pass()
        assert not [statement for statement in life.statements.values() if statement.tags]


@pytest.mark.parametrize("typed", ["playbook: reserved", "Playbook: Reserved"])
def test_a_playbook_typed_into_the_interview_counts_for_that_application_alone(typed: str) -> None:
    life = Life()
    meeting = life.invited()
    jo = Person(name="Jo Marsh", email="jo@birch.example")
    life.invited("Interview: Analyst at Birch", "Thu 5 Mar 14:00", by=jo, people=())
    life.type_into_meeting(meeting, typed)
    life.until("Fri 13 Mar 12:00")
    assert len(life.keys("take-stock")) == 2
    assert len(life.keys("thank-you")) == len(life.keys("check-in-call")) == 1


def test_a_playbook_that_is_not_there_changes_nothing() -> None:
    life = Life()
    life.type_into_meeting(life.invited(), "playbook: nonsense")
    life.until("Fri 6 Mar 12:00")
    assert len(life.keys("thank-you")) == 1


@pytest.mark.parametrize("typed", ["language: de", "Sprache: Deutsch"])
def test_a_language_typed_into_the_interview_is_that_of_its_drafts(typed: str) -> None:
    life = Life()
    life.type_into_meeting(life.invited(), typed)
    life.until("Fri 6 Mar 12:00")
    assert life.draft("thank-you").body.startswith("Guten Tag Ada Hall,")


def test_a_language_typed_into_one_of_our_entries_is_that_of_its_drafts_from_then_on() -> None:
    life = Life()
    life.invited()
    life.until("Thu 5 Mar 9:00")
    life.type_into(life.key("take-stock"), "language: French")
    life.until("Fri 6 Mar 12:00")
    life.delete(life.key("take-stock"))
    life.for_weeks_until("Wed 18 Mar 12:00")
    assert life.draft("thank-you").body.startswith("Bonjour Ada Hall,")
    assert life.draft("check-in-email").body.startswith("Bonjour Mia Olsen,")
