"""What Google itself says of an API: its routes, parameters and bodies, from the document inside the client library.

A fake that answers by these cannot be more lenient than the real thing: whatever the document does not name is a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

_VARIABLE = re.compile(r"\{\+?(\w+)\}")
_NEVER_FAULTY = {"any"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: its name, as `events.list`, and what the document says of it."""

    name: str
    verb: str
    pattern: re.Pattern[str]
    upload: bool
    described: Mapping[str, Any]

    @property
    def scopes(self) -> frozenset[str]:
        """Any of these lets somebody call it."""
        return frozenset(self.described.get("scopes", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The method that a request calls, and the variables of its path."""

    method: Method
    path: Mapping[str, str]


class Discovery:
    """The document of one API, by its name in the library, as `calendar.v3`."""

    def __init__(self, name: str) -> None:
        folder = files("googleapiclient.discovery_cache.documents")
        self.document: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
        self.methods = [
            *_methods(self.document["resources"], "", self.document["servicePath"]),
        ]

    def find(self, verb: str, path: str) -> Found | None:
        """The method for a request to this path, which is still percent-encoded."""
        for method in self.methods:
            if method.verb == verb and (match := method.pattern.fullmatch(path)):
                return Found(method=method, path={name: unquote(value) for name, value in match.groupdict().items()})
        return None

    def query_faults(self, method: Method, query: Mapping[str, list[str]]) -> Iterator[str]:
        """What is wrong with the parameters of a request."""
        own = {
            name: each for name, each in method.described.get("parameters", {}).items() if each["location"] == "query"
        }
        known = {**self.document["parameters"], **own}
        if method.upload:
            known["uploadType"] = {"type": "string"}
        for name, values in query.items():
            if name not in known:
                yield f"{method.name}: there is no parameter {name}"
            elif len(values) > 1 and not known[name].get("repeated"):
                yield f"{method.name}: {name} is given more than once"
            else:
                for value in values:
                    yield from _text_faults(f"{method.name}: {name}", value, known[name])
        yield from (
            f"{method.name}: {name} is missing" for name in own if own[name].get("required") and name not in query
        )

    def body_faults(self, method: Method, body: object) -> Iterator[str]:
        """What is wrong with the body of a request."""
        wanted = method.described.get("request")
        if wanted is None:
            if body is not None:
                yield f"{method.name}: it takes no body"
            return
        yield from self.faults(body, wanted["$ref"])

    def faults(self, value: object, schema: str) -> Iterator[str]:
        """What keeps a value from being one of these, as `Event`."""
        yield from self._faults(schema, value, {"$ref": schema})

    def _faults(self, place: str, value: object, described: Mapping[str, Any]) -> Iterator[str]:
        if "$ref" in described:
            described = {"type": "object", **self.document["schemas"][described["$ref"]]}
        kind = described.get("type", "any")
        if kind == "object":
            yield from self._object_faults(place, value, described)
        elif kind == "array":
            if not isinstance(value, list):
                yield f"{place}: it is no list"
                return
            for each in value:
                yield from self._faults(f"{place}[]", each, described["items"])
        elif kind not in _NEVER_FAULTY:
            yield from _value_faults(place, value, kind, described)

    def _object_faults(self, place: str, value: object, described: Mapping[str, Any]) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: it is no object"
            return
        properties, others = described.get("properties", {}), described.get("additionalProperties")
        for name, each in value.items():
            if name in properties:
                yield from self._faults(f"{place}.{name}", each, properties[name])
            elif others is not None:
                yield from self._faults(f"{place}.{name}", each, others)
            else:
                yield f"{place}: there is no field {name}"


def _methods(resources: Mapping[str, Any], prefix: str, service_path: str) -> Iterator[Method]:
    for resource, content in resources.items():
        for name, described in content.get("methods", {}).items():
            full = f"{prefix}{resource}.{name}"
            path = described.get("flatPath", described["path"])
            yield _method(full, described, f"/{service_path}{path}", upload=False)
            for protocol in described.get("mediaUpload", {}).get("protocols", {}).values():
                yield _method(full, described, protocol["path"], upload=True)
        yield from _methods(content.get("resources", {}), f"{prefix}{resource}.", service_path)


def _method(name: str, described: Mapping[str, Any], path: str, *, upload: bool) -> Method:
    parts = _VARIABLE.split(path)
    pattern = "".join(f"(?P<{part}>[^/]+)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return Method(
        name=name, verb=described["httpMethod"], pattern=re.compile(pattern), upload=upload, described=described
    )


def _text_faults(place: str, text: str, described: Mapping[str, Any]) -> Iterator[str]:
    """As `_value_faults`, for a parameter, which is a text whatever it stands for."""
    kind = described["type"]
    if kind == "boolean" and text not in {"true", "false"}:
        yield f"{place}: {text} is neither true nor false"
    elif kind == "integer" and not re.fullmatch(r"-?\d+", text):
        yield f"{place}: {text} is no number"
    elif kind == "integer":
        yield from _value_faults(place, int(text), kind, described)
    elif kind == "string":
        yield from _value_faults(place, text, kind, described)


_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float)}
_FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
    "byte": re.compile(r"[A-Za-z0-9_=-]*"),
}


def _value_faults(place: str, value: object, kind: str, described: Mapping[str, Any]) -> Iterator[str]:
    if value is None and kind == "string":
        return  # a patch takes a field away so
    if not isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, bool)):
        yield f"{place}: it is no {kind}"
        return
    if "enum" in described and value not in described["enum"]:
        yield f"{place}: {value} is none of {described['enum']}"
    if isinstance(value, str) and (shape := _FORMATS.get(described.get("format", ""))) and not shape.fullmatch(value):
        yield f"{place}: it is no {described['format']}"
    if isinstance(value, int) and not (
        int(described.get("minimum", value)) <= value <= int(described.get("maximum", value))
    ):
        yield f"{place}: {value} is out of bounds"
