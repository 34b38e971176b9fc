"""What followupd remembers of each thing it wrote, and what it sees of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from daemon.core.outcome import Outcome
from daemon.core.slots import Span
from daemon.ports.records import DraftLook, DraftRef, DraftState, Moment, StandingEntry


class Kind(StrEnum):
    """The kinds of steps."""

    ASK_BEFORE_LEAVING = "ask-before-leaving"
    TAKE_STOCK = "take-stock"
    THANK_YOU = "thank-you"
    THANK_YOU_LETTER = "thank-you-letter"
    RECRUITER_DEBRIEF = "recruiter-debrief"
    CHECK_IN_CALL = "check-in-call"
    CHECK_IN_EMAIL = "check-in-email"
    SECOND_INTERVIEW_REPLY = "second-interview-reply"
    REJECTION_THANKS = "rejection-thanks"
    OFFER_REPLY = "offer-reply"
    KEEP_SEARCHING = "keep-searching"
    CLOSE = "close"
    WAS_IT_AN_INTERVIEW = "was-it-an-interview"
    THEIR_QUESTION = "their-question"
    OFFER_DEADLINE = "offer-deadline"
    UNDELIVERED = "undelivered"
    WHICH_APPLICATION = "which-application"


ANSWERS: Mapping[Outcome, Kind] = MappingProxyType(
    {
        Outcome.NEXT_ROUND: Kind.SECOND_INTERVIEW_REPLY,
        Outcome.OFFER: Kind.OFFER_REPLY,
        Outcome.REJECTION: Kind.REJECTION_THANKS,
    }
)
"""What is answered, and by which kind of step."""

ASKING = frozenset({Kind.CHECK_IN_CALL, Kind.CHECK_IN_EMAIL})


class Form(StrEnum):
    """Whether a step is written as a calendar entry or as an e-mail draft."""

    ENTRY = "entry"
    DRAFT = "draft"


class State(StrEnum):
    """What has become of something we wrote.

    Intended: about to be written when we last knew. Standing: as we left it. Theirs: the person changed it. Declined:
    the person removed it. Sent: the person sent it. Withdrawn: we removed it. Refused: the provider will not take it.
    """

    INTENDED = "intended"
    STANDING = "standing"
    THEIRS = "theirs"
    DECLINED = "declined"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


# A draft has no time of its own; it is history some time before its interview is too old to be read.
_SHELF_LIFE = timedelta(days=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One row of the journal.

    `fingerprint` is what was last written and `intended` what was about to be: after an interruption either may stand,
    and both are ours. `refused` is what the provider would not take. `start` and `end` are where the person would find
    it: of an entry its time, of a draft when it was due. `subject` is the token of the interview. `replaced` counts how
    often a draft was written anew. `slots` are the times that it offers.
    """

    key: str
    form: Form
    account: str
    state: State
    subject: str = ""
    ref: str | None = None
    version: str | None = None
    fingerprint: str | None = None
    intended: str | None = None
    refused: str | None = None
    message_id: str | None = None
    start: datetime
    end: datetime
    replaced: int = 0
    slots: tuple[Span, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it is (or may be) there to be seen."""
        return self.state in (State.INTENDED, State.STANDING, State.THEIRS)

    def over(self, now: datetime) -> bool:
        """Whether its time has come, so that it is history and is neither moved nor withdrawn."""
        return self.start + (_SHELF_LIFE if self.form is Form.DRAFT else timedelta(0)) <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyParts:
    """What a key tells: its kind, the tokens of what the step is for, and which check-in it belongs to."""

    kind: Kind | None = None
    application: str | None = None
    round: str | None = None
    event: str | None = None
    ordinal: str | None = None


@lru_cache(maxsize=4096)  # every statement is asked about for every interview
def key_parts(key: str) -> KeyParts:
    """Take a key apart: `kind-application-round...`, `was-it-an-interview-event` or `keep-searching-week`."""
    kind = max((k for k in Kind if key.startswith(f"{k}-")), key=len, default=None)
    if kind is None:
        return KeyParts()
    tokens = key.removeprefix(f"{kind}-").split("-")
    if kind is Kind.WAS_IT_AN_INTERVIEW:
        return KeyParts(kind=kind, event=tokens[0])
    if kind is Kind.KEEP_SEARCHING or len(tokens) < 2:
        return KeyParts(kind=kind)
    ordinal = tokens[2] if kind in ASKING and len(tokens) > 2 else None
    return KeyParts(kind=kind, application=tokens[0], round=tokens[1], ordinal=ordinal)


def observe_entries(
    rows: Mapping[str, Remembered], account: str, standing: Sequence[StandingEntry], *, complete: bool
) -> dict[str, Remembered]:
    """The rows of one account's entries, brought up to date with what stands in its calendar.

    Entries that no row knows are adopted by their marks: that is how a lost journal heals. An entry that is missing
    counts as declined, but only after a complete read, and only until it is seen again.
    """
    seen = {item.entry.key: item for item in standing}
    updated = {}
    for key, row in rows.items():
        if row.account != account or row.form is not Form.ENTRY:
            continue
        if key in seen:
            updated[key] = _seen(row, seen[key])
        elif complete:
            updated[key] = _missing(row)
    for key, item in seen.items():
        if key not in rows:
            updated[key] = _seen(_adopt(item, account), item)
    return {key: row for key, row in updated.items() if row != rows.get(key)}


def observe_drafts(rows: Mapping[str, Remembered], looks: Sequence[DraftLook]) -> dict[str, Remembered]:
    """The rows of drafts, brought up to date with what the mailbox shows."""
    updated = {}
    for look in looks:
        row = rows[look.key]
        if look.state is DraftState.GONE:
            updated[row.key] = _missing(row)
        elif look.state is DraftState.SENT:
            updated[row.key] = replace(row, state=State.SENT, intended=None)
        else:
            known = {row.fingerprint, row.intended} - {None}
            ours = look.fingerprint in known or look.state is DraftState.UNTOUCHED
            state = State.STANDING if ours and row.state is not State.THEIRS else State.THEIRS
            stood = _standing(row, state, look.ref, look.version, look.fingerprint if ours else None)
            rewritten = ours and row.fingerprint is not None and look.fingerprint == row.intended != row.fingerprint
            updated[row.key] = replace(stood, replaced=row.replaced + rewritten)
    return {key: row for key, row in updated.items() if row != rows[key]}


def draft_refs(rows: Mapping[str, Remembered], account: str) -> list[DraftRef]:
    """The drafts of an account whose fate is still open."""
    return [
        DraftRef(
            key=row.key,
            message_id=row.message_id or "",
            ref=row.ref,
            version=row.version,
            fingerprint=row.fingerprint,
        )
        for row in rows.values()
        if row.account == account and row.form is Form.DRAFT and row.state not in (State.SENT, State.REFUSED)
    ]


def _seen(row: Remembered, item: StandingEntry) -> Remembered:
    fingerprint = item.entry.fingerprint
    ours = fingerprint in {row.fingerprint, row.intended}
    state = State.STANDING if ours and row.state is not State.THEIRS else State.THEIRS
    moved = replace(row, start=_aware(item.entry.start), end=_aware(item.entry.end))
    return _standing(moved, state, item.ref, item.version, fingerprint if ours else None)


def _standing(
    row: Remembered, state: State, ref: str | None, version: str | None, fingerprint: str | None
) -> Remembered:
    written = fingerprint or row.fingerprint
    return replace(row, state=state, ref=ref, version=version, fingerprint=written, intended=None)


def _missing(row: Remembered) -> Remembered:
    # What was only intended was not written after all: it is still owed, not declined.
    if row.state is State.INTENDED:
        return replace(row, state=State.WITHDRAWN)
    return replace(row, state=State.DECLINED) if row.stands else row


def _adopt(item: StandingEntry, account: str) -> Remembered:
    return Remembered(
        key=item.entry.key,
        form=Form.ENTRY,
        account=account,
        state=State.STANDING,
        subject=item.entry.subject,
        fingerprint=item.mark,
        start=_aware(item.entry.start),
        end=_aware(item.entry.end),
    )


def _aware(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)
