"""The sample's whole search for a job with its calendars on Radicale and its mail on Dovecot, over TLS.

It is played by the command at the same times once more on local folders; both must come to the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from daemon.app import assemble, read_settings
from daemon.cli import run_command
from daemon.clock import FixedClock
from daemon.demo.person import Life
from tests.adapters.caldav_servers import Radicale, running
from tests.adapters.dovecot import Dovecot
from tests.adapters.online_home import ZONE, OnlineHome, before, shown_drafts, shown_entries

# The days on which there is an interview or Orla does something, and a few on which time only passes.
DAYS = (
    *(date(2026, 1, day) for day in (5, 13, 20, 22, 29, 30)),
    *(date(2026, 2, day) for day in (5, 12, 16, 24)),
    *(date(2026, 3, day) for day in (5, 9, 10, 18, 23, 30)),
    date(2026, 4, 3),
)
HOURS = (time(19), time(20, 30))
MOMENTS = [datetime.combine(day, hour, ZONE) for day in DAYS for hour in HOURS]
END = MOMENTS[-1] + timedelta(hours=1)


@pytest.fixture(scope="module")
def sample() -> Iterator[Path]:
    with as_file(files("daemon.demo") / "sample") as folder:
        yield folder


@pytest.fixture(scope="module")
def local(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the search was played on files."""
    folder = tmp_path_factory.mktemp("local")
    shutil.copy(sample / "config.toml", folder)
    life = Life(sample, folder)
    for now in MOMENTS:
        go_on(life, folder, now)
        assert command(folder, "once", now=now) == 0
    return folder


@pytest.fixture(scope="module")
def home(sample: Path, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnlineHome]:
    """The accounts with which it was played online."""
    folder = tmp_path_factory.mktemp("online")
    with running(Radicale, tmp_path_factory.mktemp("radicale")) as server, before(server, dovecot) as proxy:
        made = OnlineHome(folder / "home", proxy, server, dovecot)
        made.configure((sample / "config.toml").read_text("utf-8").partition("[accounts.home]")[0])
        made.make_calendar("invitations")
        made.make_calendar("family")
        life = Life(sample, folder)
        uploaded: dict[Path, bytes] = {}
        for now in MOMENTS:
            go_on(life, made.folder, now)
            upload(made, folder / "calendars", uploaded)
            assert made.run("once", now=now) == 0
        yield made
        made.close()


def go_on(life: Life, folder: Path, now: datetime) -> None:
    """Let the person do what she does until now, on the accounts as they are."""
    with assemble(read_settings(folder / "config.toml"), folder / "state") as cycle:
        life.go_on(cycle, now)


def upload(home: OnlineHome, folder: Path, uploaded: dict[Path, bytes]) -> None:
    """Put what came into the calendars since the last time on the server."""
    for file in sorted(folder.glob("*/*.ics")):
        if uploaded.get(file) != (content := file.read_bytes()):
            home.calendars.store(f"{file.parent.name}/{file.name}", content)
            uploaded[file] = content


def command(folder: Path, *arguments: str, now: datetime) -> int:
    """A command on local accounts."""
    places = ["--config", str(folder / "config.toml"), "--state", str(folder / "state")]
    return run_command([*places, *arguments], FixedClock(now))


def written(folder: Path) -> tuple[object, object]:
    """The entries and drafts in a local folder."""
    drafts = (file.read_bytes() for part in ("cur", "new") for file in (folder / "mail" / ".Drafts" / part).iterdir())
    return shown_entries(folder / "calendars" / "follow-up"), shown_drafts(drafts)


def test_the_servers_hold_what_local_folders_would(home: OnlineHome, local: Path) -> None:
    entries, drafts = written(local)
    assert home.entries() == entries
    assert home.drafts() == drafts
    assert len(home.entries()) >= 20
    assert len(home.drafts()) >= 5


def test_nobody_is_invited_by_what_is_written(home: OnlineHome) -> None:
    place = home.calendars.server.folder / "data" / "collection-root" / home.calendars.user / "followupd"
    assert not [file.name for file in place.glob("*.ics") if b"ATTENDEE" in file.read_bytes()]


def test_one_more_pass_changes_nothing(home: OnlineHome, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = home.versions()
    assert home.run("once", now=END) == 0
    assert capsys.readouterr().out.endswith(", 0 changes\n")
    assert home.versions() == earlier
    assert min(map(len, earlier)) >= 5


def test_undo_removes_all_that_the_person_did_not_touch(home: OnlineHome, local: Path) -> None:
    touched = [entry for entry in home.entries() if "Gone to the internal candidate" in entry[-1]]
    assert command(local, "undo", "--all", "--yes", now=END) == 0
    assert home.run("undo", "--all", "--yes", now=END) == 0
    assert (home.entries(), home.drafts()) == written(local)
    assert home.drafts() == ()
    assert set(touched) <= set(home.entries())
    assert home.run("once", now=END) == 0
    assert (home.entries(), home.drafts()) == written(local)
