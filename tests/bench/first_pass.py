"""Reads 10,000 calendar files as khal does for its first index, and as followupd does: first, and when nothing changed.

Prints one line for each and the ratios, which hold on any machine. Run it with `make bench`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from zoneinfo import ZoneInfo

from daemon.ports.adapter import Setup

COUNT = 10_000

KHAL = """
[calendars]
[[all]]
path = {calendars}/*
type = discover
[sqlite]
path = {home}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
[default]
default_calendar = home
"""


def main() -> None:
    """Make the files, measure, print."""
    from tests.bench.calendars import make_calendars  # noqa: PLC0415 - found only once the path below is set

    with tempfile.TemporaryDirectory() as folder:
        calendars = Path(folder) / "calendars"
        make_calendars(calendars, COUNT)
        sys.stdout.write(f"{COUNT} .ics files in two calendars\n")
        khal = time_khal(calendars, Path(folder) / "khal")
        first, again = time_vdir(calendars)
    report("khal, first index", khal, khal)
    report("followupd vdir, first read", first, khal)
    report("followupd vdir, nothing changed", again, khal)


def time_khal(calendars: Path, home: Path) -> float | None:
    """Seconds of a first `khal list` with a new database, or None without khal."""
    program = shutil.which("khal")
    if program is None:
        return None
    home.mkdir()
    config = home / "khal.conf"
    config.write_text(KHAL.format(calendars=calendars, home=home), encoding="utf-8")
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    start = perf_counter()
    subprocess.run([program, "-c", str(config), "list", "2026-03-02"], env=environment, check=True, capture_output=True)
    return perf_counter() - start


def time_vdir(calendars: Path) -> tuple[float, float]:
    """Seconds of the first read, libraries included, and of the next with its cursor."""
    from adapters.vdir import ADAPTER  # noqa: PLC0415 - its import is part of what is measured
    from tests.bench.calendars import WINDOW  # noqa: PLC0415 - see main

    setup = Setup(
        account="bench",
        options=MappingProxyType({"path": calendars}),
        owner=frozenset(),
        zone=ZoneInfo("Europe/Berlin"),
        calendar_name="Follow-up",
        state=calendars.parent / "state",
    )
    start = perf_counter()
    changes = ADAPTER.open(setup).calendar.changes(None, WINDOW)
    first = perf_counter() - start
    assert changes.complete
    assert len(changes.items) > COUNT // 10
    port = ADAPTER.open(setup).calendar
    start = perf_counter()
    assert port.changes(changes.cursor, WINDOW).items == ()
    return first, perf_counter() - start


def report(name: str, seconds: float | None, khal: float | None) -> None:
    """One line: seconds, and the part of khal's time."""
    if seconds is None:
        sys.stdout.write(f"{name:34} not measured: it is not installed\n")
        return
    ratio = f"{seconds / khal:8.4f} of khal's" if khal else ""
    sys.stdout.write(f"{name:34}{seconds:8.3f} s {ratio}\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
