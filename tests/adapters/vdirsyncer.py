"""vdirsyncer, a program of the field that keeps CalDAV calendars in folders, with a configuration of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CONFIGURATION = """\
[general]
status_path = "{folder}/status"
[pair calendars]
a = "server"
b = "here"
collections = ["from a"]
conflict_resolution = "a wins"
[storage server]
type = "caldav"
url = "{url}"
username = "{user}"
password = "{password}"
[storage here]
type = "filesystem"
path = "{folder}/calendars"
fileext = ".ics"
"""


class Syncing:
    """The calendars of one account and the folder that they are kept in."""

    def __init__(self, folder: Path, *, url: str, user: str, password: str) -> None:
        self.calendars = folder / "calendars"
        self._config = folder / "config"
        self.calendars.mkdir(parents=True)
        text = CONFIGURATION.format(folder=folder, url=url, user=user, password=password)
        self._config.write_text(text, encoding="utf-8")

    def discover(self) -> None:
        """Find the calendars on the server, and make a folder for each."""
        self._run("discover")

    def sync(self) -> None:
        """Make the folders what the calendars are."""
        self._run("sync")

    def _run(self, command: str) -> None:
        program = Path(sys.executable).with_name("vdirsyncer")
        environment = {**os.environ, "VDIRSYNCER_CONFIG": str(self._config)}
        answers = "y\n" * 20  # it asks whether it may make each folder
        ran = subprocess.run(
            [str(program), command], check=False, input=answers, env=environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
