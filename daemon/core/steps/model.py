"""What a step is, and what the person has set about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.core.applications import Application, Round
from daemon.core.playbook import Playbook
from daemon.core.recognise.judgement import Judgement
from daemon.core.remembered import Form, Kind
from daemon.core.workdays import Workplace
from daemon.ports.records import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the person has set: the playbook, where and when people work, and the past that is let be.

    Rounds that ended before `horizon` get no steps unless some were already written for them.
    """

    playbook: Playbook
    home: Workplace
    horizon: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. `start` and `end` are its time in the calendar; of a draft, when it is ready.

    `position` numbers check-ins from 1 and interviewers from 0. `wait` is the rule's distance in working days where no
    date was promised. A note that `passes_on` asks its addressee to thank those whose address is not known. `others`
    are the applications that a weekly entry speaks of as waiting, `coming` those with an interview to come.
    """

    key: str
    kind: Kind
    form: Form
    start: datetime
    end: datetime
    why: str
    application: Application | None = None
    round: Round | None = None
    addressee: Person | None = None
    position: int = 0
    late: bool = False
    passes_on: bool = False
    wait: int = 0
    judgement: Judgement | None = None
    others: tuple[Application, ...] = ()
    coming: tuple[Application, ...] = ()
