"""Messages as Exchange keeps them: not the text that came in, but what it found in it.

A draft is written anew from its properties whenever somebody asks for its text; what was received stays as it was.
Headers that are not Exchange's own are properties of the set `InternetHeaders`, whoever put them there.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from copy import deepcopy
from email import message_from_bytes
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, getaddresses, parsedate_to_datetime
from typing import Any

from tests.fakes.exchange import conversations
from tests.fakes.exchange.events import mailbox_of
from tests.fakes.exchange.items import HEADERS, Item, Key, plain
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, children, find, name_of, read, t, text_of, written

_RECIPIENTS = {"To": "ToRecipients", "Cc": "CcRecipients", "Bcc": "BccRecipients", "Reply-To": "ReplyTo"}
_MEETINGS = {
    "REQUEST": ("MeetingRequest", "IPM.Schedule.Meeting.Request"),
    "CANCEL": ("MeetingCancellation", "IPM.Schedule.Meeting.Canceled"),
    "REPLY": ("MeetingResponse", "IPM.Schedule.Meeting.Resp.Pos"),
}
_UNPRINTABLE = re.compile("[^\t\r\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OWN = {
    *("from", "sender", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "received"),
    *("content-type", "content-transfer-encoding", "thread-topic", "thread-index", "importance", "return-path"),
    *(name.lower() for name in _RECIPIENTS),
}


def settle(item: Item, box: Mailbox) -> None:
    """Make a message complete that was created or changed; `Refused` if its text is none."""
    given = item.fields.pop("MimeContent", None)
    if given is not None:
        take_in(item, base64.b64decode(str(given.text or "")))
    _fill_in(item, box)
    conversations.settle(item, box, transported=item.text("IsDraft") != "true")
    if item.text("IsDraft") == "true":
        item.mime = composed(item)


def take_in(item: Item, raw: bytes) -> None:
    """Give a message what a text says, in the place of what it had."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    for name in ("InReplyTo", "References", "Attachments", *_RECIPIENTS.values()):
        item.fields.pop(name, None)
    item.extended = {key: each for key, each in item.extended.items() if key[0] != HEADERS}
    item.set(t("Subject", _header(message, "Subject")), _body(message))
    item.set(*_threading(message), *_people(message), *_dates(message))
    for name in {name.lower() for name in message} - _OWN:
        item.extended[HEADERS, name, "String"] = t("Value", _header(message, name))
    _take_files(item, message)


def kind_of(raw: bytes) -> tuple[str, str]:
    """What Exchange makes of a message that comes in, with the class of it: a meeting's are things of their own."""
    for part in message_from_bytes(raw, policy=default).walk():
        if part.get_content_type() == "text/calendar":
            return _MEETINGS.get(str(part.get_param("method")).upper(), ("Message", "IPM.Note"))
    return "Message", "IPM.Note"


