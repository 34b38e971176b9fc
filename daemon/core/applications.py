"""Interviews -> applications: which rounds belong to which employer and role, under names that last.

An application and a round are named by a token, worked out from the first event seen for them and then remembered, so
that moving, renaming, rescheduling or completing an event never changes the key of a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from daemon.core.naming import name_key
from daemon.core.promises import Promise
from daemon.core.recognise.judgement import Judgement, Medium, RoundKind
from daemon.core.typed import Question
from daemon.ports.records import Event, Moment, Person, digest

LOOP_GAP = timedelta(minutes=90)  # the longest break between two events of one loop of interviews
SAME_SEARCH = timedelta(days=120)  # later than this, the same employer is a new application


class Outcome(StrEnum):
    """What an answer of the employer, or the person's own word, means for an application."""

    OFFER = "offer"
    REJECTION = "rejection"
    WITHDRAWN_BY_ME = "withdrawn_by_me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One interview, or several back-to-back events of one loop.

    `start` and `end` are aware, in the zone the interview was written in, which is taken for the employer's.
    `answers` is what the person typed into the take-stock form.
    """

    token: str
    events: tuple[Event, ...]
    start: datetime
    end: datetime
    kind: RoundKind = RoundKind.UNKNOWN
    medium: Medium = Medium.UNKNOWN
    company: str | None = None
    role: str | None = None
    phone: str | None = None
    place: str | None = None
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    answers: Mapping[Question, str]

    @property
    def zone(self) -> ZoneInfo:
        """The employer's zone, as far as the interview shows it."""
        return ZoneInfo(self.events[0].zone)

    @property
    def day(self) -> date:
        """The day of the interview where it takes place."""
        return self.end.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A promise, with the moment it was made and where it was read."""

    promise: Promise
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything with one employer about one role."""

    token: str
    company: str | None
    role: str | None
    employer: str
    rounds: tuple[Round, ...]
    said: Said | None = None
    outcome: Outcome | None = None
    quiet: bool = False
    playbook: str | None = None

    @property
    def recruiter(self) -> Person | None:
        """The recruiter named most recently."""
        return next((r.recruiter for r in reversed(self.rounds) if r.recruiter), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRound:
    """What the journal remembers of an interview's event: the names it goes by, and how to know it again.

    `held` is true once the event was seen in the calendar after it had ended: nothing can take its place any more.
    """

    event: str
    application: str
    round: str
    employer: str
    role: str
    organizer: str
    start: datetime
    held: bool = False


def event_token(event: Event) -> str:
    """The name of an event: of its UID and instance, so that moving or renaming it changes nothing."""
    return digest(event.uid, event.instance)[:12]


def organizer_key(event: Event) -> str:
    """A token of who invited, or nothing for an event the person typed."""
    return digest(event.organizer.email.lower())[:12] if event.organizer and event.organizer.email else ""


def merge_copies(judgements: Iterable[Judgement]) -> list[Judgement]:
    """One judgement for each meeting, however many calendars show it; the one that tells most is kept."""
    kept: dict[tuple[str, ...], Judgement] = {}
    for judgement in judgements:
        event = judgement.event
        same_id = ("uid", event.uid, event.instance)
        same_meeting = ("at", str(instant(event.start)), name_key(event.summary), organizer_key(event))
        key = next((k for k in (same_id, same_meeting) if k in kept), None)
        if key is not None and _detail(kept[key]) >= _detail(judgement):
            kept.setdefault(same_id, kept[key])
            continue
        kept[same_id] = kept[same_meeting] = judgement
    return sorted({id(j): j for j in kept.values()}.values(), key=lambda j: (instant(j.event.start), j.event.uid))


def gather(interviews: Sequence[Judgement], known: Sequence[KnownRound]) -> tuple[Application, ...]:
    """Put interviews that take place (merged, in order of time) into applications and rounds.

    `known` is what the journal remembers. A known event that was called off or deleted before it was held hands its
    names to a new event of the same employer and organiser: that is how organisers reschedule.
    """
    names = {k.event: k for k in known}
    loops = _loops(interviews)
    present = {event_token(j.event) for loop in loops for j in loop}
    orphans = [k for k in sorted(known, key=lambda k: k.start) if k.event not in present and not k.held]
    groups: list[list[tuple[Round, str | None]]] = []
    for loop in loops:
        names_of_loop = _names_of(loop, names, orphans)
        current = _round(loop, names_of_loop)
        group = next((g for g in groups if _belongs(g, current, names_of_loop)), None)
        application = names_of_loop.application if names_of_loop else None
        if group is None:
            groups.append([(current, application)])
        else:
            group.append((current, application))
    return tuple(_application(group) for group in groups)


def known_rounds(application: Application, now: datetime) -> tuple[KnownRound, ...]:
    """What the journal should remember of this application's events."""
    return tuple(
        KnownRound(
            event=event_token(event),
            application=application.token,
            round=current.token,
            employer=application.employer,
            role=name_key(application.role),
            organizer=organizer_key(event),
            start=instant(event.start),
            held=current.end <= now,
        )
        for current in application.rounds
        for event in current.events
    )


def _detail(judgement: Judgement) -> tuple[int, int]:
    found = (judgement.company, judgement.role, judgement.recruiter, judgement.phone, judgement.place)
    return len(judgement.interviewers), sum(item is not None for item in found)


def _loops(judgements: Sequence[Judgement]) -> list[list[Judgement]]:
    """Back-to-back events with one employer on one day are one round."""
    loops: list[list[Judgement]] = []
    for judgement in judgements:
        last = loops[-1][-1] if loops else None
        if last is not None and _same_loop(last, judgement):
            loops[-1].append(judgement)
        else:
            loops.append([judgement])
    return loops


def _same_loop(first: Judgement, second: Judgement) -> bool:
    gap = instant(second.event.start) - instant(first.event.end)
    employer = _employer(first)
    return bool(employer) and employer == _employer(second) and -LOOP_GAP <= gap <= LOOP_GAP


def _employer(judgement: Judgement) -> str:
    return name_key(judgement.company)


def _names_of(
    loop: Sequence[Judgement], names: Mapping[str, KnownRound], orphans: list[KnownRound]
) -> KnownRound | None:
    for judgement in loop:
        if (found := names.get(event_token(judgement.event))) is not None:
            return found
    first = loop[0]
    employer, organizer = _employer(first), organizer_key(first.event)
    for orphan in orphans:
        if employer and (orphan.employer, orphan.organizer) == (employer, organizer):
            orphans.remove(orphan)
            return orphan
    return None


def _round(loop: Sequence[Judgement], known: KnownRound | None) -> Round:
    events = tuple(j.event for j in loop)
    best = max(loop, key=_detail)
    people = tuple(dict.fromkeys(p for j in loop for p in j.interviewers))
    start, end = _bounds(events, ZoneInfo(events[0].zone))
    return Round(
        token=known.round if known else event_token(events[0]),
        events=events,
        start=start,
        end=end,
        kind=RoundKind.ONSITE if len(loop) > 1 else best.round,
        medium=best.medium,
        company=next((j.company for j in loop if j.company), None),
        role=next((j.role for j in loop if j.role), None),
        phone=best.phone,
        place=best.place,
        interviewers=people,
        recruiter=next((j.recruiter for j in loop if j.recruiter), None),
        answers={},
    )


def _belongs(group: Sequence[tuple[Round, str | None]], current: Round, names: KnownRound | None) -> bool:
    if names is not None and any(application == names.application for _, application in group):
        return True
    last = group[-1][0]
    employer = name_key(current.company)
    if not employer or all(name_key(r.company) != employer for r, _ in group) or current.start - last.end > SAME_SEARCH:
        return False
    roles = {name_key(r.role) for r, _ in group if r.role}
    role = name_key(current.role)
    return not role or not roles or any(role in other or other in role for other in roles)


def _application(group: Sequence[tuple[Round, str | None]]) -> Application:
    rounds = tuple(r for r, _ in group)
    first = rounds[0]
    company = next((r.company for r in reversed(rounds) if r.company), None)
    return Application(
        token=next((application for _, application in group if application), first.token),
        company=company,
        role=next((r.role for r in reversed(rounds) if r.role), None),
        employer=name_key(company) or first.token,
        rounds=rounds,
    )


def instant(moment: Moment) -> datetime:
    """A moment in UTC; a day stands for its beginning in UTC, for putting things in order."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def _bounds(events: Sequence[Event], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a round starts and ends in its zone; an all-day interview is taken to last from nine to five."""
    first, last = events[0].start, max((e.end for e in events), key=instant)
    start = first if isinstance(first, datetime) else datetime.combine(first, time(9), zone)
    end = last if isinstance(last, datetime) else datetime.combine(last - timedelta(days=1), time(17), zone)
    return start.astimezone(zone), end.astimezone(zone)


def with_answers(application: Application, answers: Mapping[str, Mapping[Question, str]]) -> Application:
    """The application with what was typed into the take-stock form of each round (by round token)."""
    rounds = tuple(replace(r, answers=answers.get(r.token, {})) for r in application.rounds)
    return replace(application, rounds=rounds)
