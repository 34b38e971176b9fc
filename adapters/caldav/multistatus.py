"""A Multi-Status answer (RFC 4918 section 13) as it arrives: one response after another, never the whole of it.

A calendar of ten thousand events is one answer of many megabytes. What is kept of it at any time is one response.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from adapters.caldav.errors import Trouble
from adapters.formats.icalendar_outline import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DAV: Final = "{DAV:}"

_STATUS: Final = re.compile(r"HTTP/[0-9.]{1,5} ([0-9]{3})")
_ROOTS: Final = frozenset({f"{DAV}multistatus", f"{DAV}error"})
_DEEPEST: Final = 50


@dataclass(slots=True)
class Response:
    """What a server says of one address.

    `properties` are those that it found, under their names as ElementTree writes them. The values of a property are, of
    each child, the text, or else the attribute `name`, or else the name; without children, its own text.
    `status` is that of the whole response, 0 where each property has its own.
    """

    href: str = ""
    status: int = 0
    properties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """The first value of a property, or nothing."""
        return next(iter(self.properties.get(name, ())), "").strip()


@dataclass(slots=True, kw_only=True)
class MultiStatus:
    """An answer to be read once; `token` is the sync-token that it brings, known at its end.

    Reading raises `Trouble` if it is no Multi-Status, or not a whole one.
    """

    pieces: Iterable[bytes]
    host: str
    token: str = ""

    def __iter__(self) -> Iterator[Response]:
        collector = _Collector()
        parser = _parser(collector)
        try:
            for piece in self.pieces:
                parser.feed(piece)
                yield from collector.take()
            parser.close()
        except (ET.ParseError, ValueError) as error:
            raise Trouble(
                f"{self.host} answered with something else than calendar data, or with a part of it"
            ) from error
        yield from collector.take()
        self.token = collector.token


def conditions_of(body: bytes) -> frozenset[str]:
    """The preconditions that a DAV:error names, without their namespaces; none if it is something else."""
    collector = _Collector()
    parser = _parser(collector)
    try:
        parser.feed(body)
        parser.close()
    except (ET.ParseError, ValueError):
        return frozenset()
    return frozenset(collector.current.conditions)


class _Collector:
    """The target of the parser: where in the document we are, and what was gathered of the response being read.

    Depth 1 is the root, 2 a response, 3 its parts, 4 a prop or a status of some, 5 a property, 6 a child of one.
    """

    def __init__(self) -> None:
        self.current = Response()
        self.token = ""
        self._done: list[Response] = []
        self._depth = 0
        self._parts = [""] * (_DEEPEST + 1)
        self._text: list[str] = []
        self._size = 0
        self._name = ""
        self._children: list[str] = []
        self._properties: dict[str, tuple[str, ...]] = {}
        self._found = True
        self._ends = {
            2: self._end_response,
            3: self._end_part,
            4: self._end_inner,
            5: self._end_property,
            6: self._end_child,
        }

    def take(self) -> list[Response]:
        """The responses that are complete; they are forgotten here."""
        done, self._done = self._done, []
        return done

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        """No answer of a DAV server has one: it is a web page, or an attack by entities."""
        raise ValueError(f"a document of type {name[:20]}")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST or (self._depth == 1 and tag not in _ROOTS):
            raise ValueError(f"no answer of a DAV server: {tag[:40]}")
        self._parts[self._depth] = tag
        self._text = []
        self._size = 0
        if self._depth == 6:
            self._name = attributes.get("name", tag)

    def data(self, text: str) -> None:
        if self._size <= MAX_BYTES:  # what is longer is told as too large by whoever reads it
            self._text.append(text)
            self._size += len(text)

    def end(self, tag: str) -> None:
        ending = self._ends.get(self._depth)
        if ending is not None:
            ending(tag, "".join(self._text))
        self._text = []
        self._depth -= 1

    def close(self) -> None:
        """The document is complete."""

    def _end_response(self, tag: str, text: str) -> None:
        if tag == f"{DAV}response":
            self._done.append(self.current)
            self.current = Response()
        elif tag == f"{DAV}sync-token":
            self.token = text.strip()
        elif self._parts[1] == f"{DAV}error":
            self.current.conditions.add(_local(tag))

    def _end_part(self, tag: str, text: str) -> None:
        if tag == f"{DAV}href":
            self.current.href = text.strip()
        elif tag == f"{DAV}status":
            self.current.status = _status(text)
        elif tag == f"{DAV}propstat":
            if self._found:
                self.current.properties.update(self._properties)
            self._properties, self._found = {}, True

    def _end_inner(self, tag: str, text: str) -> None:
        if self._parts[3] == f"{DAV}error":
            self.current.conditions.add(_local(tag))
        elif tag == f"{DAV}status":
            self._found = _status(text) < 300

    def _end_property(self, tag: str, text: str) -> None:
        if self._parts[4] == f"{DAV}prop":
            self._properties[tag] = tuple(self._children) or (text,)
        self._children = []

    def _end_child(self, _tag: str, text: str) -> None:
        self._children.append(text.strip() or self._name)


def _parser(collector: _Collector) -> ET.XMLParser:
    return ET.XMLParser(target=collector)  # noqa: S314 - it opens no files, and without a DOCTYPE there are no entities


def _status(line: str) -> int:
    match = _STATUS.search(line)
    return int(match[1]) if match else 0


def _local(tag: str) -> str:
    return tag.rpartition("}")[2][:60]
