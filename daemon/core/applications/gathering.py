"""Interviews -> applications: which rounds belong to which employer and role, under names that last.

An application and a round are named by a token, worked out from the first event seen for them and then remembered, so
that moving, renaming, rescheduling or completing an event never changes the key of a step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.core.applications.meetings import bounds, detail, employer_key, event_token, instant, loops, organizer_key
from daemon.core.applications.records import Application, KnownRound, Round
from daemon.core.naming import name_key
from daemon.core.recognise.judgement import Judgement, RoundKind
from daemon.core.typed import Question
from daemon.ports.records import digest

SAME_SEARCH = timedelta(days=120)  # later than this, the same employer is a new application
POSTPONED = timedelta(days=60)  # further away than this, a new invitation is not a new date for the old one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A round, and the application it is known to belong to, if it is known."""

    round: Round
    application: str | None


def gather(interviews: Sequence[Judgement], known: Sequence[KnownRound]) -> tuple[Application, ...]:
    """Put interviews that take place (merged, in order of time) into applications and rounds.

    `known` is what the journal remembers. A known event that was called off or deleted before it was held hands its
    names to a new event of the same employer and organiser: that is how organisers reschedule. One at the very same
    time is the same meeting under another id, held or not.
    """
    rounds = list(_named_rounds(loops(interviews), known))
    groups = _Groups()
    # Those whose application is known come first, so that an earlier interview found later joins it.
    for named in sorted(rounds, key=lambda named: named.application is None):
        groups.add(named)
    return tuple(_application(group) for group in sorted(groups.found, key=lambda group: group[0].round.start))


def known_rounds(application: Application, now: datetime) -> tuple[KnownRound, ...]:
    """What the journal should remember of this application's events."""
    return tuple(
        KnownRound(
            event=event_token(event),
            application=application.token,
            round=current.token,
            employer=name_key(current.company),
            role=name_key(current.role),
            organizer=organizer_key(event),
            start=instant(event.start),
            held=current.end <= now,
        )
        for current in application.rounds
        for event in current.events
    )


def with_answers(application: Application, answers: Mapping[str, Mapping[Question, str]]) -> Application:
    """The application with what was typed into the take-stock form of each round (by round token)."""
    rounds = tuple(replace(r, answers=answers.get(r.token, {})) for r in application.rounds)
    return replace(application, rounds=rounds)


def _named_rounds(found: Sequence[Sequence[Judgement]], known: Sequence[KnownRound]) -> Iterator[_Named]:
    names = {k.event: k for k in known}
    claims = [next((k for j in loop if (k := names.get(event_token(j.event)))), None) for loop in found]
    given = _give_names(found, claims)
    left = _Orphans([k for k in known if k.round not in given])
    for index, loop in enumerate(found):
        claim = claims[index] or left.taken_by(loop)
        token = claim.round if claim and given.get(claim.round, index) == index else _new_name(loop, given)
        given[token] = index
        yield _Named(round=_round(loop, token), application=claim.application if claim else None)


def _give_names(found: Sequence[Sequence[Judgement]], claims: Sequence[KnownRound | None]) -> dict[str, int]:
    """Which loop keeps each known name: of a loop that fell apart, the part with the event that gave it."""
    given: dict[str, int] = {}
    for index, (loop, claim) in enumerate(zip(found, claims, strict=True)):
        if claim is not None and (claim.round not in given or _named_after(loop, claim.round)):
            given[claim.round] = index
    return given


def _named_after(loop: Sequence[Judgement], token: str) -> bool:
    return any(event_token(judgement.event) == token for judgement in loop)


def _new_name(loop: Sequence[Judgement], given: Mapping[str, int]) -> str:
    token = event_token(loop[0].event)
    while token in given:
        token = digest(token)[:12]
    return token


