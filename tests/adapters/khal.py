"""khal, a calendar program of the field, on folders of calendars."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SETTINGS = """
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
highlight_event_days = False
"""


def listed(calendars: Path, home: Path, day: str) -> list[str]:
    """What khal shows for a day: `calendar|start|title|alarm` for each event."""
    home.mkdir(exist_ok=True)
    config = home / "khal.conf"
    config.write_text(SETTINGS.format(calendars=calendars, home=home), encoding="utf-8")
    layout = "{calendar}|{start-time}|{title}|{alarm-symbol}"
    shown = subprocess.run(
        ["khal", "-c", str(config), "list", "--format", layout, "--day-format", "", day],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
        text=True,
    )
    return [line for line in shown.stdout.splitlines() if line]
