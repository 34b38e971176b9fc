"""The brake between plan and execution: a pass that would change too much at once is stopped and explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from daemon.core.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """An account that is not written to in this pass, and why, as a sentence that says what to do."""

    account: str
    reason: str


def brake(plan: Plan, most_changes: int, emptied: Mapping[str, int]) -> tuple[Plan, tuple[Halt, ...]]:
    """The plan without the accounts that are stopped, and the reasons.

    `emptied` names accounts in which everything of ours, or every event, has vanished since the last pass, with how
    much that was.
    """
    counts = Counter(action.account for action in plan.actions)
    halts = [
        Halt(account=account, reason=f"{_EMPTIED.format(count=count)} {_RELEASE}") for account, count in emptied.items()
    ]
    halts += [
        Halt(account=account, reason=f"{_MASS.format(count=count, most=most_changes)} {_RELEASE}")
        for account, count in counts.items()
        if count > most_changes and account not in emptied
    ]
    stopped = {halt.account for halt in halts}
    kept = tuple(action for action in plan.actions if action.account not in stopped)
    return Plan(actions=kept), tuple(halts)


_EMPTIED = "all {count} things that were there have vanished at once."
_MASS = "{count} changes at once are more than the {most} that follow_up.most_changes allows."
_RELEASE = "Nothing was changed. If this is right, run: followupd once --accept"
