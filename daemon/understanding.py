"""What the calendars mean: judgements, interviews and applications, with what the person typed about them.

What was once judged or read of an unchanged event is taken from the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.config import Settings
from daemon.config.settings import PersonSettings
from daemon.core.applications import (
    Application,
    KnownRound,
    News,
    Outcome,
    event_token,
    gather,
    merge_copies,
    with_answers,
)
from daemon.core.busy import busy_spans
from daemon.core.mail import with_news
from daemon.core.promises import Promise
from daemon.core.recognise import Judgement, Owner, Verdict, judge, recognise
from daemon.core.slots import Span
from daemon.core.statements import DateReader, with_statements, with_verdict
from daemon.readings import Readings, window_at
from daemon.readings.codec import to_day, to_promise, to_text
from daemon.sources import Observed

OFFERED = timedelta(weeks=3)  # how far ahead times for an interview are offered, holidays included
ANSWERED_WITHIN = timedelta(weeks=3)  # how long after an invitation times are still looked for
_NOWHERE = frozenset({"UTC", "Etc/UTC", "Etc/GMT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What the calendars mean. `found_in` names the account of each event, by its token.

    `busy` are the spans of the coming weeks in which the person has no time; they are looked for when an employer
    invites to a further interview, and only then.
    """

    interviews: tuple[Judgement, ...]
    doubts: tuple[Judgement, ...]
    applications: tuple[Application, ...]
    found_in: dict[str, str]
    busy: tuple[Span, ...] = ()


def understand(
    readings: Readings,
    observed: Observed,
    known: Sequence[KnownRound],
    news: Sequence[News],
    *,
    person: PersonSettings,
    now: datetime,
) -> Understood:
    """Understand what was read by now; `known` are the names that events go by already, `news` what messages told."""
    reader = _reader(readings, person.locale)
    rounds = {k.event: k.round for k in known}
    judgements: list[Judgement] = []
    found_in: dict[str, str] = {}
    for notable in readings.notable():
        judgement = _placed(notable.judgement, person.zone)
        token = event_token(judgement.event)
        found_in.setdefault(token, notable.account)
        judgements.append(with_verdict(judgement, rounds.get(token, token), observed.statements))
    merged = merge_copies(judgements)
    interviews = tuple(j for j in merged if j.verdict is Verdict.INTERVIEW)
    gathered = [with_answers(a, observed.answers) for a in gather(interviews, known)]
    told = with_news(gathered, news, observed.statements)
    applications = tuple(with_statements(a, observed.statements, reader) for a in told)
    return Understood(
        interviews=interviews,
        doubts=tuple(j for j in merged if j.verdict is Verdict.DOUBT),
        applications=applications,
        found_in=found_in,
        busy=_busy(readings, applications, person, now),
    )


def _busy(
    readings: Readings, applications: Sequence[Application], person: PersonSettings, now: datetime
) -> tuple[Span, ...]:
    """When the person has no time in the days for which an invitation that was heard lately is answered."""
    invitations = [a.heard for a in applications if a.heard and a.heard.outcome is Outcome.NEXT_ROUND]
    lately = [heard for heard in invitations if now - heard.at < ANSWERED_WITHIN]
    if not lately:
        return ()
    wanted = [now + OFFERED, *(end for heard in lately for _, end in heard.proposed)]
    until = min(max(wanted), window_at(now).end)
    return busy_spans(readings.during(now, until), applications, person.owner, person.zone)


def open_readings(path: Path | None, settings: Settings) -> Readings:
    """The cache of readings for this configuration; None keeps it in memory."""
    owner = owner_of(settings)
    depends_on = f"{version('followupd')} {owner.name} {sorted(owner.emails)} {settings.person.zone}"
    return Readings(
        path,
        depends_on,
        lambda event: judge(event, owner).verdict,
        lambda event, neighbours: recognise(event, owner, neighbours),
    )


def owner_of(settings: Settings) -> Owner:
    """The person as recognising knows them."""
    return Owner(name=settings.person.name, emails=settings.person.owner)


def _reader(readings: Readings, locale: str) -> DateReader:
    """Reads promises, but no text a second time."""
    fresh = DateReader.of(locale)

    def promise(text: str, at: datetime) -> Promise | None:
        asked = f"promise {locale} {at.isoformat()} {text}"
        return to_promise(readings.answer(asked, lambda: to_text(fresh.promise(text, at))))

    def day(text: str, at: datetime) -> date | None:
        asked = f"day {locale} {at.isoformat()} {text}"
        return to_day(readings.answer(asked, lambda: to_text(fresh.day(text, at))))

    return DateReader(promise=promise, day=day)


def _placed(judgement: Judgement, home: ZoneInfo) -> Judgement:
    """An event written in UTC says nothing of where people are, so it is taken to be where the person is."""
    event = judgement.event
    return replace(judgement, event=replace(event, zone=home.key)) if event.zone in _NOWHERE else judgement
