"""Whatever fails at whichever request to Exchange, one undisturbed pass later the right entries stand, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from adapters.conformance.harness import WINDOW
from adapters.conformance.samples import sample_entry
from adapters.conformance.texts import calendar, component, simple
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import PortError
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.exchange_harness import ExchangeHarness
from tests.fakes.exchange.server import ExchangeServer
from tests.fakes.exchange.soap import busy, envelope, fault, m
from tests.fakes.exchange.trouble import operation_in

WANTED = {
    "stays": sample_entry("stays"),
    "changes": sample_entry("changes", summary="Otherwise by now"),
    "comes": sample_entry("comes"),
}
FIRST = ("stays", "changes", "goes")

Standing: TypeAlias = tuple[dict[str, str], int, int, set[str]]
"""The entries by key, how many items and calendars there are for them, and which events are read."""

RIGHT: Standing = ({key: entry.summary for key, entry in WANTED.items()}, 3, 1, {"lunch", "team"})


@dataclass(slots=True, kw_only=True)
class Life:
    """Somebody's account with three entries, of which one is to be changed, one to be removed, and one to come."""

    harness: ExchangeHarness
    port: CalendarPort
    cursor: str | None = None

    @classmethod
    def begun(cls, folder: Path) -> Life:
        """With an hour and a series in the calendars, and nothing asked yet by this connection."""
        folder.mkdir(exist_ok=True)
        harness = ExchangeHarness(folder)
        harness.seed(simple("lunch"))
        weekly = ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
        harness.seed(calendar(component("team", *weekly)))
        before = harness.open()
        for key in FIRST:
            before.calendar.put(sample_entry(key), None)
        before.close()
        return cls(harness=harness, port=harness.open().calendar)

    def one_pass(self) -> None:
        """What the daemon does, as often as it is asked to: read, look, and write what should stand and does not."""
        changes = self.port.changes(self.cursor, WINDOW)
        found = self.port.entries()
        if changes.complete:
            self.cursor = changes.cursor
        standing = {each.entry.key: each for each in found.entries}
        for key, entry in WANTED.items():
            stands = standing.get(key)
            if stands is None and not found.complete:
                continue
            if stands is None or stands.entry.fingerprint != entry.fingerprint:
                self.port.put(entry, stands.version if stands else None)
        for key in standing.keys() - WANTED.keys():
            self.port.remove(standing[key].ref, standing[key].version)

    def standing(self) -> Standing:
        """What is there, as Exchange has it."""
        items = self.harness.box.within(self.harness.own())
        own = [each for each in self.harness.box.folders.values() if each.extended]
        found = {each.entry.key: each.entry.summary for each in self.port.entries().entries}
        events = {event.uid for item in self.port.changes(None, WINDOW).items for event in item.events}
        return found, len(items), len(own), events

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked."""
        self.harness.close()


def nothing(operation: str) -> Reply:
    """An answer of the right form with nothing in it."""
    return envelope(m(f"{operation}Response", m("ResponseMessages")))


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How much an undisturbed pass asks."""
    life = Life.begun(tmp_path_factory.mktemp("calm"))
    with life.harness.server.counting() as asked:
        life.one_pass()
    assert life.standing() == RIGHT
    life.close()
    return len(asked)


Harm: TypeAlias = Callable[[ExchangeServer, Asked], Reply]

HARMS: dict[str, Harm] = {
    "never arrived": lambda _server, _asked: Reply(broken=True),
    "carried out, but not answered": lambda server, asked: replace(server.forward(asked), broken=True),
    "answered in part": lambda server, asked: replace(server.forward(asked), cut=300),
    "failure": lambda _server, _asked: Reply(status=500),
    "busy": lambda _server, _asked: busy(),
    "fault": lambda _server, _asked: fault("ErrorInternalServerError"),
    "nonsense": lambda _server, _asked: Reply(body=b"<html>Sign in to the network of this hotel</html>"),
    "nothing": lambda _server, asked: nothing(operation_in(asked)),
    "who are you": lambda _server, _asked: Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'}),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_fault_at_any_request_is_made_good(name: str, requests: int, tmp_path: Path) -> None:
    assert requests >= 12
    harm = HARMS[name]
    # A password that is refused before it was ever good is not tried again.
    for number in range(2 if name == "who are you" else 1, requests + 1):
        life = Life.begun(tmp_path / str(number))
        numbers = count(1)

        def at(asked: Asked, life: Life = life, number: int = number, numbers: Iterator[int] = numbers) -> Reply | None:
            return harm(life.harness.server, asked) if next(numbers) == number else None

        with life.harness.server.answering(at), suppress(PortError):
            life.one_pass()
        assert next(numbers) > number
        life.one_pass()
        assert life.standing() == RIGHT, number
        life.close()
