"""What each word of a title is taken for, the words of all languages and ways to write a note together."""

from __future__ import annotations

import pytest

from daemon.core.recognise.pieces import pieces_of
from daemon.core.recognise.reading import Reading, read_event
from daemon.core.recognise.tagging import paths_of, weights_of
from tests.core.judged import OWNER, typed

LONG = 50_000  # words, far more than any title has


def read(summary: str) -> Reading:
    return read_event(typed(summary).event, OWNER)


@pytest.mark.parametrize(
    ("summary", "company", "role"),
    [
        ("phone intv tarnwick bakers", "tarnwick bakers", None),
        ("Tarnwick Foods warehouse picker interview 3pm", "Tarnwick Foods", "warehouse picker"),
        ("Interview: Payroll Clerk @ Tarnwick (Zoom)", "Tarnwick", "Payroll Clerk"),
        ("Bewerbungsgespräch Schreinerei Tarnau, Tischler", "Schreinerei Tarnau", "Tischler"),
        ("entretien Fonderie Tarnel – comptable", "Fonderie Tarnel", "comptable"),
        ("собес Тарник (аналитик), 2й этап", "Тарник", "аналитик"),
        ("二次面接 タルニク製菓 営業事務", "タルニク製菓", "営業事務"),
        ("塔尼科技 二面 产品经理", "塔尼科技", "产品经理"),
    ],
)
def test_a_title_without_signs_is_cut_where_its_words_change_kind(summary: str, company: str, role: str | None) -> None:
    title = read(summary).title_parts
    assert [named.text for named in title.employers] == [company]
    assert [named.text for named in title.posts] == ([role] if role else [])


def test_whoever_holds_an_interview_for_the_employer_is_not_the_employer() -> None:
    title = read("Technical interview for Tarnwick Games (conducted by Quizzly)").title_parts
    assert [named.text for named in title.employers] == ["Tarnwick Games"]
    assert title.brought_by == ("Quizzly",)


def test_the_post_in_brackets_behind_a_person_is_that_persons() -> None:
    title = read("Tarnwick – Payroll Clerk – interview with Ada Quill (Head of Finance)").title_parts
    assert title.people == ("Ada Quill",)
    assert [named.text for named in title.posts] == ["Payroll Clerk"]


def test_a_word_for_a_town_belongs_to_the_name_behind_it() -> None:
    title = read("Jurygesprek tuinman – stad Tarnveld").title_parts
    assert [named.text for named in title.employers] == ["stad Tarnveld"]


def test_a_title_of_any_length_is_read_up_to_a_bound() -> None:
    assert len(pieces_of(read("word " * LONG))) < 200


def test_no_words_name_nothing() -> None:
    assert paths_of([], [], weights_of("title")) is None
    assert read("🎉 !!").title_parts.employers == ()


def test_the_owner_is_nobody_a_title_names() -> None:
    title = read(f"{OWNER.name} x Tarnwick: interview").title_parts
    assert title.people == ()
    assert [named.text for named in title.employers] == ["Tarnwick"]
