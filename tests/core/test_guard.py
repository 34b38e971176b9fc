"""The brake: too much at once, or everything gone, stops one account and says what to do."""

from __future__ import annotations

from daemon.core.guard import brake
from daemon.core.plan import Action, Plan, Verb
from daemon.core.remembered import Form


def plan_of(**counts: int) -> Plan:
    """A plan with so many actions for each account."""
    return Plan(
        actions=tuple(
            Action(verb=Verb.WRITE, key=f"{account}-{number}", form=Form.ENTRY, account=account)
            for account, count in counts.items()
            for number in range(count)
        )
    )


def test_as_many_changes_as_allowed_go_through() -> None:
    assert brake(plan_of(home=40), 40, {}) == (plan_of(home=40), ())


def test_one_change_more_stops_the_account_and_says_how_to_go_on() -> None:
    plan, halts = brake(plan_of(home=41, work=3), 40, {})
    assert plan == plan_of(work=3)
    assert [halt.account for halt in halts] == ["home"]
    assert "41 changes at once are more than the 40" in halts[0].reason
    assert "followupd once --accept" in halts[0].reason


def test_an_account_in_which_everything_vanished_is_left_alone() -> None:
    plan, halts = brake(plan_of(home=1, work=1), 40, {"home": 12})
    assert plan == plan_of(work=1)
    assert [halt.account for halt in halts] == ["home"]
    assert "all 12 things" in halts[0].reason


def test_an_account_is_told_about_once_when_both_are_true() -> None:
    _, halts = brake(plan_of(home=41), 40, {"home": 12})
    assert len(halts) == 1


def test_an_account_in_which_everything_vanished_is_told_of_even_if_nothing_is_planned() -> None:
    plan, halts = brake(Plan(), 40, {"home": 12})
    assert plan == Plan()
    assert [halt.account for halt in halts] == ["home"]
