"""HTTP as CalDAV needs it, on the standard library: the one place that every byte passes on its way out.

Why no client library: `caldav` 3.6 takes 35 MB in memory, of which ssl and http.client are 9, and brings niquests,
whose urllib3-future takes the place of the urllib3 that others in the environment use. It has no timeout unless told,
reads CALDAV_* variables and .netrc, writes its own version of what is to be stored, and loads items one request each.
What is needed of HTTP is small: verified TLS, timeouts, bounded answers, credentials for nobody else, and no request
that `guard` does not let through.
"""

from __future__ import annotations

import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from adapters.caldav.errors import Trouble, translate
from adapters.caldav.guard import LOCAL, READING, elsewhere
from adapters.caldav.multistatus import conditions_of
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

    from adapters.caldav.guard import Guard
    from adapters.caldav.login import Login

TIMEOUT: Final = 30.0  # seconds
PATIENCE: Final = 120.0  # while only reading: a small server may think long about a calendar it has never looked into
LONGEST_ANSWER: Final = 600.0  # seconds; a server that drips would never time out
LARGEST_ANSWER: Final = 1024 * 1024 * 1024
IDLE: Final = 4.0  # seconds after which a server may have closed a connection
CHUNK: Final = 64 * 1024
REDIRECTS: Final = 5
LONGEST_WAIT: Final = timedelta(days=1)

_GZIP: Final = 31  # the format in which zlib expects what HTTP calls gzip
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_LATER: Final = frozenset({429, 503})
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_ALWAYS: Final = MappingProxyType({"User-Agent": "followupd", "Content-Type": "application/xml; charset=utf-8"})


Request: TypeAlias = "tuple[str, str, bytes, Mapping[str, str]]"
"""Method, address, body and headers."""


@dataclass(slots=True, kw_only=True)
class Answer:
    """What came back: status, headers and a body that is read once, piece by piece."""

    url: str
    response: HTTPResponse
    until: float

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return self.response.status

    @property
    def host(self) -> str:
        """Who answered."""
        return urlsplit(self.url).hostname or ""

    def header(self, name: str) -> str:
        """A header, or nothing."""
        return self.response.headers.get(name, "")

    def pieces(self) -> Iterator[bytes]:
        """The body, unpacked; raises what `translate` turns into `Unavailable`."""
        unpacked = self._unpacked() if self.header("Content-Encoding").lower() == "gzip" else self._packed()
        size = 0
        for piece in unpacked:
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise HTTPException("the answer does not end")
            yield piece

    def beginning(self) -> bytes:
        """The first part of the body, as much as any message of an error needs."""
        data = b""
        for piece in self.pieces():
            data += piece
            if len(data) > CHUNK:
                break
        return data

    def finish(self) -> None:
        """Read what nobody wanted, so that the connection can be used again."""
        for _ in self._packed():
            pass

    def _packed(self) -> Iterator[bytes]:
        while piece := self.response.read1(CHUNK):
            yield piece
            if monotonic() > self.until:
                raise TimeoutError
        if self.response.length:  # what was announced and did not come; Python tells it only since 3.12
            raise IncompleteRead(b"", self.response.length)
        self.response.close()

    def _unpacked(self) -> Iterator[bytes]:
        unpack = zlib.decompressobj(_GZIP)
        for piece in self._packed():
            waiting = piece
            while waiting:
                yield unpack.decompress(waiting, CHUNK)
                waiting = unpack.unconsumed_tail
        if not unpack.eof:
            raise HTTPException("the packed answer was cut short")


