"""The hard rules hold over every life and every playbook: moved interviews, promises, answers, downtimes and all."""

from __future__ import annotations

from hypothesis import given, settings

from tests.core.lives import Life, World, lives


@settings(max_examples=2000, deadline=None)
@given(lives)
def test_no_life_breaks_a_hard_rule(life: Life) -> None:
    assert [str(violation) for violation in World(life).live(life)] == []
