"""What stands around a person's name tells of their part: lists hold together, and the words beside say the rest."""

from __future__ import annotations

import pytest

from daemon.core.recognise.around import between, tell_around
from daemon.core.recognise.everybody import Somebody
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.records import event_from_record
from daemon.core.recognise.telling import words_in


@pytest.mark.parametrize(
    ("gap", "kind"),
    [
        (", ", "joined"),
        (" and ", "joined"),
        (" (head of baking), ", "joined"),
        (" + our shift lead ", "listed"),
        (" from data ", "near"),
        (" will be there as soon as she has seen ", "clause"),
        (". ask for ", "sentence"),
        (", cto\n", "line"),
        ("\n\n\n", "lines"),
        (" " * 91, "far"),
    ],
)
def test_what_parts_two_names_tells_how_far_they_belong_together(gap: str, kind: str) -> None:
    assert between(gap) == kind


def people_told_of(description: str, *names: str, sent: bool = True) -> list[set[str]]:
    people = [Somebody(forms={name: 1.0}, traits={"person": 0.9} if name == names[0] else {}) for name in names]
    people[-1].add("at end")
    tell_around(people, read_event(*event_from_record(record(description, sent))))
    return [set(one.traits) for one in people]


def record(description: str, sent: bool) -> dict[str, object]:
    return {
        "me": {"name": "Rowan Vale", "emails": ["rowan@vale.example"]},
        "event": {
            "summary": "Interview",
            "description": description,
            "location": "",
            "status": "confirmed",
            "attendees": [],
            "start": "2026-03-03T10:00:00+00:00",
            "end": "2026-03-03T11:00:00+00:00",
            "timezone": "UTC",
            "organizer": {"name": None, "email": "jobs@larkspur.example"} if sent else None,
            "url": None,
        },
    }


def test_who_stands_in_a_list_with_an_interviewer_is_told_so() -> None:
    first, second = people_told_of("You meet Ada Quill and Bo Marsh.", "Ada Quill", "Bo Marsh")
    assert {"in a list with sure", "joined before: sure", "1 before", "< and", "<… meet"} <= second
    assert {"joined behind: never", "0 before", "> and"} <= first


def test_all_words_of_a_letter_are_told_of_who_may_have_written_it_and_of_nobody_in_a_note() -> None:
    letter = "Besides me Ada Quill will be there. Bo Marsh"
    reader, writer = people_told_of(letter, "Ada Quill", "Bo Marsh")
    assert "writer: besides" in writer
    assert "writer: besides" not in reader
    assert "writer: besides" not in people_told_of(letter, "Ada Quill", "Bo Marsh", sent=False)[1]


def test_a_name_inside_another_word_is_not_taken_for_the_person() -> None:
    (told,) = people_told_of("Bookings at ten, then Bo asks.", "Bo")
    assert "> asks" in told


@pytest.mark.parametrize(
    ("text", "word", "sign"),
    [
        ("You meet Ada Yip. Arrive early.", "Arrive", "."),
        ("Mme Lee. Arrive early.", "Arrive", "."),
        ("We are in St. Anna Hall.", "Anna", " "),
    ],
)
def test_a_full_stop_behind_a_short_surname_ends_the_sentence(text: str, word: str, sign: str) -> None:
    pieces = words_in(read_event(*event_from_record(record(text, sent=True))))
    assert next(piece.sign for piece in pieces if piece.text == word) == sign
