"""CalendarPort.put and remove: an upsert by our key, conditional on the version, that touches nothing of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.calendar_reading import read_events
from adapters.conformance.harness import WINDOW, CalendarHarness, Gap
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import LONG_TEXT, NOT_ASCII, SEPARATORS, event, simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import Conflict, NotFound
from daemon.ports.records import StandingEntry


def standing(port: CalendarPort) -> dict[str, StandingEntry]:
    """The entries that stand, by key; fails unless they were read completely and without problems."""
    found = port.entries()
    assert found.complete
    assert found.problems == ()
    by_key = {each.entry.key: each for each in found.entries}
    assert len(by_key) == len(found.entries), "two entries with the same key"
    return by_key


class CalendarWriting(CalendarTests):
    """Entries written, found again, replaced and removed by followupd alone."""

    def test_there_are_no_entries_before_the_first(self, port: CalendarPort) -> None:
        assert standing(port) == {}

    def test_an_entry_is_read_back_as_it_was_written(self, port: CalendarPort) -> None:
        entry = sample_entry()
        written = port.put(entry, None)
        found = standing(port)[entry.key]
        assert found.entry == replace(entry, alarms=found.entry.alarms)
        assert sorted(found.entry.alarms) == sorted(entry.alarms)
        assert (found.ref, found.version) == (written.ref, written.version)
        assert found.mark == entry.fingerprint

    @pytest.mark.parametrize("text", [NOT_ASCII, SEPARATORS, "first\nsecond\n\nfourth", "", "BEGIN:VEVENT\nUID:x"])
    def test_texts_are_kept(self, port: CalendarPort, text: str) -> None:
        entry = sample_entry(summary=" ".join(text.split()), description=text)
        port.put(entry, None)
        found = standing(port)[entry.key]
        assert found.entry.description.strip() == text.strip()
        assert found.entry.fingerprint == found.mark == entry.fingerprint

    def test_a_long_description_is_kept(self, port: CalendarPort) -> None:
        entry = sample_entry(description=LONG_TEXT[:8000])
        port.put(entry, None)
        assert standing(port)[entry.key].entry.fingerprint == entry.fingerprint

    def test_a_summary_with_a_line_end_adds_no_property(self, harness: CalendarHarness, port: CalendarPort) -> None:
        entry = sample_entry(summary="Send\r\nATTENDEE:mailto:mallory@elsewhere.example")
        written = port.put(entry, None)
        assert harness.inside(written.ref).attendees == ()
        assert standing(port)[entry.key].entry.fingerprint == entry.fingerprint

    @pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC"])
    def test_times_are_kept_in_any_zone(self, port: CalendarPort, zone: str) -> None:
        start = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo(zone))
        entry = replace(sample_entry(start=start, end=start + timedelta(minutes=45)), zone=zone)
        port.put(entry, None)
        found = standing(port)[entry.key].entry
        assert (found.start, found.end) == (entry.start, entry.end)
        assert found.fingerprint == entry.fingerprint

    def test_an_all_day_entry_keeps_its_dates(self, port: CalendarPort) -> None:
        entry = sample_entry(start=date(2026, 3, 12), end=date(2026, 3, 13))
        port.put(entry, None)
        found = standing(port)[entry.key].entry
        assert (found.start, found.end) == (date(2026, 3, 12), date(2026, 3, 13))

    def test_an_entry_far_outside_every_window_is_found(self, port: CalendarPort) -> None:
        start = datetime(2028, 3, 1, 9, tzinfo=UTC)
        port.put(sample_entry(start=start, end=start + timedelta(hours=1)), None)
        assert list(standing(port)) == ["thanks-4f2a"]

    def test_alarms_are_written(self, harness: CalendarHarness, port: CalendarPort) -> None:
        near, far = timedelta(minutes=10), timedelta(hours=2)
        entry = replace(sample_entry(), alarms=(far, near))
        written = port.put(entry, None)
        kept = [near] if Gap.SEVERAL_ALARMS in harness.gaps else [near, far]
        assert sorted(harness.inside(written.ref).alarms) == kept
        assert sorted(standing(port)[entry.key].entry.alarms) == kept

    def test_an_entry_invites_nobody(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(description="Write to hanna@elsewhere.example"), None)
        port.put(sample_entry(description="Call hanna@elsewhere.example"), written.version)
        assert harness.inside(written.ref).attendees == ()

    def test_an_entry_put_twice_stands_once(self, port: CalendarPort) -> None:
        first = port.put(sample_entry(), None)
        second = port.put(sample_entry(), None)
        assert second == first
        assert len(port.entries().entries) == 1

    def test_a_repeated_put_survives_a_reopen(self, harness: CalendarHarness, port: CalendarPort) -> None:
        first = port.put(sample_entry(), None)
        reopened = harness.open()
        assert reopened.calendar.put(sample_entry(), None) == first
        assert len(reopened.calendar.entries().entries) == 1
        reopened.close()

    def test_a_repeated_replacement_is_answered_the_same(self, port: CalendarPort) -> None:
        old = port.put(sample_entry(), None)
        new = port.put(sample_entry(summary="Send them today"), old.version)
        assert port.put(sample_entry(summary="Send them today"), old.version) == new
        assert len(port.entries().entries) == 1

    def test_a_second_entry_with_the_same_key_is_a_conflict(self, port: CalendarPort) -> None:
        port.put(sample_entry(), None)
        with pytest.raises(Conflict):
            port.put(sample_entry(summary="Something else"), None)
        assert standing(port)["thanks-4f2a"].entry == sample_entry()

    def test_entries_with_different_keys_stand_side_by_side(self, port: CalendarPort) -> None:
        keys = {"thanks-1", "thanks-2", "thanks-11", "THANKS-1-" + "x" * 71}
        written = [port.put(sample_entry(key), None) for key in sorted(keys)]
        assert set(standing(port)) == keys
        assert len({each.ref for each in written}) == 4

    def test_an_entry_is_replaced_in_place(self, port: CalendarPort) -> None:
        old = port.put(sample_entry(), None)
        later = datetime(2026, 3, 13, 9, tzinfo=UTC)
        entry = sample_entry(summary="Send them today", start=later, end=later + timedelta(hours=1))
        new = port.put(entry, old.version)
        found = standing(port)[entry.key]
        assert (found.ref, found.version) == (new.ref, new.version)
        assert found.version != old.version
        assert found.entry == entry
        assert found.mark == entry.fingerprint

    def test_a_timed_entry_may_become_an_all_day_one(self, port: CalendarPort) -> None:
        old = port.put(sample_entry(), None)
        port.put(sample_entry(start=date(2026, 3, 12), end=date(2026, 3, 13)), old.version)
        assert standing(port)["thanks-4f2a"].entry.start == date(2026, 3, 12)

    def test_replacing_a_version_that_is_past_is_a_conflict(self, port: CalendarPort) -> None:
        old = port.put(sample_entry(), None)
        port.put(sample_entry(summary="Second"), old.version)
        with pytest.raises(Conflict):
            port.put(sample_entry(summary="Third"), old.version)
        assert standing(port)["thanks-4f2a"].entry.summary == "Second"

    def test_replacing_what_never_was_is_not_found(self, port: CalendarPort) -> None:
        with pytest.raises(NotFound):
            port.put(sample_entry(), "some version")
        assert standing(port) == {}

    def test_a_removed_entry_is_gone(self, harness: CalendarHarness, port: CalendarPort) -> None:
        stays = port.put(sample_entry("stays"), None)
        leaves = port.put(sample_entry("leaves"), None)
        port.remove(leaves.ref, leaves.version)
        assert list(standing(port)) == ["stays"]
        reopened = harness.open()
        assert standing(reopened.calendar)["stays"].version == stays.version
        reopened.close()

    def test_a_removed_entry_can_be_written_again(self, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        port.remove(written.ref, written.version)
        port.put(sample_entry(), None)
        assert standing(port)["thanks-4f2a"].entry == sample_entry()

    def test_removing_a_version_that_is_past_is_a_conflict(self, port: CalendarPort) -> None:
        old = port.put(sample_entry(), None)
        port.put(sample_entry(summary="Second"), old.version)
        with pytest.raises(Conflict):
            port.remove(old.ref, old.version)
        assert standing(port)["thanks-4f2a"].entry.summary == "Second"

    def test_removing_twice_is_not_found(self, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        port.remove(written.ref, written.version)
        with pytest.raises(NotFound):
            port.remove(written.ref, written.version)

    def test_removing_what_never_was_is_not_found(self, port: CalendarPort) -> None:
        with pytest.raises(NotFound):
            port.remove("no-such-ref", "some version")

    def test_an_event_of_others_cannot_be_removed(self, harness: CalendarHarness, port: CalendarPort) -> None:
        handle = harness.seed(simple("theirs"))
        before = harness.stored(handle)
        (item,) = port.changes(None, WINDOW).items
        with pytest.raises(NotFound):
            port.remove(item.ref, item.version)
        assert harness.stored(handle) == before

    def test_events_of_others_are_untouched_by_writing(self, harness: CalendarHarness, port: CalendarPort) -> None:
        times = ("DTSTART:20260312T090000Z", "DTEND:20260312T100000Z")
        handle = harness.seed(event("theirs", *times, "SUMMARY:Theirs", "X-SOMEBODY-ELSE:keep me"))
        before = harness.stored(handle)
        written = port.put(sample_entry(), None)
        written = port.put(sample_entry(summary="Second"), written.version)
        port.remove(written.ref, written.version)
        assert harness.stored(handle) == before

    def test_entries_are_never_reported_as_events(self, harness: CalendarHarness, port: CalendarPort) -> None:
        harness.seed(simple("theirs"))
        port.put(sample_entry(), None)
        assert [found.uid for found in read_events(port)] == ["theirs"]

    def test_entries_survive_a_reopen(self, harness: CalendarHarness, port: CalendarPort) -> None:
        port.put(sample_entry("one"), None)
        port.put(sample_entry("two"), None)
        before = standing(port)
        reopened = harness.open()
        assert standing(reopened.calendar) == before
        reopened.close()

    def test_a_version_holds_across_a_reopen(self, harness: CalendarHarness, port: CalendarPort) -> None:
        written = port.put(sample_entry(), None)
        reopened = harness.open()
        reopened.calendar.put(sample_entry(summary="Second"), written.version)
        assert standing(reopened.calendar)["thanks-4f2a"].entry.summary == "Second"
        reopened.close()
