"""What followupd may ask of Exchange: what is listed, and nothing else. This is what keeps it from ever sending.

Whoever may write into a mailbox by EWS may also send from it, so it is this list that does it: every request passes
here before a byte leaves. Only what is written here is let through, attribute by attribute and field by field, so that
an operation that nobody thought of is refused like `SendItem`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from adapters.exchange.mail_guard import changes_draft, creates_drafts
from adapters.exchange.markup import CALENDARS, MESSAGES, SOAP, TYPES, Element, find, find_all, is_own, kind_of
from adapters.web.asking import NeverAsked

READING: Final = frozenset({"FindFolder", "FindItem", "GetFolder", "GetItem", "SyncFolderItems"})

_ATTRIBUTES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "CreateFolder": {},
        "CreateItem": {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"},
        "UpdateItem": {
            "ConflictResolution": "NeverOverwrite",
            "MessageDisposition": "SaveOnly",
            "SendMeetingInvitationsOrCancellations": "SendToNone",
        },
        "DeleteItem": {"DeleteType": "MoveToDeletedItems", "SendMeetingCancellations": "SendToNone"},
    }
)
"""What writes, with the attributes that it must have: just these, with just these values."""

_HEADER: Final = frozenset({"RequestServerVersion", "ExchangeImpersonation", "TimeZoneContext"})
_OF_AN_ENTRY: Final = frozenset(
    {
        *("Subject", "Body", "ReminderIsSet", "ReminderMinutesBeforeStart", "ExtendedProperty", "UID", "Start", "End"),
        *("IsAllDayEvent", "LegacyFreeBusyStatus", "StartTimeZone", "EndTimeZone"),
    }
)
"""All that followupd writes of an event. Whom to invite, and iCalendar that could say so, are not in it."""


@dataclass(slots=True)
class Guard:
    """Lets requests through or raises `NeverAsked`. `calendar` is the id of the calendar for entries, if known.

    `entries` are the ids of the events that followupd wrote, and `drafts` those of its drafts; no other event or
    message is ever changed.
    """

    endpoint: str
    calendar: str | None = None
    entries: set[str] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)

    def check(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:  # noqa: ARG002 - see Checks
        """`NeverAsked` unless the request is one that followupd makes."""
        if method != "POST" or url != self.endpoint:
            raise NeverAsked(f"{method} of something at {urlsplit(url).hostname} that is not the web services")
        operation = _operation(body)
        name = kind_of(operation)
        if name in READING:
            return
        expected = _ATTRIBUTES.get(name)
        if expected is None or dict(operation.attrib) != expected or not self._permits(name, operation):
            raise NeverAsked(f"{name or 'something'} that followupd has no business with")

    def _permits(self, name: str, operation: Element) -> bool:
        permits: Callable[[Element], bool] = {
            "CreateFolder": _makes_calendars,
            "CreateItem": self._creates,
            "UpdateItem": self._updates,
            "DeleteItem": self._deletes,
        }[name]
        return permits(operation)

    def _creates(self, operation: Element) -> bool:
        """Only entries, and only into the calendar for them; or drafts, where drafts are."""
        return self._creates_entries(operation) or creates_drafts(operation)

    def _creates_entries(self, operation: Element) -> bool:
        folders = find_all(operation, "m:SavedItemFolderId/*")
        items = find_all(operation, "m:Items/*")
        return (
            [(kind_of(each), each.get("Id")) for each in folders] == [("FolderId", self.calendar)]
            and bool(items)
            and all(_is_entry(item) for item in items)
        )

    def _updates(self, operation: Element) -> bool:
        changes = find_all(operation, "m:ItemChanges/*")
        return bool(changes) and all(map(self._changes, changes))

    def _changes(self, change: Element) -> bool:
        identity = find(change, "t:ItemId")
        if kind_of(change) != "ItemChange" or identity is None:
            return False
        name = identity.get("Id")
        return (name in self.entries and _changes(change)) or (name in self.drafts and changes_draft(change))

    def _deletes(self, operation: Element) -> bool:
        ids = find_all(operation, "m:ItemIds/*")
        return bool(ids) and all(
            kind_of(each) == "ItemId" and each.get("Id") in self.entries | self.drafts for each in ids
        )


def _operation(body: bytes) -> Element:
    """The one operation of an envelope that is as simple as ours are."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        envelope = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NeverAsked("something that is no request") from error
    if envelope.getroottree().docinfo.doctype or not all(isinstance(each.tag, str) for each in envelope.iter()):
        raise NeverAsked("a request with more in it than elements")
    parts = {each.tag: each for each in envelope}
    header, content = parts.get(f"{{{SOAP}}}Header"), parts.get(f"{{{SOAP}}}Body")
    if envelope.tag != f"{{{SOAP}}}Envelope" or len(parts) != len(envelope) or content is None or len(content) != 1:
        raise NeverAsked("a request of another form than ours")
    if len(parts) > 1 + (header is not None) or not _HEADER.issuperset(map(kind_of, () if header is None else header)):
        raise NeverAsked("a request of another form than ours")
    if content[0].tag != f"{{{MESSAGES}}}{kind_of(content[0])}":
        raise NeverAsked("an operation that is none of EWS")
    return content[0]


def _is_entry(item: Element) -> bool:
    return item.tag == f"{{{TYPES}}}CalendarItem" and all(map(_is_part_of_an_entry, item))


def _is_part_of_an_entry(part: Element) -> bool:
    if kind_of(part) == "ExtendedProperty":
        return all(is_own(name) for name in find_all(part, "t:ExtendedFieldURI"))
    return part.tag.startswith(f"{{{TYPES}}}") and kind_of(part) in _OF_AN_ENTRY


def _changes(change: Element) -> bool:
    """Whether a change sets nothing but what an entry is made of, or takes that away."""
    return all(
        kind_of(each) in {"SetItemField", "DeleteItemField"} and all(map(_is_allowed, each))
        for each in find_all(change, "t:Updates/*")
    )


def _is_allowed(part: Element) -> bool:
    """A part of a change: the name of a property, or the item that has its new value."""
    if kind_of(part) == "FieldURI":
        return str(part.get("FieldURI")).rpartition(":")[2] in _OF_AN_ENTRY
    return is_own(part) if kind_of(part) == "ExtendedFieldURI" else _is_entry(part)


def _makes_calendars(operation: Element) -> bool:
    folders = find_all(operation, "m:Folders/*")
    return bool(folders) and all(
        folder.tag == f"{{{TYPES}}}CalendarFolder" and all(map(_is_part_of_a_calendar, folder)) for folder in folders
    )


def _is_part_of_a_calendar(part: Element) -> bool:
    if kind_of(part) == "FolderClass":
        return bool(part.text == CALENDARS)
    return kind_of(part) == "DisplayName" or (kind_of(part) == "ExtendedProperty" and _is_part_of_an_entry(part))
