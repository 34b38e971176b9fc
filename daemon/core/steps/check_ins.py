"""What follows the last interview: check-ins, one after the other, and in the end the question whether to let go."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from daemon.core.applications import Application
from daemon.core.people import addressee_of, thanked
from daemon.core.playbook import CheckIn
from daemon.core.remembered import Form, Kind, State, key_parts
from daemon.core.steps.contacts import Contacts
from daemon.core.steps.desk import SHORT, Desk, key_of
from daemon.core.steps.model import Step
from daemon.core.steps.written import back_from, restarts
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace
from daemon.ports.records import Person

MOST_CHECK_INS = 3  # for one application, whatever the playbook and the number of rounds
STALE = timedelta(days=90)  # after so long a silence asking is no use, and a late answer comes by itself
DRAFT_LEAD = timedelta(hours=4)  # how long before its time a check-in's draft is ready
SOON = timedelta(days=14)  # after a check-in an interview elsewhere is worth a word
LONGEST_WAIT = 30  # working days from one check-in to the next, however long the first wait was


def is_stale(desk: Desk, application: Application) -> bool:
    """Whether nothing was heard for so long after the last interview, or the promised date, that nobody asks again."""
    last = application.rounds[-1]
    promised = _promised(application, desk.workplace(last), 1)
    days = [last.day, promised or last.day, *(at.astimezone(last.zone).date() for at in restarts(application))]
    return desk.now.astimezone(last.zone).date() - max(days) > STALE


def check_ins(
    desk: Desk, application: Application, contacts: Contacts, coming: Sequence[Application]
) -> Iterator[Step]:
    """The check-ins, one at a time, and in the end the question whether to let go.

    `contacts` are the days on which the employer is contacted anyway; the check-ins' days are added to it. `coming` are
    the applications with an interview to come, with whatever employer.
    """
    playbook = desk.playbook(application)
    rule = playbook.check_in
    if rule is None or not (playbook.check_in_call or playbook.check_in_email):
        return
    elsewhere = tuple(other for other in coming if other.employer != application.employer)
    chain = _Chain(desk, application, rule, contacts, elsewhere)
    last = application.rounds[-1]
    asked, passed = last.end, last.end
    for ordinal in count(1):
        promised = _promised_since(application, asked if ordinal > 1 else last.start)
        if not _may_ask(desk, application, ordinal, rule, promised=promised):
            break
        day = chain.day_of(ordinal, asked, promised=promised)
        asked, passed = yield from chain.check_in(ordinal, day, passed)
        if passed > desk.now:
            return
    yield from _close(desk, application, passed)


class _Chain:
    """The check-ins of one application: when each is due, and the steps it is made of."""

    def __init__(
        self,
        desk: Desk,
        application: Application,
        rule: CheckIn,
        contacts: Contacts,
        elsewhere: Sequence[Application],
    ) -> None:
        self.desk = desk
        self.application = application
        self.playbook = desk.playbook(application)
        self.rule = rule
        self.contacts = contacts
        self.elsewhere = elsewhere
        self.last = application.rounds[-1]
        self.workplace = desk.workplace(self.last)
        self.floor = _promised(application, self.workplace, rule.after_promise_working_days)
        self.first: date | None = None
        self.restarts = restarts(application)

    def day_of(self, ordinal: int, since: datetime, *, promised: bool) -> date:
        """From which day on a check-in may be: after what was promised since the one before, else after a pause."""
        since = max([since, *self.restarts])
        begins = since.astimezone(self.last.zone).date()
        distance = self.rule.without_promise_working_days
        if ordinal > 1:
            distance = self.rule.again_working_days or self._first_wait()
        wanted = self.workplace.add_working_days(begins, distance)
        return (self.floor or wanted) if promised else max(wanted, self.floor or wanted)

    def check_in(self, ordinal: int, day: date, passed: datetime) -> Generator[Step, None, tuple[datetime, datetime]]:
        """One check-in, as the playbook has it: a call, an e-mail, or both in turn; when it is made, and over."""
        then = self.playbook.check_in_email
        if not self.playbook.check_in_call:
            start = yield from self._email(ordinal, day, passed)
            return start, self._over(Kind.CHECK_IN_EMAIL, ordinal, start)
        start = yield from self._call(
            ordinal, day, passed, or_write=then is not None and not then.after_call_working_days
        )
        over = self._over(Kind.CHECK_IN_CALL, ordinal, start)
        answered = self._answered(Kind.CHECK_IN_CALL, ordinal, start)
        if over <= self.desk.now and not answered and then and then.after_call_working_days:
            called = start.astimezone(self.last.zone).date()
            wanted = self.workplace.add_working_days(called, then.after_call_working_days)
            over = yield from self._email(ordinal, max(wanted, self.floor or wanted), start)
        return start, over

    def _over(self, kind: Kind, ordinal: int, start: datetime) -> datetime:
        """When a contact is behind the person: at its time, or at once when it was answered."""
        return min(start, self.desk.now) if self._answered(kind, ordinal, start) else start

    def _answered(self, kind: Kind, ordinal: int, start: datetime) -> bool:
        """Whether the person says that a check-in is done, or something was promised, said or written after it."""
        since = any(at >= start for at in self.restarts) or _promised_since(self.application, start)
        return since or Tag.DONE in self.desk.tags(self._key(kind, ordinal))

    def _call(self, ordinal: int, day: date, passed: datetime, *, or_write: bool) -> Generator[Step, None, datetime]:
        """A call, with a draft beside it where the playbook says to call or to write; returns when it is due."""
        key = self._key(Kind.CHECK_IN_CALL, ordinal)
        start = self._contact(key, self._when_back(day, self._asked_for()))
        if self.desk.owed(key, passed):
            step = self._step(key, Kind.CHECK_IN_CALL, start, ordinal)
            yield replace(step, addressee=self._asked_for(), or_write=or_write)
        if or_write:
            yield from self._draft(ordinal, start, passed, done=Tag.DONE in self.desk.tags(key))
        return start

    def _email(self, ordinal: int, day: date, passed: datetime) -> Generator[Step, None, datetime]:
        """An e-mail and its draft; returns when it is due."""
        key = self._key(Kind.CHECK_IN_EMAIL, ordinal)
        start = self._contact(key, self._when_back(day, addressee_of(self.application)))
        if self.desk.owed(key, passed):
            yield self._step(key, Kind.CHECK_IN_EMAIL, start, ordinal)
        yield from self._draft(ordinal, start, passed, done=Tag.DONE in self.desk.tags(key))
        return start

    def _draft(self, ordinal: int, start: datetime, passed: datetime, *, done: bool) -> Iterator[Step]:
        key = f"{self._key(Kind.CHECK_IN_EMAIL, ordinal)}-draft"
        ready = start - DRAFT_LEAD
        if not done and self.desk.owed(key, max(ready, passed)):
            step = self.desk.step(key, Kind.CHECK_IN_EMAIL, (ready, ready), self.application, self.last)
            addressee, coming = addressee_of(self.application), self._coming(start)
            yield replace(step, form=Form.DRAFT, addressee=addressee, position=ordinal, coming=coming)

    def _step(self, key: str, kind: Kind, start: datetime, ordinal: int) -> Step:
        step = self.desk.step(key, kind, (start, start + SHORT), self.application, self.last)
        since = self.restarts[-1].astimezone(self.last.zone).date() if self.restarts else None
        wait, coming = self._wait(ordinal), self._coming(start)
        return replace(step, position=ordinal, wait=wait, since=since, coming=coming)

    def _coming(self, start: datetime) -> tuple[Application, ...]:
        """Who else sees the person soon after a check-in."""
        return tuple(other for other in self.elsewhere if start < other.rounds[-1].start <= start + SOON)

    def _wait(self, ordinal: int) -> int:
        return (
            self.rule.without_promise_working_days
            if ordinal == 1
            else self.rule.again_working_days or self._first_wait()
        )

    def _first_wait(self) -> int:
        """How many working days the first check-in came after the interview."""
        days = self.workplace.working_days_between(self.last.day, self.first or self.last.day)
        return min(max(days, self.rule.without_promise_working_days), LONGEST_WAIT)

    def _asked_for(self) -> Person | None:
        """Whom to ask for on the telephone: the recruiter, or an interviewer where the playbook wants one."""
        rule = self.playbook.check_in_call
        interviewers = thanked(self.last)
        if rule and rule.ask_for == "interviewer" and interviewers:
            return interviewers[0]
        return addressee_of(self.application)

    def _when_back(self, day: date, person: Person | None) -> date:
        """The day, or the one on which somebody who is away is back."""
        return max(day, back_from(self.application, person, self.workplace) or day)

    def _key(self, kind: Kind, ordinal: int) -> str:
        return f"{key_of(kind, self.application, self.last)}-{ordinal}"

    def _contact(self, key: str, day: date) -> datetime:
        start = _contact(self.desk, key, day, self.workplace, self.contacts)
        self.first = self.first or start.astimezone(self.workplace.zone).date()
        return start


def _may_ask(desk: Desk, application: Application, ordinal: int, rule: CheckIn, *, promised: bool) -> bool:
    """Whether one more check-in is decent: within the playbook's limit, or asked for by a new date, never too many."""
    last = application.rounds[-1]
    before = {
        (parts.round, parts.ordinal)
        for row in desk.asked.get(application.token, ())
        for parts in (key_parts(row.key),)
        # What the person moved stays, wherever they moved it; what is ours and still ahead is about to go.
        if parts.round != last.token
        and (row.state is State.THEIRS or (row.state is State.STANDING and row.over(desk.now)))
    }
    return (ordinal <= rule.limit or promised) and len(before) + ordinal <= MOST_CHECK_INS


