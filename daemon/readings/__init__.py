"""The cache of what was last read from the calendars and made of it; it can be deleted at any time."""

from daemon.readings.cache import (
    MANY,
    NEIGHBOURHOOD,
    Damaged,
    Emptied,
    Judge,
    Notable,
    Reading,
    Readings,
    window_at,
)

__all__ = ["MANY", "NEIGHBOURHOOD", "Damaged", "Emptied", "Judge", "Notable", "Reading", "Readings", "window_at"]
