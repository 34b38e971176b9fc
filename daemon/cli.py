"""The commands: the only module that prints or exits.

Exit codes: 0 all is well; 1 done, but something needs your attention, which was printed; 2 it could not be done.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import click

from daemon import log
from daemon.app import assemble, read_settings
from daemon.clock import Clock, FixedClock, SystemClock
from daemon.config import ConfigError, default_config_path, state_folder
from daemon.core.applications import event_token, instant
from daemon.core.recognise import judge
from daemon.core.recognise.records import judgement_to_record
from daemon.core.remembered import key_parts
from daemon.cycle import Cycle, Report, owner_of
from daemon.demo import play
from daemon.journal import JournalError
from daemon.loop import Service
from daemon.notify import Notifier
from daemon.ports.records import Event
from daemon.registry import Description, RegistryError, describe
from daemon.state import Busy, alone
from daemon.telling import (
    plan_record,
    sum_up,
    tell_applications,
    tell_judgement,
    tell_plan,
    tell_row,
    tell_trouble,
)
from daemon.trying import ANSWERS, answer

ATTENTION = 1
IMPOSSIBLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where the configuration and the state lie."""

    config: Path
    state: Path


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 all is well, 1 something needs your attention, 2 it could not be done.",
)
@click.version_option(package_name="followupd", message="%(prog)s %(version)s")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file.  [default: ~/.config/followupd/config.toml]",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for journal and cache.  [default: ~/.local/state/followupd]",
)
@click.pass_context
def cli(context: click.Context, config: Path | None, state: Path | None) -> None:
    """Finds the job interviews in your calendar and prepares the follow-up.

    followupd writes calendar entries and e-mail drafts. It never sends anything, and what you edit, move or delete
    stays as you left it.
    """
    context.obj = Context(
        config=(config or default_config_path(os.environ)).expanduser(),
        state=(state or state_folder(os.environ)).expanduser(),
    )


def main() -> None:
    """The console script."""
    try:
        cli()
    except (ConfigError, RegistryError, JournalError, Busy) as error:
        click.echo(f"followupd: {error}", err=True)
        sys.exit(IMPOSSIBLE)
    except BrokenPipeError:
        # The reader has gone (`followupd plan | head`); what is left unsaid is of no interest to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        click.echo(f"followupd: {error.filename or ''}: {error.strerror}", err=True)
        sys.exit(IMPOSSIBLE)


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of sentences.")


@cli.command()
@as_json
@click.pass_obj
def check(context: Context, as_json: bool) -> None:
    """Look for everything that can be wrong: configuration, accounts, folders, unreadable items.

    Nothing is written. Exit code 1 if something needs your attention.
    """
    with _cycle(context) as cycle:
        trouble: dict[str, list[str]] = {account.name: [] for account in cycle.accounts}
        report = cycle.run(SystemClock().now(), dry=True)
        for line in tell_trouble(report):
            name = line.removeprefix("account ").split(":", 1)[0]
            trouble.setdefault(name if name in trouble else "drafts", []).append(line)
        offers = {a.name: f"{a.adapter.name}: {', '.join(sorted(a.adapter.offers))}" for a in cycle.accounts}
    if as_json:
        _print_json(
            {"config": str(context.config), "state": str(context.state), "accounts": offers, "trouble": trouble}
        )
    else:
        click.echo(f"configuration {context.config}: read")
        click.echo(f"state {context.state}: private and writable")
        for name, offer in offers.items():
            click.echo(f"account {name} ({offer}): {'works' if not trouble[name] else 'needs your attention'}")
        _print_lines(line for lines in trouble.values() for line in lines)
        click.echo(f"{len(report.understood.interviews)} interviews in the calendar; see: followupd plan")
    _attend(any(trouble.values()))


