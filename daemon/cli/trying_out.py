"""The commands for those who want to know or to try: adapters, playbooks, try, demo."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from daemon.app import read_settings
from daemon.cli.group import Context, as_json, attention, cli
from daemon.cli.output import say, say_lines, warn
from daemon.core.playbook import find_playbook
from daemon.core.wording import find_language, written_languages
from daemon.registry import describe
from daemon.telling.adapters import adapter_record, tell_adapter
from daemon.telling.playbooks import all_playbooks, playbook_record, tell_playbook, tell_playbooks
from daemon.telling.words import to_json, visible_json


@cli.command(short_help="List the adapters and their settings.")
@as_json
def adapters(as_json: bool) -> int:
    """List the installed adapters: what they offer, and which settings an account of theirs takes.

    Exit code 1 if one of them cannot be used.
    """
    found = describe()
    if as_json:
        say(to_json([adapter_record(description) for description in found]))
    else:
        say_lines(line for description in found for line in tell_adapter(description))
    return attention(any(description.adapter is None for description in found))


@cli.command(short_help="List the playbooks, or show one as a timeline.")
@click.argument("name", required=False)
@as_json
@click.pass_obj
def playbooks(context: Context, name: str | None, as_json: bool) -> int:
    """List the playbooks, or show one in the order of time, with its reasons.

    Your own are TOML files in the folder "playbooks" beside the configuration; one with the name of a playbook that
    ships, or with a line like extends = "balanced", changes only what it says.
    """
    settings = read_settings(context.config) if context.config.is_file() else None
    own = settings.playbooks if settings else {}
    if name is None:
        chosen = settings.follow_up.playbook if settings else "balanced"
        found = all_playbooks(own)
        say_lines([to_json([playbook_record(p) for p in found])] if as_json else tell_playbooks(own, chosen))
        return 0
    playbook = find_playbook(name, own)
    if playbook is None:
        known = ", ".join(p.name for p in all_playbooks(own))
        raise click.BadParameter(f'there is no playbook "{name}"; there are {known}', param_hint="NAME")
    say_lines([to_json(playbook_record(playbook))] if as_json else tell_playbook(playbook))
    return 0


@cli.command(name="try", short_help="See what is made of single events, mails or promises.")
@click.argument("what", metavar="events|mails|promises", type=click.Choice(("events", "mails", "promises")))
@click.argument("file", type=click.File("rb"))
def try_(what: str, file: IO[bytes]) -> int:
    """Feed one part of followupd with JSON lines, and see what it makes of them: one JSON line for each.

    \b
    events     is it a job interview, and what is known of it?
    mails      what does a reply mean?
    promises   which dates are in what somebody said?

    FILE has one JSON object a line, in UTF-8; "-" reads standard input. A line that cannot be read is told with its
    number on standard error, the rest goes on, and the exit code is 1. No configuration is needed; nothing is written.

    \b
    Example:
      echo '{"id": "1", "text": "We decide by next Friday.", "locale": "en-GB",
             "spoken_at": "2026-03-02T10:00:00+00:00", "timezone": "Europe/London"}' \\
        | tr -d '\\n' | followupd try promises -
    """
    from daemon.trying import answer  # noqa: PLC0415 - the readers and their words load only when they are tried

    faults = 0
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            say(visible_json(answer(what, line)))
        except ValueError as error:
            faults += 1
            warn(f"{file.name}:{number}: {error}")
    return attention(faults > 0)


@cli.command(short_help="Play an invented quarter and show what is written.")
@click.option(
    "--into",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("followupd-demo"),
    show_default=True,
    help="The folder to play it in; what an earlier demo left there is replaced.",
)
def demo(into: Path) -> None:
    """Play a quarter of an invented job seeker's life, and show what followupd writes.

    It needs no configuration and touches nothing but its folder, in which configuration, calendars, drafts and state
    are left for you to look at.
    """
    from daemon.demo import play  # noqa: PLC0415 - the sample is of no use to any other command

    say_lines(play(into))


@cli.command(short_help="Show how drafts and entries read, in every language.")
@click.option("--sample", is_flag=True, required=True, help="About an interview of the invented calendar.")
@click.option("--language", metavar="CODE", help="In one language only, such as de or en-US.")
def drafts(sample: bool, language: str | None) -> None:  # noqa: ARG001 - the flag leaves room for drafts of one's own
    """Print one of everything that followupd writes, to be read by somebody who knows the language.

    It needs no configuration, and nothing is written.

    \b
    Examples:
      followupd drafts --sample
      followupd drafts --sample --language de
    """
    from daemon.demo.letters import show_letters  # noqa: PLC0415 - the sample is of no use to any other command

    if language is not None and find_language(language) is None:
        known = ", ".join(written_languages())
        raise click.BadParameter(f'nothing is written in "{language}", only in {known}', param_hint="--language")
    say_lines(show_letters(language))
