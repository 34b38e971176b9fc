"""Whom one wants to hear of: the people of open applications, their domains, recruiting systems and threads.

A domain is believed only where somebody from it was invited to the interview: one that merely sounds like the company
may be anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.core.applications import Application
from daemon.core.people import thanked
from daemon.core.recognise.lexicon import domains_of_kind
from daemon.core.remembered import Form, Remembered, key_parts
from daemon.core.replies.mentions import domain_of, echoes, is_ats, is_shared
from daemon.ports.records import Correspondents, Person

LATE = timedelta(days=90)  # how long after the end an answer still counts
BEFORE = timedelta(days=60)  # how long before the first interview a message may speak of the same application
RETURNING = ("mailer-daemon", "postmaster")  # who brings back what could not be delivered (RFC 5321, RFC 2142)
_PUBLIC_RETURNING = ("mailer-daemon@googlemail.com",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What we wrote for one application: when the last of it stands, and the Message-IDs of its drafts."""

    last: datetime | None = None
    drafts: frozenset[str] = frozenset()


def traces_in(rows: Mapping[str, Remembered]) -> Mapping[str, Traces]:
    """The traces of each application, by its token."""
    found: dict[str, Traces] = {}
    for row in rows.values():
        token = key_parts(row.key).application or ""
        known = found.get(token, Traces())
        ours = {row.message_id} if row.form is Form.DRAFT and row.message_id else set()
        last = max(filter(None, (known.last, row.start if row.stands else None)), default=None)
        found[token] = Traces(last=last, drafts=known.drafts | ours)
    return found


def is_open(application: Application, traces: Mapping[str, Traces], now: datetime) -> bool:
    """Whether an answer still counts: not long after the last interview, message or step of it."""
    last = traces.get(application.token, Traces()).last
    ends = [application.rounds[-1].end, *(news.at for news in application.news), *filter(None, [last])]
    return now - max(ends) <= LATE


def correspondents_of(
    applications: Collection[Application], traces: Mapping[str, Traces], owner: frozenset[str]
) -> Correspondents:
    """Whom the inboxes are asked for; nobody as long as there is no application."""
    if not applications:
        return Correspondents()
    addresses: set[str] = set()
    domains: set[str] = set()
    threads: set[str] = set()
    for application in applications:
        addresses |= {email for person in people_of(application) if (email := _address(person)) not in owner}
        domains |= employer_domains(application, owner) | agency_domains(application, owner)
        threads |= threads_of(application, traces)
    own = {email.rpartition("@")[2] for email in owner}
    addresses |= {f"{who}@{domain}" for who in RETURNING for domain in own} | set(_PUBLIC_RETURNING)
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


def threads_of(application: Application, traces: Mapping[str, Traces]) -> frozenset[str]:
    """The message ids of what was written about an application, by either side, and of our drafts for it."""
    ours = traces.get(application.token, Traces()).drafts
    return ours | {identifier for news in application.news for identifier in news.thread}


def _own_domains(domains: Iterable[str], owner: frozenset[str]) -> frozenset[str]:
    """Without those that many people share, and without the person's own."""
    own = {email.rpartition("@")[2] for email in owner}
    return frozenset(domain for domain in domains if domain and domain not in own and not is_shared(domain))


def _address(person: Person) -> str:
    return (person.email or "").lower()
