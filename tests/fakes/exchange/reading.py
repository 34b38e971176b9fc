"""What is asked of items without changing them: FindItem, GetItem, SyncFolderItems, GetAttachment."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime

from tests.fakes.exchange import series
from tests.fakes.exchange.folders import folder_at
from tests.fakes.exchange.items import HEAVY, Item, Shape, forbid_heavy, show
from tests.fakes.exchange.mailbox import Change, Folder, Mailbox
from tests.fakes.exchange.restrictions import matches, ordered
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, children, error, find, m, name_of, read, success, t, text_of

MOST = 1000  # items in one answer, as Exchange is delivered


class Reading:
    """The items of a mailbox, as programs see them. `most` is how many items an answer can have.

    Of those that are asked for by their ids, no more than `stop_after` are looked at, and the rest is left undone.
    """

    def __init__(self, box: Mailbox) -> None:
        self._box = box
        self.most = MOST
        self.stop_after: int | None = None

    def find(self, request: Element) -> list[Element]:
        """FindItem: one message for each folder that is looked into."""
        return [self._find(each, request) for each in children(request, "m:ParentFolderIds")]

    def get(self, request: Element) -> list[Element]:
        """GetItem: one message for each item that is named."""
        shape = Shape.of(find(request, "m:ItemShape"))
        wanted = children(request, "m:ItemIds")
        done = [self._get(each, shape) for each in wanted[: self.stop_after]]
        return done + [_left_undone() for _ in wanted[len(done) :]]

    def sync(self, request: Element) -> list[Element]:
        """SyncFolderItems: what changed in one folder, which includes no occurrence of a series."""
        state = text_of(request, "m:SyncState")
        most = int(text_of(request, "m:MaxChangesReturned"))
        shape = Shape.of(find(request, "m:ItemShape"))
        ignored = [each.get("Id") for each in children(request, "m:Ignore")]
        try:
            (reference,) = children(request, "m:SyncFolderId")
            folder = folder_at(self._box, reference)
            changes, state, all_told = self._box.changes(folder.id, state, most, ignored=ignored)
        except Refused as refused:
            return [error("SyncFolderItems", refused, *_state("", all_told=True))]
        told = m("Changes", *(_change(each, shape) for each in changes))
        return [success("SyncFolderItems", *_state(state, all_told=all_told), told)]

    def attachments(self, request: Element) -> list[Element]:
        """GetAttachment: one message for each file that is named."""
        return [self._attachment(each.get("Id")) for each in children(request, "m:AttachmentIds")]

    def item(self, reference: Element) -> Item:
        """The item that a request names; `Refused` if there is none."""
        if name_of(reference) == "RecurringMasterItemId":
            found = series.resolve(reference.get("OccurrenceId"))
            return self._box.item(found[0] if found else reference.get("OccurrenceId"))
        if name_of(reference) == "OccurrenceItemId":
            master = self._box.item(reference.get("RecurringMasterId"))
            return series.Series(master, self._box.local).by_number(int(reference.get("InstanceIndex")))
        found = series.resolve(reference.get("Id"))
        if found is None:
            return self._box.item(reference.get("Id"))
        return series.Series(self._box.item(found[0]), self._box.local).occurrence(found[1])

    def _get(self, reference: Element, shape: Shape) -> Element:
        try:
            item = self.item(reference)
            if item.damaged:
                raise Refused("ErrorItemCorrupt", "The item is corrupt.")
        except Refused as refused:
            return error("GetItem", refused, m("Items"))
        return success("GetItem", m("Items", show(item, shape)))

    def _find(self, reference: Element, request: Element) -> Element:
        shape = Shape.of(find(request, "m:ItemShape"))
        view = find(request, "m:CalendarView")
        try:
            forbid_heavy(shape)
            folder = folder_at(self._box, reference)
            page = self._page(folder, request, shape) if view is None else self._view(folder, view, request, shape)
        except Refused as refused:
            return error("FindItem", refused)
        return success("FindItem", page)

    def _view(self, folder: Folder, view: Element, request: Element, shape: Shape) -> Element:
        if find(request, "m:Restriction") is not None or find(request, "m:SortOrder") is not None:
            raise Refused("ErrorUnsupportedPathForSortGroup", "A view of a calendar has its own order.")
        begin, end = read(view.get("StartDate")), read(view.get("EndDate"))
        if (end - begin).days > 2 * 366:
            raise Refused("ErrorCalendarViewRangeTooBig", "The set calendar view interval is too long.")
        if end < begin:
            raise Refused("ErrorCalendarEndDateIsEarlierThanStartDate")
        found = sorted(self._expanded(folder, begin, end), key=lambda each: each.text("Start"))
        most = view.get("MaxEntriesReturned")
        if len(found) > self.most and int(most or len(found)) > self.most:
            raise Refused("ErrorExceededFindCountLimit", "You have exceeded the maximum number of objects.")
        shown = found[: int(most)] if most else found
        return _root(shown, shape, {"TotalItemsInView": str(len(found))}, last=len(shown) == len(found))

    def _expanded(self, folder: Folder, begin: datetime, end: datetime) -> list[Item]:
        found: list[Item] = []
        for item in self._box.within(folder.id):
            if series.is_series(item):
                found += series.Series(item, self._box.local).between(begin, end)
            elif item.kind == "CalendarItem" and series.overlaps(item, begin, end):
                found.append(item)
        return found

    def _page(self, folder: Folder, request: Element, shape: Shape) -> Element:
        found = self._box.within(folder.id)
        restriction = find(request, "m:Restriction")
        if restriction is not None:
            found = [each for each in found if matches(restriction[0], each)]
        order = find(request, "m:SortOrder")
        found = ordered(found, order) if order is not None else found[::-1]
        view = find(request, "m:IndexedPageItemView")
        begin = 0 if view is None else int(view.get("Offset"))
        size = self.most if view is None else min(self.most, int(view.get("MaxEntriesReturned", self.most)))
        end = min(begin + size, len(found))
        paging = {"TotalItemsInView": str(len(found)), "IndexedPagingOffset": str(end)}
        return _root(found[begin:end], shape, paging, last=end == len(found))

    def _attachment(self, identity: str) -> Element:
        for item in self._box.items.values():
            if identity in item.files:
                content = t("Content", base64.b64encode(item.files[identity]).decode())
                name = t("Name", identity.rpartition("-")[2])
                shown = t("FileAttachment", t("AttachmentId", Id=identity), name, content)
                return success("GetAttachment", m("Attachments", shown))
        return error("GetAttachment", Refused("ErrorItemNotFound"), m("Attachments"))


def _root(found: list[Item], shape: Shape, paging: Mapping[str, str], *, last: bool) -> Element:
    shown = t("Items", *(show(each, shape) for each in found))
    return m("RootFolder", shown, **paging, IncludesLastItemInRange=str(last).lower())


def _left_undone() -> Element:
    """Exchange's word for the parts of a request that it does not come to, which is a warning."""
    message = error("GetItem", Refused("ErrorBatchProcessingStopped", "Batch processing was stopped."), m("Items"))
    message.set("ResponseClass", "Warning")
    return message


def _state(state: str, *, all_told: bool) -> tuple[Element, Element]:
    return m("SyncState", state), m("IncludesLastItemInRange", str(all_told).lower())


def _change(change: Change, shape: Shape) -> Element:
    if change.item is None:
        return t("Delete", t("ItemId", Id=change.id))
    if change.what == "ReadFlagChange":
        identity = t("ItemId", Id=change.id, ChangeKey=change.item.change_key)
        return t("ReadFlagChange", identity, t("IsRead", change.item.text("IsRead")))
    return t(change.what, show(change.item, shape, leave=HEAVY))
