"""Whom and what the words of a description make interviewers, recruiters, the employer and the post."""

from __future__ import annotations

import pytest

from daemon.core.recognise.reading import Reading, read_event
from daemon.core.recognise.telling import told_in, words_in
from tests.core.judged import HOST, OWNER, invitation, names, typed

LONG = 50_000  # words, far more than is read


def read(description: str) -> Reading:
    return read_event(typed("Interview", description).event, OWNER)


def told(description: str, kind: str) -> list[str]:
    return [found.text for found in told_in(read(description)).told if found.kind == kind]


@pytest.mark.parametrize(
    ("description", "people"),
    [
        ("Ada + Priya asking, porter", ["Ada", "Priya"]),
        ("c'est Hugo qui me reçoit, quai 5", ["Hugo"]),
        ("bei Frau Quill (Leitung) + Herr Tarn, Erzieherin", ["Frau Quill", "Herr Tarn"]),
        ("me entrevista Elena Tarno, jefa de planta", ["Elena Tarno"]),
        ("träffar Lars Tarnberg och Eva Quill", ["Lars Tarnberg", "Eva Quill"]),
    ],
)
def test_a_note_tells_by_its_words_who_will_question(description: str, people: list[str]) -> None:
    assert told(description, "person") == people


def test_a_sentence_ends_a_name() -> None:
    text = "Interviewers: Colleen Tarn and Tom Quill. Arrive early for checks."
    assert names(invitation("Interview: Porter", text, HOST)) == ["Colleen Tarn", "Tom Quill"]


def test_who_only_opens_the_line_or_listens_questions_nobody() -> None:
    text = "You will meet Ada Quill from Claims. Cy Tarn will only observe."
    assert names(invitation("Interview: Underwriter", text, HOST)) == ["Ada Quill"]


def test_links_and_addresses_are_no_words() -> None:
    words = [piece.text for piece in words_in(read("see https://quill.example/ada-tarn or ada@quill.example today"))]
    assert words == ["see", "or", "today"]


def test_a_line_and_a_sentence_end_before_the_next_word() -> None:
    assert [piece.sign for piece in words_in(read("Ask Anna. Bring shoes\nRoom 4"))] == ["^", " ", ".", " ", "\n", " "]


def test_a_description_of_any_length_is_read_up_to_a_bound() -> None:
    assert len(words_in(read("Ada Quill, " * LONG))) <= 400


def test_no_words_tell_nothing() -> None:
    assert told_in(read("")).told == ()
