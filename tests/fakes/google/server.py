"""A Google on loopback: it keeps what it is given, and takes nothing that Google's own description does not name.

Each API is a module of its own, and so is the place where logins are renewed; the server finds the method that a
request calls, looks whether the login may call it and whether it is well formed, and hands it on. What was not well
formed is kept in `faults`, and closing fails if there is any: a client that is wrong is a defect even if it copes.
Tests forge answers, break connections and count requests as with any `Proxy`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.adapters.caldav_proxy import Asked, Proxy, Reply
from tests.fakes.google import partial
from tests.fakes.google.discovery import Discovery, Found

TOKEN = "a-token-that-is-good"  # what a harness signs in with
Place: TypeAlias = Callable[[Asked], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A well-formed call of a method: `path` and `query` hold its parameters, `body` what came as JSON.

    `upload` is what came as media, with its type, and `scopes` what the login was granted.
    """

    method: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: Any
    upload: tuple[str, bytes] | None
    scopes: frozenset[str]

    def text(self, name: str) -> str | None:
        """A parameter that is given once, or None."""
        return self.query[name][0] if name in self.query else None

    def number(self, name: str, default: int) -> int:
        """A parameter that is a number."""
        return int(self.text(name) or default)

    def switch(self, name: str) -> bool | None:
        """A parameter that is true or false; None if it is not given."""
        return None if name not in self.query else self.text(name) == "true"


class Api(Protocol):
    """One API of the fake."""

    discovery: Discovery

    def answer(self, call: Call) -> Reply:
        """What Google says to a call that is well formed and allowed."""
        ...


class GoogleServer(Proxy):
    """The server; `grants` are the scopes of each access token, None for one that was granted everything."""

    def __init__(self, *apis: Api) -> None:
        super().__init__()
        self.apis = list(apis)
        self.places: dict[str, Place] = {}
        self.grants: dict[str, frozenset[str] | None] = {TOKEN: None}
        self.faults: list[str] = []

    @property
    def root(self) -> str:
        """The address of the server; the calendar is below `calendar/v3/`."""
        return f"http://127.0.0.1:{self.port}/"

    def close(self) -> None:
        """Stop answering; fails if anything that was asked was not well formed."""
        super().close()
        assert self.faults == []

    def forward(self, asked: Asked) -> Reply:
        """What Google says."""
        parts = urlsplit(asked.path)
        if parts.path in self.places:
            return self.places[parts.path](asked)
        verb = asked.headers.get("x-http-method-override", asked.method)
        for api in self.apis:
            if (found := api.discovery.find(verb, parts.path)) is not None:
                return self._call(api, found, asked)
        self.faults.append(f"{verb} {parts.path}: there is no such method")
        return refusal(404, "notFound")

    def _call(self, api: Api, found: Found, asked: Asked) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.grants:
            return refusal(401, "authError", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        granted = self.grants[token]
        if granted is None:
            granted = found.method.scopes
        if not granted & found.method.scopes:
            return refusal(403, "insufficientPermissions")
        try:
            call = _call_of(found, asked, granted)
        except ValueError:
            self.faults.append(f"{found.method.name}: the body is no JSON")
            return refusal(400, "parseError")
        faults = [*api.discovery.query_faults(found.method, call.query)]
        if call.upload is None:
            faults += api.discovery.body_faults(found.method, call.body)
        if (fields := call.text("fields")) is not None:
            faults += partial.faults(api.discovery, found.method, fields)
        self.faults += faults
        return refusal(400, "badRequest", message="; ".join(faults)) if faults else api.answer(call)


def answer(content: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in JSON."""
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    return Reply(status=status, headers={**kind, **(headers or {})}, body=json.dumps(content).encode())


def refusal(
    status: int, reason: str, *, message: str = "", domain: str = "global", headers: Mapping[str, str] | None = None
) -> Reply:
    """A refusal as Google words it; `reason` is what tells one from another of the same status."""
    error = {"domain": domain, "reason": reason, "message": message or reason}
    content = {"error": {"code": status, "message": message or reason, "errors": [error]}}
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    return Reply(status=status, headers={**kind, **(headers or {})}, body=json.dumps(content).encode())


def _call_of(found: Found, asked: Asked, granted: frozenset[str]) -> Call:
    kind = asked.headers.get("content-type", "").partition(";")[0]
    query, body = urlsplit(asked.path).query, asked.body
    if "x-http-method-override" in asked.headers:
        query, body = asked.body.decode(), b""
    upload = (kind, body) if found.method.upload else None
    return Call(
        method=found.method.name,
        path=found.path,
        query=parse_qs(query, keep_blank_values=True),
        headers=asked.headers,
        body=json.loads(body) if body and upload is None else None,
        upload=upload,
        scopes=granted,
    )