@cli.command()
@click.option("--at", "moment", metavar="TIME", help="Show what would be done at another time, as in 2026-03-06T09:00.")
@as_json
@click.pass_obj
def plan(context: Context, moment: str | None, as_json: bool) -> None:
    """Show what would be written now, and why, without writing anything."""
    with _cycle(context, fresh_readings=moment is not None) as cycle:
        clock = _clock(moment, cycle)
        report = cycle.run(clock.now(), dry=True)
        zone = cycle.settings.person.zone
    if as_json:
        _print_json(plan_record(report))
    else:
        _print_lines(tell_applications(report.understood.applications, zone))
        click.echo()
        _print_lines(tell_plan(report, zone))
    _attend(_troubled(report))


@cli.command()
@click.option("--accept", is_flag=True, help="Let this pass through the brake: the large change is right.")
@as_json
@click.pass_obj
def once(context: Context, accept: bool, as_json: bool) -> None:
    """Make one pass: write what is missing, withdraw what no longer applies."""
    log.set_up(os.environ)
    with _cycle(context) as cycle, alone(context.state):
        report = cycle.run(SystemClock().now(), accept=accept)
        zone = cycle.settings.person.zone
    if as_json:
        _print_json(plan_record(report) | {"done": len(report.executed.done)})
    else:
        _print_lines(tell_plan(report, zone))
        click.echo(sum_up(report))
    _attend(_troubled(report))


@cli.command()
@click.option("--debug", is_flag=True, help="Log more; never the text of mails, addresses or secrets.")
@click.pass_obj
def run(context: Context, debug: bool) -> None:
    """Run as a service: a pass every few minutes until SIGTERM. SIGHUP reads the configuration again."""
    log.set_up(os.environ, debug=debug)
    Service(partial(_cycle, context), context.state, Notifier(os.environ), SystemClock()).run()


@cli.command()
@as_json
@click.pass_obj
def status(context: Context, as_json: bool) -> None:
    """Show your applications, what is coming, and what became of what was written."""
    with _cycle(context) as cycle:
        report = cycle.run(SystemClock().now(), dry=True)
        zone = cycle.settings.person.zone
        rows = sorted(cycle.journal.rows().values(), key=lambda row: row.start)
    if as_json:
        items = [{"key": r.key, "form": r.form, "state": r.state, "start": r.start.isoformat()} for r in rows]
        _print_json(plan_record(report) | {"items": items})
    else:
        _print_lines(tell_applications(report.understood.applications, zone))
        click.echo()
        _print_lines(tell_row(row, zone) for row in rows)
        _print_lines(tell_trouble(report))
    _attend(_troubled(report))


@cli.command()
@click.argument("what")
@as_json
@click.pass_obj
def why(context: Context, what: str, as_json: bool) -> None:
    """Say why: of every event whose title contains WHAT, or that is on the day WHAT (2026-03-06).

    For interviews, also which steps follow and which rule and date they come from.
    """
    with _cycle(context) as cycle:
        report = cycle.run(SystemClock().now(), dry=True)
        zone, owner = cycle.settings.person.zone, owner_of(cycle.settings)
        chosen = _matcher(what, zone)
        events = [reading.event for reading in cycle.readings.everything()]
        judgements = [judge(e, owner, cycle.readings.around(e, timedelta(hours=36))) for e in events if chosen(e)]
        rows = cycle.journal.rows()
    if as_json:
        _print_json([judgement_to_record(event_token(j.event), j) for j in judgements])
        return
    if not judgements:
        click.echo(f"No event in the calendar matches “{what}”.")
    steps = {artefact.step.key: artefact for artefact in report.artefacts}
    for judgement in judgements:
        _print_lines(tell_judgement(judgement, zone))
        token = event_token(judgement.event)
        for key, row in rows.items():
            parts = key_parts(key)
            if token in (parts.round, parts.event):
                click.echo(f"  {tell_row(row, zone)}")
                if key in steps:
                    click.echo(f"    because: {steps[key].step.why}")