@dataclass(slots=True, kw_only=True)
class Transport:
    """Connections to the servers of one account. `day` is the date that a server told last, to know the days by."""

    context: ssl.SSLContext
    guard: Guard
    login: Login | None
    day: str = ""
    _patience: bool = True
    _open: dict[str, tuple[HTTPConnection, float]] = field(default_factory=dict)

    @contextmanager
    def ask(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] = _NONE) -> Iterator[Answer]:
        """Ask, and hand out the answer while it is read.

        Raises `AuthRequired`, `Unavailable` for what the network does, for a server that wants to be left alone or
        sends us to another host, and `Trouble` for any other status but success. Redirections on the same host are
        followed where nothing is written.
        """
        answer = self._settled(method, url, body, headers)
        try:
            with translate(answer.host):
                _check(answer)
                yield answer
                answer.finish()
        finally:
            if not answer.response.isclosed():
                self._drop(answer.url)

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """Inside it nothing is waited for long: what may write is not broken off when the service is to stop."""
        self._patience = False
        try:
            yield
        finally:
            self._patience = True

    def look_around(self, url: str) -> str:
        """Where an address leads, asked without a password, which therefore may be a neighbouring host."""
        for _ in range(REDIRECTS):
            answer = self._exchange("PROPFIND", url, b"", {"Depth": "0"})
            self._drop(url)
            if answer.status not in _MOVED:
                break
            url = urljoin(url, answer.header("Location"))
        return url

    def close(self) -> None:
        """Close every connection."""
        for url in list(self._open):
            self._drop(url)

    def _settled(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to a request that was repeated as long as there was a reason to."""
        for _ in range(REDIRECTS):
            answer = self._authorised(method, url, body, headers)
            if answer.status not in _MOVED or method not in READING:
                return answer
            self._drop(url)
            target = urljoin(url, answer.header("Location"))
            if _origin(target) != _origin(url):
                raise Unavailable(elsewhere(answer.host, target))
            url = target
        raise Unavailable(f"{answer.host} sends us round in a circle; check the account's url")

    def _authorised(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to a request with credentials; if they are refused and there are others, that to those."""
        if self.login is None:
            return self._exchange(method, url, body, headers)
        target = _target(url)
        answer = self._exchange(method, url, body, {**headers, "Authorization": self.login.header(method, target)})
        challenges = answer.response.headers.get_all("WWW-Authenticate", [])
        if answer.status == 401 and self.login.try_again(challenges):
            self._drop(url)
            answer = self._exchange(method, url, body, {**headers, "Authorization": self.login.header(method, target)})
        return answer

    def _exchange(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.guard.check(method, url, body)
        with translate(urlsplit(url).hostname or ""):
            connection, used = self._connection(url)
            patience = PATIENCE if self._patience and method in READING else TIMEOUT
            try:
                response = _exchange(connection, (method, url, body, headers), patience)
            except (OSError, HTTPException) as error:
                self._drop(url)
                # A server may close a connection that lies idle; what is only read can be asked for again.
                if not used or method not in READING or not isinstance(error, ConnectionError | HTTPException):
                    raise
                connection, _ = self._connection(url)
                response = _exchange(connection, (method, url, body, headers), patience)
            self.day = response.headers.get("Date", "")[5:16] or self.day
            return Answer(url=url, response=response, until=monotonic() + LONGEST_ANSWER)

    def _connection(self, url: str) -> tuple[HTTPConnection, bool]:
        """A connection to the host of an address, and whether it was used before."""
        origin = _origin(url)
        connection, last = self._open.get(origin, (None, 0.0))
        if connection is None or monotonic() - last > IDLE:
            self._drop(url)
            connection = self._connect(url)
        used = origin in self._open
        self._open[origin] = (connection, monotonic())
        return connection, used

    def _connect(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=self.context)
        return HTTPConnection(host, parts.port, timeout=TIMEOUT)

    def _drop(self, url: str) -> None:
        connection, _ = self._open.pop(_origin(url), (None, 0.0))
        if connection is not None:
            connection.close()


def _exchange(connection: HTTPConnection, request: Request, patience: float) -> HTTPResponse:
    method, url, body, headers = request
    if connection.sock is None:
        connection.connect()
    connection.sock.settimeout(patience)
    packed = "identity" if connection.host in LOCAL else "gzip"  # on one machine packing only takes time
    usual = {**_ALWAYS, "Accept-Encoding": packed}
    connection.request(method, _target(url), body=body or None, headers={**usual, **headers})
    return connection.getresponse()


def _check(answer: Answer) -> None:
    """Raise for every status but success."""
    if answer.status < 300:
        return
    if answer.status == 401:
        raise AuthRequired(f"{answer.host} refuses the login; check user and password, many want an app password")
    if answer.status in _LATER:
        raise Unavailable(f"{answer.host} asks to be left alone ({answer.status})", retry_after=_wait(answer))
    conditions = conditions_of(answer.beginning())
    told = f": {', '.join(sorted(conditions))}" if conditions else ""
    raise Trouble(f"{answer.host} answered {answer.status}{told}", status=answer.status, conditions=conditions)


def _wait(answer: Answer) -> timedelta | None:
    """How long to wait: seconds, or until a date, which is reckoned from the server's own (RFC 9110 section 10.2.3)."""
    told = answer.header("Retry-After").strip()
    try:
        if told.isdecimal():
            wait = timedelta(seconds=int(told[:9]))
        else:
            wait = parsedate_to_datetime(told) - parsedate_to_datetime(answer.header("Date"))
    except (ValueError, TypeError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