def headers_of(raw: bytes) -> Element:
    """All headers of a message as it was transported; what is there twice is told once."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    told = [
        t("InternetMessageHeader", _header(message, name), HeaderName=name) for name in dict.fromkeys(message) if name
    ]
    return t("InternetMessageHeaders", *told)


def composed(item: Item) -> bytes:
    """The text of a message, made of its properties; `Refused` if they make none."""
    message = EmailMessage(policy=SMTP)
    headers: dict[str, str | list[Address]] = {"Subject": item.text("Subject")}
    headers |= {"Thread-Topic": item.text("ConversationTopic"), "Message-ID": item.text("InternetMessageId")}
    headers |= {"Thread-Index": item.text("ConversationIndex")}
    headers |= {"In-Reply-To": item.text("InReplyTo"), "References": item.text("References")}
    headers |= {_written_name(key): str(each.text or "") for key, each in item.extended.items() if key[0] == HEADERS}
    headers |= {"Date": format_datetime(read(item.text("DateTimeSent")))}
    try:
        headers |= {name: _addresses(item, kept) for name, kept in (("From", "From"), *_RECIPIENTS.items())}
        for name, value in headers.items():
            if value:
                message[name] = value
    except (ValueError, HeaderParseError) as error:
        raise Refused("ErrorInvalidPropertySet", str(error)) from error
    body = item.fields["Body"]
    text = str(body.text or "").replace("\r\n", "\n")
    message.set_content(plain(text) if body.get("BodyType") == "HTML" else text, charset="utf-8", cte="base64")
    if body.get("BodyType") == "HTML":
        message.add_alternative(text, subtype="html", charset="utf-8", cte="quoted-printable")
    for each in item.fields.get("Attachments", ()):
        kind, _, part = text_of(each, "t:ContentType", "application/octet-stream").partition("/")
        content = item.files[find(each, "t:AttachmentId").get("Id")]
        message.add_attachment(content, maintype=kind, subtype=part, filename=text_of(each, "t:Name"))
    return message.as_bytes()


def answer(box: Mailbox, wanted: Element, prefix: str) -> Item:
    """The draft of an answer to a message, which begins with what the answer says."""
    before = box.item(find(wanted, "t:ReferenceItemId").get("Id"))
    own = [each for each in children(wanted, ".") if name_of(each) not in {"ReferenceItemId", "NewBodyContent"}]
    new = find(wanted, "t:NewBodyContent")
    said, kind = ("", "Text") if new is None else (str(new.text or ""), new.get("BodyType"))
    topic = before.text("ConversationTopic")
    references = f"{before.text('References')} {before.text('InternetMessageId')}".strip()
    item = Item(id="", folder="", kind="Message")
    item.set(
        t("Subject", f"{prefix}: {topic}"),
        t("Body", f"{said}\r\n\r\n{before.fields['Body'].text or ''}", BodyType=kind),
        t("InReplyTo", before.text("InternetMessageId")),
        t("References", references),
        t("ConversationIndex", base64.b64encode(conversations.after(before)).decode()),
    )
    if prefix == "RE" and (to := before.fields.get("ReplyTo", before.fields.get("From"))) is not None:
        item.set(
            t("ToRecipients", *(mailbox_of(text_of(each, "t:EmailAddress"), text_of(each, "t:Name")) for each in to))
        )
    item.set(*own)
    return item


def _fill_in(item: Item, box: Mailbox) -> None:
    now = written(box.now)
    sender = item.fields.get("From")
    me = t("From", mailbox_of(box.owner)) if sender is None else sender
    known = [
        t("ItemClass", "IPM.Note"),
        t("Subject", ""),
        t("Sensitivity", "Normal"),
        t("Importance", "Normal"),
        t("Body", "", BodyType="Text"),
        t("IsRead", "true"),
        t("IsDraft", "true"),
        t("HasAttachments", "true" if "Attachments" in item.fields else "false"),
        t("DateTimeSent", now),
        t("DateTimeReceived", now),
        me,
        t("Sender", *map(deepcopy, me)),
        t("InternetMessageId", f"<{item.id.rstrip('=')}@mail.exchange.example>"),
    ]
    item.set(*(each for each in known if name_of(each) not in item.fields))


def _threading(message: EmailMessage) -> Iterable[Element]:
    names = {"Message-ID": "InternetMessageId", "In-Reply-To": "InReplyTo", "References": "References"}
    names |= {"Thread-Index": "ConversationIndex"}
    texts = {kept: _header(message, name) for name, kept in names.items()}
    return [t(kept, text) for kept, text in texts.items() if text]


def _people(message: EmailMessage) -> Iterable[Element]:
    found = {kept: _mailboxes(message, name) for name, kept in _RECIPIENTS.items()}
    told = [t(kept, *people) for kept, people in found.items() if people]
    for name in ("From", "Sender"):
        told += [t(name, people[0]) for people in [_mailboxes(message, name)] if people]
    return told


def _mailboxes(message: EmailMessage, name: str) -> list[Element]:
    found = getaddresses([_header(message, name)])
    return [mailbox_of(_printable(email), _printable(shown) or None) for shown, email in found if email]


def _dates(message: EmailMessage) -> Iterable[Element]:
    try:
        return [t("DateTimeSent", written(parsedate_to_datetime(_header(message, "Date"))))]
    except (ValueError, TypeError):
        return []


def _body(message: EmailMessage) -> Element:
    part: Any = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return t("Body", "", BodyType="Text")
    kind = "HTML" if part.get_content_subtype() == "html" else "Text"
    try:
        text = str(part.get_content())
    except (LookupError, ValueError):
        text = part.get_payload(decode=True).decode("latin-1")
    return t("Body", _printable(text.replace("\r\n", "\n").replace("\n", "\r\n")), BodyType=kind)


def _take_files(item: Item, message: EmailMessage) -> None:
    item.files.clear()
    told: list[Element] = []
    for number, part in enumerate(message.iter_attachments()):
        name = part.get_filename() or f"attachment {number}"
        content = part.get_payload(decode=True) or b""
        assert isinstance(content, bytes)
        identity = f"AAMkA{item.id.removeprefix('AAMkI')}{item.touched}-{number}-{name}"
        item.files[identity] = content
        size, kind = t("Size", str(len(content))), t("ContentType", part.get_content_type())
        inline = t("IsInline", "false")
        told.append(t("FileAttachment", t("AttachmentId", Id=identity), t("Name", name), kind, size, inline))
    if told:
        item.set(t("Attachments", *told))
    item.set(t("HasAttachments", "true" if told else "false"))


def _addresses(item: Item, name: str) -> list[Address]:
    found = item.fields.get(name, ())
    people = [(text_of(each, "t:Name"), text_of(each, "t:EmailAddress")) for each in found]
    return [Address("" if shown == email else shown, addr_spec=email) for shown, email in people]


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _printable(str(message[name] or "")).strip()
    except (ValueError, IndexError, AttributeError):
        return ""


def _written_name(key: Key) -> str:
    return "-".join(part.capitalize() for part in key[1].split("-"))


def _printable(text: str) -> str:
    """What XML can hold of a text."""
    return _UNPRINTABLE.sub("", text)
