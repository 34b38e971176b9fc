"""A request as Graph understands it: the method that it calls, its query options, its preferences and its body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.adapters.caldav_proxy import Asked, Reply
from tests.fakes.graph.schema import SCHEMA

CALENDARS_READ = frozenset({"Calendars.Read", "Calendars.ReadWrite"})
CALENDARS_WRITE = frozenset({"Calendars.ReadWrite"})
MAIL_READ = frozenset({"Mail.Read", "Mail.ReadWrite"})
MAIL_WRITE = frozenset({"Mail.ReadWrite"})

LIST = frozenset({"$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$count"})
LARGEST = 4 * 1024 * 1024  # bytes of a request
ONE = frozenset({"$select", "$expand"})

_HEADERS = frozenset(
    {
        *("host", "user-agent", "accept", "accept-encoding", "connection", "authorization", "content-type"),
        *("content-length", "prefer", "if-match", "client-request-id", "return-client-request-id"),
    }
)
_PREFERENCE = re.compile(r"""([\w.-]+)\s*=\s*(?:"([^"]*)"|([\w.-]+))""")


class Refused(Exception):
    """Ends a call with this answer; `faults` are what the client should never have asked."""

    def __init__(self, reply: Reply, *faults: str) -> None:
        super().__init__()
        self.reply = reply
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What Graph can be asked: `path` is that below `/me`, with names in braces, `kind` what is answered with.

    `options` are the query options that it knows, `needs` those that must be given.
    """

    name: str
    verb: str
    path: str
    scopes: frozenset[str]
    kind: str = ""
    options: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    sends: bool = False

    def match(self, path: str) -> Mapping[str, str] | None:
        """The variables in a path that is still encoded; None if it is another's."""
        found = re.fullmatch(r"/v1\.0/(?:me|users/(?P<user>[^/]+))" + _pattern(self.path), path)
        return {name: unquote(value) for name, value in found.groupdict().items() if value} if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the `Prefer` headers ask for."""

    immutable: bool = False
    zone: str = "UTC"
    text: bool = False
    page: int | None = None
    told: tuple[str, ...] = ()

    def applied(self) -> Mapping[str, str]:
        """The header that says what was heeded."""
        return {"Preference-Applied": ", ".join(self.told)} if self.told else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a method: `path` and `query` hold its parameters, `body` what came as JSON, `mime` what as text."""

    method: Method
    url: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    preferences: Preferences
    body: dict[str, Any] = field(default_factory=dict)
    mime: bytes | None = None

    def number(self, name: str, default: int) -> int:
        """A parameter that is a number."""
        return int(self.query.get(name, default))


def call_of(method: Method, path: Mapping[str, str], asked: Asked) -> Call:
    """A request, understood. Raises `Refused`."""
    parts = urlsplit(asked.path)
    if len(asked.body) > LARGEST:
        raise Refused(refusal(413, "RequestEntityTooLarge"))
    for name in asked.headers:
        if name not in _HEADERS:
            raise refused(400, "BadRequest", f"{method.name}: there is no header {name}")
    query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    for name, _ in query:
        if name not in method.options:
            raise refused(400, "BadRequest", f"{method.name}: there is no query option {name}")
    given = dict(query)
    if len(given) < len(query):
        raise refused(400, "BadRequest", f"{method.name}: a query option is given more than once")
    continued = {"$deltatoken", "$skiptoken"} & given.keys()
    if not continued and (missing := method.needs - given.keys()):
        raise refused(400, "ErrorInvalidParameter", f"{method.name}: {sorted(missing)} is not given")
    body, mime = _body(method, asked)
    return Call(
        method=method,
        url=asked.path,
        path=path,
        query=given,
        headers=asked.headers,
        preferences=_preferences(asked.headers.get("prefer", "")),
        body=body,
        mime=mime,
    )


def answer(content: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in JSON."""
    kind = {"Content-Type": "application/json; odata.metadata=minimal; charset=utf-8"}
    return Reply(status=status, headers={**kind, **(headers or {})}, body=json.dumps(content).encode())


def refusal(status: int, code: str, message: str = "") -> Reply:
    """A refusal as Graph words it; `code` is what tells one from another of the same status."""
    inner = {"date": "2026-03-02T08:00:00", "request-id": "0-0-0-0-0", "client-request-id": "0-0-0-0-0"}
    return answer({"error": {"code": code, "message": message or code, "innerError": inner}}, status=status)


def refused(status: int, code: str, fault: str) -> Refused:
    """What ends a call that no client should make."""
    return Refused(refusal(status, code, fault), fault)


def missing() -> Refused:
    """What ends a call for something that is not there."""
    return Refused(refusal(404, "ErrorItemNotFound", "The specified object was not found in the store."))


def check_body(call: Call, kind: str, writable: frozenset[str]) -> None:
    """Refuse a body that says more than may be said, or says it wrongly."""
    name = call.method.name
    if faults := [*SCHEMA.faults(call.body, kind, name)]:
        raise Refused(refusal(400, "RequestBodyRead", "; ".join(faults)), *faults)
    if other := sorted(call.body.keys() - writable):
        raise refused(400, "ErrorInvalidPropertySet", f"{name}: {other} cannot be written")


def _pattern(path: str) -> str:
    parts = re.split(r"\{(\w+)\}", path)
    return "".join(f"(?P<{part}>[^/]+)" if number % 2 else re.escape(part) for number, part in enumerate(parts))


def _body(method: Method, asked: Asked) -> tuple[dict[str, Any], bytes | None]:
    kind = asked.headers.get("content-type", "").partition(";")[0].strip()
    if method.verb in {"GET", "DELETE"}:
        if asked.body:
            raise refused(400, "BadRequest", f"{method.name}: it takes no body")
        return {}, None
    if kind == "text/plain":
        return {}, asked.body
    try:
        body = json.loads(asked.body or b"{}")
    except ValueError:
        raise refused(400, "BadRequest", f"{method.name}: the body is no JSON") from None
    if (asked.body and kind != "application/json") or not isinstance(body, dict):
        raise refused(415, "UnsupportedMediaType", f"{method.name}: the body is no object in JSON")
    return body, None


def _preferences(header: str) -> Preferences:
    found: dict[str, str] = {}
    rest = _PREFERENCE.sub(lambda match: found.update({match[1].lower(): match[2] or match[3]}) or "", header)
    if rest.strip(", "):
        raise refused(400, "BadRequest", f"a preference cannot be understood: {rest}")
    if unknown := found.keys() - {"idtype", "outlook.timezone", "outlook.body-content-type", "odata.maxpagesize"}:
        raise refused(400, "BadRequest", f"there is no such preference: {sorted(unknown)}")
    if found.get("idtype", "ImmutableId") not in {"ImmutableId", "Default"}:
        raise refused(400, "BadRequest", f"no type of ids: {found['idtype']}")
    if found.get("outlook.body-content-type", "text") not in {"text", "html"}:
        raise refused(400, "BadRequest", "a body is text or html")
    return Preferences(
        immutable=found.get("idtype") == "ImmutableId",
        zone=found.get("outlook.timezone", "UTC"),
        text=found.get("outlook.body-content-type") == "text",
        page=int(found["odata.maxpagesize"]) if "odata.maxpagesize" in found else None,
        told=tuple(f'{name}="{value}"' for name, value in found.items()),
    )
