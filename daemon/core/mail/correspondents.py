"""Whom one wants to hear of: the people of open applications, their domains, recruiting systems and threads.

A domain is believed only where somebody from it was invited to the interview: one that merely sounds like the company
may be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from daemon.core.applications import Application
from daemon.core.people import thanked
from daemon.core.recognise.lexicon import domains_of_kind
from daemon.core.remembered import Form, Remembered, key_parts
from daemon.core.replies.about import domain_of, echoes, is_ats, is_shared
from daemon.ports.records import Correspondents, Person

LATE = timedelta(days=90)  # how long after the end an answer still counts
BEFORE = timedelta(days=60)  # how long before the first interview a message may speak of the same application
_RETURNING = ("mailer-daemon", "postmaster")  # who brings back what could not be delivered (RFC 5321, RFC 2142)
_PUBLIC_RETURNING = ("mailer-daemon@googlemail.com",)


def is_open(application: Application, rows: Mapping[str, Remembered], now: datetime) -> bool:
    """Whether an answer still counts: not long after the last interview, message or step of it."""
    ends = [application.rounds[-1].end, *(news.at for news in application.news)]
    ends += [row.start for row in rows.values() if row.stands and key_parts(row.key).application == application.token]
    return now - max(ends) <= LATE


def correspondents_of(
    applications: Iterable[Application], rows: Mapping[str, Remembered], owner: frozenset[str]
) -> Correspondents:
    """Whom the inboxes are asked for; nobody as long as there is no application."""
    addresses: set[str] = set()
    domains: set[str] = set()
    threads: set[str] = set()
    for application in applications:
        addresses |= {email for person in people_of(application) if (email := _address(person)) not in owner}
        domains |= employer_domains(application, owner) | agency_domains(application, owner)
        threads |= threads_of(application, rows)
    if not addresses and not domains and not threads and not any(applications):
        return Correspondents()
    own = {email.rpartition("@")[2] for email in owner}
    addresses |= {f"{who}@{domain}" for who in _RETURNING for domain in own} | set(_PUBLIC_RETURNING)
    return Correspondents(
        addresses=frozenset(addresses),
        domains=frozenset(domains) | domains_of_kind("ats"),
        threads=frozenset(threads),
    )


def people_of(application: Application) -> Iterator[Person]:
    """Everybody of an application who has an address of their own: who interviewed, recruits or invited."""
    for current in application.rounds:
        organizers = (event.organizer for event in current.events)
        for person in (*thanked(current), current.recruiter, *organizers):
            if person is not None and person.email and not is_ats(domain_of(person)):
                yield person


def employer_domains(application: Application, owner: frozenset[str]) -> frozenset[str]:
    """The domains that mail of the employer comes from: those of interviewers, and those that bear its name."""
    interviewing = {domain_of(person) for current in application.rounds for person in thanked(current)}
    named = {domain for p in people_of(application) if echoes(domain := domain_of(p), application.company)}
    if not application.company:
        named |= {domain_of(person) for person in people_of(application)}
    return _own_domains(interviewing | named, owner)


def agency_domains(application: Application, owner: frozenset[str]) -> frozenset[str]:
    """The domains of others who brought the interview about; they do so for many employers."""
    everybody = {domain_of(person) for person in people_of(application)}
    return _own_domains(everybody, owner) - employer_domains(application, owner)


def threads_of(application: Application, rows: Mapping[str, Remembered]) -> frozenset[str]:
    """The message ids of what was written about an application, by either side, and of our drafts for it."""
    ours = (
        row.message_id
        for row in rows.values()
        if row.form is Form.DRAFT and row.message_id and key_parts(row.key).application == application.token
    )
    return frozenset((*ours, *(identifier for news in application.news for identifier in news.thread)))


def _own_domains(domains: Iterable[str], owner: frozenset[str]) -> frozenset[str]:
    """Without those that many people share, and without the person's own."""
    own = {email.rpartition("@")[2] for email in owner}
    return frozenset(domain for domain in domains if domain and domain not in own and not is_shared(domain))


def _address(person: Person) -> str:
    return (person.email or "").lower()
