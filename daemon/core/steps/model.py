"""What a step is, and what the person has set about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from daemon.core.applications import Application, News, Round
from daemon.core.playbook import Playbook, Rule
from daemon.core.recognise.judgement import Judgement
from daemon.core.remembered import Form, Kind
from daemon.core.slots import Span
from daemon.core.workdays import Workplace
from daemon.ports.records import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What holds for all: the playbooks, where and when people work, the past that is let be, and what is planned.

    `playbook` is the one for every application that does not name another, of those that ship or of the person's `own`.
    Rounds that ended before `horizon` get no steps unless some were already written for them. `busy` is when the
    calendars say that they have no time, as far as somebody is offered one. `owner` are their addresses in lower case.
    """

    playbook: Playbook
    own: Mapping[str, Playbook] = field(default_factory=lambda: MappingProxyType({}))
    home: Workplace
    horizon: datetime
    busy: tuple[Span, ...] = ()
    owner: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. `start` and `end` are its time in the calendar; of a draft, when it is ready.

    `rule` is the rule of `playbook` that it comes from. `position` numbers check-ins from 1 and interviewers from 0.
    `wait` is the distance in working days where no date was promised. A note that `passes_on` asks its addressee to
    thank those whose address is not known. A call `or_write` comes with a draft, to do the one or the other. `others`
    are the applications that a weekly entry speaks of as waiting, `coming` those with an interview to come; a check-in
    may speak of those with other employers, soon after it. `slots` are times, aware and in the employer's zone, at
    which the person can come to a further interview, the best first; of the times that the employer proposed they name
    those that suit. `news` is the message that an entry speaks of. What is `done` was seen to be, and its entry says
    so. `since` is the day on which either side wrote last, from which the `wait` is counted. An entry `by_hand` is for
    writing cards; what else is for the post says when to post it. A letter is `dated` on the day on which it is to be
    sent.
    """

    key: str
    kind: Kind
    form: Form
    start: datetime
    end: datetime
    rule: Rule
    playbook: str
    application: Application | None = None
    round: Round | None = None
    addressee: Person | None = None
    position: int = 0
    late: bool = False
    passes_on: bool = False
    or_write: bool = False
    by_hand: bool = False
    wait: int = 0
    judgement: Judgement | None = None
    others: tuple[Application, ...] = ()
    coming: tuple[Application, ...] = ()
    slots: tuple[Span, ...] = ()
    news: News | None = None
    done: bool = False
    since: date | None = None
    dated: date | None = None

    @property
    def why(self) -> str:
        """The reason in English, for the commands."""
        return self.rule.reason("en")
