"""Whole passes over 10,000 calendar files, each in a process of its own, beside khal's first index of the same folder.

Budgets: the first pass takes under a third of khal's time, one in which nothing changed under a quarter of a second.
The latter is shown twice: from the start of a new process, libraries included, and as the running service makes it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.bench.calendars import NOW, make_calendars
from tests.bench.first_pass import COUNT, report, time_khal

CONFIG = """
[person]
name = "Robin Ashdown"
emails = ["robin@ashdown.example"]
zone = "Europe/London"
country = "GB-ENG"

[accounts.home]
adapter = "vdir"
path = "calendars"

[accounts.mail]
adapter = "maildir"
path = "mail"
drafts = "Drafts"
"""


def measure() -> None:
    """Make the files, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_calendars(folder / "calendars", COUNT)
        for part in ("cur", "new", "tmp"):
            (folder / "mail" / part).mkdir(parents=True)
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        khal = time_khal(folder / "calendars", folder / "khal")
        first, told, _ = _time_pass(folder)
        runs = [_time_pass(folder) for _ in range(5)]
    again, serving = min(run[0] for run in runs), min(run[2] for run in runs)
    sys.stdout.write(f"{COUNT} .ics files, one process a pass ({told})\n")
    report("khal, first index", khal, khal)
    report("followupd, first pass", first, khal)
    report("nothing changed, new process", again, khal)
    report("nothing changed, in the service", serving, khal)


def _time_pass(folder: Path) -> tuple[float, str, float]:
    """Seconds of a pass from the start of its process, what it did, and seconds of another in the same process."""
    script = Path(__file__).with_name("one_pass.py")
    command = [sys.executable, str(script), str(folder / "config.toml"), str(folder / "state"), NOW.isoformat()]
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    start = perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdout is not None
        told = process.stdout.readline().strip()
        seconds = perf_counter() - start
        again = float(process.stdout.readline())
    assert process.returncode == 0
    return seconds, told, again
