"""What a calendar holds in a window, and what changed in it: single events, and series as one item each.

Graph tells a span of time with its series taken apart. Of an occurrence that is as its series plans it a delta tells
only when it is, and of one that was taken out nothing, so a series that changed is asked for as a whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Final

from adapters.formats.icalendar_values import DAY, lies_in
from adapters.microsoft365.calendars import short
from adapters.microsoft365.reading import is_own
from adapters.microsoft365.times import Resource, Unreadable
from adapters.outlook.marks import STEP, graph_id
from adapters.web.faults import Trouble
from daemon.ports.errors import CursorExpired
from daemon.ports.records import Event, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.microsoft365.graph import Graph, Walk
    from adapters.microsoft365.reading import Reader
    from daemon.ports.records import Window

MAX_INSTANCES: Final = 1_000
TOO_MANY: Final = f"It has more than {MAX_INSTANCES} instances; the rest was left out."
MARKED: Final = f"singleValueExtendedProperties/Any(ep: ep/id eq '{graph_id(STEP)}' and ep/value ne null)"
"""Which events carry a mark of ours, as a filter."""

OCCURRENCE: Final = ("id", "@odata.etag", "type", "start", "end", "originalStart")
"""What counts of an occurrence that is as its series plans it."""

NO_DELTA: Final = frozenset({400, 404, 405, 501})
_GONE: Final = frozenset({400, 404, 410})
_NO_FILTER: Final = frozenset({400, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where reading a calendar goes on: at a link, or if there is none, from these versions of items.

    `versions` are by the short names of all items that are known to be in the window, `series` the short names of the
    occurrences of each series, by its id. Changes tell also of what lies outside the window, which then is nothing to
    us, and of an occurrence only its id. Without change tracking, as at some servers that stand in for Microsoft's, the
    versions tell what has changed since.
    """

    link: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Series:
    """What was told of a series, in whatever order: itself, and its occurrences and exceptions by their ids."""

    master: Resource | None = None
    parts: dict[str, Resource] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Read:
    """What was found in one calendar; items without events are no longer in the window."""

    graph: Graph
    reader: Reader
    window: Window
    known: State
    link: str | None = None
    items: dict[str, Item] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    series: dict[str, Series] = field(default_factory=dict)
    _versions: dict[str, str] = field(default_factory=dict)
    _parts: dict[str, list[str]] = field(default_factory=dict)
    _marked: set[str] | None = None

    def note(self, found: Resource) -> None:
        """Take a single event; put aside what belongs to a series, and take note of what is gone."""
        identity, series = str(found["id"]), found.get("seriesMasterId")
        if "@removed" in found:
            self._remove(identity)
        elif found.get("type") == "seriesMaster":
            self.series.setdefault(identity, Series()).master = found
        elif series:
            kept = found if found.get("type") != "occurrence" else {name: found.get(name) for name in OCCURRENCE}
            self.series.setdefault(str(series), Series()).parts[identity] = kept
        elif is_own(found) or identity in self._marked_ids():
            self._lose(identity)  # an entry of ours, if it was moved here
        else:
            self._take(identity, _version([found]), [found], self.reader.event)

    def take_series(self, identity: str, series: Series) -> None:
        """A series with those of its instances that lie in the window."""
        parts = sorted(series.parts.values(), key=lambda part: str(part["id"]))
        version = _version([*([series.master] if series.master else []), *parts])
        if parts:
            self._parts[identity] = [short(part) for part in series.parts]
        if version == self.known.versions.get(short(identity)):
            self._versions[short(identity)] = version
            return
        master = series.master or (self._ask(identity) if parts else None) or {}
        if is_own(master) or identity in self._marked_ids():
            self._lose(identity)
            return
        self._take(identity, version, parts, self.reader.instance_of(master))

    @property
    def state(self) -> State:
        """What is known of the calendar now."""
        return State(link=self.link, versions=self._versions, series=self._parts)

    def keep(self) -> None:
        """Begin with what was known, to which changes are told."""
        self._versions, self._parts = dict(self.known.versions), dict(self.known.series)

    def end(self) -> None:
        """What was known and not told again is gone, once all that there is was told."""
        self.gone = {self.reader.place.ref(name) for name in self.known.versions.keys() - self._versions.keys()}
        self.items = {ref: item for ref, item in self.items.items() if item.events}

    def instances(self, identity: str) -> Series:
        """All that is in the window of a series; nothing if there is no such series any more."""
        path = ("calendars", self.reader.place.id, "events", identity, "instances")
        try:
            told: dict[str, Resource] = {
                str(part["id"]): part for part in self.graph.walk(*path, **span_of(self.window))
            }
        except Trouble as trouble:
            if trouble.status not in _GONE:
                raise
            return Series()
        return Series(parts=told)

    def _take(self, identity: str, version: str, resources: list[Resource], read: Callable[[Resource], Event]) -> None:
        """An item as it is told, unless it is known like this."""
        name = short(identity)
        ref, known = self.reader.place.ref(name), self.known.versions.get(name)
        events = self._events(ref, resources, read)
        self.gone.discard(ref)
        self.items.pop(ref, None)  # it may have been told before, on another page
        self._versions.pop(name, None)
        if events is None:
            if known is not None:
                self._versions[name] = known  # it cannot be read for now, which does not make it gone
            return
        if events:
            self._versions[name] = version
        if version != known and (events or known is not None):
            self.items[ref] = Item(ref=ref, version=version, events=tuple(events))

    def _events(self, ref: str, resources: list[Resource], read: Callable[[Resource], Event]) -> list[Event] | None:
        """Those of the events that lie in the window; None if all there is cannot be read, which is then noted."""
        found: list[Event] = []
        wrong: list[str] = []
        for resource in resources:
            try:
                event = read(resource)
            except Unreadable as error:
                wrong.append(str(error))
                continue
            if lies_in(self.window, event, self.reader.zone):
                found.append(event)
        if len(found) > MAX_INSTANCES:
            wrong.append(TOO_MANY)
        self.problems = [each for each in self.problems if each.ref != ref]  # it may have been told before
        if wrong:
            self.problems.append(Problem(ref=ref, message=" ".join(dict.fromkeys(wrong))))
        found.sort(key=lambda event: event.instance)
        return None if wrong and not found else found[:MAX_INSTANCES]

    def _remove(self, identity: str) -> None:
        """What a delta calls removed: an item that is known, an occurrence of one, or something outside the window."""
        name = short(identity)
        self.items.pop(self.reader.place.ref(name), None)
        if name in self._versions:
            self._lose(identity)
            return
        for series, parts in self.known.series.items():
            if name in parts:
                self.series.setdefault(series, Series())

    def _lose(self, identity: str) -> None:
        name = short(identity)
        self._parts.pop(identity, None)
        if self._versions.pop(name, None) is not None:
            self.gone.add(self.reader.place.ref(name))

    def _ask(self, identity: str) -> Resource | None:
        """A series itself, if it was not told."""
        try:
            return self.graph.get("calendars", self.reader.place.id, "events", identity)
        except Trouble as trouble:
            if trouble.status not in _GONE:
                raise
            return None

    def _marked_ids(self) -> set[str]:
        """The events in the calendar that carry a mark of ours, which a delta does not tell."""
        if self._marked is None:
            path = ("calendars", self.reader.place.id, "events")
            try:
                self._marked = {str(each["id"]) for each in self.graph.walk(*path, filter=MARKED, select="id")}
            except Trouble as trouble:
                if trouble.status not in _NO_FILTER:
                    raise
                self._marked = set()
        return self._marked


