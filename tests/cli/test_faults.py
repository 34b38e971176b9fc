"""Whatever goes wrong, a person gets a sentence with the file, the key and the remedy, and never a traceback."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from adapters.memory import ADAPTER
from daemon import registry
from daemon.cli import cli, run_command
from daemon.clock import FixedClock
from daemon.ports.adapter import Setup
from tests.cli.home import AFTER, Home, run_script

SCRIPT = Path(sys.executable).with_name("followupd")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def binary(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")


CONFIGURATIONS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "there is no such file: make it, with at least"),
    "folder": (a_folder, "is a directory"),
    "not text": (binary, "is not UTF-8 text"),
    "not TOML": (lambda path: path.write_text("[person\n"), "line 1"),
    "unknown adapter": (
        lambda path: path.write_text(path.read_text().replace('"vdir"', '"vdri"')),
        'accounts.home.adapter: there is no adapter "vdri": did you mean "vdir"?',
    ),
    "unknown key": (lambda path: path.write_text("nmae = 1\n" + path.read_text()), "nmae: is not a known key"),
}


@pytest.mark.parametrize("command", ["check", "plan", "once", "run", "status"])
@pytest.mark.parametrize("fault", CONFIGURATIONS)
def test_a_faulty_configuration_is_told_with_file_key_and_remedy(home: Home, command: str, fault: str) -> None:
    spoil, expected = CONFIGURATIONS[fault]
    spoil(home.config)
    # The service takes over the signals of its process, so it gets one of its own.
    answer = run_script(*home.places(), command) if command == "run" else home.run(command)
    assert answer.code == 2
    assert str(home.config) in answer.err
    assert expected in answer.err
    assert answer.out == ""


def test_every_fault_of_the_configuration_is_told_at_once(home: Home) -> None:
    home.config.write_text(
        home.config.read_text("utf-8").replace("Europe/London", "Europe/Lodnon").replace('"GB-ENG"', "7")
    )
    answer = home.run("plan")
    assert "person.zone" in answer.err
    assert "person.country" in answer.err


def test_a_state_folder_that_cannot_be_made_is_told_with_what_to_do(home: Home) -> None:
    (home.folder / "file").touch()
    home.state = home.folder / "file" / "state"
    answer = home.run("once")
    assert answer.code == 2
    assert f"{home.state}: cannot be made (Not a directory): mend it, or name another folder with --state" in answer.err


@pytest.mark.parametrize("command", ["once", "plan", "status"])
def test_a_damaged_journal_is_told_with_what_to_do(home: Home, command: str) -> None:
    home.run("once")
    (home.state / "journal.sqlite").write_bytes(b"not a database, but long enough to look like one" * 100)
    answer = home.run(command)
    assert answer.code == 2
    assert "cannot be read as a journal" in answer.err
    assert "move it away" in answer.err


def test_an_adapter_with_a_fault_of_its_own_is_named_and_the_rest_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, lambda _: 1 // 0)
    answer = home.run("plan")
    assert answer.code == 1
    assert "account other: its adapter failed in a way it should not (ZeroDivisionError); please report" in answer.err


def test_an_adapter_without_its_library_says_how_to_install_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_without_library(_: Setup) -> NoReturn:
        raise ImportError("No module named 'letterbox'")

    install(monkeypatch, open_without_library)
    answer = home.run("check")
    assert answer.code == 1
    assert "account other: the account other cannot be opened" in answer.out
    assert "pip install 'followupd[memory]'" in answer.out


def test_a_disk_that_is_full_is_told_and_nothing_is_lost(home: Home) -> None:
    home.add_interview()
    finished = subprocess.run(
        [SCRIPT, *home.places(), "once"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    assert "disk" in finished.stderr or "journal" in finished.stderr


def test_output_that_cannot_be_written_is_told(home: Home) -> None:
    with Path("/dev/full").open("w") as full:
        finished = subprocess.run(
            [SCRIPT, *home.places(), "plan"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert finished.returncode == 2
    assert "No space left on device" in finished.stderr
    assert "Exception ignored" not in finished.stderr


def test_a_reader_that_goes_away_is_no_fault(home: Home) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [SCRIPT, *home.places(), "adapters"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert finished.returncode == 0
    assert finished.stderr == ""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_are_no_fault(home: Home, closed: str) -> None:
    command = f'"{SCRIPT}" --config "{home.config}" --state "{home.state}" plan {closed}'
    finished = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert finished.returncode == 0
    assert finished.stderr == ""


def test_a_terminal_that_knows_few_characters_is_no_fault(home: Home) -> None:
    home.add_interview("Interview with Tidewater Analytics: Data Engineer 面接")
    answer = run_script(
        *home.places(), "why", "Tidewater", "--at", "2026-03-03T18:00", environment={"PYTHONIOENCODING": "latin-1"}
    )
    assert answer.code == 0
    assert "\\u9762\\u63a5" in answer.out


@pytest.mark.parametrize("command", [("plan",), ("status",), ("why", "Tidewater"), ("once",)], ids=" ".join)
def test_nothing_from_a_calendar_can_steer_the_terminal_or_hide(home: Home, command: tuple[str, ...]) -> None:
    home.add_interview("Interview with Tidewater Analytics: Data \x1b]0;owned\x07\x9b31m\u202eEngineer\u2066 \x7f")
    (home.calendar / "bro\x1b[2Jken\u202e.ics").write_text("BEGIN:VCALENDAR\nnonsense", encoding="utf-8")
    for options in ((), ("--json",)):
        answer = home.run(*command, *options)
        said = answer.out + answer.err
        assert "Tidewater" in said
        assert not set(said) & set("\x1b\x07\x9b\u202e\u2066\x7f")


def test_json_with_such_characters_still_is_json(home: Home) -> None:
    home.add_interview("Interview with Tidewater Analytics: \U000e0041\u202eData\x9b Engineer")
    (record,) = home.run("why", "Tidewater", "--json").json
    assert record["event"]["title"].startswith("Interview with Tidewater Analytics: \U000e0041\u202eData")


def test_a_bug_is_one_line_that_says_where_and_nothing_private(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    command = next(parameter for parameter in cli.params if parameter.name == "config")
    assert command is not None
    code = run_command([*home.places(), "plan"], clock=BrokenClock())
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("followupd: this should not have happened: RuntimeError in cli/test_faults.py:")
    assert "robin@ashdown.example" not in err
    assert err.count("\n") == 1


def test_ctrl_c_ends_a_command_with_a_sentence(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_command([*home.places(), "plan"], clock=InterruptedClock())
    assert code == 130
    assert "stopped at your wish" in capsys.readouterr().err


class BrokenClock(FixedClock):
    """A clock with a bug."""

    def __init__(self) -> None:
        super().__init__(AFTER)

    def now(self) -> NoReturn:
        raise RuntimeError("robin@ashdown.example")


class InterruptedClock(FixedClock):
    """A clock that is looked at in the moment in which somebody presses Ctrl-C."""

    def __init__(self) -> None:
        super().__init__(AFTER)

    def now(self) -> NoReturn:
        raise KeyboardInterrupt


def install(monkeypatch: pytest.MonkeyPatch, open_account: Callable[[Setup], object]) -> None:
    """Let the memory adapter open as told."""
    adapter = replace(ADAPTER, open=open_account)  # type: ignore[arg-type]  # what it gives is never reached
    monkeypatch.setattr(registry, "_load", lambda points: adapter if points[0].name == "memory" else points[0].load())


@pytest.fixture(autouse=True)
def other_account(request: pytest.FixtureRequest, home: Home) -> None:
    """An account of the memory adapter, for the tests that spoil it."""
    if "monkeypatch" in request.fixturenames:
        home.config.write_text(
            home.config.read_text("utf-8") + '\n[accounts.other]\nadapter = "memory"\n', encoding="utf-8"
        )


def test_json_of_every_command_is_one_document(home: Home) -> None:
    home.add_interview()
    for command in (("check",), ("plan",), ("once",), ("status",), ("why", "Tidewater"), ("adapters",)):
        assert json.loads(home.run(*command, "--json").out) is not None
