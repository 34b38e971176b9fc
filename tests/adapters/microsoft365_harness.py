"""The other side of an account at Microsoft 365: the person at the fake, and what may go wrong there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msal import SerializableTokenCache

from adapters.conformance import CalendarHarness, Gap, Inside, make_setup
from adapters.conformance.harness import OWNER, ZONE
from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.grants import Grant, GrantFile
from adapters.microsoft365.scopes import CALENDARS, MAIL
from adapters.outlook.marks import PROPERTY_SET
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from daemon.ports.records import Moment
from tests.adapters.caldav_proxy import Asked, Reply
from tests.adapters.microsoft365_import import imported
from tests.fakes.graph.asking import refusal
from tests.fakes.graph.calendar import CalendarApi
from tests.fakes.graph.entra import CLIENT_ID, PERSON, REVOKED, TENANT, Entra
from tests.fakes.graph.events import Event
from tests.fakes.graph.server import GraphServer, throttled, unauthenticated

THEIRS = "String {1d7e9c52-6a40-4f0b-8a55-0c6f2f1b9e11} Name Colour"
"""A property of another program."""

WRITES = {"POST", "PATCH"}


def options(server: GraphServer, **others: OptionValue) -> dict[str, OptionValue]:
    """The settings of an account on the fake."""
    return {
        "client_id": CLIENT_ID,
        "tenant": TENANT,
        "graph_endpoint": f"{server.root}v1.0/",
        "login_endpoint": server.root,
        "ca_file": server.ca_file,
        **others,
    }


def sign_in(state: Path, entra: Entra, *scopes: str, address: str = OWNER) -> None:
    """Leave a login in the state folder, as signing in does."""
    named = [f"https://graph.microsoft.com/{scope}" for scope in scopes]
    cache = SerializableTokenCache()
    cache.add(
        {
            "client_id": CLIENT_ID,
            "scope": named,
            "environment": "localhost",
            "token_endpoint": f"{entra.authority()}/oauth2/v2.0/token",
            "response": entra.granted((*named, "openid", "profile", "offline_access")),
        }
    )
    grant = Grant(
        client_id=CLIENT_ID,
        authority=entra.authority(),
        scopes=scopes,
        since=datetime(2026, 3, 1, tzinfo=UTC),
        person=f"{PERSON}.{TENANT}",
        address=address,
        cache=cache.serialize(),
    )
    state.mkdir(parents=True, exist_ok=True)
    GrantFile(state, "conformance").write(grant)


class MicrosoftHarness(CalendarHarness):
    """A new person with two calendars, on a fake of their own; items go to them in turn."""

    gaps = MappingProxyType(
        {
            Gap.THIS_AND_FUTURE: "such a change makes a second series of the first",
            Gap.SEVERAL_ALARMS: "an event has one reminder",
        }
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.api = CalendarApi(OWNER)
        self.work = self.api.add_calendar("Work")
        self.server = GraphServer(self.api)
        self.entra = Entra(self.server)
        self._stored = 0
        sign_in(folder / "state", self.entra, CALENDARS, MAIL)

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def open(self, **others: OptionValue) -> Connection:
        known: dict[str, OptionValue] = {"calendars": ("Calendar", "Work"), **others}
        return ADAPTER.open(make_setup(self.folder / "state", options(self.server, **known)))

    def close(self) -> None:
        """Stop the server; fails if anything wrong was asked of it, or if anybody could have heard of a write."""
        self.server.close()
        check_asked(self.server)
        assert self.api.invited == []

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            return signed_out(self.server, self.entra)
        if error is Rejected:
            return self.server.answering(refuse_writes)
        return self.server.answering(lambda _: throttled(120))

    def expire_cursors(self) -> None:
        self.api.rounds.forget()

    def incomplete_reads(self) -> AbstractContextManager[None]:
        """One calendar of the two is not found, whatever it is asked."""
        return self.server.answering(
            lambda asked: refusal(404, "ErrorItemNotFound") if f"/calendars/{self.work[:-1]}" in asked.path else None
        )

    def seed(self, calendar: str) -> str:
        self._stored += 1
        place = (self.api.default, self.work)[self._stored % 2]
        return self._store(place, calendar)

    def replace(self, handle: str, calendar: str) -> None:
        self._store(self.api.event(handle).calendar, calendar, handle)

    def delete(self, handle: str) -> None:
        self.api.delete(handle)

    def stored(self, handle: str) -> bytes:
        event = self.api.event(handle)
        return json.dumps([event.etag, event.resource, event.properties], sort_keys=True).encode()

    def break_item(self, handle: str) -> None:
        self.server.sound = False
        self.api.change(handle, start={"dateTime": "when it suits you", "timeZone": "UTC"})

    def seed_beside_entries(self, calendar: str) -> str:
        return self.ref(self._store(self.own(), calendar))

    def edit_entry(
        self,
        ref: str,
        *,
        summary: str | None = None,
        description: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> None:
        body = None if description is None else {"contentType": "text", "content": description}
        times = {name: moment(each) for name, each in (("start", start), ("end", end)) if each is not None}
        given = {"subject": summary, "body": body, **times}
        self.api.change(self.handle(ref), **{name: value for name, value in given.items() if value is not None})

    def strip_marks(self, ref: str) -> None:
        entry = self.entry(ref)
        entry.properties = {name: value for name, value in entry.properties.items() if PROPERTY_SET not in name}
        self.api.touch(self.handle(ref))

    def annotate(self, ref: str, text: str) -> None:
        self.api.set_property(self.handle(ref), THEIRS, text)
        self.api.change(self.handle(ref), categories=["Orange category"])

    def inside(self, ref: str) -> Inside:
        entry = self.entry(ref)
        minutes = [entry.resource["reminderMinutesBeforeStart"]] if entry.resource.get("isReminderOn") else []
        return Inside(
            alarms=tuple(timedelta(minutes=each) for each in minutes),
            attendees=tuple(each["emailAddress"]["address"] for each in entry.resource.get("attendees", ())),
            annotation=entry.properties.get(THEIRS) if entry.resource.get("categories") else None,
        )

    def break_entry(self, ref: str) -> None:
        self.break_item(self.handle(ref))

    def delete_entry(self, ref: str) -> None:
        self.api.delete(self.handle(ref))

    def move_entry(self, ref: str) -> None:
        self.api.move(self.handle(ref), self.api.default)

    def entry(self, ref: str) -> Event:
        """An entry of ours as Outlook keeps it."""
        return self.api.event(self.handle(ref))

    def handle(self, ref: str) -> str:
        """What the fake calls what the adapter calls so."""
        return ref.rpartition("/")[2]

    def ref(self, handle: str) -> str:
        """What the adapter calls an entry."""
        return self.api.id_of(handle)

    def own(self) -> str:
        """The calendar that followupd made."""
        return next(name for name, each in self.api.calendars.items() if each.resource["name"] == "Follow-up")

    def _store(self, place: str, calendar: str, handle: str | None = None) -> str:
        refused = {"RANGE": self.refuse(Gap.THIS_AND_FUTURE)}
        return imported(calendar, refused=refused, zone=ZONE).into(self.api, place, handle)


@contextmanager
def signed_out(server: GraphServer, entra: Entra) -> Iterator[None]:
    """Inside it nobody's login is good, and none can be renewed."""
    entra.trouble = REVOKED
    with server.answering(lambda asked: unauthenticated() if asked.path.startswith("/v1.0/") else None):
        yield
    entra.trouble = None


def check_asked(server: GraphServer) -> None:
    """Fails unless every request to Graph asked for ids for life, and for times in a zone that it named."""
    asked = [each.headers.get("prefer", "") for each in server.asked_of_graph(server.asked)]
    assert [each for each in asked if 'IdType="ImmutableId"' not in each or "outlook.timezone" not in each] == []


def moment(found: Moment) -> dict[str, Any]:
    """A moment as Graph writes it."""
    if isinstance(found, datetime):
        return {"dateTime": f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    assert isinstance(found, date)
    return {"dateTime": f"{found:%Y-%m-%d}T00:00:00", "timeZone": ZONE.key}


def refuse_writes(asked: Asked) -> Reply | None:
    """Graph takes nothing that is written; the login server goes on as ever."""
    refused = asked.method in WRITES and asked.path.startswith("/v1.0/")
    return refusal(400, "ErrorPropertyValidationFailure") if refused else None
