"""What an application is: its rounds, what was promised, how it ended, and the names it is remembered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from daemon.core.applications.news import SETTLING, News
from daemon.core.outcome import Outcome
from daemon.core.promises import Promise
from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.typed import Question
from daemon.ports.records import Event, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One interview, or several back-to-back events of one loop.

    `start` and `end` are aware, in the zone the interview was written in, which is taken for the employer's.
    `answers` is what the person typed into the take-stock form; `done` is true if they said in the event itself that
    nothing is left to do for it.
    """

    token: str
    events: tuple[Event, ...]
    start: datetime
    end: datetime
    kind: RoundKind = RoundKind.UNKNOWN
    medium: Medium = Medium.UNKNOWN
    company: str | None = None
    role: str | None = None
    phone: str | None = None
    place: str | None = None
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    answers: Mapping[Question, str]
    done: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The employer's zone, as far as the interview shows it."""
        return ZoneInfo(self.events[0].zone)

    @property
    def day(self) -> date:
        """The day of the interview where it takes place."""
        return self.end.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A promise, with the moment it was made and where it was read."""

    promise: Promise
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the employer answered last, or what the person told of it, and when.

    `sender`, `subject` and `thread` (message ids, the last one is the mail itself) are those of the mail, if there was
    one; `reply_to` is another address that answers were asked to go to, which is shown and not used. `sentence` is
    what the outcome was read from. `proposed` are aware starts and ends of a further interview, `links` pages to choose
    a time on. `answer_by` is the day by which the employer wants an answer. `language` is the code of the mail's.
    """

    outcome: Outcome
    at: datetime
    sender: Person | None = None
    reply_to: str | None = None
    subject: str = ""
    sentence: str = ""
    thread: tuple[str, ...] = ()
    proposed: tuple[tuple[datetime, datetime], ...] = ()
    links: tuple[str, ...] = ()
    answer_by: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything with one employer about one role.

    `news` is what messages told about it, in the order in which they were written. `playbook` and `language` are what
    the person typed there, as they typed it; `first_choice` is what they said of it, which allows a check-in to say so.
    """

    token: str
    company: str | None
    role: str | None
    employer: str
    rounds: tuple[Round, ...]
    said: Said | None = None
    heard: Heard | None = None
    news: tuple[News, ...] = ()
    quiet: bool = False
    first_choice: bool = False
    playbook: str | None = None
    language: str | None = None

    @property
    def outcome(self) -> Outcome | None:
        """What the employer, or the person, said about it last."""
        return self.heard.outcome if self.heard else None

    @property
    def unsure(self) -> tuple[News, ...]:
        """What may settle this application, or another one: nothing is asked until the person says which."""
        return tuple(n for n in self.news if n.unsure and n.outcome in SETTLING)

    @property
    def recruiter(self) -> Person | None:
        """The recruiter named most recently."""
        return next((r.recruiter for r in reversed(self.rounds) if r.recruiter), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRound:
    """What the journal remembers of an interview's event: the names it goes by, and how to know it again.

    `held` is true once the event was seen in the calendar after it had ended: nothing can take its place any more.
    """

    event: str
    application: str
    round: str
    employer: str
    role: str
    organizer: str
    start: datetime
    held: bool = False
