"""The command `followupd` itself: its options, and what its commands share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.app import assemble, look, read_settings
from daemon.clock import Clock
from daemon.config import default_config_path, state_folder
from daemon.cycle import Cycle, Report
from daemon.telling import tell_trouble
from daemon.telling.moments import read_moment

ATTENTION = 1
IMPOSSIBLE = 2
INTERRUPTED = 130  # what shells make of SIGINT

_EPILOG = """\
Exit codes: 0 all is well; 1 done, but something needs your attention, and was printed; 2 it could not be done; 130 you
stopped it.

\b
To complete commands with the Tab key, for this session of bash:
  eval "$(_FOLLOWUPD_COMPLETE=bash_source followupd)"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where the configuration and the state lie, and what tells the time."""

    config: Path
    state: Path
    clock: Clock


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=False,
    invoke_without_command=True,
    epilog=_EPILOG,
)
@click.version_option(package_name="followupd", message="%(prog)s %(version)s")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file.  [default: ~/.config/followupd/config.toml]",
)
@click.option(
    "--state",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for journal and cache.  [default: ~/.local/state/followupd]",
)
@click.pass_context
def cli(context: click.Context, config: Path | None, state: Path | None) -> None:
    """Finds the job interviews in your calendar and prepares the follow-up.

    followupd writes calendar entries (what to ask, whom to thank, when to call) and e-mail drafts. It never sends
    anything, and what you edit, move or delete stays as you left it.

    \b
    To begin, write a configuration and look before anything is written:
      followupd demo      how it would look, with an invented calendar
      followupd check     is the configuration right, can the accounts be used?
      followupd plan      what would be written?
      followupd once      write it
      followupd run       go on by itself, as a service
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return
    context.obj = Context(
        config=(config or default_config_path(os.environ)).expanduser(),
        state=(state or state_folder(os.environ)).expanduser(),
        clock=context.obj,
    )


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of sentences.")
at = click.option(
    "--at",
    "moment",
    metavar="TIME",
    help="As if it were another time, in your zone: 2026-03-06T09:00.",
)


@contextmanager
def opened_to_look(context: Context) -> Iterator[Cycle]:
    """A cycle for dry passes; nothing is made or changed by it."""
    with look(read_settings(context.config), context.state) as cycle:
        yield cycle


@contextmanager
def opened_to_work(context: Context) -> Iterator[Cycle]:
    """A cycle for passes that write."""
    with assemble(read_settings(context.config), context.state) as cycle:
        yield cycle


def moment_meant(context: Context, text: str | None, zone: ZoneInfo) -> datetime:
    """The moment of `--at`, or now."""
    if text is None:
        return context.clock.now()
    try:
        return read_moment(text, zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from error


def attention(needed: bool) -> int:
    """The exit code of a command that did its work."""
    return ATTENTION if needed else 0


def troubled(report: Report) -> int:
    """The exit code of a command that made a pass."""
    return attention(any(True for _ in tell_trouble(report)))
