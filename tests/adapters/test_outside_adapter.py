"""An adapter that somebody else wrote works with what is installed: it is found, and the suite in the wheel passes.

Nothing is downloaded: both wheels are built with what is here, and installed into an environment of their own that
borrows the libraries of this one, but neither the checkout nor what is installed from it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = Path(__file__).with_name("outside")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
NOTHING_FROM_OUTSIDE = ("--no-index", "--no-deps", "--quiet")


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints; fails with all it printed if it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    finished = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def python(folder: Path) -> Path:
    """The interpreter of an environment with the two wheels."""
    wheels = folder / "wheels"
    run(*PIP, "wheel", *NOTHING_FROM_OUTSIDE, "--no-build-isolation", "-w", wheels, ROOT, OUTSIDE, folder=folder)
    home = folder / "environment"
    venv.create(home, symlinks=True)
    found = home / "bin" / "python"
    run(*PIP, "--python", found, "install", *NOTHING_FROM_OUTSIDE, *wheels.glob("*.whl"), folder=folder)
    site = Path(run(found, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip())
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return found


def test_the_suite_comes_from_the_wheel(python: Path, folder: Path) -> None:
    place = run(python, "-c", "import adapters.conformance; print(adapters.conformance.__file__)", folder=folder)
    assert Path(place.strip()).is_relative_to(folder)


def test_an_adapter_of_somebody_else_is_found_beside_ours(python: Path, folder: Path) -> None:
    question = "from importlib.metadata import entry_points as e; print(*sorted(e(group='followupd.adapters').names))"
    assert {"letterbox", "memory"} <= set(run(python, "-c", question, folder=folder).split())


def test_an_adapter_of_somebody_else_passes_the_suite(python: Path, folder: Path) -> None:
    options = ("-q", "-p", "no:cacheprovider", "-W", "error")
    printed = run(python, "-m", "pytest", *options, "--pyargs", "letterbox.conformance", folder=folder)
    assert " passed" in printed
    assert "skipped" not in printed
