"""A pass that is killed at any write, then made again, leaves exactly what an undisturbed pass leaves.

Real folders, a real process, a real SIGKILL (see `killer`), at every point before and after everything that changes the
disk.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
KILLER: Final = Path(__file__).with_name("killer.py")

CONFIG: Final = """
[person]
name = "Mara Lind"
emails = ["mara.lind@post.example"]
phone = "+44 20 7946 0018"
zone = "Europe/London"
locale = "en-GB"
strengths = ["keeping long projects calm"]

[follow_up]

[accounts.home]
adapter = "vdir"
path = "calendars"

[accounts.mail]
adapter = "maildir"
path = "mail"
drafts = "Drafts"
"""

INTERVIEW: Final = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example Corp.//Diary//EN
BEGIN:VEVENT
UID:talk-1@diary.example
DTSTAMP:20260301T000000Z
DTSTART:{start}
DTEND:{end}
STATUS:{status}
SUMMARY:Interview: Staff Engineer at Tarnbrook
DESCRIPTION:Interviewers: Ivo Hale <ivo.hale@tarnbrook.example>\\, Ruth Amsel <ruth.amsel@tarnbrook.example>
ORGANIZER;CN=Tarnbrook Talent:mailto:talent@tarnbrook.example
ATTENDEE;CN=Mara Lind;PARTSTAT=ACCEPTED:mailto:mara.lind@post.example
ATTENDEE;CN=Ivo Hale;PARTSTAT=ACCEPTED:mailto:ivo.hale@tarnbrook.example
ATTENDEE;CN=Ruth Amsel;PARTSTAT=ACCEPTED:mailto:ruth.amsel@tarnbrook.example
END:VEVENT
END:VCALENDAR
"""


class Killer:
    """The process that makes passes and has itself killed."""

    def __init__(self, home: Path, now: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(KILLER), str(home), now],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Until it has imported everything and made a pass of its own."""
        assert self._line() == "ready"

    def make_pass(self, home: Path, now: str, kill_at: int | None = None) -> dict[str, Any]:
        """Make a pass, killed at this write point if one is given."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"home": str(home), "now": now, "kill_at": kill_at}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    home = tmp_path_factory.mktemp("warm")
    make_home(home)
    hold_interview(home)
    serving = Killer(home, "2026-03-03T16:30:00Z")
    try:
        serving.wait()
        yield serving
    finally:
        serving.close()


def make_home(home: Path) -> None:
    """Calendars without an interview, and an empty mailbox."""
    (home / "calendars" / "personal").mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text(CONFIG)
    for part in ("cur", "new", "tmp"):
        (home / "mail" / part).mkdir(parents=True, exist_ok=True)


def put_interview(home: Path, start: str, end: str, status: str = "CONFIRMED") -> None:
    text = INTERVIEW.format(start=start, end=end, status=status)
    (home / "calendars" / "personal" / "talk-1.ics").write_text(text)


def hold_interview(home: Path) -> None:
    put_interview(home, "20260303T130000Z", "20260303T140000Z")


def answer_take_stock(home: Path) -> None:
    """The person says in the take-stock entry what to mention and when they decide."""
    form = next((home / "calendars" / "follow-up").glob("*take-stock*"))
    text = form.read_bytes().decode().replace("\r\n ", "")
    mention = "Anything to mention in the thanks:"
    assert mention in text
    text = text.replace(mention, mention + " the way you hand over a service\\; Ruth: the plan for the archive")
    form.write_bytes(text.encode())


def left_behind(home: Path) -> dict[str, bytes]:
    """All entries and drafts, by file name; what is unfinished has a name that no program reads."""
    entries = (home / "calendars" / "follow-up").glob("*.ics")
    drafts = (file for part in ("cur", "new") for file in (home / "mail" / ".Drafts" / part).glob("*"))
    return {file.name: file.read_bytes() for file in (*entries, *drafts)}


def expect_interview(home: Path) -> None:
    put_interview(home, "20260305T130000Z", "20260305T140000Z")


def move_interview(home: Path) -> None:
    put_interview(home, "20260306T100000Z", "20260306T110000Z")


def cancel_interview(home: Path) -> None:
    put_interview(home, "20260303T130000Z", "20260303T140000Z", "CANCELLED")


# What is there at a first pass, when that is, what happens then, and when the pass is that is killed.
SCENARIOS: Final[dict[str, tuple[Callable[[Path], None], str, Callable[[Path], None], str]]] = {
    "creating entries and drafts": (make_home, "2026-03-03T08:00:00Z", hold_interview, "2026-03-03T16:30:00Z"),
    "replacing entries": (expect_interview, "2026-03-03T08:00:00Z", move_interview, "2026-03-03T09:00:00Z"),
    "replacing drafts": (hold_interview, "2026-03-03T16:30:00Z", answer_take_stock, "2026-03-03T18:00:00Z"),
    "withdrawing": (hold_interview, "2026-03-03T16:30:00Z", cancel_interview, "2026-03-03T17:00:00Z"),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_pass_killed_at_any_write_and_made_again_leaves_what_an_undisturbed_one_does(
    scenario: str, killer: Killer, tmp_path: Path
) -> None:
    prepare, first, change, second = SCENARIOS[scenario]
    start, home = tmp_path / "start", tmp_path / "home"
    make_home(start)
    prepare(start)
    killer.make_pass(start, first)
    change(start)

    def set_back() -> None:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(start, home)

    set_back()
    before = left_behind(home)
    undisturbed = killer.make_pass(home, second)
    expected = left_behind(home)
    assert undisturbed["planned"] >= 2
    assert expected != before
    assert killer.make_pass(home, second)["planned"] == 0
    assert not any(b"ATTENDEE" in content for content in expected.values())

    for point in range(1, undisturbed["points"] + 1):
        set_back()
        assert killer.make_pass(home, second, kill_at=point)["killed"], point
        killer.make_pass(home, second)
        assert left_behind(home) == expected, point
        assert killer.make_pass(home, second)["planned"] == 0, point
