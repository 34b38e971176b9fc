"""The protocols, walked day by day: after an interview on Thursday 5 March, what is written, and when.

Each test is one sentence of a protocol. Ada and Tom interview for Tarn; Mia, who arranged it, is the recruiter.
"""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from daemon.core.applications import Heard, Outcome
from daemon.core.playbook import load_playbook, playbook_names
from daemon.core.remembered import ANSWERS, Form
from daemon.core.steps import Policy, Step, work_out
from daemon.core.wording.language import load_language
from daemon.core.workdays import Workplace
from tests.stories.life import ADA, MIA, TOM, Life

DECIDE_BY, POST, WHO = "Decide by", "Where to post a letter", "Who was there"
STRENGTHS = ("running calm releases", "explaining numbers")
POINTS = load_language("en").points


def following(playbook: str, **settings: tuple[str, ...]) -> Life:
    """A life that follows a playbook, with the interview in its calendar."""
    life = Life(playbook=playbook, **settings)  # type: ignore[arg-type]  # only strengths are given here
    life.invited(people=(ADA, TOM))
    return life


def promised(playbook: str, date: str) -> Life:
    """The interview is over, and a date was promised."""
    life = following(playbook)
    life.until("Thu 5 Mar 12:00")
    life.answer(life.key("take-stock"), DECIDE_BY, date)
    return life


def asked(life: Life) -> list[str]:
    """What to ask before leaving."""
    life.until("Thu 5 Mar 06:00")
    text = life.entry("ask-before-leaving").description
    return [name for name, words in POINTS.items() if words in text]


def check_ins(life: Life) -> list[tuple[str, str]]:
    """The calls and e-mails that ask where things stand."""
    return [(kind, when) for kind, when in life.timetable if kind.startswith("check-in")]


def first_call(life: Life) -> str:
    """What stands in the entry of the first call."""
    return life.entries[life.keys("check-in-call")[0]].description


def answered(life: Life, playbook: str, outcome: Outcome) -> tuple[Step, Step]:
    """The entry and the draft that reply to a mail of Mia's with this answer, which has just come."""
    (application,) = life.reports[-1].understood.applications
    heard = Heard(outcome=outcome, at=life.now, sender=MIA)
    policy = Policy(playbook=load_playbook(playbook), home=Workplace(zone=life.zone), horizon=life.now)
    steps = work_out([replace(application, heard=heard)], (), life.rows, {}, policy, life.now)
    replies = {step.form: step for step in steps if step.kind in ANSWERS.values()}
    return replies[Form.ENTRY], replies[Form.DRAFT]


def read(text: str, *words: str) -> None:
    """Each of these words stands in the text, whatever its case."""
    missing = [word for word in words if word.casefold() not in text.casefold()]
    assert not missing, text


