"""The import contracts hold, and each of them, broken in a copy, is told as broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product, to be spoilt."""
    folder = tmp_path_factory.mktemp("copy")
    for part in ("daemon", "adapters"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> tuple[int, str]:
    """What the linter says of the contracts."""
    program = Path(sys.executable).with_name("lint-imports")
    finished = subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    return finished.returncode, finished.stdout + finished.stderr


def test_they_hold(copy: Path) -> None:
    code, told = lint(copy)
    assert code == 0, told
    assert " 0 broken" in told


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("daemon/cycle.py", "import adapters.vdir", "The daemon reaches adapters by entry point only"),
        ("daemon/journal.py", "import daemon.cycle", "The daemon's layers: imports run one way"),
        ("daemon/core/plan.py", "import sqlite3", "The core is pure: no I/O, no clock, no logging"),
        ("adapters/vdir/own.py", "import daemon.core", "Adapters see the ports and nothing else of the daemon"),
        ("adapters/vdir/own.py", "import adapters.maildir", "Adapters do not know each other"),
        ("adapters/formats/mime.py", "import imapclient", "The IMAP library is used by its adapter only"),
        ("adapters/vdir/own.py", "import icalendar", "iCalendar libraries are used by the shared codec only"),
    ],
)
def test_a_planted_import_breaks(copy: Path, file: str, line: str, contract: str) -> None:
    spoilt = copy / file
    sound = spoilt.read_text("utf-8")
    spoilt.write_text(f"{sound}\n{line}\n", encoding="utf-8")
    code, told = lint(copy)
    spoilt.write_text(sound, encoding="utf-8")
    assert code != 0
    assert f"{contract} BROKEN" in told


def test_a_module_without_a_place_in_the_layers_breaks_them(copy: Path) -> None:
    stray = copy / "daemon" / "stray.py"
    stray.write_text('"""Nobody said where this belongs."""\n', encoding="utf-8")
    code, told = lint(copy)
    stray.unlink()
    assert code != 0
    assert "stray" in told
