"""What one message told about an application: all that is remembered of it, and none of its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from daemon.core.outcome import Outcome
from daemon.core.slots import Span
from daemon.ports.records import Person, digest

# What is said in a message of these restarts the clock: they know that somebody waits, or wait themselves.
HOLDING = frozenset({Outcome.DELAY, Outcome.QUESTION})
SETTLING = frozenset({Outcome.OFFER, Outcome.REJECTION, Outcome.NEXT_ROUND, Outcome.WITHDRAWN_BY_ME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What of a message is shown again. It is kept in the cache only, and read from the mailbox anew when that is lost.

    `sender` is nobody where a machine wrote. `reply_to` is the address that answers were asked to go to, if it is
    another than the sender's. `sentence` is what the outcome was read from, `promised` what was said of when.
    `proposed` are aware starts and ends of a further interview, `links` pages to choose a time on. `language` is the
    code of what it was written in.
    """

    sender: Person | None = None
    reply_to: str | None = None
    subject: str = ""
    sentence: str = ""
    promised: str = ""
    proposed: tuple[Span, ...] = ()
    links: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a message told, or that the person wrote one.

    `id` is a hash of its Message-ID. `applications` are tokens: several, where it cannot be told which is meant. `at`
    is when it was written, aware, and never after it was read. `people` are hashes of the addresses of the other side:
    of who wrote it, of those the person wrote to, or, if it `bounced`, of those whom a message did not reach. `thread`
    are the message ids that it answers, its own at the end. `decide_by`, `earliest` and `permission` are those of a
    `Promise`; `back_on` is the last day of an absence, `answer_by` the day by which the employer wants an answer.
    """

    id: str
    applications: tuple[str, ...]
    sent: bool
    at: datetime
    outcome: Outcome
    bounced: bool = False
    people: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()
    decide_by: date | None = None
    earliest: date | None = None
    permission: date | None = None
    back_on: date | None = None
    answer_by: date | None = None
    gist: Gist = Gist()

    @property
    def unsure(self) -> bool:
        """Whether it may be about one application or another."""
        return len(self.applications) > 1


def person_key(address: str) -> str:
    """The hash of somebody's address."""
    return digest(address.casefold())[:12]
