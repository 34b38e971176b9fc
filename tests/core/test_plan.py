"""The difference between what should stand and what stands, case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.core.plan import Plan, Verb, make_plan
from daemon.core.playbook import Rule
from daemon.core.remembered import Form, Kind, Remembered, State
from daemon.core.steps import Step
from daemon.core.wording import Artefact
from daemon.ports.records import Draft, Entry, Person

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ROBIN = Person(name="Robin Weiss", email="robin@home.example")


def entry(key: str = "thank-you-a-b", start: datetime = LATER, summary: str = "Thank Ada") -> Artefact:
    end = start + timedelta(minutes=15)
    step = Step(key=key, kind=Kind.THANK_YOU, form=Form.ENTRY, start=start, end=end, rule=Rule(), playbook="balanced")
    return Artefact(step=step, entry=Entry(key=key, start=start, end=end, zone="UTC", summary=summary))


def draft(key: str = "thank-you-a-b-c", subject: str = "Thank you") -> Artefact:
    step = Step(key=key, kind=Kind.THANK_YOU, form=Form.DRAFT, start=NOW, end=NOW, rule=Rule(), playbook="balanced")
    return Artefact(step=step, draft=Draft(key=key, message_id="<m>", sender=ROBIN, subject=subject, body="Dear Ada"))


def row(artefact: Artefact, state: State = State.STANDING, replaced: int = 0) -> Remembered:
    content = artefact.entry or artefact.draft
    assert content is not None
    step = artefact.step
    return Remembered(
        key=step.key,
        form=step.form,
        account="home",
        state=state,
        fingerprint=content.fingerprint,
        start=step.start,
        end=step.end,
        replaced=replaced,
    )


def plan(wanted: Sequence[Artefact], rows: Sequence[Remembered] = (), *, may_withdraw: bool = True) -> Plan:
    homes = {artefact.step.key: "home" for artefact in wanted}
    known = {r.key: r for r in rows}
    return make_plan(wanted, known, homes, frozenset({"home"}), NOW, may_withdraw=may_withdraw)


def verbs(made: Plan) -> list[Verb]:
    return [action.verb for action in made.actions]


def test_what_is_wanted_and_was_never_written_is_written() -> None:
    assert verbs(plan([entry(), draft()])) == [Verb.WRITE, Verb.WRITE]


def test_what_stands_as_wanted_is_left() -> None:
    assert verbs(plan([entry(), draft()], [row(entry()), row(draft())])) == []


@pytest.mark.parametrize("state", [State.THEIRS, State.DECLINED, State.SENT])
@pytest.mark.parametrize("make", [entry, draft])
def test_what_the_person_decided_about_is_neither_written_nor_replaced_nor_removed(make: object, state: State) -> None:
    wanted = entry() if make is entry else draft()
    changed = entry(summary="New words") if make is entry else draft(subject="New words")
    assert verbs(plan([changed], [row(wanted, state)])) == []
    assert verbs(plan([], [row(wanted, state)])) == []


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.INTENDED])
def test_what_we_withdrew_or_only_intended_is_written_when_it_is_wanted(state: State) -> None:
    assert verbs(plan([entry()], [row(entry(), state)])) == [Verb.WRITE]


def test_what_was_refused_is_not_written_again_as_it_is() -> None:
    refused = replace(row(entry(), State.REFUSED), refused=row(entry()).fingerprint)
    assert verbs(plan([entry()], [refused])) == []
    assert verbs(plan([entry(summary="New words")], [refused])) == [Verb.WRITE]


def test_an_entry_that_reads_otherwise_is_replaced_until_its_time_has_come() -> None:
    assert verbs(plan([entry(summary="New words")], [row(entry())])) == [Verb.REPLACE]
    past = entry(start=NOW - timedelta(hours=1))
    assert verbs(plan([entry(start=NOW - timedelta(hours=1), summary="New words")], [row(past)])) == []


def test_an_entry_whose_time_had_come_is_replaced_when_it_is_put_off() -> None:
    past = entry(start=NOW - timedelta(hours=1))
    assert verbs(plan([entry(start=LATER)], [row(past)])) == [Verb.REPLACE]


def test_a_draft_is_replaced_once() -> None:
    better = draft(subject="Thank you for the story")
    assert verbs(plan([better], [row(draft())])) == [Verb.REPLACE]
    assert verbs(plan([better], [row(draft(), replaced=1)])) == []


def test_what_is_no_longer_wanted_is_removed_first() -> None:
    other = entry(key="check-in-call-a-b-1")
    assert verbs(plan([entry()], [row(other)])) == [Verb.REMOVE, Verb.WRITE]


def test_an_entry_whose_time_has_come_is_history() -> None:
    assert verbs(plan([], [row(entry(start=NOW))])) == []


def test_a_draft_is_removed_however_old_it_is() -> None:
    assert verbs(plan([], [row(draft())])) == [Verb.REMOVE]


def test_a_draft_that_no_longer_passes_proofreading_is_removed() -> None:
    bad = replace(draft(), draft=None, refused="a word stands twice")
    assert verbs(plan([bad], [row(draft())])) == [Verb.REMOVE]
    assert verbs(plan([bad])) == []


def test_nothing_is_removed_while_calendars_are_known_in_part_only() -> None:
    made = plan([entry(key="take-stock-a-b")], [row(entry())], may_withdraw=False)
    assert verbs(made) == [Verb.WRITE]


def test_accounts_that_cannot_be_read_are_left_alone() -> None:
    wanted, stands = entry(), row(entry(key="check-in-call-a-b-1"))
    made = make_plan([wanted], {stands.key: stands}, {wanted.step.key: "home"}, frozenset(), NOW, may_withdraw=True)
    assert verbs(made) == []


def test_what_has_no_home_waits() -> None:
    assert verbs(make_plan([entry()], {}, {}, frozenset({"home"}), NOW, may_withdraw=True)) == []


def test_what_was_written_in_one_account_is_not_moved_to_another() -> None:
    withdrawn = replace(row(entry(), State.WITHDRAWN), account="work")
    made = make_plan(
        [entry()],
        {withdrawn.key: withdrawn},
        {withdrawn.key: "home"},
        frozenset({"home", "work"}),
        NOW,
        may_withdraw=True,
    )
    assert [action.account for action in made.actions] == ["work"]


def test_drafts_stay_as_they_are_when_the_form_they_were_made_from_is_deleted() -> None:
    form = replace(row(entry(key="take-stock-a-b", start=NOW)), state=State.DECLINED)
    assert verbs(plan([entry()], [row(entry()), row(draft()), form])) == []
    assert verbs(plan([entry(), draft(subject="Other")], [row(entry()), row(draft()), form])) == []


def test_drafts_go_with_their_entry_even_if_the_form_was_deleted() -> None:
    form = replace(row(entry(key="take-stock-a-b", start=NOW)), state=State.DECLINED)
    assert verbs(plan([], [row(draft()), form])) == [Verb.REMOVE]
