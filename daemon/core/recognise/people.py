"""Who will question the owner, and who runs the process; from labels, agendas, titles, notes and invitations.

Not the owner, rooms, note takers, mailboxes nobody reads, people who only listen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from daemon.core.recognise.contacts import as_contact, contacts_of, is_owner_name, is_same
from daemon.core.recognise.judgement import RoundKind
from daemon.core.recognise.labels import Label
from daemon.core.recognise.lexicon import system_named, word_list
from daemon.core.recognise.mentions import mentions
from daemon.core.recognise.names import names_in, same_person
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.recruiters import recruiters_of
from daemon.core.recognise.words import fold
from daemon.ports.records import Person


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
    labels = reading.labels
    running = [
        (p, s)
        for p, s in recruiters_of(reading, contacts)
        if not (company and p.name and fold(p.name) in fold(company))
    ]
    listed = False
    for index, (source, names) in enumerate(mentions(reading, company)):
        people = _usable(names, reading, contacts, company, labels) if names else []
        if people:
            cast.interviewers, cast.sources["interviewers"] = people, source
            listed = index == 0
            break
    cast.recruiter = running[0][0] if running else None
    if round_kind is not RoundKind.RECRUITER_SCREEN and not listed:
        # Who runs the process questions nobody, unless it is a list of interviewers or nobody else is named.
        others = [p for p in cast.interviewers if not any(is_same(p, other) for other, _ in running)]
        cast.interviewers = others or cast.interviewers
    if cast.interviewers:
        cast.recruiter = cast.recruiter or _who_runs_it(cast.interviewers, reading, contacts, round_kind)
    else:
        _fall_back(cast, reading, contacts, round_kind, labels)
    if cast.recruiter:
        cast.sources["recruiter"] = running[0][1] if running else "organiser"
    return cast


def _who_runs_it(
    interviewers: list[Person], reading: Reading, contacts: list[Person], round_kind: RoundKind
) -> Person | None:
    """The one who screens for the recruiters, else the organiser who is none of the interviewers."""
    if round_kind is RoundKind.RECRUITER_SCREEN:
        return interviewers[0] if len(interviewers) == 1 else None
    organiser = next((person for person in contacts if is_same(person, reading.organiser)), None)
    return organiser if organiser and not any(is_same(organiser, person) for person in interviewers) else None


def _fall_back(
    cast: Cast, reading: Reading, contacts: list[Person], round_kind: RoundKind, labels: list[Label]
) -> None:
    """Without a name in the texts: those invited, else the organiser or the recruiter themselves."""
    organiser = reading.organiser
    shadows = [n for label in labels if label.name in word_list("shadow_label") for n in names_in(label.value)]
    invited = [
        person
        for person in contacts
        if not is_same(person, organiser) and not is_same(person, cast.recruiter) and not _any_named(person, shadows)
    ]
    alone = cast.recruiter or next((person for person in contacts if is_same(person, organiser)), None)
    calls = round_kind is RoundKind.RECRUITER_SCREEN or (
        round_kind is RoundKind.PHONE_SCREEN and len(contacts) == 1 and is_same(alone, contacts[0])
    )
    if alone and (calls or (reading.typed and not reading.title_parts.via)):
        cast.interviewers = [alone]
        cast.recruiter = alone
        cast.sources["interviewers"] = "organiser"
    elif invited:
        cast.interviewers = invited
        cast.sources["interviewers"] = "attendees"
        cast.recruiter = cast.recruiter or alone
    elif alone and (cast.recruiter is None or _speaks_in_person(reading)):
        cast.interviewers = [alone]
        cast.sources["interviewers"] = "organiser"


def _speaks_in_person(reading: Reading) -> bool:
    """Whether the writer will hold the conversation: "I'll give you a ring"."""
    return any(phrase in reading.description.folded for phrase in word_list("first_person"))


def _usable(
    names: Iterable[str],
    reading: Reading,
    contacts: list[Person],
    company: str | None,
    labels: list[Label],
) -> list[Person]:
    shadows = [n for label in labels if label.name in word_list("shadow_label") for n in names_in(label.value)]
    people: list[Person] = []
    for name in dict.fromkeys(names):
        if is_owner_name(name, reading) or any(same_person(name, shadow) for shadow in shadows):
            continue
        if (company and fold(name) in fold(company)) or system_named(name):
            continue
        person = as_contact(name, reading, contacts)
        if not any(p.name and person.name and same_person(p.name, person.name) for p in people):
            people.append(person)
    return people


def _any_named(person: Person, names: list[str]) -> bool:
    return any(person.name and same_person(name, person.name) for name in names)
