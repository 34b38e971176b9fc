"""The service: wake, one pass, sleep; a signal ends the sleep, never a write.

SIGTERM and SIGINT finish the write that is going on and leave; SIGHUP reads the configuration again, and keeps the old
one if the new one has faults.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path
from types import FrameType

import schedule

from daemon.clock import Clock, monotonic_usec
from daemon.cycle import Cycle
from daemon.notify import Notifier
from daemon.sources import Patience
from daemon.state import Busy, alone
from daemon.telling import sum_up

log = logging.getLogger(__name__)


class Signals:
    """What the outside world wants; a wait ends as soon as it wants something."""

    def __init__(self) -> None:
        self.stop = False
        self.reload = False
        self._woken = threading.Event()

    @property
    def raised(self) -> bool:
        """Whether there is something to do beside passes."""
        return self.stop or self.reload

    def listen(self) -> None:
        """Take over SIGTERM, SIGINT and SIGHUP."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._receive)

    def wait(self, seconds: float) -> None:
        """Sleep, at most this long."""
        self._woken.wait(max(seconds, 0))
        self._woken.clear()

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self.reload = True
        else:
            self.stop = True
        self._woken.set()


class Service:
    """Passes until a signal says stop.

    `open_cycle` reads the configuration and opens everything, first and after each reload. What it raises the first
    time ends the service; later the old configuration stays.
    """

    def __init__(
        self,
        open_cycle: Callable[[], AbstractContextManager[Cycle]],
        state: Path,
        notifier: Notifier,
        clock: Clock,
    ) -> None:
        self._open_cycle = open_cycle
        self._state = state
        self._notifier = notifier
        self._clock = clock
        self._signals = Signals()

    def run(self) -> None:
        """Serve; returns when it was told to stop."""
        # The scheduler counts in local time; without summer time it never skips or repeats an hour.
        os.environ["TZ"] = "UTC"
        time.tzset()
        self._signals.listen()
        opened = ExitStack()
        cycle = opened.enter_context(self._open_cycle())
        try:
            self._notifier.ready("starting the first pass")
            while not self._signals.stop:
                self._serve(cycle)
                if self._signals.reload:
                    self._notifier.reloading(monotonic_usec())
                    opened, cycle = self._reload(opened, cycle)
                    self._notifier.ready("read the configuration again")
        finally:
            self._notifier.stopping("finished")
            opened.close()

    def _reload(self, opened: ExitStack, cycle: Cycle) -> tuple[ExitStack, Cycle]:
        self._signals.reload = False
        renewed = ExitStack()
        try:
            new = renewed.enter_context(self._open_cycle())
        except Exception as error:  # whatever is wrong with the new configuration, the old one goes on working
            log.error("the configuration was not read again, the old one stays: %s", error)
            return opened, cycle
        opened.close()
        log.info("read the configuration again")
        return renewed, new

    def _serve(self, cycle: Cycle) -> None:
        """Passes with one configuration, until it is to be read again or the service is to stop."""
        minutes = cycle.settings.service.interval_minutes
        patience = Patience(timedelta(minutes=minutes))
        scheduler = schedule.Scheduler()
        scheduler.every(minutes).minutes.do(self._pass, cycle, patience, timedelta(minutes=minutes))
        if watched := self._notifier.watchdog_interval:
            # The loop sleeps between passes, and a pass that hangs keeps it from coming here.
            scheduler.every(max(int(watched.total_seconds() / 2), 1)).seconds.do(self._notifier.watchdog)
        scheduler.run_all()
        while not self._signals.raised:
            self._signals.wait(scheduler.idle_seconds or 0)
            if not self._signals.raised:
                scheduler.run_pending()

    def _pass(self, cycle: Cycle, patience: Patience, interval: timedelta) -> None:
        now = self._clock.now()
        try:
            with alone(self._state):
                report = cycle.run(now, resting=patience.resting(now), stop=lambda: self._signals.stop)
        except Busy as busy:
            log.info("%s", busy)
            return
        patience.learn(cycle.accounts, report.health, now)
        following = (now + interval).astimezone(cycle.settings.person.zone)
        self._notifier.status(f"{sum_up(report)}; next pass at {following:%H:%M}")
        self._notifier.watchdog()
