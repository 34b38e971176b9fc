"""Putting interviews together, and names that last whatever happens to the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.applications import Application, KnownRound, event_token, gather, known_rounds, merge_copies
from daemon.core.recognise.judgement import Judgement, Verdict
from daemon.ports.records import Person
from tests.core.judgements import MONDAY, interview

DAY = timedelta(days=1)
ADA = Person(name="Ada Hall", email="ada@tarn.example")

diaries = st.lists(
    st.builds(
        interview,
        uid=st.integers(0, 30).map(lambda n: f"u{n}"),
        start=st.integers(0, 60 * 24).map(lambda hours: MONDAY + timedelta(hours=hours)),
        company=st.sampled_from(["Tarn", "Birch", None]),
        role=st.sampled_from(["Analyst", "Data Engineer", None]),
    ),
    max_size=8,
    unique_by=lambda judgement: judgement.event.uid,
)


def shape(applications: Sequence[Application]) -> list[tuple[str, list[tuple[str, set[str]]]]]:
    """Names and what bears them, without order."""
    return sorted((a.token, [(r.token, {e.uid for e in r.events}) for r in a.rounds]) for a in applications)


def known_after(
    judgements: Sequence[Judgement], known: Sequence[KnownRound] = (), now: datetime = MONDAY
) -> list[KnownRound]:
    """What the journal remembers after a pass."""
    found = {k.event: k for k in known}
    for application in gather(merge_copies(judgements), known):
        found |= {k.event: k for k in known_rounds(application, now)}
    return list(found.values())


def tokens(applications: Sequence[Application]) -> list[str]:
    return [r.token for a in applications for r in a.rounds]


@settings(deadline=None)
@given(diaries, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_read_changes_nothing(diary: list[Judgement], chance: Random) -> None:
    shuffled = list(diary)
    chance.shuffle(shuffled)
    assert shape(gather(merge_copies(shuffled), ())) == shape(gather(merge_copies(diary), ()))


@settings(deadline=None)
@given(diaries)
def test_what_is_remembered_changes_no_name(diary: list[Judgement]) -> None:
    fresh = gather(merge_copies(diary), ())
    assert shape(gather(merge_copies(diary), known_after(diary))) == shape(fresh)


@settings(deadline=None)
@given(diaries, st.lists(st.integers(-20, 20), min_size=8, max_size=8))
def test_every_round_has_a_name_of_its_own_however_events_move(diary: list[Judgement], shifts: list[int]) -> None:
    known = known_after(diary)
    moved = [
        replace(j, event=replace(j.event, start=j.event.start + days * DAY, end=j.event.end + days * DAY))
        for j, days in zip(diary, shifts, strict=False)
    ]
    names = tokens(gather(merge_copies(moved), known))
    assert len(names) == len(set(names))


@settings(deadline=None)
@given(diaries, diaries)
def test_every_round_has_a_name_of_its_own_whatever_was_known(before: list[Judgement], after: list[Judgement]) -> None:
    names = tokens(gather(merge_copies(after), known_after(before)))
    assert len(names) == len(set(names))


def test_a_copy_on_a_second_calendar_is_merged_in_any_order() -> None:
    poor, rich = interview("a"), interview("b", people=(ADA,))
    for judgements in ([poor, rich], [rich, poor], [poor, rich, poor]):
        [merged] = merge_copies(judgements)
        assert merged.interviewers == (ADA,)


def test_no_about_one_copy_is_no_for_the_meeting() -> None:
    [merged] = merge_copies([interview("a", people=(ADA,)), interview("a", verdict=Verdict.NO)])
    assert merged.verdict is Verdict.NO


def test_a_copy_that_is_sure_settles_one_in_doubt() -> None:
    [merged] = merge_copies([interview("a", people=(ADA,), verdict=Verdict.DOUBT), interview("a")])
    assert (merged.verdict, merged.interviewers) == (Verdict.INTERVIEW, (ADA,))


def test_a_known_interview_stays_with_its_application_when_another_of_the_employer_fits_as_well() -> None:
    engineer, analyst = interview("a", role="Data Engineer"), interview("b", MONDAY + DAY, role="Analyst")
    known = known_after([engineer, analyst])
    without_role = replace(analyst, role=None)
    assert [len(a.rounds) for a in gather([engineer, without_role], known)] == [1, 1]


def test_an_interview_without_a_role_joins_the_application_that_is_latest() -> None:
    diary = [
        interview("a", role="Data Engineer"),
        interview("b", MONDAY + DAY, role="Analyst"),
        interview("c", MONDAY + 5 * DAY),
    ]
    assert [a.role for a in gather(diary, ()) if len(a.rounds) == 2] == ["Analyst"]


def test_the_same_employer_after_half_a_year_is_a_new_application() -> None:
    assert len(gather([interview("a"), interview("b", MONDAY + 180 * DAY)], ())) == 2


def test_employers_are_the_same_under_legal_forms_accents_and_ampersands() -> None:
    names = ["Crème & Sons Ltd", "creme and sons", "CRÈME AND SONS LIMITED"]
    diary = [interview(name, MONDAY + index * DAY, company=name) for index, name in enumerate(names)]
    assert len(gather(diary, ())) == 1


def test_interviews_with_nobody_known_are_applications_of_their_own() -> None:
    assert len(gather([interview("a", company=None), interview("b", MONDAY + DAY, company=None)], ())) == 2


def test_a_held_interview_is_no_longer_replaced_by_a_new_one() -> None:
    known = known_after([interview("a")], now=MONDAY + DAY)
    [application] = gather([interview("b", MONDAY + 3 * DAY)], known)
    assert application.rounds[0].token == event_token(interview("b").event)


def test_a_postponed_interview_of_an_unknown_employer_is_known_by_its_organiser() -> None:
    known = known_after([interview("a", company=None)], now=MONDAY - DAY)
    [application] = gather([interview("b", MONDAY + 3 * DAY, company=None)], known)
    assert application.rounds[0].token == event_token(interview("a").event)


def test_an_all_day_event_that_ends_on_the_day_it_begins_still_ends_after_it_begins() -> None:
    judgement = interview("a")
    day = date(2026, 3, 2)
    [application] = gather([replace(judgement, event=replace(judgement.event, start=day, end=day))], ())
    assert application.rounds[0].start < application.rounds[0].end


def test_a_name_that_is_taken_is_given_to_nobody_else() -> None:
    first, second, third = interview("c"), interview("a", MONDAY + DAY), interview("b", MONDAY + 2 * DAY)
    name = event_token(second.event)
    known = [
        replace(k, round={event_token(third.event): name}.get(k.event, "shared"))
        for k in known_after([first, second, third])
    ]
    names = tokens(gather([first, second, third], known))
    assert len(set(names)) == 3
    assert {"shared", name} < set(names)
