"""`followupd simulate`: what would be written, before anything is."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.simulation.rules import Rule, Violation, Witness
from tests.cli.home import AFTER, Home

SEARCH = """\
zone = "Europe/London"
country = "GB-ENG"
playbook = "balanced"

[[interview]]
at = 2026-03-05T14:00:00
company = "Tarnbrook"
role = "Data Engineer"
promise = 2026-03-13
"""


@pytest.fixture
def search(home: Home) -> Path:
    file = home.folder / "search.toml"
    file.write_text(SEARCH, encoding="utf-8")
    return file


def test_a_search_is_played_and_drawn_and_nothing_else_is_touched(home: Home, search: Path) -> None:
    before = home.snapshot()
    answer = home.run("simulate", str(search), "--playbook", "reserved", "--picture", str(home.folder / "picture.svg"))
    assert (answer.code, answer.err) == (0, "")
    assert "Europe/London, holidays of GB-ENG, playbook reserved" in answer.out
    assert "Write to Tarnbrook about Data Engineer" in answer.out
    assert "Call " not in answer.out
    assert answer.out.endswith("No rule was broken.\n")
    after = home.snapshot()
    assert (after.pop("picture.svg") or b"").startswith(b"<svg ")
    assert after == before


def test_many_searches_are_summed_up(home: Home) -> None:
    answer = home.run("simulate", "--searches", "3", "--seed", "40")
    assert answer.code == 0
    assert answer.out.startswith("3 searches, ")
    assert answer.out.endswith("No rule was broken.\n")


def test_a_broken_rule_is_told_and_ends_with_attention(
    home: Home, search: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    violation = Violation(rule=Rule.EARLY, now=AFTER, key="check-in-call-a-b-1")
    monkeypatch.setattr(Witness, "see", lambda *_: [violation])
    answer = home.run("simulate", str(search))
    assert answer.code == 1
    assert "nobody is asked before a promised date has passed: check-in-call-a-b-1" in answer.out


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("zone = ", "Invalid value"),
        ('zone = "Nowhere/Land"\n[[interview]]', "zone: "),
        ('zone = "Europe/London"', "write [[interview]] before each interview"),
        ("[[interview]]\nat = 2026-03-05", "interview 1.at: must be a local time"),
        ('[[interview]]\nat = 2026-03-05T14:00:00\ncompany = ""', "interview 1.company: must be a text"),
        (SEARCH + "minutes = 3", "interview 1.minutes: must be a whole number from 5 to 600"),
        (SEARCH + 'reply = "perhaps"', "must be one of these: offer, rejected, withdrawn"),
        (SEARCH + 'reply = "offer"', "needs the time it came, like reply_at = 2026-03-15T14:00:00"),
        (SEARCH + "colour = 3", "interview 1.colour: is not known; known here: at, "),
        (SEARCH + "people = [3]", "interview 1.people: must be a text"),
        (SEARCH.replace("2026-03-13", "3"), "interview 1.promise: must be a day, or words in quotes"),
        (SEARCH.replace('"balanced"', '"none"'), 'there is no playbook "none"; there are balanced'),
    ],
)
def test_what_is_wrong_with_a_file_is_told(home: Home, search: Path, text: str, fault: str) -> None:
    search.write_text(text, encoding="utf-8")
    answer = home.run("simulate", str(search))
    assert answer.code == 2
    assert fault in answer.err


@pytest.mark.parametrize("arguments", [("--zone", "Nowhere"), ("--country", "XX"), ("--playbook", "none")])
def test_what_is_wrong_with_an_option_is_told(home: Home, arguments: tuple[str, str]) -> None:
    answer = home.run("simulate", *arguments)
    assert answer.code == 2
    assert arguments[0] in answer.err


def test_many_searches_are_not_read_from_a_file(home: Home, search: Path) -> None:
    assert home.run("simulate", str(search), "--searches", "2").code == 2
