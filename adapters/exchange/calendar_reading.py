"""What a calendar holds in a window, and what changed in it: single events, and series as one item each.

A sync tells which events and series there are or which of them changed. Those that touch the window are then read by
their ids; the instances of series come from a view of the calendar, in which Exchange has worked them out.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from adapters.exchange.asking import Feed, View, items
from adapters.exchange.errors import Trouble
from adapters.exchange.markup import field as field_called
from adapters.exchange.markup import kind_of, own_field, text_in
from adapters.exchange.reading import FIELDS, is_own, ref_of, uid_in, version_of
from adapters.exchange.times import Unreadable, instant_in, planned
from adapters.formats.icalendar_values import DAY, lies_in, name_of
from adapters.outlook.marks import STEP
from daemon.ports.errors import PortError
from daemon.ports.records import Event, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element
    from adapters.exchange.reading import Reader
    from daemon.ports.records import Window

MAX_INSTANCES: Final = 1_000
TOO_MANY: Final = f"It has more than {MAX_INSTANCES} instances; the rest was left out."
CROWDED: Final = "One of its days holds more events than Exchange tells; some instances of series were left out."

_OUTLINE: Final = (
    *(field_called(f"calendar:{name}") for name in ("UID", "Start", "End", "CalendarItemType")),
    own_field(STEP),
)
"""What is asked of each event to know whether to read it."""


@dataclass(slots=True, kw_only=True)
class Read:
    """What was found in one calendar; items without events are no longer in the window."""

    mailbox: Mailbox
    reader: Reader
    window: Window
    state: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def take_singles(self, refs: Sequence[str]) -> None:
        """Events that are items by themselves."""
        for ref, found in self._read(refs):
            with self._noting(ref):
                self.keep(ref, version_of(found), [self.reader.event(found)])

    def take_series(self, series: Mapping[str, str]) -> None:
        """Series, by their UIDs: each with its instances in the window."""
        told = self._instances(series)
        exceptions = dict(self._read([ref for found in told.values() for ref, each in found.items() if _differs(each)]))
        for ref, master in self._read(list(told)):
            with self._noting(ref):
                template = self.reader.event(master)
                events = [self._instance(each, exceptions, master, template) for each in told[ref].values()]
                versions = map(version_of, (master, *told[ref].values()))
                self.keep(ref, _digest(*versions), [event for event in events if event is not None])
        for ref in set(series.values()) - told.keys():
            self.keep(ref, "", [])

    def keep(self, ref: str, version: str, events: list[Event]) -> None:
        """An item, with those of its events that are in the window, in an order that is the same each time."""
        lying = (event for event in events if lies_in(self.window, event, self.reader.zone))
        self.items[ref] = Item(ref=ref, version=version, events=tuple(sorted(lying, key=lambda event: event.instance)))

    def note(self, ref: str, message: str) -> None:
        """What of an item cannot be read."""
        self.problems.append(Problem(ref=ref, message=message))

    def may_hold(self, outline: Element) -> bool:
        """Whether a single event may be in the window; zones are at most a day apart."""
        try:
            start, end = (instant_in(text_in(outline, path)) for path in ("t:Start", "t:End"))
            return start < self.window.end + DAY and end > self.window.start - DAY
        except (Unreadable, OverflowError):
            return True  # what is wrong with it is found when it is read

    def _read(self, refs: Sequence[str]) -> Iterator[tuple[str, Element]]:
        """These items as far as they can be read; one that has just been deleted is told with the next changes."""
        for ref, found in items(self.mailbox, refs, FIELDS):
            if not isinstance(found, PortError):
                yield ref, found
            elif not isinstance(found, Trouble):
                raise found
            elif found.code != "ErrorItemNotFound":
                self.note(ref, f"Exchange cannot read it ({found.code or 'too large'}).")

    def _instances(self, series: Mapping[str, str]) -> dict[str, dict[str, Element]]:
        """What is in a view of the calendar of these series: the outlines of their instances by id."""
        told: dict[str, dict[str, Element]] = {}
        if not series:
            return told
        view = View(mailbox=self.mailbox, folder=self.reader.place.id, window=self.window, fields=_OUTLINE)
        crowded: set[str] = set()
        for each in view:
            ref = series.get(uid_in(each))
            if ref is None or text_in(each, "t:CalendarItemType") == "Single":
                continue
            found = told.setdefault(ref, {})
            if len(found) < MAX_INSTANCES or ref_of(each) in found:
                found[ref_of(each)] = each
            else:
                crowded.add(ref)
        for ref in sorted(crowded):
            self.note(ref, TOO_MANY)
        if not view.complete:
            self.note(self.reader.place.label, CROWDED)
        return told

    def _instance(
        self, outline: Element, exceptions: Mapping[str, Element], master: Element, template: Event
    ) -> Event | None:
        """An instance: as it is read if it differs from the series, and else as the series; None if it is not read."""
        if _differs(outline):
            changed = exceptions.get(ref_of(outline))
            return None if changed is None else replace(self.reader.event(changed), uid=template.uid, recurring=True)
        start = planned(master, instant_in(text_in(outline, "t:Start")), self.reader.zone)
        if not isinstance(start, datetime):
            end = start + DAY * (template.end.toordinal() - template.start.toordinal())
            return replace(template, start=start, end=end, instance=name_of(start))
        zone, end = ZoneInfo(template.zone), instant_in(text_in(outline, "t:End"))
        return replace(template, start=start.astimezone(zone), end=end.astimezone(zone), instance=name_of(start))

    @contextmanager
    def _noting(self, ref: str) -> Iterator[None]:
        try:
            yield
        except Unreadable as error:
            self.note(ref, str(error))


def read(mailbox: Mailbox, reader: Reader, window: Window, state: str | None) -> Read:
    """What changed in a calendar since a state, or all of it that lies in the window. Raises `CursorExpired`."""
    found = Read(mailbox=mailbox, reader=reader, window=window)
    feed = Feed(mailbox=mailbox, folder=reader.place.id, fields=_OUTLINE, state=state)
    singles: dict[str, None] = {}
    series: dict[str, str] = {}
    for change in feed:
        ref, outline = change.ref, change.item
        # The same item may be told of twice, as what it is by then.
        singles.pop(ref, None)
        series.pop(ref, None)
        if outline is None:
            found.gone.add(ref)
        elif kind_of(outline) != "CalendarItem" or is_own(outline):
            continue
        elif text_in(outline, "t:CalendarItemType") == "RecurringMaster":
            series[ref] = uid_in(outline)
        elif found.may_hold(outline):
            singles[ref] = None
        elif state is not None:
            found.keep(ref, "", [])
    found.take_singles(list(singles))
    found.take_series({uid: ref for ref, uid in series.items()})
    found.state = feed.state or ""
    return found


def _differs(outline: Element) -> bool:
    return text_in(outline, "t:CalendarItemType") == "Exception"


def _digest(*versions: str) -> str:
    return hashlib.sha256("\0".join(versions).encode("utf-8", "surrogatepass")).hexdigest()[:32]
