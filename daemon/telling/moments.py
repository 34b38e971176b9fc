"""The moment a command speaks of: now, or what was asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_EARLIEST, _LATEST = 1990, 2100  # beyond these, calendars and time zones are not to be relied on


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """A time as a person types it, in their zone unless it has an offset; `ValueError` with what to write instead."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text}” is no time; write it as in 2026-03-06T09:00") from None
    if not _EARLIEST <= moment.year < _LATEST:
        raise ValueError(f"“{text}” is too far away; name a year from {_EARLIEST} to {_LATEST - 1}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
