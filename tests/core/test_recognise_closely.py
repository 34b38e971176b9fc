"""A closer look at events that the signals leave open: what their words are, and what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.core.recognise import Judgement, Verdict, closely, recognise
from daemon.core.recognise.closely import BOXES, FIRST, box_of, marks_of
from daemon.core.recognise.reading import read_event
from daemon.core.tables import table_in
from daemon.ports.records import Attendee
from tests.core.judged import HOST, OWNER, START, invitation, typed

CLOSER = "Looked at word by word"


def looked_at_closely(judgement: Judgement) -> bool:
    return any(reason.sentence.startswith(CLOSER) for reason in judgement.reasons)


@pytest.mark.parametrize(
    ("summary", "description"),
    [
        ("Larkspur Bakery, baker", "ask about nights, references, see Ada"),
        ("Ada @ Larkspur - product analyst", "45 min, zoom, portfolio"),
        ("Larkspur Foods panel", "Ada, Bo and Cy, packaging engineer"),
    ],
)
def test_a_note_of_a_post_and_of_whose_it_is_needs_no_word_for_an_interview(summary: str, description: str) -> None:
    judgement = typed(summary, description)
    assert judgement.verdict is Verdict.INTERVIEW
    assert looked_at_closely(judgement)


@pytest.mark.parametrize("summary", ["Tip run, book a slot", "contact lens order", "Larkspur Bakery, two loaves"])
def test_an_errand_at_a_firm_is_none(summary: str) -> None:
    assert typed(summary).verdict is Verdict.NO


def test_what_is_clear_is_not_looked_at_closely() -> None:
    assert not looked_at_closely(invitation("Job interview: baker at Larkspur", "Hi Rowan, your application", HOST))
    assert not looked_at_closely(typed("Dentist"))


@pytest.mark.parametrize("minutes", [15, 240])
def test_what_all_signals_speak_for_stays_an_interview_however_long_it_takes(minutes: int) -> None:
    other = Attendee(name="Ada Quill", email="ada.quill@ottersoft.example")
    hour = invitation("Interview: Data Engineer at Tarn", "", HOST, other).event
    judgement = recognise(replace(hour, end=START + timedelta(minutes=minutes)), OWNER)
    assert judgement.verdict is Verdict.INTERVIEW
    assert looked_at_closely(judgement)


def test_a_mark_is_the_same_whatever_the_name_and_the_number() -> None:
    one, other = (typed(f"Interview with Ada, {number} Oak Road").event for number in (4, 12))
    assert marks_of(read_event(one, OWNER), [2.2]) == marks_of(read_event(other, OWNER), [2.2])


def test_every_mark_has_a_box_and_every_box_a_weight() -> None:
    table = table_in(closely.__package__, "closely.bin")
    assert len(table) == BOXES + len(FIRST)
    assert 0 <= box_of("t interview COMPANY") < BOXES


def test_of_a_text_without_end_only_the_beginning_is_looked_at() -> None:
    endless = typed("interview " * 30, "panel, certificates; " * 900).event
    assert len(marks_of(read_event(endless, OWNER), [])) < 400
