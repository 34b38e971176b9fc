"""What the adapter asks of Exchange, request by request; each is answered in part or whole by what the server said."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from adapters.exchange.errors import TooLarge, Trouble
from adapters.exchange.markup import M, T, field, find, find_all, kind_of, text_in
from daemon.ports.errors import CursorExpired, PortError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from adapters.exchange.mailbox import Answer, Mailbox
    from adapters.exchange.markup import Element
    from daemon.ports.records import Window

PAGE: Final = 512  # the most changes that Exchange tells at once
PAGES: Final = 1000
MOST_IN_VIEW: Final = 1000  # the most events that Exchange tells at once, as it is delivered
ITEMS: Final = 50  # read at once
FOLDERS: Final = 1000
DAY: Final = timedelta(days=1)
LONGEST_VIEW: Final = timedelta(days=366)  # of two years that Exchange allows

_TOO_MANY: Final = "ErrorExceededFindCountLimit"
_STATE_LOST: Final = frozenset({"ErrorInvalidSyncStateData", "ErrorInvalidWatermark"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of an item: `item` has of it what was asked for, and is None if it is gone.

    It is `new` if it was not in the folder before.
    """

    ref: str
    item: Element | None
    new: bool = False


@dataclass(slots=True, kw_only=True)
class Feed:
    """What changed in a folder since a state, or all that is in it; of a series, only itself.

    That somebody has read something is no change. `state` is where to go on the next time, known once all was walked
    through, or what was told of a page of it, which is `complete` if it was the last one. Walking raises
    `CursorExpired` if the server no longer knows the state.
    """

    mailbox: Mailbox
    folder: str
    fields: Sequence[Element] = ()
    state: str | None = None
    complete: bool = False

    def __iter__(self) -> Iterator[Change]:
        for _ in range(PAGES):
            yield from self.page()
            if self.complete:
                return
        raise Trouble(f"{self.mailbox.host} does not come to an end of the changes")

    def page(self) -> list[Change]:
        """As much as the server tells at once."""
        message = self._ask()
        told = find_all(message, "m:Changes/*")
        found = [_change(each) for each in told if kind_of(each) in {"Create", "Update", "Delete"}]
        self.state = text_in(message, "m:SyncState")
        self.complete = text_in(message, "m:IncludesLastItemInRange") == "true"
        return found

    def _ask(self) -> Element:
        asked = M.SyncFolderItems(
            _shape(M.ItemShape, self.fields),
            M.SyncFolderId(self.mailbox.folder(self.folder)),
            *((M.SyncState(self.state),) if self.state else ()),
            M.MaxChangesReturned(str(PAGE)),
        )
        try:
            message = self.mailbox.ask_one(asked)
        except Trouble as trouble:
            if self.state and trouble.code in _STATE_LOST:
                raise CursorExpired("Exchange no longer knows what was last read of a folder") from trouble
            raise
        if not text_in(message, "m:SyncState"):
            raise Trouble(f"{self.mailbox.host} answers in a way that cannot be understood")
        return message


@dataclass(slots=True, kw_only=True)
class View:
    """The events of a calendar that touch a window, each instance of a series by itself.

    A window that holds more than the server tells at once is taken in halves, so that an event over the middle is told
    twice. `complete` is false if a single day held more, of which the rest was left out.
    """

    mailbox: Mailbox
    folder: str
    window: Window
    fields: Sequence[Element]
    complete: bool = True

    def __iter__(self) -> Iterator[Element]:
        pieces = [(self.window.start, self.window.end)]
        while pieces:
            begin, end = pieces.pop()
            middle = begin + (end - begin) / 2
            if end - begin > LONGEST_VIEW:
                pieces += (middle, end), (begin, middle)
                continue
            root = self._look(begin, end)
            whole = root is not None and root.get("IncludesLastItemInRange") == "true"
            if root is not None and (whole or end - begin <= DAY):
                self.complete = self.complete and whole
                yield from find_all(root, "t:Items/*")
            else:
                pieces += (middle, end), (begin, middle)

    def _look(self, begin: datetime, end: datetime) -> Element | None:
        """What is in a part of the window; None if it is more than the administrator lets anybody see at once."""
        asked = M.FindItem(
            _shape(M.ItemShape, self.fields),
            M.CalendarView(MaxEntriesReturned=str(MOST_IN_VIEW), StartDate=_written(begin), EndDate=_written(end)),
            M.ParentFolderIds(T.FolderId(Id=self.folder)),
            Traversal="Shallow",
        )
        try:
            return _root_of(self.mailbox.ask_one(asked), self.mailbox)
        except Trouble as trouble:
            if trouble.code != _TOO_MANY or end - begin <= DAY:
                raise
            return None


