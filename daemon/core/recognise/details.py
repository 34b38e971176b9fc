"""Putting together who, what and where, for events that are or may be interviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from daemon.core.recognise.casting import cast_of
from daemon.core.recognise.employer import company_of
from daemon.core.recognise.judgement import Judgement, Medium, Owner, Verdict
from daemon.core.recognise.judging import judged
from daemon.core.recognise.medium import medium_of, place_of
from daemon.core.recognise.phones import phone_of
from daemon.core.recognise.post import role_of
from daemon.core.recognise.reading import Reading, read_event
from daemon.core.recognise.rounds import round_of, told_round
from daemon.core.recognise.terms import without_conditions
from daemon.core.typed import read_typed
from daemon.ports.records import Event

TYPED = "typed by you"


def recognise_event(event: Event, owner: Owner, neighbours: Sequence[Event] = ()) -> Judgement:
    """The judgement that `recognise` promises."""
    reading = read_event(event, owner)
    judgement = judged(reading, neighbours)
    return judgement if judgement.verdict is Verdict.NO else with_details(judgement, reading)


def with_details(judgement: Judgement, reading: Reading) -> Judgement:
    """The judgement with everything that the event tells; what the person typed wins."""
    typed = read_typed(reading.description.raw)
    # In somebody else's invitation such a line is theirs, and no less true.
    told = TYPED if reading.organiser is None else "description"
    company = (typed.company, told) if typed.company else company_of(reading)
    role = (without_conditions(typed.role), told) if typed.role else role_of(reading, company[0] if company else None)
    told_kind = told_round(reading)
    cast = cast_of(reading, told_kind, company[0] if company else None)
    medium = medium_of(reading, told_kind)
    kind = round_of(told_kind, reading, cast, medium)
    sources = dict(cast.sources)
    sources.update({name: found[1] for name, found in (("company", company), ("role", role)) if found})
    return replace(
        judgement,
        company=company[0] if company else None,
        role=role[0] if role else None,
        round=kind,
        medium=medium,
        phone=phone_of(reading, [*cast.interviewers, cast.recruiter]) if medium is Medium.PHONE else None,
        place=place_of(reading) if medium is Medium.IN_PERSON else None,
        interviewers=tuple(cast.interviewers),
        recruiter=cast.recruiter,
        sources=MappingProxyType(sources),
    )
