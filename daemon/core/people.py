"""Who is thanked and who is asked."""

from __future__ import annotations

import re
from dataclasses import replace

from daemon.core.applications import Application, Round, person_key
from daemon.core.typed import Question, read_people
from daemon.ports.records import Person


def thanked(current: Round) -> tuple[Person, ...]:
    """Whom to thank for a round: the interviewers, as invited and as the person noted them; each once.

    Their order does not change when the person adds somebody, nor when an address or a name becomes known.
    """
    people: list[Person] = []
    for person in (*current.interviewers, *read_people(current.answers.get(Question.WHO, ""))):
        index = next((i for i, known in enumerate(people) if is_same(known, person)), None)
        if index is not None:
            people[index] = _complete(people[index], person)
        elif person.name or person.email:
            people.append(person)
    return tuple(people)


def without_address(current: Round) -> tuple[Person, ...]:
    """The people to thank to whom nobody knows how to write."""
    return tuple(person for person in thanked(current) if person.name and not person.email)


def messenger_of(application: Application, current: Round) -> Person | None:
    """Who can pass thanks on to them: the recruiter, if there is one with an address who was not there."""
    recruiter = current.recruiter or application.recruiter
    if recruiter is None or not recruiter.email or not without_address(current):
        return None
    return None if any(is_same(recruiter, person) for person in thanked(current)) else recruiter


def addressee_of(application: Application) -> Person | None:
    """Whom a check-in goes to: the recruiter, else an interviewer; before anybody else, one who can be written to."""
    recruiter = (application.recruiter,) if application.recruiter else ()
    people = [_reachable(application, person) for person in (*recruiter, *thanked(application.rounds[-1]))]
    return next((p for p in people if p.email), people[0] if people else None)


def is_reachable(application: Application, person: Person) -> bool:
    """Whether nothing has come back that was sent to somebody."""
    return person.email is None or not any(
        news.bounced and person_key(person.email) in news.people for news in application.news
    )


def _reachable(application: Application, person: Person) -> Person:
    return person if is_reachable(application, person) else replace(person, email=None)


def _complete(known: Person, other: Person) -> Person:
    """What is known of a person, with what only the other source tells; a longer name tells more."""
    name = max((name for name in (known.name, other.name) if name), key=lambda name: len(name.split()), default=None)
    return Person(name=name, email=known.email or other.email)


def is_same(first: Person, second: Person) -> bool:
    """Whether two mentions are of one person, by address or by name."""
    ours, theirs = _words(first), _words(second)
    if first.email and second.email and first.email.lower() != second.email.lower():
        return len(ours) > 1 and (first.name or "").casefold() == (second.name or "").casefold()
    if first.email and second.email:
        return True
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _words(person: Person) -> set[str]:
    """The words of a name, or, without one, of the address before the @: ada.hall is Ada Hall."""
    text = person.name or (person.email or "").partition("@")[0]
    return set(re.findall(r"[^\W\d_]+", text.casefold()))
