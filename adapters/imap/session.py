"""One connection to one account, kept between passes and made again when it has died.

The verbs below are all that followupd does on a mailbox. Folders are opened for reading only, except to remove one
message; a folder that was opened for writing is never closed, since closing it would remove what others marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from adapters.formats.folder_names import decode_name
from adapters.imap.access import disconnect
from adapters.imap.errors import BUSY_CODES, Dropped, Garbled, Missing, code_of, told, translate, translate_append
from daemon.ports.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from adapters.imap.access import Access
    from adapters.imap.wire import Client

T = TypeVar("T")

Fetched = Mapping[bytes, Any]  # what the library made of one message: times, numbers, bytes and nested tuples

GOODBYE_SECONDS = 2
"""How long a server may take to say goodbye, for whoever leaves may be in a hurry."""

_APPENDED = re.compile(rb"\[APPENDUID (\d{1,20}) (\d{1,20})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A folder as the server lists it: its name as the server writes it, and its flags in small letters."""

    name: str
    delimiter: str
    flags: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A folder at the moment it was opened.

    `next_uid` is None where the server does not tell, and `state` changes with every change of the folder, or is None
    where the server has no CONDSTORE (RFC 7162), so that only looking can tell.
    """

    validity: int
    next_uid: int | None
    count: int
    state: tuple[int, ...] | None


class Session:
    """The verbs on a mailbox. `run` what uses them, so that a connection that has died meanwhile is made anew."""

    def __init__(self, access: Access) -> None:
        """Store how to get there; nothing is connected yet."""
        self._access = access
        self._client: Client | None = None
        self._writing = False

    def run(self, operation: Callable[[Session], T]) -> T:
        """Carry out an operation that begins by looking; once more if an old connection turns out to be dead.

        It is not repeated once it has begun to write, since the server may still be busy with what it was told: then,
        and when a new connection dies as well, it is `Unavailable`, and the next attempt looks again.
        """
        reused, self._writing = self._client is not None, False
        try:
            try:
                return operation(self)
            except Dropped:
                if not reused or self._writing:
                    raise
            return operation(self)
        except (Dropped, Garbled) as error:
            raise Unavailable(str(error)) from error

    def close(self) -> None:
        """Say goodbye if there is anybody to hear it."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.socket().settimeout(GOODBYE_SECONDS)
                client.logout()
            disconnect(client)

    def folders(self) -> list[Listed]:
        """All folders of the account."""
        listed = self._do(lambda client: client.list_folders())
        return [
            Listed(
                name=_as_text(name),
                delimiter=_as_text(delimiter),
                flags=frozenset(_as_text(flag).lower() for flag in flags),
            )
            for flags, delimiter, name in listed
        ]

    def examine(self, folder: str) -> Opened:
        """Open a folder for reading; everything below acts on the folder that was opened last."""
        return self._open(folder, readonly=True)

    def search(self, criteria: str) -> list[int]:
        """The UIDs of the messages that meet these criteria (ASCII, quoted where need be), in their order."""
        return sorted(self._do(lambda client: client.search(criteria)))

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Fetched]:
        """What was asked of these messages; one that has gone meanwhile is missing."""
        found: Mapping[int, Fetched] = self._do(lambda client: client.fetch(uids, list(items)))
        return found

    def append(self, folder: str, message: bytes) -> tuple[int, int] | None:
        """Store a draft; answers with the folder's validity and the message's UID if the server tells (UIDPLUS)."""
        self._writing = True
        answer = self._do(lambda client: _append(client, folder, message))
        told_uid = _APPENDED.search(answer or b"")
        return (int(told_uid[1]), int(told_uid[2])) if told_uid else None

    def discard(self, folder: str, validity: int, uid: int) -> None:
        """Remove this one message, and no other that somebody may have marked as deleted.

        Where the server cannot remove by UID (no UIDPLUS) it is only marked, which mail programs show as deleted.
        """
        self._writing = True
        if self._open(folder, readonly=False).validity != validity:
            raise Conflict(f"the folder {folder} was made anew")
        self._do(lambda client: client.add_flags([uid], [rb"\Deleted"], silent=True))
        if self._do(lambda client: client.has_capability("UIDPLUS")):
            self._do(lambda client: client.uid_expunge([uid]))

    def _open(self, folder: str, *, readonly: bool) -> Opened:
        answer = self._do(lambda client: _select(client, folder, readonly=readonly))
        validity, count = answer.get(b"UIDVALIDITY"), answer.get(b"EXISTS", 0)
        if validity is None:
            raise Unavailable(f"the server gives the messages in {folder} no lasting numbers (UIDVALIDITY)")
        next_uid, changes = answer.get(b"UIDNEXT"), answer.get(b"HIGHESTMODSEQ")
        state = (validity, next_uid, count, changes) if next_uid and changes else None
        return Opened(validity=validity, next_uid=next_uid, count=count, state=state)

    def _do(self, verb: Callable[[Client], T]) -> T:
        if self._client is None:
            self._client = self._access.connect()
        try:
            with translate(self._access.host):
                return verb(self._client)
        except Dropped:
            client, self._client = self._client, None
            disconnect(client)
            raise


def _select(client: Client, folder: str, *, readonly: bool) -> Fetched:
    try:
        answer: Fetched = client.select_folder(folder, readonly=readonly)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        kind = Unavailable if code_of(error) in BUSY_CODES else Missing
        raise kind(
            f"the folder {decode_name(folder)} cannot be opened{told(error)}; was it removed or renamed?"
        ) from error
    return answer


def _append(client: Client, folder: str, message: bytes) -> bytes:
    with translate_append(folder):
        answer: bytes = client.append(folder, message, [rb"\Draft", rb"\Seen"])
    return answer


def _as_text(value: object) -> str:
    """A name of the server's: bytes beyond ASCII cannot be sent back, so what holds them matches nothing."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
