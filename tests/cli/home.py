"""A person's home folder for the tests of the commands: configuration, calendar, mail folder, and the commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daemon.cli import run_command
from daemon.clock import FixedClock

LONDON = ZoneInfo("Europe/London")
INTERVIEW = datetime(2026, 3, 3, 14, 0, tzinfo=LONDON)  # a Tuesday
AFTER = datetime(2026, 3, 3, 18, 0, tzinfo=LONDON)
WEEK_LATER = datetime(2026, 3, 11, 9, 0, tzinfo=LONDON)

CONFIG = """\
[person]
name = "Robin Ashdown"
emails = ["robin@ashdown.example"]
phone = "07700 900123"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Home:
    """The folder and the commands, each at a fixed time."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.state = folder / "state"
        self.calendar = folder / "calendars" / "personal"
        self.entries = folder / "calendars" / "follow-up"
        self.mail = folder / "mail"
        self._capsys = capsys
        self.calendar.mkdir(parents=True)
        for name in ("cur", "new", "tmp"):
            (self.mail / name).mkdir(parents=True)
        self.config.write_text(CONFIG, encoding="utf-8")

    def add_interview(self, title: str = "Interview with Tidewater Analytics: Data Engineer", **others: str) -> Path:
        """An invitation by an employer, with one interviewer who has an address."""
        lines = {
            "DTSTART;TZID=Europe/London": f"{INTERVIEW:%Y%m%dT%H%M%S}",
            "DTEND;TZID=Europe/London": f"{INTERVIEW + timedelta(hours=1):%Y%m%dT%H%M%S}",
            "SUMMARY": title,
            "DESCRIPTION": "We look forward to your interview. You will hear from us by Friday 6 March.",
            "ORGANIZER;CN=Nora Vale": "mailto:nora.vale@tidewater.example",
            "ATTENDEE;CN=Robin Ashdown;PARTSTAT=ACCEPTED": "mailto:robin@ashdown.example",
        }
        return self.add_event("interview", lines | others)

    def add_event(self, uid: str, lines: dict[str, str]) -> Path:
        """An event in the person's calendar."""
        content = [f"{name}:{value}" for name, value in lines.items()]
        path = self.calendar / f"{uid}.ics"
        text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", "BEGIN:VEVENT", f"UID:{uid}"]
        text += ["DTSTAMP:20260220T100000Z", *content, "END:VEVENT", "END:VCALENDAR", ""]
        path.write_bytes("\r\n".join(text).encode())
        return path

    def run(self, *arguments: str, now: datetime = AFTER) -> Answer:
        """A command, in this process, at this time."""
        self._capsys.readouterr()
        code = run_command([*self.places(), *arguments], FixedClock(now))
        out, err = self._capsys.readouterr()
        return Answer(code=code, out=out, err=err)

    def places(self) -> list[str]:
        """The options that say where everything lies."""
        return ["--config", str(self.config), "--state", str(self.state)]

    def drafts(self) -> list[Path]:
        """The files of the drafts."""
        return sorted((self.mail / ".Drafts").glob("*/followupd-*"))

    def snapshot(self) -> dict[str, bytes | None]:
        """Every file and folder with its content."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() if path.is_file() else None
            for path in sorted(self.folder.rglob("*"))
        }


def run_script(
    *arguments: str | Path, stdin: str | int | None = None, environment: dict[str, str] | None = None
) -> Answer:
    """The console script in a process of its own, as a shell would start it."""
    finished = subprocess.run(
        [Path(sys.executable).with_name("followupd"), *arguments],
        input=stdin if isinstance(stdin, str) else None,
        stdin=stdin if isinstance(stdin, int) else subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **(environment or {})},
    )
    return Answer(code=finished.returncode, out=finished.stdout, err=finished.stderr)
