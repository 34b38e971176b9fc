"""Servers and people that several files of tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.ports.calendar import CalendarPort
from tests.adapters import dovecot as server
from tests.adapters.caldav_desk import Desk
from tests.adapters.caldav_fake import Fake
from tests.adapters.caldav_proxy import Proxy
from tests.adapters.imap_harness import ImapHarness


@pytest.fixture(scope="session")
def dovecot() -> Iterator[server.Dovecot]:
    """A Dovecot for all tests; without one on the machine those that need it fail and say what to install."""
    if server.PROGRAM is None:
        pytest.fail("Dovecot is not installed: run .ci/programs, or apt install dovecot-imapd", pytrace=False)
    with server.running() as running:
        yield running


@pytest.fixture
def imap(dovecot: server.Dovecot, tmp_path: Path) -> Iterator[ImapHarness]:
    """A new person with a mailbox on it."""
    made = ImapHarness(dovecot, tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A person at a scripted CalDAV server."""
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def fake(desk: Desk) -> Fake:
    """The scripted server."""
    return desk.fake


@pytest.fixture
def proxy(desk: Desk) -> Proxy:
    """What stands before it."""
    return desk.proxy


@pytest.fixture
def port(desk: Desk) -> CalendarPort:
    """An account on it."""
    return desk.connect()
