"""Servers that several files of tests share: started for the first test that needs one, stopped after the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters import dovecot as server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[server.Dovecot]:
    """A running Dovecot; without one on the machine the tests that need it fail and say what to install."""
    if server.PROGRAM is None:
        pytest.fail("Dovecot is not installed: run .ci/programs, or apt install dovecot-imapd", pytrace=False)
    with server.running() as running:
        yield running
