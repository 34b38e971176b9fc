"""The CalDAV adapter on real servers: what the suite asks of every calendar, on Radicale and on Xandikos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.conformance import CalendarConformance, CalendarHarness, DeclarationConformance
from daemon.ports.calendar import CalendarPort
from tests.adapters.caldav_harness import CaldavHarness
from tests.adapters.caldav_proxy import Proxy
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
        if isinstance(harness, CaldavHarness) and harness.server.name == "xandikos":
            pytest.skip("Xandikos itself walks through all the millions when asked for a span of time, for minutes")
        super().test_a_series_of_millions_of_instances_is_bounded_and_hides_nothing(harness, port)


class TestDeclaration(DeclarationConformance):
    @pytest.fixture
    def harness(self, server: RealServer, proxy: Proxy, tmp_path: Path) -> CaldavHarness:
        return CaldavHarness(server, proxy, tmp_path)
