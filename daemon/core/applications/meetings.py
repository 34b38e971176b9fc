"""From judgements of events to meetings: copies of one event are one, back-to-back events are one loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.core.naming import name_key
from daemon.core.recognise.judgement import Judgement, Verdict
from daemon.ports.records import Event, Moment, digest

LOOP_GAP = timedelta(minutes=90)  # the longest break between two events of one loop of interviews
_DAY = timedelta(days=1)


def event_token(event: Event) -> str:
    """The name of an event: of its UID and instance, so that moving or renaming it changes nothing."""
    return digest(event.uid, event.instance)[:12]


def organizer_key(event: Event) -> str:
    """A token of who invited, or nothing for an event the person typed."""
    return digest(event.organizer.email.lower())[:12] if event.organizer and event.organizer.email else ""


def employer_key(judgement: Judgement) -> str:
    """The employer's name, to compare by; nothing if it is not known."""
    return name_key(judgement.company)


def merge_copies(judgements: Iterable[Judgement]) -> list[Judgement]:
    """One judgement for each meeting, in order of time, however many calendars show it.

    The one that tells most is kept. Where the verdicts differ, the person's word about one copy decides for all, and
    one that is sure goes before one in doubt.
    """
    meetings: list[list[Judgement]] = []
    found: dict[tuple[str, ...], list[Judgement]] = {}
    for judgement in sorted(judgements, key=_place):
        event = judgement.event
        same_id = ("uid", event.uid, event.instance)
        same_meeting = ("at", str(instant(event.start)), name_key(event.summary), organizer_key(event))
        meeting = found.get(same_id) or found.get(same_meeting)
        if meeting is None:
            meeting = []
            meetings.append(meeting)
        meeting.append(judgement)
        found[same_id] = found[same_meeting] = meeting
    return sorted((_merge(meeting) for meeting in meetings), key=_place)


def detail(judgement: Judgement) -> tuple[int, int]:
    """How much a judgement tells, to compare by."""
    found = (judgement.company, judgement.role, judgement.recruiter, judgement.phone, judgement.place)
    return len(judgement.interviewers), sum(item is not None for item in found)


def loops(judgements: Sequence[Judgement]) -> list[list[Judgement]]:
    """The interviews, in order of time, with the back-to-back events of one employer put together."""
    found: list[list[Judgement]] = []
    for judgement in judgements:
        if found and _goes_on(found[-1], judgement):
            found[-1].append(judgement)
        else:
            found.append([judgement])
    return found


def bounds(events: Sequence[Event], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a meeting starts and ends in its zone.

    Where an event has times, the days of others tell nothing; an interview of whole days lasts from nine to five.
    """
    timed = [(e.start, e.end) for e in events if isinstance(e.start, datetime) and isinstance(e.end, datetime)]
    if timed:
        return min(s for s, _ in timed).astimezone(zone), max(e for _, e in timed).astimezone(zone)
    first = min(_day(e.start) for e in events)
    last = max(max(_day(e.start), _day(e.end) - timedelta(days=1)) for e in events)
    return datetime.combine(first, time(9), zone), datetime.combine(last, time(17), zone)


def instant(moment: Moment) -> datetime:
    """A moment in UTC; a day stands for its beginning in UTC, for putting things in order."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def _place(judgement: Judgement) -> tuple[datetime, str, str]:
    """Where a judgement comes, whatever the order in which calendars are read."""
    return instant(judgement.event.start), judgement.event.uid, judgement.event.instance


def _merge(copies: Sequence[Judgement]) -> Judgement:
    richest = max(copies, key=detail)
    verdicts = {copy.verdict for copy in copies}
    verdict = next(v for v in (Verdict.NO, Verdict.INTERVIEW, Verdict.DOUBT) if v in verdicts)
    if richest.verdict is verdict:
        return richest
    told = next(copy for copy in copies if copy.verdict is verdict)
    return replace(richest, verdict=verdict, confidence=told.confidence, reasons=told.reasons)


def _goes_on(loop: Sequence[Judgement], judgement: Judgement) -> bool:
    """Whether an event follows soon after a loop with the same employer, or lies within it."""
    employer = employer_key(judgement)
    until = max(min(instant(j.event.end), instant(j.event.start) + _DAY) for j in loop)
    return bool(employer) and employer == employer_key(loop[-1]) and instant(judgement.event.start) <= until + LOOP_GAP


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
