"""Partial answers: the `fields` parameter, as `nextPageToken,items(id,start/dateTime)`, and what it leaves of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from tests.fakes.google.discovery import Discovery, Method

Tree: TypeAlias = dict[str, "Tree"]
"""The fields that are wanted; of one without any below it, everything is."""

_SIGN = re.compile(r"[A-Za-z]\w*|\*|[/(),]")


def parse(expression: str) -> Tree:
    """What is wanted; of an empty expression, everything. Raises `ValueError`."""
    signs = _SIGN.findall(expression)
    if "".join(signs) != expression:
        raise ValueError(expression)
    tree = _parse(signs)
    if signs:
        raise ValueError(expression)
    return tree


def project(value: Any, tree: Tree) -> Any:
    """What is left of a value."""
    if not tree:
        return value
    if isinstance(value, list):
        return [project(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: project(value[name], below) for name, below in tree.items() if name in value}


def faults(discovery: Discovery, method: Method, expression: str) -> Iterator[str]:
    """What an expression names and the answers of a method do not have."""
    try:
        tree = parse(expression)
    except (ValueError, IndexError):
        yield f"{method.name}: fields cannot be understood"
        return
    yield from _faults(discovery, method.name, tree, method.described["response"])


def _parse(signs: list[str]) -> Tree:
    tree: Tree = {}
    while signs:
        below = tree.setdefault(signs.pop(0), {})
        while signs and signs[0] == "/":
            signs.pop(0)
            below = below.setdefault(signs.pop(0), {})
        if signs and signs[0] == "(":
            signs.pop(0)
            below |= _parse(signs)
            if signs.pop(0) != ")":
                raise ValueError("(")
        if not signs or signs[0] != ",":
            break
        signs.pop(0)
    return tree


def _faults(discovery: Discovery, place: str, tree: Tree, described: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in described:
        described = discovery.document["schemas"][described["$ref"]]
    if described.get("type") == "array":
        yield from _faults(discovery, place, tree, described["items"])
        return
    properties = described.get("properties", {})
    for name, below in tree.items():
        if name in properties:
            yield from _faults(discovery, f"{place}.{name}", below, properties[name])
        elif "additionalProperties" not in described:
            yield f"{place}: there is no field {name}"
