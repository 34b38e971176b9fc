"""How things stand: what is waiting, what comes next, what was written, and when somebody last looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, Outcome
from daemon.core.remembered import Form, Remembered, State, key_parts
from daemon.cycle import Report
from daemon.telling.mail import tell_news
from daemon.telling.passes import plan_record
from daemon.telling.words import (
    OUTCOMES,
    show_application,
    show_artefact,
    show_count,
    show_distance,
    show_full,
    show_moment,
    show_round,
    show_said,
    show_title,
)

RECENT = timedelta(days=14)  # how long something that was written is worth mentioning
LATE = 3  # after this many intervals without a pass one may ask whether the service runs

MOST_LINES = 12  # of one list

_LEFT = {
    State.THEIRS: "changed by you",
    State.DECLINED: "deleted by you",
    State.SENT: "sent by you",
    State.REFUSED: "refused by an account",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known: a pass that wrote nothing, the journal's rows, and when the last real pass was."""

    report: Report
    rows: Mapping[str, Remembered]
    last_pass: datetime | None
    interval_minutes: int

    @property
    def now(self) -> datetime:
        """The moment that is told of."""
        return self.report.now

    @property
    def titles(self) -> dict[str, str]:
        """What each thing that was written is about, by key."""
        applications = {a.token: a for a in self.report.understood.applications}
        titles = {}
        for key, row in self.rows.items():
            parts = key_parts(key)
            titles[key] = show_title(row, parts.kind, applications.get(parts.application or ""))
        return titles | {a.step.key: show_artefact(a) for a in self.report.artefacts if a.entry or a.draft}


def tell_standing(standing: Standing, zone: ZoneInfo) -> Iterator[str]:
    """The answer to: is all well, and what comes next?"""
    yield from _last_pass(standing, zone)
    yield ""
    yield from _applications(standing, zone)
    yield from _listed("Drafts that wait for you to read and send them", _drafts(standing), standing, zone)
    yield from _listed("Coming up in your calendar", _upcoming(standing), standing, zone)
    yield from _listed("Behind you in the last two weeks", _recent(standing), standing, zone)
    counts = Counter(row.state for row in standing.rows.values())
    if left := [f"{counts[state]} {words}" for state, words in _LEFT.items() if counts[state]]:
        yield f"Left as you left it: {', '.join(left)}."
    if owed := len(standing.report.plan.actions):
        yield f"The next pass will change {show_count(owed, 'thing')}; to see what: followupd plan"


def standing_record(standing: Standing) -> dict[str, Any]:
    """The same for machines."""
    titles = standing.titles
    items = [
        {
            "key": row.key,
            "form": row.form,
            "account": row.account,
            "state": row.state,
            "start": row.start.isoformat(),
            "title": titles[row.key],
        }
        for row in _in_order(standing.rows.values())
    ]
    last_pass = standing.last_pass.isoformat() if standing.last_pass else None
    return {"last_pass": last_pass} | plan_record(standing.report) | {"items": items}


def _last_pass(standing: Standing, zone: ZoneInfo) -> Iterator[str]:
    if standing.last_pass is None and standing.rows:
        yield "When the last pass was is not known."
        return
    if standing.last_pass is None:
        yield "No pass was made yet, so nothing was written. To make one: followupd once"
        return
    since = standing.now - standing.last_pass
    yield f"Last pass: {show_full(standing.last_pass, zone)}, {show_distance(since)}."
    if since > LATE * timedelta(minutes=standing.interval_minutes):
        yield "If the service should be running, see: systemctl --user status followupd"


def _applications(standing: Standing, zone: ZoneInfo) -> Iterator[str]:
    applications = standing.report.understood.applications
    if not applications:
        yield "No job interviews were found in your calendars."
        yield "If one is there, this tells why it was not taken for one: followupd why TITLE-OR-DATE"
        yield ""
    for application in applications:
        yield f"{show_application(application)}: {_where_it_stands(application, standing.now)}"
        for current in application.rounds:
            yield f"  {show_moment(current.start, zone)}  {show_round(current)}"
        if application.said and not application.outcome:
            yield f"  {show_said(application.said)}"
        yield from tell_news(application, zone)
        if following := _next_of(application, standing):
            yield f"  next: {show_moment(following.start, zone)}  {standing.titles[following.key]}"
        yield ""


def _where_it_stands(application: Application, now: datetime) -> str:
    heard = application.heard
    if heard and (heard.outcome is not Outcome.NEXT_ROUND or heard.at >= application.rounds[-1].start):
        return OUTCOMES[heard.outcome]
    if application.quiet:
        return "quiet, as you asked"
    if application.rounds[-1].end > now:
        return "an interview is coming up"
    return "waiting for an answer"


def _next_of(application: Application, standing: Standing) -> Remembered | None:
    rows = (row for row in _upcoming(standing) if key_parts(row.key).application == application.token)
    return next(rows, None)


def _drafts(standing: Standing) -> list[Remembered]:
    since = standing.now - RECENT
    rows = [
        row
        for row in standing.rows.values()
        if row.form is Form.DRAFT and row.stands and since < row.start <= standing.now
    ]
    return _in_order(rows)


def _upcoming(standing: Standing) -> list[Remembered]:
    rows = [row for row in standing.rows.values() if row.form is Form.ENTRY and row.stands and row.end > standing.now]
    return _in_order(rows)


def _recent(standing: Standing) -> list[Remembered]:
    rows = standing.rows.values()
    return _in_order(
        row for row in rows if row.form is Form.ENTRY and row.stands and standing.now - RECENT < row.end <= standing.now
    )


def _in_order(rows: Iterable[Remembered]) -> list[Remembered]:
    return sorted(rows, key=lambda row: (row.start, row.key))


def _listed(heading: str, rows: Sequence[Remembered], standing: Standing, zone: ZoneInfo) -> Iterator[str]:
    if not rows:
        return
    titles = standing.titles
    yield f"{heading}:"
    for row in rows[:MOST_LINES]:
        changed = " (changed by you)" if row.state is State.THEIRS else ""
        yield f"  {show_moment(row.start, zone)}  {titles[row.key]}{changed}"
    if len(rows) > MOST_LINES:
        yield f"  and {len(rows) - MOST_LINES} more: followupd status --json"
    yield ""