@pytest.mark.parametrize("playbook", playbook_names())
class TestEveryProtocol:
    def test_when_they_keep_their_promise_nobody_is_asked(self, playbook: str) -> None:
        life = promised(playbook, "20 March")
        life.until("Thu 19 Mar 12:00")
        life.type_into(life.key("take-stock"), "#offer")
        life.for_weeks_until("Wed 15 Apr 12:00")
        assert check_ins(life) == []

    def test_when_they_miss_it_they_are_asked_on_one_of_the_working_days_after_it(self, playbook: str) -> None:
        life = promised(playbook, "20 March")
        life.for_weeks_until("Tue 24 Mar 12:00")
        assert check_ins(life)[0][1] in ("Mon 23 Mar 10:00", "Tue 24 Mar 10:00")

    def test_when_they_do_not_know_yet_their_new_date_is_waited_for(self, playbook: str) -> None:
        life = promised(playbook, "13 March")
        life.until("Tue 17 Mar 12:00")
        (asked,) = life.past("check-in-call") or life.past("check-in-email")
        life.type_into(asked, "decision: 2 April")
        life.for_weeks_until("Thu 2 Apr 23:00")
        assert len(life.past("check-in-call") + life.past("check-in-email")) == 1
        life.for_weeks_until("Thu 9 Apr 12:00")
        assert len(life.past("check-in-call") or life.past("check-in-email")) == 2

    def test_an_answer_may_still_come_a_month_after_the_last_question(self, playbook: str) -> None:
        life = following(playbook)
        life.for_weeks_until("Wed 13 May 12:00")
        entry, draft = answered(life, playbook, Outcome.OFFER)
        assert (entry.kind, draft.kind) == ("offer-reply", "offer-reply")

    def test_nobody_is_asked_before_the_promised_date(self, playbook: str) -> None:
        life = promised(playbook, "20 March")
        life.for_weeks_until("Fri 20 Mar 23:00")
        assert life.past("check-in-call") + life.past("check-in-email") == []
        assert life.drafts_of("check-in-email") == []

    def test_after_a_rejection_there_is_one_reply_and_no_other_step(self, playbook: str) -> None:
        life = following(playbook)
        life.until("Mon 9 Mar 12:00")
        life.type_into(life.key("take-stock"), "#rejected")
        life.for_weeks_until("Wed 15 Apr 12:00")
        assert check_ins(life) == []
        assert not life.keys("close")
        assert len(life.keys("rejection-thanks")) <= 1

    def test_a_second_interview_begins_again(self, playbook: str) -> None:
        life = following(playbook)
        life.until("Mon 9 Mar 12:00")
        life.invited("Second interview: Data Engineer at Tarn", "Thu 12 Mar 10:00", people=(ADA, TOM))
        life.until("Mon 16 Mar 12:00")
        assert life.starts("take-stock") == ["Thu 5 Mar 11:00", "Thu 12 Mar 11:00"]
        assert not life.past("check-in-call")

    def test_the_search_goes_on_meanwhile(self, playbook: str) -> None:
        life = following(playbook)
        life.until("Tue 10 Mar 12:00")
        assert life.starts("keep-searching") == ["Mon 9 Mar 09:00"]
        read(life.entry("keep-searching").description, "application this week")

    def test_in_the_end_it_is_let_go(self, playbook: str) -> None:
        life = following(playbook)
        life.for_weeks_until("Fri 12 Jun 12:00")
        kinds = [kind for kind, _ in life.timetable if kind.startswith(("check-in", "close"))]
        assert kinds[-1] == "close"
        assert kinds.count("close") == 1
        read(life.entry("close").description, "let go", "may still come")


class TestCardAndCall:
    def test_before_leaving_one_asks_when_they_hope_to_fill_the_position_and_to_check_back(self) -> None:
        assert asked(following("card-and-call")) == ["decision-date", "check-back"]

    def test_a_card_is_written_on_the_same_day_and_posted_on_the_next(self) -> None:
        life = following("card-and-call")
        life.until("Fri 6 Mar 12:00")
        assert life.starts("thank-you-letter") == ["Thu 5 Mar 13:00", "Fri 6 Mar 09:00"]
        by_hand, to_post = (life.entries[key] for key in life.keys("thank-you-letter"))
        read(by_hand.summary, "write cards to Ada Hall, Tom Reid")
        read(by_hand.description, "by hand", "Dear Ada Hall,", "Dear Tom Reid,")
        read(to_post.summary, "post the cards")

    def test_there_is_no_thank_you_by_email(self) -> None:
        life = following("card-and-call")
        life.until("Mon 9 Mar 12:00")
        assert not life.drafts_of("thank-you")

    def test_one_calls_on_the_working_day_after_the_promised_date(self) -> None:
        life = promised("card-and-call", "13 March")
        life.until("Mon 16 Mar 12:00")
        assert check_ins(life)[0] == ("check-in-call", "Mon 16 Mar 10:00")

    def test_if_they_do_not_know_yet_one_calls_again_at_the_same_distance(self) -> None:
        life = promised("card-and-call", "13 March")
        life.for_weeks_until("Mon 16 Mar 18:00")
        life.type_into(life.keys("check-in-call")[0], "#done")
        life.for_weeks_until("Fri 27 Mar 12:00")
        # The first call came seven working days after the interview; so does the second after the first.
        assert life.starts("check-in-call")[:2] == ["Mon 16 Mar 10:00", "Wed 25 Mar 10:00"]

    def test_one_never_writes(self) -> None:
        life = following("card-and-call")
        life.for_weeks_until("Fri 29 May 12:00")
        assert {kind for kind, _ in check_ins(life)} == {"check-in-call"}
        assert len(check_ins(life)) == 3

    def test_one_speaks_as_one_who_has_the_job(self) -> None:
        life = promised("card-and-call", "13 March")
        life.until("Mon 16 Mar 12:00")
        assert POINTS["confident"] in first_call(life)
        read(POINTS["confident"], "as one who has the job")
        assert "I am still very interested" not in first_call(life)


