"""One mailbox: folders, what lies in them, and what a program was told of it.

A state that is given out stands for what was told with it, so that the next answer is the difference. Every change
gives an item a new key; moving it gives it a new id, and who knew the old one finds nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeAlias
from zoneinfo import ZoneInfo

from exchangelib.winzone import MS_TIMEZONE_TO_IANA_MAP

from tests.fakes.exchange.items import Item, Key
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, t, written

Told: TypeAlias = dict[str, tuple[int, bool]]
"""What was told of a folder: of each item the number of its last edit, and whether it was read."""

# The folders that everybody has: their names in requests, for people, and of what kind they are.
KNOWN = {
    "root": ("", "Folder", ""),
    "msgfolderroot": ("Top of Information Store", "Folder", "IPF.Note"),
    "inbox": ("Posteingang", "Folder", "IPF.Note"),
    "drafts": ("Entwürfe", "Folder", "IPF.Note"),
    "sentitems": ("Gesendete Elemente", "Folder", "IPF.Note"),
    "deleteditems": ("Gelöschte Elemente", "Folder", "IPF.Note"),
    "outbox": ("Postausgang", "Folder", "IPF.Note"),
    "junkemail": ("Junk-E-Mail", "Folder", "IPF.Note"),
    "calendar": ("Kalender", "CalendarFolder", "IPF.Appointment"),
    "contacts": ("Kontakte", "ContactsFolder", "IPF.Contact"),
    "tasks": ("Aufgaben", "TasksFolder", "IPF.Task"),
}
_RIGHTS = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read", "ViewPrivateItems")


@dataclass(slots=True, kw_only=True)
class Folder:
    """A folder; `broken` is the code of the error with which it answers, whatever is asked of it."""

    id: str
    parent: str
    kind: str
    name: str
    cls: str
    known_as: str | None = None
    version: int = 1
    extended: dict[Key, Element] = field(default_factory=dict)
    broken: str | None = None


class Mailbox:
    """What one person has at this Exchange. `zone` is the Windows name of the zone that they live in.

    `page` is how many changes are told at once, however many are asked for.
    """

    def __init__(self, owner: str, zone: str = "W. Europe Standard Time") -> None:
        self.owner = owner
        self.zone = zone
        self.folders: dict[str, Folder] = {}
        self.items: dict[str, Item] = {}
        self.now = datetime(2026, 3, 1, 8, tzinfo=UTC)
        self.states: dict[str, tuple[str, Told]] = {}
        self.page = 512
        self._numbers = count(1)
        for known, (name, kind, cls) in KNOWN.items():
            parent = {"root": "", "msgfolderroot": "root"}.get(known, "msgfolderroot")
            self.add_folder(name, kind=kind, cls=cls, parent=parent and self.known(parent).id, known_as=known)

    @property
    def local(self) -> ZoneInfo:
        """The zone that they live in."""
        return ZoneInfo(MS_TIMEZONE_TO_IANA_MAP[self.zone])

    # Folders

    def add_folder(
        self,
        name: str,
        *,
        kind: str = "CalendarFolder",
        cls: str = "IPF.Appointment",
        parent: str | None = None,
        known_as: str | None = None,
    ) -> str:
        """One more folder, a calendar beneath the person's if nothing else is said; answers with its id."""
        identity = self._identity("AAMkF")
        parent = self.known("calendar").id if parent is None else parent
        self.folders[identity] = Folder(id=identity, parent=parent, kind=kind, name=name, cls=cls, known_as=known_as)
        return identity

    def known(self, name: str) -> Folder:
        """A folder that everybody has."""
        return next(each for each in self.folders.values() if each.known_as == name)

    def named(self, name: str) -> Folder:
        """The folder that people see under a name."""
        return next(each for each in self.folders.values() if each.name == name)

    def folder(self, identity: str) -> Folder:
        """A folder that a request names; `Refused` if there is none or it does not answer."""
        if identity not in self.folders:
            raise Refused("ErrorFolderNotFound", "The specified folder could not be found in the store.")
        if (code := self.folders[identity].broken) is not None:
            raise Refused(code)
        return self.folders[identity]

    def beneath(self, folder: str, *, deep: bool) -> Iterator[Folder]:
        """The folders in a folder."""
        for each in [*self.folders.values()]:
            if each.parent == folder:
                yield each
                if deep:
                    yield from self.beneath(each.id, deep=True)

    def drop_folder(self, folder: str) -> None:
        """The person deletes a folder for good."""
        for each in [*self.beneath(folder, deep=False)]:
            self.drop_folder(each.id)
        del self.folders[folder]
        self.items = {name: item for name, item in self.items.items() if item.folder != folder}

    # Items

    def within(self, folder: str) -> list[Item]:
        """What lies in a folder, oldest first."""
        return [each for each in self.items.values() if each.folder == folder]

    def item(self, identity: str) -> Item:
        """An item that a request names; `Refused` if there is none, or it cannot be read."""
        if not identity.startswith("AAMk"):
            raise Refused("ErrorInvalidIdMalformed", "Id is malformed.")
        if identity not in self.items:
            raise Refused("ErrorItemNotFound", "The specified object was not found in the store.")
        item = self.items[identity]
        self.folder(item.folder)
        return item

    def add(self, item: Item) -> str:
        """Put a new item into its folder; answers with its id."""
        item.id = self._identity("AAMkI")
        self.items[item.id] = item
        stamp = t("DateTimeCreated", written(self.now))
        item.set(*([] if "DateTimeCreated" in item.fields else [stamp]))
        self.touch(item)
        return item.id

    def touch(self, item: Item, *, edited: bool = True) -> None:
        """Note that an item has changed, if only in that it was read."""
        item.touched = next(self._numbers)
        item.edited = item.touched if edited else item.edited
        folder = self.folders[item.folder]
        rights = t("EffectiveRights", *(t(each, "true") for each in _RIGHTS))
        item.set(
            t("ParentFolderId", Id=folder.id, ChangeKey=f"AQ{folder.version:04d}"),
            t("LastModifiedTime", written(self.now + timedelta(seconds=item.touched))),
            t("LastModifiedName", self.owner),
            rights,
        )

    def move(self, identity: str, folder: str) -> str:
        """Put an item into another folder; answers with the id that it has there."""
        item = self.items.pop(identity)
        item.folder = folder
        return self.add(item)

    def drop(self, identity: str) -> None:
        """Delete an item for good."""
        del self.items[identity]

    # What was told

    def changes(
        self, folder: str, state: str, most: int, *, ignored: Iterable[str] = ()
    ) -> tuple[list[Change], str, bool]:
        """What is not as it was told, with a new state, and whether that was all. `Refused` for an unknown state."""
        told: Told = {}
        if state:
            place, told = self.states.get(state, ("", {}))
            if place != folder:
                text = "Synchronization state data is corrupt or otherwise invalid."
                raise Refused("ErrorInvalidSyncStateData", text)
        found = [each for each in self._differences(folder, told) if each.id not in set(ignored)]
        page = found[: min(most, self.page)]
        return page, self._given_out(folder, _after(told, page)), len(page) == len(found)

    def forget_states(self) -> None:
        """Know no longer what was told."""
        self.states.clear()

    def _differences(self, folder: str, told: Told) -> Iterator[Change]:
        items = {each.id: each for each in self.within(folder)}
        for gone in [each for each in told if each not in items]:
            yield Change(what="Delete", id=gone, item=None)
        for item in sorted(items.values(), key=lambda each: each.touched):
            edited, was_read = told.get(item.id, (0, False))
            if item.edited != edited:
                yield Change(what="Update" if edited else "Create", id=item.id, item=item)
            elif is_read(item) != was_read:
                yield Change(what="ReadFlagChange", id=item.id, item=item)

    def _given_out(self, folder: str, told: Told) -> str:
        number = next(self._numbers)
        state = base64.b64encode(f"state {number} of {folder}".encode()).decode()
        self.states[state] = (folder, told)
        return state

    def _identity(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers) * 7919:020d}="


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different about an item."""

    what: str
    id: str
    item: Item | None


def is_read(item: Item) -> bool:
    """Whether somebody has read an item."""
    return item.text("IsRead", "true") == "true"


def _after(told: Told, page: Iterable[Change]) -> Told:
    known = dict(told)
    for each in page:
        if each.item is None:
            del known[each.id]
        else:
            known[each.id] = (each.item.edited, is_read(each.item))
    return known
