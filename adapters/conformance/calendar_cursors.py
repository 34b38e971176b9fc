"""CalendarPort.changes with a cursor: what changed, what is gone, and never a change left out."""

from __future__ import annotations

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.harness import WINDOW, CalendarHarness, Gap
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import CursorExpired, Unsupported
from daemon.ports.records import EventChanges


def uids(changes: EventChanges) -> list[str]:
    """Which events a read reported."""
    return sorted(event.uid for item in changes.items for event in item.events)


def cursor_after(port: CalendarPort) -> str:
    """The cursor of a full read."""
    changes = port.changes(None, WINDOW)
    assert changes.cursor is not None
    return changes.cursor


class CalendarCursors(CalendarTests):
    """Incremental, expired and incomplete reads."""

    def test_nothing_is_reported_when_nothing_changed(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("steady"))
        changes = port.changes(cursor_after(port), WINDOW)
        assert (changes.items, changes.gone, changes.problems) == ((), (), ())
        assert changes.complete
        assert changes.cursor is not None

    def test_a_new_event_is_reported(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("known"))
        cursor = cursor_after(port)
        harness.seed(simple("new"))
        changes = port.changes(cursor, WINDOW)
        assert uids(changes) == ["new"]
        assert changes.gone == ()

    def test_a_changed_event_is_reported_under_its_ref(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle = harness.seed(simple("moving", "Lunch"))
        harness.seed(simple("steady"))
        full = port.changes(None, WINDOW)
        (known,) = [item.ref for item in full.items if item.events[0].uid == "moving"]
        harness.replace(handle, simple("moving", "Dinner"))
        (item,) = port.changes(full.cursor, WINDOW).items
        assert (item.ref, item.events[0].summary) == (known, "Dinner")

    def test_a_deleted_event_is_gone(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle = harness.seed(simple("leaving"))
        full = port.changes(None, WINDOW)
        harness.seed(simple("coming"))
        harness.delete(handle)
        changes = port.changes(full.cursor, WINDOW)
        assert changes.gone == (full.items[0].ref,)
        assert uids(changes) == ["coming"]

    def test_an_event_that_leaves_the_window_is_no_longer_in_it(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        handle = harness.seed(simple("moving"))
        full = port.changes(None, WINDOW)
        (known,) = full.items
        harness.replace(handle, simple("moving", day="20270310"))
        changes = port.changes(full.cursor, WINDOW)
        left = {*changes.gone, *(item.ref for item in changes.items if item.events == ())}
        assert known.ref in left
        assert uids(changes) == []

    def test_one_read_follows_another(self, harness: CalendarHarness, port: CalendarPort) -> None:
        cursor = cursor_after(port)
        seen = []
        for number in range(3):
            harness.seed(simple(f"event-{number}"))
            changes = port.changes(cursor, WINDOW)
            seen.append(uids(changes))
            assert changes.cursor is not None
            cursor = changes.cursor
        assert seen == [["event-0"], ["event-1"], ["event-2"]]

    def test_a_cursor_survives_a_reopen(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("known"))
        cursor = cursor_after(port)
        harness.seed(simple("new"))
        reopened = harness.open()
        changes = reopened.calendar.changes(cursor, WINDOW)
        reopened.close()
        assert uids(changes) == ["new"]

    def test_a_read_whose_answer_was_lost_loses_no_change(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle = harness.seed(simple("leaving"))
        full = port.changes(None, WINDOW)
        harness.seed(simple("new"))
        harness.delete(handle)
        port.changes(full.cursor, WINDOW)
        try:
            again = port.changes(full.cursor, WINDOW)
        except CursorExpired:
            assert uids(port.changes(None, WINDOW)) == ["new"]
        else:
            assert (uids(again), again.gone) == (["new"], (full.items[0].ref,))

    def test_our_own_writes_are_not_reported(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("known"))
        cursor = cursor_after(port)
        written = port.put(sample_entry(), None)
        changes = port.changes(cursor, WINDOW)
        assert (changes.items, changes.gone, changes.problems) == ((), (), ())
        assert changes.cursor is not None
        port.remove(written.ref, written.version)
        changes = port.changes(changes.cursor, WINDOW)
        assert (changes.items, changes.gone, changes.problems) == ((), (), ())

    def test_an_event_that_breaks_is_a_problem_and_not_gone(self, harness: CalendarHarness, port: CalendarPort) -> None:
        if Gap.BROKEN_ITEMS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.break_item(harness.seed(simple("sound")))
            return
        handle = harness.seed(simple("breaking"))
        full = port.changes(None, WINDOW)
        harness.break_item(handle)
        harness.seed(simple("new"))
        changes = port.changes(full.cursor, WINDOW)
        assert len(changes.problems) == 1
        assert changes.gone == ()
        assert uids(changes) == ["new"]
        harness.replace(handle, simple("breaking"))
        assert uids(port.changes(changes.cursor, WINDOW)) == ["breaking"]

    def test_an_unknown_cursor_is_refused(self, port: CalendarPort) -> None:
        with pytest.raises(CursorExpired):
            port.changes("a cursor that nobody gave out", WINDOW)

    def test_after_an_expired_cursor_all_is_read_again(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("known"))
        cursor = cursor_after(port)
        harness.seed(simple("new"))
        if Gap.EXPIRING_CURSORS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.expire_cursors()
            assert uids(port.changes(cursor, WINDOW)) == ["new"]
            return
        harness.expire_cursors()
        with pytest.raises(CursorExpired):
            port.changes(cursor, WINDOW)
        assert uids(port.changes(None, WINDOW)) == ["known", "new"]
        assert port.changes(cursor_after(port), WINDOW).items == ()

    def test_what_an_incomplete_read_misses_is_not_gone(self, harness: CalendarHarness, port: CalendarPort) -> None:
        for number in range(4):
            harness.seed(simple(f"known-{number}"))
        full = port.changes(None, WINDOW)
        if Gap.INCOMPLETE_READS in harness.gaps:
            with pytest.raises(Unsupported), harness.incomplete_reads():
                pass
            assert full.complete
            return
        with harness.incomplete_reads():
            partial = port.changes(full.cursor, WINDOW)
            fresh = port.changes(None, WINDOW)
        assert not partial.complete
        assert partial.gone == ()
        assert not fresh.complete
        assert len(fresh.items) < len(full.items)
        assert port.changes(None, WINDOW).items == full.items

    def test_what_an_incomplete_read_misses_is_reported_later(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        harness.seed(simple("known"))
        cursor = cursor_after(port)
        new = {f"new-{number}" for number in range(4)}
        for uid in sorted(new):
            harness.seed(simple(uid))
        if Gap.INCOMPLETE_READS in harness.gaps:
            assert set(uids(port.changes(cursor, WINDOW))) == new
            return
        with harness.incomplete_reads():
            partial = port.changes(cursor, WINDOW)
        later = port.changes(partial.cursor, WINDOW)
        assert later.complete
        assert {*uids(partial), *uids(later)} >= new
