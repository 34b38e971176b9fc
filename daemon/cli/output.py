"""Printing: findings to standard output, faults to standard error, nothing hidden in either."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

import click

from daemon.telling.words import visible


def say(text: str) -> None:
    """Print a text; when the reader has gone (`followupd plan | head`) the rest is said to nobody."""
    try:
        click.echo("\n".join(map(visible, text.split("\n"))))
    except OSError as error:
        # What could not be printed must not be tried again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def say_lines(lines: Iterable[str]) -> None:
    """Print line by line, each as soon as it is there."""
    for line in lines:
        say(line)


def warn(text: str) -> None:
    """Tell a fault."""
    with suppress(OSError):  # nobody listens to faults either; the exit code still tells
        click.echo("\n".join(map(visible, text.split("\n"))), err=True)


def warn_lines(lines: Iterable[str]) -> None:
    """Tell faults line by line."""
    for line in lines:
        warn(line)
