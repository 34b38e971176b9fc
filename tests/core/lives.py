"""Random lives for the hard rules: interviews, promises, answers, the person's hand, and passes in between.

A life is a list of happenings, each followed by a pass some hours later. Passes are real from gathering to planning;
what they would write is remembered as the journal would, without words, files or accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from daemon.core.applications import Application, Heard, KnownRound, Outcome, Said, gather, known_rounds, merge_copies
from daemon.core.plan import Plan, Verb, make_plan
from daemon.core.playbook import load_playbook, playbook_names
from daemon.core.promises import Promise
from daemon.core.recognise import Judgement
from daemon.core.remembered import Form, Remembered, State
from daemon.core.steps import Policy, Step, work_out
from daemon.core.wording import Artefact
from daemon.core.workdays import Workplace
from daemon.ports.records import Draft, Entry, Person
from daemon.simulation.rules import Seen, Violation, Witness
from tests.core.judgements import interview

# From the last to begin a day to the first, in half and quarter hours, with clocks that change by half an hour.
ZONES = (
    "Pacific/Pago_Pago",
    "America/New_York",
    "America/St_Johns",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)
COUNTRIES = ((), ("GB-ENG",), ("DE", "US"), ("JP", "FR"), ("AE", "GB"))
# Before clocks change, before Christmas, before Golden Week, and an ordinary week.
BEGINNINGS = tuple(
    datetime(*day, 6, tzinfo=UTC) for day in ((2026, 3, 20), (2025, 12, 15), (2026, 4, 24), (2026, 10, 16))
)
EMPLOYERS = ("Tarn", "Birch")
ROLES = ("Analyst", "Data Engineer")
ADA = Person(name="Ada Hall", email="ada@tarn.example")
TOM = Person(name="Tom Reid", email="tom@tarn.example")
PEOPLE = ((), (ADA,), (ADA, TOM), (TOM, Person(name="Ada Hall")))
SPOKEN = (Outcome.REJECTION, Outcome.OFFER, Outcome.NEXT_ROUND, Outcome.WITHDRAWN_BY_ME)
ME = Person(name="Robin Weiss", email="robin@home.example")
Thing = TypeVar("Thing")


class Act(StrEnum):
    """What can happen between two passes."""

    NOTHING = "nothing"
    INVITED = "invited"
    MOVED = "moved"
    CANCELLED = "cancelled"
    INVITED_ANEW = "invited anew"
    LEARNT = "learnt who comes"
    PROMISED = "promised"
    HEARD = "heard"
    DELETED = "deleted"
    TOUCHED = "touched"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An act, to what it is done, a number that says how, and how many hours it is until the next pass."""

    act: Act
    which: int
    how: int
    wait: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where somebody lives, by which rules, and what happens to them."""

    zone: str
    countries: tuple[str, ...]
    playbook: str
    begins: datetime
    happenings: tuple[Happening, ...]


happenings = st.builds(
    Happening,
    act=st.sampled_from((*Act, Act.NOTHING, Act.NOTHING, Act.INVITED, Act.INVITED, Act.PROMISED)),
    which=st.integers(0, 7),
    how=st.integers(0, 400),
    # Mostly hours, now and then days or weeks in which the service does not run.
    wait=st.integers(1, 40) | st.integers(1, 40) | st.integers(100, 400),
)
invitations = st.builds(
    Happening, act=st.just(Act.INVITED), which=st.integers(0, 7), how=st.integers(0, 400), wait=st.just(5)
)
lives = st.builds(
    Life,
    zone=st.sampled_from(ZONES),
    countries=st.sampled_from(COUNTRIES),
    playbook=st.sampled_from(playbook_names()),
    begins=st.sampled_from(BEGINNINGS),
    happenings=st.builds(
        lambda first, others: (first, *others), invitations, st.lists(happenings, min_size=6, max_size=18)
    ),
)


class World:
    """A life as it goes by."""

    def __init__(self, life: Life) -> None:
        self.now = life.begins
        home = Workplace(zone=ZoneInfo(life.zone), countries=life.countries)
        horizon = self.now - timedelta(days=5)
        self.policy = Policy(playbook=load_playbook(life.playbook), home=home, horizon=horizon)
        self.witness = Witness(home, lambda _: self.policy.playbook)
        self.events: dict[str, Judgement] = {}
        self.count = 0
        self.said: dict[str, Said] = {}
        self.heard: dict[str, Heard] = {}
        self.known: dict[str, KnownRound] = {}
        self.rows: dict[str, Remembered] = {}
        self.applications: tuple[Application, ...] = ()

    def live(self, life: Life) -> list[Violation]:
        """The rules that were broken in the course of a life."""
        broken = []
        for happening in life.happenings:
            self._happen(happening)
            self.now += timedelta(hours=happening.wait)
            broken += self._pass()
        return broken

    def _pass(self) -> list[Violation]:
        self.gather()
        steps, plan = self.plan()
        self.carry_out(plan)
        seen = Seen(now=self.now, applications=self.applications, steps=steps, rows=self.rows)
        return self.witness.see(seen) + self.witness.see_again(self.now, self.plan()[1].actions)

    def gather(self) -> None:
        """Put what is in the calendar into applications, under the names that are known."""
        gathered = gather(merge_copies(self.events.values()), tuple(self.known.values()))
        self.known |= {k.event: k for a in gathered for k in known_rounds(a, self.now)}
        self.applications = tuple(
            replace(a, said=self.said.get(a.token), heard=self.heard.get(a.token)) for a in gathered
        )

    def plan(self) -> tuple[tuple[Step, ...], Plan]:
        """The steps that should stand, and what is to be done about it."""
        steps = work_out(self.applications, (), self.rows, {}, self.policy, self.now)
        artefacts = [unworded(step) for step in steps]
        homes = dict.fromkeys((step.key for step in steps), "home")
        plan = make_plan(artefacts, self.rows, homes, frozenset({"home"}), self.now, may_withdraw=True)
        return steps, plan

    def carry_out(self, plan: Plan) -> None:
        """Remember everything as written."""
        for action in plan.actions:
            self._carry_out(action.verb, action.key, action.artefact)

    def _carry_out(self, verb: Verb, key: str, artefact: Artefact | None) -> None:
        row = self.rows.get(key)
        if artefact is None:
            assert row is not None
            self.rows[key] = replace(row, state=State.WITHDRAWN)
            return
        step, content = artefact.step, artefact.entry or artefact.draft
        assert content is not None
        self.rows[key] = Remembered(
            key=key,
            form=step.form,
            account="home",
            state=State.STANDING,
            fingerprint=content.fingerprint,
            start=step.start,
            end=step.end,
            replaced=(row.replaced if row else 0) + (verb is Verb.REPLACE),
        )

    def _happen(self, happening: Happening) -> None:
        which, how = happening.which, happening.how
        match happening.act:
            case Act.INVITED:
                self._invite(which, how, self.now + timedelta(hours=how))
            case Act.MOVED | Act.CANCELLED | Act.INVITED_ANEW if self.events:
                self._reschedule(happening.act, self._nth(list(self.events), which), how)
            case Act.LEARNT if self.events:
                uid = self._nth(list(self.events), which)
                self.events[uid] = replace(self.events[uid], interviewers=(ADA, TOM))
            case Act.PROMISED | Act.HEARD if self.applications:
                self._tell(happening.act, self._nth(self.applications, which).token, how)
            case Act.DELETED | Act.TOUCHED | Act.SENT if self.rows:
                self._handle(happening.act, self._nth(list(self.rows), which * 7 + how), how)

    def _invite(self, which: int, how: int, start: datetime) -> None:
        self.count += 1
        uid = f"event-{self.count}"
        company = self._nth(EMPLOYERS, which)
        judgement = interview(
            uid,
            self._apart(company, start),
            company=company,
            role=self._nth(ROLES, which // 2),
            people=self._nth(PEOPLE, how),
        )
        event = replace(judgement.event, zone=self._nth(ZONES, how))
        self.events[uid] = replace(judgement, event=event)

    def _reschedule(self, act: Act, uid: str, how: int) -> None:
        old = self.events.pop(uid)
        assert isinstance(old.event.start, datetime)
        if act is Act.CANCELLED:
            return
        if act is Act.INVITED_ANEW:
            self.count += 1
            uid = f"event-{self.count}"
        start = max(old.event.start + timedelta(hours=how - 150), self.now - timedelta(hours=2))
        start = self._apart(old.company, start)
        self.events[uid] = replace(old, event=replace(old.event, uid=uid, start=start, end=start + timedelta(hours=1)))

    def _apart(self, company: str | None, start: datetime) -> datetime:
        """The first day on which this employer has nothing else: parts of a loop have no names of their own."""
        taken = [j.event.start for j in self.events.values() if j.company == company]
        while any(isinstance(at, datetime) and abs(at - start) < timedelta(hours=12) for at in taken):
            start += timedelta(days=1)
        return start

    def _tell(self, act: Act, token: str, how: int) -> None:
        if act is Act.HEARD:
            self.heard[token] = Heard(outcome=self._nth(SPOKEN, how), at=self.now)
            return
        day = (self.now + timedelta(days=how % 40)).date()
        kinds = ("decide_by", "earliest", "permission")
        days = {kind: day if kind == self._nth(kinds, how) else None for kind in kinds}
        self.said[token] = Said(promise=Promise(**days, text="soon"), at=self.now, source="your note")

    def _handle(self, act: Act, key: str, how: int) -> None:
        """The person deletes or moves an entry or a draft, or sends a draft."""
        row = self.rows[key]
        if not row.stands:
            return
        if act is Act.DELETED:
            self.rows[key] = replace(row, state=State.DECLINED)
        elif act is Act.SENT and row.form is Form.DRAFT:
            self.rows[key] = replace(row, state=State.SENT)
        elif row.form is Form.ENTRY:
            shift = timedelta(hours=how - 100)
            self.rows[key] = replace(row, state=State.THEIRS, start=row.start + shift, end=row.end + shift)

    @staticmethod
    def _nth(things: Sequence[Thing], number: int) -> Thing:
        return things[number % len(things)]


def unworded(step: Step) -> Artefact:
    """What would be written, with what the words are made of in their place."""
    told = (step.addressee, step.position, step.late, step.passes_on, step.or_write, step.wait)
    others = [application.token for application in (*step.others, *step.coming)]
    text = repr((told, others, step.slots))
    if step.form is Form.ENTRY:
        return Artefact(
            step=step,
            entry=Entry(
                key=step.key, start=step.start, end=step.end, zone="Etc/UTC", summary=step.kind, description=text
            ),
        )
    draft = Draft(key=step.key, message_id=f"<{step.key}@home.example>", sender=ME, subject=step.kind, body=text)
    return Artefact(step=step, draft=draft)
