"""The connection itself, below the client library: what may be sent on it, and how much may come back.

Sent is only what is on a list: no command that could mark a message as read, remove one that is not named by its UID,
or make, rename or delete a folder leaves this machine, whoever calls for it. Nothing in IMAP sends mail.

A server that announces more than was asked for is not believed, so memory stays bounded whatever it says.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl

from imapclient import IMAPClient

LITERAL_LIMIT = 16 * 1024 * 1024
"""How many bytes one piece of an answer may have."""

ANSWER_LIMIT = 64 * 1024 * 1024
"""How many bytes the whole answer to one command may have."""

CONNECT_SECONDS = 20
READ_SECONDS = 30
KEEPALIVE_SECONDS = 60
"""How long a quiet connection waits before it shows a NAT on the way that it is still in use."""

_ALLOWED = frozenset(
    (
        *(b"CAPABILITY", b"ID", b"ENABLE", b"STARTTLS", b"LOGIN", b"AUTHENTICATE", b"LOGOUT"),
        *(b"LIST", b"EXAMINE", b"SELECT", b"APPEND", b"UID SEARCH", b"UID FETCH", b"UID STORE", b"UID EXPUNGE"),
    )
)
_COMMAND = re.compile(rb"[^ ]+ ((?:UID )?[A-Za-z]+)")
# Fetching these marks a message as read; BODY.PEEK[...] and RFC822.SIZE do not.
_MARKING = re.compile(rb"(?i)\bBODY\[|\bRFC822(?!\.SIZE)|\bBINARY\[")


class Forbidden(RuntimeError):
    """A command that followupd never sends was about to leave: a bug, and nothing has happened."""


class Wire(imaplib.IMAP4):
    """One connection, encrypted from the start if there is a context."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        """Connect and read the greeting."""
        self._context = context
        self._room = ANSWER_LIMIT
        super().__init__(host, port, CONNECT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
        try:
            return self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
        except OSError:
            plain.close()
            raise

    def send(self, data: bytes) -> None:  # type: ignore[override]  # typeshed says Buffer; only bytes come
        """Send bytes; `Forbidden` if they begin a command that is not on the list."""
        if data.startswith(getattr(self, "tagpre", b"\0")):
            command = _COMMAND.match(data)
            name = command[1].upper() if command else b""
            if name not in _ALLOWED or (name == b"UID FETCH" and _MARKING.search(data)):
                raise Forbidden(f"the command {name.decode('ascii', 'replace')} is not one that followupd sends")
            self._room = ANSWER_LIMIT
        super().send(data)

    def read(self, size: int) -> bytes:
        """The next bytes of an answer, unless there are too many of them."""
        if size > LITERAL_LIMIT:
            raise self.abort("a literal is larger than anything that was asked for")
        return self._count(super().read(size))

    def readline(self) -> bytes:
        """The next line of an answer, unless it is too long."""
        try:
            return self._count(super().readline())
        except self.abort:
            raise
        except self.error as error:
            raise self.abort("a line is longer than any that was asked for") from error

    def _count(self, data: bytes) -> bytes:
        self._room -= len(data)
        if self._room < 0:
            raise self.abort("an answer is longer than anything that was asked for")
        return data


class Client(IMAPClient):  # type: ignore[misc]  # the library has no type marker, so its classes are Any to mypy
    """The client library on a `Wire`: folder names stay as the server writes them, times keep their zone."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        self._wire_context = context
        super().__init__(host, port, ssl=context is not None, timeout=READ_SECONDS)
        self.folder_encode = False
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - the library's name for where its connection comes from
        return Wire(self.host, self.port, self._wire_context)
