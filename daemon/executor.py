"""Carrying out a plan: the intent goes into the journal before the write, the result after it.

Killed at any point, the next pass finds out by looking which of the two happened. One action that fails does not stop
the others; an account that fails is left alone for the rest of the pass.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from daemon.core.letters import Letter, Unprintable
from daemon.core.plan import Action, Plan, Verb
from daemon.core.remembered import Form, Remembered, State
from daemon.core.wording import Artefact
from daemon.journal import Journal
from daemon.ports.adapter import Connection
from daemon.ports.errors import Conflict, NotFound, Rejected
from daemon.ports.records import Attachment, Draft, Written
from daemon.sources import Account, Health

log = logging.getLogger(__name__)

Typeset = Callable[[Letter], Attachment]
"""What makes a page of a letter, and raises `Unprintable` if that is not possible."""


@dataclass(slots=True, kw_only=True)
class Executed:
    """What was done, and what was refused for good, with the reason."""

    done: list[Action] = field(default_factory=list)
    refused: list[tuple[Action, str]] = field(default_factory=list)

    def note(self, action: Action) -> None:
        """Remember that it was done, and log it."""
        self.done.append(action)
        log.info("%s %s %s in %s", action.verb, action.form, action.key, action.account)


def execute(
    plan: Plan,
    accounts: Sequence[Account],
    journal: Journal,
    health: Health,
    typeset: Typeset,
    stop: Callable[[], bool] = lambda: False,
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
            if action.artefact is None:
                _remove(action, connection, journal, executed)
            else:
                _write(action, connection, journal, executed, typeset)
    return executed


def _remove(action: Action, connection: Connection, journal: Journal, executed: Executed) -> None:
    row = action.row
    assert row is not None
    journal.save([replace(row, state=State.DECLINED if action.verb is Verb.UNDO else State.WITHDRAWN)])
    port = connection.calendar if action.form is Form.ENTRY else connection.drafts
    try:
        port.remove(row.ref or "", row.version or "")
    except (Conflict, NotFound, Rejected) as error:
        journal.save([row])
        _leave(action, error)
    else:
        executed.note(action)


def _write(action: Action, connection: Connection, journal: Journal, executed: Executed, typeset: Typeset) -> None:
    artefact = action.artefact
    assert artefact is not None
    intent = _intent(action, artefact)
    journal.save([intent])
    expected = action.row.version if action.row and action.verb is Verb.REPLACE else None
    try:
        if artefact.entry is not None:
            written = connection.calendar.put(artefact.entry, expected)
        else:
            written = connection.drafts.put(_complete(artefact, typeset), expected)
    except (Conflict, NotFound) as error:
        _leave(action, error)
    except (Rejected, Unprintable) as error:
        executed.refused.append((action, str(error)))
        log.warning("account %s will not take %s: %s", action.account, action.key, error)
        journal.save([_refusal(intent, action)])
    else:
        journal.save([_result(intent, artefact, written, replaces=action.verb is Verb.REPLACE)])
        executed.note(action)


def _complete(artefact: Artefact, typeset: Typeset) -> Draft:
    """The draft, with its letter as a page; pages are made when they are needed and not before."""
    assert artefact.draft is not None
    if artefact.letter is None:
        return artefact.draft
    return replace(artefact.draft, attachments=(typeset(artefact.letter),))


def _leave(action: Action, error: Exception) -> None:
    """Somebody was there at the same moment; the next pass looks again and decides again."""
    log.info("left %s alone: %s", action.key, error)


def _intent(action: Action, artefact: Artefact) -> Remembered:
    content, row, step = action.content, action.row, artefact.step
    assert content is not None
    if row is not None and action.verb is Verb.REPLACE:
        return replace(row, intended=content.fingerprint, slots=step.slots)
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
        slots=step.slots,
    )


def _refusal(intent: Remembered, action: Action) -> Remembered:
    """What was refused; what it was to replace still stands."""
    state = intent.state if action.verb is Verb.REPLACE else State.REFUSED
    return replace(intent, state=state, intended=None, refused=intent.intended)


def _result(intent: Remembered, artefact: Artefact, written: Written, *, replaces: bool) -> Remembered:
    return replace(
        intent,
        state=State.STANDING,
        ref=written.ref,
        version=written.version,
        fingerprint=intent.intended,
        intended=None,
        start=artefact.step.start,
        end=artefact.step.end,
        replaced=intent.replaced + replaces,
    )
