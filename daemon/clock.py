"""The only module that reads the clock; everyone else is given the time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the module that reads the clock


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, to show what would be done at another time; the moment must be aware."""

    moment: datetime

    def __post_init__(self) -> None:
        if self.moment.utcoffset() is None:
            raise ValueError("a moment needs its zone")

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


def monotonic_usec() -> int:
    """Microseconds on the clock that systemd compares reloads by (CLOCK_MONOTONIC, sd_notify(3)); for nothing else."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
