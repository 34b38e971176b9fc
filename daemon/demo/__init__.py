"""Plays the sample: a quarter of an invented job seeker's life, with several passes a day.

Nothing but files in one folder: calendars fill as time goes by, passes are made, the person fills in forms, types and
deletes, and what stands in the end is told, with how to look at it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from daemon.app import assemble, read_settings
from daemon.demo.person import Life
from daemon.demo.showing import show, write_client_settings
from daemon.loop import make_pass
from daemon.state import Occupied, make_private

FIRST = datetime(2026, 1, 5, 7, 30)  # noqa: DTZ001 - local time; the zone is in the sample's configuration
LAST = datetime(2026, 4, 3, 20, 30)  # noqa: DTZ001 - as above
HOURS = (time(7, 30), time(12, 30), time(18, 0), time(20, 30))
MARKER = "made-by-followupd-demo"


def play(into: Path) -> Iterator[str]:
    """Play the sample in this folder and tell what came of it; `Occupied` if the folder is somebody else's.

    What an earlier demo left there is replaced.
    """
    folder = into.absolute()
    _clear(folder)
    with as_file(files("daemon.demo") / "sample") as sample:
        shutil.copy(sample / "config.toml", folder)
        life = Life(sample, folder)
        settings = read_settings(folder / "config.toml")
        write_client_settings(folder, settings.person)
        with assemble(settings, folder / "state") as cycle:
            day = FIRST.date()
            while day <= LAST.date():
                for hour in HOURS:
                    now = datetime.combine(day, hour, settings.person.zone)
                    life.go_on(cycle, now)
                    make_pass(cycle, folder / "state", now)
                day += timedelta(days=1)
            now = LAST.replace(tzinfo=settings.person.zone)
            yield from show(cycle, make_pass(cycle, folder / "state", now), folder)


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Occupied(f"{folder} is not empty and was not made by a demo: name another folder with --into")
    shutil.rmtree(folder, ignore_errors=True)
    make_private(folder)
    (folder / MARKER).touch()
