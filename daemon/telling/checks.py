"""Everything that can be wrong, found by looking: the folder of the state, adapters, accounts, items, the plan."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from daemon.config import Settings
from daemon.core.applications import event_token
from daemon.cycle import Cycle, Report
from daemon.ports.adapter import Login, Offer
from daemon.registry import describe
from daemon.sources import Account
from daemon.telling.passes import tell_failure, tell_trouble
from daemon.telling.words import show_count


class Level(StrEnum):
    """How much a finding matters: all is well, it could be better, or something needs attention."""

    WELL = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, in a sentence that says what to do if it is not well."""

    level: Level
    what: str


def check_state(state: Path) -> Iterator[Finding]:
    """Whether the folder of the state can be used, and is private."""
    if not state.exists():
        place = next(folder for folder in state.absolute().parents if folder.exists())
        if os.access(place, os.W_OK | os.X_OK):
            yield _well(f"state {state}: will be made by the first pass")
        else:
            yield _wrong(
                f"state {state}: cannot be made, because {place} is not yours to write to; name one with --state"
            )
        return
    if not state.is_dir():
        yield _wrong(f"state {state}: is not a folder; move it away, or name another with --state")
    elif not os.access(state, os.R_OK | os.W_OK | os.X_OK):
        yield _wrong(f"state {state}: is not yours to write to; see whose it is with: ls -ld {state}")
    elif state.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield _wrong(f"state {state}: others on this machine can look into it; mend it with: chmod 700 {state}")
    else:
        yield _well(f"state {state}: private and writable")


def check_adapters() -> Iterator[Finding]:
    """Installed adapters that cannot be loaded, which matters only to those who want them."""
    return (_note(f"adapter {found.fault}") for found in describe() if found.adapter is None)


def check_settings(settings: Settings) -> Iterator[Finding]:
    """What the configuration leaves out that would make a difference."""
    yield _well(f"configuration {settings.path}: read")
    if settings.person.country is None:
        yield _note("person.country is not set: public holidays are taken for working days")
    if settings.person.phone is None:
        yield _note("person.phone is not set: drafts are signed without a number to call back")
    if settings.follow_up.drafts_in is None:
        yield _note("no account takes drafts: only calendar entries are written; add one, such as maildir")


def check_accounts(cycle: Cycle, report: Report) -> Iterator[Finding]:
    """Every account: whether it can be opened, what was read, and what is wrong with single items."""
    events = Counter(reading.account for reading in cycle.readings.everything())
    found_in = report.understood.found_in
    interviews = Counter(found_in[event_token(judgement.event)] for judgement in report.understood.interviews)
    for account in cycle.accounts:
        failure = report.health.failed.get(account.name) or _try_drafts(account)
        if failure is None:
            counts = f"; {show_count(events[account.name], 'event')}, {interviews[account.name]} of them job interviews"
            read = counts if account.offers(Offer.CALENDAR) else ""
            yield _well(f"account {account.name} ({account.adapter.name}: {_offers(account)}): works{read}")
        elif account.name not in report.health.failed:
            yield _wrong(f"account {account.name}: {tell_failure(failure)}")
    yield from (_wrong(line) for line in tell_trouble(report))
    yield _homes(cycle.settings)


def login_findings(account: str, login: Login) -> Iterator[Finding]:
    """How the login of an account stands, where the person signs in to it."""
    level = Level.WELL if login.well else Level.WRONG
    return (Finding(level=level, what=f"account {account}: {remark}") for remark in login.remarks)


def _homes(settings: Settings) -> Finding:
    follow_up = settings.follow_up
    where = f"entries go to the calendar “{follow_up.calendar}” of {follow_up.entries_in}"
    drafts = f", drafts to {follow_up.drafts_in}" if follow_up.drafts_in else ""
    return _well(f"{where}{drafts}, unless the interview's own account takes them")


def _try_drafts(account: Account) -> Exception | None:
    """Open the account, and look for the drafts folder, which a pass without drafts has no need to do."""
    try:
        if account.offers(Offer.DRAFTS):
            account.connection.drafts.look(())
    except Exception as error:  # a port's error or an adapter's own fault: both are what is looked for
        return error
    return None


def _offers(account: Account) -> str:
    return ", ".join(sorted(account.adapter.offers))


def _well(what: str) -> Finding:
    return Finding(level=Level.WELL, what=what)


def _note(what: str) -> Finding:
    return Finding(level=Level.NOTE, what=what)


def _wrong(what: str) -> Finding:
    return Finding(level=Level.WRONG, what=what)
