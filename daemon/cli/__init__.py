"""The commands: the only package that prints or exits.

Exit codes: 0 all is well; 1 done, but something needs your attention, which was printed; 2 it could not be done;
130 you stopped it.
What a command finds goes to standard output, faults to standard error, and a traceback nowhere.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from daemon.app import StateError

# Importing them adds their commands to the group.
from daemon.cli import looking, signing_in, simulating, trying_out, working  # noqa: F401 - for what importing does
from daemon.cli.group import ATTENTION, IMPOSSIBLE, INTERRUPTED, cli
from daemon.cli.output import warn
from daemon.clock import Clock, SystemClock
from daemon.config import ConfigError
from daemon.journal import JournalError
from daemon.loop import PassesFail
from daemon.registry import RegistryError
from daemon.state import Busy, Occupied
from daemon.telling.faults import tell_bug, tell_database_fault, tell_system_fault

__all__ = ["ATTENTION", "IMPOSSIBLE", "INTERRUPTED", "cli", "main", "run_command"]

_TOLD = (ConfigError, RegistryError, StateError, JournalError, Busy, Occupied)

# What is told of each error, and the exit code; the first that fits counts.
_FAULTS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], str], int], ...] = (
    (click.Abort, lambda _: "stopped at your wish; what was written stays known", INTERRUPTED),
    (PassesFail, lambda error: f"{error}; leaving, so that it can be started afresh", ATTENTION),
    (_TOLD, str, IMPOSSIBLE),
    (sqlite3.Error, tell_database_fault, IMPOSSIBLE),
    (OSError, tell_system_fault, IMPOSSIBLE),
    (Exception, tell_bug, IMPOSSIBLE),
)


def main() -> None:
    """The console script."""
    # What a command has to say it prints; only the service logs.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(capture=True)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # it is None when it was closed before we were started
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # TextIO lacks what files have
    sys.exit(run_command(sys.argv[1:], SystemClock()))


def run_command(arguments: Sequence[str], clock: Clock) -> int:
    """Run a command at the time of this clock and tell what went wrong; the exit code."""
    try:
        code = cli.main(arguments, prog_name="followupd", standalone_mode=False, obj=clock)
    except click.ClickException as error:
        error.show()
        return IMPOSSIBLE
    except Exception as error:  # also a bug: the person gets one line to report, not pages of code
        tell, code = next((tell, code) for errors, tell, code in _FAULTS if isinstance(error, errors))
        warn(f"followupd: {tell(error)}")
    return code if isinstance(code, int) else 0
