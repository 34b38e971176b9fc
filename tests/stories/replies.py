"""Twelve stories of what comes back after an interview, each told day by day, to be lived with any mailbox.

Every story begins with an interview at Tarn on Thursday 5 March, at ten, with Ada Hall; Mia Olsen of the same firm
invited to it. After each, entries and drafts are exactly the expected ones.
"""

from __future__ import annotations

from collections.abc import Callable

from daemon.core.remembered import State, key_parts
from daemon.ports.records import Person
from tests.stories.diary import MIA
from tests.stories.post import Post

CALL, MAIL, THANKS = "check-in-call", "check-in-email", "thank-you"
NO = "Dear Robin,\n\nunfortunately we have decided to go ahead with another candidate for the {role} role.\n\nBest, Ada"


def interviewed(life: Post) -> None:
    """The interview, thanks sent the same afternoon, and the weekend after."""
    life.invited()
    life.until("Thu 5 Mar 14:00")
    life.send(next(key for key in life.drafts if key_parts(key).kind == THANKS))
    life.for_weeks_until("Mon 9 Mar 08:00")


def a_kept_promise(life: Post) -> None:
    interviewed(life)
    life.receive("Hi Robin, thank you, it was good to meet you. We will decide by Friday 13 March. Ada")
    assert life.coming == [("keep-searching", "Mon 9 Mar 09:00"), (CALL, "Mon 16 Mar 10:00")]
    life.for_weeks_until("Fri 13 Mar 15:00")
    life.receive(
        "Dear Robin,\n\nwe are delighted to offer you the position of Data Engineer at Tarn.\n\nKind regards, Ada"
    )
    assert life.coming == [("offer-reply", "Mon 16 Mar 09:00")]
    assert life.waiting == [("offer-reply", "ada@tarn.example")]
    life.for_weeks_until("Mon 6 Apr 12:00")
    assert life.coming == []
    assert life.past(CALL) == []


def a_missed_promise(life: Post) -> None:
    interviewed(life)
    life.receive("Hi Robin, we will get back to you by Friday 13 March. Ada")
    life.for_weeks_until("Fri 13 Mar 18:00")
    assert life.coming == [(CALL, "Mon 16 Mar 10:00")]
    life.for_weeks_until("Mon 16 Mar 12:00")
    assert life.coming == [(MAIL, "Wed 18 Mar 10:00")]
    life.for_weeks_until("Wed 18 Mar 12:00")
    assert life.waiting == [(MAIL, "mia@tarn.example")]


def a_holding_reply(life: Post) -> None:
    interviewed(life)
    assert life.coming == [("keep-searching", "Mon 9 Mar 09:00"), (CALL, "Thu 12 Mar 10:00")]
    life.for_weeks_until("Wed 11 Mar 12:00")
    life.receive("Hi Robin, sorry, it takes longer than planned; we are still interviewing. Ada")
    assert life.coming == [(CALL, "Wed 18 Mar 10:00")]
    life.for_weeks_until("Tue 17 Mar 12:00")
    life.receive("Hi Robin, sorry for the delay, we will have a decision by the end of next week. Ada")
    assert life.coming == [(CALL, "Mon 30 Mar 10:00")]


def out_of_office_and_then_silence(life: Post) -> None:
    interviewed(life)
    life.receive(
        "I am on leave until Friday 20 March and will answer when I am back.",
        sender=MIA,
        subject="Automatic reply: Thank you",
        headers={"auto-submitted": "auto-replied"},
    )
    assert life.coming == [("keep-searching", "Mon 9 Mar 09:00"), (CALL, "Mon 23 Mar 10:00")]
    life.for_weeks_until("Mon 23 Mar 12:00")
    assert life.coming == [(MAIL, "Wed 25 Mar 10:00")]
    life.for_weeks_until("Wed 25 Mar 12:00")
    assert life.waiting == [(MAIL, "mia@tarn.example")]


def a_rejection_after_a_check_in(life: Post) -> None:
    interviewed(life)
    life.for_weeks_until("Thu 12 Mar 12:00")
    assert life.past(CALL)
    life.for_weeks_until("Mon 16 Mar 12:00")
    assert life.waiting == [(MAIL, "mia@tarn.example")]
    life.send(next(key for key in life.drafts if key_parts(key).kind == MAIL))
    life.for_weeks_until("Tue 17 Mar 12:00")
    life.receive(NO.format(role="Data Engineer"))
    assert life.coming == [("rejection-thanks", "Wed 18 Mar 09:00")]
    assert life.waiting == [("rejection-thanks", "ada@tarn.example")]
    life.for_weeks_until("Mon 20 Apr 12:00")
    assert life.coming == []


def a_rejection_of_one_of_two_roles(life: Post) -> None:
    life.invited("Interview: Technical Writer at Tarn", "Wed 4 Mar 15:00")
    interviewed(life)
    life.for_weeks_until("Tue 10 Mar 12:00")
    life.receive(NO.format(role="Technical Writer"))
    assert [kind for kind, _ in life.coming] == ["rejection-thanks", CALL]
    assert "Data Engineer" in life.entry(CALL).description
    assert "Technical Writer" in life.draft("rejection-thanks").body


