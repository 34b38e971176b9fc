"""Requests and answers of EWS as elements, put together and read by lxml, so that no text ever becomes markup."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from lxml.builder import ElementMaker

from adapters.outlook.marks import PROPERTY_SET

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES: Final = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES: Final = "http://schemas.microsoft.com/exchange/services/2006/types"

INBOX: Final = "inbox"
DRAFTS: Final = "drafts"
SENT: Final = "sentitems"
MAIL_FOLDERS: Final = frozenset({INBOX, DRAFTS, SENT})
"""The folders for mail that everybody has, whatever people see as their names."""

CALENDARS: Final = "IPF.Appointment"
"""The class of folders that are calendars."""

Element: TypeAlias = Any
"""An element of lxml, which leaves its types to others."""

_NAMES: Final = {"m": MESSAGES, "t": TYPES}

M: Final = ElementMaker(namespace=MESSAGES, nsmap=_NAMES)
"""Makes elements of requests: `M.ItemIds(...)`."""

T: Final = ElementMaker(namespace=TYPES, nsmap=_NAMES)
"""Makes elements of what requests are about: `T.Subject("...")`."""


def field(uri: str) -> Element:
    """The name of a property, such as `calendar:Start`."""
    return T.FieldURI(FieldURI=uri)


def own_field(name: str) -> Element:
    """The name of a property of ours; see `adapters.outlook.marks`."""
    return T.ExtendedFieldURI(PropertySetId=PROPERTY_SET, PropertyName=name, PropertyType="String")


def tracking_field() -> Element:
    """The name of what says that the index of a message tells its conversation (PidTagConversationIndexTracking)."""
    return T.ExtendedFieldURI(PropertyTag="0x3016", PropertyType="Boolean")


def own_property(name: str, value: str) -> Element:
    """A property of ours, to be written."""
    return T.ExtendedProperty(own_field(name), T.Value(value))


def own_properties(element: Element) -> dict[str, str]:
    """Our properties of an item or a folder."""
    found = {}
    for each in element.iterchildren(f"{{{TYPES}}}ExtendedProperty"):
        name = each.find(f"{{{TYPES}}}ExtendedFieldURI")
        if name is not None and is_own(name):
            found[str(name.get("PropertyName"))] = text_in(each, "t:Value")
    return found


def is_own(name: Element) -> bool:
    """Whether a name of a property is one of ours."""
    return str(name.get("PropertySetId")).lower() == PROPERTY_SET


def find(element: Element, path: str) -> Element | None:
    """The first element on a path, such as `t:Organizer/t:Mailbox`."""
    return element.find(path, _NAMES)


def find_all(element: Element, path: str) -> list[Element]:
    """All elements on a path."""
    found: list[Element] = element.findall(path, _NAMES)
    return found


def text_in(element: Element, path: str) -> str:
    """The text of the first element on a path; empty if there is none."""
    return element.findtext(path, "", _NAMES) or ""


def kind_of(element: Element) -> str:
    """What an element is called, without its namespace; empty for what is no element, such as a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
