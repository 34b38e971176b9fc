"""The calendars of a mailbox: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import folders, known_folders, one_in
from adapters.exchange.errors import Trouble
from adapters.exchange.markup import CALENDARS, M, T, field, find, own_field, own_properties, own_property, text_in
from adapters.outlook.marks import CALENDAR, ENTRIES
from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element
    from adapters.exchange.settings import Settings

_FIELDS: Final = (
    *map(field, ("folder:ParentFolderId", "folder:FolderClass", "folder:DisplayName")),
    own_field(CALENDAR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A calendar of the mailbox: the id of its folder, what the person calls it, and whether followupd made it."""

    id: str
    label: str
    marked: bool = False


@dataclass(slots=True, kw_only=True)
class Folders:
    """The list is asked for once a day, by the server's own date, and again when it is forgotten."""

    mailbox: Mailbox
    settings: Settings
    _places: list[Place] | None = None
    _main: str = ""
    _day: str = ""

    def forget(self) -> None:
        """Ask again, at the next use, which calendars there are."""
        self._places = None

    def readable(self) -> tuple[list[Place], list[str]]:
        """The calendars to read, and the names among those wanted that no calendar has."""
        places, own, wanted = self._find(), self.own(), self.settings.calendars
        if not wanted:
            return [each for each in places if each != own], []
        chosen = [each for each in places if each.label in wanted]
        return chosen, sorted(set(wanted).difference(each.label for each in chosen))

    def own(self) -> Place | None:
        """The calendar for entries, or None if there is none yet."""
        follow_up, places = self.settings.follow_up, self._find()
        made = [each for each in places if each.marked and follow_up is None]
        called = [each for each in places if each.label == (follow_up or self.settings.calendar_name)]
        own = next(iter([*made, *called]), None)
        self.mailbox.guard.calendar = own.id if own else None
        return own

    def make_own(self) -> Place:
        """The calendar for entries, made if there is none. `Unavailable` where none can be made."""
        self.forget()
        if own := self.own():
            return own
        name = self.settings.calendar_name
        if self.settings.follow_up is not None:
            raise Unavailable(f"there is no calendar “{self.settings.follow_up}” to write to; make it, or name another")
        made = T.CalendarFolder(T.FolderClass(CALENDARS), T.DisplayName(name), own_property(CALENDAR, ENTRIES))
        try:
            one_in(
                self.mailbox.ask_one(M.CreateFolder(M.ParentFolderId(T.FolderId(Id=self._main)), M.Folders(made))),
                "m:Folders/*",
                self.mailbox,
            )
        except Trouble as trouble:
            raise Unavailable(
                f"no calendar can be made ({trouble}); make one called “{name}” yourself, or name another in follow_up"
            ) from trouble
        self.forget()
        if own := self.own():
            return own
        raise Unavailable(f"the calendar “{name}” was made, but the server does not show it yet")

    def _find(self) -> list[Place]:
        if self._places is None or self._day != self.mailbox.day:
            self._main, trash = (_id_of(each) for each in known_folders(self.mailbox, ("calendar", "deleteditems")))
            places = list(_calendars(list(folders(self.mailbox, _FIELDS)), trash))
            if not any(each.id == self._main for each in places):
                raise Trouble(f"{self.mailbox.host} does not list the calendar, and everybody has one")
            self._places = sorted(places, key=lambda place: (place.id != self._main, place.id))
            self._day = self.mailbox.day
        return self._places


def _calendars(found: list[Element], trash: str) -> Iterator[Place]:
    """The calendars among all folders, without those that were deleted."""
    parents = {_id_of(each): _id_of(each, "t:ParentFolderId") for each in found}
    for each in found:
        if not text_in(each, "t:FolderClass").startswith(CALENDARS) or _lies_in(_id_of(each), trash, parents):
            continue
        marked = own_properties(each).get(CALENDAR) == ENTRIES
        yield Place(id=_id_of(each), label=text_in(each, "t:DisplayName") or "?", marked=marked)


def _lies_in(folder: str, ancestor: str, parents: dict[str, str]) -> bool:
    for _ in parents:  # as deep as folders can lie at most, even if they lie in a circle
        if folder not in parents:
            return False
        folder = parents[folder]
        if folder == ancestor:
            return True
    return False


def _id_of(folder: Element, path: str = "t:FolderId") -> str:
    identity = find(folder, path)
    return "" if identity is None else str(identity.get("Id") or "")
