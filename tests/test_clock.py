"""The clocks: both tell aware moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from daemon.clock import FixedClock, SystemClock, monotonic_usec


def test_a_fixed_clock_stands_still_and_tells_utc() -> None:
    clock = FixedClock(datetime(2026, 7, 6, 9, tzinfo=ZoneInfo("Europe/London")))
    assert clock.now() == clock.now() == datetime(2026, 7, 6, 8, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_a_fixed_clock_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        FixedClock(datetime.fromisoformat("2026-07-06T09:00"))


def test_the_system_s_clocks_go_forward() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.now() <= clock.now()
    assert monotonic_usec() <= monotonic_usec()
