"""Where a person signs in: shows them a provider's address, and awaits their browser, or where it was sent.

The browser comes back to a port of the loopback address, directly or through one that ssh forwards; or the person
pastes the address that it was sent to. Both are awaited at once, and only what carries the `state` of this very login
counts: other programs and pages that knock at the port get an answer, and change nothing.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from daemon.cli.output import say
from daemon.ports.errors import Unavailable

LOOPBACK: Final = "127.0.0.1"
PATIENCE: Final = 15 * 60
"""Seconds until a person who does not come back is given up."""

KNOCK: Final = 5
"""Seconds that one visitor at the port has for its request."""

LONGEST: Final = 16 * 1024

_WAYS = """\
Open this address in a browser:

{address}

This machine shows no browser of its own, so do one of these:

1. On the computer with the browser, forward the port first, then open the address there:
     ssh -L {port}:{loopback}:{port} {host}
2. Or just open it anywhere. In the end that browser shows an error, because it finds nobody at {loopback}:{port}.
   Copy the whole address from its address bar, paste it here, and press Enter:
"""

_BROWSER = """\
Your browser opens. If it does not, open this address in it:

{address}

Should it end on a page that cannot be reached, paste that page's address here and press Enter.
"""

_PAGE = "<!doctype html><meta charset=utf-8><title>followupd</title><p>{text}</p>"


class CommandDesk:
    """A desk at standard input and output, with a port that is open while it is."""

    def __init__(self, port: int, environment: Mapping[str, str]) -> None:
        """Take the port, or another one if it is in use."""
        self._environment = environment
        self._socket = _listening(port)
        self._typing = _typing()
        self._line = b""

    @property
    def port(self) -> int:
        """See `Desk.port`."""
        port = self._socket.getsockname()[1]
        assert isinstance(port, int)
        return port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def say(self, text: str) -> None:
        """See `Desk.say`."""
        say(text)

    def visit(self, address: str) -> str:
        """See `Desk.visit`."""
        ways = _BROWSER if self._shows_browsers() else _WAYS
        say(ways.format(address=address, port=self.port, loopback=LOOPBACK, host=socket.gethostname()))
        if self._shows_browsers():
            with suppress(webbrowser.Error):
                webbrowser.open(address)
        (state,) = parse_qs(urlsplit(address).query)["state"]
        while True:
            for came in self._next(state):
                if _carries(state, came):
                    return came

    def _shows_browsers(self) -> bool:
        """Whether a browser that is opened here is seen by the person who typed the command."""
        remote = any(name in self._environment for name in ("SSH_CONNECTION", "SSH_TTY"))
        return not remote and any(self._environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))

    def _next(self, state: str) -> list[str]:
        """What comes next, by the port or typed."""
        sources: list[socket.socket | int] = [self._socket, *self._typing]
        ready, _, _ = select.select(sources, [], [], PATIENCE)
        if not ready:
            raise Unavailable("nobody came back from the browser: try again")
        return self._receive(state) if self._socket in ready else self._read(state)

    def _read(self, state: str) -> list[str]:
        """The lines that were typed by now."""
        (source,) = self._typing
        piece = os.read(source, LONGEST)
        if not piece:
            self._typing = []  # there is only the browser left to wait for
        *lines, self._line = (self._line + piece).split(b"\n")
        typed = [line.decode("utf-8", "replace").strip() for line in (lines if piece else [*lines, self._line])]
        for line in typed:
            if line and not _carries(state, line):
                say("That is not the address of the page in the end: it begins with http:// and holds state= and code=")
        return typed

    def _receive(self, state: str) -> list[str]:
        """The address that a visitor of the port asked for."""
        visitor, _ = self._socket.accept()
        with visitor:
            visitor.settimeout(KNOCK)
            try:
                came = f"http://{LOOPBACK}:{self.port}{_target(visitor.recv(LONGEST))}"
                visitor.sendall(_answer(expected=_carries(state, came)))
            except OSError:
                return []
        return [came]


def _typing() -> list[int]:
    """What the person types on, if they can type at all."""
    try:
        return [sys.stdin.fileno()]
    except (AttributeError, ValueError, OSError):
        return []


def _carries(state: str, address: str) -> bool:
    """Whether it is an address with this `state`, as the provider sends the browser back to."""
    try:
        return state in parse_qs(urlsplit(address).query).get("state", ())
    except ValueError:
        return False


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError:
        return socket.create_server((LOOPBACK, 0))


def _target(request: bytes) -> str:
    """What is asked for in the first line of a request (RFC 9112 section 3)."""
    words = request.partition(b"\r\n")[0].decode("ascii", "replace").split(" ")
    return words[1] if len(words) == 3 and words[0] == "GET" and words[1].startswith("/") else "/"


def _answer(*, expected: bool) -> bytes:
    status = HTTPStatus.OK if expected else HTTPStatus.NOT_FOUND
    text = "followupd has what it needs: go back to it. You may close this page." if expected else "Nothing is here."
    body = _PAGE.format(text=text).encode()
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/html; charset=utf-8\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
