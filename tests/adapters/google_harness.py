"""The other side of a Google account: the person at the fake Google, and what may go wrong there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from adapters.conformance import CalendarHarness, Gap, Inside, make_setup
from adapters.conformance.harness import OWNER, ZONE
from adapters.google import ADAPTER
from adapters.google.calendars import Place
from adapters.google.grants import Grant, GrantFile
from adapters.google.scopes import LIST_CALENDARS, OWN_CALENDAR, READ_EVENTS
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from daemon.ports.records import Moment
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.google_import import imported
from tests.fakes.google.calendar import CalendarApi, Resource
from tests.fakes.google.server import TOKEN, GoogleServer, refusal
from tests.fakes.google.tokens import CLIENT_ID, CLIENT_SECRET, TokenPlace

WORK = "work@group.calendar.google.com"
WRITES = {"POST", "PUT", "PATCH"}
LEAST = frozenset({READ_EVENTS, LIST_CALENDARS, OWN_CALENDAR})


def sign_in(state: Path, token: str = TOKEN, refresh_token: str = "renew-me") -> None:
    """Leave a login in the state folder, as signing in does."""
    grant = Grant(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scopes=frozenset(),
        since=datetime(2026, 3, 1, tzinfo=UTC),
        ends=None,
        refresh_token=refresh_token,
        access_token=token,
        expires=datetime(2200, 1, 1, tzinfo=UTC),
    )
    GrantFile(state, "conformance").write(grant)


def options(server: GoogleServer, **others: OptionValue) -> dict[str, OptionValue]:
    """The settings of an account on the fake."""
    return {
        "calendar_api_endpoint": f"{server.root}calendar/v3/",
        "gmail_api_endpoint": server.root,
        "token_endpoint": f"{server.root}token",
        **others,
    }


class GoogleHarness(CalendarHarness):
    """A new person with two calendars, on a fake of their own; items go to them in turn."""

    gaps = MappingProxyType(
        {
            Gap.CANCELLED_EVENTS: "a cancelled event is a deleted one, of which only its id is told",
            Gap.THIS_AND_FUTURE: "such a change makes a second series of the first",
        }
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.api = CalendarApi(OWNER, ZONE.key)
        self.api.add_calendar(WORK, "Work", zone="America/New_York")
        self.server = GoogleServer(self.api)
        self.tokens = TokenPlace(self.server)
        self.server.grants[TOKEN] = LEAST
        self._stored = 0
        sign_in(folder / "state")

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self, **others: OptionValue) -> Connection:
        return ADAPTER.open(make_setup(self.folder / "state", options(self.server, **others)))

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked of it, or if anybody could have heard of a write."""
        self.server.close()
        written = [each for each in self.server.asked if each.method in {*WRITES, "DELETE"} and "/events" in each.path]
        assert [each.path for each in written if "sendUpdates=none" not in each.path] == []
        assert [each.path for each in written if re.search(rb'"attendees"|"method": "email"', each.body)] == []
        assert self.api.invited == []

    def lists(self, asked: Iterable[Asked]) -> list[str]:
        """The calendars that requests asked for events, by id."""
        paths = (urlsplit(each.path).path.split("/") for each in asked if each.method == "GET")
        return [unquote(path[4]) for path in paths if path[5:] == ["events"]]

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            return self.server.answering(lambda asked: None if asked.path == "/token" else refusal(401, "authError"))
        if error is Rejected:
            return self.server.answering(_refuse_writes)
        return self.server.answering(lambda _: refusal(503, "backendError", headers={"Retry-After": "120"}))

    def expire_cursors(self) -> None:
        self.api.expire_tokens()

    def incomplete_reads(self) -> AbstractContextManager[None]:
        return self.server.answering(_fail_work)

    def seed(self, calendar: str) -> str:
        self._stored += 1
        place = (OWNER, WORK)[self._stored % 2]
        return f"{place} {self._store(place, calendar, None)}"

    def replace(self, handle: str, calendar: str) -> None:
        place, _, event = handle.partition(" ")
        self._store(place, calendar, event)

    def delete(self, handle: str) -> None:
        self.api.delete(*handle.split(" "))

    def stored(self, handle: str) -> bytes:
        place, _, event = handle.partition(" ")
        return json.dumps(self.api.calendars[place].events[event].resource, sort_keys=True).encode()

    def break_item(self, handle: str) -> None:
        place, _, event = handle.partition(" ")
        self.api.change(place, event, start={"dateTime": "when it suits you"})

    def seed_beside_entries(self, calendar: str) -> str:
        return Place(id=self._own(), label="").ref(self._store(self._own(), calendar, None))

    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        texts = {"summary": summary, "description": description}
        times = {"start": start, "end": end}
        changed: Resource = {name: text for name, text in texts.items() if text is not None}
        changed |= {name: moment(each) for name, each in times.items() if each is not None}
        self.api.change(self._own(), _event(ref), **changed)

    def strip_marks(self, ref: str) -> None:
        self.api.change(self._own(), _event(ref), extendedProperties=None)

    def annotate(self, ref: str, text: str) -> None:
        private = {**self.entry(ref)["extendedProperties"]["private"], "somebodyElse": text}
        self.api.change(self._own(), _event(ref), extendedProperties={"private": private}, colorId="6")

    def inside(self, ref: str) -> Inside:
        entry = self.entry(ref)
        private = entry.get("extendedProperties", {}).get("private", {})
        assert all(each["method"] == "popup" for each in entry["reminders"]["overrides"])
        return Inside(
            alarms=tuple(timedelta(minutes=each["minutes"]) for each in entry["reminders"]["overrides"]),
            attendees=tuple(each["email"] for each in entry.get("attendees", ())),
            annotation=private.get("somebodyElse") if entry.get("colorId") == "6" else None,
        )

    def break_entry(self, ref: str) -> None:
        self.api.change(self._own(), _event(ref), start={"dateTime": "when it suits you"})

    def delete_entry(self, ref: str) -> None:
        self.api.delete(self._own(), _event(ref))

    def move_entry(self, ref: str) -> None:
        entry = self.entry(ref)
        self.api.delete(self._own(), _event(ref))
        self.api.store(OWNER, entry)

    def entry(self, ref: str) -> Resource:
        """An entry of ours as Google keeps it."""
        return self.api.calendars[self._own()].events[_event(ref)].resource

    def _own(self) -> str:
        return next(identity for identity, each in self.api.calendars.items() if each.by_app)

    def _store(self, place: str, calendar: str, event: str | None) -> str:
        """Put what an iCalendar text holds in the place of an event, or of none."""
        master, exceptions = imported(
            calendar,
            refused={"CANCELLED": self.refuse(Gap.CANCELLED_EVENTS), "RANGE": self.refuse(Gap.THIS_AND_FUTURE)},
        )
        if event is not None:
            events = self.api.calendars[place].events
            for each in [name for name, stored in events.items() if stored.resource.get("recurringEventId") == event]:
                del events[each]
        identity = self.api.store(place, {**master, **({"id": event} if event else {})})
        for number, exception in enumerate(exceptions):
            if exception["status"] == "cancelled":
                self.api.cancel_instance(place, identity, exception["originalStartTime"])
            else:
                self.api.store(place, {**exception, "id": f"{identity}_{number}", "recurringEventId": identity})
        return identity


def moment(found: Moment) -> Mapping[str, Any]:
    """A moment as Google writes it."""
    if isinstance(found, datetime):
        return {"dateTime": found.isoformat(), "timeZone": str(found.tzinfo) if found.tzinfo is not UTC else "UTC"}
    assert isinstance(found, date)
    return {"date": found.isoformat()}


def _event(ref: str) -> str:
    return ref.rpartition("/")[2]


def _refuse_writes(asked: Asked) -> Reply | None:
    return refusal(400, "invalid") if asked.method in WRITES else None


def _fail_work(asked: Asked) -> Reply | None:
    return refusal(404, "notFound") if WORK.replace("@", "%40") in asked.path else None
