"""Who will question the owner, and who runs the process, by rules; from labels, agendas, titles, notes and invitations.

Not the owner, rooms, note takers, mailboxes nobody reads, people who only listen. What rules find is one voice among
others in `casting`.
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
from daemon.core.recognise.mentions import Mentions, absent_in, joins_writer, mentions, met_by_title, without_greetings
from daemon.core.recognise.names import name_of, names_in, same_person
from daemon.core.recognise.phrases import holds
from daemon.core.recognise.reading import Reading
from daemon.core.recognise.recruiters import recruiters_of
from daemon.core.recognise.spots import Chains, chains_in
from daemon.core.recognise.words import fold
from daemon.ports.records import Event, Person

# How likely the words of the description make somebody an interviewer who is one, and who may be if a phrase says so.
_LIKELY, _MAYBE = 0.6, 0.03
_FIRST_TALK = timedelta(minutes=45)
# What is held by more people than the one who arranges it.
_BY_OTHERS = (RoundKind.ONSITE, RoundKind.ASSESSMENT, RoundKind.PANEL)


@dataclass(slots=True)
class Cast:
    """The people of an event while they are being sorted."""

    interviewers: list[Person] = field(default_factory=list)
    recruiter: Person | None = None
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An event as far as its people go: `told` and `title` are those its texts name, `known` those it shows by name.

    `text` is the description without greetings, `shadows` are those whom a label names as there to watch.
    """

    reading: Reading
    round_kind: RoundKind
    company: str | None
    contacts: list[Person]
    text: str
    told: Chains
    title: Chains
    known: list[str]
    shadows: list[str]


def scene_of(reading: Reading, round_kind: RoundKind, company: str | None) -> Scene:
    """The people of an event, before anybody is sorted."""
    text = without_greetings(reading.description.raw, reading.description.folded)
    title = calmed(reading.title.raw) if reading.typed else reading.title.raw
    return Scene(
        reading=reading,
        round_kind=round_kind,
        company=company,
        contacts=contacts_of(reading),
        text=text,
        told=chains_in(calmed(text) if reading.typed else text),
        title=chains_in(title),
        known=[person.name for person in [reading.organiser, *reading.others] if person and person.name],
        shadows=_shadows(reading),
    )


def ruled_cast(scene: Scene) -> Cast:
    """Who questions the owner and who runs the process, as far as rules tell."""
    cast = Cast()
    reading, contacts, round_kind, company = scene.reading, scene.contacts, scene.round_kind, scene.company
    told, title = scene.told, scene.title
    running = {
        person: source
        for person, source in recruiters_of(reading, contacts, told, title)
        if not (company and person.name and fold(person.name) == fold(company))
    }
    away = [*scene.shadows, *absent_in(told)]
    found = mentions(reading, scene.text, told, list(met_by_title(reading, title, company)))
    surely = _named(cast, found, reading, contacts, away, company)
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
        cast.recruiter = _who_runs_it(cast.interviewers, host, round_kind, [*told, *title])
    if cast.recruiter:
        cast.sources["recruiter"] = running.get(cast.recruiter, "organiser")
    return cast


def _named(
    cast: Cast,
    found: Iterable[Mentions],
    reading: Reading,
    contacts: list[Person],
    away: list[str],
    company: str | None,
) -> list[Person]:
    """Take those whom phrases and words name as interviewers, and return those of whom it is sure."""
    surely: list[Person] = []
    for mention in found:
        names = [name for name in mention.names if not _is_employer(name, company, mention.surely)]
        people = _usable(names, reading, contacts, away)
        if people:
            cast.interviewers, cast.sources["interviewers"] = people, mention.source
            surely = _usable(mention.surely, reading, contacts, away)
            break
    chances = _chances(reading, contacts, away, company)
    likely = [person for person, chance in chances.items() if chance >= _LIKELY]
    # Who invites to a talk with others, and signs, questions nobody unless that is said.
    likely = [person for person in likely if not is_same(person, reading.organiser)] or likely
    if not likely:
        return surely
    kept = [p for p in cast.interviewers if _among(p, [*surely, *chances])]
    kept = [p if _among(p, surely) else _as_told(p, likely) for p in kept]
    cast.interviewers, cast.sources["interviewers"] = _distinct([*kept, *likely]), "description"
    return surely


def _chances(reading: Reading, contacts: list[Person], away: list[str], company: str | None) -> dict[Person, float]:
    """Those whom the words of the description may make interviewers, and how likely they do."""
    chances: dict[Person, float] = {}
    for told in reading.told:
        if told.kind == "person" and told.probability >= _MAYBE:
            for person in _usable([_as_called(told.text)], reading, contacts, away):
                if not _is_employer(person.name or "", company, frozenset()):
                    chances[person] = max(told.probability, chances.get(person, 0.0))
    return chances


def _as_called(text: str) -> str:
    """A name without the title before it in full; before a bare name the title stays, also one that few know."""
    name = name_of(text)
    return text if name is None or " " not in name else name


def _as_told(person: Person, likely: list[Person]) -> Person:
    """A person as the words of the description call them, unless they only spell the name in other letters."""
    same = next((other for other in likely if is_same(person, other)), person)
    return person if fold(same.name or "") == fold(person.name or "") else same


def _distinct(people: list[Person]) -> list[Person]:
    found: list[Person] = []
    for person in people:
        if not any(same_person(person.name or "", other.name or "") for other in found):
            found.append(person)
    return found


def _among(person: Person, people: Iterable[Person]) -> bool:
    return any(is_same(person, other) for other in people)


def _runs(person: Person, chains: Chains) -> bool:
    """Whether a text tells of somebody that they recruit."""
    return any(spot.runs and same_person(spot.name, person.name or "") for chain in chains for spot in chain)


def _who_runs_it(interviewers: list[Person], host: Person | None, round_kind: RoundKind, told: Chains) -> Person | None:
    """The one who screens for the recruiters, else the organiser who is none of the interviewers."""
    alone = interviewers[0] if len(interviewers) == 1 else None
    if alone and (round_kind is RoundKind.RECRUITER_SCREEN or _runs(alone, told)):
        return alone
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