class TestLowPressure:
    def test_before_leaving_one_asks_for_the_timeline_and_the_next_steps(self) -> None:
        assert set(asked(following("low-pressure"))) == {"decision-date", "next-step"}

    def test_the_thank_you_is_brief_and_no_place_for_qualifications(self) -> None:
        life = following("low-pressure", strengths=STRENGTHS)
        life.until("Fri 6 Mar 12:00")
        assert len(life.drafts_of("thank-you")) == 2
        for draft in life.drafts_of("thank-you"):
            assert not any(strength in draft.body for strength in STRENGTHS)
            assert len(draft.body.split()) < 70

    def test_the_thank_you_says_that_the_job_is_the_priority_and_that_everyone_was_kind(self) -> None:
        life = following("low-pressure")
        life.until("Fri 6 Mar 12:00")
        read(life.draft("thank-you", ADA).body, "priority", "everyone was kind")

    def test_one_asks_two_working_days_after_their_estimate_by_telephone_or_in_writing(self) -> None:
        life = promised("low-pressure", "11 March")
        life.until("Fri 13 Mar 12:00")
        assert check_ins(life) == [("check-in-call", "Fri 13 Mar 10:00")]
        assert len(life.drafts_of("check-in-email")) == 1
        assert POINTS["low-pressure"] in first_call(life)
        read(first_call(life), "no hurry", "rather write?")

    def test_one_may_mention_another_interview_next_week_while_this_one_is_the_first_choice(self) -> None:
        life = promised("low-pressure", "11 March")
        life.invited("Interview: Analyst at Birch", "Tue 17 Mar 10:00", by=None, people=())
        life.until("Fri 13 Mar 08:00")
        assert POINTS["other-interview"] in first_call(life)
        assert "another interview" not in life.draft("check-in-email").body
        life.type_into(life.key("take-stock", "Tarn"), "#firstchoice")
        life.one_pass()
        read(first_call(life), "another interview coming up, but this job is my first choice")
        read(life.draft("check-in-email").body, "another interview coming up", "first choice")

    def test_without_another_interview_none_is_spoken_of(self) -> None:
        life = promised("low-pressure", "11 March")
        life.type_into(life.key("take-stock"), "#firstchoice")
        life.invited("Interview: Analyst at Birch", "Tue 21 Apr 10:00", by=None, people=())  # too far away to matter
        life.until("Fri 13 Mar 08:00")
        assert "another interview" not in first_call(life) + life.draft("check-in-email").body

    def test_one_asks_once(self) -> None:
        life = promised("low-pressure", "11 March")
        life.for_weeks_until("Fri 29 May 12:00")
        assert len(check_ins(life)) == 1


