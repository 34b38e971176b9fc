"""Stands between the adapter and an IMAP server: counts what passes, and does what servers and networks do.

It can cut the line, refuse to be reached, hide extensions of the server, and answer commands itself, as scripted.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")

Script = Callable[[bytes, bytes], bytes | None]
"""Given a command's tag and its first line, the bytes to answer with in the server's place, or None to pass it on."""


def no_script(_tag: bytes, _line: bytes) -> bytes | None:
    """Everything is passed on."""
    return None


class Relay:
    """A port on loopback that leads to another one."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.commands: list[str] = []
        self.received = 0
        self.refusing = False
        self.script: Script = no_script
        self.hidden: tuple[bytes, ...] = ()
        self.cut_at: int | None = None
        self.answers_before_cut = False
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def forget(self) -> None:
        """Count from here."""
        self.commands.clear()
        self.received = 0

    def cut(self) -> None:
        """Break every connection that there is."""
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.refusing:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._lines += [near, far]
                threading.Thread(target=self._pass, args=(self._up, near, far), daemon=True).start()
                threading.Thread(target=self._pass, args=(self._down, far, near), daemon=True).start()

    def _pass(
        self, way: Callable[[socket.socket, socket.socket], None], source: socket.socket, sink: socket.socket
    ) -> None:
        with suppress(OSError):
            way(source, sink)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # wakes the other direction, which does the same and ends
        source.close()

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        while data := server.recv(65536):
            for extension in self.hidden:
                data = data.replace(b" " + extension, b"")
            self.received += len(data)
            client.sendall(data)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with client.makefile("rb") as reader:
            self._pass_commands(reader, client, server)

    def _pass_commands(self, reader: BinaryIO, client: socket.socket, server: socket.socket) -> None:
        while line := reader.readline():
            tag, _, rest = line.partition(b" ")
            self.commands.append(_name_of(rest))
            if self.cut_at is not None and len(self.commands) >= self.cut_at:
                self._cut_command(line, server)
                return
            answer = self.script(tag, rest)
            if answer is not None:
                client.sendall(answer)
                continue
            server.sendall(line)
            while literal := _LITERAL.search(line):
                server.sendall(reader.read(int(literal[1])))
                line = reader.readline()
                server.sendall(line)

    def _cut_command(self, line: bytes, server: socket.socket) -> None:
        """The line breaks at this command: before the server sees it, or when it has carried it out."""
        self.cut_at = None
        if self.answers_before_cut and not _LITERAL.search(line):
            server.sendall(line)
            server.settimeout(0.2)
            with suppress(OSError):
                server.recv(1)


def _name_of(rest: bytes) -> str:
    words = rest.upper().split()
    return b" ".join(words[:2] if words[:1] == [b"UID"] else words[:1]).decode("ascii", "replace")
