"""The protocols, walked day by day: after an interview on Thursday 5 March, what is written, and when.

Each test is one sentence of a protocol. Ada and Tom interview for Tarn; Mia, who arranged it, is the recruiter.
"""

from __future__ import annotations

import pytest

from daemon.core.playbook import playbook_names
from daemon.core.wording.language import load_language
from tests.stories.life import ADA, TOM, Life

DECIDE_BY = "Decide by"
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


@pytest.mark.parametrize("playbook", playbook_names())
class TestEveryProtocol:
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

    def test_in_the_end_it_is_let_go(self, playbook: str) -> None:
        life = following(playbook)
        life.for_weeks_until("Fri 12 Jun 12:00")
        kinds = [kind for kind, _ in life.timetable if kind.startswith(("check-in", "close"))]
        assert kinds[-1] == "close"
        assert kinds.count("close") == 1


class TestCardAndCall:
    def test_before_leaving_one_asks_when_they_hope_to_fill_the_position_and_to_check_back(self) -> None:
        assert asked(following("card-and-call")) == ["decision-date", "check-back"]

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


class TestLowPressure:
    def test_before_leaving_one_asks_for_the_timeline_and_the_next_steps(self) -> None:
        assert set(asked(following("low-pressure"))) == {"decision-date", "next-step"}

    def test_the_thank_you_is_brief_and_no_place_for_qualifications(self) -> None:
        strengths = ("running calm releases", "explaining numbers")
        life = following("low-pressure", strengths=strengths)
        life.until("Fri 6 Mar 12:00")
        for draft in life.drafts_of("thank-you"):
            assert not any(strength in draft.body for strength in strengths)

    def test_one_asks_two_working_days_after_their_estimate_by_telephone_or_in_writing(self) -> None:
        life = promised("low-pressure", "11 March")
        life.until("Fri 13 Mar 12:00")
        assert check_ins(life) == [("check-in-call", "Fri 13 Mar 10:00")]
        assert len(life.drafts_of("check-in-email")) == 1
        assert POINTS["low-pressure"] in first_call(life)

    def test_one_asks_once(self) -> None:
        life = promised("low-pressure", "11 March")
        life.for_weeks_until("Fri 29 May 12:00")
        assert len(check_ins(life)) == 1


class TestStickToTheProgramme:
    def test_before_leaving_one_asks_for_the_three_dates(self) -> None:
        assert asked(following("stick-to-the-programme")) == ["three-dates"]

    def test_one_takes_stock_while_it_is_fresh_and_then_compares_notes_with_the_recruiter(self) -> None:
        life = following("stick-to-the-programme")
        life.until("Fri 6 Mar 12:00")
        assert life.starts("take-stock") == ["Thu 5 Mar 11:00"]
        assert life.starts("recruiter-debrief") == ["Fri 6 Mar 09:00"]

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

    def test_one_gives_the_own_number_again(self) -> None:
        life = following("persistent")
        life.until("Fri 13 Mar 12:00")
        assert POINTS["own-number"] in first_call(life)
        assert "+44 20 7946 0000" in life.draft("check-in-email").body


class TestSqueakyWheel:
    def test_before_leaving_one_shows_interest_and_asks_for_the_next_step(self) -> None:
        assert asked(following("squeaky-wheel")) == ["appreciation", "next-step"]

    def test_each_interviewer_is_thanked_directly_the_day_after(self) -> None:
        life = following("squeaky-wheel")
        life.until("Fri 6 Mar 12:00")
        assert {person.email for draft in life.drafts_of("thank-you") for person in draft.to} == {ADA.email, TOM.email}
        assert life.starts("thank-you") == ["Fri 6 Mar 09:00"]

    def test_when_the_promised_date_is_missed_one_calls_the_day_after(self) -> None:
        life = promised("squeaky-wheel", "11 March")
        life.until("Thu 12 Mar 12:00")
        assert life.starts("check-in-call") == ["Thu 12 Mar 10:00"]

    def test_without_a_date_one_calls_after_five_working_days_and_again_at_that_distance(self) -> None:
        life = following("squeaky-wheel")
        life.for_weeks_until("Mon 20 Apr 12:00")
        assert life.starts("check-in-call") == ["Thu 12 Mar 10:00", "Thu 19 Mar 10:00", "Thu 26 Mar 10:00"]

    def test_on_the_telephone_one_says_who_one_is_and_where_when_and_what_for_one_was_interviewed(self) -> None:
        life = following("squeaky-wheel")
        life.until("Thu 12 Mar 12:00")
        text = first_call(life)
        assert POINTS["who-and-where"] in text
        assert all(words in text for words in ("Robin Weiss", "Thursday 5 March", "Data Engineer"))


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
