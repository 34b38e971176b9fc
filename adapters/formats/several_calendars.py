"""The calendars of one account as one: each is read by itself, and what troubles one keeps nobody from the others.

The cursor holds where reading each of them goes on, and is bound to the window and to the settings.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from daemon.ports.errors import CursorExpired
from daemon.ports.records import EventChanges, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from adapters.formats.own_calendar import OwnCalendar
    from daemon.ports.errors import PortError
    from daemon.ports.records import Entry, StandingEntries, Window, Written


class Placed(Protocol):
    """A calendar: its id, for good, and what the person calls it."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...


Place = TypeVar("Place", bound=Placed)
Place_co = TypeVar("Place_co", bound=Placed, covariant=True)
State = TypeVar("State")
State_co = TypeVar("State_co", covariant=True)


class Readable(Protocol[Place_co]):
    """The calendars of an account, as far as they are read."""

    def readable(self) -> tuple[Sequence[Place_co], Sequence[str]]:
        """The calendars to read, and the names among those wanted that no calendar has."""
        ...

    def forget(self) -> None:
        """Find out again, at the next use, which calendars there are."""
        ...


class Found(Protocol[State_co]):
    """What was found in one calendar, and where reading it goes on; items without events have left the window."""

    @property
    def items(self) -> Mapping[str, Item]: ...

    @property
    def gone(self) -> Iterable[str]: ...

    @property
    def problems(self) -> Iterable[Problem]: ...

    @property
    def state(self) -> State_co: ...


@dataclass(slots=True, kw_only=True)
class SeveralCalendars(ABC, Generic[Place, State]):
    """CalendarPort on all calendars of an account; an adapter says how one of them is read.

    `TROUBLES` are the errors that concern one calendar only.
    """

    TROUBLES: ClassVar[tuple[type[PortError], ...]]

    calendars: Readable[Place]
    own: OwnCalendar[Place]

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """See `CalendarPort.changes`."""
        stamp = _stamp(window, self._settings())
        known = self._known(since, stamp) if since is not None else {}
        places, missing = self.calendars.readable()
        if not missing and known.keys() - {place.id for place in places}:
            raise CursorExpired("a calendar that was read before is no longer there")
        reading: _Reading[Place, State] = _Reading(known=known, fresh=since is None, troubles=self.TROUBLES)
        for name in missing:
            reading.fail(name, f"there is no calendar “{name}” in the account")
        for place in places:
            reading.read(place, lambda place, state: self._read(place, state, window))
        if reading.trouble:
            self.calendars.forget()
        return reading.result(lambda states: self._cursor(states, stamp))

    def entries(self) -> StandingEntries:
        """See `CalendarPort.entries`."""
        return self.own.entries()

    def put(self, entry: Entry, expected: str | None) -> Written:
        """See `CalendarPort.put`."""
        return self.own.put(entry, expected)

    def remove(self, ref: str, expected: str) -> None:
        """See `CalendarPort.remove`."""
        self.own.remove(ref, expected)

    @abstractmethod
    def _settings(self) -> tuple[str, ...]:
        """What a cursor is good for beside its window; to be changed when the same items are read differently."""

    @abstractmethod
    def _read(self, place: Place, known: State | None, window: Window) -> Found[State]:
        """What is new in a calendar, or all that is in it if nothing is known of it."""

    @abstractmethod
    def _written(self, state: State) -> Any:
        """A state as JSON holds it."""

    @abstractmethod
    def _state(self, written: Any) -> State:
        """The state that was written so; any `ValueError`, `TypeError`, `LookupError` if it was not."""

    def _cursor(self, states: Mapping[str, State], stamp: str) -> str:
        calendars = {identity: self._written(state) for identity, state in states.items()}
        return json.dumps({"for": stamp, "calendars": calendars}, separators=(",", ":"))

    def _known(self, cursor: str, stamp: str) -> dict[str, State]:
        """The states in a cursor; `CursorExpired` if it is not one of ours or good for something else."""
        try:
            content = json.loads(cursor)
            states = {str(identity): self._state(written) for identity, written in content["calendars"].items()}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise CursorExpired("what was known of the calendars cannot be read") from error
        if content.get("for") != stamp:
            raise CursorExpired("the calendars were last read for another time or with other settings")
        return states


@dataclass(slots=True, kw_only=True)
class _Reading(Generic[Place, State]):
    """One read of all calendars: what was known before, and what was found so far."""

    known: dict[str, State]
    fresh: bool
    troubles: tuple[type[PortError], ...]
    seen: dict[str, State] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trouble: PortError | None = None
    complete: bool = True

    def fail(self, ref: str, message: str) -> None:
        """Note what could not be read for a reason that may pass; absences do not count in this read."""
        self.problems.append(Problem(ref=ref, message=message))
        self.complete = False

    def read(self, place: Place, read: Callable[[Place, State | None], Found[State]]) -> None:
        """Read what is new in a calendar; what troubles one calendar does not keep the others from being read."""
        try:
            found = read(place, self.known.get(place.id))
        except self.troubles as trouble:
            self.trouble = trouble
            self.fail(place.label, str(trouble))
            return
        self.seen[place.id] = found.state
        self.items += (item for item in found.items.values() if item.events or not self.fresh)
        self.gone += found.gone
        self.problems += found.problems

    def result(self, write: Callable[[Mapping[str, State]], str]) -> EventChanges:
        """Everything found; what is missing in an incomplete read stays known. Its trouble if no calendar was read."""
        if self.trouble and not self.seen:
            raise self.trouble
        return EventChanges(
            items=tuple(self.items),
            gone=tuple(sorted(self.gone)),
            cursor=write(self.seen if self.complete else self.known | self.seen),
            complete=self.complete,
            problems=tuple(self.problems),
        )


def _stamp(window: Window, settings: tuple[str, ...]) -> str:
    parts = (window.start.isoformat(), window.end.isoformat(), *settings)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
