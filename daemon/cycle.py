"""One pass: read, recognise, gather, work out the steps, word them, compare with what stands, guard, execute.

Level-triggered: a pass looks at what is there and acts on the difference, so it can be repeated, missed or cut short.
An account that fails is reported and left alone; the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from daemon.config import Settings
from daemon.core.applications import event_token, known_rounds
from daemon.core.guard import Halt, brake
from daemon.core.letters import typeset
from daemon.core.plan import Action, Plan, Verb, make_plan, without_asking
from daemon.core.playbook import find_playbook, load_playbook
from daemon.core.remembered import State
from daemon.core.steps import Policy, Step, work_out
from daemon.core.wording import Artefact, Author, Writer, read_labels
from daemon.core.workdays import Workplace
from daemon.executor import Executed, Typeset, execute
from daemon.inboxes import Inboxes
from daemon.journal import Journal
from daemon.ports.adapter import Offer
from daemon.readings import Damaged, Readings
from daemon.sources import Account, Health, Observed, observe, read_calendars
from daemon.understanding import Understood, owner_of, understand

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a pass found, planned and did."""

    now: datetime
    understood: Understood
    artefacts: tuple[Artefact, ...]
    plan: Plan
    halts: tuple[Halt, ...]
    health: Health
    executed: Executed = field(default_factory=Executed)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that should stand."""
        return tuple(artefact.step for artefact in self.artefacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Everything that passes need; nothing in it changes from one to the next."""

    settings: Settings
    accounts: Sequence[Account]
    journal: Journal
    readings: Readings
    typeset: Typeset = typeset

    def run(
        self,
        now: datetime,
        *,
        accept: bool = False,
        dry: bool = False,
        resting: Mapping[str, Exception] = MappingProxyType({}),
        stop: Callable[[], bool] = lambda: False,
    ) -> Report:
        """One pass at this time.

        `accept` lets it through the brake: the person says that the change is right. A `dry` pass stops before it
        executes and leaves the journal as it was. Accounts that are `resting` are not asked. When `stop` says so, the
        pass ends after the write that is going on.
        """
        make_pass = partial(self._run, now, accept=accept, dry=dry, resting=resting, stop=stop)
        try:
            return make_pass()
        except Damaged as error:
            log.warning("what was read from the calendars is damaged (%s) and is read again", error)
            self.readings.start_anew()
            return make_pass()

    def _run(
        self, now: datetime, *, accept: bool, dry: bool, resting: Mapping[str, Exception], stop: Callable[[], bool]
    ) -> Report:
        journal = self.journal.copy() if dry else self.journal
        health = Health(failed=dict(resting))
        observed = observe(self.accounts, journal, read_labels(), health, now, accept=accept)
        read_calendars(self.accounts, self.readings, health, now, accept=accept)
        understood = self._understand(observed, journal, health, now)
        artefacts = self._word(understood, observed, journal, now)
        plan, halts = self._plan(understood, artefacts, observed, health, now, accept=accept)
        report = Report(now=now, understood=understood, artefacts=artefacts, plan=plan, halts=halts, health=health)
        if dry:
            return report
        self._remember(understood, journal, now)
        return replace(report, executed=execute(plan, self.accounts, journal, health, self.typeset, stop))

    def _understand(self, observed: Observed, journal: Journal, health: Health, now: datetime) -> Understood:
        """What calendars and inboxes mean: first the interviews, which say whose mail to read, then with the mail."""
        person = self.settings.person
        inboxes = Inboxes(
            accounts=self.accounts,
            journal=journal,
            readings=self.readings,
            owner=owner_of(self.settings),
            locale=person.locale,
        )
        make_sense = partial(understand, self.readings, observed, journal.known_rounds(), person=person, now=now)
        understood = make_sense(inboxes.known())
        if inboxes.read(understood.applications, observed.rows, health, now):
            understood = make_sense(inboxes.known())
        return understood

    def undo(self, now: datetime) -> Executed:
        """Remove everything we wrote that is untouched; none of it is ever written again."""
        health = Health()
        rows = observe(self.accounts, self.journal, read_labels(), health, now, accept=True).rows
        standing = [row for row in rows.values() if row.state is State.STANDING]
        actions = [Action(verb=Verb.UNDO, key=r.key, form=r.form, account=r.account, row=r) for r in standing]
        return execute(Plan(actions=tuple(actions)), self.accounts, self.journal, health, self.typeset)

    def _word(
        self, understood: Understood, observed: Observed, journal: Journal, now: datetime
    ) -> tuple[Artefact, ...]:
        person, follow_up = self.settings.person, self.settings.follow_up
        began = datetime.fromisoformat(journal.note("began") or now.isoformat())
        policy = Policy(
            playbook=find_playbook(follow_up.playbook, self.settings.playbooks) or load_playbook("balanced"),
            own=self.settings.playbooks,
            home=Workplace(
                zone=person.zone,
                countries=(person.country,) if person.country else (),
                opens=follow_up.working_hours.opens,
                closes=follow_up.working_hours.closes,
            ),
            horizon=began - timedelta(days=follow_up.look_back_days),
            busy=understood.busy,
            owner=person.owner,
        )
        steps = work_out(understood.applications, understood.doubts, observed.rows, observed.statements, policy, now)
        author = Author(
            name=person.name,
            email=person.emails[0],
            phone=person.phone,
            strengths=person.strengths,
            locale=person.locale,
            country=person.country,
            zone=person.zone,
        )
        return Writer(author, follow_up.language).write(steps, understood.applications)

    def _plan(
        self,
        understood: Understood,
        artefacts: Sequence[Artefact],
        observed: Observed,
        health: Health,
        now: datetime,
        *,
        accept: bool,
    ) -> tuple[Plan, tuple[Halt, ...]]:
        calendars = [account for account in self.accounts if account.offers(Offer.CALENDAR)]
        plan = make_plan(
            artefacts,
            observed.rows,
            {artefact.step.key: home for artefact in artefacts if (home := self._home(artefact, understood))},
            frozenset(a.name for a in self.accounts if a.name not in health.failed),
            now,
            may_withdraw=all(self.readings.complete(account.name) for account in calendars),
        )
        if health.unread:
            plan = without_asking(plan)
        most = len(plan.actions) if accept else self.settings.follow_up.most_changes
        return brake(plan, most, health.emptied)

    def _home(self, artefact: Artefact, understood: Understood) -> str | None:
        """The account in which the interview was found, if it offers what is needed, else the one configured."""
        step = artefact.step
        event = step.round.events[0] if step.round else step.judgement.event if step.judgement else None
        found_in = understood.found_in.get(event_token(event)) if event else None
        offer = Offer.CALENDAR if artefact.entry else Offer.DRAFTS
        if any(account.name == found_in and account.offers(offer) for account in self.accounts):
            return found_in
        follow_up = self.settings.follow_up
        return follow_up.entries_in if artefact.entry else follow_up.drafts_in

    def _remember(self, understood: Understood, journal: Journal, now: datetime) -> None:
        if journal.note("began") is None:
            journal.set_note("began", now.isoformat())
        known = {k.event: k for k in journal.known_rounds()}
        journal.remember(k for a in understood.applications for k in known_rounds(a, now) if k != known.get(k.event))
