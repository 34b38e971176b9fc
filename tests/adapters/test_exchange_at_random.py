"""Whatever happens at Exchange between two readings, in whichever order: reading on tells what reading anew does.

A server may tell of changes in short pages, forget what it told, and leave a part of a batch undone.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from adapters.conformance.harness import OWNER, WINDOW
from adapters.conformance.texts import calendar, component, mail
from daemon.ports.errors import CursorExpired
from daemon.ports.records import Correspondents, Item
from tests.adapters.exchange_harness import ExchangeHarness
from tests.adapters.exchange_mail_harness import ExchangeMailHarness
from tests.fakes.exchange import schema
from tests.fakes.exchange.soap import t

LIVES: Final = os.environ.get("FOLLOWUPD_LIVES")
RANDOM: Final = settings(
    max_examples=int(LIVES or 12),
    stateful_step_count=25,
    derandomize=LIVES is None,
    suppress_health_check=list(HealthCheck),
)
DATES: Final = st.sampled_from(("20260115", "20260301", "20260312", "20260329", "20260430", "20260601"))
ZONES: Final = st.sampled_from(("", ";TZID=Europe/Berlin", ";TZID=America/New_York"))
RULES: Final = st.sampled_from(("", "FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY", "FREQ=DAILY;INTERVAL=3;COUNT=9"))
ELSEWHERE: Final = Correspondents(domains=frozenset({"elsewhere.example"}))
PAGES: Final = st.sampled_from((1, 3, 512))


@pytest.fixture(autouse=True)
def at_hand() -> None:
    """Skips a test before it begins where there is no schema."""
    schema.folder()


class Calendars(RuleBasedStateMachine):
    """Events and series come, change, move to the other calendar and go."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.harness = ExchangeHarness(Path(self.folder.name))
        self.connection = self.harness.open()
        self.handles: dict[str, str] = {}
        self.known: dict[str, Item] = {}
        self.cursor: str | None = None

    @initialize(page=PAGES)
    def a_server(self, page: int) -> None:
        self.harness.box.page = page

    @rule(date=DATES, zone=ZONES, rules=RULES, deviates=st.sampled_from(("", "gone", "moved")))
    def something_comes(self, date: str, zone: str, rules: str, deviates: str) -> None:
        uid = f"event-{len(self.handles)}-{self.harness._stored}"
        self.handles[self.harness.seed(written(uid, date, zone, rules, deviates))] = uid

    @precondition(lambda self: self.handles)
    @rule(data=st.data(), date=DATES, zone=ZONES, rules=RULES, deviates=st.sampled_from(("", "gone", "moved")))
    def something_changes(self, data: st.DataObject, date: str, zone: str, rules: str, deviates: str) -> None:
        handle = self._one(data)
        self.harness.replace(handle, written(self.handles[handle], date, zone, rules, deviates))

    @precondition(lambda self: self.handles)
    @rule(data=st.data())
    def something_goes(self, data: st.DataObject) -> None:
        handle = self._one(data)
        self.harness.delete(handle)
        del self.handles[handle]

    @precondition(lambda self: self.handles)
    @rule(data=st.data(), to_work=st.booleans())
    def something_is_moved(self, data: st.DataObject, to_work: bool) -> None:
        handle = self._one(data)
        folder = self.harness.work if to_work else self.harness.box.known("calendar").id
        self.handles[self.harness.box.move(handle, folder)] = self.handles.pop(handle)

    @rule()
    def the_server_forgets(self) -> None:
        self.harness.expire_cursors()

    @rule()
    def the_service_starts_anew(self) -> None:
        self.connection.close()
        self.connection = self.harness.open()

    @rule()
    def it_is_read_on(self) -> None:
        try:
            changes = self.connection.calendar.changes(self.cursor, WINDOW)
        except CursorExpired:
            changes, self.known = self.connection.calendar.changes(None, WINDOW), {}
        assert (changes.complete, changes.problems) == (True, ())
        self.cursor = changes.cursor
        self.known = {ref: item for ref, item in self.known.items() if ref not in changes.gone}
        self.known |= {item.ref: item for item in changes.items}
        other = self.harness.open()
        anew = {item.ref: item for item in other.calendar.changes(None, WINDOW).items}
        other.close()
        assert held(self.known) == held(anew)

    def teardown(self) -> None:
        self.connection.close()
        self.harness.close()
        self.folder.cleanup()

    def _one(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.handles)))


