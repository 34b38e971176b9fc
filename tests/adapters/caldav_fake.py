"""A small CalDAV server in memory that can lack what real ones lack: tokens, conditions, ETags, room, patience."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, unescape

from tests.adapters.caldav_proxy import Asked, Reply

HOME = "/dav/robin/"
SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_TOKEN = re.compile(rb"<D:sync-token>([^<]*)<")
_HREF = re.compile(rb"<D:href>([^<]*)<")


@dataclass(slots=True)
class Fake:
    """What it holds, and what it is like. `page` is how many changes, `room` how many events it tells at once."""

    calendars: dict[str, dict[str, bytes]] = field(default_factory=lambda: {"personal": {}})
    names: dict[str, str] = field(default_factory=dict)
    syncs: bool = True
    minds_conditions: bool = True
    etag: str = '"{}"'
    tells_etag_of_writes: bool = True
    makes_calendars: bool = True
    page: int = 1_000_000
    room: int = 1_000_000
    withheld: set[str] = field(default_factory=set)
    history: list[tuple[str, str]] = field(default_factory=list)
    forgotten: int = 0

    def store(self, calendar: str, name: str, data: bytes) -> None:
        """Keep an item, as any program of the person may."""
        self.calendars[calendar][name] = data
        self.history.append((calendar, name))

    def delete(self, calendar: str, name: str) -> None:
        """Delete an item, as any program of the person may."""
        del self.calendars[calendar][name]
        self.history.append((calendar, name))

    def __call__(self, asked: Asked) -> Reply | None:
        """The answer to a request; None for what it does not know."""
        answers = {
            "PROPFIND": self._propfind,
            "REPORT": self._report,
            "MKCALENDAR": self._make,
            "PUT": self._put,
            "DELETE": self._delete,
        }
        return answers[asked.method](asked) if asked.method in answers else None

    def version(self, data: bytes) -> str:
        """The ETag of an item."""
        return self.etag.format(hashlib.sha256(data).hexdigest()[:12]) if self.etag else ""

    def _propfind(self, asked: Asked) -> Reply:
        if b"current-user-principal" in asked.body:
            properties = f"<D:current-user-principal><D:href>{HOME}</D:href></D:current-user-principal>"
            return multistatus([found(asked.path, properties + self._home())])
        if asked.path == HOME:
            return multistatus(found(f"{HOME}{name}/", self._calendar(name)) for name in self.calendars)
        calendar = self._named(asked.path)
        if calendar is None:
            return Reply(status=404)
        token = f"<D:sync-token>{len(self.history)}</D:sync-token>" if self.syncs else ""
        items = (found(asked.path + name, self._etag(data)) for name, data in self.calendars[calendar].items())
        return multistatus([found(asked.path, token), *items])

    def _report(self, asked: Asked) -> Reply:
        calendar = self._named(asked.path)
        if calendar is None:
            return Reply(status=404)
        if b"sync-collection" in asked.body:
            return self._changes(asked, calendar)
        items = self.calendars[calendar]
        if b"calendar-query" in asked.body:
            tell = self._item if b"calendar-data" in asked.body else self._listed
            events = [tell(asked.path + name, data) for name, data in list(items.items())[: self.room]]
            full = [status(asked.path, 507)] if len(items) > self.room else []
            return multistatus([*events, *full])
        names = [unescape(href.decode()).removeprefix(asked.path) for href in _HREF.findall(asked.body)]
        return multistatus(
            self._item(asked.path + name, items[name]) if name in items else status(asked.path + name, 404)
            for name in names
        )

    def _changes(self, asked: Asked, calendar: str) -> Reply:
        match = _TOKEN.search(asked.body)
        since = int(match[1]) if match else 0
        if not self.syncs:
            return Reply(status=501)
        if since < self.forgotten:
            return Reply(status=403, body=f"<D:error {SPACES}><D:valid-sync-token/></D:error>".encode())
        until = min(since + self.page, len(self.history))
        names = dict.fromkeys(name for place, name in self.history[since:until] if place == calendar)
        items = self.calendars[calendar]
        changed = [
            found(asked.path + name, self._etag(items[name])) if name in items else status(asked.path + name, 404)
            for name in names
        ]
        more = [status(asked.path, 507)] if until < len(self.history) else []
        return multistatus([*changed, *more], f"<D:sync-token>{until}</D:sync-token>")

    def _make(self, asked: Asked) -> Reply:
        if not self.makes_calendars:
            return Reply(status=403)
        name = asked.path.removeprefix(HOME).strip("/")
        self.calendars[name] = {}
        label = re.search(rb"displayname>([^<]*)<", asked.body)
        self.names[name] = label[1].decode() if label else name
        return Reply(status=201)

    def _put(self, asked: Asked) -> Reply:
        calendar, _, name = asked.path.removeprefix(HOME).partition("/")
        before = self.calendars[calendar].get(name)
        if self.minds_conditions and not self._permits(asked, before):
            return Reply(status=412)
        self.store(calendar, name, asked.body)
        return Reply(status=201, headers={"ETag": self.version(asked.body) if self.tells_etag_of_writes else ""})

    def _delete(self, asked: Asked) -> Reply:
        calendar, _, name = asked.path.removeprefix(HOME).partition("/")
        if self.minds_conditions and not self._permits(asked, self.calendars[calendar].get(name)):
            return Reply(status=412)
        self.delete(calendar, name)
        return Reply(status=204)

    def _permits(self, asked: Asked, before: bytes | None) -> bool:
        if asked.headers.get("if-none-match") == "*":
            return before is None
        wanted = asked.headers.get("if-match")
        return wanted is None or (before is not None and wanted == self.version(before))

    def _item(self, path: str, data: bytes) -> str:
        if path.rpartition("/")[2] in self.withheld:
            return status(path, 500)
        return found(path, f"{self._etag(data)}<C:calendar-data>{escape(data.decode())}</C:calendar-data>")

    def _listed(self, path: str, data: bytes) -> str:
        return found(path, self._etag(data))

    def _etag(self, data: bytes) -> str:
        return f"<D:getetag>{escape(self.version(data))}</D:getetag>"

    def _home(self) -> str:
        return f"<C:calendar-home-set><D:href>{HOME}</D:href></C:calendar-home-set>"

    def _calendar(self, name: str) -> str:
        kind = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
        return f"{kind}<D:displayname>{escape(self.names.get(name, ''))}</D:displayname>"

    def _named(self, path: str) -> str | None:
        name = path.removeprefix(HOME).strip("/")
        return name if path.startswith(HOME) and name in self.calendars else None


def found(path: str, properties: str) -> str:
    """A response with properties."""
    propstat = f"<D:propstat><D:prop>{properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
    return f"<D:response><D:href>{path}</D:href>{propstat}</D:response>"


def status(path: str, code: int) -> str:
    """A response that is only a status."""
    return f"<D:response><D:href>{path}</D:href><D:status>HTTP/1.1 {code} Said</D:status></D:response>"


def multistatus(responses: Iterable[str], tail: str = "") -> Reply:
    """An answer of these responses."""
    body = f'<?xml version="1.0"?><D:multistatus {SPACES}>{"".join(responses)}{tail}</D:multistatus>'
    return Reply(status=207, headers={"Content-Type": "application/xml"}, body=body.encode())
