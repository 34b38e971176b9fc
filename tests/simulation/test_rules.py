"""Each hard rule is seen to be broken when it is: the witness of the properties can fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.core.applications import Application, Heard, Outcome, Said, gather
from daemon.core.plan import Action, Verb
from daemon.core.playbook import load_playbook
from daemon.core.promises import Promise
from daemon.core.remembered import Form, Kind, Remembered, State
from daemon.core.steps import Step
from daemon.core.workdays import Workplace
from daemon.ports.records import Person
from daemon.simulation.rules import Rule, Seen, Violation, Witness
from tests.core.judgements import MONDAY, interview

LONDON = ZoneInfo("Europe/London")
ADA = Person(name="Ada Hall", email="ada@tarn.example")
BALANCED = load_playbook("balanced")
NOW = MONDAY + timedelta(days=1)


def london(text: str) -> datetime:
    return datetime.strptime(f"2026 {text}", "%Y %a %d %b %H:%M").replace(tzinfo=LONDON)


@pytest.fixture
def tarn() -> Application:
    return gather([interview("a", company="Tarn", people=(ADA,))], ())[0]


def entry(key: str, when: str, state: State = State.STANDING) -> Remembered:
    start = london(when)
    return Remembered(
        key=key, form=Form.ENTRY, account="home", state=state, start=start, end=start + timedelta(minutes=15)
    )


def key(kind: str, application: Application, rest: str = "") -> str:
    return f"{kind}-{application.token}-{application.rounds[-1].token}{rest}"


def look(
    *applications: Application, rows: tuple[Remembered, ...] = (), steps: tuple[Step, ...] = (), now: datetime = NOW
) -> list[Violation]:
    witness = Witness(Workplace(zone=LONDON, countries=("GB-ENG",)), lambda _: BALANCED)
    return witness.see(Seen(now=now, applications=applications, steps=steps, rows={row.key: row for row in rows}))


def broken(*applications: Application, rows: tuple[Remembered, ...], steps: tuple[Step, ...] = ()) -> list[Rule]:
    return [violation.rule for violation in look(*applications, rows=rows, steps=steps)]


@pytest.mark.parametrize(("when", "rules"), [("Fri 13 Mar 10:00", [Rule.EARLY]), ("Mon 16 Mar 10:00", [])])
def test_a_call_on_the_promised_day_is_early_and_one_on_the_next_is_not(
    tarn: Application, when: str, rules: list[Rule]
) -> None:
    promise = Promise(decide_by=date(2026, 3, 13), earliest=None, permission=None, text="by Friday the 13th")
    promised = replace(tarn, said=Said(promise=promise, at=NOW, source="your note"))
    assert broken(promised, rows=(entry(key("check-in-call", tarn, "-1"), when),)) == rules


@pytest.mark.parametrize("when", ["Sat 14 Mar 10:00", "Fri 3 Apr 10:00", "Mon 16 Mar 08:45", "Mon 16 Mar 17:00"])
def test_weekends_holidays_and_evenings_are_days_off(tarn: Application, when: str) -> None:
    assert broken(tarn, rows=(entry(key("check-in-call", tarn, "-1"), when),)) == [Rule.DAY_OFF]
    assert broken(tarn, rows=(entry(key("check-in-call", tarn, "-1"), when, State.THEIRS),)) == []


@pytest.mark.parametrize(("when", "rules"), [("Mon 16 Mar 10:00", [Rule.CROWDED]), ("Tue 17 Mar 10:00", [])])
def test_a_call_on_the_working_day_after_another_contact_is_too_close(
    tarn: Application, when: str, rules: list[Rule]
) -> None:
    other = gather([interview("b", company="Tarn", role="Welder")], ())[0]
    thanks = entry(key("thank-you", other), "Fri 13 Mar 09:00")
    call = entry(key("check-in-call", tarn, "-1"), when)
    assert broken(tarn, other, rows=(thanks, call)) == rules


def test_three_rounds_of_asking_are_more_than_the_playbook_allows(tarn: Application) -> None:
    days = ("Tue 10 Mar 10:00", "Tue 17 Mar 10:00", "Tue 24 Mar 10:00")
    calls = [entry(key("check-in-call", tarn, f"-{number}"), day) for number, day in enumerate(days, start=1)]
    assert broken(tarn, rows=tuple(calls)) == [Rule.TOO_OFTEN]
    assert broken(tarn, rows=tuple(calls[:2])) == []


def test_two_notes_to_one_interviewer_are_one_too_many(tarn: Application) -> None:
    keys = [key("thank-you", tarn, "-0123abcd"), key("thank-you", tarn, "-4567cdef")]
    rows = tuple(replace(entry(k, "Mon 2 Mar 13:00"), form=Form.DRAFT) for k in keys)
    named = [note(tarn, keys[0], ADA), note(tarn, keys[1], Person(name="Ada"))]
    assert broken(tarn, rows=rows, steps=tuple(named)) == [Rule.THANKED_TWICE]
    others = [named[0], note(tarn, keys[1], Person(name="Tom"))]
    assert broken(tarn, rows=rows, steps=tuple(others)) == []


@pytest.mark.parametrize(
    ("outcome", "kind", "rules"),
    [
        (Outcome.REJECTION, "thank-you", [Rule.AFTER_THE_END]),
        (Outcome.REJECTION, "rejection-thanks", []),
        (Outcome.WITHDRAWN_BY_ME, "rejection-thanks", [Rule.AFTER_THE_END]),
        (Outcome.OFFER, "check-in-call", [Rule.AFTER_THE_END]),
        (Outcome.OFFER, "close", [Rule.AFTER_THE_END]),
        (Outcome.OFFER, "thank-you", []),
        (Outcome.OFFER, "offer-reply", []),
    ],
)
def test_after_an_outcome_only_its_reply_may_stand(
    tarn: Application, outcome: Outcome, kind: str, rules: list[Rule]
) -> None:
    over = replace(tarn, heard=Heard(outcome=outcome, at=NOW))
    assert broken(over, rows=(entry(key(kind, tarn), "Mon 16 Mar 10:00"),)) == rules


def test_nothing_may_stand_where_the_person_wants_quiet(tarn: Application) -> None:
    rows = (entry(key("close", tarn), "Mon 16 Mar 10:00"),)
    assert broken(replace(tarn, quiet=True), rows=rows) == [Rule.AFTER_THE_END]


def test_an_interview_that_goes_by_another_name_is_seen(tarn: Application) -> None:
    witness = Witness(Workplace(zone=LONDON), lambda _: BALANCED)
    renamed = replace(tarn, rounds=(replace(tarn.rounds[0], token="another"),))
    seen = [
        witness.see(Seen(now=NOW, applications=(application,), steps=(), rows={}))
        for application in (tarn, tarn, renamed)
    ]
    assert [[violation.rule for violation in found] for found in seen] == [[], [], [Rule.RENAMED]]


def test_a_second_pass_with_something_to_do_is_restless() -> None:
    witness = Witness(Workplace(zone=LONDON), lambda _: BALANCED)
    action = Action(verb=Verb.REPLACE, key="close-a-b", form=Form.ENTRY, account="home")
    [violation] = witness.see_again(NOW, [action])
    assert str(violation) == "2026-03-03 10:00: a second pass finds nothing to do: close-a-b (replace)"
    assert witness.see_again(NOW, []) == []


def note(application: Application, name: str, person: Person) -> Step:
    rule = BALANCED.thank_you
    assert rule is not None
    return Step(
        key=name,
        kind=Kind.THANK_YOU,
        form=Form.DRAFT,
        start=NOW,
        end=NOW,
        rule=rule,
        playbook="balanced",
        application=application,
        round=application.rounds[-1],
        addressee=person,
    )