class Mail(RuleBasedStateMachine):
    """Letters come in, are sent, read, and thrown away."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.harness = ExchangeMailHarness(Path(self.folder.name))
        self.connection = self.harness.open()
        self.lying: dict[str, str] = {}
        self.told: set[str] = set()
        self.cursor: str | None = None
        self.number = 0

    @initialize(page=PAGES)
    def a_server(self, page: int) -> None:
        self.harness.box.page = page

    @rule(sent=st.booleans(), host=st.sampled_from(("elsewhere.example", "nobody.example")))
    def a_letter(self, sent: bool, host: str) -> None:
        self.number += 1
        ends = (OWNER, f"hanna@{host}") if sent else (f"hanna@{host}", OWNER)
        name = f"<{self.number}@{host}>"
        headers = {"From": ends[0], "To": ends[1], "Subject": "Hello", "Message-ID": name}
        text = mail(headers | {"Date": "Tue, 10 Mar 2026 09:00:00 +0000"})
        self.lying[self.harness.file_sent(text) if sent else self.harness.deliver(text)] = name

    @precondition(lambda self: self.lying)
    @rule(data=st.data(), edited=st.booleans())
    def somebody_reads_it(self, data: st.DataObject, edited: bool) -> None:
        item = self.harness.box.items[data.draw(st.sampled_from(sorted(self.lying)))]
        item.set(t("IsRead", "true"))
        self.harness.box.touch(item, edited=edited)

    @precondition(lambda self: self.lying)
    @rule(data=st.data())
    def it_is_thrown_away(self, data: st.DataObject) -> None:
        handle = data.draw(st.sampled_from(sorted(self.lying)))
        self.harness.person.delete(handle)
        del self.lying[handle]

    @rule()
    def the_server_forgets(self) -> None:
        self.harness.expire_cursors()

    @rule(done=st.sampled_from((None, 1, 2)))
    def it_is_read_on(self, done: int | None) -> None:
        self.harness.server.reading.stop_after = done
        complete = self._read()
        self.harness.server.reading.stop_after = None
        for _ in range(self.number):
            complete = complete or self._read()
        assert complete
        assert {name for name in self.lying.values() if "elsewhere" in name} <= self.told

    def teardown(self) -> None:
        self.connection.close()
        self.harness.close()
        self.folder.cleanup()

    def _read(self) -> bool:
        try:
            changes = self.connection.inbox.messages(self.cursor, ELSEWHERE)
        except CursorExpired:
            changes = self.connection.inbox.messages(None, ELSEWHERE)
        assert changes.problems == ()
        self.cursor = changes.cursor
        self.told |= {message.message_id for message in changes.messages}
        return changes.complete


def written(uid: str, date: str, zone: str, rules: str, deviates: str) -> str:
    """An hour at ten of a day, or a series of such hours of which the first may be gone or later in the day."""
    utc = "" if zone else "Z"
    at = {hour: f"{zone}:{date}T{hour}0000{utc}" for hour in (10, 11, 12)}
    lines = [f"DTSTART{at[10]}", f"DTEND{at[11]}", f"SUMMARY:{uid}", *([f"RRULE:{rules}"] if rules else ())]
    if not rules or not deviates:
        return calendar(component(uid, *lines))
    if deviates == "gone":
        return calendar(component(uid, *lines, f"EXDATE{at[10]}"))
    later = component(uid, f"RECURRENCE-ID{at[10]}", f"DTSTART{at[11]}", f"DTEND{at[12]}", "SUMMARY:Later")
    return calendar(component(uid, *lines), later)


def held(items: dict[str, Item]) -> dict[str, Item]:
    """What of it lies in the window."""
    return {ref: item for ref, item in items.items() if item.events}


TestCalendars = Calendars.TestCase
TestCalendars.settings = RANDOM
TestMail = Mail.TestCase
TestMail.settings = RANDOM
