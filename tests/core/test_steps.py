"""The hard rules hold over every diary: never early, never on a day off, never crowded, never after the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.applications import Application, Heard, Outcome, Said, gather, merge_copies
from daemon.core.playbook import load_playbook
from daemon.core.promises import Promise
from daemon.core.recognise import Judgement
from daemon.core.remembered import Form, Kind, Remembered, State
from daemon.core.statements import Statement
from daemon.core.steps import Policy, Step, work_out
from daemon.core.typed import Tag
from daemon.core.workdays import Workplace
from daemon.ports.records import Person
from tests.core.judgements import MONDAY, interview

LONDON = ZoneInfo("Europe/London")
HOME = Workplace(zone=LONDON, countries=("GB-ENG",))
POLICY = Policy(playbook=load_playbook("balanced"), home=HOME, horizon=MONDAY - timedelta(days=5))
ADA = Person(name="Ada Hall", email="ada@tarn.example")
PLACED = frozenset({Kind.THANK_YOU, Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL, Kind.CLOSE, Kind.KEEP_SEARCHING})
ASKING = frozenset({Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL})

offsets = st.integers(0, 40 * 24)
diaries = st.lists(
    st.builds(
        interview,
        uid=st.integers(0, 30).map(lambda n: f"u{n}"),
        start=offsets.map(lambda hours: MONDAY + timedelta(hours=hours)),
        company=st.sampled_from(["Tarn", "Birch"]),
        role=st.sampled_from(["Analyst", "Data Engineer"]),
        people=st.sampled_from([(), (ADA,)]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda judgement: judgement.event.uid,
)
# Over several weeks, now and then with a standstill.
passes = st.lists(st.integers(4, 36) | st.integers(100, 300), min_size=20, max_size=40)
some = settings(max_examples=40, deadline=None)


def written(step: Step) -> Remembered:
    """What the journal remembers of a step that was written and that nobody touched."""
    return Remembered(
        key=step.key,
        form=step.form,
        account="home",
        state=State.STANDING,
        subject=step.round.token if step.round else "",
        start=step.start,
        end=step.end,
    )


def live(
    applications: Sequence[Application], waits: Sequence[int], statements: dict[str, Statement] | None = None
) -> dict[str, tuple[Step, datetime]]:
    """Every step as it stands in the end, with when it was last written, after passes with these hours between them."""
    rows: dict[str, Remembered] = {}
    stood: dict[str, tuple[Step, datetime]] = {}
    now = MONDAY
    for hours in waits:
        now += timedelta(hours=hours)
        steps = {s.key: s for s in work_out(applications, (), rows, statements or {}, POLICY, now)}
        for key in [key for key, row in rows.items() if key not in steps and not row.over(now)]:
            del rows[key], stood[key]
        for key, step in steps.items():
            row = rows.get(key)
            if row is None or (step.form is Form.ENTRY and (not row.over(now) or step.start > now)):
                rows[key], stood[key] = written(step), (step, now)
    return stood


def local_day(step: Step) -> date:
    return step.start.astimezone(LONDON).date()


@some
@given(diaries, passes)
def test_what_has_a_place_in_the_day_is_placed_in_working_hours_and_never_in_the_past(
    diary: list[Judgement], waits: list[int]
) -> None:
    for step, now in live(gathered(diary), waits).values():
        if step.kind in PLACED and step.form is Form.ENTRY:
            assert HOME.is_working_day(local_day(step)), step.key
            assert time(9) <= step.start.astimezone(LONDON).time() < time(17), step.key
            # The weekly reminder may be found in the course of its day.
            assert step.start >= now or step.kind is Kind.KEEP_SEARCHING, step.key


@some
@given(diaries, passes, st.integers(1, 40))
def test_nobody_is_asked_on_or_before_a_promised_day(diary: list[Judgement], waits: list[int], days: int) -> None:
    by = (MONDAY + timedelta(days=days)).date()
    promise = Promise(decide_by=by, earliest=None, permission=None, text="soon")
    promised = [
        replace(a, said=Said(promise=promise, at=a.rounds[0].end, source="the invitation")) for a in gathered(diary)
    ]
    for step, _ in live(promised, waits).values():
        assert step.kind not in ASKING or local_day(step) > by or step.form is Form.DRAFT


@some
@given(diaries, passes)
def test_two_contacts_to_one_employer_are_two_working_days_apart(diary: list[Judgement], waits: list[int]) -> None:
    days: dict[str, list[date]] = {}
    for step, _ in live(gathered(diary), waits).values():
        if step.kind in ASKING and step.form is Form.ENTRY:
            assert step.application is not None
            days.setdefault(step.application.employer, []).append(local_day(step))
    for contacts in days.values():
        assert all(HOME.working_days_between(one, other) >= 2 for one, other in pairwise(sorted(contacts)))


@some
@given(diaries, passes)
def test_no_application_is_asked_after_more_than_three_times(diary: list[Judgement], waits: list[int]) -> None:
    calls: dict[str, int] = {}
    for step, _ in live(gathered(diary), waits).values():
        if step.kind is Kind.CHECK_IN_CALL:
            assert step.application is not None
            calls[step.application.token] = calls.get(step.application.token, 0) + 1
    assert max(calls.values(), default=0) <= 3


@some
@given(diaries, passes, st.sampled_from([Outcome.REJECTION, Outcome.WITHDRAWN_BY_ME]))
def test_after_the_end_nothing_is_to_be_done(diary: list[Judgement], waits: list[int], outcome: Outcome) -> None:
    ended = [replace(a, heard=Heard(outcome=outcome, at=a.rounds[0].end)) for a in gathered(diary)]
    left = live(ended, waits)
    assert {step.kind for step, _ in left.values()} <= {Kind.REJECTION_THANKS}
    assert not left or outcome is Outcome.REJECTION


@some
@given(diaries, passes)
def test_nothing_is_to_be_done_for_an_application_that_is_to_be_quiet(diary: list[Judgement], waits: list[int]) -> None:
    assert live([replace(a, quiet=True) for a in gathered(diary)], waits) == {}


@some
@given(diaries, passes)
def test_steps_have_keys_of_their_own_and_end_after_they_begin(diary: list[Judgement], waits: list[int]) -> None:
    now = MONDAY + timedelta(hours=sum(waits))
    steps = work_out(gathered(diary), (), {}, {}, POLICY, now)
    assert len({step.key for step in steps}) == len(steps)
    assert all(step.start < step.end or step.form is Form.DRAFT for step in steps)
    assert all(len(step.key) <= 80 for step in steps)


def test_an_email_marked_done_needs_no_draft_any_more() -> None:
    applications = gathered([interview("a", people=(ADA,))])
    waits = [6] * 50  # to the day of the e-mail, twelve days on
    before = live(applications, waits)
    [key] = [key for key in before if key.endswith("-1-draft")]
    email = key.removesuffix("-draft")
    done = {email: Statement(key=email, at=before[email][0].start, tags=frozenset({Tag.DONE}))}
    assert key not in live(applications, waits, done)


def test_a_playbook_that_neither_calls_nor_writes_asks_nobody() -> None:
    policy = replace(POLICY, playbook=replace(POLICY.playbook, check_in_call=None, check_in_email=None))
    applications = gathered([interview("a", people=(ADA,))])
    steps = work_out(applications, (), {}, {}, policy, MONDAY + timedelta(days=3))
    assert {step.kind for step in steps} == {Kind.TAKE_STOCK, Kind.THANK_YOU}


def gathered(diary: Sequence[Judgement]) -> tuple[Application, ...]:
    """The applications of a diary, in order of time as merging leaves them."""
    return gather(merge_copies(diary), ())


@pytest.mark.parametrize("outcome", [Outcome.DELAY, Outcome.QUESTION, Outcome.ACKNOWLEDGEMENT, Outcome.AUTO_REPLY])
def test_an_answer_that_decides_nothing_leaves_the_check_in_where_it_is(outcome: Outcome) -> None:
    [application] = gathered([interview("a", people=(ADA,))])
    waits = [6] * 40
    heard = Heard(outcome=outcome, at=application.rounds[0].end + timedelta(days=1))
    asked = {key for key in live([application], waits) if key.startswith("check-in-call")}
    assert asked
    assert {key for key in live([replace(application, heard=heard)], waits) if key.startswith("check-in-call")} == asked