def items(
    mailbox: Mailbox, refs: Sequence[str], fields: Sequence[Element]
) -> Iterator[tuple[str, Element | PortError]]:
    """Items by their ids, each with what was asked of it, or with what is wrong with it."""
    for begin in range(0, len(refs), ITEMS):
        yield from _items(mailbox, refs[begin : begin + ITEMS], fields)


def newest(
    mailbox: Mailbox, folder: str, fields: Sequence[Element], most: int, wanted: Element | None = None
) -> list[Element]:
    """The messages of a folder that came last, at most so many, of all or of those that meet a restriction."""
    message = mailbox.ask_one(
        M.FindItem(
            _shape(M.ItemShape, fields),
            M.IndexedPageItemView(MaxEntriesReturned=str(most), Offset="0", BasePoint="Beginning"),
            *(() if wanted is None else (M.Restriction(wanted),)),
            M.SortOrder(T.FieldOrder(field("item:DateTimeReceived"), Order="Descending")),
            M.ParentFolderIds(mailbox.folder(folder)),
            Traversal="Shallow",
        )
    )
    return find_all(_root_of(message, mailbox), "t:Items/*")


def folders(mailbox: Mailbox, fields: Sequence[Element]) -> Iterator[Element]:
    """All folders of the mailbox."""
    offset = 0
    for _ in range(PAGES):
        root = _root_of(mailbox.ask_one(_folders_from(mailbox, offset, fields)), mailbox)
        found = find_all(root, "t:Folders/*")
        yield from found
        if root.get("IncludesLastItemInRange") == "true" or not found:
            return
        offset += len(found)
    raise Trouble(f"{mailbox.host} does not come to an end of the folders")


def known_folders(mailbox: Mailbox, names: Sequence[str]) -> list[Element]:
    """Folders that everybody has, such as `calendar`, in the order asked."""
    asked = M.GetFolder(_shape(M.FolderShape, ()), M.FolderIds(*(mailbox.known(name) for name in names)))
    return [one_in(answer, "m:Folders/*", mailbox) for answer in mailbox.ask(asked, len(names))]


def one_in(answer: Answer, path: str, mailbox: Mailbox) -> Element:
    """What an answer is about; raises what is wrong with it."""
    if isinstance(answer, PortError):
        raise answer
    found = find(answer, path)
    if found is None:
        raise Trouble(f"{mailbox.host} answers in a way that cannot be understood")
    return found


def _items(
    mailbox: Mailbox, refs: Sequence[str], fields: Sequence[Element]
) -> Iterator[tuple[str, Element | PortError]]:
    asked = M.GetItem(_shape(M.ItemShape, fields, T.BodyType("Best")), M.ItemIds(*(T.ItemId(Id=ref) for ref in refs)))
    try:
        answers = mailbox.ask(asked, len(refs))
    except TooLarge as error:
        # Somebody has put a book into an event; the others are read without it.
        if len(refs) == 1:
            yield refs[0], error
            return
        for half in (refs[: len(refs) // 2], refs[len(refs) // 2 :]):
            yield from _items(mailbox, half, fields)
        return
    for ref, answer in zip(refs, answers, strict=True):
        try:
            yield ref, one_in(answer, "m:Items/*", mailbox)
        except PortError as error:
            yield ref, error


def _folders_from(mailbox: Mailbox, offset: int, fields: Sequence[Element]) -> Element:
    return M.FindFolder(
        _shape(M.FolderShape, fields),
        M.IndexedPageFolderView(MaxEntriesReturned=str(FOLDERS), Offset=str(offset), BasePoint="Beginning"),
        M.ParentFolderIds(mailbox.known("msgfolderroot")),
        Traversal="Deep",
    )


def _root_of(message: Element, mailbox: Mailbox) -> Element:
    return one_in(message, "m:RootFolder", mailbox)


def _shape(maker: Callable[..., Element], fields: Sequence[Element], *others: Element) -> Element:
    """What of each is asked for beside its id. Elements have one place, so those that serve again are copied."""
    more = (T.AdditionalProperties(*map(deepcopy, fields)),) if fields else ()
    return maker(T.BaseShape("IdOnly"), *others, *more)


def _change(element: Element) -> Change:
    item = None if kind_of(element) == "Delete" else next(iter(element), None)
    identity = find(element, "t:ItemId" if item is None else "*/t:ItemId")
    if identity is None:
        raise Trouble("Exchange tells of a change of nothing")
    return Change(ref=str(identity.get("Id")), item=item, new=kind_of(element) == "Create")


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