def _promised_since(application: Application, moment: datetime) -> bool:
    return application.said is not None and application.said.at >= moment


def _contact(desk: Desk, key: str, day: date, workplace: Workplace, contacts: Contacts) -> datetime:
    """When a contact is made: where it is settled, else from this day on, not in the past, not close to another."""
    settled = desk.settled(key)
    if settled is not None:
        return settled
    if desk.hour(workplace, day) < desk.now:
        standing = desk.upcoming(key)
        day = (standing or desk.now).astimezone(workplace.zone).date()
    while not workplace.is_working_day(day) or desk.hour(workplace, day) < desk.now or not contacts.leave_room(day):
        day = workplace.next_working_day(day)
    contacts.add(day)
    return desk.hour(workplace, day)


def _close(desk: Desk, application: Application, passed: datetime) -> Iterator[Step]:
    rule = desk.playbook(application).close
    last = application.rounds[-1]
    workplace = desk.workplace(last)
    key = key_of(Kind.CLOSE, application, last)
    if rule and desk.owed(key, passed):
        since = passed.astimezone(last.zone).date()
        day = workplace.add_working_days(
            max(since, _promised(application, workplace, 1) or since), rule.after_working_days
        )
        start = desk.settled(key) or _contact(desk, key, day, workplace, Contacts(workplace))
        yield desk.step(key, Kind.CLOSE, (start, start + SHORT), application, last)


def _promised(application: Application, workplace: Workplace, pause: int) -> date | None:
    """The working day that comes so many working days after everything that was promised."""
    if application.said is None:
        return None
    promise = application.said.promise
    days = [day for day in (promise.decide_by, promise.permission, promise.earliest) if day]
    return workplace.add_working_days(max(days), pause) if days else None
