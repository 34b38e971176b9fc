"""The command that plays job searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from daemon.app import read_settings
from daemon.cli.group import Context, attention, cli
from daemon.cli.output import say_lines
from daemon.config.values import read_country, read_zone
from daemon.core.playbook import Playbook, find_playbook
from daemon.telling.playbooks import all_playbooks

if TYPE_CHECKING:
    from daemon.simulation import Search

MOST = 100_000  # searches in one run
MANY, FEW = 8, 3  # applications at most: of a search that is shown, and of one among many


def _read_with(
    reader: Callable[[object], object],
) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Checks the value of an option as the configuration's is checked."""

    def check(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
        try:
            return None if value is None else str(reader(value))
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return check


@cli.command(short_help="Play a job search and show what would be written.")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Another one, another search.")
@click.option("--playbook", metavar="NAME", help="The rules.  [default: chance]")
@click.option("--zone", metavar="ZONE", callback=_read_with(read_zone), help="As in Europe/London.  [default: chance]")
@click.option(
    "--country",
    metavar="CODE",
    callback=_read_with(read_country),
    help="Its holidays, as in GB-ENG.  [default: chance]",
)
@click.option("--searches", type=click.IntRange(1, MOST), default=1, help="Play so many, and only watch the rules.")
@click.option(
    "--picture",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Draw the search into this SVG file.",
)
@click.pass_obj
def simulate(
    context: Context,
    /,
    file: Path | None,
    picture: Path | None,
    searches: int,
    seed: int,
    **given: str | None,
) -> int:
    """Play a year of a job search in seconds, and show what would be written: when, what, for whom and why.

    Nothing of yours is read but your own playbooks, and nothing is written but the picture. The search is made up; or
    write yours into FILE and see what would have been written:

    \b
      zone = "Europe/London"
      [[interview]]
      at = 2026-03-05T14:00:00
      company = "Tarnbrook"
      role = "Data Engineer"
      people = ["Ada Hall <ada@tarnbrook.example>"]
      promise = 2026-03-13              # or their words in the invitation
      reply = "rejected"                # or "offer" or "withdrawn"
      reply_at = 2026-03-24T09:00:00

    An interview may also have minutes, a zone, invited (when the invitation came), moved_to, and cancelled = true.

    Every pass is checked against the hard rules: nothing before a promised date, on days off or outside working hours,
    nobody asked too often or twice at once, each thanked once, nothing after an outcome. Exit code 1 if one was broken.
    """
    own = read_settings(context.config).playbooks if context.config.is_file() else {}
    _check_playbook(given["playbook"], own)
    if searches == 1:
        return attention(_show(file, picture, own, seed, given))
    if file or picture:
        raise click.UsageError("many searches are made up, and not drawn: leave out FILE and --picture")
    return attention(_watch(range(seed, seed + searches), own, given))


def _show(
    file: Path | None, picture: Path | None, own: Mapping[str, Playbook], seed: int, given: Mapping[str, str | None]
) -> bool:
    """Play one search and tell everything; whether a rule was broken."""
    from daemon import simulation  # noqa: PLC0415 - no other command needs it

    search = _read(file, given) if file else simulation.random_search(seed, most=MANY, **given)
    _check_playbook(search.playbook, own)
    outcome = simulation.play(search, own, simulation.STEADY if file else simulation.LIVELY, seed=seed)
    say_lines(simulation.tell_search(outcome))
    if picture:
        picture.write_text(simulation.draw(outcome), encoding="utf-8")
    return bool(outcome.violations)


def _watch(numbers: Iterable[int], own: Mapping[str, Playbook], given: Mapping[str, str | None]) -> bool:
    """Play the searches of these numbers and tell the sums; whether a rule was broken."""
    from daemon import simulation  # noqa: PLC0415 - as above

    made_up = ((number, simulation.random_search(number, most=FEW, **given)) for number in numbers)
    outcomes = [simulation.play(search, own, simulation.HURRIED, seed=number) for number, search in made_up]
    say_lines(simulation.tell_sums(outcomes))
    return any(outcome.violations for outcome in outcomes)


def _read(file: Path, given: Mapping[str, str | None]) -> Search:
    """The search in a file, with what the options say instead."""
    from daemon.simulation import SearchError, read_search  # noqa: PLC0415 - as above

    try:
        search = read_search(file.read_text(encoding="utf-8"))
    except (SearchError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="FILE") from error
    zone, country, playbook = given["zone"], given["country"], given["playbook"]
    return replace(
        search,
        zone=ZoneInfo(zone) if zone else search.zone,
        country=country or search.country,
        playbook=playbook or search.playbook or "balanced",
    )


def _check_playbook(name: str | None, own: Mapping[str, Playbook]) -> None:
    if name is not None and find_playbook(name, own) is None:
        known = ", ".join(playbook.name for playbook in all_playbooks(own))
        raise click.BadParameter(f'there is no playbook "{name}"; there are {known}', param_hint="--playbook")
