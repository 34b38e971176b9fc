"""The calendars of a mailbox: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.asking import folders, known_folders, one_in
from adapters.exchange.errors import Trouble
from adapters.exchange.markup import CALENDARS, M, T, field, find, own_field, own_properties, own_property, text_in
from adapters.exchange.settings import Settings
from adapters.formats.calendar_list import CalendarList
from adapters.outlook.marks import CALENDAR, ENTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element

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
class Folders(CalendarList[Place, Settings]):
    """The calendars of the mailbox, of which all are the person's; they go by what the person calls them."""

    REFUSALS = (Trouble,)

    mailbox: Mailbox
    _main: str = ""

    def _list(self) -> list[Place]:
        self._main, trash = (_id_of(each) for each in known_folders(self.mailbox, ("calendar", "deleteditems")))
        places = list(_calendars(list(folders(self.mailbox, _FIELDS)), trash))
        if not any(each.id == self._main for each in places):
            raise Trouble(f"{self.mailbox.host} does not list the calendar, and everybody has one")
        return sorted(places, key=lambda place: (place.id != self._main, place.id))

    def _today(self) -> str:
        return self.mailbox.day

    def _make(self, name: str) -> Place:
        made = T.CalendarFolder(T.FolderClass(CALENDARS), T.DisplayName(name), own_property(CALENDAR, ENTRIES))
        asked = M.CreateFolder(M.ParentFolderId(T.FolderId(Id=self._main)), M.Folders(made))
        told = one_in(self.mailbox.ask_one(asked), "m:Folders/*", self.mailbox)
        return Place(id=_id_of(told), label=name, marked=True)

    def _permit(self, own: Place | None) -> None:
        self.mailbox.guard.calendar = own.id if own else None

    def _names(self, place: Place) -> set[str]:
        return {place.label}


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
