"""khal, a calendar program of the field, shows through vdirsyncer what followupd keeps on a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.conformance.samples import sample_entry
from daemon.ports.errors import Conflict
from tests.adapters.caldav_harness import CaldavHarness
from tests.adapters.caldav_proxy import Proxy
from tests.adapters.caldav_servers import Radicale, Xandikos, running
from tests.adapters.khal import listed
from tests.adapters.vdirsyncer import Syncing

DAY = "2026-03-12"


@pytest.fixture(params=[Radicale, Xandikos], ids=lambda kind: kind.name)
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaldavHarness]:
    (tmp_path / "server").mkdir()
    with running(request.param, tmp_path / "server") as server:
        proxy = Proxy(server.port)
        yield CaldavHarness(server, proxy, tmp_path)
        proxy.close()


def test_khal_shows_entries_as_they_come_change_and_go(harness: CaldavHarness, tmp_path: Path) -> None:
    with closing(harness.open()) as connection:
        port = connection.calendar
        written = port.put(sample_entry(summary="Send the thank-you notes; today, Ągnes"), None)
        leaving = port.put(sample_entry("leaving", summary="Leaving"), None)
        syncing = Syncing(tmp_path / "synced", url=harness.proxy.url, user=harness.user, password="hunter2")
        syncing.discover()
        syncing.sync()
        shown = listed(syncing.calendars, tmp_path / "home", DAY)
        assert sorted(line.rpartition("|")[0] for line in shown) == [
            "followupd|09:00|Leaving",
            "followupd|09:00|Send the thank-you notes; today, Ągnes",
        ]
        assert all(line.rpartition("|")[2] for line in shown)  # the alarm's symbol
        written = port.put(sample_entry(summary="Call them"), written.version)
        port.remove(leaving.ref, leaving.version)
        syncing.sync()
        (line,) = listed(syncing.calendars, tmp_path / "home", DAY)
        assert line.rpartition("|")[0] == "followupd|09:00|Call them"
        (file,) = (syncing.calendars / "followupd").glob("*.ics")
        text = file.read_text("utf-8").replace("SUMMARY:", "SUMMARY:In my own words: ", 1)
        file.write_text(text, encoding="utf-8")
        syncing.sync()
        with pytest.raises(Conflict):
            port.put(sample_entry(summary="Better"), written.version)
        (found,) = port.entries().entries
    assert found.entry.summary == "In my own words: Call them"
