"""Who is thanked and who is asked."""

from __future__ import annotations

from daemon.core.applications import Application, Round
from daemon.core.typed import Question, read_people
from daemon.ports.records import Person


def thanked(current: Round) -> tuple[Person, ...]:
    """Whom to thank for a round: the interviewers, as invited and as the person noted them; each once."""
    named = read_people(current.answers.get(Question.WHO, ""))
    people: list[Person] = list(current.interviewers)
    for person in named:
        index = next((i for i, known in enumerate(people) if _same_person(known, person)), None)
        if index is None:
            people.append(person)
        elif people[index].email is None and person.email:
            people[index] = Person(name=people[index].name, email=person.email)
    return tuple(people)


def addressee_of(application: Application) -> Person | None:
    """Whom a check-in goes to: the recruiter, else the first interviewer who has an address, else the first."""
    if application.recruiter is not None:
        return application.recruiter
    people = thanked(application.rounds[-1])
    return next((p for p in people if p.email), people[0] if people else None)


def _same_person(first: Person, second: Person) -> bool:
    if first.email and second.email:
        return first.email.lower() == second.email.lower()
    ours, theirs = (set((p.name or "").casefold().split()) for p in (first, second))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)
