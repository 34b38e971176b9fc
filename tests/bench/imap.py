"""A mailbox of 50,000 messages on Dovecot: how many commands it takes to see that nothing is new, and how long."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from adapters.conformance.inbox_reading import ELSEWHERE, letter
from adapters.conformance.samples import sample_draft
from daemon.ports.records import DraftRef
from tests.adapters import dovecot
from tests.adapters.imap_harness import ImapHarness

COUNT = 50_000
OTHERS = "Somebody <somebody@private.example>"


def measure() -> None:
    """Start the server, read from it, print."""
    with tempfile.TemporaryDirectory() as name, dovecot.running() as server:
        harness = ImapHarness(server, Path(name))
        harness.fill(letter(number % 60, sender=OTHERS) for number in range(COUNT))
        _measure(harness)
        harness.close()


def _measure(harness: ImapHarness) -> None:
    connection = harness.open()
    drafts = [sample_draft(f"thanks-{number}") for number in range(20)]
    for draft in drafts:
        connection.drafts.put(draft, None)
    asked = [DraftRef(key=draft.key, message_id=draft.message_id) for draft in (*drafts, sample_draft("gone"))]
    start = perf_counter()
    cursor = connection.inbox.messages(None, ELSEWHERE).cursor
    first = perf_counter() - start
    connection.drafts.look(asked)
    harness.relay.forget()
    start = perf_counter()
    found = connection.inbox.messages(cursor, ELSEWHERE)
    connection.drafts.look(asked)
    again = perf_counter() - start
    assert (found.messages, found.cursor, found.complete) == ((), cursor, True)
    commands = harness.relay.by_folder
    sys.stdout.write(f"{COUNT} messages in a mailbox on Dovecot\n")
    sys.stdout.write(f"{'followupd imap, first read':34}{first:8.3f} s\n")
    told = ", ".join(f"{count} in {folder}" for folder, count in sorted(commands.items()))
    sys.stdout.write(f"{'followupd imap, no news':34}{again:8.3f} s commands: {told} (budget 3 a folder)\n")


if __name__ == "__main__":
    measure()
