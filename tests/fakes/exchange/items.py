"""Items and folders as Exchange keeps them: properties by name, properties of programs' own by set and name."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import TypeAlias

from tests.fakes.exchange import schema
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, find, name_of, t, text_of

Key: TypeAlias = tuple[str, str, str]
"""A property of a program's own: set or tag, name or number, and type."""

HEADERS = "00020386-0000-0000-c000-000000000046"  # the set of what a message has in its head
_SETS = {
    "InternetHeaders": HEADERS,
    "PublicStrings": "00020329-0000-0000-c000-000000000046",
    "Appointment": "00062002-0000-0000-c000-000000000046",
    "Common": "00062008-0000-0000-c000-000000000046",
    "Meeting": "6ed8da90-450b-101b-98da-00aa003f1305",
}

# What Exchange tells only of items that are named, and not of those that it finds.
HEAVY = frozenset(
    {
        *("MimeContent", "Body", "TextBody", "UniqueBody", "NormalizedBody", "Attachments", "InternetMessageHeaders"),
        *("RequiredAttendees", "OptionalAttendees", "Resources", "ConflictingMeetings", "AdjacentMeetings"),
        *("Recurrence", "FirstOccurrence", "LastOccurrence", "ModifiedOccurrences", "DeletedOccurrences"),
        *("ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo", "ReceivedBy", "ReceivedRepresenting"),
        "ResponseObjects",
    }
)
_BODIES = {"Body", "UniqueBody", "NormalizedBody"}


