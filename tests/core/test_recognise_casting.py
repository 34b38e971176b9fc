"""Who questions the owner and who runs the process, weighed among everybody an event may name."""

from __future__ import annotations

from daemon.core.recognise.casting import cast_weights
from daemon.core.recognise.everybody import everybody_in
from daemon.core.recognise.judgement import RoundKind
from daemon.core.recognise.people import ruled_cast, scene_of
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.telling import words_in
from daemon.ports.records import Attendee
from tests.core.judged import HOST, OWNER, invitation, names, typed


def test_who_invites_somebody_else_where_nobody_is_named_arranges_it() -> None:
    other = Attendee(name="Ada Quill", email="ada.quill@ottersoft.example")
    judgement = invitation("Interview - Ottersoft", "", HOST, other)
    assert names(judgement) == ["Ada Quill"]
    assert judgement.recruiter is not None
    assert judgement.recruiter.name == "Petra Oakes"


def test_a_name_is_a_word_of_its_own_behind_a_small_word_that_is_written_together_with_it() -> None:
    event = typed("entretien Tarnwick", "questions d'Élise et de l'équipe d'Oscar O'Dowd").event
    words = [piece.text for piece in words_in(read_event(event, OWNER))]
    assert words == ["questions", "d", "Élise", "et", "de", "l'équipe", "d", "Oscar", "O'Dowd"]


def test_names_below_each_other_are_those_of_two_people() -> None:
    reading = read_event(typed("Interview Tarnwick", "panel\nAda Quill\nBo Marsh").event, OWNER)
    scene = scene_of(reading, RoundKind.PANEL, None)
    people = everybody_in(scene, ruled_cast(scene))
    assert {"Ada Quill", "Bo Marsh"} <= {one.name for one in people}


def test_who_is_said_to_be_away_does_not_question_whatever_else_speaks_for_it() -> None:
    judgement = typed("Interview Tarnwick w/ Ada Quill", "panel: Ada Quill, Bo Marsh (observer)")
    assert names(judgement) == ["Ada Quill"]


def test_weights_of_parts_are_kept_in_bytes_and_found_by_their_traits() -> None:
    assert len(cast_weights().row("ruled") or b"") == 2
    assert cast_weights().row("no such trait") is None
