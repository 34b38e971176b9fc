"""The commands that write: once, run, undo."""

from __future__ import annotations

import os
from functools import partial

import click

from daemon import log
from daemon.cli.group import Context, as_json, cli, opened_to_work, troubled
from daemon.cli.output import say, say_lines, warn_lines
from daemon.loop import Service, make_pass
from daemon.notify import Notifier
from daemon.state import alone
from daemon.telling import plan_record, tell_done, tell_trouble
from daemon.telling.words import show_count, to_json


@cli.command(short_help="Make one pass: write, update, withdraw.")
@click.option("--accept", is_flag=True, help="Yes, the large change that the last pass stopped at is right.")
@as_json
@click.pass_obj
def once(context: Context, accept: bool, as_json: bool) -> int:
    """Make one pass: write what is missing, update and withdraw what is no longer right.

    Made again at once, it does nothing. It may run from cron instead of the service, and beside it. What you changed or
    deleted is left alone. Should a pass want to change more than `follow_up.most_changes`, or find a calendar suddenly
    empty, it changes nothing there and says so; if it is right all the same, add --accept.
    """
    with opened_to_work(context) as cycle:
        zone = cycle.settings.person.zone
        report = make_pass(cycle, context.state, context.clock.now(), accept=accept)
    if as_json:
        say(to_json(plan_record(report) | {"done": [action.key for action in report.executed.done]}))
        return troubled(report)
    say_lines(tell_done(report, zone))
    warn_lines(tell_trouble(report))
    return troubled(report)


@cli.command(short_help="Run as a service, pass after pass.")
@click.option("--debug", is_flag=True, help="Log more; never the text of mails, addresses or secrets.")
@click.pass_obj
def run(context: Context, debug: bool) -> None:
    """Run as a service: a pass every few minutes, until SIGTERM or Ctrl-C.

    It logs to standard error and tells systemd how it is. SIGHUP makes it read the configuration again; it goes on with
    the old one if the new one has faults. SIGTERM lets it finish the write that is going on. The folder systemd/ of the
    project has units to start it with.
    """
    log.set_up(os.environ, debug=debug)
    Service(partial(opened_to_work, context), context.state, Notifier(os.environ), context.clock).run()


@cli.command(short_help="Remove everything that was written and that you did not touch.")
@click.option("--all", "everything", is_flag=True, help="Everything that was ever written; there is no other way yet.")
@click.option("--yes", is_flag=True, help="Do not ask, for scripts.")
@click.pass_obj
def undo(context: Context, everything: bool, yes: bool) -> int:
    """Remove every entry and draft that followupd wrote and you did not touch.

    What you edited, moved or sent stays. Nothing that was removed is ever written again.
    """
    if not everything:
        raise click.UsageError("say that you mean all of it: followupd undo --all")
    if not yes:
        click.confirm("Remove every entry and draft that followupd wrote and you did not touch?", abort=True, err=True)
    with opened_to_work(context) as cycle, alone(context.state):
        executed = cycle.undo(context.clock.now())
    say(f"{show_count(len(executed.done), 'thing')} removed; what you edited, moved or sent was left alone.")
    return 0
