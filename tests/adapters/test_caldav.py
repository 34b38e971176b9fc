"""The CalDAV adapter on real servers: what the suite asks of every calendar, on Radicale and on Xandikos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.conformance import CalendarConformance, CalendarHarness, DeclarationConformance
from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import simple
from daemon.ports.calendar import CalendarPort
from tests.adapters.caldav_desk import cursor_of
from tests.adapters.caldav_harness import CaldavHarness
from tests.adapters.caldav_proxy import Asked, Proxy, Reply
from tests.adapters.caldav_servers import Radicale, RealServer, Xandikos, running


@pytest.fixture(scope="module", params=[Radicale, Xandikos], ids=lambda kind: kind.name)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    with running(request.param, tmp_path_factory.mktemp(request.param.name)) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: RealServer) -> Iterator[Proxy]:
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def harness(server: RealServer, proxy: Proxy, tmp_path: Path) -> CaldavHarness:
    return CaldavHarness(server, proxy, tmp_path)


class TestCalendar(CalendarConformance):
    @pytest.fixture
    def harness(self, server: RealServer, proxy: Proxy, tmp_path: Path) -> CaldavHarness:
        return CaldavHarness(server, proxy, tmp_path)

    def test_a_series_of_millions_of_instances_is_bounded_and_hides_nothing(
        self, harness: CalendarHarness, port: CalendarPort
    ) -> None:
        """Xandikos itself walks through the millions if it is asked for a span of time, so it refuses here."""
        assert isinstance(harness, CaldavHarness)

        def refuse(asked: Asked) -> Reply | None:
            return Reply(status=403) if harness.server.name == "xandikos" and b"time-range" in asked.body else None

        with harness.proxy.answering(refuse):
            super().test_a_series_of_millions_of_instances_is_bounded_and_hides_nothing(harness, port)


def test_a_token_that_the_server_has_forgotten_costs_nothing_but_a_listing(
    harness: CaldavHarness, proxy: Proxy
) -> None:
    leaving, changing, _ = (harness.seed(simple(uid)) for uid in ("leaving", "changing", "steady"))
    connection = harness.open()
    cursor = cursor_of(connection.calendar)
    harness.delete(leaving)
    harness.replace(changing, simple("changing", "Dinner"))
    harness.seed(simple("new"))

    def forget(asked: Asked) -> Reply | None:
        body = re.sub(rb"[0-9a-f]{40,64}(?=</D:sync-token>)", lambda token: b"0" * len(token[0]), asked.body)
        return proxy.forward(replace(asked, body=body)) if body != asked.body else None

    with proxy.answering(forget), proxy.counting() as asked:
        changes = connection.calendar.changes(cursor, WINDOW)
    assert sorted(found.uid for item in changes.items for found in item.events) == ["changing", "new"]
    assert (changes.gone, changes.complete) == ((leaving,), True)
    assert len([each for each in asked if b"sync-collection" in each.body]) == 2
    with proxy.counting() as asked:
        again = connection.calendar.changes(changes.cursor, WINDOW)
    assert (again.items, again.gone, len(asked)) == ((), (), 2)
    connection.close()


def test_the_calendar_for_entries_is_made_for_events_and_called_as_wished(
    harness: CaldavHarness, server: RealServer
) -> None:
    connection = harness.open()
    written = connection.calendar.put(sample_entry(), None)
    assert written.ref == "followupd/followupd-thanks-4f2a.ics"
    body = b'<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>'
    described = harness.ask("PROPFIND", f"{server.home(harness.user)}followupd/", body, headers={"Depth": "0"})
    assert b">Follow-up</" in described.body
    connection.close()


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, server: RealServer, proxy: Proxy, tmp_path: Path) -> CaldavHarness:
        return CaldavHarness(server, proxy, tmp_path)
