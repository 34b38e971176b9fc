"""The letters of EWS: elements, envelopes, and how Exchange says that something went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from tests.adapters.caldav_proxy import Reply
from tests.fakes.exchange.schema import Element

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
NAMES = {"s": SOAP, "m": MESSAGES, "t": TYPES}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class Refused(Exception):
    """Exchange's word that one part of a request cannot be: its code, and for people a text."""

    def __init__(self, code: str, text: str = "", *, about: Element = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = text or code
        self.about = about


def t(name: str, *content: Element | str | None, **attributes: str) -> Element:
    """An element of the types: of elements, or of a text. What is None is left out."""
    return _element(TYPES, name, content, attributes)


def m(name: str, *content: Element | str | None, **attributes: str) -> Element:
    """The same of the messages."""
    return _element(MESSAGES, name, content, attributes)


def name_of(element: Element) -> str:
    """The name of an element, without its namespace."""
    return str(etree.QName(element).localname)


def find(element: Element, path: str) -> Element:
    """The first element at a path, which is written with the prefixes `m:` and `t:`; None if there is none."""
    return element.find(path, NAMES)


def text_of(element: Element, path: str, default: str = "") -> str:
    """The text at a path."""
    return str(element.findtext(path, default, NAMES))


def children(element: Element, path: str) -> list[Element]:
    """The elements within the one at a path; none if it is not there."""
    found = find(element, path)
    return [] if found is None else [each for each in found if isinstance(each.tag, str)]


def parsed(body: bytes) -> Element:
    """A request or an answer; `XMLSyntaxError` if it is none."""
    return etree.fromstring(body, _PARSER)


def written(moment: datetime) -> str:
    """A moment as Exchange writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read(text: str) -> datetime:
    """A moment that was written, with or without a zone."""
    return datetime.fromisoformat(text)


def success(operation: str, *content: Element) -> Element:
    """The message that one part of a request was done."""
    return m(f"{operation}ResponseMessage", m("ResponseCode", "NoError"), *content, ResponseClass="Success")


def error(operation: str, refused: Refused, *content: Element) -> Element:
    """The message that one part of a request was refused."""
    return m(
        f"{operation}ResponseMessage",
        m("MessageText", refused.text),
        m("ResponseCode", refused.code),
        m("DescriptiveLinkKey", "0"),
        None if refused.about is None else m("MessageXml", refused.about),
        *content,
        ResponseClass="Error",
    )


def envelope(content: Element) -> Reply:
    """An answer: in its head, which Exchange this is."""
    version = t("ServerVersionInfo", MajorVersion="15", MinorVersion="2", MajorBuildNumber="1544", MinorBuildNumber="9")
    version.set("Version", "V2017_07_11")  # which no request may name
    whole = _element(SOAP, "Envelope", (_element(SOAP, "Header", (version,), {}), _body(content)), {})
    return _reply(whole, 200)


def fault(code: str, text: str = "", *, values: Mapping[str, str] | None = None, status: int = 500) -> Reply:
    """The answer that the request as a whole is refused, with values that say more of it."""
    found = [t("Value", value, Name=name) for name, value in (values or {}).items()]
    detail = etree.Element("detail")
    detail.append(_element(ERRORS, "ResponseCode", (code,), {}))
    detail.append(_element(ERRORS, "Message", (text or code,), {}))
    if found:
        detail.append(t("MessageXml", *found))
    content = _element(SOAP, "Fault", (), {})
    etree.SubElement(content, "faultcode").text = f"a:{code}"
    etree.SubElement(content, "faultstring").text = text or code
    content.append(detail)
    return _reply(_element(SOAP, "Envelope", (_body(content),), {}), status)


def busy(milliseconds: int = 120_000) -> Reply:
    """The answer that there were too many requests lately."""
    return fault("ErrorServerBusy", "The server cannot do this now.", values={"BackOffMilliseconds": str(milliseconds)})


def _element(space: str, name: str, content: tuple[Any, ...], attributes: Mapping[str, str]) -> Element:
    element = etree.Element(f"{{{space}}}{name}", dict(attributes), nsmap=NAMES)
    for each in content:
        if isinstance(each, str):
            element.text = each
        elif each is not None:
            element.append(each)
    return element


def _body(content: Element) -> Element:
    return _element(SOAP, "Body", (content,), {})


def _reply(whole: Element, status: int) -> Reply:
    body = etree.tostring(whole, xml_declaration=True, encoding="utf-8")
    return Reply(status=status, headers={"Content-Type": "text/xml; charset=utf-8"}, body=body)
