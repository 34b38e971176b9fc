"""Who will question the owner, and who runs the process; from labels, agendas, titles, notes and invitations.

Not the owner, rooms, note takers, mailboxes nobody reads, people who only listen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daemon.core.recognise.calm import calmed
from daemon.core.recognise.contacts import as_contact, contacts_of, is_owner_name, is_same
from daemon.core.recognise.judgement import RoundKind
from daemon.core.recognise.kinds import is_called_like_a_person
from daemon.core.recognise.lexicon import system_named, word_list
from daemon.core.recognise.mentions import absent_in, joins_writer, mentions, met_by_title, without_greetings
from daemon.core.recognise.names import names_in, same_person
from daemon.core.recognise.phrases import holds
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.recruiters import recruiters_of
from daemon.core.recognise.spots import chains_in
from daemon.core.recognise.words import fold
from daemon.ports.records import Event, Person

_FIRST_TALK = timedelta(minutes=45)
# What is held by more people than the one who arranges it.
_BY_OTHERS = (RoundKind.ONSITE, RoundKind.ASSESSMENT, RoundKind.PANEL)


@dataclass(slots=True)
class Cast:
    """The people of an event while they are being sorted."""

    interviewers: list[Person] = field(default_factory=list)
    recruiter: Person | None = None
    sources: dict[str, str] = field(default_factory=dict)


def cast_of(reading: Reading, round_kind: RoundKind, company: str | None) -> Cast:
    """Who questions the owner and who runs the process, as far as the event names them."""
    cast = Cast()
    contacts = contacts_of(reading)
    text = without_greetings(reading.description.raw, reading.description.folded)
    title_text = calmed(reading.title.raw) if reading.typed else reading.title.raw
    told, title = chains_in(calmed(text) if reading.typed else text), chains_in(title_text)
    running = {
        person: source
        for person, source in recruiters_of(reading, contacts, told, title)
        if not (company and person.name and fold(person.name) == fold(company))
    }
    away = [*_shadows(reading), *absent_in(told)]
    surely: list[Person] = []
    for found in mentions(reading, text, told, list(met_by_title(reading, title, company))):
        names = [name for name in found.names if not _is_employer(name, company, found.surely)]
        people = _usable(names, reading, contacts, away)
        if people:
            cast.interviewers, cast.sources["interviewers"] = people, found.source
            surely = _usable(found.surely, reading, contacts, away)
            break
    host = next((person for person in contacts if is_same(person, reading.organiser)), None)
    if round_kind is not RoundKind.RECRUITER_SCREEN:
        # Who runs the process questions nobody, unless that is said.
        cast.interviewers = [p for p in cast.interviewers if p in surely or not _among(p, running)]
    takes_part = joins_writer(told, reading) or (
        holds(reading.description.words, "me_too") and not (host and _among(host, running))
    )
    if host and takes_part:
        cast.interviewers = [p for p in cast.interviewers if not is_same(p, host)] + [host]
        cast.sources.setdefault("interviewers", "organiser")
    cast.recruiter = next(iter(running), None)
    if not cast.interviewers:
        there = [p for p in contacts if not _any_named(p, away)]
        _fall_back(cast, reading, there, host, round_kind)
    if cast.recruiter is None:
        cast.recruiter = _who_runs_it(cast.interviewers, host, round_kind)
    if cast.recruiter:
        cast.sources["recruiter"] = running.get(cast.recruiter, "organiser")
    return cast


def _among(person: Person, people: Iterable[Person]) -> bool:
    return any(is_same(person, other) for other in people)


def _who_runs_it(interviewers: list[Person], host: Person | None, round_kind: RoundKind) -> Person | None:
    """The one who screens for the recruiters, else the organiser who is none of the interviewers."""
    if round_kind is RoundKind.RECRUITER_SCREEN and len(interviewers) == 1:
        return interviewers[0]
    return host if host and not _among(host, interviewers) else None


def _fall_back(
    cast: Cast, reading: Reading, contacts: list[Person], host: Person | None, round_kind: RoundKind
) -> None:
    """Without a name in the texts: those invited, else the organiser or the recruiter themselves."""
    invited = [p for p in contacts if not is_same(p, host) and not is_same(p, cast.recruiter)]
    alone = cast.recruiter or host
    by_phone = round_kind is RoundKind.PHONE_SCREEN
    short = round_kind is RoundKind.UNKNOWN and cast.recruiter is not None and _is_short(reading.event)
    calls = round_kind is RoundKind.RECRUITER_SCREEN or (
        (by_phone or short) and len(contacts) == 1 and is_same(alone, contacts[0])
    )
    elsewhere = round_kind in _BY_OTHERS or reading.title_parts.via is not None
    if alone and (calls or (reading.typed and not elsewhere)):
        cast.interviewers = [alone]
        cast.recruiter = alone
        cast.sources["interviewers"] = "organiser"
    elif invited:
        cast.interviewers = invited
        cast.sources["interviewers"] = "attendees"
    elif alone and (cast.recruiter is None or holds(reading.description.words, "first_person")):
        cast.interviewers = [alone]
        cast.sources["interviewers"] = "organiser"


def _is_short(event: Event) -> bool:
    """Whether an event lasts no longer than a first talk with a recruiter does."""
    start, end = event.start, event.end
    return isinstance(start, datetime) and isinstance(end, datetime) and end - start <= _FIRST_TALK


def _usable(names: Iterable[str], reading: Reading, contacts: list[Person], away: list[str]) -> list[Person]:
    people: list[Person] = []
    for name in dict.fromkeys(names):
        if is_owner_name(name, reading) or any(same_person(name, other) for other in away):
            continue
        if system_named(name):
            continue
        person = as_contact(name, reading, contacts)
        if not any(p.name and person.name and same_person(p.name, person.name) for p in people):
            people.append(person)
    return people


def _is_employer(name: str, company: str | None, surely: frozenset[str]) -> bool:
    """Whether a name is the employer's, and nobody called so is said to question the owner."""
    return (
        bool(company) and fold(name) in fold(company or "") and not (name in surely and is_called_like_a_person(name))
    )


def _shadows(reading: Reading) -> list[str]:
    """Those whom a label names as there to watch, in training, or to take notes."""
    return [n for label in reading.labels if label.name in word_list("shadow_label") for n in names_in(label.value)]


def _any_named(person: Person, names: list[str]) -> bool:
    return any(person.name and same_person(name, person.name) for name in names)
