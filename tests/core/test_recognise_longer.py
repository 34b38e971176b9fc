"""What speaks for a longer or a shorter form of a name."""

from __future__ import annotations

import pytest

from daemon.core.recognise.choosing import Candidates
from daemon.core.recognise.longer import compare_forms
from daemon.core.recognise.reading import read_event
from tests.core.judged import HOST, OWNER, invitation, typed


def test_the_longer_of_two_forms_is_told_what_it_has_more_and_the_shorter_one_what_it_lacks() -> None:
    reading = read_event(typed("Tarnwick Foods Selby", location="Mill Lane, Selby").event, OWNER)
    found = Candidates()
    for name in ("Tarnwick Foods", "Tarnwick Foods Selby"):
        found.add(name, "title", 1.0, [])
    compare_forms(found, reading)
    assert "more behind: in the location" in found.by_key["tarnwick foods selby"].traits
    assert "less behind: in the location" in found.by_key["tarnwick foods"].traits


def test_forms_are_compared_at_the_edges_of_words_only() -> None:
    reading = read_event(typed("Tarnwick").event, OWNER)
    found = Candidates()
    for name in ("Tarn", "Tarnwick", "wick"):
        found.add(name, "title", 1.0, [])
    compare_forms(found, reading)
    assert not any(one.traits for one in found.by_key.values())


def test_a_longer_form_is_compared_with_the_longest_of_the_shorter_ones() -> None:
    reading = read_event(typed("Head of Baking II").event, OWNER)
    found = Candidates()
    for name in ("Head", "Head of Baking", "Head of Baking II"):
        found.add(name, "title", 1.0, [])
    compare_forms(found, reading)
    assert "more behind: rank" in found.by_key["head of baking ii"].traits
    assert "less behind: rank" in found.by_key["head of baking"].traits
    assert "less behind: rank" not in found.by_key["head"].traits


@pytest.mark.parametrize("post", ["Gauge Reader II", "Signal Fitter II", "Lab Analyst III"])
def test_a_rank_belongs_to_the_post(post: str) -> None:
    judged = invitation(f"Interview: {post}", f"Position: {post}. You will meet Petra Oakes.", HOST)
    assert judged.role == post
