"""adapters, try, help and version: for those who want to know first."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from daemon.cli import cli
from daemon.core.remembered import Kind
from daemon.core.wording import written_languages
from tests.cli.home import Home, run_script

COMMANDS = sorted(cli.commands)
PROMISE = {
    "id": "p",
    "text": "We decide by Friday.",
    "locale": "en-GB",
    "spoken_at": "2026-03-02T10:00:00+00:00",
    "timezone": "Europe/London",
}


def test_the_commands_are_those_that_are_promised() -> None:
    assert COMMANDS == [
        "adapters",
        "auth",
        "check",
        "demo",
        "drafts",
        "once",
        "plan",
        "playbooks",
        "run",
        "simulate",
        "status",
        "try",
        "undo",
        "why",
    ]


def test_without_a_command_the_help_is_shown(home: Home) -> None:
    answer = home.run()
    assert answer.code == 0
    assert "Exit codes: 0" in answer.out
    assert "It never sends" in answer.out
    assert all(re.search(rf"^  {name} ", answer.out, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_its_options(home: Home, command: str) -> None:
    answer = home.run(command, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"Usage: followupd {command}")
    assert len(answer.out.split()) > 20
    options = [p for p in cli.commands[command].params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


@pytest.mark.parametrize("command", ["check", "plan", "status", "why"])
def test_what_only_looks_says_that_nothing_is_written(home: Home, command: str) -> None:
    assert "Nothing is written." in " ".join(home.run(command, "--help").out.split())


def test_an_unknown_command_is_told(home: Home) -> None:
    answer = home.run("plna")
    assert answer.code == 2
    assert "plna" in answer.err


def test_the_version_is_that_of_the_distribution() -> None:
    assert run_script("--version").out == f"followupd {version('followupd')}\n"


class TestAdapters:
    def test_each_is_told_with_what_it_offers_lacks_and_takes(self, home: Home) -> None:
        answer = home.run("adapters")
        assert answer.code == 0
        assert "vdir: Calendars in local folders of .ics files" in answer.out
        assert "  offers calendar\n" in answer.out
        assert "  no drafts: folders of .ics files hold no mail" in answer.out
        assert "    path: path, required\n" in answer.out

    def test_machines_get_every_option(self, home: Home) -> None:
        (vdir,) = (adapter for adapter in home.run("adapters", "--json").json if adapter["name"] == "vdir")
        assert [option["name"] for option in vdir["options"]] == ["path", "calendars", "follow_up"]
        assert vdir["distribution"] == "followupd"

    def test_no_configuration_is_needed(self, tmp_path: Path) -> None:
        assert run_script("--config", tmp_path / "none.toml", "adapters").code == 0


class TestTry:
    def test_bad_lines_are_told_with_their_number_and_the_rest_goes_on(self, home: Home, tmp_path: Path) -> None:
        file = tmp_path / "promises.jsonl"
        lines = [json.dumps(PROMISE), "{", "", '{"id": 7}', '{"id": "b"}', json.dumps(PROMISE | {"id": "c"})]
        file.write_text("\n".join(lines), encoding="utf-8")
        answer = home.run("try", "promises", str(file))
        assert answer.code == 1
        assert [json.loads(line)["id"] for line in answer.out.splitlines()] == ["p", "c"]
        assert [line.split(": ")[0] for line in answer.err.splitlines()] == [f"{file}:{n}" for n in (2, 4, 5)]

    def test_standard_input_is_read(self) -> None:
        answer = run_script("try", "promises", "-", stdin=json.dumps(PROMISE))
        assert answer.code == 0
        assert json.loads(answer.out)["id"] == "p"

    def test_bytes_that_are_no_text_end_only_their_line(self, home: Home, tmp_path: Path) -> None:
        file = tmp_path / "promises.jsonl"
        file.write_bytes(b'{"id": "\xff"}\n' + json.dumps(PROMISE).encode())
        answer = home.run("try", "promises", str(file))
        assert answer.code == 1
        assert ":1: not UTF-8 text" in answer.err
        assert json.loads(answer.out)["id"] == "p"

    def test_what_a_terminal_could_obey_is_escaped_and_reads_back_the_same(self, home: Home, tmp_path: Path) -> None:
        file = tmp_path / "promises.jsonl"
        identity = "\x9b31m\u202e\ud800\U000e0041"
        file.write_text(json.dumps(PROMISE | {"id": identity}), encoding="utf-8")
        answer = home.run("try", "promises", str(file))
        assert json.loads(answer.out)["id"] == identity
        assert answer.out.isascii()

    def test_a_file_that_is_not_there_is_named(self, home: Home) -> None:
        answer = home.run("try", "events", "nowhere.jsonl")
        assert answer.code == 2
        assert "nowhere.jsonl" in answer.err

    def test_the_example_of_the_help_works(self) -> None:
        line = '{"id": "1", "text": "We decide by next Friday.", "locale": "en-GB", '
        line += '"spoken_at": "2026-03-02T10:00:00+00:00", "timezone": "Europe/London"}'
        answer = run_script("try", "promises", "-", stdin=line)
        assert json.loads(answer.out)["decide_by"] == "2026-03-13"


class TestDrafts:
    def test_of_the_sample_are_one_of_each_kind_in_each_language(self, home: Home) -> None:
        before = home.snapshot()
        answer = home.run("drafts", "--sample")
        assert answer.code == 0
        for code in (*written_languages(), "en-US"):
            for kind in Kind:
                assert f"── {code}: {kind}, entry " in answer.out
        assert "no draft, because" not in answer.out
        assert home.snapshot() == before

    def test_of_one_language_are_shown_alone(self, home: Home) -> None:
        out = home.run("drafts", "--sample", "--language", "de").out
        assert "Guten Tag Farida Lattimer," in out
        assert "Dear" not in out
        assert out == home.run("drafts", "--sample", "--language", "German").out

    def test_as_another_country_writes_them_have_its_dates_and_words(self, home: Home) -> None:
        british, american = (home.run("drafts", "--sample", "--language", tag).out for tag in ("en", "en-US"))
        assert "on Thursday 29 January" in british
        assert "sign and post" in british
        assert "on Thursday, January 29" in american
        assert "sign and mail" in american

    def test_of_other_playbooks_are_shown_where_they_are_worded_otherwise(self, home: Home) -> None:
        out = home.run("drafts", "--sample", "--language", "en").out
        assert "── en: thank-you (low-pressure), draft " in out
        assert "Write cards to Ruaridh Penhale" in out
        assert "attached as a letter" in out

    def test_in_a_language_that_is_not_written_are_refused(self, home: Home) -> None:
        answer = home.run("drafts", "--sample", "--language", "tlh")
        assert answer.code == 2
        assert 'nothing is written in "tlh", only in de, en, es, fr' in answer.err
