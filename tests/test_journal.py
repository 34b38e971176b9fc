"""The journal: private, upgraded step by step, honest about damage, and free of addresses and texts."""

from __future__ import annotations

import re
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from daemon.core.applications import KnownRound
from daemon.core.remembered import Form, Remembered, State
from daemon.core.statements import Statement
from daemon.core.typed import Tag
from daemon.journal import MIGRATIONS, Journal, JournalError, migrate
from daemon.state import Busy, alone
from tests.robustness.world import START, World, interview

ROW: Final = Remembered(
    key="thank-you-a-b",
    form=Form.DRAFT,
    account="home",
    state=State.STANDING,
    subject="b",
    ref="ref 1",
    version="7",
    fingerprint="f",
    message_id="<1@post.example>",
    start=START,
    end=START + timedelta(hours=1),
    replaced=1,
)
ROUND: Final = KnownRound(
    event="e", application="a", round="b", employer="tarnbrook", role="", organizer="", start=START, held=True
)
STATEMENT: Final = Statement(key="take-stock-a-b", at=START, tags=frozenset({Tag.DONE, Tag.QUIET}), decision="Friday")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_everything_written_is_there_when_it_is_opened_again(path: Path) -> None:
    journal = Journal.open(path)
    journal.save([ROW])
    journal.remember([ROUND])
    journal.keep([STATEMENT])
    journal.set_note("began", "today")
    journal.close()
    again = Journal.open(path)
    assert again.rows() == {ROW.key: ROW}
    assert again.known_rounds() == (ROUND,)
    assert again.statements() == {STATEMENT.key: STATEMENT}
    assert again.note("began") == "today"
    assert again.note("nothing") is None
    again.close()


def test_a_copy_is_independent() -> None:
    journal = Journal.open(None)
    journal.save([ROW])
    copy = journal.copy()
    copy.set_note("only", "here")
    assert copy.rows() == journal.rows()
    assert journal.note("only") is None
    copy.close()
    journal.close()


def test_of_several_rows_all_or_none_are_written() -> None:
    journal = Journal.open(None)
    broken = Remembered(**{name: getattr(ROW, name) for name in ROW.__slots__} | {"key": "other", "subject": None})
    with pytest.raises(JournalError, match="cannot be written"):
        journal.save([ROW, broken])
    assert journal.rows() == {}
    journal.save([ROW])
    assert journal.rows() == {ROW.key: ROW}
    journal.close()


@pytest.mark.usefixtures("loose_umask")
def test_journal_and_folder_are_for_the_person_only_whatever_the_umask(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with alone(state):
        journal = Journal.open(state / "journal.sqlite")
        journal.save([ROW])
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in state.iterdir()}
        journal.close()
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "lock"), 0o600)


def test_an_old_file_is_upgraded_and_keeps_what_it_holds(path: Path) -> None:
    Journal.open(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("INSERT INTO note VALUES ('began', 'long ago')")
    newer = (*MIGRATIONS, "ALTER TABLE note ADD COLUMN because TEXT", "UPDATE note SET because = 'upgraded'")
    migrate(connection, newer)
    assert connection.execute("SELECT * FROM note").fetchall() == [("began", "long ago", "upgraded")]
    assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
    connection.close()


def test_an_upgrade_that_fails_leaves_the_last_version_that_worked(path: Path) -> None:
    Journal.open(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, "CREATE TABLE fine (x); INSERT INTO nowhere VALUES (1)"))
    connection.close()
    again = Journal.open(path)
    again.save([ROW])
    again.close()


def test_a_file_of_a_newer_followupd_is_refused(path: Path) -> None:
    Journal.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(JournalError, match=rf"{re.escape(str(path))}: .*newer followupd .*update followupd"):
        Journal.open(path)


@pytest.mark.parametrize(
    "damage", [b"this is no database, and long enough to be looked at " * 4, b"SQLite format 3\0" * 9]
)
def test_a_damaged_file_is_refused_with_what_to_do(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    with pytest.raises(JournalError, match=r"cannot be read as a journal .*: move it away and start again"):
        Journal.open(path)
    assert path.read_bytes() == damage


def test_two_processes_write_to_one_journal_without_losing_anything(path: Path) -> None:
    Journal.open(path).close()
    script = (
        "import sys; from pathlib import Path; from daemon.journal import Journal\n"
        "journal = Journal.open(Path(sys.argv[1]))\n"
        "for number in range(50): journal.set_note(f'{sys.argv[2]}{number}', 'x')\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(path), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    journal = Journal.open(path)
    assert all(journal.note(f"{name}{number}") == "x" for name in "ab" for number in range(50))
    journal.close()


def test_only_one_process_at_a_time_makes_a_pass(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from daemon.state import alone\n"
        "with alone(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "in\n"
    with pytest.raises(Busy, match="another followupd"), alone(tmp_path):
        pass
    other.communicate("")
    with alone(tmp_path):
        pass


def test_no_address_note_or_text_of_a_draft_is_kept(tmp_path: Path) -> None:
    world = World()
    world.journal.close()
    world.journal = Journal.open(tmp_path / "journal.sqlite")
    world.invite("home", interview(1, START - timedelta(hours=5)))
    world.run()
    (form,) = [key for key in world.stores["home"].entries if key.startswith("take-stock")]
    text = world.stores["home"].entries[form].description
    secret = "the Heligoland migration"
    typed = text.replace("thanks:", f"thanks: {secret}").replace(
        "Decide by:", "Decide by: 20 March " + "and more " * 99
    )
    world.stores["home"].edit_entry(form, description=f"{typed}\nask vera@elsewhere.example")
    world.go_on(timedelta(hours=1))
    world.run()
    drafts = world.stores["home"].drafts.values()
    assert any(secret in draft.body for draft in drafts)
    (statement,) = [s for s in world.journal.statements().values() if s.decision]
    world.close()

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert re.findall(rb"[\w.+-]*[a-z][\w.+-]*@[\w.-]+", re.sub(rb"<[0-9a-f]{32}@post\.example>", b"", kept)) == []
    assert not [word for word in (secret, "Ivo", "Ruth", "Mara", "Dear", "Kind regards") if word.encode() in kept]
    assert len(statement.decision or "") == 200


def test_a_journal_of_the_first_schema_keeps_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    connection = sqlite3.connect(path)
    migrate(connection, MIGRATIONS[:1])
    connection.execute(
        "INSERT INTO statement VALUES ('k', '2026-03-02T08:00:00+00:00', 'done', NULL, NULL, 'Tarn', NULL)"
    )
    connection.commit()
    connection.close()
    statement = Journal.open(path).statements()["k"]
    assert (statement.company, statement.playbook, statement.tags) == ("Tarn", None, frozenset({Tag.DONE}))
