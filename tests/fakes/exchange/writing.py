"""What changes items: CreateItem, UpdateItem, MoveItem, DeleteItem. Nothing of it can send."""

from __future__ import annotations

from copy import deepcopy

from tests.fakes.exchange import events, letters, series
from tests.fakes.exchange.folders import folder_at
from tests.fakes.exchange.items import Item, key_of
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, children, error, find, m, name_of, success, t

_ANSWERS = {"ReplyToItem": "RE", "ReplyAllToItem": "RE", "ForwardItem": "FW"}


class Writing:
    """The items of a mailbox, as programs change them. Who would be told of a write is noted in `invited`."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box
        self.invited: list[str] = []

    def create(self, request: Element, zone: str | None) -> list[Element]:
        """CreateItem: one message for each new item."""
        (reference,) = children(request, "m:SavedItemFolderId") or [None]
        return [self._create(each, reference, zone) for each in children(request, "m:Items")]

    def update(self, request: Element, zone: str | None) -> list[Element]:
        """UpdateItem: one message for each item that is changed."""
        policy = request.get("ConflictResolution")
        return [self._update(each, policy, zone) for each in children(request, "m:ItemChanges")]

    def move(self, request: Element) -> list[Element]:
        """MoveItem: one message for each item, with the id that it has now."""
        (reference,) = children(request, "m:ToFolderId")
        return [self._move(each, reference) for each in children(request, "m:ItemIds")]

    def delete(self, request: Element) -> list[Element]:
        """DeleteItem: one message for each item; which version of it is meant is not looked at."""
        return [self._delete(each.get("Id"), request) for each in children(request, "m:ItemIds")]

    def _create(self, wanted: Element, reference: Element, zone: str | None) -> Element:
        try:
            item = self._made(wanted, reference, zone)
        except Refused as refused:
            return error("CreateItem", refused, m("Items"))
        files = item.fields.get("Attachments", ())
        identities = [t(name_of(each), deepcopy(find(each, "t:AttachmentId"))) for each in files]
        told = t(item.kind, _id(item), t("Attachments", *identities) if identities else None)
        return success("CreateItem", m("Items", told))

    def _made(self, wanted: Element, reference: Element, zone: str | None) -> Item:
        kind = name_of(wanted)
        if kind in _ANSWERS:
            item = letters.answer(self._box, wanted, _ANSWERS[kind])
        elif kind in {"CalendarItem", "Message"}:
            item = Item(id="", folder="", kind=kind)
            item.set(*children(wanted, "."))
        else:
            raise Refused("ErrorInvalidItemForOperationCreateItem", f"the fake does not create a {kind}")
        default = "calendar" if kind == "CalendarItem" else "drafts"
        folder = self._box.known(default) if reference is None else folder_at(self._box, reference)
        if (item.kind == "CalendarItem") != (folder.kind == "CalendarFolder"):
            raise Refused("ErrorCannotCreateCalendarItemInNonCalendarFolder")
        item.folder = folder.id
        if {"RequiredAttendees", "OptionalAttendees", "Resources"} & set(item.fields):
            self.invited.append(item.text("Subject"))
        self._box.add(item)
        try:
            self._settle(item, zone)
        except Refused:
            self._box.drop(item.id)
            raise
        return item

    def _update(self, change: Element, policy: str, zone: str | None) -> Element:
        identity, updates = list(change)
        try:
            item = self._box.item(identity.get("Id"))
            _compare(item, identity.get("ChangeKey"), policy)
            after = deepcopy(item)
            for each in updates:
                _apply(after, each)
            self._settle(after, zone)
        except Refused as refused:
            return error("UpdateItem", refused, m("Items"))
        self._box.items[item.id] = after
        only_read = all(each[0].get("FieldURI") == "message:IsRead" for each in updates)
        self._box.touch(after, edited=not only_read)
        return success("UpdateItem", m("Items", t(after.kind, _id(after))), m("ConflictResults", t("Count", "0")))

    def _settle(self, item: Item, zone: str | None) -> None:
        if item.kind == "CalendarItem":
            events.settle(item, self._box, zone)
        else:
            letters.settle(item, self._box)

    def _move(self, reference: Element, target: Element) -> Element:
        try:
            folder = folder_at(self._box, target)
            item = self._box.item(reference.get("Id"))
        except Refused as refused:
            return error("MoveItem", refused, m("Items"))
        self._box.move(item.id, folder.id)
        return success("MoveItem", m("Items", t(item.kind, _id(item))))

    def _delete(self, identity: str, request: Element) -> Element:
        try:
            item = self._box.item(identity)
            if item.kind == "CalendarItem" and request.get("SendMeetingCancellations") is None:
                raise Refused("ErrorSendMeetingCancellationsRequired")
        except Refused as refused:
            return error("DeleteItem", refused)
        if request.get("DeleteType") == "MoveToDeletedItems":
            self._box.move(item.id, self._box.known("deleteditems").id)
        else:
            self._box.drop(item.id)
        return success("DeleteItem")


def _compare(item: Item, key: str | None, policy: str) -> None:
    if policy == "AlwaysOverwrite":
        return
    if key is None:
        raise Refused("ErrorChangeKeyRequired", "A valid change key is needed for this operation.")
    if policy == "NeverOverwrite" and key != item.change_key:
        text = "The send or update operation could not be performed because the change key passed does not match."
        raise Refused("ErrorIrresolvableConflict", text)


def _apply(item: Item, update: Element) -> None:
    """Make one change of an item: a property is set, lengthened or taken away."""
    path = update[0]
    name = (path.get("FieldURI") or "").partition(":")[2]
    if name_of(update) == "DeleteItemField":
        if name_of(path) == "ExtendedFieldURI":
            item.extended.pop(key_of(path), None)
        else:
            item.fields.pop(name, None)
        return
    if name_of(update) != "SetItemField" or len(update[1]) != 1:
        raise Refused("ErrorIncorrectUpdatePropertyCount", "Set one property at a time.")
    if name in {"Start", "End", "Recurrence"} and series.is_series(item):
        item.deviations.clear()
    item.set(update[1][0])


def _id(item: Item) -> Element:
    return t("ItemId", Id=item.id, ChangeKey=item.change_key)
