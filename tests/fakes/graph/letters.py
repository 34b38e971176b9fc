"""A message as the fake keeps it, as Graph tells it, and as it comes and goes as MIME.

Exchange keeps no MIME: it takes a message apart into properties and puts another one together when somebody asks. What
it keeps of the headers are those that every message has, and those whose names begin with `x-`; of a text and a page of
the same words it keeps the page. An invitation it knows as one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, formataddr, getaddresses, parsedate_to_datetime
from typing import Any, TypeAlias

from tests.fakes.graph import bodies, ids
from tests.fakes.graph.asking import Preferences
from tests.fakes.graph.odata import EXTENDED
from tests.fakes.graph.times import stamp

Resource: TypeAlias = dict[str, Any]

INTERNET_HEADERS = "{00020386-0000-0000-c000-000000000046}"
TRANSPORT, REFERENCES, MESSAGE_ID, REPLY_TO_ID = "String 0x7d", "String 0x1039", "String 0x1035", "String 0x1042"
_TYPE = "#microsoft.graph.message"
_SUBJECT = re.compile(r"(?i)^(?:(?:re|fwd?|aw|wg)\s*:\s*)+")
DEFAULTS: Resource = {
    "categories": [],
    "hasAttachments": False,
    "subject": "",
    "importance": "normal",
    "isDeliveryReceiptRequested": False,
    "isReadReceiptRequested": False,
    "isRead": False,
    "isDraft": False,
    "inferenceClassification": "focused",
    "body": {"contentType": "text", "content": ""},
    "toRecipients": [],
    "ccRecipients": [],
    "bccRecipients": [],
    "replyTo": [],
    "flag": {"flagStatus": "notFlagged"},
}
_DISGUISE = re.compile(r'(?:^|(?<=,))\s*([^"<>,]*@[^"<>,]*)<')
_TOLD_APART = {"from", "sender", "to", "cc", "bcc"}
_PEOPLE = {"toRecipients": "To", "ccRecipients": "Cc", "bccRecipients": "Bcc", "replyTo": "Reply-To"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a message, and the properties that it was of; None if it was of the whole message."""

    number: int
    names: frozenset[str] | None = None


@dataclass(slots=True, kw_only=True)
class Letter:
    """One message, in a folder; `left` is when it left others, `raw` how it came, if it came by mail.

    `headers` are those with which it came or, of one that was written here, those of its own beginning with `x-`.
    """

    number: int
    folder: str
    resource: Resource
    born: int
    changes: list[Change]
    headers: list[tuple[str, str]] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    attachments: list[Resource] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    raw: bytes | None = None
    deleted: bool = False

    @property
    def changed(self) -> int:
        """The number of the change that made it what it is."""
        return self.changes[-1].number

    @property
    def etag(self) -> str:
        return f'W/"CQAAABYAAAC{self.number:06}{self.changed:06}"'

    def header(self, name: str) -> str | None:
        """A header of it."""
        return next((value for each, value in self.headers if each.casefold() == name.casefold()), None)

    def since(self, number: int) -> frozenset[str] | None:
        """Which properties have changed since; None if everything may have."""
        names = [change.names for change in self.changes if change.number > number]
        known = [each for each in names if each is not None]
        return frozenset().union(*known) if len(known) == len(names) else None


def id_of(letter: Letter, preferences: Preferences, folder: str | None = None) -> str:
    """The id of a message, or the one that it had in another folder."""
    name = ids.Name(number=letter.number, place=folder or letter.folder)
    return ids.write(name, immutable=preferences.immutable)


def whole(letter: Letter, preferences: Preferences) -> Resource:
    """Everything that can be told of a message."""
    kept = DEFAULTS | letter.resource
    own = [] if kept["isDraft"] or letter.raw is None else letter.headers
    # Who wrote to whom is told in properties only.
    own = [each for each in own if each[0].casefold() not in _TOLD_APART]
    headers = own or [each for each in letter.headers if each[0].casefold().startswith("x-")]
    told = kept | {
        "@odata.etag": letter.etag,
        "id": id_of(letter, preferences),
        "changeKey": letter.etag[3:-1],
        "parentFolderId": letter.folder,
        "conversationIndex": base64.b64encode(f"{letter.number:022}".encode()).decode(),
        "webLink": f"https://outlook.office365.com/owa/?ItemID={letter.number}&exvsurl=1&viewmodel=ReadMessageItem",
        "hasAttachments": bool(letter.attachments),
        "body": bodies.told(kept["body"], text=preferences.text),
        "uniqueBody": bodies.told(kept["body"], text=preferences.text),
        "bodyPreview": bodies.preview(kept["body"]),
        "attachments": letter.attachments,
        EXTENDED: [{"id": name, "value": value} for name, value in _extended(letter).items()],
    }
    return told | ({"internetMessageHeaders": [{"name": n, "value": v} for n, v in headers]} if headers else {})


def in_delta(told: Resource) -> Resource:
    """A message as a delta tells it."""
    return {"@odata.type": _TYPE, **told}


