"""The units, as systemd itself judges them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from daemon.cli import IMPOSSIBLE

UNITS = Path(__file__).parents[2] / "systemd"
USER_UNIT = UNITS / "followupd.service"
SYSTEM_UNIT = UNITS / "followupd@.service"

MOST_EXPOSED = 2.0

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here to ask")


def settings(unit: Path) -> dict[str, list[str]]:
    """What a unit sets, by key."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def installed(unit: Path, folder: Path) -> Path:
    """The unit as it is installed, but for a program that exists on this machine: systemd looks whether it does."""
    program = shutil.which("true")
    copy = folder / unit.name
    copy.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={program}", unit.read_text("utf-8"), flags=re.MULTILINE))
    return copy


def analyse(*arguments: str | Path, runtime: Path) -> tuple[int, str]:
    environment = {"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(runtime), "HOME": str(runtime), "LC_ALL": "C.UTF-8"}
    command = ["systemd-analyze", "--no-pager", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout + done.stderr


@needs_systemd
@pytest.mark.parametrize(("manager", "unit"), [("--user", USER_UNIT), ("--system", SYSTEM_UNIT)])
def test_systemd_accepts_the_unit_without_a_word(tmp_path: Path, manager: str, unit: Path) -> None:
    copy = installed(unit, tmp_path)
    assert analyse(manager, "--man=no", "verify", copy, runtime=tmp_path) == (0, "")


@needs_systemd
def test_systemd_would_not_accept_a_misspelt_setting(tmp_path: Path) -> None:
    copy = installed(SYSTEM_UNIT, tmp_path)
    copy.write_text(copy.read_text("utf-8").replace("ProtectClock=", "ProtectClok="))
    assert "ProtectClok" in analyse("--system", "--man=no", "verify", copy, runtime=tmp_path)[1]


@needs_systemd
def test_the_system_unit_is_hardly_exposed(tmp_path: Path) -> None:
    copy = installed(SYSTEM_UNIT, tmp_path)
    _, report = analyse("security", "--offline=true", copy, runtime=tmp_path)
    overall = re.search(r"Overall exposure level .*?: (\d+\.\d+)", report)
    assert overall, report
    assert float(overall[1]) <= MOST_EXPOSED, report


@pytest.mark.parametrize("unit", [USER_UNIT, SYSTEM_UNIT], ids=lambda unit: unit.name)
def test_every_setting_of_the_service_has_its_reason_above_it(unit: Path) -> None:
    lines = unit.read_text("utf-8").splitlines()
    service = lines[lines.index("[Service]") + 1 : lines.index("[Install]")]
    unreasoned = [
        line
        for above, line in zip(["", *service], service, strict=False)
        if "=" in line and line[0] != "#" and not above.startswith("#")
    ]
    assert unreasoned == []


@pytest.mark.parametrize("unit", [USER_UNIT, SYSTEM_UNIT], ids=lambda unit: unit.name)
def test_the_service_is_watched_restarted_and_reloaded(unit: Path) -> None:
    found = settings(unit)
    assert found["Type"] == ["notify"]
    assert found["WatchdogSec"] == ["15min"]
    assert found["Restart"] == ["on-failure"]
    assert found["RestartPreventExitStatus"] == [str(IMPOSSIBLE)]
    assert found["ExecReload"] == ["kill -HUP $MAINPID"]
    assert found["ExecStart"][0].endswith(" run")


def test_only_the_system_unit_has_a_folder_of_systemd_s_for_its_state() -> None:
    assert settings(SYSTEM_UNIT)["StateDirectory"] == ["followupd/%i"]
    assert "StateDirectory" not in settings(USER_UNIT)


def test_the_system_unit_holds_no_secret_and_shows_where_they_go() -> None:
    assert re.search(r"^#LoadCredential=.*%i", SYSTEM_UNIT.read_text("utf-8"), re.MULTILINE)
    assert not {"Environment", "EnvironmentFile", "PassEnvironment"} & settings(SYSTEM_UNIT).keys()
