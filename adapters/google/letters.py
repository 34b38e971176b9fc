"""Reads a letter at Gmail: a small one as it is, a large one without its attachments, which stay where they are."""

from __future__ import annotations

import base64
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from adapters.formats.mail_headers import HEAD_LIMIT
from adapters.formats.mime import READ_LIMIT
from adapters.google.gmail_answers import decode, headers_of

if TYPE_CHECKING:
    from adapters.google.gmail import Gmail
    from adapters.google.gmail_answers import Mail

WHOLE_LIMIT: Final = 256 * 1024
"""Up to how many bytes a letter is fetched as it is."""

PARTS_LIMIT: Final = 6
DEPTH_LIMIT: Final = 20
PART_LIMIT: Final = (READ_LIMIT - HEAD_LIMIT) // PARTS_LIMIT
_CHARSET: Final = re.compile(rb"""(?i)^content-type:[^\r\n]{0,500}?\bcharset="?([\w.:-]{1,40})""", re.MULTILINE)
_BOUNDARY: Final = "=_followupd-texts"


def fetch_letter(gmail: Gmail, head: Mail) -> bytes | None:
    """The letter with this head as bytes, its headers complete, or None if it is gone."""
    if head.size <= WHOLE_LIMIT:
        mail = gmail.whole(head.message)
        return None if mail is None else mail.data
    found = gmail.parts(head.message)
    return None if found is None else _put_together(found.get("payload"))


def _put_together(payload: object) -> bytes:
    """A letter of the texts in a message that was taken apart, in the order in which they stand there."""
    kept = (line for line in headers_of(payload)[:HEAD_LIMIT].splitlines() if not _describes_body(line))
    head = b"".join(line + b"\r\n" for line in kept)
    parts = [part for part, _ in zip(_texts(payload, DEPTH_LIMIT), range(PARTS_LIMIT), strict=False)]
    middle = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{_BOUNDARY}"\r\n\r\n'.encode()
    return head + middle + b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def _describes_body(line: bytes) -> bool:
    name = line.partition(b":")[0].lower()
    return name.startswith(b"content-") or name == b"mime-version"


def _texts(part: object, depth: int) -> Iterator[bytes]:
    """The texts of a message that are no files, as parts of another."""
    if not isinstance(part, Mapping) or depth == 0:
        return
    children = part.get("parts")
    if isinstance(children, list) and children:
        for child in children:
            yield from _texts(child, depth - 1)
    elif part.get("mimeType") in {"text/plain", "text/html"} and not part.get("filename"):
        yield _text(part)


def _text(part: Mapping[str, Any]) -> bytes:
    """Gmail undoes the transfer encoding; whether the charset too its reference does not say, so both are tried."""
    body = part.get("body")
    encoded = body.get("data") if isinstance(body, Mapping) else None
    data = decode(encoded)[:PART_LIMIT] if isinstance(encoded, str) else b""
    charset = _charset(part)
    if _is_utf_8(data):
        charset, data = "utf-8", data.decode("utf-8", "ignore").encode()  # without half a character at its end
    head = f"Content-Type: {part['mimeType']}; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return f"--{_BOUNDARY}\r\n{head}".encode() + base64.encodebytes(data) + b"\r\n"


def _is_utf_8(data: bytes) -> bool:
    """Whether it is UTF-8, perhaps cut off within a character."""
    try:
        getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _charset(part: Mapping[str, Any]) -> str:
    found = _CHARSET.search(headers_of(part))
    return found[1].decode("ascii") if found else "us-ascii"
