"""Several calendars, rounds, roles and employers: one meeting is one interview, and nobody is contacted too often."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from daemon.core.remembered import key_parts
from daemon.core.workdays import Workplace
from tests.stories.life import ADA, MIA, TOM, Life

CONTACTS = {"thank-you", "check-in-call", "check-in-email"}


def days_of_contact(life: Life, about: str) -> list[date]:
    """The days on which our entries have the person contact somebody."""
    return sorted(
        entry.start.date()
        for key, entry in life.entries.items()
        if key_parts(key).kind in CONTACTS and about in entry.description and isinstance(entry.start, datetime)
    )


def test_one_meeting_on_two_calendars_under_one_uid_is_one_interview() -> None:
    life = Life(accounts=("home", "work"))
    life.invited(uid="same@tarn.example", account="home")
    life.invited(uid="same@tarn.example", account="work")
    life.until("Thu 12 Mar 12:00")
    assert len(life.keys("take-stock")) == len(life.drafts_of("thank-you")) == len(life.keys("check-in-call")) == 1


def test_one_meeting_on_two_calendars_under_two_uids_is_one_interview() -> None:
    life = Life(accounts=("home", "work"))
    life.invited(account="home")
    life.invited(account="work")
    life.until("Thu 12 Mar 12:00")
    assert len(life.keys("take-stock")) == len(life.drafts_of("thank-you")) == len(life.keys("check-in-call")) == 1


def test_a_copy_that_appears_later_and_tells_more_doubles_nothing() -> None:
    life = Life(accounts=("home", "work"))
    life.invited(account="home", people=())
    life.until("Fri 6 Mar 12:00")
    before = set(life.entries)
    life.invited(account="work", people=(ADA, TOM), uid="0@other.example")
    life.until("Fri 6 Mar 18:00")
    # Only now it shows that the organiser was not the interviewer, and so is somebody to compare notes with.
    assert set(life.entries) == before | set(life.keys("recruiter-debrief"))
    assert len(life.keys("recruiter-debrief")) == 1


def test_a_copy_that_disappears_takes_nothing_along() -> None:
    life = Life(accounts=("home", "work"))
    first = life.invited(account="home")
    life.invited(account="work")
    life.until("Fri 6 Mar 12:00")
    before = set(life.entries)
    life.delete_meeting(first)
    life.until("Fri 6 Mar 18:00")
    assert set(life.entries) == before


def test_no_typed_into_one_copy_counts_for_the_other() -> None:
    life = Life(accounts=("home", "work"))
    life.invited(account="home")
    copy = life.invited(account="work")
    life.until("Mon 2 Mar 12:00")
    life.type_into_meeting(copy, "#no")
    life.until("Fri 13 Mar 12:00")
    assert not life.timetable


def test_no_typed_about_one_copy_counts_for_the_other() -> None:
    life = Life(accounts=("home", "work"))
    life.invited(account="home")
    life.invited(account="work")
    life.until("Mon 2 Mar 12:00")
    life.type_into(life.key("ask-before-leaving"), "#no")
    life.until("Fri 13 Mar 12:00")
    assert [kind for kind, _ in life.timetable] == ["ask-before-leaving"]


def test_a_provider_that_renames_everything_it_stores_doubles_nothing() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Fri 6 Mar 12:00")
    before = set(life.entries), set(life.drafts)
    event = life.event(meeting)
    life.delete_meeting(meeting)
    life.add(event)
    life.one_pass()
    assert (set(life.entries), set(life.drafts)) == before


def test_a_provider_that_gives_a_meeting_another_uid_doubles_nothing() -> None:
    life = Life()
    meeting = life.invited()
    life.until("Fri 6 Mar 12:00")
    before = set(life.entries), set(life.drafts)
    life.change(meeting, uid="another@calendar.example")
    life.one_pass()
    assert (set(life.entries), set(life.drafts)) == before


def test_a_loop_of_back_to_back_meetings_is_one_round() -> None:
    life = Life()
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00", people=(ADA,))
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 11:00", people=(TOM,))
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 13:00", people=(ADA,))
    life.until("Fri 6 Mar 08:00")
    assert life.starts("ask-before-leaving") == ["Thu 5 Mar 09:30"]
    assert life.starts("take-stock") == ["Thu 5 Mar 14:00"]
    assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]
    assert sorted(p.email or "" for d in life.drafts_of("thank-you") for p in d.to) == [ADA.email, TOM.email]


def test_sessions_within_a_whole_day_on_site_are_one_round() -> None:
    life = Life()
    life.invited("Onsite interview: Data Engineer at Tarn", "Thu 5 Mar 09:00", minutes=480)
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 09:30", minutes=30)
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 15:00", minutes=30)
    life.until("Thu 5 Mar 08:00")
    assert life.starts("take-stock") == ["Thu 5 Mar 17:00"]


def test_an_all_day_note_beside_the_timed_invitation_is_the_same_round() -> None:
    life = Life()
    life.all_day("Interview at Tarn, Data Engineer", date(2026, 3, 5))
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.until("Thu 5 Mar 08:00")
    assert life.starts("take-stock") == ["Thu 5 Mar 11:00"]


def test_an_all_day_interview_is_taken_to_end_at_five() -> None:
    life = Life()
    life.all_day("Interview at Tarn for the data engineer job", date(2026, 3, 5))
    life.until("Fri 6 Mar 08:00")
    assert life.starts("take-stock") == ["Thu 5 Mar 17:00"]
    assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]


def test_an_interview_of_several_days_is_one_round_and_ends_on_its_last_day() -> None:
    life = Life()
    life.all_day("Interview at Tarn for the data engineer job", date(2026, 3, 4), days=3)
    life.until("Mon 9 Mar 08:00")
    assert life.starts("take-stock") == ["Fri 6 Mar 17:00"]
    assert life.starts("thank-you") == ["Mon 9 Mar 09:00"]


def test_a_second_round_stops_the_check_ins_of_the_first() -> None:
    life = Life()
    life.invited("First interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.until("Mon 9 Mar 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]
    life.invited("Second interview: Data Engineer at Tarn", "Tue 17 Mar 10:00")
    life.until("Tue 24 Mar 09:00")
    assert life.starts("check-in-call") == ["Tue 24 Mar 10:00"]
    assert not life.keys("check-in-email")


def test_a_promise_made_before_the_second_round_only_ever_delays() -> None:
    life = Life()
    life.invited("First interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.until("Thu 5 Mar 12:00")
    life.answer(life.key("take-stock"), "Decide by", "10 March")
    life.invited("Second interview: Data Engineer at Tarn", "Mon 9 Mar 10:00")
    life.until("Mon 16 Mar 09:00")
    assert life.starts("check-in-call") == ["Mon 16 Mar 10:00"]


def test_at_most_three_check_ins_are_made_for_one_application_in_all_its_rounds() -> None:
    life = Life()
    life.invited("First interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.until("Mon 23 Mar 12:00")
    assert len(life.past("check-in-call")) == 2
    life.invited("Second interview: Data Engineer at Tarn", "Thu 26 Mar 10:00")
    life.for_weeks_until("Fri 5 Jun 12:00")
    assert len(life.keys("check-in-call")) == 3


def test_an_earlier_interview_found_later_joins_the_application() -> None:
    life = Life()
    life.invited("Second interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.until("Fri 6 Mar 08:00")
    life.invited("First interview: Data Engineer at Tarn", "Mon 2 Mar 10:00")
    life.for_weeks_until("Fri 29 May 12:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Thu 19 Mar 10:00"]


def test_two_roles_with_one_employer_are_two_applications_whose_contacts_keep_their_distance() -> None:
    life = Life()
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.invited("Interview: Product Manager at Tarn", "Fri 6 Mar 10:00", people=(TOM,))
    life.for_weeks_until("Fri 29 May 12:00")
    assert len(life.keys("check-in-call", "Data Engineer")) == len(life.keys("check-in-call", "Product Manager")) == 2
    checked = days_of_contact(life, "Tarn")[2:]
    workplace = Workplace(zone=life.zone)
    gaps = [workplace.working_days_between(one, other) for one, other in pairwise(checked)]
    assert len(checked) == 8
    assert min(gaps) >= 2


def test_a_new_contact_keeps_its_distance_from_one_made_for_an_application_that_has_ended() -> None:
    life = Life()
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.invited("Interview: Product Manager at Tarn", "Fri 6 Mar 10:00", people=(TOM,))
    life.until("Thu 12 Mar 14:00")
    life.type_into(life.key("check-in-call", "Data Engineer"), "#rejected")
    life.until("Mon 16 Mar 09:00")
    assert life.starts("check-in-call", "Product Manager") == ["Mon 16 Mar 10:00"]


def test_two_employers_do_not_wait_for_each_other() -> None:
    life = Life()
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.invited("Interview: Analyst at Birch", "Thu 5 Mar 14:00", people=(), by=MIA)
    life.until("Thu 12 Mar 09:00")
    assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Thu 12 Mar 10:00"]


def test_the_weekly_reminder_names_every_employer_that_is_to_answer_and_what_is_coming() -> None:
    life = Life()
    life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    life.invited("Interview: Analyst at Birch", "Thu 5 Mar 14:00", people=())
    life.invited("Interview: Buyer at Coppice", "Thu 12 Mar 14:00", people=())
    life.until("Mon 9 Mar 12:00")
    text = life.entry("keep-searching").description
    assert life.entry("keep-searching").summary == "Keep searching: 2 answers pending"
    assert "- Tarn, Data Engineer: interview on Thursday 5 March" in text
    assert "- Birch, Analyst: interview on Thursday 5 March" in text
    assert "- Coppice, Buyer: Thursday 12 March" in text


def test_a_series_of_forty_interviews_a_day_apart_is_no_flood() -> None:
    life = Life()
    meeting = life.invited("Interview: Data Engineer at Tarn", "Thu 5 Mar 10:00")
    event = life.event(meeting)
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    days = [timedelta(days=day) for day in range(40)]
    life.delete_meeting(meeting)
    life.add(
        *(
            type(event)(
                uid="series@tarn.example",
                instance=f"{(event.start + day):%Y%m%d}",
                calendar=event.calendar,
                start=event.start + day,
                end=event.end + day,
                zone=event.zone,
                summary="Team sync",
                organizer=event.organizer,
                attendees=event.attendees,
                recurring=True,
            )
            for day in days
        )
    )
    life.until("Fri 13 Mar 12:00")
    assert not life.entries


def test_a_check_in_keeps_its_distance_from_thanks_that_move_with_a_held_interview() -> None:
    life = Life()
    meeting = life.invited(description="We will let you know by Thursday 12 March.")
    life.until("Wed 11 Mar 06:00")
    assert life.starts("check-in-call") == ["Fri 13 Mar 10:00"]
    life.reschedule(meeting, "Wed 11 Mar 06:00")
    life.now = life.moment("Wed 11 Mar 08:00")
    life.one_pass()
    assert life.starts("thank-you") == ["Thu 12 Mar 09:00"]
    assert life.starts("check-in-call") == ["Mon 16 Mar 10:00"]
