"""A mailbox of 20,000 letters at a fake Exchange on loopback: what the first reading of it asks, and one without news.

Time is the processor's, of client and server together; most of it is the server's, which validates all that is said.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections import Counter
from copy import deepcopy
from pathlib import Path
from time import process_time

from adapters.conformance.inbox_reading import ELSEWHERE, letter
from adapters.conformance.samples import sample_draft
from daemon.ports.inbox import InboxPort
from daemon.ports.records import DraftRef
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange.soap import t

COUNT = 20_000
SHARE = 200
"""Of how many letters one concerns somebody."""

HANNA = "Hanna Vogt <hanna@elsewhere.example>"
OTHERS = "Somebody <somebody@private.example>"


def measure() -> None:
    """Fill the fake, read from it, print."""
    with tempfile.TemporaryDirectory() as name:
        harness = ExchangeMailHarness(Path(name))
        fill(harness)
        gc.collect()
        gc.freeze()  # what the fake holds is no burden of whoever asks it
        _measure(harness)
        harness.close()


def fill(harness: ExchangeMailHarness) -> None:
    """Letters in the inbox: copies of two, for taking in each by itself would take longer than all the rest."""
    box = harness.box
    ours, other = (box.items[harness.deliver(letter(1, sender=sender))] for sender in (HANNA, OTHERS))
    for number in range(2, COUNT):
        item = deepcopy(ours if number % SHARE == 0 else other)
        item.set(t("InternetMessageId", f"<letter-{number}@elsewhere.example>"))
        box.add(item)


def _measure(harness: ExchangeMailHarness) -> None:
    connection = harness.open()
    drafts = [sample_draft(f"thanks-{number}") for number in range(20)]
    for draft in drafts:
        connection.drafts.put(draft, None)
    asked = [DraftRef(key=draft.key, message_id=draft.message_id) for draft in (*drafts, sample_draft("gone"))]
    with harness.server.recording() as calls:
        begin = process_time()
        cursor, found, readings = read_all(connection.inbox)
        first = process_time() - begin
    assert found == COUNT // SHARE
    told = ", ".join(f"{count} {name}" for name, count in sorted(Counter(each.operation for each in calls).items()))
    sys.stdout.write(f"{COUNT} letters at Exchange, of which {found} concern somebody\n")
    sys.stdout.write(f"{f'followupd exchange, first {readings} readings':42}{first:8.3f} s requests: {told}\n")
    for _ in range(2):
        connection.drafts.look(asked)
        cursor = connection.inbox.messages(cursor, ELSEWHERE).cursor or ""
    with harness.server.recording() as calls:
        begin = process_time()
        connection.drafts.look(asked)
        connection.inbox.messages(cursor, ELSEWHERE)
        again = process_time() - begin
    told = ", ".join(f"{each.operation} {each.folders[0]}" for each in calls)
    sys.stdout.write(f"{'followupd exchange, no news':42}{again:8.3f} s requests: {told} (budget 1 a folder)\n")
    connection.close()


def read_all(port: InboxPort) -> tuple[str, int, int]:
    """Where reading goes on, how many letters were found, and in how many readings."""
    cursor, found, readings, complete = None, 0, 0, False
    while not complete:
        changes = port.messages(cursor, ELSEWHERE)
        cursor, complete = changes.cursor, changes.complete
        found, readings = found + len(changes.messages), readings + 1
    return cursor or "", found, readings


if __name__ == "__main__":
    measure()
