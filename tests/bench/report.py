"""Prints how fast followupd is, as figures beside a peer's in the same run. Run it with `make bench`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import start, whole_pass

if __name__ == "__main__":
    whole_pass.measure()
    start.measure()
