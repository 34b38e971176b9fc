"""Letters set in a process of their own: the same pages, the same refusals, and nothing that stays in memory."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.core.letters import Unprintable, typeset
from daemon.printing import typeset_apart
from tests.core.test_letters import LETTER


def test_the_page_is_the_same_as_in_this_process() -> None:
    assert typeset_apart(LETTER) == typeset(LETTER)


def test_what_cannot_be_printed_is_refused_in_the_same_words() -> None:
    letter = replace(LETTER, body="word " * 3000)
    with pytest.raises(Unprintable) as here:
        typeset(letter)
    with pytest.raises(Unprintable) as apart:
        typeset_apart(letter)
    assert str(apart.value) == str(here.value)


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "import os; os.abort()"])
def test_a_process_that_comes_to_nothing_makes_the_letter_unprintable(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.printing._COMMAND", (sys.executable, "-c", program))
    with pytest.raises(Unprintable, match="came to nothing"):
        typeset_apart(LETTER)


def test_a_folder_in_which_the_service_is_started_lends_it_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "daemon.py").write_text("raise SystemExit('a stranger')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert typeset_apart(LETTER) == typeset(LETTER)


def test_the_library_for_pages_is_not_left_behind() -> None:
    program = (
        "import pickle, sys; from daemon.printing import typeset_apart;"
        "assert typeset_apart(pickle.load(sys.stdin.buffer)).content; sys.exit('fpdf' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(LETTER), check=False)
    assert done.returncode == 0
