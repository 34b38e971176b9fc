"""The hard rules hold over every life and every playbook: moved interviews, promises, answers, downtimes and all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from daemon.core.recognise import Judgement
from daemon.core.remembered import ASKING, Form, Kind, Remembered, State
from daemon.core.steps import Step
from tests.core.judgements import MONDAY, interview
from tests.core.lives import Act, Happening, Life, World, lives


@settings(max_examples=2000, deadline=None, derandomize=True)  # what fails tells of a change, not of luck
@given(lives)
def test_no_life_breaks_a_hard_rule(life: Life) -> None:
    assert [str(violation) for violation in World(life).live(life)] == []


# What random lives have found, each as an example of its own.


def test_a_draft_beside_a_call_goes_with_it_to_the_day_that_the_person_chose() -> None:
    quiet = [Happening(act=Act.NOTHING, which=0, how=0, wait=wait) for wait in (1, 1, 1, 1, 1, 247)]
    happenings = (
        Happening(act=Act.INVITED, which=0, how=0, wait=5),
        *quiet,
        Happening(act=Act.INVITED, which=1, how=239, wait=1),
        Happening(act=Act.PROMISED, which=0, how=6, wait=1),
        Happening(act=Act.TOUCHED, which=0, how=362, wait=1),
    )
    zone, begins = "Pacific/Pago_Pago", datetime(2026, 3, 20, 6, tzinfo=UTC)
    life = Life(zone=zone, countries=(), playbook="low-pressure", begins=begins, happenings=happenings)
    assert [str(violation) for violation in World(life).live(life)] == []


def test_a_thank_you_that_is_still_ahead_follows_its_interview_into_another_zone(world: World) -> None:
    world.now = moment(6, 12)  # late, and Saturday already at the employer's
    judgement = interview("a", MONDAY)
    [thanks] = of_kind(world, Kind.THANK_YOU, in_zone(judgement, "Pacific/Tongatapu"))
    assert thanks.start == moment(8, 20)  # where it is Monday, nine o'clock
    [thanks] = of_kind(world, Kind.THANK_YOU, in_zone(judgement, "Europe/London"))
    assert thanks.start == moment(9, 9)


def test_a_contact_is_on_the_day_that_it_is_where_its_own_interview_was(world: World) -> None:
    asked = interview("a", moment(3, 10), role="Analyst")
    world.now = moment(3, 12)
    [call] = of_kind(world, Kind.CHECK_IN_CALL, asked)
    assert call.start == moment(10, 10)
    # Thanked for on Monday, which in the zone of the later interview is Sunday still.
    thanked = in_zone(interview("b", moment(7, 22), role="Welder"), "Australia/Lord_Howe")
    later = in_zone(interview("c", moment(20, 15), role="Welder"), "America/St_Johns")
    world.now = moment(8, 12)
    [call] = of_kind(world, Kind.CHECK_IN_CALL, asked, thanked, later)
    assert call.start == moment(11, 10)


def test_two_roles_in_two_countries_keep_apart_by_days_on_which_both_countries_work(world: World) -> None:
    wednesday = datetime(2026, 4, 22, 10, tzinfo=UTC)
    german = in_zone(interview("a", wednesday, role="Analyst"), "Europe/Berlin")
    british = interview("b", wednesday + timedelta(days=1), role="Welder")
    world.now = wednesday + timedelta(days=1, hours=4)
    calls = of_kind(world, Kind.CHECK_IN_CALL, german, british)
    # In between are the first of May, a holiday in Berlin, and a Monday that is one in London.
    assert [call.start.date() for call in calls] == [date(2026, 4, 29), date(2026, 5, 5)]


@pytest.mark.parametrize(("state", "more"), [(State.THEIRS, 0), (State.STANDING, 1)])
def test_a_check_in_that_the_person_put_off_counts_towards_the_limit(world: World, state: State, more: int) -> None:
    first, last = interview("a", MONDAY), interview("b", moment(25, 10))
    world.now = moment(26, 12)
    of_kind(world, Kind.CLOSE, first, last)
    [application] = world.applications
    days = {1: moment(9, 10), 2: moment(16, 10), 3: moment(30, 10)}
    for ordinal, start in days.items():
        key = f"check-in-call-{application.token}-{application.rounds[0].token}-{ordinal}"
        world.rows[key] = row(key, start, state if ordinal == 3 else State.STANDING)
    steps = [step for kind in ASKING for step in of_kind(world, kind, first, last)]
    assert len([step for step in steps if step.round == application.rounds[-1]]) == more


@pytest.fixture
def world() -> World:
    return World(Life(zone="Europe/London", countries=("GB-ENG",), playbook="balanced", begins=MONDAY, happenings=()))


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def in_zone(judgement: Judgement, zone: str) -> Judgement:
    return replace(judgement, event=replace(judgement.event, zone=zone))


def of_kind(world: World, kind: Kind, *judgements: Judgement) -> list[Step]:
    """The entries of a kind that stand after a pass with these interviews in the calendar."""
    world.events = {judgement.event.uid: judgement for judgement in judgements}
    world.gather()
    steps, plan = world.plan()
    world.carry_out(plan)
    return [step for step in steps if step.kind is kind and step.form is Form.ENTRY]


def row(key: str, start: datetime, state: State) -> Remembered:
    end = start + timedelta(minutes=15)
    return Remembered(key=key, form=Form.ENTRY, account="home", state=state, start=start, end=end)
