"""once and undo: what they write, what they leave alone, and what they ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.state import alone
from tests.cli.home import WEEK_LATER, Home, run_script


class TestOnce:
    def test_entries_and_drafts_are_written_and_told(self, home: Home) -> None:
        home.add_interview()
        answer = home.run("once")
        assert answer.code == 0
        assert {path.name.split("-")[1] for path in home.entries.glob("*.ics")} >= {"thank"}
        assert len(home.drafts()) == 1
        assert "wrote entry: Thank Nora Vale (Tidewater Analytics)" in answer.out
        assert answer.out.splitlines()[-1].startswith("1 interview, ")

    def test_made_again_it_writes_nothing(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        before = {path: path.read_bytes() for path in home.folder.rglob("*") if path.suffix == ".ics"}
        answer = home.run("once")
        assert answer.out == "1 interview, 0 changes\n"
        assert {path: path.read_bytes() for path in home.folder.rglob("*") if path.suffix == ".ics"} == before

    def test_the_state_is_private(self, home: Home) -> None:
        home.run("once")
        assert home.state.stat().st_mode & 0o077 == 0

    def test_beside_another_pass_it_says_so_and_writes_nothing(self, home: Home) -> None:
        home.add_interview()
        with alone(home.state):
            answer = home.run("once")
        assert answer.code == 2
        assert "another followupd is in the middle of a pass" in answer.err
        assert not home.entries.exists()

    def test_a_change_that_is_too_large_is_stopped_and_let_through_when_accepted(self, home: Home) -> None:
        home.add_interview()
        home.config.write_text(home.config.read_text("utf-8") + "\n[follow_up]\nmost_changes = 1\n", encoding="utf-8")
        stopped = home.run("once")
        assert stopped.code == 1
        assert "account home was stopped" in stopped.err
        assert "followupd once --accept" in stopped.err
        assert not home.entries.exists()
        assert home.run("once", "--accept").code == 0
        assert list(home.entries.glob("*.ics"))

    def test_machines_get_what_was_done(self, home: Home) -> None:
        home.add_interview()
        record = home.run("once", "--json").json
        assert sorted(record["done"]) == sorted(action["key"] for action in record["actions"])
        assert record["done"]

    def test_an_account_that_fails_does_not_stop_the_others(self, home: Home) -> None:
        home.add_interview()
        config = home.config.read_text("utf-8").replace('path = "mail"', 'path = "lost"')
        home.config.write_text(config, encoding="utf-8")
        answer = home.run("once")
        assert answer.code == 1
        assert list(home.entries.glob("*.ics"))
        assert "account mail: path: there is no folder" in answer.err


class TestUndo:
    def test_what_nobody_touched_is_removed_and_stays_away(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        answer = home.run("undo", "--all", "--yes")
        assert answer.code == 0
        assert "removed" in answer.out
        assert not list(home.entries.glob("*.ics"))
        assert home.drafts() == []
        home.run("once")
        assert not list(home.entries.glob("*.ics"))

    def test_what_the_person_edited_is_left_alone(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        edited = next(iter(home.entries.glob("*thank*")))
        edited.write_text(
            edited.read_text("utf-8").replace("SUMMARY:Thank", "SUMMARY:Warmly thank"), encoding="utf-8", newline=""
        )
        home.run("undo", "--all", "--yes")
        assert list(home.entries.glob("*.ics")) == [edited]

    def test_it_wants_to_be_told_that_all_is_meant(self, home: Home) -> None:
        answer = home.run("undo")
        assert answer.code == 2
        assert "followupd undo --all" in answer.err

    @pytest.mark.parametrize(("reply", "code", "remaining"), [("n\n", 130, True), ("", 130, True), ("y\n", 0, False)])
    def test_it_asks_before_it_removes(self, home: Home, reply: str, code: int, remaining: bool) -> None:
        home.add_interview()
        home.run("once")
        answer = run_script(*home.places(), "undo", "--all", stdin=reply)
        assert answer.code == code, answer.err
        assert "Remove every entry and draft" in answer.err
        assert bool(list(home.entries.glob("*.ics"))) is remaining

    def test_without_anybody_to_ask_nothing_is_removed(self, home: Home) -> None:
        home.add_interview()
        home.run("once")
        answer = run_script(*home.places(), "undo", "--all")
        assert answer.code == 130
        assert "Traceback" not in answer.err
        assert list(home.entries.glob("*.ics"))


def test_a_later_pass_keeps_going_where_the_first_left_off(home: Home) -> None:
    home.add_interview()
    home.run("once")
    home.run("once", now=WEEK_LATER)
    assert list(home.entries.glob("*check-in*"))


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    into = tmp_path / "somebody-s"
    into.mkdir()
    (into / "thesis.txt").write_text("mine", encoding="utf-8")
    answer = run_script("demo", "--into", str(into))
    assert answer.code == 2
    assert "was not made by a demo" in answer.err
    assert list(into.iterdir()) == [into / "thesis.txt"]
