"""Playbooks that ship: complete, believable, and refused by name if there is none."""

from __future__ import annotations

import pytest

from daemon.core.playbook import load_playbook, playbook_names
from daemon.core.remembered import Kind

ASKS_ONLY = {Kind.WAS_IT_AN_INTERVIEW}


def test_the_default_playbook_has_a_rule_with_a_reason_for_every_kind() -> None:
    rules = load_playbook("balanced").rules
    assert set(Kind) - ASKS_ONLY <= set(rules)
    assert all(rule.why.endswith(".") for rule in rules.values())


def test_the_default_playbook_keeps_to_the_distances_it_is_known_for() -> None:
    rules = load_playbook("balanced").rules
    assert rules[Kind.ASK_BEFORE_LEAVING].numbers["minutes_before"] == 30
    assert rules[Kind.THANK_YOU].numbers == {
        "draft_after_hours": 2,
        "late_after_hours": 48,
        "not_after_working_days": 5,
    }
    assert rules[Kind.CHECK_IN_CALL].numbers["without_promise_working_days"] == 5
    assert rules[Kind.CHECK_IN_EMAIL].numbers["after_call_working_days"] == 2
    assert rules["check-in"].numbers["limit"] == 2
    assert rules[Kind.CLOSE].numbers["after_working_days"] == 10


def test_every_playbook_that_is_listed_can_be_loaded_under_its_name() -> None:
    assert "balanced" in playbook_names()
    for name in playbook_names():
        playbook = load_playbook(name)
        assert playbook.name == name
        assert playbook.summary


@pytest.mark.parametrize("name", ["nonsense", "", "../balanced", "balanced.toml"])
def test_a_playbook_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(KeyError):
        load_playbook(name)
