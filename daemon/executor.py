"""Carrying out a plan: the intent goes into the journal before the write, the result after it.

Killed at any point, the next pass finds out by looking which of the two happened. One action that fails does not stop
the others; an account that fails is left alone for the rest of the pass.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from daemon.core.plan import Action, Plan, Verb
from daemon.core.remembered import Form, Remembered, State
from daemon.journal import Journal
from daemon.ports.adapter import Connection
from daemon.ports.errors import Conflict, NotFound, Rejected
from daemon.ports.records import Draft, Entry, Written
from daemon.sources import Account, Health

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Executed:
    """What was done, and what was refused for good, with the reason."""

    done: list[Action] = field(default_factory=list)
    refused: list[tuple[Action, str]] = field(default_factory=list)


def execute(
    plan: Plan, accounts: Sequence[Account], journal: Journal, health: Health, stop: Callable[[], bool]
) -> Executed:
    """Carry out the actions in their order, until all are done or `stop` says that it is time to leave."""
    executed = Executed()
    by_name = {account.name: account for account in accounts}
    for action in plan.actions:
        if stop():
            break
        if action.account in health.failed:
            continue
        with health.watch(action.account):
            connection = by_name[action.account].connection
            try:
                _carry_out(action, connection, journal)
                executed.done.append(action)
                log.info("%s %s %s in %s", action.verb, action.form, action.key, action.account)
            except (Conflict, NotFound) as error:
                # Somebody was there at the same moment; the next pass looks again and decides again.
                log.info("left %s alone: %s", action.key, error)
            except Rejected as error:
                executed.refused.append((action, str(error)))
                log.warning("account %s will not take %s: %s", action.account, action.key, error)
                journal.save([replace(_intent(action), state=State.REFUSED)])
    return executed


def _carry_out(action: Action, connection: Connection, journal: Journal) -> None:
    if action.verb in (Verb.REMOVE, Verb.UNDO):
        assert action.row is not None
        state = State.WITHDRAWN if action.verb is Verb.REMOVE else State.DECLINED
        journal.save([replace(action.row, state=state)])
        port = connection.calendar if action.form is Form.ENTRY else connection.drafts
        port.remove(action.row.ref or "", action.row.version or "")
        return
    intent = _intent(action)
    journal.save([intent])
    expected = action.row.version if action.row and action.verb is Verb.REPLACE else None
    content = action.content
    if isinstance(content, Entry):
        written = connection.calendar.put(content, expected)
    else:
        assert isinstance(content, Draft)
        written = connection.drafts.put(content, expected)
    journal.save([_result(intent, action, written)])


def _intent(action: Action) -> Remembered:
    content, row = action.content, action.row
    assert content is not None
    assert action.artefact is not None
    if row is not None and action.verb is Verb.REPLACE:
        return replace(row, intended=content.fingerprint)
    step = action.artefact.step
    return Remembered(
        key=action.key,
        form=action.form,
        account=action.account,
        state=State.INTENDED,
        subject=step.round.token if step.round else "",
        intended=content.fingerprint,
        message_id=content.message_id if isinstance(content, Draft) else None,
        start=step.start,
        end=step.end,
        replaced=row.replaced if row else 0,
    )


def _result(intent: Remembered, action: Action, written: Written) -> Remembered:
    assert action.artefact is not None
    return replace(
        intent,
        state=State.STANDING,
        ref=written.ref,
        version=written.version,
        fingerprint=intent.intended,
        intended=None,
        start=action.artefact.step.start,
        end=action.artefact.step.end,
        replaced=intent.replaced + (action.verb is Verb.REPLACE),
    )
