"""The service: wake, one pass, sleep; a signal ends the sleep, never a write.

SIGTERM and SIGINT finish the write that is going on and leave; what is only read is broken off, since a server may
think for longer than systemd waits. SIGHUP reads the configuration again, and keeps the old one if the new one has
faults.

An account that fails is the cycle's business and rests for a while. A pass that fails as a whole (a full disk, a bug)
is logged and made again at its next time, because a pass can be repeated at no risk and most such causes pass. After
three in a row the service leaves as failed: whatever keeps it from working may be in its memory, systemd starts it
afresh, and who looks at the unit sees that it is not well.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType, MappingProxyType

import schedule

from daemon.clock import Clock, monotonic_usec
from daemon.cycle import Cycle, Report
from daemon.journal import Journal
from daemon.notify import Notifier
from daemon.sources import Patience
from daemon.state import Busy, alone
from daemon.telling.passes import sum_up

log = logging.getLogger(__name__)

RETRY = 2  # seconds until a pass is tried again that another followupd kept from starting
MOST_FAILURES = 3  # passes in a row that may fail as a whole
_LATEST = "last pass"


class PassesFail(Exception):
    """One pass after the other failed as a whole."""


class _Broken(BaseException):
    """The service was told to stop while it only read; not a failure, so that nobody who handles those sees it."""


class Signals:
    """What the outside world wants; a wait ends as soon as it wants something."""

    def __init__(self) -> None:
        self.stop = False
        self.reload = False
        self._breakable = False
        # A pipe that the interpreter writes to at the moment of the signal. A handler in Python would run too late for
        # a wait that is just beginning, and could not take a lock that the code it interrupts holds.
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)

    @property
    def raised(self) -> bool:
        """Whether there is something to do beside passes."""
        return self.stop or self.reload

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Inside it nothing is written until somebody asks `must_stop`; a signal to stop breaks it off at once."""
        self._breakable = True
        try:
            if self.stop:  # the signal came just before
                raise _Broken
            yield
        finally:
            self._breakable = False

    def must_stop(self) -> bool:
        """Whether to stop, for somebody who is about to write and is not broken off from then on."""
        self._breakable = False
        return self.stop

    def listen(self) -> None:
        """Take over SIGTERM, SIGINT and SIGHUP."""
        signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._receive)

    def wait(self, seconds: float) -> None:
        """Sleep, at most this long, or until the next signal; one that came before counts too."""
        ready, _, _ = select.select([self._reading], [], [], max(seconds, 0))
        if ready:
            os.read(self._reading, 4096)

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self.reload = True
            return
        self.stop = True
        if self._breakable:
            self._breakable = False  # once is enough: whoever tidies up is left in peace
            raise _Broken


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
        self._failures = 0
        self._remark = ""

    def run(self) -> None:
        """Serve; returns when it was told to stop. Raises what opening raises, and `PassesFail`."""
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
                if self._signals.reload and not self._signals.stop:
                    self._notifier.reloading(monotonic_usec())
                    opened, cycle = self._reload(opened, cycle)
                    self._notifier.ready(self._remark or "read the configuration again")
        except _Broken:
            log.info("stopped while reading")
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
            self._remark = "the configuration has faults, the old one stays (see: followupd check)"
            return opened, cycle
        opened.close()
        self._remark = ""
        log.info("read the configuration again")
        return renewed, new

    def _serve(self, cycle: Cycle) -> None:
        """Passes with one configuration, until it is to be read again or the service is to stop."""
        scheduler = schedule.Scheduler()
        shift = _Shift(cycle=cycle, scheduler=scheduler)
        scheduler.every(shift.minutes).minutes.do(self._attend, shift)
        if watched := self._notifier.watchdog_interval:
            # The loop sleeps between passes, and a pass that hangs keeps it from coming here.
            scheduler.every(max(int(watched.total_seconds() / 2), 1)).seconds.do(self._notifier.watchdog)
        scheduler.run_all()
        while not self._signals.raised:
            self._signals.wait(scheduler.idle_seconds or 0)
            if not self._signals.raised:
                scheduler.run_pending()

    def _attend(self, shift: _Shift) -> None:
        """A pass, whatever comes of it."""
        now = self._clock.now()
        try:
            with self._signals.reading():
                resting = shift.patience.resting(now)
                report = make_pass(shift.cycle, self._state, now, resting, stop=self._signals.must_stop)
        except Busy as busy:
            log.info("%s", busy)
            self._tell("waiting for another followupd to finish its pass")
            shift.try_again_soon(self._attend)
        except Exception as error:  # a bug or the machine's trouble: see above why it does not end the service at once
            self._fail(error)
        else:
            self._failures = 0
            shift.patience.learn(shift.cycle.accounts, report.health, now)
            following = (now + shift.interval).astimezone(shift.cycle.settings.person.zone)
            self._tell(f"{sum_up(report)}; next pass at {following:%H:%M}")
        self._notifier.watchdog()

    def _fail(self, error: Exception) -> None:
        self._failures += 1
        log.error("the pass failed, for the %d. time in a row", self._failures, exc_info=error)
        self._tell(f"the last pass failed ({type(error).__name__}); it will be made again")
        if self._failures >= MOST_FAILURES:
            raise PassesFail(f"{MOST_FAILURES} passes in a row failed ({type(error).__name__})") from error

    def _tell(self, status: str) -> None:
        self._notifier.status("; ".join(part for part in (self._remark, status) if part))


class _Shift:
    """The time in which one configuration is served."""

    def __init__(self, *, cycle: Cycle, scheduler: schedule.Scheduler) -> None:
        self.cycle = cycle
        self.minutes = cycle.settings.service.interval_minutes
        self.interval = timedelta(minutes=self.minutes)
        self.patience = Patience(self.interval)
        self._scheduler = scheduler

    def try_again_soon(self, attend: Callable[[_Shift], None]) -> None:
        """Make a pass in a few seconds, beside those at their times."""

        def attend_once() -> type[schedule.CancelJob]:
            attend(self)
            return schedule.CancelJob

        self._scheduler.every(RETRY).seconds.do(attend_once)


def make_pass(
    cycle: Cycle,
    state: Path,
    now: datetime,
    resting: Mapping[str, Exception] = MappingProxyType({}),
    *,
    accept: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """A pass that nobody else makes at the same time, and that is remembered as the last one; or `Busy`."""
    with alone(state):
        report = cycle.run(now, accept=accept, resting=resting, stop=stop)
        cycle.journal.set_note(_LATEST, now.isoformat())
    return report


def last_pass(journal: Journal) -> datetime | None:
    """When the last pass was made."""
    noted = journal.note(_LATEST)
    return datetime.fromisoformat(noted) if noted else None
