"""CalendarPort when the provider fails: the right error of the closed set, and nothing half done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.conformance.base import CalendarTests
from adapters.conformance.calendar_reading import read_events
from adapters.conformance.calendar_writing import standing
from adapters.conformance.failures import provoked
from adapters.conformance.harness import WINDOW, CalendarHarness, Gap
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import AuthRequired, PortError, Rejected, Unavailable, Unsupported


class CalendarFailures(CalendarTests):
    """Errors that come from the provider."""

    @pytest.mark.parametrize("error", [Unavailable, AuthRequired])
    def test_every_call_fails_alike_and_changes_nothing(
        self, harness: CalendarHarness, port: CalendarPort, error: type[PortError]
    ) -> None:
        harness.seed(simple("theirs"))
        written = port.put(sample_entry("ours"), None)
        events, entries = read_events(port), standing(port)
        with provoked(harness, error) as happens:
            if not happens:
                return
            with pytest.raises(error):
                port.changes(None, WINDOW)
            with pytest.raises(error):
                port.entries()
            with pytest.raises(error):
                port.put(sample_entry("new"), None)
            with pytest.raises(error):
                port.put(sample_entry("ours", summary="Second"), written.version)
            with pytest.raises(error):
                port.remove(written.ref, written.version)
        assert (read_events(port), standing(port)) == (events, entries)

    def test_an_error_says_what_happened_and_perhaps_how_long_to_wait(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        with provoked(harness, Unavailable), pytest.raises(Unavailable) as caught:
            port.changes(None, WINDOW)
        assert str(caught.value).strip()
        assert caught.value.retry_after is None or caught.value.retry_after > timedelta(0)

    def test_a_rejected_entry_leaves_the_others_alone(self, harness: CalendarHarness, port: CalendarPort) -> None:
        port.put(sample_entry("ours"), None)
        before = standing(port)
        with provoked(harness, Rejected) as happens:
            if happens:
                with pytest.raises(Rejected):
                    port.put(sample_entry("refused"), None)
        assert standing(port) == before
        port.put(sample_entry("accepted"), None)
        assert set(standing(port)) == {"ours", "accepted"}

    def test_an_incomplete_look_at_the_entries_says_so(self, harness: CalendarHarness, port: CalendarPort) -> None:
        for number in range(4):
            port.put(sample_entry(f"entry-{number}"), None)
        if Gap.INCOMPLETE_READS in harness.gaps:
            with pytest.raises(Unsupported), harness.incomplete_reads():
                pass
            return
        with harness.incomplete_reads():
            found = port.entries()
        assert not found.complete or len(found.entries) == 4
        assert len(standing(port)) == 4