class _Orphans:
    """Known rounds of which no event takes place any more; each may be taken over once."""

    def __init__(self, known: Sequence[KnownRound]) -> None:
        self._known = sorted(known, key=lambda k: (k.start, k.event))

    def taken_by(self, loop: Sequence[Judgement]) -> KnownRound | None:
        """The round that a new loop continues."""
        found = next((k for k in self._known if _same_meeting(k, loop[0])), None)
        found = found or next((k for k in self._known if _postponed(k, loop[0])), None)
        if found is not None:
            self._known = [k for k in self._known if k.round != found.round]
        return found


def _same_meeting(known: KnownRound, judgement: Judgement) -> bool:
    return known.start == instant(judgement.event.start) and _same_people(known, judgement)


def _postponed(known: KnownRound, judgement: Judgement) -> bool:
    distance = abs(instant(judgement.event.start) - known.start)
    return not known.held and distance <= POSTPONED and _same_people(known, judgement)


def _same_people(known: KnownRound, judgement: Judgement) -> bool:
    """Whether the organiser is the same, and employer and role are, as far as both name one."""
    employer, organizer = employer_key(judgement), organizer_key(judgement.event)
    if known.organizer != organizer or not _same_role(known.role, name_key(judgement.role)):
        return False
    return known.employer == employer != "" or (organizer != "" and "" in (known.employer, employer))


def _same_role(first: str, second: str) -> bool:
    return not first or not second or first in second or second in first


def _round(loop: Sequence[Judgement], token: str) -> Round:
    events = tuple(j.event for j in loop)
    best = max(loop, key=detail)
    start, end = bounds(events, ZoneInfo(events[0].zone))
    return Round(
        token=token,
        events=events,
        start=start,
        end=end,
        kind=RoundKind.ONSITE if len(loop) > 1 else best.round,
        medium=best.medium,
        company=next((j.company for j in loop if j.company), None),
        role=next((j.role for j in loop if j.role), None),
        phone=best.phone,
        place=best.place,
        interviewers=tuple(dict.fromkeys(p for j in loop for p in j.interviewers)),
        recruiter=next((j.recruiter for j in loop if j.recruiter), None),
        answers={},
    )


class _Groups:
    """The rounds of each application, in order of time, as far as they are put together."""

    def __init__(self) -> None:
        self.found: list[list[_Named]] = []
        self._known: dict[str, list[_Named]] = {}
        self._employers: dict[str, list[list[_Named]]] = {}

    def add(self, named: _Named) -> None:
        """Put a round to the application it is known under, else to the latest of that employer and role."""
        employer = name_key(named.round.company)
        group = self._known.get(named.application) if named.application else self._fitting(employer, named.round)
        if group is None:
            group = []
            self.found.append(group)
        group.append(named)
        group.sort(key=lambda named: named.round.start)
        if named.application:
            self._known[named.application] = group
        theirs = self._employers.setdefault(employer, [])
        if all(other is not group for other in theirs):
            theirs.append(group)

    def _fitting(self, employer: str, current: Round) -> list[_Named] | None:
        groups = self._employers.get(employer, []) if employer else []
        return max((g for g in groups if _fits(g, current)), key=lambda group: group[-1].round.end, default=None)


def _fits(group: Sequence[_Named], current: Round) -> bool:
    """Whether a round may belong to an application with the same employer."""
    if current.start - group[-1].round.end > SAME_SEARCH:
        return False
    roles = {name_key(n.round.role) for n in group if n.round.role}
    role = name_key(current.role)
    return not roles or any(_same_role(role, other) for other in roles)


def _application(group: Sequence[_Named]) -> Application:
    rounds = tuple(named.round for named in group)
    company = next((r.company for r in reversed(rounds) if r.company), None)
    return Application(
        token=next((named.application for named in group if named.application), rounds[0].token),
        company=company,
        role=next((r.role for r in reversed(rounds) if r.role), None),
        employer=name_key(company) or rounds[0].token,
        rounds=rounds,
    )
