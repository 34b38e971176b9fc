"""Microsoft's published schema of EWS: what a request and an answer may say, and in which order properties come.

The files are not part of the project. They lie where `EWS_SCHEMA` says, or beside the checkout in `shared/ews-schema`.
Tests that need them are skipped with a clear word where there are none; where `EWS_SCHEMA` names a place, they fail.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

import pytest
from lxml import etree

from tests.sources import ROOT

Element: TypeAlias = Any  # of lxml, which is untyped

_XS = "{http://www.w3.org/2001/XMLSchema}"
_LOCK = Lock()  # what a schema finds wrong is kept beside it, so one thread at a time may ask


def folder() -> Path:
    """Where the schema lies; ends the test that asks if it is nowhere."""
    named = os.environ.get("EWS_SCHEMA")
    place = Path(named) if named else ROOT.parent / "shared" / "ews-schema"
    if (place / "messages.xsd").is_file():
        return place
    if named:
        pytest.fail(f"EWS_SCHEMA says {named}, where there is no messages.xsd", pytrace=False)
    pytest.skip(f"the schema of EWS is not in {place}; EWS_SCHEMA may say where it is")


def faults(element: Element) -> list[str]:
    """What is wrong with an element that is named in the schema; nothing if it is as it must be."""
    with _LOCK:
        schema = _schema()
        if schema.validate(element):
            return []
        name = etree.QName(element).localname
        return [f"{name}, line {each.line}: {each.message}" for each in schema.error_log]


@cache
def order(kind: str) -> tuple[str, ...]:
    """The names of all properties that an item or folder of a kind can have, in their order."""
    types = _types()
    names: list[str] = []
    found: str | None = types.find(f".//{_XS}element[@name='{kind}'][@type]").get("type")
    while found is not None:
        described = types.find(f"{_XS}complexType[@name='{found.partition(':')[2]}']")
        own = [each.get("name") for each in described.iterfind(f".//{_XS}sequence/{_XS}element")]
        names[:0] = own
        extended = described.find(f".//{_XS}extension")
        found = None if extended is None else extended.get("base")
    return tuple(names)


def values(name: str) -> list[str]:
    """All values that a simple type of this name allows."""
    path = f"{_XS}simpleType[@name='{name}']/{_XS}restriction/{_XS}enumeration"
    return [each.get("value") for each in _types().iterfind(path)]


def canonical(name: str, text: str | None) -> str | None:
    """The text of a property as Exchange writes it: a truth value may come in two ways."""
    return {"1": "true", "0": "false"}.get(text or "", text) if name in _truths() else text


@cache
def _truths() -> frozenset[str]:
    return frozenset(each.get("name") for each in _types().iterfind(f".//{_XS}element[@type='xs:boolean']"))


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(folder() / "messages.xsd"))


@cache
def _types() -> Element:
    return etree.parse(folder() / "types.xsd").getroot()