class TestStickToTheProgramme:
    def test_before_leaving_one_asks_for_the_three_dates(self) -> None:
        assert asked(following("stick-to-the-programme")) == ["three-dates"]
        read(POINTS["three-dates"], "first interviews", "shortlist", "second interviews")

    def test_one_takes_stock_while_it_is_fresh_and_then_compares_notes_with_the_recruiter(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Fri 6 Mar 12:00")
        assert life.starts("take-stock") == ["Thu 5 Mar 11:00"]
        assert life.starts("recruiter-debrief") == ["Fri 6 Mar 09:00"]

    def test_the_four_questions_are_asked_while_it_is_fresh(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Thu 5 Mar 11:00")
        form = life.entry("take-stock").description
        read(form, "what went well", "what could have gone better", "what did they respond well to", "reservations")

    def test_when_the_date_has_passed_one_writes_once_and_never_calls(self) -> None:
        life = promised("stick-to-the-programme", "13 March")
        life.for_weeks_until("Fri 29 May 12:00")
        assert check_ins(life) == [("check-in-email", "Mon 16 Mar 10:00")]

    def test_one_answers_a_second_invitation_at_once_with_times_that_suit(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Mon 9 Mar 11:05")
        entry, draft = answered(life, "stick-to-the-programme", Outcome.NEXT_ROUND)
        assert life.show(entry.start) == "Mon 9 Mar 11:15"
        assert life.show(draft.start) == "Mon 9 Mar 11:05"
        assert len(draft.slots) == 3

    def test_what_was_noted_is_at_hand_when_notes_are_compared(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Thu 5 Mar 12:00")
        life.answer(life.key("take-stock"), "What went well", "the schema on the whiteboard")
        life.until("Fri 6 Mar 06:00")
        assert "the schema on the whiteboard" in life.entry("recruiter-debrief").description

    def test_one_thanks_by_email_within_a_day_or_two(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Fri 6 Mar 12:00")
        assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]
        assert len(life.drafts_of("thank-you")) == 2

    def test_one_thanks_even_after_a_no(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Mon 9 Mar 12:00")
        life.type_into(life.key("take-stock"), "#rejected")
        life.until("Mon 9 Mar 18:00")
        assert len(life.drafts_of("rejection-thanks")) == len(life.keys("rejection-thanks")) == 1


class TestPersistent:
    def test_one_collects_the_card_of_each(self) -> None:
        assert asked(following("persistent")) == ["cards"]
        read(POINTS["cards"], "everyone’s card", "check", "name", "postal address", "phone", "e-mail")

    def test_the_thank_you_is_on_the_next_day(self) -> None:
        life = following("persistent")
        life.until("Fri 6 Mar 12:00")
        assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]

    def test_four_working_days_later_one_calls_the_interviewer_and_not_the_office(self) -> None:
        life = following("persistent")
        life.until("Wed 11 Mar 12:00")
        assert life.starts("check-in-call") == ["Wed 11 Mar 10:00"]
        assert "Ask for: Ada Hall" in first_call(life)

    def test_two_working_days_after_a_call_without_answer_one_writes(self) -> None:
        life = following("persistent")
        life.until("Fri 13 Mar 12:00")
        assert life.starts("check-in-email") == ["Fri 13 Mar 10:00"]

    def test_one_writes_of_the_interest_and_a_strength(self) -> None:
        life = following("persistent", strengths=STRENGTHS)
        life.until("Fri 13 Mar 12:00")
        read(life.draft("check-in-email").body, "interested")
        assert any(strength in life.draft("check-in-email").body for strength in STRENGTHS)

    def test_one_gives_the_own_number_again(self) -> None:
        life = following("persistent")
        life.until("Fri 13 Mar 12:00")
        assert POINTS["own-number"] in first_call(life)
        read(POINTS["own-number"], "results get lost")
        read(first_call(life), "reach me on +44 20 7946 0000")
        read(life.draft("check-in-email").body, "my number and address", "+44 20 7946 0000", "robin@home.example")


class TestSqueakyWheel:
    def test_before_leaving_one_shows_interest_and_asks_for_the_next_step(self) -> None:
        assert asked(following("squeaky-wheel")) == ["appreciation", "next-step"]

    def test_each_interviewer_is_thanked_directly_the_day_after(self) -> None:
        life = following("squeaky-wheel")
        life.until("Fri 6 Mar 12:00")
        assert {person.email for draft in life.drafts_of("thank-you") for person in draft.to} == {ADA.email, TOM.email}
        assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]

    def test_the_thank_you_is_a_typed_letter_in_the_post_to_whom_one_has_the_address_of(self) -> None:
        life = following("squeaky-wheel")
        life.until("Thu 5 Mar 12:00")
        life.answer(life.key("take-stock"), POST, "Ada Hall, 4 Mill Lane, Leeds LS1 4DY")
        life.until("Fri 6 Mar 12:00")
        assert life.starts("thank-you-letter") == ["Fri 6 Mar 09:00"]
        assert [draft.subject for draft in life.drafts_of("thank-you-letter")] == [
            "Letter to Ada Hall (Tarn): print, sign and post it"
        ]
        assert [person for draft in life.drafts_of("thank-you") for person in draft.to] == [TOM]

    def test_or_it_is_attached_to_an_email_and_says_all_that_it_should(self) -> None:
        life = following("squeaky-wheel", strengths=STRENGTHS)
        life.until("Fri 6 Mar 12:00")
        draft = life.draft("thank-you", ADA)
        (attachment,) = draft.attachments
        (sheet,) = PdfReader(io.BytesIO(attachment.content)).pages
        for text in (" ".join(sheet.extract_text().split()), draft.body):
            read(text, "Robin Weiss", "Thursday 5 March", "Data Engineer", "thank you for your time", *STRENGTHS)
            read(text, "enthusiasm")

    def test_when_the_promised_date_is_missed_one_calls_the_day_after(self) -> None:
        life = promised("squeaky-wheel", "11 March")
        life.until("Thu 12 Mar 08:00")
        assert check_ins(life) == [("check-in-call", "Thu 12 Mar 10:00")]

    def test_without_a_date_one_calls_after_five_working_days_and_again_at_that_distance(self) -> None:
        life = following("squeaky-wheel")
        life.for_weeks_until("Mon 20 Apr 12:00")
        assert [when for _, when in check_ins(life)] == ["Thu 12 Mar 10:00", "Thu 19 Mar 10:00", "Thu 26 Mar 10:00"]

    def test_on_the_telephone_one_says_who_one_is_and_where_when_and_what_for_one_was_interviewed(self) -> None:
        life = following("squeaky-wheel")
        life.until("Thu 12 Mar 12:00")
        text = first_call(life)
        assert POINTS["who-and-where"] in text
        assert all(words in text for words in ("Robin Weiss", "Thursday 5 March", "Data Engineer"))

    def test_one_expects_it_to_take_weeks_to_months_and_asks_not_too_often(self) -> None:
        life = following("squeaky-wheel")
        life.until("Thu 12 Mar 12:00")
        read(first_call(life), "weeks to months", "not too often")


class TestBalanced:
    def test_it_goes_by_the_usual_advice_from_the_first_question_to_letting_go(self) -> None:
        life = promised("balanced", "13 March")
        life.for_weeks_until("Fri 29 May 12:00")
        assert [(kind, when) for kind, when in life.timetable if kind != "keep-searching"] == [
            ("ask-before-leaving", "Thu 5 Mar 09:30"),
            ("take-stock", "Thu 5 Mar 11:00"),
            ("recruiter-debrief", "Fri 6 Mar 09:00"),
            ("thank-you", "Fri 6 Mar 09:00"),
            ("check-in-call", "Mon 16 Mar 10:00"),
            ("check-in-email", "Wed 18 Mar 10:00"),
            ("check-in-call", "Mon 23 Mar 10:00"),
            ("check-in-email", "Wed 25 Mar 10:00"),
            ("close", "Thu 9 Apr 10:00"),  # ten working days later; Good Friday is none
        ]


class TestReserved:
    def test_nobody_is_thanked_and_nobody_is_called(self) -> None:
        life = following("reserved")
        life.for_weeks_until("Fri 29 May 12:00")
        assert not life.keys("thank-you")
        assert not life.drafts_of("thank-you")
        assert not life.keys("check-in-call")

    def test_there_is_one_polite_email_after_the_date(self) -> None:
        life = promised("reserved", "13 March")
        life.for_weeks_until("Fri 29 May 12:00")
        assert check_ins(life) == [("check-in-email", "Tue 17 Mar 10:00")]