def a_second_round_by_link(life: Post) -> None:
    interviewed(life)
    life.for_weeks_until("Tue 10 Mar 12:00")
    life.receive(
        "Hi Robin, we'd love to move you to the next round. Please pick a time: https://calendly.com/tarn/second"
    )
    assert life.coming == [("second-interview-reply", "Tue 10 Mar 12:15")]
    assert "https://calendly.com/tarn/second" in life.entry("second-interview-reply").description
    assert life.waiting == [("second-interview-reply", "ada@tarn.example")]
    life.invited("Second interview: Data Engineer at Tarn", "Mon 16 Mar 15:00")
    life.for_weeks_until("Mon 16 Mar 13:00")
    assert life.waiting == []
    assert [kind for kind, _ in life.coming] == ["ask-before-leaving", "take-stock"]
    life.for_weeks_until("Mon 16 Mar 19:00")
    assert (CALL, "Mon 23 Mar 10:00") in life.coming
    assert len({application.token for application in life.reports[-1].understood.applications}) == 1


def a_second_round_with_one_time_that_suits(life: Post) -> None:
    interviewed(life)
    life.typed("Dentist", "Tue 17 Mar 10:00")
    life.typed("Lunch with Sam", "Thu 19 Mar 09:00")
    life.for_weeks_until("Tue 10 Mar 12:00")
    life.receive(
        "Hi Robin, we would like to invite you to a second interview. Could you do Tuesday 17 March at 10:00, "
        "Wednesday 18 March at 14:00 or Thursday 19 March at 9:30? Ada",
        subject="Second interview",
    )
    assert life.coming == [("second-interview-reply", "Tue 10 Mar 12:15")]
    draft = life.draft("second-interview-reply")
    assert "Wednesday 18 March, 14:00" in draft.body
    assert "17 March" not in draft.body
    assert "19 March" not in draft.body
    assert (draft.subject, draft.in_reply_to) == ("Re: Second interview", life.news[-1].thread[-1])


def an_offer_with_a_deadline(life: Post) -> None:
    interviewed(life)
    life.for_weeks_until("Tue 10 Mar 12:00")
    life.receive(
        "Dear Robin,\n\nwe are delighted to offer you the position of Data Engineer at Tarn. "
        "Please let us know by Friday 20 March whether you accept.\n\nKind regards, Ada"
    )
    assert life.coming == [("offer-reply", "Wed 11 Mar 09:00"), ("offer-deadline", "Fri 20 Mar 09:00")]
    assert "Friday 20 March" in life.draft("offer-reply").body
    life.for_weeks_until("Mon 30 Mar 12:00")
    assert life.coming == []


def thanked_by_hand(life: Post) -> None:
    life.invited()
    life.until("Thu 5 Mar 14:00")
    assert life.waiting == [(THANKS, "ada@tarn.example")]
    life.write("Dear Ada, thank you for the conversation this morning. Robin")
    assert life.waiting == []
    assert life.entry(THANKS).summary.startswith("✓")
    life.for_weeks_until("Fri 13 Mar 08:00")
    assert life.waiting == []
    assert life.past(CALL)


def an_answer_from_a_colleague_through_a_recruiting_system(life: Post) -> None:
    interviewed(life)
    life.for_weeks_until("Tue 10 Mar 12:00")
    relay = Person(name="Sam Okoro", email="no-reply@greenhouse.io")
    life.receive(
        "Dear Robin, we would like to offer you the job at Fern. Sam", sender=relay, subject="Your application"
    )
    assert life.news[-1].sent
    life.receive(
        "Dear Robin,\n\nthank you for interviewing at Tarn. Unfortunately, we will not be moving forward with your "
        "application for Data Engineer.\n\nSam",
        sender=relay,
        subject="Your application at Tarn",
    )
    assert life.coming == [("rejection-thanks", "Wed 11 Mar 09:00")]
    assert life.waiting == [("rejection-thanks", "mia@tarn.example")]


def a_late_yes_after_closing(life: Post) -> None:
    interviewed(life)
    life.for_weeks_until("Tue 12 May 12:00")
    assert life.past("close")
    assert life.coming == []
    life.receive("Hi Robin, sorry for the silence. We would like to invite you to a second interview next week. Ada")
    assert life.coming == [("second-interview-reply", "Tue 12 May 12:15")]
    assert ("second-interview-reply", "ada@tarn.example") in life.waiting
    assert all(row.state is not State.REFUSED for row in life.rows.values())


STORIES: tuple[Callable[[Post], None], ...] = (
    a_kept_promise,
    a_missed_promise,
    a_holding_reply,
    out_of_office_and_then_silence,
    a_rejection_after_a_check_in,
    a_rejection_of_one_of_two_roles,
    a_second_round_by_link,
    a_second_round_with_one_time_that_suits,
    an_offer_with_a_deadline,
    thanked_by_hand,
    an_answer_from_a_colleague_through_a_recruiting_system,
    a_late_yes_after_closing,
)
