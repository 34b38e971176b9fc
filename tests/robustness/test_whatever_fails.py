"""Random small lives in which anything may fail: what is promised holds at every moment.

In every run of the tests the same few lives are lived; `FOLLOWUPD_LIVES=5000` tries so many others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from adapters.memory import Call
from daemon.core.remembered import Form, State
from daemon.journal import Journal
from daemon.ports.errors import AuthRequired, Conflict, PortError, Rejected, Unavailable
from daemon.ports.records import Draft, Entry, Event, Person, Status
from tests.robustness.world import START, World, interview, lunch

LIVES: Final = os.environ.get("FOLLOWUPD_LIVES")
STEPS: Final = 40
ACCOUNTS: Final = st.sampled_from(("home", "work"))
EMPLOYERS: Final = st.sampled_from(("Tarnbrook", "Fellside", "Ashby"))
# From now: long held, just held, going on, soon, and so far off that nothing is written yet.
HOURS: Final = st.sampled_from((-50, -26, -5, -2, 0, 2, 20, 26, 49, 100, 170, 500))
TYPED: Final = st.sampled_from(("#done", "#quiet", "#rejected", "#offer", "decision: next Friday", "mine now"))
WRITE_ERRORS: Final = st.sampled_from(
    (Unavailable("no answer"), Conflict("somebody else"), Rejected("never"), KeyError("a bug"))
)
READ_ERRORS: Final = st.sampled_from((Unavailable("no answer"), AuthRequired("log in again")))

Name: TypeAlias = tuple[str, str]
"""Account and key of an item of ours, or account and ref of one that is not."""


class LivesInWhichThingsFail(RuleBasedStateMachine):
    """The person, the employers, the providers and the disk do as they please; passes are made in between."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.meetings: dict[Name, Event] = {}
        self.theirs: dict[Name, Entry | Draft] = {}
        self.forgotten = False
        self.declined: set[str] = set()
        self.backup: Journal | None = None
        self.made = 0
        self.foreign: list[tuple[str, Draft]] = []

    @initialize()
    def foreign_things(self) -> None:
        """There are drafts of the person's own, and events that concern nobody."""
        for number, (name, store) in enumerate(self.world.stores.items()):
            draft = Draft(
                key=f"foreign-{name}",
                message_id=f"<{name}@other.example>",
                sender=Person(email="mara.lind@post.example"),
                subject="Holiday",
                body="Dear Pia,\n",
            )
            store.other_drafts.write(draft.message_id, draft)
            self.foreign.append((name, draft))
            self.world.invite(name, lunch(number, START + timedelta(days=1)))

    @initialize(account=ACCOUNTS, employer=EMPLOYERS, hours=HOURS)
    def first_interview(self, account: str, employer: str, hours: int) -> None:
        self.invited(account, employer, hours)
        self.world.run()

    # The employers

    @rule(account=ACCOUNTS, employer=EMPLOYERS, hours=HOURS)
    def invited(self, account: str, employer: str, hours: int) -> None:
        self.made += 1
        event = interview(self.made, self.world.now + timedelta(hours=hours), employer=employer)
        self.meetings[account, self.world.invite(account, event)] = event

    @precondition(lambda self: self.meetings)
    @rule(data=st.data(), hours=st.sampled_from((2, 20, 49, 100, 500)))
    def moved(self, data: st.DataObject, hours: int) -> None:
        name = self._pick(data)
        start = self.world.now + timedelta(hours=hours)
        self._change(name, replace(self.meetings[name], start=start, end=start + timedelta(hours=1)))

    @precondition(lambda self: self.meetings)
    @rule(data=st.data())
    def cancelled(self, data: st.DataObject) -> None:
        name = self._pick(data)
        self._change(name, replace(self.meetings[name], status=Status.CANCELLED))

    @precondition(lambda self: self.meetings)
    @rule(data=st.data())
    def called_off_without_a_word(self, data: st.DataObject) -> None:
        account, ref = self._pick(data)
        self.world.stores[account].delete_events(ref)
        del self.meetings[account, ref]

    # The person

    @precondition(lambda self: self.world.items)
    @rule(data=st.data(), typed=TYPED)
    def edits(self, data: st.DataObject, typed: str) -> None:
        account, key = self._pick_item(data)
        store = self.world.stores[account]
        if key in store.entries:
            store.edit_entry(key, description=f"{store.entries[key].description}\n{typed}")
        else:
            store.edit_draft(key, body=f"{store.drafts[key].body}\n{typed}")
        self.theirs[account, key] = self.world.items[account, key]

    @precondition(lambda self: any(isinstance(item, Entry) for item in self.world.items.values()))
    @rule(data=st.data(), hours=st.integers(min_value=1, max_value=72))
    def moves(self, data: st.DataObject, hours: int) -> None:
        names = sorted(name for name, item in self.world.items.items() if isinstance(item, Entry))
        account, key = data.draw(st.sampled_from(names))
        store = self.world.stores[account]
        start, end = store.entries[key].start, store.entries[key].end
        store.edit_entry(key, start=start + timedelta(hours=hours), end=end + timedelta(hours=hours))
        self.theirs[account, key] = store.entries[key]

    @precondition(lambda self: self.world.items)
    @rule(data=st.data())
    def deletes(self, data: st.DataObject) -> None:
        account, key = self._pick_item(data)
        store = self.world.stores[account]
        if key in store.entries:
            store.delete_entry(key)
        else:
            store.delete_draft(key)
        self._is_gone(account, key)

    @precondition(lambda self: any(store.drafts for store in self.world.stores.values()))
    @rule(data=st.data())
    def sends(self, data: st.DataObject) -> None:
        names = sorted(name for name, item in self.world.items.items() if isinstance(item, Draft))
        account, key = data.draw(st.sampled_from(names))
        self.world.stores[account].send_draft(key, self.world.now)
        self._is_gone(account, key)

    # Time, and what is lost

    @rule(hours=st.sampled_from((1, 3, 24, 24 * 4, 24 * 8)))
    def time_passes(self, hours: int) -> None:
        self.world.go_on(timedelta(hours=hours))
        self.world.run()

    @rule()
    def cursors_expire(self) -> None:
        for store in self.world.stores.values():
            store.expire_cursors()

    @rule()
    def cache_is_deleted(self) -> None:
        self.world.lose_readings()

    @rule()
    def journal_is_deleted(self) -> None:
        self.world.lose_journal()
        self.declined.clear()
        self.forgotten = True

    @rule()
    def journal_is_saved(self) -> None:
        self.backup = self.world.journal.copy()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def journal_is_restored(self) -> None:
        assert self.backup is not None
        self.world.restore_journal(self.backup)
        self.declined.clear()
        self.forgotten = True

    # Passes

    @rule()
    def nothing_fails(self) -> None:
        """Plan, execute, plan again: the second plan is empty, and the third.

        After the journal was lost one more pass may be needed: the first finds the drafts, the next brings those up to
        date whose interview has moved meanwhile.
        """
        self._pass()
        if self.forgotten:
            self._pass()
            self.forgotten = False
        for _ in range(2):
            with self._nothing_written("home", "work"):
                report = self.world.run()
            assert report.plan.actions == ()
            assert not report.health.failed

    @rule(account=ACCOUNTS, number=st.integers(min_value=1, max_value=4), error=WRITE_ERRORS, lost=st.booleans())
    def a_write_fails(self, account: str, number: int, error: Exception, lost: bool) -> None:
        faults = self.world.stores[account].faults
        faults.fail_write(number, error, lost_answer=lost)
        self._pass()
        for planned in (faults._planned, faults._lost_answers):
            planned.clear()  # a pass with fewer writes leaves the failure to no later one

    @rule(account=ACCOUNTS, error=READ_ERRORS)
    def an_account_cannot_be_read(self, account: str, error: PortError) -> None:
        with self.world.stores[account].faults.failing(error, Call.READ), self._nothing_written(account):
            report = self._pass()
        assert account in report

    @rule(account=ACCOUNTS)
    def an_account_rests(self, account: str) -> None:
        with self._nothing_written(account):
            self.world.run(resting={account: Unavailable("later")})

    @rule(account=ACCOUNTS)
    def an_account_is_read_in_part(self, account: str) -> None:
        before, declined = set(self.world.items), self._declined_in(account)
        with self.world.stores[account].faults.reading_in_part():
            self._pass()
        assert before <= set(self.world.items)
        assert self._declined_in(account) <= declined

    # What always holds

    @invariant()
    def no_key_stands_twice(self) -> None:
        assert len(self.world.keys) == len(set(self.world.keys))

    @invariant()
    def what_the_person_touched_is_as_they_left_it(self) -> None:
        items = self.world.items
        assert {name: items.get(name) for name in self.theirs} == self.theirs

    @invariant()
    def what_the_person_removed_does_not_come_back(self) -> None:
        assert self.declined.isdisjoint(self.world.keys)

    @invariant()
    def foreign_things_are_as_they_were(self) -> None:
        for name, draft in self.foreign:
            assert [stored.thing for stored in self.world.stores[name].other_drafts] == [draft]
        for (account, ref), event in self.meetings.items():
            assert self.world.stores[account].events[ref].thing.events == (event,)

    def teardown(self) -> None:
        self.world.close()
        if self.backup is not None:
            self.backup.close()

    def _pass(self) -> dict[str, Exception]:
        return self.world.run().health.failed

    def _pick(self, data: st.DataObject) -> Name:
        return data.draw(st.sampled_from(sorted(self.meetings)))

    def _pick_item(self, data: st.DataObject) -> Name:
        return data.draw(st.sampled_from(sorted(self.world.items)))

    def _declined_in(self, account: str) -> set[str]:
        """The entries taken to be deleted by the person."""
        rows = self.world.journal.rows().values()
        return {r.key for r in rows if (r.account, r.form, r.state) == (account, Form.ENTRY, State.DECLINED)}

    def _change(self, name: Name, event: Event) -> None:
        account, ref = name
        self.world.stores[account].replace_events(ref, event)
        self.meetings[name] = event

    def _is_gone(self, account: str, key: str) -> None:
        """What was written, but not known to be when the person removed it, may be taken for never written."""
        self.theirs.pop((account, key), None)
        row = self.world.journal.rows().get(key)
        if row is not None and row.state in (State.STANDING, State.THEIRS):
            self.declined.add(key)

    @contextmanager
    def _nothing_written(self, *accounts: str) -> Iterator[None]:
        before = {name: self.world.writes(name) for name in accounts}
        yield
        assert {name: self.world.writes(name) for name in accounts} == before


TestLivesInWhichThingsFail = LivesInWhichThingsFail.TestCase
TestLivesInWhichThingsFail.settings = settings(
    max_examples=int(LIVES or 150),
    derandomize=LIVES is None,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
