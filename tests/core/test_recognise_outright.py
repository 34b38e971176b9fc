"""What an entry says outright, and slots that were moved or are somebody else's; every event here is invented."""

from __future__ import annotations

import pytest

from daemon.core.recognise import Judgement, Verdict
from daemon.ports.records import Person
from tests.core.judged import HOST, invitation, typed

# The events of these tests are on Monday, 2 March 2026.
PARTNER = Person(name="Kim Tindall", email="kim@post.example")


def reasons(judgement: Judgement) -> str:
    return " ".join(reason.sentence for reason in judgement.reasons)


@pytest.mark.parametrize(
    "summary",
    [
        "Interview Ottersoft (moved to Thurs)",
        "Vorstellungsgespräch Ottersoft, verschoben auf Donnerstag",
        "Interview Ottersoft - moved to the 14th",
        "Entretien Ottersoft reporté au 5/3",
    ],
)
def test_what_was_moved_to_another_day_does_not_take_place_on_this_one(summary: str) -> None:
    judgement = typed(summary)
    assert judgement.verdict is Verdict.NO
    assert "to another day than this one" in reasons(judgement)


@pytest.mark.parametrize(
    "summary",
    [
        "Interview Ottersoft (moved to Monday)",
        "Interview Ottersoft (moved from Thurs)",
        "Interview Ottersoft - moved to the 2nd",
        "Interview Ottersoft moved to 10.30",
        "Interview Ottersoft, moved from the 14th",
        "Entretien Ottersoft, reporté du 12/2 au 2/3",
        "RESCHEDULED (was: Cancelled) - Interview Ottersoft",
    ],
)
def test_what_was_moved_to_its_own_day_takes_place(summary: str) -> None:
    assert typed(summary).verdict is not Verdict.NO


def test_what_was_put_off_without_a_new_day_does_not_take_place() -> None:
    judgement = typed("POSTPONED Interview Ottersoft, clerk")
    assert judgement.verdict is Verdict.NO
    assert "to no other day" in reasons(judgement)


@pytest.mark.parametrize(
    ("summary", "description", "reason"),
    [
        ("Interview: Rowan Tindall", "UPDATE: please disregard this entry.", "Nothing takes place then"),
        ("Interview: Rowan Tindall", "This old slot is no longer valid.", "Nothing takes place then"),
        ("Meet the team, Rowan", "Congratulations again, Rowan! You start on the 9th.", "The post is won already"),
        ("Rowan, your interview", "Mock session with a volunteer.", "Nobody is chosen by it"),
        ("Interview: sales clerk", "You are on the panel with Bo, Rowan.", "It speaks to somebody who hires"),
    ],
)
def test_what_an_invitation_says_outright_outweighs_what_it_looks_like(
    summary: str, description: str, reason: str
) -> None:
    judgement = invitation(summary, description, HOST)
    assert judgement.verdict is not Verdict.INTERVIEW
    assert reason in reasons(judgement)


def test_those_who_drive_somebody_there_are_no_candidates() -> None:
    judgement = typed("Interview at Ottersoft, apprentice", "I drive, he needs his papers")
    assert judgement.verdict is Verdict.NO
    assert "somebody else's" in reasons(judgement)


def test_one_whom_their_parents_drive_is_the_candidate() -> None:
    assert typed("Interview at Ottersoft 10am (mum driving)", "saturday job").verdict is Verdict.INTERVIEW


def test_an_entry_of_the_family_is_theirs_unless_it_speaks_to_the_owner() -> None:
    assert invitation("My interview at Ottersoft", "please be home by three", PARTNER).verdict is Verdict.NO
    assert invitation("Your interview at Ottersoft!", "ask for Bo", PARTNER).verdict is not Verdict.NO


def test_words_for_those_who_hire_count_less_in_what_speaks_to_the_owner() -> None:
    text = "Hi Rowan,\nstage 3: values interview with Bo Marsh. Scorecard due by four (interviewer only)."
    assert invitation("Rowan Tindall / Ottersoft", text, HOST).verdict is not Verdict.NO
