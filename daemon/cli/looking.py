"""The commands that only look: check, plan, status, why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import click

from daemon.app import check_login
from daemon.cli.group import Context, as_json, at, attention, cli, moment_meant, opened_to_look, troubled
from daemon.cli.output import say, say_lines, warn, warn_lines
from daemon.config import Settings
from daemon.cycle import Report
from daemon.loop import last_pass
from daemon.ports.adapter import Login
from daemon.ports.errors import PortError
from daemon.telling import plan_record, tell_applications, tell_plan, tell_trouble
from daemon.telling.checks import (
    Finding,
    Level,
    check_accounts,
    check_adapters,
    check_settings,
    check_state,
    login_findings,
)
from daemon.telling.passes import tell_failure
from daemon.telling.reasons import explain, explained_record, tell_explained
from daemon.telling.standing import Standing, standing_record, tell_standing
from daemon.telling.words import show_full, to_json


@cli.command(short_help="Look for everything that can be wrong.")
@as_json
@click.pass_obj
def check(context: Context, as_json: bool) -> int:
    """Look for everything that can be wrong, and say what to do about it.

    Reads the configuration, opens every account, reads the calendars, looks for the drafts folder, and works out a
    plan. Nothing is written. Exit code 1 if something needs your attention, 2 if the configuration cannot be used.
    """
    findings = [*check_adapters(), *check_state(context.state)]
    with opened_to_look(context) as cycle:
        findings = [*check_settings(cycle.settings), *findings]
        report = cycle.run(context.clock.now(), dry=True)
        findings += check_accounts(cycle, report)
        findings += _check_logins(cycle.settings, report, context)
    if as_json:
        say(to_json([{"level": finding.level, "what": finding.what} for finding in findings]))
    else:
        say_lines(f"{finding.level:6} {finding.what}" for finding in findings)
    return attention(any(finding.level is Level.WRONG for finding in findings))


def _check_logins(settings: Settings, report: Report, context: Context) -> Iterator[Finding]:
    """How the logins stand of accounts that work; of one that does not, the reason has been told."""
    for account in settings.accounts:
        if account.name not in report.health.failed:
            try:
                login = check_login(settings, account, context.state, context.clock.now())
            except PortError as error:
                login = Login(well=False, remarks=(tell_failure(error),))
            if login is not None:
                yield from login_findings(account.name, login)


@cli.command(short_help="Show what would be written, and why.")
@at
@as_json
@click.pass_obj
def plan(context: Context, moment: str | None, as_json: bool) -> int:
    """Show what a pass would write, update and withdraw, and why. Nothing is written.

    \b
    Examples:
      followupd plan
      followupd plan --at 2026-03-06T09:00    on that day, with the calendar as it is now
      followupd plan --json                   with the full text of every entry and draft
    """
    with opened_to_look(context) as cycle:
        zone = cycle.settings.person.zone
        report = cycle.run(moment_meant(context, moment, zone), dry=True)
        before = last_pass(cycle.journal)
    if as_json:
        say(to_json(plan_record(report)))
        return troubled(report)
    if moment is not None and before and report.now < before:
        warn(f"The last pass was later, {show_full(before, zone)}: what was written since shows as to be withdrawn.")
    say_lines(tell_applications(report.understood.applications, zone))
    say("")
    say_lines(tell_plan(report, zone))
    warn_lines(tell_trouble(report))
    return troubled(report)


@cli.command(short_help="Show how your applications stand, and what comes next.")
@at
@as_json
@click.pass_obj
def status(context: Context, moment: str | None, as_json: bool) -> int:
    """Show how your applications stand, what comes next, and which drafts wait for you. Nothing is written."""
    with opened_to_look(context) as cycle:
        zone = cycle.settings.person.zone
        standing = Standing(
            report=cycle.run(moment_meant(context, moment, zone), dry=True),
            rows=cycle.journal.rows(),
            last_pass=last_pass(cycle.journal),
            interval_minutes=cycle.settings.service.interval_minutes,
        )
    if as_json:
        say(to_json(standing_record(standing)))
    else:
        say_lines(tell_standing(standing, zone))
        warn_lines(tell_trouble(standing.report))
    return troubled(standing.report)


@cli.command(short_help="Say why something was taken for an interview, or written.")
@click.argument("what", metavar="TEXT-OR-DATE")
@at
@as_json
@click.pass_obj
def why(context: Context, what: str, moment: str | None, as_json: bool) -> int:
    """Say why an event was taken for an interview or not, and why an entry or draft was written.

    Give a day, or a part of a title or of an employer's name. Told are the signs that spoke for and against an
    interview, what was read from it, which steps follow, by which rule and from which date. Nothing is written.
    Exit code 1 if nothing matches.

    \b
    Examples:
      followupd why 2026-03-06
      followupd why "phone screen"
      followupd why Tidewater --at 2026-03-06    what is far from now is read around another time
    """
    with opened_to_look(context) as cycle:
        zone = cycle.settings.person.zone
        report = cycle.run(moment_meant(context, moment, zone), dry=True)
        found = explain(what, cycle, report)
    if as_json:
        say(to_json([explained_record(explained) for explained in found]))
    elif not found:
        say(f"Nothing in your calendar matches “{what}”. What is more than half a year back or three months ahead")
        say("is not read; to look around another time, add for example: --at 2026-03-06")
    for explained in () if as_json else found:
        say_lines(chain(tell_explained(explained, zone), [""]))
    return attention(not found)