@dataclass(slots=True, kw_only=True)
class Item:
    """An item; `edited` is the number of the change that made it what it is, `touched` counts reading it too.

    `deviations` are the occurrences of a series that are not as planned, by when they were planned for: what is
    different about each, or None for one that is deleted. A damaged item can be found, and not be read.
    """

    id: str
    folder: str
    kind: str
    fields: dict[str, Element] = field(default_factory=dict)
    extended: dict[Key, Element] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    mime: bytes | None = None
    deviations: dict[datetime, dict[str, Element] | None] = field(default_factory=dict)
    edited: int = 0
    touched: int = 0
    damaged: bool = False

    @property
    def change_key(self) -> str:
        """What names this very state of it."""
        return f"CQAA{self.touched:08d}"

    def text(self, name: str, default: str = "") -> str:
        """A property that is a text."""
        found = self.fields.get(name)
        return default if found is None else str(found.text or "")

    def set(self, *properties: Element) -> None:
        """Give it these properties in the place of those that it had."""
        for each in properties:
            if name_of(each) == "ExtendedProperty":
                self.extended[key_of(find(each, "t:ExtendedFieldURI"))] = deepcopy(_value(each))
            else:
                self.fields[name_of(each)] = made = deepcopy(each)
                made.text = schema.canonical(name_of(each), made.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of an item is asked for."""

    base: str
    names: frozenset[str]
    headers: frozenset[str]
    own: tuple[Element, ...]
    mime: bool
    body: str

    @classmethod
    def of(cls, element: Element) -> Shape:
        """The shape that a request names."""
        paths = find(element, "t:AdditionalProperties")
        asked = [] if paths is None else list(paths)
        simple = [each.get("FieldURI").partition(":")[2] for each in asked if name_of(each) == "FieldURI"]
        indexed = [each.get("FieldIndex") for each in asked if name_of(each) == "IndexedFieldURI"]
        return cls(
            base=text_of(element, "t:BaseShape"),
            names=frozenset(simple),
            headers=frozenset(indexed),
            own=tuple(each for each in asked if name_of(each) == "ExtendedFieldURI"),
            mime="MimeContent" in simple or text_of(element, "t:IncludeMimeContent") == "true",
            body=text_of(element, "t:BodyType", "Best"),
        )

    def wants(self, name: str) -> bool:
        """Whether a property is asked for."""
        if name == "MimeContent":
            return self.mime
        return name in self.names or (self.base != "IdOnly" and (self.base == "AllProperties" or name in _DEFAULT))


_DEFAULT = frozenset(
    {
        *("Subject", "Body", "Sensitivity", "Size", "HasAttachments", "DateTimeSent", "IsRead", "From", "ReplyTo"),
        *("ToRecipients", "CcRecipients", "InternetMessageId", "References", "Start", "End", "Location", "Recurrence"),
        *("IsAllDayEvent", "LegacyFreeBusyStatus", "CalendarItemType", "Organizer"),
        *("FolderClass", "DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount"),
    }
)


def key_of(uri: Element) -> Key:
    """The key of a property of a program's own."""
    named = uri.get("DistinguishedPropertySetId")
    space = _SETS.get(named, named) if named else (uri.get("PropertySetId") or uri.get("PropertyTag"))
    name = uri.get("PropertyName") or uri.get("PropertyId") or ""
    space = str(space).lower()
    return space, name.lower() if space == HEADERS else name, uri.get("PropertyType")


def show(item: Item, shape: Shape, *, leave: Iterable[str] = ()) -> Element:
    """An item as it is told, without some properties whatever is asked for."""
    identity = t("ItemId", Id=item.id, ChangeKey=item.change_key)
    if item.damaged:
        return t(item.kind, identity)
    told: list[Element] = []
    for name in schema.order(item.kind):
        if name == "ItemId":
            told.append(identity)
        elif name == "ExtendedProperty":
            told += own_properties(item.extended, shape.own)
        elif name not in leave:
            told += _property(item, name, shape)
    return t(item.kind, *told)


def own_properties(extended: dict[Key, Element], asked: Iterable[Element]) -> list[Element]:
    """What is asked for among the properties of programs' own."""
    found = [(uri, extended.get(key_of(uri))) for uri in asked]
    return [t("ExtendedProperty", deepcopy(uri), deepcopy(value)) for uri, value in found if value is not None]


def forbid_heavy(shape: Shape) -> None:
    """`Refused` if what is asked for is told only of items that are named."""
    for name in sorted(HEAVY & shape.names | ({"MimeContent"} if shape.mime else set())):
        uri = t("FieldURI", FieldURI=f"item:{name}")
        raise Refused("ErrorInvalidPropertyRequest", "Property is not valid for this operation.", about=uri)


def plain(html: str) -> str:
    """A text without its marks, as Exchange makes it of HTML."""
    text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>|<!--.*?-->", "", html)
    text = re.sub(r"(?i)<br\s*/?>|</(p|div|tr|h\d|li)>", "\r\n", text)
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()


def _property(item: Item, name: str, shape: Shape) -> list[Element]:
    if name == "InternetMessageHeaders":
        return _headers(item, shape)
    if name == "TextBody" and shape.wants(name) and "Body" in item.fields:
        return [t("TextBody", _as_text(item.fields["Body"]), BodyType="Text")]
    if name == "MimeContent" and shape.mime and item.mime is not None:
        return [t("MimeContent", base64.b64encode(item.mime).decode(), CharacterSet="UTF-8")]
    if not shape.wants(name) or name not in item.fields:
        return []
    found = deepcopy(item.fields[name])
    if name in _BODIES and shape.body == "Text" and found.get("BodyType") != "Text":
        return [t(name, _as_text(found), BodyType="Text")]
    return [found]


def _headers(item: Item, shape: Shape) -> list[Element]:
    found = item.fields.get("InternetMessageHeaders")
    if found is None:
        return []
    every = shape.wants("InternetMessageHeaders")
    names = {name.lower() for name in shape.headers}
    told = [deepcopy(each) for each in found if every or each.get("HeaderName").lower() in names]
    return [t("InternetMessageHeaders", *told)] if told else []


def _as_text(body: Element) -> str:
    text = str(body.text or "")
    return text if body.get("BodyType") == "Text" else plain(text)


def _value(own: Element) -> Element:
    value = find(own, "t:Value")
    return find(own, "t:Values") if value is None else value
