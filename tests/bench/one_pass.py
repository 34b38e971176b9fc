"""One whole pass as `followupd once` makes it, in a process of its own, but at a fixed time: CONFIG STATE TIME.

Then another one in the same process, as the service makes them; its seconds are printed.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter

from daemon import cli  # noqa: F401 - what the command imports is part of what is measured
from daemon.app import assemble, read_settings
from daemon.state import alone


def main() -> None:
    """Make the pass and print how much it did."""
    config, state, moment = Path(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
    with assemble(read_settings(config), state) as cycle, alone(state):
        report = cycle.run(moment, accept=True)
        sys.stdout.write(f"{len(report.understood.interviews)} interviews, {len(report.executed.done)} written\n")
        sys.stdout.flush()
        start = perf_counter()
        cycle.run(moment)
        sys.stdout.write(f"{perf_counter() - start}\n")


if __name__ == "__main__":
    main()