def removed(message: str) -> Resource:
    """What a delta tells of a message that is no longer in the folder."""
    return {"@odata.type": _TYPE, "id": message, "@removed": {"reason": "deleted"}}


def taken_apart(raw: bytes) -> tuple[Resource, list[tuple[str, str]], list[Resource]]:
    """A message in MIME as properties, its headers, and what is attached."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    resource: Resource = {"subject": _one_line(message["Subject"]), "body": _body(message)}
    for name, header in _PEOPLE.items():
        if message[header] is not None:
            resource[name] = _people(message, header)
    for name, header in (("from", "From"), ("sender", "Sender" if message["Sender"] else "From")):
        if people := _people(message, header):
            resource[name] = people[0]
    if any(part.get_content_type() == "text/calendar" for part in message.walk()):
        resource["@odata.type"] = "#microsoft.graph.eventMessageRequest"
    if message["Message-ID"]:
        resource["internetMessageId"] = _one_line(message["Message-ID"])
    if (date := _date(message)) is not None:
        resource["sentDateTime"] = stamp(date)
    headers = [(name, _one_line(value)) for name, value in message.items()]
    return resource, headers, [*_attachments(message)]


def put_together(letter: Letter) -> bytes:
    """A message in MIME, as Exchange makes it of what it kept."""
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(letter):
        message[name] = value
    body = (DEFAULTS | letter.resource)["body"]
    message.set_content(bodies.told(body, text=True)["content"].replace("\r\n", "\n"))
    if body["contentType"] == "html":
        message.add_alternative(body["content"], subtype="html")
    for each in letter.attachments:
        kind, _, subtype = (each.get("contentType") or "application/octet-stream").partition("/")
        content = base64.b64decode(each["contentBytes"])
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=each["name"])
    return message.as_bytes()


def conversation(letters: Mapping[int, Letter], subject: str, headers: list[tuple[str, str]]) -> str | None:
    """The conversation of what answers a message that is here."""
    named = {
        part for name, value in headers if name.casefold() in {"in-reply-to", "references"} for part in value.split()
    }
    for each in letters.values():
        same = _SUBJECT.sub("", each.resource.get("subject", "")) == _SUBJECT.sub("", subject)
        if same and each.resource.get("internetMessageId") in named:
            return str(each.resource["conversationId"])
    return None


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    """The headers that a message has when it leaves Exchange."""
    kept = DEFAULTS | letter.resource
    if kept.get("from"):
        yield "From", _named(kept["from"])
    yield from ((header, ", ".join(map(_named, kept[name]))) for name, header in _PEOPLE.items() if kept[name])
    yield "Subject", kept["subject"]
    yield "Date", format_datetime(datetime.fromisoformat(kept.get("sentDateTime") or kept["createdDateTime"]))
    yield "Message-ID", kept["internetMessageId"]
    named = (("In-Reply-To", REPLY_TO_ID), ("References", REFERENCES))
    yield from ((name, letter.properties[key]) for name, key in named if key in letter.properties)
    yield from ((name, value) for name, value in letter.headers if name.casefold().startswith("x-"))


def _extended(letter: Letter) -> dict[str, str]:
    """The extended properties: those that were set, and those that everything has which came as MIME."""
    known = dict(letter.properties)
    known[MESSAGE_ID] = letter.resource.get("internetMessageId", "")
    for name, value in letter.headers:
        if name.casefold().startswith("x-"):
            known[f"String {INTERNET_HEADERS} Name {name.casefold()}"] = value
    if letter.raw is not None:
        known[TRANSPORT] = "".join(f"{name}: {value}\r\n" for name, value in letter.headers)
    return known


def _body(message: EmailMessage) -> Resource:
    part = message.get_body(("html", "plain"))
    if part is None:
        return {"contentType": "text", "content": ""}
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        content = ""
    return {"contentType": "html" if part.get_content_subtype() == "html" else "text", "content": str(content)}


def _attachments(message: EmailMessage) -> Iterator[Resource]:
    for number, part in enumerate(message.iter_attachments()):
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else part.as_bytes()
        yield attachment(number, str(part.get_filename() or "unnamed"), part.get_content_type(), data)


def attachment(number: int, name: str, kind: str, content: bytes) -> Resource:
    """A file that is attached."""
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "id": f"AAMkAttachment{number}",
        "name": name,
        "contentType": kind,
        "size": len(content),
        "isInline": False,
        "contentBytes": base64.b64encode(content).decode(),
    }


def _people(message: EmailMessage, header: str) -> list[Resource]:
    # Exchange believes what stands in angle brackets, whatever the name before it looks like.
    values = [_DISGUISE.sub(r'"\1" <', _one_line(value)) for value in message.get_all(header, [])]
    found = getaddresses(values)
    return [{"emailAddress": {"name": name or address, "address": address}} for name, address in found if address]


def _named(person: Resource) -> str:
    address = person["emailAddress"]
    name = address.get("name") or ""
    return formataddr((name if name != address["address"] else "", address["address"]))


def _date(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _one_line(value: object) -> str:
    return re.sub(r"\s*\r?\n\s*", " ", str(value or "")).strip()
