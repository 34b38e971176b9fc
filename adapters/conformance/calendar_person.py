"""The person and other programs handle our entries: every trace of it shows, and nothing of theirs is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.calendar_reading import read_events
from adapters.conformance.calendar_writing import standing
from adapters.conformance.harness import ZONE, CalendarHarness, Gap
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import NOT_ASCII, simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Conflict, NotFound, Unsupported

KEY = sample_entry().key


class CalendarPerson(CalendarTests):
    """Entries edited, moved, stripped, annotated and deleted by somebody else."""

    @pytest.mark.parametrize("field", ["summary", "description"])
    def test_an_edited_text_is_read_and_shows(self, harness: CalendarHarness, port: CalendarPort, field: str) -> None:
        written = port.put(sample_entry(), None)
        text = f"{NOT_ASCII} #done"
        if field == "summary":
            harness.edit_entry(written.ref, summary=text)
        else:
            harness.edit_entry(written.ref, description=text)
        found = standing(port)[KEY]
        assert getattr(found.entry, field) == text
        assert found.version != written.version
        assert found.mark in {None, sample_entry().fingerprint}
        assert found.entry.fingerprint != sample_entry().fingerprint

    def test_a_moved_entry_is_read_at_its_new_time_and_shows(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        start = datetime(2026, 3, 16, 15, 0, tzinfo=ZONE)
        harness.edit_entry(written.ref, start=start, end=start + timedelta(minutes=30))
        found = standing(port)[KEY]
        assert (found.entry.start, found.entry.end) == (start, start + timedelta(minutes=30))
        assert found.entry.fingerprint != sample_entry().fingerprint
        assert found.version != written.version

    def test_an_edited_entry_is_not_replaced_or_doubled(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        harness.edit_entry(written.ref, summary="Mine now")
        for expected in (written.version, None):
            with pytest.raises(Conflict):
                port.put(sample_entry(summary="Ours again"), expected)
            with pytest.raises(Conflict):
                port.put(sample_entry(), expected)
        assert standing(port)[KEY].entry.summary == "Mine now"

    def test_an_edited_entry_is_not_removed(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        harness.edit_entry(written.ref, description="Mine now")
        with pytest.raises(Conflict):
            port.remove(written.ref, written.version)
        assert standing(port)[KEY].entry.description == "Mine now"

    def test_an_edited_entry_in_its_present_version_can_be_replaced(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        harness.edit_entry(written.ref, summary="Theirs")
        port.put(sample_entry(summary="Agreed"), standing(port)[KEY].version)
        found = standing(port)[KEY]
        assert found.entry == sample_entry(summary="Agreed")
        assert found.mark == found.entry.fingerprint

    def test_a_deleted_entry_is_absent(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        harness.delete_entry(written.ref)
        assert standing(port) == {}
        with pytest.raises(NotFound):
            port.put(sample_entry(summary="Again"), written.version)
        with pytest.raises(NotFound):
            port.remove(written.ref, written.version)
        assert standing(port) == {}

    def test_an_entry_without_its_marks_is_found(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        if Gap.STRIPPED_MARKS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.strip_marks(written.ref)
            assert standing(port)[KEY].mark == sample_entry().fingerprint
            return
        harness.strip_marks(written.ref)
        found = standing(port)[KEY]
        assert found.mark is None
        assert found.entry.fingerprint == sample_entry().fingerprint
        assert read_events(port) == []

    def test_an_entry_without_its_marks_is_not_doubled(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        if Gap.STRIPPED_MARKS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.strip_marks(written.ref)
            return
        harness.strip_marks(written.ref)
        found = standing(port)[KEY]
        again = port.put(sample_entry(), None)
        assert (again.ref, again.version) == (found.ref, found.version)
        assert len(port.entries().entries) == 1
        port.remove(found.ref, found.version)
        assert standing(port) == {}

    def test_what_others_stored_in_an_entry_is_kept(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        harness.annotate(written.ref, "orange")
        port.put(sample_entry(summary="Second"), standing(port)[KEY].version)
        found = standing(port)[KEY]
        assert found.entry.summary == "Second"
        assert harness.inside(found.ref).annotation == "orange"

    def test_foreign_items_beside_the_entries_are_left_alone(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        written = port.put(sample_entry(), None)
        if Gap.FOREIGN_BESIDE_ENTRIES in harness.gaps:
            with pytest.raises(Unsupported):
                harness.seed_beside_entries(simple("theirs"))
            return
        ref = harness.seed_beside_entries(simple("theirs"))
        assert list(standing(port)) == [KEY]
        assert read_events(port) == []
        for version in (written.version, "some version"):
            with pytest.raises(NotFound):
                port.remove(ref, version)

    def test_an_entry_moved_to_another_calendar_is_no_event(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        harness.seed(simple("theirs"))
        if Gap.MOVED_ENTRIES in harness.gaps:
            with pytest.raises(Unsupported):
                harness.move_entry(written.ref)
            return
        harness.move_entry(written.ref)
        assert [found.uid for found in read_events(port)] == ["theirs"]

    def test_a_broken_entry_is_not_taken_for_a_deleted_one(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry("broken"), None)
        port.put(sample_entry("sound"), None)
        if Gap.BROKEN_ITEMS in harness.gaps:
            with pytest.raises(Unsupported):
                harness.break_entry(written.ref)
            return
        harness.break_entry(written.ref)
        found = port.entries()
        assert [each.entry.key for each in found.entries] == ["sound"]
        (problem,) = found.problems
        assert problem.message.strip()
        assert problem.ref == written.ref or not found.complete
