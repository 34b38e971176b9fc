"""The other side of a CalDAV account: the person's calendar programs at the real server, and what may go wrong."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from types import MappingProxyType

from adapters.caldav import ADAPTER
from adapters.conformance import Gap, make_setup
from daemon.ports.adapter import Adapter, Connection, OptionValue
from daemon.ports.errors import AuthRequired, PortError, Rejected
from tests.adapters.caldav_proxy import Asked, Proxy, Reply, body_of
from tests.adapters.caldav_servers import RealServer
from tests.adapters.calendar_texts import CalendarTexts

COLLECTIONS = ("personal", "work")
GARBAGE = b"this was a calendar once"

_NUMBERS = count(1)

MAKE = """<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"""


class CaldavHarness(CalendarTexts):
    """A new person on a real server, with two calendars; items go to them in turn."""

    gaps = MappingProxyType(
        {Gap.EXPIRING_CURSORS: "a cursor knows every item, so a sync-token that expires costs a listing and no more"}
    )

    def __init__(self, server: RealServer, proxy: Proxy, folder: Path) -> None:
        self.server = server
        self.proxy = proxy
        self.user = f"robin-{next(_NUMBERS)}"
        self.home = server.home(self.user)
        self._folder = folder
        self._stored = 0
        self._broken: set[str] = set()
        self._password = folder / "password"
        self._password.touch(0o600)
        self._password.write_text("hunter2\n", encoding="utf-8")
        proxy.added = server.headers
        proxy.spoilers[:] = [self._break]
        self.ask("PROPFIND", "/", headers={"Depth": "0"})
        for name in COLLECTIONS:
            self.ask("MKCALENDAR", f"{self.home}{name}/", MAKE.format(name=name.title()).encode())

    @property
    def adapter(self) -> Adapter:
        return ADAPTER

    def options(self, **others: OptionValue) -> dict[str, OptionValue]:
        """The settings of the account."""
        return {"url": self.proxy.url, "user": self.user, "password_file": self._password, **others}

    def open(self) -> Connection:
        return ADAPTER.open(make_setup(self._folder / "state", self.options(calendars=("Personal", "Work"))))

    def ask(self, method: str, path: str, body: bytes = b"", *, headers: dict[str, str] | None = None) -> Reply:
        """Ask the server as another program of the person."""
        kind = "application/xml" if method != "PUT" else "text/calendar; charset=utf-8"
        asked = Asked(
            method=method,
            path=path,
            headers={"content-type": kind, "authorization": self._basic(), **(headers or {})},
            body=body,
        )
        reply = self.proxy.forward(asked)
        assert reply.status < 300, f"{method} {path}: {reply.status} {reply.body[:500]!r}"
        return reply

    def provoke(self, error: type[PortError]) -> AbstractContextManager[None]:
        if error is AuthRequired:
            return self.proxy.answering(lambda _: Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'}))
        if error is Rejected:
            return self.proxy.answering(_refuse_writes)
        return self.proxy.answering(lambda _: Reply(status=503, headers={"Retry-After": "120"}))

    def expire_cursors(self) -> None:
        raise self.refuse(Gap.EXPIRING_CURSORS)

    def incomplete_reads(self) -> AbstractContextManager[None]:
        part = f"{self.home}{COLLECTIONS[1]}/"
        return self.proxy.answering(lambda asked: Reply(status=500) if asked.path == part else None)

    def seed(self, calendar: str) -> str:
        self._stored += 1
        handle = f"{COLLECTIONS[self._stored % 2]}/item-{self._stored}.ics"
        self.store(handle, calendar.encode())
        return handle

    def replace(self, handle: str, calendar: str) -> None:
        self._broken.discard(handle)
        self.store(handle, calendar.encode())

    def delete(self, handle: str) -> None:
        self.ask("DELETE", self.home + handle)

    def stored(self, handle: str) -> bytes:
        reply = self.ask("GET", self.home + handle)
        return reply.body + reply.headers.get("ETag", "").encode()

    def break_item(self, handle: str) -> None:
        self.edit(handle, lambda text: text.replace("END:VEVENT", "X-TOUCHED:yes\r\nEND:VEVENT", 1))
        self._broken.add(handle)

    def seed_beside_entries(self, calendar: str) -> str:
        self.store("followupd/theirs.ics", calendar.encode())
        return "followupd/theirs.ics"

    def move_entry(self, ref: str) -> None:
        text = self.ask("GET", self.home + ref).body
        self.delete(ref)
        self.store(f"{COLLECTIONS[0]}/{ref.rpartition('/')[2]}", text)

    def store(self, handle: str, data: bytes) -> None:
        """Write an item, whatever is there."""
        self.ask("PUT", self.home + handle, data)

    def read_text(self, ref: str) -> str:
        return self.ask("GET", self.home + ref).body.decode()

    def write_text(self, ref: str, text: str) -> None:
        self.store(ref, text.encode())

    def _basic(self) -> str:
        return "Basic " + b64encode(f"{self.user}:hunter2".encode()).decode()

    def _break(self, _asked: Asked, reply: Reply) -> Reply:
        """The text of broken items is garbage in every answer."""
        body = reply.body
        for handle in self._broken:
            name = re.escape(handle.rpartition("/")[2]).encode()
            pattern = rb"(%s</[^>]*href>.*?calendar-data[^>]*>)[^<]*(<)" % name
            body = re.sub(pattern, lambda found: found[1] + GARBAGE + found[2], body, flags=re.DOTALL)
        return body_of(reply, body)


def _refuse_writes(asked: Asked) -> Reply | None:
    if asked.method != "PUT":
        return None
    body = b'<D:error xmlns:D="DAV:"><C:valid-calendar-data xmlns:C="urn:ietf:params:xml:ns:caldav"/></D:error>'
    return Reply(status=403, headers={"Content-Type": "application/xml"}, body=body)
