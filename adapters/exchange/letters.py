"""Reads letters at Exchange: a small one as it is, a large one without its attachments, which stay where they are."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from adapters.exchange import envelopes
from adapters.exchange.asking import items
from adapters.exchange.envelopes import as_headers, envelope_of
from adapters.exchange.errors import Trouble
from adapters.exchange.heads import mime_in
from adapters.exchange.markup import field, find, find_all, text_in
from adapters.formats.mail_headers import HEAD_LIMIT
from adapters.formats.mime import TEXT_LIMIT
from daemon.ports.errors import PortError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.markup import Element

WHOLE_LIMIT: Final = 256 * 1024
"""Up to how many bytes a letter is fetched as it is."""

_WHOLE: Final = (field("item:MimeContent"),)
_PARTS: Final = (
    *envelopes.FIELDS,
    *(field(f"item:{name}") for name in ("InternetMessageHeaders", "Body", "TextBody")),
)
_BOUNDARY: Final = "=_followupd-texts"


def fetch_letters(mailbox: Mailbox, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes | PortError]]:
    """The letters with these ids and sizes as bytes, headers complete, or what is wrong with each."""
    small = [ref for ref, size in sizes.items() if size <= WHOLE_LIMIT]
    large = [ref for ref, size in sizes.items() if size > WHOLE_LIMIT]
    for ref, item in items(mailbox, small, _WHOLE):
        yield ref, item if isinstance(item, PortError) else _whole(item)
    for ref, item in items(mailbox, large, _PARTS):
        yield ref, item if isinstance(item, PortError) else _put_together(item)


def _whole(item: Element) -> bytes | PortError:
    try:
        return mime_in(item)
    except Trouble as error:
        return error


def _put_together(item: Element) -> bytes:
    """A letter of the texts in a message that Exchange took apart."""
    head = (_transported(item) or envelope_of(item))[:HEAD_LIMIT].rstrip()
    # What it says first of its content counts, and not what was said of it on its way.
    kind = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n'.encode()
    return kind + head + b"\r\n\r\n" + b"".join(_texts(item)) + f"--{_BOUNDARY}--\r\n".encode()


def _transported(item: Element) -> bytes:
    """The headers with which it came in; what was written here has none."""
    told = ((str(each.get("HeaderName")), each.text or "") for each in find_all(item, "t:InternetMessageHeaders/*"))
    return as_headers(f"{name}: {text}" for name, text in told)


def _texts(item: Element) -> Iterator[bytes]:
    """The plain text, which Exchange makes of HTML too, and the HTML."""
    body = find(item, "t:Body")
    yield _part("plain", text_in(item, "t:TextBody"))
    if body is not None and body.get("BodyType") == "HTML":
        yield _part("html", body.text or "")


def _part(kind: str, text: str) -> bytes:
    data = base64.encodebytes(text[:TEXT_LIMIT].encode("utf-8", "replace"))
    head = f"--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + data + b"\r\n"