def read_all(graph: Graph, reader: Reader, window: Window, known: State, *, delta: bool) -> Read:
    """Everything in a calendar that lies in the window, by change tracking or without.

    What is known already in the same version is left out. Raises `Trouble`; its status is among `NO_DELTA` where there
    is no change tracking.
    """
    read = Read(graph=graph, reader=reader, window=window, known=known)
    view = ("calendars", reader.place.id, "calendarView")
    walk = graph.walk(*view, *(("delta",) if delta else ()), **span_of(window))
    try:
        for found in walk:
            read.note(found)
    except CursorExpired as error:
        raise Trouble(f"{graph.host} lost count of the events that it was telling") from error
    for identity, series in read.series.items():
        read.take_series(identity, series)
    read.end()
    read.link = walk.delta if delta else None
    return read


def read_since(graph: Graph, reader: Reader, window: Window, known: State) -> Read:
    """What changed in a calendar since what is known of it. Raises `CursorExpired`."""
    assert known.link is not None
    read = Read(graph=graph, reader=reader, window=window, known=known)
    read.keep()
    walk: Walk = graph.go_on(known.link)
    for found in walk:
        read.note(found)
    if walk.delta is None:
        raise CursorExpired("Microsoft no longer tells what changes in a calendar")
    for identity, told in read.series.items():
        if told.master is None and not told.parts and reader.place.ref(short(identity)) in read.gone:
            continue  # removed as a whole
        series = read.instances(identity)
        series.master = told.master
        read.take_series(identity, series)
    read.link = walk.delta
    return read


def span_of(window: Window) -> Mapping[str, str]:
    """The window as Graph is asked for it; a day more at both ends, for its days begin and end in UTC."""
    begin, end = window.start.astimezone(UTC) - DAY, window.end.astimezone(UTC) + DAY
    return {"startDateTime": f"{begin:%Y-%m-%dT%H:%M:%SZ}", "endDateTime": f"{end:%Y-%m-%dT%H:%M:%SZ}"}


def _version(resources: list[Resource]) -> str:
    """What names this very state of an item: the versions of all that was told of it."""
    told = "\0".join(f"{each['id']} {each.get('@odata.etag', '')}" for each in resources)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
