"""Whatever happens in a calendar or a mailbox at Microsoft 365, what changes tell adds up to what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.conformance.harness import OWNER, WINDOW
from adapters.conformance.texts import mail
from daemon.ports.calendar import CalendarPort
from daemon.ports.errors import CursorExpired
from daemon.ports.inbox import InboxPort
from daemon.ports.records import Correspondents, Event
from tests.adapters.microsoft365_harness import MicrosoftHarness
from tests.adapters.microsoft365_mail_harness import MicrosoftMailHarness
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.mail import MailApi

SEEDS = range(12)
FIRST = datetime(2026, 2, 20, tzinfo=UTC)  # so that some things are before the window, and some after it
RULES = ("RRULE:FREQ=WEEKLY;COUNT=6", "RRULE:FREQ=DAILY;COUNT=5", "RRULE:FREQ=MONTHLY")
EMPLOYER = Correspondents(domains=frozenset({"employer.example"}))


class Diary:
    """Somebody who does anything at all in two calendars."""

    def __init__(self, api: CalendarApi, chance: Random) -> None:
        self.api = api
        self.chance = chance
        self.handles: list[str] = []

    def happens(self) -> None:
        """One thing happens; what needs an event or a series, if there is one."""
        live = [each for each in self.handles if not self.api.event(each).deleted]
        series = [each for each in live if self.api.event(each).rules]
        deed = self.chance.choice(["add", "add series", "change", "delete", "move", "touch", "except", "cancel"])
        if deed.startswith("add"):
            rules = (self.chance.choice(RULES),) if deed == "add series" else ()
            place = self.chance.choice([*self.api.calendars])
            self.handles.append(self.api.store(place, self.event(), rules))
        elif deed in {"except", "cancel"} and series:
            self.happens_to_one_of(self.chance.choice(series), deed)
        elif live:
            self.happens_to(self.chance.choice(live), deed)

    def happens_to(self, handle: str, deed: str) -> None:
        """Something happens to an event, or to a series as a whole."""
        if deed == "change":
            self.api.change(handle, **self.event())
        elif deed == "delete":
            self.api.delete(handle)
        elif deed == "move":
            self.api.move(handle, self.chance.choice([*self.api.calendars]))
        else:
            self.api.touch(handle)

    def happens_to_one_of(self, handle: str, deed: str) -> None:
        """An occurrence of a series is changed, or taken out."""
        planned = self.api.event(handle).planned(FIRST, FIRST + timedelta(days=90))
        if planned and deed == "cancel":
            self.api.cancel_occurrence(handle, self.chance.choice(planned)[0])
        elif planned:
            self.api.except_occurrence(handle, self.chance.choice(planned)[0], self.event())

    def event(self) -> dict[str, Any]:
        """An hour at some time."""
        start = FIRST + timedelta(hours=self.chance.randrange(80 * 24))
        times = (("start", start), ("end", start + timedelta(hours=1)))
        told = {name: {"dateTime": f"{each:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"} for name, each in times}
        return {"subject": f"Number {self.chance.randrange(1000)}", **told}


class Known:
    """What somebody knows of calendars who reads only what changed."""

    def __init__(self) -> None:
        self.cursor: str | None = None
        self.items: dict[str, tuple[Event, ...]] = {}

    def read(self, port: CalendarPort) -> Mapping[str, tuple[Event, ...]]:
        """Read what changed, or all if the cursor is no longer good; what is known then."""
        try:
            changes = port.changes(self.cursor, WINDOW)
        except CursorExpired:
            self.cursor, self.items = None, {}
            changes = port.changes(None, WINDOW)
        assert changes.complete
        self.items |= {item.ref: item.events for item in changes.items}
        self.items = {ref: events for ref, events in self.items.items() if events and ref not in changes.gone}
        self.cursor = changes.cursor
        return self.items


@pytest.mark.parametrize("seed", SEEDS)
def test_what_changes_in_calendars_adds_up_to_what_is_in_them(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    harness = MicrosoftHarness(tmp_path)
    harness.api.page = chance.choice([1, 2, 10])
    harness.api.tells_series = chance.choice([True, False])
    harness.api.deltas = chance.random() < 0.9
    diary, known, connection = Diary(harness.api, chance), Known(), harness.open()
    for _ in range(12):
        for _ in range(chance.randrange(4)):
            diary.happens()
        if chance.random() < 0.1:
            harness.api.rounds.forget(chance.randrange(3))
        found = known.read(connection.calendar)
        stranger = harness.open()
        assert found == Known().read(stranger.calendar)
        stranger.close()
    connection.close()
    harness.close()


class Post:
    """Mail that comes and goes: `there` are the Message-IDs of what concerns the employer, by handle."""

    def __init__(self, api: MailApi, chance: Random) -> None:
        self.api = api
        self.chance = chance
        self.there: dict[str, str] = {}

    def happens(self) -> None:
        """A letter comes or is sent, or something is done to one that is there."""
        deed = self.chance.choice(["deliver", "deliver", "send", "read", "touch", "archive", "purge"])
        if deed in {"deliver", "send"}:
            self.arrives(sent=deed == "send")
        elif self.there:
            handle = self.chance.choice([*self.there])
            if deed in {"archive", "purge"}:
                del self.there[handle]
            deeds = {"read": self.api.read, "touch": self.api.touch, "purge": self.api.purge}
            deeds.get(deed, lambda each: self.api.move(each, "archive"))(handle)

    def arrives(self, *, sent: bool) -> None:
        """A letter between the owner and somebody, mostly at the employer."""
        name = f"<{len(self.api.letters)}@mail.example>"
        concerns = self.chance.random() < 0.8
        people = [OWNER, "ada@employer.example" if concerns else "x@elsewhere.example"]
        sender, addressee = people if sent else reversed(people)
        date = f"{FIRST + timedelta(hours=self.chance.randrange(100)):%a, %d %b %Y %H:%M:%S +0000}"
        raw = mail({"From": sender, "To": addressee, "Subject": "Word", "Date": date, "Message-ID": name})
        handle = self.api.file_sent(raw) if sent else self.api.deliver(raw)
        if concerns:
            self.there[handle] = name


def told(port: InboxPort, cursor: str | None) -> Iterator[tuple[str | None, set[str]]]:
    """Cursors and Message-IDs of what arrived since, until a read is complete."""
    for _ in range(100):
        try:
            changes = port.messages(cursor, EMPLOYER)
        except CursorExpired:
            cursor = None
            continue
        cursor = changes.cursor
        yield cursor, {message.message_id for message in changes.messages}
        if changes.complete:
            return
    raise AssertionError("it does not come to an end")


@pytest.mark.parametrize("seed", SEEDS)
def test_no_letter_is_left_out(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    harness = MicrosoftMailHarness(tmp_path)
    harness.api.page = chance.choice([1, 2, 10])
    harness.api.deltas = chance.random() < 0.8
    post, connection = Post(harness.api, chance), harness.open()
    cursor: str | None = None
    heard: set[str] = set()
    for _ in range(12):
        for _ in range(chance.randrange(5)):
            post.happens()
        if chance.random() < 0.1:
            harness.api.rounds.forget(chance.randrange(3))
        for following, names in told(connection.inbox, cursor):
            cursor, heard = following, heard | names
        assert set(post.there.values()) <= heard
    connection.close()
    harness.close()
