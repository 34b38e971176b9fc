"""A search is played from its first day to its last: what is written, what is told of it, and how it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from daemon.simulation import HURRIED, STEADY, Outcome, draw, play, random_search, read_search, tell_search

SEARCH = """\
zone = "Europe/London"
country = "GB-ENG"
playbook = "balanced"

[[interview]]
at = 2026-03-05T14:00:00
company = "Tarn & Brook"
role = "Data Engineer"
people = ["Ada Hall <ada@tarnbrook.example>"]
promise = 2026-03-13
reply = "rejected"
reply_at = 2026-03-24T11:00:00

[[interview]]
at = 2026-03-10T09:00:00
zone = "America/New_York"
company = "Windrow"
role = "Nurse"
promise = "You will hear from us by 20 March."
moved_to = 2026-03-11T09:00:00

[[interview]]
at = 2026-03-12T09:00:00
company = "Saltmarsh"
role = "Welder"
cancelled = true
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return play(read_search(SEARCH), {}, STEADY)


@pytest.fixture(scope="module")
def table(outcome: Outcome) -> str:
    return "\n".join(tell_search(outcome))


def test_what_follows_an_interview_is_told_with_what_happened(table: str) -> None:
    assert "Thu 05 Mar 2026 14:00 — interview: Data Engineer" in table
    assert "Fri 06 Mar 2026 09:00 ✓ Thank Ada Hall" in table
    assert "Thu 05 Mar 2026 17:00 draft: Thank you: Data Engineer at Tarn & Brook (sent)" in table
    assert "— told: rejected" in table
    assert "Tue 24 Mar 2026 11:15 Thank Ada Hall even so" in table
    assert "Let go of Tarn" not in table


def test_nobody_is_called_on_a_promised_day_but_on_the_next_one(table: str) -> None:
    assert "Mon 16 Mar 2026 10:00 Call Tarn & Brook about Data Engineer" in table
    assert "Mon 23 Mar 2026 14:00 Call Windrow about Nurse" in table  # ten o'clock in New York


def test_an_interview_that_is_moved_is_prepared_once_and_one_that_is_called_off_not_at_all(table: str) -> None:
    before = [line[:21] for line in table.splitlines() if "Before you leave (Windrow)" in line]
    assert before == ["Wed 11 Mar 2026 12:30"]
    assert [line[22:34] for line in table.splitlines() if "Saltmarsh" in line] == ["— invited   ", "— called off"]


def test_no_rule_is_broken_and_it_is_said(outcome: Outcome, table: str) -> None:
    assert outcome.violations == []
    assert table.endswith("No rule was broken.")


def test_the_picture_has_a_lane_for_each_application_and_shows_text_as_text(outcome: Outcome) -> None:
    marked = replace(outcome.written[0], title="Call <b>Tarn</b> & Brook")
    picture = draw(replace(outcome, written=[marked, *outcome.written]))
    drawn = ElementTree.fromstring(picture)
    titles = [element.text or "" for element in drawn.iter(f"{SVG}title")]
    assert any("Call Tarn & Brook about" in title for title in titles)
    assert any("Call <b>Tarn</b> & Brook" in title for title in titles)
    assert not list(drawn.iter(f"{SVG}b"))
    assert {"Tarn & Brook, Data Engineer", "Windrow, Nurse", "all of them"} <= set(titles)
    assert "prefers-color-scheme: dark" in picture


def test_everything_is_drawn_where_it_belongs(outcome: Outcome) -> None:
    drawn = ElementTree.fromstring(draw(outcome))
    kinds = [element.get("class") for element in drawn.iter()]
    legend = 1
    assert kinds.count("interview") == 2 + legend
    assert kinds.count("promise") == 1 + legend
    assert kinds.count("draft") + kinds.count("entry") == len(outcome.written) + 2 * legend
    rejection = next(e for e in drawn.iter(f"{SVG}text") if e.text == "✕")
    interview = next(e for e in drawn.iter(f"{SVG}rect") if e.get("class") == "interview")
    assert float(rejection.get("x") or 0) > float(interview.get("x") or 0)


def test_control_characters_of_a_name_do_not_reach_the_picture(outcome: Outcome) -> None:
    written = replace(outcome.written[0], title="Call\x00 \x1b[31mTarn\u202e")
    picture = draw(replace(outcome, written=[written]))
    assert ElementTree.fromstring(picture) is not None
    assert not {"\x00", "\x1b", "\u202e"} & set(picture)


def test_a_made_up_search_is_the_same_for_the_same_seed() -> None:
    assert random_search(5, most=8) == random_search(5, most=8) != random_search(6, most=8)
    given = random_search(5, most=8, zone="Asia/Tokyo", country="JP", playbook="squeaky-wheel")
    assert (given.zone.key, given.country, given.playbook) == ("Asia/Tokyo", "JP", "squeaky-wheel")


def test_made_up_searches_break_no_rule() -> None:
    outcomes = [play(random_search(seed, most=2), {}, HURRIED, seed=seed) for seed in range(300, 306)]
    assert [str(violation) for outcome in outcomes for violation in outcome.violations] == []
    assert all(outcome.written for outcome in outcomes)


def test_a_search_lasts_a_year_at_most() -> None:
    searches = [random_search(seed, most=8) for seed in range(40)]
    assert all(search.ends - search.begins <= timedelta(days=365) for search in searches)
    assert min(search.begins for search in searches) > datetime(2023, 12, 30, tzinfo=UTC)
