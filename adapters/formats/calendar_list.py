"""The calendars of an account: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from daemon.ports.errors import PortError


class Listed(Protocol):
    """A calendar: its id, what the person calls it, and whether followupd made it."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def marked(self) -> bool: ...


class Chosen(Protocol):
    """What the settings say of calendars."""

    @property
    def calendars(self) -> tuple[str, ...]: ...

    @property
    def follow_up(self) -> str | None: ...

    @property
    def calendar_name(self) -> str: ...


Place = TypeVar("Place", bound=Listed)
Settings = TypeVar("Settings", bound=Chosen)


@dataclass(slots=True, kw_only=True)
class CalendarList(ABC, Generic[Place, Settings]):
    """The list is asked for once a day, by the server's own date, and again when it is forgotten.

    `REFUSALS` are what a provider raises that lets no calendar be made.
    """

    REFUSALS: ClassVar[tuple[type[PortError], ...]]

    settings: Settings
    _places: list[Place] | None = None
    _day: str = ""

    def forget(self) -> None:
        """Ask again, at the next use, which calendars there are."""
        self._places = None

    def readable(self) -> tuple[list[Place], list[str]]:
        """The calendars to read, and the names among those wanted that no calendar has.

        Without any wanted, those are read that are the person's.
        """
        places, own, wanted = self._find(), self.own(), self.settings.calendars
        if not wanted:
            return [each for each in places if each != own and self._is_the_persons(each)], []
        chosen = [each for each in places if not self._names(each).isdisjoint(wanted)]
        return chosen, sorted(set(wanted).difference(*map(self._names, chosen)))

    def own(self) -> Place | None:
        """The calendar for entries, or None if there is none yet."""
        follow_up, places = self.settings.follow_up, [each for each in self._find() if self._is_writable(each)]
        made = [each for each in places if each.marked and follow_up is None]
        called = [each for each in places if (follow_up or self.settings.calendar_name) in self._names(each)]
        own = next(iter([*made, *called]), None)
        self._permit(own)
        return own

    def make_own(self) -> Place:
        """The calendar for entries, made if there is none. `Unavailable` where none can be made."""
        self.forget()
        if own := self.own():
            return own
        name = self.settings.calendar_name
        if self.settings.follow_up is not None:
            raise Unavailable(f"there is no calendar “{self.settings.follow_up}” to write to; make it, or name another")
        try:
            made = self._make(name)
        except self.REFUSALS as refusal:
            raise Unavailable(
                f"no calendar can be made ({refusal}); make one called “{name}” yourself, or name another in follow_up"
            ) from refusal
        self.forget()
        if own := self.own():
            return own
        # The list may lag behind; what was made is used all the same, or it would be made again.
        self._places = [*self._find(), made]
        self._permit(made)
        return made

    @abstractmethod
    def _list(self) -> list[Place]:
        """All calendars, the person's main one first."""

    @abstractmethod
    def _today(self) -> str:
        """The date that the server told last."""

    @abstractmethod
    def _make(self, name: str) -> Place:
        """A new calendar of this name, with a mark of ours."""

    @abstractmethod
    def _permit(self, own: Place | None) -> None:
        """Let entries be written into this calendar and no other."""

    def _names(self, place: Place) -> set[str]:
        """What a calendar may be called in the settings."""
        return {place.label, place.id}

    def _is_writable(self, place: Place) -> bool:  # noqa: ARG002 - whoever knows of others says so
        """Whether the person may write into a calendar."""
        return True

    def _is_the_persons(self, place: Place) -> bool:
        """Whether a calendar is read that nobody named."""
        return self._is_writable(place)

    def _find(self) -> list[Place]:
        if self._places is None or self._day != self._today():
            self._places = self._list()
            self._day = self._today()
        return self._places
