"""A proxy between adapter and server: it counts requests, forges answers, cuts them off and spoils what is in them."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeAlias

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it arrived; header names are lower-case. `connection` tells those of one connection from others."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int = 0

    @property
    def user(self) -> str:
        """Who asks, as Basic tells it."""
        return self._pair()[0]

    @property
    def password(self) -> str:
        """With which password."""
        return self._pair()[2]

    def _pair(self) -> tuple[str, str, str]:
        scheme, _, pair = self.headers.get("authorization", "").partition(" ")
        return base64.b64decode(pair if scheme == "Basic" else "").decode().partition(":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer; `cut` is after how many bytes of the body the connection breaks, `broken` that it breaks at once."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    broken: bool = False


Handler: TypeAlias = Callable[[Asked], Reply | None]
Spoiler: TypeAlias = Callable[[Asked, Reply], Reply]


class Proxy:
    """A server on loopback that answers by itself if a handler does, and else asks the server behind it."""

    def __init__(self, behind: int | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.handlers: list[Handler] = []
        self.spoilers: list[Spoiler] = []
        self.added: Callable[[str], Mapping[str, str]] = lambda _user: {}
        self.crashed: list[str] = []
        self.hung_up: list[Asked] = []
        self._behind = behind
        self._server = _Listener(("127.0.0.1", 0), _Conversation)
        self._server.proxy = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.scheme = "https" if tls else "http"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}/"

    def close(self) -> None:
        """Stop answering; fails if the proxy itself did."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        assert self.crashed == []

    @contextmanager
    def answering(self, handler: Handler) -> Iterator[None]:
        """Inside it this handler is asked first."""
        self.handlers.insert(0, handler)
        try:
            yield
        finally:
            self.handlers.remove(handler)

    @contextmanager
    def spoiling(self, spoiler: Spoiler) -> Iterator[None]:
        """Inside it answers pass through this."""
        self.spoilers.append(spoiler)
        try:
            yield
        finally:
            self.spoilers.remove(spoiler)

    @contextmanager
    def counting(self) -> Iterator[list[Asked]]:
        """The requests that arrive inside it."""
        seen: list[Asked] = []
        before = len(self.asked)
        yield seen
        seen += self.asked[before:]

    def answer(self, asked: Asked) -> Reply:
        """What the client gets."""
        self.asked.append(asked)
        for handler in list(self.handlers):
            if (reply := handler(asked)) is not None:
                return reply
        reply = self.forward(asked)
        for spoiler in list(self.spoilers):
            reply = spoiler(asked, reply)
        return reply

    def forward(self, asked: Asked) -> Reply:
        """What the server behind says."""
        if self._behind is None:
            return Reply(status=404)
        connection = HTTPConnection("127.0.0.1", self._behind, timeout=60)
        headers = {name: value for name, value in asked.headers.items() if name not in HOP}
        headers |= {"Host": asked.headers.get("host", "localhost"), **self.added(asked.user)}
        try:
            connection.request(asked.method, asked.path, asked.body or None, headers)
            response = connection.getresponse()
            kept = {name: value for name, value in response.getheaders() if name.lower() not in HOP}
            return Reply(status=response.status, headers=kept, body=response.read())
        finally:
            connection.close()


class _Listener(ThreadingHTTPServer):
    """A server that knows the proxy it belongs to."""

    daemon_threads = True
    proxy: Proxy


_HUNG_UP = (ConnectionError, ssl.SSLEOFError)  # before it has heard the whole answer


class _Conversation(BaseHTTPRequestHandler):
    """One connection: each request is handed to the proxy, and its reply to the client."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self.converse
        raise AttributeError(name)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except _HUNG_UP:
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Nothing: tests look at what was asked."""

    def converse(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(
            method=self.command, path=self.path, headers=headers, body=body, connection=self.client_address[1]
        )
        try:
            self.give(self.server.proxy.answer(asked))
        except _HUNG_UP:
            self.server.proxy.hung_up.append(asked)
            raise
        except Exception as error:
            self.server.proxy.crashed.append(f"{asked.method} {asked.path}: {error!r}")
            raise

    def give(self, reply: Reply) -> None:
        self.close_connection = self.close_connection or reply.broken or reply.cut is not None
        if reply.broken:
            return
        self.send_response_only(reply.status)
        headers = {"Date": self.date_time_string(), "Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut])


def body_of(reply: Reply, body: bytes) -> Reply:
    """An answer with another body."""
    return replace(reply, body=body)
