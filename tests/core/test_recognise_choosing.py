"""How the likeliest of all names that an event may mean is found, and what words that no list knows sound like."""

from __future__ import annotations

import pytest

from daemon.core.recognise import choosing
from daemon.core.recognise.choosing import Candidates, worth
from daemon.core.recognise.pieces import pieces_of
from daemon.core.recognise.reading import read_event
from daemon.core.recognise.sounding import KINDS, sound_of
from daemon.core.recognise.tagging import paths_of, spans_of_names, weights_of
from daemon.core.recognise.traits import traits_of
from daemon.core.recognise.unspaced import parts_of
from tests.core.judged import OWNER, typed

MANY = 10_000


def test_a_name_is_spelled_as_where_it_stands_most_surely() -> None:
    found = Candidates()
    found.add("tarnwick foods", "title", 1.0, ["a"])
    found.add("Tarnwick Foods", "description", 3.0, ["b"])
    found.add("TARNWICK FOODS", "location", 2.0, [])
    (candidate,) = found.by_key.values()
    assert (candidate.name, candidate.where) == ("Tarnwick Foods", "description")
    assert set(candidate.traits) == {"a", "b"}


def test_what_cannot_be_meant_is_left_out_with_all_that_is_part_of_it() -> None:
    found = Candidates()
    for name in ("Northgate Talent", "Northgate", "Northgate Talent Mill"):
        found.add(name, "title", 1.0, [])
    found.leave_out(lambda name: name == "Northgate Talent")
    assert list(found.by_key) == ["northgate talent mill"]


def test_names_in_scripts_without_blanks_begin_and_end_at_signs_and_small_words() -> None:
    assert list(parts_of("青葉商事の面接、受付")) == ["青葉商事の面接", "青葉商事", "面接", "受付"]
    assert list(parts_of("Tarnwick Foods, interview")) == []


def test_of_a_hostile_text_without_blanks_only_so_much_is_read() -> None:
    assert sum(len(part) for part in parts_of("青の" * MANY)) < MANY


def test_only_so_many_names_are_weighed() -> None:
    found = Candidates()
    for number in range(MANY):
        found.add(f"Tarn {number}", "title", 1.0, [])
    assert len(found.by_key) < 100


def test_the_odds_of_the_likeliest_place_count() -> None:
    found = Candidates()
    for odds in (0.5, 2.0, 1.0):
        found.add("Tarn", "title", 1.0, [], ("odds", odds))
    assert found.by_key["tarn"].traits["odds"] == 2.0


def test_traits_that_nothing_is_known_of_say_nothing() -> None:
    assert worth({"known": 2.0, "new": 5.0}, {"known": 1.5}) == 3.0


@pytest.mark.parametrize(("kind", "name"), [("company", "Tarn"), ("role", None)])
def test_a_post_must_be_likelier_by_more_than_an_employer_not_to_be_left_out(
    kind: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "choice_weights", lambda: {kind: {"said": 0.2}})
    found = Candidates()
    found.add("Tarn", "title", 1.0, ["said"])
    chosen = found.chosen({}, kind)
    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lackierhelferin", "role"),
        ("vypravčí technik", "role"),
        ("Tarnwick Foods Ltd", "company"),
        ("bring your passport", "nothing"),
    ],
)
def test_words_that_no_list_knows_sound_like_what_they_name(text: str, kind: str) -> None:
    sound = sound_of(text)
    assert KINDS[sound.index(max(sound))] == kind


def test_what_has_no_letters_sounds_like_nothing_in_particular() -> None:
    assert len(set(sound_of(" -- "))) == 1


def test_words_that_may_be_a_name_are_found_with_longer_and_shorter_ones() -> None:
    reading = read_event(typed("phone intv tarnwick bakers").event, OWNER)
    pieces = pieces_of(reading)
    paths = paths_of(traits_of(pieces, reading), [piece.sign for piece in pieces], weights_of("title"))
    spans = {(span.kind, span.first, span.last): span.probability for span in spans_of_names(paths)}
    assert spans["company", 2, 4] > 0.5
    assert sum(probability for (_, first, _), probability in spans.items() if first == 2) <= 1.0


def test_no_words_may_be_no_name() -> None:
    assert list(spans_of_names(None)) == []
