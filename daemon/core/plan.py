"""What should stand against what stands -> the actions that make up the difference.

Withdrawals come first, so that a step that no longer applies is gone before anything else is written. What the person
changed, removed or sent is never touched; what lies in the past is history. What a provider refused is not tried again
until it reads differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.core.remembered import ASKING, Form, Kind, Remembered, State, key_parts
from daemon.core.wording import Artefact
from daemon.ports.records import Draft, Entry


class Verb(StrEnum):
    """What an action does; what is undone is, unlike what is removed, never written again."""

    REMOVE = "remove"
    UNDO = "undo"
    REPLACE = "replace"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One change to one account. `row` is what is remembered of the item, if it was written before."""

    verb: Verb
    key: str
    form: Form
    account: str
    artefact: Artefact | None = None
    row: Remembered | None = None

    @property
    def content(self) -> Entry | Draft | None:
        """What is written."""
        return (self.artefact.entry or self.artefact.draft) if self.artefact else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The actions of one pass, in the order in which they are carried out."""

    actions: tuple[Action, ...] = ()


def make_plan(
    artefacts: Sequence[Artefact],
    rows: Mapping[str, Remembered],
    homes: Mapping[str, str],
    readable: frozenset[str],
    now: datetime,
    *,
    may_withdraw: bool,
) -> Plan:
    """The plan for artefacts that should stand, given what is remembered of everything written so far.

    `homes` says for each key the account a new item goes to; without one it waits. Accounts that are not `readable`
    now are left alone, because nobody knows what stands there. Unless `may_withdraw`, nothing is removed: the calendars
    were not read completely, and an interview that was not seen may still be there.
    """
    wanted = {a.step.key: a for a in artefacts}
    removals = _removals(rows, wanted, now) if may_withdraw else iter(())
    changes = _changes(wanted, rows, homes, now)
    return Plan(actions=tuple(a for source in (removals, changes) for a in source if a.account in readable))


def without_asking(plan: Plan) -> Plan:
    """The plan without new check-ins, for when an inbox was not read: the answer may lie in it."""
    return Plan(actions=tuple(action for action in plan.actions if not _asks_anew(action)))


def _removals(rows: Mapping[str, Remembered], wanted: Mapping[str, Artefact], now: datetime) -> Iterator[Action]:
    for key, row in rows.items():
        unwanted = key not in wanted or wanted[key].refused is not None
        if unwanted and row.state is State.STANDING and not row.over(now) and not _form_is_gone(row, rows, wanted):
            yield Action(verb=Verb.REMOVE, key=key, form=row.form, account=row.account, row=row)


def _changes(
    wanted: Mapping[str, Artefact], rows: Mapping[str, Remembered], homes: Mapping[str, str], now: datetime
) -> Iterator[Action]:
    for key, artefact in wanted.items():
        row = rows.get(key)
        content = artefact.entry or artefact.draft
        if content is None or (row and row.refused == content.fingerprint):
            continue
        form = artefact.step.form
        if row is None or row.state in (State.WITHDRAWN, State.INTENDED, State.REFUSED):
            if home := (row.account if row else homes.get(key)):
                yield Action(verb=Verb.WRITE, key=key, form=form, account=home, artefact=artefact, row=row)
        elif (
            row.state is State.STANDING
            and content.fingerprint != row.fingerprint
            and _may_replace(row, artefact, rows, wanted, now)
        ):
            yield Action(verb=Verb.REPLACE, key=key, form=form, account=row.account, artefact=artefact, row=row)


def _asks_anew(action: Action) -> bool:
    return action.verb is Verb.WRITE and key_parts(action.key).kind in ASKING


def _form_is_gone(row: Remembered, rows: Mapping[str, Remembered], wanted: Mapping[str, Artefact]) -> bool:
    """Whether a draft of thanks stays as it is because the person filled in the take-stock form and then deleted it.

    The names, words and addresses in the draft may have come from there.
    """
    parts = key_parts(row.key)
    if row.form is not Form.DRAFT or parts.kind not in (Kind.THANK_YOU, Kind.THANK_YOU_LETTER):
        return False
    form = rows.get(f"{Kind.TAKE_STOCK}-{parts.application}-{parts.round}")
    entry = f"{parts.kind}-{parts.application}-{parts.round}"
    return form is not None and form.state is State.DECLINED and entry in wanted


def _may_replace(
    row: Remembered, artefact: Artefact, rows: Mapping[str, Remembered], wanted: Mapping[str, Artefact], now: datetime
) -> bool:
    """Entries follow until their time has come, and then say once that they are done; a draft is replaced once, because
    the person may be reading it."""
    if row.form is Form.DRAFT:
        return row.replaced == 0 and not _form_is_gone(row, rows, wanted)
    return not row.over(now) or artefact.step.start > now or artefact.step.done
