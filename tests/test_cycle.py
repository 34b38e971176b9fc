"""A pass over several accounts: what fails stays with its account, what is refused or contested is left, the brake."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from adapters.memory import ADAPTER, Call
from daemon.core.remembered import State
from daemon.cycle import Cycle
from daemon.journal import Journal, JournalError
from daemon.ports.adapter import Connection
from daemon.ports.errors import AuthRequired, Conflict, NotFound, PortError, Rejected, Unavailable
from daemon.ports.records import Status
from daemon.sources import Account, Health, Patience
from daemon.understanding import open_readings
from tests.robustness.world import START, World, interview

SOON: Final = START + timedelta(days=2)
HELD: Final = START - timedelta(hours=5)
INTERVAL: Final = timedelta(minutes=15)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture
def both(world: World) -> World:
    """An interview to come in each of two accounts."""
    world.invite("home", interview(1, SOON))
    world.invite("work", interview(2, SOON + timedelta(days=1), employer="Fellside"))
    return world


def key(world: World, kind: str) -> str:
    (found,) = [key for key in world.keys if key.startswith(kind)]
    return found


# Accounts that fail


@pytest.mark.parametrize(
    "error", [Unavailable("no answer", retry_after=timedelta(hours=2)), AuthRequired("log in again")], ids=str
)
def test_an_account_that_fails_leaves_the_others_going(both: World, error: PortError) -> None:
    with both.stores["work"].faults.failing(error):
        report = both.run()
    assert report.health.failed == {"work": error}
    assert {name for name, _ in both.items} == {"home"}
    both.run()
    assert {name for name, _ in both.items} == {"home", "work"}


def test_a_bug_in_an_adapter_leaves_the_others_going(both: World) -> None:
    both.stores["home"].faults.fail_write(1, KeyError("a bug"))
    report = both.run()
    assert list(report.health.failed) == ["home"]
    assert {name for name, _ in both.items} == {"work"}
    assert both.run().health.failed == {}
    assert {name for name, _ in both.items} == {"home", "work"}


def test_after_a_failure_nothing_more_is_written_to_the_account_in_that_pass(both: World) -> None:
    both.stores["home"].faults.fail_write(1, Unavailable("no answer"), lost_answer=True)
    both.run()
    assert both.writes("home") == 1
    both.run()
    assert both.writes("home") == 2
    assert both.run().plan.actions == ()


def test_an_account_that_could_not_be_opened_is_opened_by_a_later_pass(world: World) -> None:
    world.invite("home", interview(1, SOON))
    faults: list[Exception] = [Unavailable("the disk is not mounted"), AuthRequired("log in")]
    (home, work) = world.accounts()

    def open_later() -> Connection:
        if faults:
            raise faults.pop(0)
        return home.connection

    cycle = Cycle(
        settings=world.settings,
        accounts=[Account("home", ADAPTER, open_later), work],
        journal=world.journal,
        readings=world.readings,
    )
    assert isinstance(cycle.run(world.now).health.failed["home"], Unavailable)
    assert isinstance(cycle.run(world.now).health.failed["home"], AuthRequired)
    assert cycle.run(world.now).health.failed == {}
    assert world.keys


def test_an_account_that_rests_is_not_asked(both: World) -> None:
    with both.stores["work"].faults.failing(KeyError("asked")):  # type: ignore[arg-type]  # to see any call
        report = both.run(resting={"work": Unavailable("later")})
    assert isinstance(report.health.failed["work"], Unavailable)
    assert {name for name, _ in both.items} == {"home"}


def test_closing_an_account_that_cannot_be_closed_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    class Stuck(Connection):
        def close(self) -> None:
            raise Unavailable("the line is dead")

    account = Account("home", ADAPTER, lambda: Stuck(ADAPTER))
    assert account.connection
    account.close()
    account.close()
    assert caplog.messages == ["account home: Unavailable: the line is dead"]


def test_a_journal_that_cannot_be_written_ends_the_pass_before_anything_is(both: World, tmp_path: Path) -> None:
    both.journal.close()
    both.journal = Journal.open(tmp_path / "journal.sqlite")
    both.journal._connection.execute("CREATE TRIGGER full BEFORE INSERT ON item BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(JournalError, match="make room"):
        both.run()
    assert both.items == {}


def test_a_cache_that_is_found_damaged_in_a_pass_is_read_anew(
    both: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    both.readings.close()
    both.readings = open_readings(tmp_path / "readings.sqlite", both.settings)
    expected = both.run().understood
    both.readings.close()
    content = (tmp_path / "readings.sqlite").read_bytes()
    (tmp_path / "readings.sqlite").write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    both.readings = open_readings(tmp_path / "readings.sqlite", both.settings)
    report = both.run()
    assert report.understood == expected
    assert report.plan.actions == ()
    assert "read again" in caplog.text


def test_a_removed_account_takes_its_events_along_but_not_what_stands_elsewhere(both: World) -> None:
    both.run()
    both.settings = replace(both.settings, accounts=both.settings.accounts[:1])
    report = both.run()
    assert {action.account for action in report.plan.actions} <= {"home"}
    assert {reading.account for reading in both.readings.everything()} == {"home"}
    assert {name for name, _ in both.items} == {"home", "work"}


# Patience


def learn(patience: Patience, world: World, error: Exception | None, minutes: int) -> None:
    failed = {"home": error} if error else {}
    patience.learn(world.accounts(), Health(failed=failed), START + timedelta(minutes=minutes))


def rests(patience: Patience, minutes: int) -> bool:
    return "home" in patience.resting(START + timedelta(minutes=minutes))


def test_an_account_that_goes_on_failing_rests_longer_each_time_and_at_most_an_hour(world: World) -> None:
    patience, now, pauses = Patience(INTERVAL), 0, []
    for _ in range(5):
        learn(patience, world, Unavailable("no answer"), now)
        pause = next(minutes for minutes in range(1000) if not rests(patience, now + minutes))
        pauses.append(pause)
        now += pause
    assert pauses == [15, 30, 60, 60, 60]


def test_an_account_rests_as_long_as_its_provider_asked(world: World) -> None:
    patience = Patience(INTERVAL)
    learn(patience, world, Unavailable("slow down", retry_after=timedelta(hours=3)), 0)
    assert rests(patience, 179)
    assert not rests(patience, 180)


def test_an_account_that_rests_is_neither_told_nor_counted_again(world: World) -> None:
    patience = Patience(INTERVAL)
    error = Unavailable("no answer")
    learn(patience, world, error, 0)
    learn(patience, world, error, 10)
    assert not rests(patience, 15)


def test_a_failure_is_told_once_and_its_end_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    patience = Patience(INTERVAL)
    for minutes in (0, 15, 45):
        learn(patience, world, Unavailable("no answer"), minutes)
    for minutes in (105, 120):
        learn(patience, world, None, minutes)
    assert caplog.messages == ["account home: Unavailable: no answer", "account home works again"]


def test_a_failure_of_another_kind_is_told_too(world: World, caplog: pytest.LogCaptureFixture) -> None:
    patience = Patience(INTERVAL)
    learn(patience, world, Unavailable("no answer"), 0)
    learn(patience, world, AuthRequired("log in again"), 15)
    assert caplog.messages == ["account home: Unavailable: no answer", "account home: AuthRequired: log in again"]


def test_a_bug_is_told_as_one(world: World, caplog: pytest.LogCaptureFixture) -> None:
    learn(Patience(INTERVAL), world, KeyError("robin@home.example"), 0)
    (record,) = caplog.records
    assert "please report" in record.getMessage()
    assert "robin" not in record.getMessage()


# Items that are refused or contested


def test_what_is_refused_is_reported_and_not_tried_again_until_it_reads_differently(world: World) -> None:
    ref = world.invite("home", interview(1, SOON))
    world.stores["home"].faults.fail_write(1, Rejected("too long"))
    report = world.run()
    (refused,) = report.executed.refused
    assert (refused[0].key[:18], refused[1]) == ("ask-before-leaving", "too long")
    assert world.journal.rows()[refused[0].key].state is State.REFUSED
    assert world.run().plan.actions == ()
    world.stores["home"].replace_events(ref, interview(1, SOON + timedelta(days=1)))
    assert refused[0].key in [action.key for action in world.run().executed.done]
    assert refused[0].key in world.keys


def test_a_replacement_that_is_refused_leaves_what_stands(world: World) -> None:
    ref = world.invite("home", interview(1, SOON))
    world.run()
    standing = world.items
    world.stores["home"].replace_events(ref, interview(1, SOON + timedelta(days=1)))
    world.stores["home"].faults.fail_write(1, Rejected("too long"))
    (refused,) = world.run().executed.refused
    assert world.items["home", refused[0].key] == standing["home", refused[0].key]
    assert world.run().plan.actions == ()
    world.stores["home"].replace_events(ref, interview(1, SOON + timedelta(days=2)))
    world.run()
    assert world.items["home", refused[0].key] != standing["home", refused[0].key]


def test_a_draft_whose_replacement_was_refused_is_still_looked_at(world: World) -> None:
    store = world.stores["home"]
    world.invite("home", interview(1, HELD))
    world.run()
    form, draft = key(world, "take-stock"), min(store.drafts)
    store.edit_entry(form, description=store.entries[form].description.replace("thanks:", "thanks: your plans; Ruth"))
    with store.faults.failing(Rejected("too long"), Call.PUT):
        assert world.run().executed.refused
    store.send_draft(draft, world.now)
    world.run()
    assert world.journal.rows()[draft].state is State.SENT


@pytest.mark.parametrize("error", [Conflict("somebody else"), NotFound("gone"), Rejected("never")], ids=str)
def test_a_withdrawal_that_is_contested_is_decided_again(world: World, error: PortError) -> None:
    ref = world.invite("home", interview(1, SOON))
    world.run()
    world.stores["home"].delete_events(ref)
    with world.stores["home"].faults.failing(error, Call.REMOVE):
        world.run()
    assert world.items
    world.run()
    assert world.items == {}


def test_what_the_person_removes_in_the_moment_of_its_withdrawal_stays_removed(world: World) -> None:
    ref = world.invite("home", interview(1, SOON))
    world.run()
    world.stores["home"].replace_events(ref, interview(1, SOON, status=Status.CANCELLED))

    def delete_all() -> None:
        for entry in world.stores["home"].entries:
            world.stores["home"].delete_entry(entry)

    during(world, delete_all)
    world.stores["home"].replace_events(ref, interview(1, SOON))
    world.run()
    assert world.items == {}


@pytest.mark.parametrize("deed", ["edits", "sends", "deletes"])
def test_a_draft_that_the_person_takes_up_in_the_moment_of_its_replacement_is_theirs(world: World, deed: str) -> None:
    store = world.stores["home"]
    world.invite("home", interview(1, HELD))
    world.run()
    form, draft = key(world, "take-stock"), min(store.drafts)
    text = store.entries[form].description
    store.edit_entry(form, description=text.replace("thanks:", "thanks: the way you work; your plans"))
    deeds: dict[str, Callable[[], object]] = {
        "edits": lambda: store.edit_draft(draft, body="Mine."),
        "sends": lambda: store.send_draft(draft, world.now),
        "deletes": lambda: store.delete_draft(draft),
    }
    during(world, deeds[deed])
    left = store.drafts.get(draft)
    world.run()
    expected = {"edits": State.THEIRS, "sends": State.SENT, "deletes": State.DECLINED}
    assert world.journal.rows()[draft].state is expected[deed]
    assert store.drafts.get(draft) == left
    assert world.run().plan.actions == ()


@pytest.mark.parametrize(("days", "expected"), [(20, State.SENT), (40, State.DECLINED)])
def test_a_draft_that_has_gone_is_looked_for_among_the_sent_mail_for_a_month(
    world: World, days: int, expected: State
) -> None:
    store = world.stores["home"]
    world.invite("home", interview(1, HELD))
    world.run()
    draft = min(store.drafts)
    stored = store.own_drafts[draft]
    store.delete_draft(draft)
    world.run()
    assert world.journal.rows()[draft].state is State.DECLINED
    world.go_on(timedelta(days=days))
    store.own_drafts.write(draft, stored.thing)
    store.send_draft(draft, world.now)
    world.run()
    assert world.journal.rows()[draft].state is expected


def during(world: World, deed: Callable[[], object]) -> None:
    """A pass in which something happens after it has looked and before it writes."""
    deeds = [deed]

    def act_once() -> bool:
        if deeds:
            deeds.pop()()
        return False

    world.cycle().run(world.now, stop=act_once)


def test_a_pass_that_is_told_to_stop_finishes_its_write_and_the_next_does_the_rest(both: World) -> None:
    answers = iter((False, True))
    report = both.cycle().run(both.now, stop=partial(next, answers))
    assert len(report.executed.done) == len(both.items) == 1
    both.run()
    assert both.run().plan.actions == ()


# The brake


def test_more_changes_than_allowed_stop_the_account_and_no_other(both: World) -> None:
    both.settings = replace(both.settings, follow_up=replace(both.settings.follow_up, most_changes=2))
    for number in range(3, 6):
        both.invite("home", interview(number, SOON + timedelta(days=number), employer="Ashby"))
    report = both.run()
    assert [halt.account for halt in report.halts] == ["home"]
    assert "--accept" in report.halts[0].reason
    assert {name for name, _ in both.items} == {"work"}
    assert both.run(accept=True).halts == ()
    assert {name for name, _ in both.items} == {"home", "work"}


def test_changes_are_counted_by_account(both: World) -> None:
    both.settings = replace(both.settings, follow_up=replace(both.settings.follow_up, most_changes=2))
    report = both.run()
    assert (len(report.plan.actions), report.halts) == (4, ())


def test_a_calendar_that_is_suddenly_empty_withdraws_nothing(both: World) -> None:
    refs = [both.invite("home", interview(n, SOON + timedelta(hours=5 * n), employer="Ashby")) for n in range(3, 8)]
    both.run()
    before = both.items
    for stored in both.stores["home"].events:
        both.stores["home"].delete_events(stored.ref)
    report = both.run()
    assert [halt.account for halt in report.halts] == ["home"]
    assert both.items == before
    both.run(accept=True)
    assert {name for name, _ in both.items} == {"work"}
    assert len(refs) == 5


def test_an_own_calendar_that_is_suddenly_empty_is_not_taken_for_a_refusal(both: World) -> None:
    for number in range(3, 6):
        both.invite("home", interview(number, SOON + timedelta(hours=5 * number), employer="Ashby"))
    both.run()
    taken = {entry.ref: entry.thing for entry in both.stores["home"].own_entries}
    for name in taken:
        both.stores["home"].delete_entry(name)
    report = both.run()
    assert [halt.account for halt in report.halts] == ["home"]
    for name, thing in taken.items():
        both.stores["home"].own_entries.write(name, thing)
    assert both.run().plan.actions == ()
    for name in taken:
        both.stores["home"].delete_entry(name)
    both.run(accept=True)
    assert both.run().halts == ()
    assert both.stores["home"].entries == {}


def test_a_dry_pass_changes_nothing(both: World) -> None:
    both.run()
    both.go_on(timedelta(days=3))
    rows, items = both.journal.rows(), both.items
    report = both.cycle().run(both.now, dry=True)
    assert report.plan.actions
    assert (both.journal.rows(), both.items) == (rows, items)


def test_undo_removes_what_is_untouched_and_it_stays_removed(both: World) -> None:
    both.run()
    mine = min(both.stores["home"].entries)
    both.stores["home"].edit_entry(mine, description="mine")
    done = both.cycle().undo(both.now).done
    assert len(done) == 3
    assert both.keys == [mine]
    both.run()
    assert both.keys == [mine]
