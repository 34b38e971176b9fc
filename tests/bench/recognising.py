"""How many events are recognised in a second, with and without details, and how much memory the words take."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from daemon.core.recognise import Judgement, Owner, judge, recognise
from daemon.core.recognise.records import event_from_record
from daemon.ports.records import Event

CHECKOUT = Path(__file__).parents[2]
EVENTS = CHECKOUT / "tests" / "corpus" / "events-dev.jsonl"
RUNS = 5  # of which the fastest counts: the others had to wait for somebody else
REPEATS = 10
MEMORY = """
import tracemalloc
from daemon.core.recognise import judging
from daemon.core.recognise.lexicon import find, system_of
tracemalloc.start()
find(["interview"]), system_of("mail.example")
print(tracemalloc.get_traced_memory()[0] / 1e6)
"""


def measure() -> None:
    """Print the rates of the median event: of the verdict alone, and of everything that is read of it."""
    events = [event_from_record(json.loads(line)) for line in EVENTS.read_text(encoding="utf-8").splitlines()]
    for name, function in (("verdict, median event", judge), ("details too, median event", recognise)):
        taken = median(_seconds(function, event, owner) for event, owner in events)
        sys.stdout.write(f"{name:34}{1 / taken:8.0f} events a second\n")
    out = subprocess.run([sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True, cwd=CHECKOUT)
    sys.stdout.write(f"{'words for recognising, memory':34}{float(out.stdout):8.1f} MB\n")


def _seconds(function: Callable[[Event, Owner], Judgement], event: Event, owner: Owner) -> float:
    """How long it takes to recognise an event, in the best of a few runs."""
    best = float("inf")
    for _ in range(RUNS):
        begin = perf_counter()
        for _ in range(REPEATS):
            function(event, owner)
        best = min(best, (perf_counter() - begin) / REPEATS)
    return best


if __name__ == "__main__":
    measure()
