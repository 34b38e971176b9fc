"""Who will question the owner, and who runs the process; from labels, agendas, titles, notes and invitations.

Nobody's address is guessed: a person has one only if the event shows it beside their name. Not the owner, rooms,
note takers, mailboxes nobody reads, people who only listen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from daemon.core.recognise.judgement import RoundKind
from daemon.core.recognise.labels import Label
from daemon.core.recognise.lexicon import system_named, system_of, word_list
from daemon.core.recognise.mentions import NAME, mentions
from daemon.core.recognise.names import leading_name, name_of, names_in, same_person
from daemon.core.recognise.reading import Reading, domain_of, is_owner
from daemon.core.recognise.words import fold, words_of
from daemon.ports.records import Person

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_LINES_READ = 400


@dataclass(slots=True)
class Cast:
    """The people of an event while they are being sorted."""

    interviewers: list[Person] = field(default_factory=list)
    recruiter: Person | None = None
    sources: dict[str, str] = field(default_factory=dict)


def cast_of(reading: Reading, round_kind: RoundKind, company: str | None) -> Cast:
    """Who questions the owner and who runs the process, as far as the event names them."""
    cast = Cast()
    contacts = _contacts(reading)
    labels = reading.labels
    recruiter, told = _recruiter(reading, labels, contacts)
    for source, names in mentions(reading, company):
        people = _usable(names, reading, contacts, company, labels)
        if people:
            cast.interviewers = people
            cast.sources["interviewers"] = source
            break
    cast.recruiter = recruiter
    if recruiter and round_kind is not RoundKind.RECRUITER_SCREEN:
        cast.interviewers = [person for person in cast.interviewers if not _is(person, recruiter)]
    if not cast.interviewers:
        _fall_back(cast, reading, contacts, round_kind, labels)
    if cast.recruiter:
        cast.sources["recruiter"] = told or "organiser"
    return cast


def _fall_back(
    cast: Cast, reading: Reading, contacts: list[Person], round_kind: RoundKind, labels: list[Label]
) -> None:
    """Without a name in the texts: those invited, else the organiser or the recruiter themselves."""
    organiser = reading.organiser
    shadows = [n for label in labels if label.name in word_list("shadow_label") for n in names_in(label.value)]
    invited = [
        person
        for person in contacts
        if not _is(person, organiser) and not _is(person, cast.recruiter) and not _any_is(person, shadows)
    ]
    alone = cast.recruiter or next((person for person in contacts if _is(person, organiser)), None)
    if alone and (round_kind is RoundKind.RECRUITER_SCREEN or (reading.typed and not reading.title_parts.via)):
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
        if _is_owner_name(name, reading) or any(same_person(name, shadow) for shadow in shadows):
            continue
        if (company and fold(name) in fold(company)) or system_named(name):
            continue
        known = next((person for person in contacts if person.name and same_person(name, person.name)), None)
        person = known or Person(name=name, email=_beside(name, reading))
        if not any(p.name and person.name and same_person(p.name, person.name) for p in people):
            people.append(person)
    return people


def _beside(name: str, reading: Reading) -> str | None:
    """An address in the description whose words are this person's name; never made up."""
    first = words_of(fold(name))
    for match in islice(_EMAIL.finditer(reading.description.raw), 20):
        box = words_of(fold(match[0].partition("@")[0].replace("_", " ")))
        if first and first[0] in box and not is_owner(match[0], reading.owner):
            return match[0].lower()
    return None


def _recruiter(reading: Reading, labels: list[Label], contacts: list[Person]) -> tuple[Person | None, str | None]:
    for label in labels:
        if label.name in word_list("recruiter_label"):
            names = names_in(label.value)
            if names and not _is_owner_name(names[0], reading):
                return _as_contact(names[0], reading, contacts), "description"
    signed = _signed_by_recruiter(reading)
    if signed:
        return _as_contact(signed, reading, contacts), "description"
    typed = _typed_recruiter(reading)
    if typed:
        return _as_contact(typed, reading, contacts), "title"
    return None, None


def _signed_by_recruiter(reading: Reading) -> str | None:
    """The name in a signature or beside a word such as "recruiter"."""
    lines = [line.strip(" >-") for line in reading.description.raw.splitlines()[:_LINES_READ] if line.strip()]
    hiring = word_list("recruits")
    for index, line in enumerate(lines):
        words = words_of(fold(line))
        if len(words) > 14 or hiring.isdisjoint(words) or (line.startswith("Hr.") and "HR" not in line):
            continue
        name = leading_name(line)
        if name and len(name.split()) > 1 and not _is_owner_name(name, reading):
            return name
        before = name_of(lines[index - 1]) if index else None
        if len(words) <= 8 and before and len(lines[index - 1].split()) <= 4 and not _is_owner_name(before, reading):
            return before
    match = re.search(
        rf"(?:recruiter|recruiting contact|talent partner|coordinator)[,:]? ({NAME})", reading.description.raw
    )
    return name_of(match[1]) if match else None


def _typed_recruiter(reading: Reading) -> str | None:
    """In a person's own title: "Acme - Carla HR", "via Sam @ Agency"."""
    match = re.search(rf"({NAME}) \(?(?:HR|hr|recruiter|recruiting|talent)\b", reading.title.raw)
    return reading.title_parts.via or (name_of(match[1]) if match else None)


def _as_contact(name: str, reading: Reading, contacts: list[Person]) -> Person:
    known = next((person for person in contacts if person.name and same_person(name, person.name)), None)
    return known or Person(name=name, email=_beside(name, reading))


def _contacts(reading: Reading) -> list[Person]:
    """The organiser and the invited who are people one could write to."""
    everyone = [*([reading.organiser] if reading.organiser else [])]
    everyone += [Person(name=a.name, email=a.email) for a in reading.others if not a.resource]
    people: list[Person] = []
    for person in everyone:
        if _is_somebody(person, reading) and not any(_is(person, other) for other in people):
            people.append(person)
    return people


def _is_somebody(person: Person, reading: Reading) -> bool:
    found = system_of(domain_of(person.email))
    if found and found.kind != "mail":
        return False
    box = words_of(fold((person.email or "").partition("@")[0].replace("_", " ")))
    if not word_list("nobody").isdisjoint(box) or not word_list("hiring_mailbox").isdisjoint(box):
        return False
    return (
        bool(person.name) and name_of(person.name or "") is not None and not _is_owner_name(person.name or "", reading)
    )


def _is_owner_name(name: str, reading: Reading) -> bool:
    mine = words_of(fold(reading.owner.name))
    theirs = [word for word in words_of(fold(name)) if word not in word_list("honorific")]
    if all(len(word) == 1 for word in mine):
        return "".join(theirs) == "".join(mine)
    if len(theirs) == 1:
        return theirs[0] in mine
    whole = [word for word in theirs if len(word) > 1]
    initials = {word[0] for word in mine}
    return bool(whole) and all(word in mine if len(word) > 1 else word in initials for word in theirs)


def _is(person: Person, other: Person | None) -> bool:
    if other is None:
        return False
    if person.email and other.email:
        return person.email.lower() == other.email.lower()
    return bool(person.name and other.name and same_person(person.name, other.name))


def _any_is(person: Person, names: list[str]) -> bool:
    return any(person.name and same_person(name, person.name) for name in names)
