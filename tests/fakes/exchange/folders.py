"""What is asked of folders: GetFolder, FindFolder, CreateFolder."""

from __future__ import annotations

from copy import deepcopy

from tests.fakes.exchange import schema
from tests.fakes.exchange.items import Shape, key_of, own_properties
from tests.fakes.exchange.mailbox import Folder, Mailbox, is_read
from tests.fakes.exchange.restrictions import matches
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, children, error, find, m, name_of, success, t, text_of


def folder_at(box: Mailbox, reference: Element) -> Folder:
    """The folder that a request names, by id or as one that everybody has; `Refused` if there is none."""
    identity = reference.get("Id")
    if name_of(reference) == "FolderId":
        return box.folder(identity)
    owner = text_of(reference, "t:Mailbox/t:EmailAddress", box.owner)
    if owner.casefold() != box.owner.casefold():
        raise Refused("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.")
    found = [each for each in box.folders.values() if each.known_as == identity]
    if not found:
        raise Refused("ErrorFolderNotFound", "The specified folder could not be found in the store.")
    return box.folder(found[0].id)


class Folders:
    """The folders of a mailbox, as programs see them."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box

    def get(self, request: Element) -> list[Element]:
        """GetFolder: one message for each folder that is named."""
        shape = Shape.of(find(request, "m:FolderShape"))
        return [self._get(each, shape) for each in children(request, "m:FolderIds")]

    def find(self, request: Element) -> list[Element]:
        """FindFolder: one message for each folder that is looked into."""
        return [self._find(each, request) for each in children(request, "m:ParentFolderIds")]

    def create(self, request: Element) -> list[Element]:
        """CreateFolder: one message for each new folder."""
        return [self._create(request, each) for each in children(request, "m:Folders")]

    def _get(self, reference: Element, shape: Shape) -> Element:
        try:
            folder = folder_at(self._box, reference)
        except Refused as refused:
            return error("GetFolder", refused, m("Folders"))
        return success("GetFolder", m("Folders", self._shown(folder, shape)))

    def _find(self, reference: Element, request: Element) -> Element:
        try:
            parent = folder_at(self._box, reference)
        except Refused as refused:
            return error("FindFolder", refused)
        found = list(self._box.beneath(parent.id, deep=request.get("Traversal") == "Deep"))
        restriction = find(request, "m:Restriction")
        if restriction is not None:
            found = [each for each in found if matches(restriction[0], each)]
        view = find(request, "m:IndexedPageFolderView")
        begin = 0 if view is None else int(view.get("Offset"))
        end = begin + (1000 if view is None else int(view.get("MaxEntriesReturned", "1000")))
        shape = Shape.of(find(request, "m:FolderShape"))
        shown = t("Folders", *(self._shown(each, shape) for each in found[begin:end]))
        last = end >= len(found)
        paging = {"TotalItemsInView": str(len(found)), "IncludesLastItemInRange": str(last).lower()}
        root = m("RootFolder", shown, **paging, IndexedPagingOffset=str(min(end, len(found))))
        return success("FindFolder", root)

    def _create(self, request: Element, wanted: Element) -> Element:
        try:
            (reference,) = children(request, "m:ParentFolderId")
            made = self._made(folder_at(self._box, reference), wanted)
        except Refused as refused:
            return error("CreateFolder", refused, m("Folders"))
        return success("CreateFolder", m("Folders", t(made.kind, t("FolderId", Id=made.id, ChangeKey=_key(made)))))

    def _made(self, parent: Folder, wanted: Element) -> Folder:
        name = text_of(wanted, "t:DisplayName")
        if any(each.name.casefold() == name.casefold() for each in self._box.beneath(parent.id, deep=False)):
            raise Refused("ErrorFolderExists", "A folder with the specified name already exists.")
        kind = name_of(wanted)
        cls = text_of(wanted, "t:FolderClass", {"CalendarFolder": "IPF.Appointment"}.get(kind, "IPF.Note"))
        kind = "CalendarFolder" if cls.startswith("IPF.Appointment") else kind
        made = self._box.folders[self._box.add_folder(name, kind=kind, cls=cls, parent=parent.id)]
        for own in children(wanted, "."):
            if name_of(own) == "ExtendedProperty":
                made.extended[key_of(find(own, "t:ExtendedFieldURI"))] = deepcopy(find(own, "t:Value"))
        return made

    def _shown(self, folder: Folder, shape: Shape) -> Element:
        within = self._box.within(folder.id)
        unread = [each for each in within if not is_read(each)]
        beneath = list(self._box.beneath(folder.id, deep=False))
        known = [
            t("FolderId", Id=folder.id, ChangeKey=_key(folder)),
            t("ParentFolderId", Id=folder.parent, ChangeKey="AQ") if folder.parent else None,
            t("FolderClass", folder.cls) if folder.cls else None,
            t("DisplayName", folder.name),
            t("TotalCount", str(len(within))),
            t("ChildFolderCount", str(len(beneath))),
            t("UnreadCount", str(len(unread))),
            t("DistinguishedFolderId", folder.known_as) if folder.known_as else None,
        ]
        told = {name_of(each): each for each in known if each is not None}
        content: list[Element] = []
        for name in schema.order(folder.kind):
            if name == "ExtendedProperty":
                content += own_properties(folder.extended, shape.own)
            elif name in told and (name == "FolderId" or shape.wants(name)):
                content.append(told[name])
        return t(folder.kind, *content)


def _key(folder: Folder) -> str:
    return f"AQ{folder.version:04d}"
