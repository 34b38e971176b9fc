"""A suite that cannot fail proves nothing: for each planted fault, the test that is meant for it fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Set
from pathlib import Path
from xml.etree import ElementTree

import pytest

from adapters.conformance import CalendarConformance, DeclarationConformance, DraftsConformance, InboxConformance
from tests.adapters.planted_faults import FAULTS

ROOT = Path(__file__).parents[2]
PLANTED = Path(__file__).with_name("planted_faults.py")


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Set[str]:
    """The faults for which an assertion of the suite failed, from one run of pytest over all of them."""
    report = tmp_path_factory.mktemp("faults") / "report.xml"
    chosen = [f"{PLANTED}::Test{fault.__name__}::{test}" for fault, test in FAULTS.items()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *chosen]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == pytest.ExitCode.TESTS_FAILED, finished.stdout + finished.stderr
    cases = ElementTree.parse(report).iter("testcase")
    return {case.attrib["classname"].rpartition(".")[2] for case in cases if case.find("failure") is not None}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_suite_finds(fault: type, failed: Set[str]) -> None:
    assert f"Test{fault.__name__}" in failed


@pytest.mark.parametrize("suite", [CalendarConformance, DraftsConformance, InboxConformance, DeclarationConformance])
def test_no_test_of_the_suite_hides_another(suite: type) -> None:
    names = [name for base in suite.__mro__ for name in vars(base) if name.startswith("test_")]
    assert len(names) == len(set(names)) > 0
