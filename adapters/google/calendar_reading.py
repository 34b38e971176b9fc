"""What a calendar holds in a window, and what changed in it: single events, and series as one item each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.google.entries import is_own
from adapters.google.feed import Feed, instances
from adapters.google.series import MAX_INSTANCES, TOO_MANY, Series, lacks, told
from adapters.google.times import Outskirts, Resource, Unreadable, is_in
from daemon.ports.errors import CursorExpired
from daemon.ports.records import Event, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapters.google.reading import Reader
    from adapters.google.service import Service
    from daemon.ports.records import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where reading a calendar goes on: after a token, or if there is none, from these versions by their refs.

    Of a calendar without tokens, as some servers that stand in for Google have them, the versions of all items are
    kept, so that reading it whole each time still tells what has changed and what is gone.
    """

    token: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Read:
    """What was found in one calendar; items without events are no longer in the window."""

    reader: Reader
    window: Window
    fresh: bool
    outskirts: Outskirts = field(init=False)
    state: State = field(default_factory=State)
    items: dict[str, Item] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    series: dict[str, Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outskirts = Outskirts.of(self.window)

    def sort(self, found: Resource) -> None:
        """Take a single event; put aside what belongs to a series, and take note of what is gone."""
        identity, series = str(found["id"]), found.get("recurringEventId")
        if is_own(found):
            return
        if series:
            self.series.setdefault(str(series), Series()).exceptions.append(found)
        elif found.get("status") == "cancelled":
            self._lose(identity)
        elif found.get("recurrence"):
            self.series.setdefault(identity, Series()).master = found
        else:
            self.take_single(found)

    def take_single(self, found: Resource) -> None:
        """An event that is an item by itself."""
        ref = self.reader.place.ref(str(found["id"]))
        if self.outskirts.hold(found):
            self.items.pop(ref, None)  # it may have been told before, from another page
            if not self.fresh:
                self._keep(ref, "", ())
            return
        try:
            event = self.reader.event(found)
        except Unreadable as error:
            self.note(ref, str(error))
            return
        events = (event,) if is_in(self.window, event.start, event.end, self.reader.zone) else ()
        self._keep(ref, str(found.get("etag", "")), events)

    def take_series(self, identity: str, events: list[Event], told: Iterable[Resource]) -> None:
        """A series with its instances; its version is made of those of all that was told of it."""
        versions = "\0".join(sorted(str(each.get("etag", "")) for each in told))
        version = hashlib.sha256(versions.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._keep(self.reader.place.ref(identity), version, tuple(events))

    def take_rest(self, series: Series) -> None:
        """Instances of a series that is not in this calendar: somebody was invited to these alone."""
        for found in series.exceptions:
            if found.get("status") == "cancelled":
                self._lose(str(found["id"]))
            else:
                self.take_single(found)

    def note(self, ref: str, message: str) -> None:
        """What of an item cannot be read."""
        self.problems.append(Problem(ref=ref, message=message))

    def _keep(self, ref: str, version: str, events: tuple[Event, ...]) -> None:
        self.items[ref] = Item(ref=ref, version=version, events=events)
        self.gone.discard(ref)

    def _lose(self, identity: str) -> None:
        ref = self.reader.place.ref(identity)
        self.items.pop(ref, None)
        self.gone.add(ref)


def read_all(service: Service, reader: Reader, window: Window, known: Mapping[str, str]) -> Read:
    """Everything in a calendar that lies in the window; `known` are the versions of what was in it before, by ref.

    With a token for the next time, versions need not be remembered.
    """
    read = Read(reader=reader, window=window, fresh=True)
    feed = Feed(service=service, place=reader.place)
    for found in feed:
        read.sort(found)
    for identity, series in read.series.items():
        if series.master is None:
            read.take_rest(series)
        else:
            _expand(read, identity, series)
    read.items = {ref: item for ref, item in read.items.items() if item.events}
    versions = {ref: item.version for ref, item in read.items.items()}
    # What cannot be read for now is not gone, and is still known, so that it can be told when it goes.
    versions = {problem.ref: known[problem.ref] for problem in read.problems if problem.ref in known} | versions
    read.items = {ref: item for ref, item in read.items.items() if known.get(ref) != item.version}
    read.gone = known.keys() - versions.keys()
    read.state = State(token=feed.token, versions={} if feed.token else versions)
    return read


def read_since(service: Service, reader: Reader, token: str, window: Window) -> Read:
    """What changed in a calendar since a token. Raises `CursorExpired`."""
    read = Read(reader=reader, window=window, fresh=False)
    feed = Feed(service=service, place=reader.place, since=token)
    for found in feed:
        read.sort(found)
    if feed.token is None:
        raise CursorExpired("Google no longer tells what changes in a calendar")
    for identity, series in read.series.items():
        ref = reader.place.ref(identity)
        if series.master is None and (ref in read.gone or ref in read.items):
            continue  # deleted as a whole, or a single event by now
        found_now = instances(service, reader.place, identity, window)
        if found_now is None:
            read.take_rest(series)
        else:
            _take_told(service, read, identity, series, found_now)
    read.state = State(token=feed.token, versions={})
    return read


def _expand(read: Read, identity: str, series: Series) -> None:
    ref = read.reader.place.ref(identity)
    try:
        events, problems = series.instances(read.reader, read.window)
    except Unreadable as error:
        read.note(ref, str(error))
        return
    if problems:
        read.note(ref, " ".join(problems[:3]))
    read.take_series(identity, events, (series.master or {}, *series.exceptions))


def _take_told(service: Service, read: Read, identity: str, series: Series, found: list[Resource]) -> None:
    ref = read.reader.place.ref(identity)
    if len(found) > MAX_INSTANCES:
        read.note(ref, TOO_MANY)
    try:
        master = series.master
        if master is None and any(map(lacks, found)):
            master = service.ask(service.part("events").get(calendarId=read.reader.place.id, eventId=identity))
        template = read.reader.event(master) if master is not None else None
        events = told(found[:MAX_INSTANCES], template, read.reader, read.window)
    except Unreadable as error:
        read.note(ref, str(error))
        return
    read.take_series(identity, events, found)
