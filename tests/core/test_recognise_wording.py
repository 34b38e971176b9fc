"""What the mere look of an event says: pieces of words that no list has, and its form; every event here is invented."""

from __future__ import annotations

import pytest

from daemon.core.recognise import Verdict
from daemon.core.recognise.lexicon import find, learned_weights
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.wording import BOXES, boxes_of, tokens_of, wording
from daemon.ports.records import Attendee
from tests.core.judged import HOST, OWNER, invitation, typed


def look(summary: str, description: str = "") -> float:
    """How much the look of a note speaks for an interview."""
    (reason,) = wording(read_event(typed(summary, description).event, OWNER))
    return reason.weight


@pytest.mark.parametrize(
    ("summary", "other"),
    [
        ("Schweißerprobe bei Meister Ahorn, Gesellenstelle", "Schweißnaht am Gartentor prüfen lassen"),
        ("directrice crèche Érable, auxiliaire, apporter diplômes", "directrice crèche, inscription de Zoé"),
        ("shortlisted at Larkspur, bring certificates", "two cakes for Larkspur, bring the change"),
    ],
)
def test_words_of_no_list_speak_by_what_they_share_with_labelled_ones(summary: str, other: str) -> None:
    assert look(summary) > look(other)


def test_a_word_that_no_list_has_still_says_something() -> None:
    assert find(["zeugnismappe"]) == ()
    assert look("zeugnismappe") != look("qqqq")


def test_the_owners_own_name_says_nothing() -> None:
    assert look("Rowan Tindall Larkspur bakery") == look("Larkspur bakery")


def test_one_given_name_says_as_much_as_another_and_one_digit_too() -> None:
    assert boxes_of("anna") == boxes_of("peter")
    assert boxes_of("14h") == boxes_of("93h")
    assert boxes_of("baker") != boxes_of("bakery")


def test_the_look_alone_makes_no_interview_of_an_errand() -> None:
    assert max(look("baker nurse driver cook teacher porter clerk " * 9), 6.0) == 6.0
    assert typed("Dentist").verdict is Verdict.NO


def test_what_makes_it_look_so_is_quoted() -> None:
    reading = read_event(typed("Dentist").event, OWNER)
    (reason,) = wording(reading)
    assert "“dentist”" in reason.sentence
    assert tokens_of(reading.title, reading) == ("dentist",)


def test_every_box_has_a_weight() -> None:
    boxes, form = learned_weights()
    assert len(boxes) == BOXES
    assert form["typed"] != 0


def test_a_plain_invitation_of_two_is_sure_whatever_else_its_text_says() -> None:
    text = "We will let you know by Thursday 12 March."
    colleague = Attendee(name="Ada Quill", email="ada@ottersoft.example")
    assert invitation("Interview: Data Engineer at Tarn", text, HOST, colleague).verdict is Verdict.INTERVIEW
