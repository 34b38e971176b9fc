"""Stands between the adapter and an IMAP server: counts what passes, and does what servers and networks do.

It can break the line, refuse to be reached, hide extensions of the server, and answer commands itself, as scripted.
"""

from __future__ import annotations

import re
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")

Script = Callable[[bytes, bytes], bytes | None]
"""Given a command's tag and the rest of its first line, what to answer in the server's place; None passes it on."""


def no_script(_tag: bytes, _line: bytes) -> bytes | None:
    """Everything is passed on."""
    return None


def answering(command: str, answer: bytes) -> Script:
    """Answer one kind of command; TAG in the answer stands for the command's tag."""

    def script(tag: bytes, line: bytes) -> bytes | None:
        return answer.replace(b"TAG", tag) if line.upper().startswith(command.encode()) else None

    return script


class Relay:
    """A port on loopback that leads to another one."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._target = port
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self.lines: list[str] = []
        self.received = 0
        self.refusing = False
        self.greeting: bytes | None = None
        self.script: Script = no_script
        self.hidden: tuple[bytes, ...] = ()
        self._cut_at: int | None = None
        self._carried_out = False
        self._awaited: bytes | None = None
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def commands(self) -> list[str]:
        """The names of the commands that were given since the last `forget`."""
        return [_name_of(line) for line in self.lines]

    @property
    def by_folder(self) -> Counter[str]:
        """How many commands were given in each folder since then, the one that opened it included."""
        counted: Counter[str] = Counter()
        folder = "none"
        for line in self.lines:
            if line.upper().startswith(("EXAMINE ", "SELECT ")):
                folder = line.partition(" ")[2].partition(" (")[0].strip('"')
            counted[folder] += 1
        return counted

    @property
    def whole(self) -> bool:
        """Whether the line did not break where it was to, since there were not so many commands; it never will then."""
        whole, self._cut_at = self._cut_at is not None, None
        return whole

    def forget(self) -> None:
        """Count from here."""
        self.lines.clear()
        self.received = 0

    def cut(self) -> None:
        """Break every connection that there is."""
        sockets, self._sockets = self._sockets, []
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def cut_at(self, number: int, *, carried_out: bool) -> None:
        """Break the line at the command of this number: before the server sees it, or before its answer comes back."""
        self.forget()
        self._cut_at, self._carried_out = number, carried_out

    def close(self) -> None:
        """Take no more connections."""
        self.cut()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.refusing or self.greeting is not None:
                    near.sendall(self.greeting or b"")
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [near, far]
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
            if self._awaited is not None and not data.startswith(b"+"):  # what only asks the client to go on is passed
                if self._awaited in data:
                    self._awaited = None
                    return
                continue
            for extension in self.hidden:
                data = data.replace(b" " + extension, b" X-HIDDEN")
            self.received += len(data)
            client.sendall(data)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        asked_for_more = False
        with client.makefile("rb") as reader:
            while line := reader.readline():
                tag, blank, rest = line.partition(b" ")
                if not blank and not asked_for_more:  # goes on with a command, as what stands behind AUTHENTICATE
                    server.sendall(line)
                    continue
                self.lines.append(rest.decode("utf-8", "replace").rstrip())
                answer = self.script(tag, rest)
                asked_for_more = answer is not None and answer.startswith(b"+")
                if answer is not None:
                    client.sendall(answer)
                    if answer.startswith(b"* BYE"):
                        return
                    continue
                cut = self._cut_at == len(self.lines)
                if cut and not self._carried_out:
                    self._cut_at = None
                    return
                self._pass_command(line, reader, server, last=tag if cut else None)

    def _pass_command(self, line: bytes, reader: BinaryIO, server: socket.socket, *, last: bytes | None) -> None:
        while literal := _LITERAL.search(line):
            server.sendall(line)
            server.sendall(reader.read(int(literal[1])))
            line = reader.readline()
        if last is not None:
            self._cut_at, self._awaited = None, last
        server.sendall(line)


def _name_of(line: str) -> str:
    words = line.upper().split()
    return " ".join(words[:2] if words[:1] == ["UID"] else words[:1])
