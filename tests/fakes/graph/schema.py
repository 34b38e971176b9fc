"""What Microsoft itself says of an event, a message, a calendar and a folder: their properties and the types of these.

`types.json` is an extract of Microsoft's own description (the source is named in it). A fake that answers by it cannot
be more lenient than the real thing: whatever it does not name is a fault, in what is asked and in what is answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SIMPLE: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "number": (int, float)}
_UNDESCRIBED = frozenset({"extension", "multiValueLegacyExtendedProperty", "calendarPermission", "messageRule"})
_NAVIGATED = frozenset(
    {"attachment", "extension", "multiValueLegacyExtendedProperty", "event", "message", "mailFolder"}
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?")
_STAMPS = re.compile(r"(created|lastModified|received|sent)DateTime|originalStart")


@dataclass(frozen=True, slots=True)
class Property:
    """One property: the name of its type, whether there are several of it, and whether it may be null."""

    kind: str
    many: bool
    nullable: bool


class Schema:
    """All types, by the names that Graph gives them, as `event`."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = json.loads(Path(__file__).with_name("types.json").read_text("utf-8"))
        self._known: dict[str, dict[str, Property]] = {}

    def properties(self, kind: str) -> dict[str, Property]:
        """The properties of a type, with those that it inherits."""
        if kind not in self._known:
            described = self.document["types"][kind]
            inherited = self.properties(described["base"]) if "base" in described else {}
            own = {name: _property(text) for name, text in described["properties"].items()}
            self._known[kind] = inherited | own
        return self._known[kind]

    def plain(self, kind: str) -> list[str]:
        """The properties that a resource is told with if nobody asks for others."""
        return [name for name, each in self.properties(kind).items() if not _is_navigated(each)]

    def faults(self, value: object, kind: str, place: str = "") -> Iterator[str]:
        """What keeps a value from being one of these."""
        place = place or kind
        if not isinstance(value, dict):
            yield f"{place}: it is no object"
            return
        known = self.properties("fileAttachment" if kind == "attachment" else kind)
        for name, each in value.items():
            if name.startswith("@") or "@odata" in name:
                continue
            if name not in known:
                yield f"{place}: there is no property {name}"
            else:
                yield from self._faults(each, known[name], f"{place}.{name}")

    def _faults(self, value: object, described: Property, place: str) -> Iterator[str]:
        if value is None:
            if not described.nullable:
                yield f"{place}: it may not be null"
        elif not described.many:
            yield from self._one(value, described.kind, place)
        elif not isinstance(value, list):
            yield f"{place}: it is no list"
        else:
            for each in value:
                yield from self._one(each, described.kind, f"{place}[]")

    def _one(self, value: object, kind: str, place: str) -> Iterator[str]:
        if kind in self.document["enumerations"]:
            if value not in self.document["enumerations"][kind]:
                yield f"{place}: {value} is no {kind}"
        elif kind in _SIMPLE:
            yield from _simple(value, kind, place)
        elif kind not in _UNDESCRIBED:
            yield from self.faults(value, kind, place)


def _property(text: str) -> Property:
    kind = text.removesuffix("?")
    return Property(kind.removesuffix("[]"), kind.endswith("[]"), text.endswith("?"))


def _is_navigated(described: Property) -> bool:
    return described.kind in _NAVIGATED or described.kind in {"calendar", "singleValueLegacyExtendedProperty"}


def _simple(value: object, kind: str, place: str) -> Iterator[str]:
    if not isinstance(value, _SIMPLE[kind]) or (kind == "number" and isinstance(value, bool)):
        yield f"{place}: it is no {kind}"
    elif isinstance(value, str):
        name = place.rpartition(".")[2]
        if _STAMPS.fullmatch(name) and not _STAMP.fullmatch(value):
            yield f"{place}: it is no time"
        if name == "dateTime" and not _LOCAL.fullmatch(value):
            yield f"{place}: it is no time"


SCHEMA = Schema()
