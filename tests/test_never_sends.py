"""The first promise: there is no code that could make mail leave or invite anyone, in the source or in the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.ports.calendar import CalendarPort
from daemon.ports.drafts import DraftPort
from daemon.ports.inbox import InboxPort
from tests.sources import PRODUCT, ROOT, calls, imports, name_of

MAILERS = {"smtplib", "smtpd", "aiosmtplib", "yagmail", "sendgrid", "mailbox_send"}
PROGRAMS = {"subprocess", "pty", "multiprocessing"}
SENDING = re.compile(r"(?:^|\.)_?(?:send(?!er)\w*|submit\w*|transmit\w*|dispatch\w*|invite)$", re.IGNORECASE)
# What is called so and sends no mail: the answer to a browser that was awaited on this machine, a word to systemd, the
# bytes of a command that IMAP's list of commands allows, a request that the list for its provider does, the person of a
# simulation, who has no mail but an account in memory, and the suite, whose harness acts as the person.
HARMLESS = {
    "daemon/cli/desk.py": {"visitor.sendall"},
    "daemon/notify.py": {"channel.sendto", "self._send"},
    "daemon/simulation/person.py": {"self._store.send_draft", "self._send"},
    "adapters/exchange/session.py": {"super().send"},
    "adapters/web/transport.py": {"super().send"},
    "adapters/imap/wire.py": {"super().send"},
}
PERSON = re.compile(r"\bharness\.send_draft$")


def test_nothing_that_can_send_mail_is_imported() -> None:
    found = {f"{name_of(path)}: {name}" for path in PRODUCT for name in imports(path) if name.split(".")[0] in MAILERS}
    assert found == set()


def test_nothing_is_called_that_sends() -> None:
    found = {
        f"{name_of(path)}: {call}"
        for path in PRODUCT
        for call in calls(path)
        if SENDING.search(call)
        and call not in HARMLESS.get(name_of(path), ())
        and not ("conformance" in path.parts and PERSON.search(call))
    }
    assert found == set()


def test_the_check_would_see_it() -> None:
    assert all(SENDING.search(call) for call in ("self.drafts.send", "service.users().messages().send", "SendItem"))
    assert "channel.sendto" in set(calls(ROOT / "daemon" / "notify.py"))


def test_no_program_is_started_that_could() -> None:
    starting = {f"{name_of(path)}: {name}" for path in PRODUCT for name in imports(path) if name in PROGRAMS}
    # One starts Python to look at imports, the other to set a letter as a page; neither knows any other program.
    assert starting == {"adapters/conformance/declaration.py: subprocess", "daemon/printing.py: subprocess"}
    words = re.compile(r"\bsendmail\b|\bmsmtp\b|\bos\.(?:system|popen|exec|spawn|posix_spawn)")
    assert [name_of(path) for path in PRODUCT if words.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("port", [CalendarPort, DraftPort, InboxPort])
def test_a_port_has_no_verb_for_it(port: type) -> None:
    methods = {name for name in vars(port) if not name.startswith("_")}
    assert methods
    assert methods <= {"changes", "entries", "put", "remove", "look", "messages"}


def test_the_wheel_knows_no_smtp(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--no-index",
        "--no-deps",
        "--quiet",
    ]
    subprocess.run([*command, "--no-build-isolation", "-w", tmp_path, ROOT], check=True, capture_output=True)
    shutil.unpack_archive(next(tmp_path.glob("*.whl")), tmp_path / "unpacked", "zip")
    files = [path for path in (tmp_path / "unpacked").rglob("*") if path.is_file()]
    assert {name_of(path) for path in PRODUCT} <= {str(path.relative_to(tmp_path / "unpacked")) for path in files}
    mailing = re.compile(rb"\bimport smtplib\b|\bsmtplib\.|sendmail")
    assert [path.name for path in files if path.suffix == ".py" and mailing.search(path.read_bytes())] == []
    assert {"py.typed", "balanced.toml", "LICENSE"} <= {path.name for path in files}
