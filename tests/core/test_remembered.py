"""What is seen of what we wrote: ours, theirs, gone, and found again without the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core.remembered import (
    Form,
    KeyParts,
    Kind,
    Remembered,
    State,
    draft_refs,
    key_parts,
    observe_drafts,
    observe_entries,
)
from daemon.ports.records import DraftLook, DraftState, Entry, StandingEntry

AT = datetime(2026, 3, 5, 11, tzinfo=UTC)
KEY = "take-stock-aaa-bbb"
ENTRY = Entry(key=KEY, subject="bbb", start=AT, end=AT + timedelta(minutes=20), zone="UTC", summary="Take stock")
STANDING = StandingEntry(ref="ref", version="1", entry=ENTRY, mark=ENTRY.fingerprint)
ROW = Remembered(
    key=KEY,
    form=Form.ENTRY,
    account="home",
    state=State.STANDING,
    subject="bbb",
    ref="ref",
    version="1",
    fingerprint=ENTRY.fingerprint,
    start=AT,
    end=AT + timedelta(minutes=20),
)
DRAFT = replace(ROW, key="thank-you-aaa-bbb-ccc", form=Form.DRAFT, fingerprint="f1", message_id="<m@home.example>")


def seen(row: Remembered | None, item: StandingEntry | None, *, complete: bool = True) -> Remembered | None:
    """The row after looking at a calendar with this item or nothing in it."""
    rows: Mapping[str, Remembered] = {} if row is None else {row.key: row}
    changed = observe_entries(rows, "home", () if item is None else (item,), complete=complete)
    return ({**rows, **changed}).get(KEY)


def looked(row: Remembered, state: DraftState, fingerprint: str | None = None) -> Remembered:
    """The row after looking at a draft."""
    look = DraftLook(key=row.key, state=state, ref="r", version="2", fingerprint=fingerprint)
    return observe_drafts({row.key: row}, (look,)).get(row.key, row)


def test_what_stands_as_we_left_it_changes_nothing() -> None:
    assert observe_entries({KEY: ROW}, "home", (STANDING,), complete=True) == {}


def test_a_new_version_with_our_words_is_still_ours() -> None:
    row = seen(ROW, replace(STANDING, version="2"))
    assert row == replace(ROW, version="2")


@pytest.mark.parametrize(
    "changes", [{"summary": "Mine"}, {"description": "mine"}, {"start": AT - timedelta(hours=1)}, {"end": AT.date()}]
)
def test_whatever_the_person_changes_makes_it_theirs(changes: dict[str, object]) -> None:
    entry = replace(ENTRY, **changes)  # type: ignore[arg-type]  # fields of Entry, by their names
    row = seen(ROW, replace(STANDING, entry=entry))
    assert row is not None
    assert row.state is State.THEIRS


def test_what_was_changed_once_stays_theirs_even_when_it_is_changed_back() -> None:
    theirs = seen(ROW, replace(STANDING, entry=replace(ENTRY, summary="Mine")))
    row = seen(theirs, STANDING)
    assert row is not None
    assert row.state is State.THEIRS


def test_a_moved_entry_is_remembered_where_it_is() -> None:
    row = seen(ROW, replace(STANDING, entry=replace(ENTRY, start=AT + timedelta(days=1), end=AT + timedelta(days=2))))
    assert row is not None
    assert (row.start, row.end) == (AT + timedelta(days=1), AT + timedelta(days=2))


def test_what_is_missing_after_a_complete_read_was_declined() -> None:
    row = seen(ROW, None)
    assert row is not None
    assert row.state is State.DECLINED


def test_what_is_missing_after_half_a_read_is_still_there() -> None:
    assert seen(ROW, None, complete=False) == ROW


def test_what_is_seen_again_was_not_declined() -> None:
    assert seen(seen(ROW, None), STANDING) == ROW


def test_what_was_only_intended_and_is_not_there_is_still_owed() -> None:
    row = seen(replace(ROW, state=State.INTENDED, fingerprint=None, intended="f"), None)
    assert row is not None
    assert row.state is State.WITHDRAWN


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DECLINED, State.REFUSED])
def test_what_does_not_stand_is_not_missed(state: State) -> None:
    assert seen(replace(ROW, state=state), None) == replace(ROW, state=state)


def test_what_was_intended_and_is_there_was_written() -> None:
    row = seen(replace(ROW, state=State.INTENDED, fingerprint=None, intended=ENTRY.fingerprint), STANDING)
    assert row == ROW


def test_of_an_interrupted_replacement_either_words_are_ours() -> None:
    replaced = replace(ENTRY, summary="Take stock (Tarn)")
    row = replace(ROW, intended=replaced.fingerprint)
    for entry in (ENTRY, replaced):
        found = seen(row, replace(STANDING, entry=entry))
        assert found is not None
        assert (found.state, found.fingerprint) == (State.STANDING, entry.fingerprint)


def test_entries_of_another_account_are_not_missed() -> None:
    assert observe_entries({KEY: ROW}, "work", (), complete=True) == {}


def test_without_a_row_an_entry_is_adopted_by_its_mark() -> None:
    assert seen(None, STANDING) == ROW


def test_without_a_row_an_entry_that_was_edited_is_adopted_as_theirs() -> None:
    row = seen(None, replace(STANDING, entry=replace(ENTRY, summary="Mine")))
    assert row is not None
    assert row.state is State.THEIRS


def test_without_row_and_mark_an_entry_is_taken_to_be_the_persons() -> None:
    row = seen(None, replace(STANDING, mark=None))
    assert row is not None
    assert row.state is State.THEIRS


@pytest.mark.parametrize(
    ("state", "fingerprint", "expected"),
    [
        (DraftState.UNTOUCHED, "f1", State.STANDING),
        (DraftState.EDITED, "f2", State.THEIRS),
        (DraftState.EDITED, None, State.THEIRS),
        (DraftState.SENT, None, State.SENT),
        (DraftState.GONE, None, State.DECLINED),
    ],
)
def test_each_fate_of_a_draft_is_remembered(state: DraftState, fingerprint: str | None, expected: State) -> None:
    assert looked(DRAFT, state, fingerprint).state is expected


def test_an_interrupted_replacement_of_a_draft_that_took_effect_counts_as_its_one() -> None:
    row = looked(replace(DRAFT, intended="f2"), DraftState.EDITED, "f2")
    assert (row.state, row.fingerprint, row.replaced) == (State.STANDING, "f2", 1)


def test_an_interrupted_replacement_of_a_draft_that_did_not_take_effect_does_not_count() -> None:
    row = looked(replace(DRAFT, intended="f2"), DraftState.UNTOUCHED, "f1")
    assert (row.state, row.fingerprint, row.replaced) == (State.STANDING, "f1", 0)


def test_a_draft_not_known_to_be_written_is_compared_with_its_own_mark_and_not_with_what_was_intended() -> None:
    row = replace(DRAFT, state=State.INTENDED, fingerprint=None, intended="f2")
    assert [ref.fingerprint for ref in draft_refs({row.key: row}, row.account)] == [None]
    assert looked(row, DraftState.UNTOUCHED, "f1").state is State.STANDING


def test_drafts_whose_fate_is_settled_are_not_looked_for() -> None:
    rows = {str(state): replace(DRAFT, key=str(state), state=state) for state in State}
    asked = {ref.key for ref in draft_refs(rows, "home")}
    assert asked.isdisjoint({State.SENT, State.REFUSED})
    assert {State.STANDING, State.THEIRS, State.INTENDED} <= asked
    assert draft_refs(rows, "work") == []


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("take-stock-aaa-bbb", KeyParts(kind=Kind.TAKE_STOCK, application="aaa", round="bbb")),
        ("thank-you-aaa-bbb-ccc", KeyParts(kind=Kind.THANK_YOU, application="aaa", round="bbb")),
        (
            "check-in-email-aaa-bbb-2-draft",
            KeyParts(kind=Kind.CHECK_IN_EMAIL, application="aaa", round="bbb", ordinal="2"),
        ),
        ("was-it-an-interview-eee", KeyParts(kind=Kind.WAS_IT_AN_INTERVIEW, event="eee")),
        ("keep-searching-2026w10", KeyParts(kind=Kind.KEEP_SEARCHING)),
        ("take-stock-aaa", KeyParts(kind=Kind.TAKE_STOCK)),
        ("somebody-elses", KeyParts()),
        ("", KeyParts()),
    ],
)
def test_a_key_tells_what_it_is_for(key: str, parts: KeyParts) -> None:
    assert key_parts(key) == parts


@settings(deadline=None)
@given(st.text())
def test_any_key_can_be_taken_apart(key: str) -> None:
    assert isinstance(key_parts(key), KeyParts)
