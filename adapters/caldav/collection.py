"""One calendar on the server: what is in it, what has changed, the texts of some items, and writing one.

An item goes by its *name*, the last part of its address, percent-encoded in one way whatever the server prefers.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from adapters.caldav import queries
from adapters.caldav.addresses import path_of
from adapters.caldav.errors import Trouble
from adapters.caldav.multistatus import DAV, MultiStatus
from adapters.caldav.queries import CALDAV

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapters.caldav.multistatus import Response
    from adapters.caldav.transport import Transport
    from daemon.ports.records import Window

BATCH: Final = 100
PAGES: Final = 1000
WITHHELD: Final = "The server shows it and does not give it out."

_ETAG: Final = f"{DAV}getetag"
_TOKEN: Final = f"{DAV}sync-token"
_TEXT: Final = f"{CALDAV}calendar-data"
_TRUNCATED: Final = 507
_GONE: Final = frozenset({404, 410})
_UNKNOWN_REPORT: Final = frozenset({400, 405, 415, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The ETag of every item that was read, by its name, and the sync-token from which changes count.

    The token is None if the server cannot report changes, and empty if they are to be found by a listing next time.
    """

    etags: Mapping[str, str] = field(default_factory=dict)
    token: str | None = ""

    def changed(self, before: State) -> list[str]:
        """The names of the items that are not as they were."""
        return sorted(name for name, etag in self.etags.items() if before.etags.get(name) != etag or not etag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of an item; None if the server did not give it, and `gone` if it is no longer there."""

    name: str
    etag: str = ""
    data: bytes | None = None
    gone: bool = False

    @property
    def version(self) -> str:
        """Its ETag, or where a server has none, a hash of the text."""
        return self.etag or hashlib.sha256(self.data or b"").hexdigest()[:32]


@dataclass(slots=True)
class Fetched:
    """Keeps a state true while the texts of its items arrive: what is gone is struck out, what is owed stays new."""

    _state: State
    listed: dict[str, str] = field(init=False)
    owing: bool = False

    def __post_init__(self) -> None:
        self.listed = dict(self._state.etags)

    def note(self, texts: Iterable[Text]) -> Iterator[Text]:
        """The texts as they arrive, without those that are gone; one without data is owed."""
        for text in texts:
            if text.gone:
                self.listed.pop(text.name, None)
                continue
            if text.data is None:
                self.listed[text.name] = ""
                self.owing = True
            elif text.etag:
                self.listed[text.name] = text.etag
            yield text

    def drop(self, name: str) -> None:
        """Forget an item that is of no use, unless the server lists it."""
        if not self._state.etags.get(name):
            self.listed.pop(name, None)

    def state(self) -> State:
        """What may be remembered: no change counts as read that was not."""
        token = "" if self.owing and self._state.token is not None else self._state.token
        return State(etags=self.listed, token=token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A calendar: its address, which ends in a slash, and the name that people see."""

    transport: Transport
    url: str
    label: str

    @property
    def path(self) -> str:
        """The path of its address."""
        return path_of(self.url)

    def ref(self, name: str) -> str:
        """The ref of an item."""
        return ref_of(self.url, name)

    @property
    def segment(self) -> str:
        """The last part of its address."""
        return segment_of(self.url)

    def beginning(self) -> State:
        """A state from which nothing is known yet and every change counts."""
        with self._ask("PROPFIND", queries.propfind(queries.BEGINNING), depth="0") as found:
            tokens = [response.text(_TOKEN) for response in found]
        return State(token=next(filter(None, tokens), None))

    def since(self, known: State, window: Window | None, *, anew: bool = False) -> State:
        """What is in it now, by what has changed; by a listing if there is no token, if it is refused, or if asked to.

        An item that a listing lacks stays, without an ETag: whether it is gone is for its text to tell, because servers
        are not always right about what lies in a window.
        """
        if not known.token or anew:
            return self._listed(known, window)
        etags, token = dict(known.etags), known.token
        try:
            for _ in range(PAGES):
                token, more = self._changes(token, etags)
                if not more:
                    break
        except Trouble as trouble:
            if trouble.status == 0:
                raise
            # Of a token that has expired servers say different things: 403 (RFC 6578 section 3.2), 412, 500.
            return self._listed(replace(known, token=None if trouble.status in _UNKNOWN_REPORT else ""), window)
        return State(etags=etags, token=token)

    def query(self, window: Window | None) -> Iterator[Text]:
        """The events of a window, or all of them, with one request; `Trouble` at the end if these are not all."""
        with self._ask("REPORT", queries.events_in(window)) as found:
            for response in found:
                name = self._name(response.href)
                if name is not None:
                    yield _text(name, response)
                elif response.status == _TRUNCATED:
                    raise Trouble(f"{found.host} gives only a part of a calendar", status=_TRUNCATED)

    def texts(self, window: Window | None) -> Iterator[Text]:
        """The events of a window; what a server keeps back of them is asked for in batches."""
        seen: set[str] = set()
        owed: set[str] = set()
        try:
            for text in self.query(window):
                (owed if text.data is None else seen).add(text.name)
                if text.data is not None:
                    yield text
        except Trouble:  # too much for it, or a question that it does not understand
            owed = self._members().keys() - seen
        yield from self.multiget(sorted(owed))

    def multiget(self, names: Iterable[str]) -> Iterator[Text]:
        """The texts of these items, a bounded number with each request, and each item once."""
        waiting = iter(names)
        while batch := set(islice(waiting, BATCH)):
            with self._ask("REPORT", queries.these(self.path + name for name in sorted(batch))) as found:
                for response in found:
                    name = self._name(response.href)
                    if name is not None and name in batch:
                        batch.discard(name)
                        yield _text(name, response)
            yield from (Text(name=name) for name in sorted(batch))

    def put(self, name: str, data: bytes, etag: str | None) -> str:
        """Write an item that is not there yet, or that has this ETag, and give back the new one.

        Where servers ignore such conditions, or have weak ETags only, nobody else checks: the caller has looked before.
        """
        condition = {"If-None-Match": "*"} if etag is None else _if_match(etag)
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        with self.transport.ask("PUT", self.url + name, data, headers) as answer:
            written = answer.header("ETag")
        return written or next(iter(self.multiget([name]))).version

    def delete(self, name: str, etag: str) -> None:
        """Delete an item that has this ETag, without a word to anybody (RFC 6638 section 8.1)."""
        with self.transport.ask("DELETE", self.url + name, headers={"Schedule-Reply": "F", **_if_match(etag)}):
            pass

    def _listed(self, known: State, window: Window | None) -> State:
        token = self.beginning().token if known.token is not None else None
        try:
            with self._ask("REPORT", queries.etags_in(window)) as found:
                listed = self._etags(found)
        except Trouble:
            listed = self._members()
        return State(etags=dict.fromkeys(known.etags, "") | listed, token=token)

    def _members(self) -> dict[str, str]:
        """The ETags of everything in it, whenever it is."""
        with self._ask("PROPFIND", queries.propfind(queries.ETAG)) as found:
            return self._etags(found)

    def _etags(self, found: MultiStatus) -> dict[str, str]:
        etags: dict[str, str] = {}
        for response in found:
            name = self._name(response.href)
            if name is None and response.status == _TRUNCATED:
                raise Trouble(f"{found.host} lists only a part of a calendar", status=_TRUNCATED)
            if name is not None and response.text(_ETAG):
                etags[name] = response.text(_ETAG)
        return etags

    def _changes(self, token: str, etags: dict[str, str]) -> tuple[str, bool]:
        """Bring the ETags up to date with one page of what has changed; the next token, and whether there is more."""
        more = False
        with self._ask("REPORT", queries.changes_since(token), depth="0") as found:
            for response in found:
                name = self._name(response.href)
                if name is None:
                    more = more or response.status == _TRUNCATED
                elif response.status in _GONE:
                    etags.pop(name, None)
                else:
                    etags[name] = response.text(_ETAG)
        if not found.token:
            raise Trouble(f"{found.host} does not tell from where to go on", status=_TRUNCATED)
        return found.token, more and found.token != token

    @contextmanager
    def _ask(self, method: str, body: bytes, depth: str = "1") -> Iterator[MultiStatus]:
        with self.transport.ask(method, self.url, body, {"Depth": depth}) as answer:
            yield MultiStatus(pieces=answer.pieces(), host=answer.host)

    def _name(self, href: str) -> str | None:
        """The name of the item at an address, or None if that is the collection itself or lies elsewhere."""
        path = path_of(href)
        name = path.removeprefix(self.path)
        return name if path.startswith(self.path) and name and "/" not in name else None


def segment_of(url: str) -> str:
    """The last part of the address of a calendar, as people read it."""
    return unquote(url.rstrip("/").rpartition("/")[2])


def ref_of(url: str, name: str) -> str:
    """The ref of an item: without the path to its calendar, which may hold the person's address."""
    return f"{segment_of(url)}/{name}"


def _text(name: str, response: Response) -> Text:
    data = response.properties.get(_TEXT)
    return Text(
        name=name,
        etag=response.text(_ETAG),
        data="".join(data).encode() if data else None,
        gone=response.status in _GONE,
    )


def _if_match(etag: str) -> dict[str, str]:
    return {"If-Match": etag} if etag.startswith('"') else {}
