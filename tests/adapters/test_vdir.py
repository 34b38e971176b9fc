"""The vdir adapter: what the suite asks of every calendar, and what only files can do to one."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.conformance import CalendarConformance, DeclarationConformance, make_setup
from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from adapters.vdir import ADAPTER
from adapters.vdir.errors import sentence
from daemon.ports.adapter import OptionValue
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Conflict, CursorExpired, NotFound, Rejected, Unavailable
from daemon.ports.records import EventChanges, Window
from tests.adapters.khal import listed
from tests.adapters.vdir_harness import VdirHarness, store


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> VdirHarness:
        return VdirHarness(tmp_path)


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> VdirHarness:
        return VdirHarness(tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with one calendar in it, which holds one event."""
    (tmp_path / "calendars" / "home").mkdir(parents=True)
    store(tmp_path / "calendars" / "home" / "lunch.ics", simple("lunch").encode())
    return tmp_path / "calendars"


def connect(root: Path, **options: OptionValue) -> CalendarPort:
    return ADAPTER.open(make_setup(root.parent / "state", {"path": root, **options})).calendar


def uids(changes: EventChanges) -> list[str]:
    return sorted(found.uid for item in changes.items for found in item.events)


def content(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Which files are read


def test_a_folder_that_is_a_calendar_itself_is_read(root: Path) -> None:
    (item,) = connect(root / "home").changes(None, WINDOW).items
    assert (item.ref, item.events[0].calendar) == ("lunch.ics", "home")


def test_a_calendar_goes_by_its_display_name(root: Path) -> None:
    (root / "home" / "displayname").write_text("Bei uns\n", encoding="utf-8")
    (item,) = connect(root).changes(None, WINDOW).items
    assert (item.ref, item.events[0].calendar) == ("home/lunch.ics", "Bei uns")


@pytest.mark.parametrize("name", ["work", "At work"])
def test_only_the_calendars_that_were_named_are_read(root: Path, name: str) -> None:
    (root / "work").mkdir()
    (root / "work" / "displayname").write_text("At work", encoding="utf-8")
    store(root / "work" / "stand-up.ics", simple("stand-up").encode())
    assert uids(connect(root, calendars=(name,)).changes(None, WINDOW)) == ["stand-up"]


def test_a_named_calendar_that_is_missing_makes_the_read_incomplete(root: Path) -> None:
    changes = connect(root, calendars=("home", "wrok")).changes(None, WINDOW)
    assert (uids(changes), changes.complete) == (["lunch"], False)
    assert "wrok" in changes.problems[0].message


def test_what_is_not_a_calendar_file_is_left_alone(root: Path) -> None:
    home = root / "home"
    for name in ("a.ics.tmp", ".hidden.ics", "notes.txt", "b.ics~", "color"):
        (home / name).write_bytes(simple("stray").encode())
    (home / "folder.ics").mkdir()
    (home / "nowhere.ics").symlink_to("missing")
    os.mkfifo(home / "pipe.ics")
    (root / ".git").mkdir()
    (root / ".git" / "x.ics").write_bytes(simple("stray").encode())
    changes = connect(root).changes(None, WINDOW)
    assert (uids(changes), changes.complete, changes.problems) == (["lunch"], True, ())


def test_linked_folders_and_odd_names_are_read(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / "linked").symlink_to(elsewhere)
    for number, name in enumerate((b"\xff\xfe.ics", "ö ü\n€.ics".encode(), b"-rf.ics")):
        Path(os.fsdecode(os.fsencode(elsewhere) + b"/" + name)).write_bytes(simple(f"odd-{number}").encode())
    changes = connect(root).changes(None, WINDOW)
    assert uids(changes) == ["lunch", "odd-0", "odd-1", "odd-2"]
    assert all(item.ref.encode() for item in changes.items)
    assert uids(connect(root).changes(changes.cursor, WINDOW)) == []


def test_a_link_to_itself_is_a_problem_that_may_pass(root: Path) -> None:
    port = connect(root)
    before = port.changes(None, WINDOW)
    (root / "home" / "lunch.ics").unlink()
    (root / "home" / "lunch.ics").symlink_to("lunch.ics")
    (root / "round").symlink_to("round")
    changes = port.changes(before.cursor, WINDOW)
    assert (changes.items, changes.gone, changes.complete) == ((), (), False)
    assert sorted(problem.ref for problem in changes.problems) == ["home/lunch.ics", "round"]
    (root / "home" / "lunch.ics").unlink()
    (root / "round").unlink()
    assert port.changes(changes.cursor, WINDOW).gone == ("home/lunch.ics",)


def test_the_own_calendar_is_not_read_under_any_name(root: Path) -> None:
    port = connect(root)
    port.put(sample_entry(), None)
    store(root / "follow-up" / "theirs.ics", simple("theirs").encode())
    (root / "again").symlink_to("follow-up")
    assert uids(port.changes(None, WINDOW)) == ["lunch"]


def test_a_missing_folder_is_unavailable_and_says_which(tmp_path: Path) -> None:
    port = connect(tmp_path / "not mounted")
    for call in (lambda: port.changes(None, WINDOW), port.entries, lambda: port.put(sample_entry(), None)):
        with pytest.raises(Unavailable, match="not mounted"):
            call()


def test_a_disk_that_is_not_mounted_is_no_empty_follow_up_calendar(root: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    port = connect(root, follow_up=disk / "follow-up")
    port.put(sample_entry(), None)
    disk.rename(tmp_path / "unplugged")
    with pytest.raises(Unavailable):
        port.entries()


def test_the_calendars_cannot_be_the_follow_up_calendar(root: Path) -> None:
    with pytest.raises(Rejected, match="follow_up"):
        connect(root, follow_up=root / "home" / "..")


# What is not read again


def test_a_file_whose_state_is_as_before_is_not_opened(root: Path) -> None:
    lunch = root / "home" / "lunch.ics"
    port = connect(root)
    cursor = port.changes(None, WINDOW).cursor
    times = lunch.stat()
    lunch.write_bytes(simple("brunch").replace("brunch", "lunch").replace("SUMMARY:Lunch", "SUMMARY:Lunge").encode())
    os.utime(lunch, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert port.changes(cursor, WINDOW).items == ()
    os.utime(lunch)
    assert port.changes(cursor, WINDOW).items[0].events[0].summary == "Lunge"


def test_a_cursor_is_good_for_its_window_and_settings_only(root: Path) -> None:
    cursor = connect(root).changes(None, WINDOW).cursor
    assert cursor is not None
    later = Window(start=WINDOW.start, end=WINDOW.end + timedelta(days=1))
    with pytest.raises(CursorExpired):
        connect(root).changes(cursor, later)
    with pytest.raises(CursorExpired):
        connect(root, follow_up=root / "mine").changes(cursor, WINDOW)


@pytest.mark.parametrize("cursor", ["", "{}", "[]", "null", '{"for":1,"files":[]}', '{"files":{"a":1}}', "[" * 100_000])
def test_a_cursor_that_makes_no_sense_has_expired(root: Path, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        connect(root).changes(cursor, WINDOW)


def test_a_pass_without_changes_needs_no_icalendar(root: Path) -> None:
    cursor = connect(root).changes(None, WINDOW).cursor
    code = (
        "import sys\nfrom datetime import datetime\nfrom pathlib import Path\n"
        "from adapters.conformance.harness import WINDOW, make_setup\nfrom adapters.vdir import ADAPTER\n"
        f"port = ADAPTER.open(make_setup(Path('state'), {{'path': Path({str(root)!r})}})).calendar\n"
        f"changes = port.changes({cursor!r}, WINDOW)\n"
        "assert changes.complete and not changes.items and not port.entries().entries\n"
        "assert 'icalendar' not in sys.modules\n"
    )
    run_python(code)


# Our entries


def test_the_first_entry_makes_a_calendar_with_a_name_and_a_colour(root: Path) -> None:
    connect(root).put(sample_entry(), None)
    made = content(root / "follow-up")
    assert set(made) == {"displayname", "color", "followupd-thanks-4f2a.ics"}
    assert made["displayname"] == b"Follow-up\n"
    assert re.fullmatch(rb"#[0-9A-F]{6}\n", made["color"])


def test_a_calendar_that_is_there_is_left_as_it_is(root: Path) -> None:
    (root / "follow-up").mkdir()
    connect(root).put(sample_entry(), None)
    assert set(content(root / "follow-up")) == {"followupd-thanks-4f2a.ics"}


def test_an_entry_is_found_and_replaced_under_the_name_that_a_sync_program_gave_it(root: Path) -> None:
    port = connect(root)
    written = port.put(sample_entry(), None)
    (root / written.ref).rename(root / "follow-up" / "4711.ics")
    replaced = port.put(sample_entry(summary="New"), written.version)
    assert replaced.ref == "follow-up/4711.ics"
    assert list(root.glob("follow-up/*.ics")) == [root / "follow-up" / "4711.ics"]


def test_replacing_keeps_the_permissions_of_the_file(root: Path) -> None:
    port = connect(root)
    written = port.put(sample_entry(), None)
    (root / written.ref).chmod(0o640)
    port.put(sample_entry(summary="New"), written.version)
    assert (root / written.ref).stat().st_mode & 0o777 == 0o640


def test_of_an_entry_and_the_persons_copy_of_it_the_original_is_ours(root: Path) -> None:
    port = connect(root)
    written = port.put(sample_entry(), None)
    copy = root / "follow-up" / "a-copy.ics"
    copy.write_bytes((root / written.ref).read_bytes().replace(b"UID:followupd-", b"UID:copy-of-"))
    (found,) = port.entries().entries
    assert found.ref == written.ref


def test_a_file_in_the_way_is_not_overwritten(root: Path) -> None:
    (root / "follow-up").mkdir()
    in_the_way = root / "follow-up" / "followupd-thanks-4f2a.ics"
    in_the_way.write_bytes(simple("theirs").encode())
    with pytest.raises(Conflict):
        connect(root).put(sample_entry(), None)
    assert content(root / "follow-up") == {in_the_way.name: simple("theirs").encode()}


def test_an_entry_that_somebody_was_invited_to_is_left_alone(root: Path) -> None:
    port = connect(root)
    path = root / port.put(sample_entry(), None).ref
    invited = path.read_bytes().replace(b"SUMMARY", b"ATTENDEE:mailto:ann@team.example\r\nSUMMARY", 1)
    store(path, invited)
    (found,) = port.entries().entries
    with pytest.raises(Conflict):
        port.put(sample_entry(summary="New"), found.version)
    with pytest.raises(Conflict):
        port.remove(found.ref, found.version)
    assert path.read_bytes() == invited


@pytest.mark.parametrize("ref", ["home/lunch.ics", "follow-up/../home/lunch.ics", "/etc/passwd", "follow-up", ""])
def test_a_ref_is_never_a_path(root: Path, ref: str) -> None:
    port = connect(root)
    port.put(sample_entry(), None)
    before = content(root / "home")
    with pytest.raises(NotFound):
        port.remove(ref, "any version")
    assert content(root / "home") == before


def test_an_entry_that_no_calendar_can_hold_is_rejected(root: Path) -> None:
    port = connect(root)
    with pytest.raises(Rejected):
        port.put(sample_entry(summary="Bell \x07"), None)
    assert port.entries().entries == ()


def test_two_connections_do_not_write_an_entry_twice(root: Path) -> None:
    one, other = connect(root), connect(root)
    assert one.put(sample_entry(), None) == other.put(sample_entry(), None)
    with pytest.raises(Conflict):
        other.put(sample_entry(summary="Other"), None)


# Writes that fail


DYING = """
import os, signal, sys
from pathlib import Path
from adapters.conformance import make_setup
from adapters.conformance.samples import sample_entry
from adapters.vdir import ADAPTER

root, moment, summary, expected = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4] or None
port = ADAPTER.open(make_setup(root / "state", {"path": root})).calendar

def die(name, arguments):
    if name == moment and any(str(argument).endswith(".tmp") for argument in arguments):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
port.put(sample_entry(summary=summary), expected)
"""


@pytest.mark.parametrize("moment", ["open", "os.link", "os.remove"])
def test_a_create_that_is_killed_leaves_nothing_or_all(root: Path, moment: str) -> None:
    (root / "follow-up").mkdir()
    assert run_python(DYING, str(root), moment, "First", "", dies=True) == -signal.SIGKILL
    port = connect(root)
    standing = [found.entry.summary for found in port.entries().entries]
    assert standing == (["First"] if moment == "os.remove" else [])
    assert port.entries().problems == ()
    port.put(sample_entry(summary="First"), None)
    port.put(sample_entry("another"), None)
    assert set(content(root / "follow-up")) == {"followupd-thanks-4f2a.ics", "followupd-another.ics"}


@pytest.mark.parametrize("moment", ["open", "os.rename"])
def test_a_replacement_that_is_killed_leaves_the_old_entry(root: Path, moment: str) -> None:
    port = connect(root)
    written = port.put(sample_entry(), None)
    before = (root / written.ref).read_bytes()
    assert run_python(DYING, str(root), moment, "Second", written.version, dies=True) == -signal.SIGKILL
    assert (root / written.ref).read_bytes() == before
    assert port.put(sample_entry(summary="Second"), written.version).ref == written.ref
    port.put(sample_entry("another"), None)
    assert not list(root.rglob("*.tmp"))


RACING = """
import sys
from pathlib import Path
from adapters.conformance import make_setup
from adapters.conformance.samples import sample_entry
from adapters.vdir import ADAPTER
from daemon.ports.errors import Conflict, NotFound

root, change = Path(sys.argv[1]), sys.argv[2]
port = ADAPTER.open(make_setup(root / "state", {"path": root})).calendar
(found,) = port.entries().entries
path = root / found.ref
read = False

def interfere(name, arguments):
    global read
    if name == "open" and not read and str(path) + "." in str(arguments[0]):
        read = True
        if change == "delete":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes().replace(b"thank-you", b"THANK-YOU"))

sys.addaudithook(interfere)
try:
    port.put(sample_entry(summary="Second"), found.version)
except (Conflict, NotFound) as error:
    print(type(error).__name__, end="")
"""


@pytest.mark.parametrize(("change", "answer"), [("edit", "Conflict"), ("delete", "NotFound")])
def test_what_a_sync_program_does_during_a_replacement_stands(root: Path, change: str, answer: str) -> None:
    port = connect(root)
    port.put(sample_entry(), None)
    answered = answer_of(RACING, str(root), change)
    assert answered == answer
    assert [found.entry.summary for found in port.entries().entries] == (
        ["Send the THANK-YOU notes"] if change == "edit" else []
    )
    assert not list(root.rglob("*.tmp"))


def test_a_place_that_cannot_be_written_is_unavailable_and_nothing_is_left(root: Path) -> None:
    (root / "follow-up").write_text("a file where the calendar should be", encoding="utf-8")
    port = connect(root)
    with pytest.raises(Unavailable, match="follow-up"):
        port.put(sample_entry(), None)
    assert not list(root.rglob("*.tmp"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_is_not_gone_and_is_read_later(root: Path) -> None:
    (root / "work").mkdir()
    store(root / "work" / "stand-up.ics", simple("stand-up").encode())
    port = connect(root)
    cursor = port.changes(None, WINDOW).cursor
    store(root / "home" / "lunch.ics", simple("lunch", "Brunch").encode())
    (root / "home" / "lunch.ics").chmod(0)
    (root / "work").chmod(0)
    changes = port.changes(cursor, WINDOW)
    (root / "home" / "lunch.ics").chmod(0o600)
    (root / "work").chmod(0o700)
    assert (changes.items, changes.gone, changes.complete, len(changes.problems)) == ((), (), False, 2)
    later = port.changes(changes.cursor, WINDOW)
    assert (uids(later), later.gone, later.complete) == (["lunch"], (), True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_follow_up_calendar_that_may_not_be_written_is_unavailable(root: Path) -> None:
    port = connect(root)
    written = port.put(sample_entry(), None)
    (root / "follow-up").chmod(0o500)
    for call in (
        lambda: port.put(sample_entry("another"), None),
        lambda: port.put(sample_entry(summary="New"), written.version),
        lambda: port.remove(written.ref, written.version),
    ):
        with pytest.raises(Unavailable, match="permissions"):
            call()
    (root / "follow-up").chmod(0o700)
    assert [found.entry for found in port.entries().entries] == [sample_entry()]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_an_entry_that_may_not_be_read_leaves_the_look_incomplete_until_it_may(root: Path) -> None:
    port = connect(root)
    path = root / port.put(sample_entry(), None).ref
    path.chmod(0)
    fresh = connect(root)
    assert not fresh.entries().complete
    path.chmod(0o600)
    found = fresh.entries()
    assert (found.complete, len(found.entries)) == (True, 1)


BREAKING_OFF = """
import resource, signal, sys
from pathlib import Path
from adapters.conformance import make_setup
from adapters.conformance.samples import sample_entry
from adapters.formats import icalendar_writing
from adapters.vdir import ADAPTER
from daemon.ports.errors import Unavailable

root = Path(sys.argv[1])
port = ADAPTER.open(make_setup(root / "state", {"path": root})).calendar
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    port.put(sample_entry(), None)
except Unavailable as error:
    print(type(error).__name__, end="")
"""


def test_a_write_that_breaks_off_is_unavailable_and_nothing_is_left(root: Path) -> None:
    (root / "follow-up").mkdir()
    assert answer_of(BREAKING_OFF, str(root)) == "Unavailable"
    assert content(root / "follow-up") == {}


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EACCES, "change its permissions"),
        (errno.EROFS, "change its permissions"),
        (errno.ENOENT, "mount its disk"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_a_disk_refuses_is_said_with_a_remedy(number: int, remedy: str) -> None:
    said = sentence(OSError(number, os.strerror(number)), Path(os.fsdecode(b"/calendars/\xff")))
    assert remedy in said
    assert "/calendars/\\xff" in said


# Other programs


def test_khal_lists_our_entries(root: Path, tmp_path: Path) -> None:
    connect(root).put(sample_entry(summary="Send the thank-you notes; today, Ągnes"), None)
    shown = listed(root, tmp_path / "home", "2026-03-12")
    assert any(line.startswith("Follow-up|09:00|Send the thank-you notes; today, Ągnes|") for line in shown)


def run_python(code: str, *arguments: str, dies: bool = False) -> int:
    """Run code in a new process; unless it is to die, it must succeed."""
    return subprocess.run([sys.executable, "-c", code, *arguments], env=environment(), check=not dies).returncode


def answer_of(code: str, *arguments: str) -> str:
    """What code prints in a process that writes no other file."""
    command = [sys.executable, "-B", "-c", code, *arguments]
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout


def environment() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
