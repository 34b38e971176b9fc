"""What Gmail answers, as records: read with suspicion, since an answer that makes no sense must not look like none.

Whatever lacks what it has to have, such as an id, is `Unavailable`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from daemon.ports.errors import Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A draft as it stands in the list: its own id, and those of the message that it is now and of its thread."""

    draft: str
    message: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message as Gmail gives it; `data` is the message itself, or its headers alone, as the call says."""

    message: str
    thread: str
    labels: frozenset[str]
    arrived: datetime | None
    size: int
    data: bytes


def came(record: Mapping[str, Any]) -> Iterator[str]:
    """The messages that a record of the history brought: new ones, and those put into the inbox or among the sent."""
    for added in items_in(record, "messagesAdded"):
        yield text_in(part_in(added, "message"), "id")
    for labelled in items_in(record, "labelsAdded"):
        if {"INBOX", "SENT"}.intersection(labelled.get("labelIds") or ()):
            yield text_in(part_in(labelled, "message"), "id")


def went(record: Mapping[str, Any]) -> Iterator[str]:
    """The messages that a record of the history took away, as each save of a draft does with what it was before."""
    for deleted in items_in(record, "messagesDeleted"):
        yield text_in(part_in(deleted, "message"), "id")


def listed_in(item: Mapping[str, Any]) -> Listed:
    """A draft in a list."""
    message = part_in(item, "message")
    return Listed(draft=text_in(item, "id"), message=text_in(message, "id"), thread=text_in(message, "threadId"))


def mail_in(found: Mapping[str, Any]) -> Mail:
    """A message, whole or its headers."""
    raw = found.get("raw")
    return Mail(
        message=text_in(found, "id"),
        thread=text_in(found, "threadId"),
        labels=frozenset(map(str, found.get("labelIds") or ())),
        arrived=_moment(found.get("internalDate")),
        size=int(found.get("sizeEstimate") or 0),
        data=decode(raw) if isinstance(raw, str) else headers_of(found.get("payload")),
    )


def headers_of(part: object) -> bytes:
    """The headers of a message or of a part as bytes."""
    listed = items_in(part, "headers") if isinstance(part, Mapping) else []
    lines = (f"{header.get('name')}: {header.get('value')}" for header in listed)
    return "".join(f"{' '.join(line.splitlines())}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def decode(text: str) -> bytes:
    """Base64url, with or without padding, as bytes; `Unavailable` if it is none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Unavailable("Gmail answers in a way that cannot be understood") from error


def message_of(data: bytes, thread: str | None) -> dict[str, str]:
    """A message as Gmail takes it, in this conversation or in one of its own."""
    raw = base64.urlsafe_b64encode(data).decode("ascii")
    return {"raw": raw, "threadId": thread} if thread else {"raw": raw}


def _moment(milliseconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def items_in(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects, which may be missing."""
    found = holder.get(name) or []
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def part_in(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object, which may be missing."""
    found = holder.get(name)
    return found if isinstance(found, Mapping) else {}


def text_in(holder: Mapping[str, Any], name: str) -> str:
    """A text that has to be there."""
    found = holder.get(name)
    if not isinstance(found, str) or not found:
        raise Unavailable("Gmail answers in a way that cannot be understood")
    return found