@cli.command()
@click.option("--all", "everything", is_flag=True, required=True, help="Everything untouched that was ever written.")
@click.confirmation_option("--yes", prompt="Remove every untouched entry and draft that followupd wrote?")
@click.pass_obj
def undo(context: Context, everything: bool) -> None:  # noqa: ARG001 - it is there to be asked for by name
    """Remove every entry and draft that followupd wrote and you did not touch."""
    with _cycle(context) as cycle, alone(context.state):
        report = cycle.undo()
    click.echo(f"{len(report.done)} removed; what you edited, moved or sent was left alone.")


@cli.command()
@as_json
def adapters(as_json: bool) -> None:
    """List the installed adapters, what they offer and which settings they take."""
    found = describe()
    if as_json:
        _print_json([_adapter_record(description) for description in found])
        return
    for description in found:
        adapter = description.adapter
        if adapter is None:
            click.echo(f"{description.name}: {description.fault}")
            continue
        click.echo(f"{adapter.name}: {adapter.summary}")
        click.echo(f"  offers {', '.join(sorted(adapter.offers))}")
        for option in adapter.options:
            need = "required" if option.required else f"default {option.default}" if option.default else "optional"
            click.echo(f"  {option.name} ({option.kind}, {need}): {option.help}")


@cli.command(name="try")
@click.argument("what", type=click.Choice(sorted(ANSWERS)))
@click.argument("file", type=click.File(encoding="utf-8"))
def try_(what: str, file: IO[str]) -> None:
    """Feed one part of followupd with JSON lines and see what it makes of them, one JSON line for each.

    events: is it a job interview, and what is known of it? promises: which dates are in what somebody said?
    mails: what does a reply mean? A line that cannot be read is told on standard error, and the rest goes on.
    """
    faults = 0
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            click.echo(answer(what, line))
        except ValueError as error:
            faults += 1
            click.echo(f"{file.name}:{number}: {error}", err=True)
    _attend(faults > 0)


@cli.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("followupd-demo"),
    show_default=True,
    help="The folder to play it in; what an earlier demo left there is replaced.",
)
def demo(into: Path) -> None:
    """Play a quarter of an invented job seeker's life and show what followupd writes."""
    _print_lines(play(into))


@contextmanager
def _cycle(context: Context, *, fresh_readings: bool = False) -> Iterator[Cycle]:
    settings = read_settings(context.config)
    with assemble(settings, context.state, fresh_readings=fresh_readings) as cycle:
        yield cycle


def _clock(moment: str | None, cycle: Cycle) -> Clock:
    if moment is None:
        return SystemClock()
    try:
        time = datetime.fromisoformat(moment)
    except ValueError as error:
        raise click.BadParameter(
            f"“{moment}” is no time; write it as in 2026-03-06T09:00", param_hint="--at"
        ) from error
    return FixedClock(time if time.tzinfo else time.replace(tzinfo=cycle.settings.person.zone))


def _matcher(what: str, zone: ZoneInfo) -> Callable[[Event], bool]:
    """Whether an event is on a day, if `what` is one, or has `what` in its title."""
    try:
        day = date.fromisoformat(what)
    except ValueError:
        return lambda event: what.casefold() in event.summary.casefold()
    return lambda event: (event.start if event.all_day else instant(event.start).astimezone(zone).date()) == day


def _troubled(report: Report) -> bool:
    return any(True for _ in tell_trouble(report))


def _attend(needed: bool) -> None:
    if needed:
        sys.exit(ATTENTION)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _adapter_record(description: Description) -> dict[str, object]:
    adapter = description.adapter
    record: dict[str, object] = {"name": description.name, "distribution": description.distribution}
    if adapter is None:
        return record | {"fault": description.fault}
    options = [
        {"name": o.name, "kind": o.kind, "required": o.required, "default": o.default, "help": o.help}
        for o in adapter.options
    ]
    return record | {"summary": adapter.summary, "offers": sorted(adapter.offers), "options": options}
