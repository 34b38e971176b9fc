"""Which application a message is about.

Careful in this order: the thread it answers, the address of its sender, the employer's domain, a recruiting system or
an agency that names the company. Whoever is none of these can neither stop nor start anything. Where several
applications remain, the thread, the company, the role and the people that are named tell them apart, or nothing does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from daemon.core.applications import Application
from daemon.core.mail.correspondents import (
    BEFORE,
    Traces,
    agency_domains,
    employer_domains,
    is_open,
    people_of,
    threads_of,
)
from daemon.core.people import thanked
from daemon.core.recognise.judgement import Owner
from daemon.core.replies import Pursuit
from daemon.core.replies.about import About
from daemon.core.replies.body import new_text
from daemon.core.replies.mentions import domain_of, is_ats
from daemon.ports.records import Direction, Message, Person

__all__ = ["Dossier", "applications_of", "pursuit_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What messages are held against: the applications, what was written for them, and who the person is."""

    applications: Sequence[Application]
    traces: Mapping[str, Traces]
    owner: Owner


def applications_of(message: Message, dossier: Dossier) -> tuple[Application, ...]:
    """The applications that a message may be about: none, one, or several that nothing in it tells apart."""
    text = new_text(message)
    sides = {a.token: _Side(message, text, a, dossier) for a in dossier.applications}
    concerned = [a for a in dossier.applications if sides[a.token].is_concerned()]
    if len(concerned) < 2:
        return tuple(concerned)
    closeness = {a.token: sides[a.token].closeness() for a in concerned}
    closest = max(closeness.values())
    return tuple(a for a in concerned if closeness[a.token] == closest)


def pursuit_of(application: Application) -> Pursuit:
    """What a reader of mails is told of an application."""
    return Pursuit(
        company=application.company,
        role=application.role,
        interviewers=tuple(dict.fromkeys(person for r in application.rounds for person in thanked(r))),
        recruiter=application.recruiter,
        interviewed=tuple(r.start for r in application.rounds),
    )


def is_sent(message: Message, owner: frozenset[str]) -> bool:
    """Whether the person wrote it, from whichever of their addresses and wherever it lies."""
    return message.direction is Direction.SENT or (message.sender.email or "").lower() in owner


def other_side(message: Message, owner: frozenset[str]) -> tuple[Person, ...]:
    """Who wrote to the person, or whom the person wrote to."""
    if not is_sent(message, owner):
        return (message.sender,)
    return tuple(person for person in (*message.to, *message.cc) if (person.email or "").lower() not in owner)


class _Side:
    """A message beside one application."""

    def __init__(self, message: Message, text: str, application: Application, dossier: Dossier) -> None:
        self._message = message
        self._text = text
        self._application = application
        self._dossier = dossier
        self._others = other_side(message, dossier.owner.emails)
        self._addresses = {(person.email or "").lower() for person in self._others} - {""}
        self._domains = {address.rpartition("@")[2] for address in self._addresses}
        self._known = {(person.email or "").lower() for person in people_of(application)}

    @cached_property
    def _about(self) -> About:
        return About(self._message, self._dossier.owner, pursuit_of(self._application), self._text)

    def is_concerned(self) -> bool:
        """Whether the other side is one that can say something about it, at a time at which it makes sense."""
        if not self._is_in_time():
            return False
        emails = self._dossier.owner.emails
        return (
            self._in_thread()
            or not self._addresses.isdisjoint(self._known)
            or self._comes_from(employer_domains(self._application, emails))
            or (self._speaks_for_others(agency_domains(self._application, emails)) and self._about.names_company)
        )

    def closeness(self) -> tuple[bool, bool, bool, bool]:
        """How much speaks for this application and not for another, the strongest sign first."""
        known = not self._addresses.isdisjoint(self._known)
        return self._in_thread(), self._about.names_company, self._about.names_role, known or self._about.names_people

    def _is_in_time(self) -> bool:
        first = self._application.rounds[0].start
        return self._message.date >= first - BEFORE and is_open(
            self._application, self._dossier.traces, self._message.date
        )

    def _in_thread(self) -> bool:
        answered = {*self._message.references, *filter(None, [self._message.in_reply_to])}
        return not answered.isdisjoint(threads_of(self._application, self._dossier.traces))

    def _comes_from(self, domains: frozenset[str]) -> bool:
        return any(own == domain or own.endswith(f".{domain}") for own in self._domains for domain in domains)

    def _speaks_for_others(self, agencies: frozenset[str]) -> bool:
        return self._comes_from(agencies) or any(is_ats(domain_of(person)) for person in self._others)
