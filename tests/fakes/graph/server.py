"""A Microsoft 365 on loopback: it keeps what it is given, and takes nothing that Graph's description does not name.

Each API is a module of its own that names its methods, and so is the place where people sign in. The server finds the
method that a request calls, looks whether the login may call it and whether it is well formed, and hands it on. What
was not well formed is kept in `faults`, and closing fails if there is any: a client that is wrong is a defect even if
it copes. What would have sent or answered something is kept in `sent` and is such a fault too. The fake's own answers
are looked at likewise, unless a test damages what is kept and says that it is not `sound`.
Tests forge answers, break connections and count requests as with any `Proxy`.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

import trustme

from tests.adapters.caldav_proxy import Asked, Proxy, Reply
from tests.fakes.graph.asking import Call, Method, Refused, call_of, refusal
from tests.fakes.graph.schema import SCHEMA

TOKEN = "a-token-that-is-good"  # what a harness signs in with
AT_ONCE = 4  # requests of one app to one mailbox
Place: TypeAlias = Callable[[Asked], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an access token lets its bearer do: as a person who agreed to it, or as an application by itself."""

    scopes: frozenset[str]
    application: bool = False


EVERYTHING = Grant(scopes=frozenset({"Calendars.ReadWrite", "Mail.ReadWrite"}))


class Api(Protocol):
    """One API of the fake."""

    owner: str
    methods: tuple[Method, ...]
    root: str

    def answer(self, call: Call) -> Reply:
        """What Graph says to a call that is well formed and allowed."""
        ...


@dataclass(frozen=True, slots=True)
class Certificates:
    """An authority of our own, and what a server on this machine shows."""

    authority: Path
    tls: ssl.SSLContext


class GraphServer(Proxy):
    """Graph and the login in one server; `grants` are what each access token lets its bearer do."""

    def __init__(self, *apis: Api) -> None:
        super().__init__(tls=certificates().tls)
        self.apis = list(apis)
        self.login: Place | None = None
        self.grants: dict[str, Grant] = {TOKEN: EVERYTHING}
        self.faults: list[str] = []
        self.sent: list[str] = []
        self.sound = True
        self.ca_file = certificates().authority
        self._lock = Lock()
        self._busy = 0
        for api in apis:
            api.root = self.root

    @property
    def root(self) -> str:
        """The address of the server; Graph is below `v1.0/`, and who signs in does so below the name of a tenant."""
        return f"https://localhost:{self.port}/"

    @property
    def graph(self) -> str:
        """The endpoint of Graph, without version."""
        return self.root.rstrip("/")

    def close(self) -> None:
        """Stop answering; fails if anything that was asked was not well formed, or would have sent anything."""
        super().close()
        assert (self.faults, self.sent) == ([], [])

    def asked_of_graph(self, asked: Iterable[Asked]) -> list[Asked]:
        """Those of some requests that are no part of signing in."""
        return [each for each in asked if each.path.startswith("/v1.0/")]

    def forward(self, asked: Asked) -> Reply:
        """What Microsoft says."""
        path = urlsplit(asked.path).path
        if self.login is not None and not path.startswith("/v1.0/"):
            return self.login(asked)
        with self._at_once() as busy:
            if busy > AT_ONCE:
                self.faults.append(f"{asked.method} {path}: more than {AT_ONCE} at once")
                return throttled(5)
            with self._lock:
                return self._graph(asked, path)

    def _graph(self, asked: Asked, path: str) -> Reply:
        grant = self.grants.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if grant is None:
            return unauthenticated()
        api, method, variables, fault = self._find(asked.method, path)
        if fault is not None or api is None or method is None:
            self.faults.append(f"{asked.method} {path}: {fault}")
            return refusal(405 if "method" in str(fault) else 400, "BadRequest", str(fault))
        if method.sends:
            self.sent.append(f"{asked.method} {path}")
            return refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if not _allowed(grant, method, path):
            return refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        try:
            call = call_of(method, variables, asked)
            if variables.get("user", api.owner).casefold() != api.owner.casefold():
                raise Refused(refusal(404, "ErrorInvalidUser", "The requested user is invalid."))
            reply = api.answer(call)
        except Refused as refused:
            self.faults += refused.faults
            return refused.reply
        applied = call.preferences.applied()
        if self.sound:
            _check(reply, method)
        return Reply(status=reply.status, headers={**reply.headers, **applied}, body=reply.body)

    def _find(self, verb: str, path: str) -> tuple[Api | None, Method | None, Mapping[str, str], str | None]:
        """The method for a request to this path, or what is wrong with it."""
        others = []
        for api in self.apis:
            for method in api.methods:
                if (variables := method.match(path)) is None:
                    continue
                if method.verb == verb:
                    return api, method, variables, None
                others.append(method.verb)
        if others:
            return None, None, {}, f"the resource does not support the http method {verb}, but {sorted(others)}"
        return None, None, {}, "resource not found for a segment of the path"

    @contextmanager
    def _at_once(self) -> Iterator[int]:
        """How many requests are being answered, with this one."""
        with self._lock:
            self._busy += 1
            busy = self._busy
        try:
            yield busy
        finally:
            with self._lock:
                self._busy -= 1


@cache
def certificates() -> Certificates:
    """Made once: it takes time, and all servers of a run may show the same."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(tls)
    path = Path(mkdtemp(prefix="graph-")) / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return Certificates(path, tls)


def unauthenticated() -> Reply:
    """The answer to a token that is not, or no longer, good."""
    found = refusal(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
    return Reply(status=401, headers={**found.headers, "WWW-Authenticate": 'Bearer realm=""'}, body=found.body)


def throttled(seconds: int | None, status: int = 429) -> Reply:
    """The answer to one request too many; 503 and 504 come in the same shape, often without a time to wait."""
    code = {429: "ApplicationThrottled", 503: "ServiceUnavailable", 504: "GatewayTimeout"}[status]
    found = refusal(status, code, "Application is over its MailboxConcurrency limit.")
    wait = {} if seconds is None else {"Retry-After": str(seconds)}
    return Reply(status=status, headers={**found.headers, **wait}, body=found.body)


def _allowed(grant: Grant, method: Method, path: str) -> bool:
    """Whether a login may call a method; an application is nobody, and so has no `/me`."""
    if grant.application and path.startswith("/v1.0/me"):
        return False
    return bool(grant.scopes & method.scopes)


def _check(reply: Reply, method: Method) -> None:
    """What answers the description does not describe is a fault of the fake's own."""
    if reply.status >= 300 or not method.kind or not reply.body or "json" not in reply.headers["Content-Type"]:
        return
    content = json.loads(reply.body)
    told = content["value"] if isinstance(content.get("value"), list) else [content]
    assert [fault for each in told for fault in SCHEMA.faults(each, method.kind)] == []
