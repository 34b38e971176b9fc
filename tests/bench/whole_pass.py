"""Whole passes over 10,000 calendar files, each in a process of its own, beside khal's first index of the same folder.

Budgets: the first pass takes under a third of khal's time, one in which nothing changed under a quarter of a second.
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
        first, told = _time_pass(folder)
        again = min(_time_pass(folder)[0] for _ in range(5))
    sys.stdout.write(f"{COUNT} .ics files, one process a pass ({told})\n")
    report("khal, first index", khal, khal)
    report("followupd, first pass", first, khal)
    report("followupd, nothing changed", again, khal)


def _time_pass(folder: Path) -> tuple[float, str]:
    script = Path(__file__).with_name("one_pass.py")
    command = [sys.executable, str(script), str(folder / "config.toml"), str(folder / "state")]
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    start = perf_counter()
    done = subprocess.run(
        [*command, NOW.isoformat()], env=environment, check=True, capture_output=True, text=True, cwd=folder
    )
    return perf_counter() - start, done.stdout.strip()
