"""Prints how fast and how small followupd is, beside a peer's figures in the same run. Run it with `make bench`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import (
    caldav,
    exchange_calendar,
    exchange_mail,
    first_pass,
    google_calendar,
    imap,
    microsoft365,
    planning,
    recognising,
    start,
    whole_pass,
)

if __name__ == "__main__":
    first_pass.main()
    caldav.measure()
    google_calendar.measure()
    exchange_calendar.measure()
    exchange_mail.measure()
    microsoft365.measure()
    imap.measure()
    whole_pass.measure()
    start.measure()
    recognising.measure()
    planning.measure()
