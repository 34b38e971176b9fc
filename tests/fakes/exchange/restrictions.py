"""Which items a search is for, and in which order they come.

Texts are compared whatever their case, as Exchange does; what is not known of an item equals nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from typing import Any, TypeAlias

from tests.fakes.exchange.items import Item, key_of
from tests.fakes.exchange.mailbox import Folder
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import find, name_of, read

Value: TypeAlias = Any  # a moment, a number or a text, of which two are compared

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "IsEqualTo": operator.eq,
    "IsNotEqualTo": operator.ne,
    "IsGreaterThan": operator.gt,
    "IsGreaterThanOrEqualTo": operator.ge,
    "IsLessThan": operator.lt,
    "IsLessThanOrEqualTo": operator.le,
}


def matches(condition: Element, thing: Item | Folder) -> bool:
    """Whether an item or a folder is as a condition asks."""
    kind = name_of(condition)
    inner = [each for each in condition if isinstance(each.tag, str)]
    if kind in {"And", "Or"}:
        return (all if kind == "And" else any)(matches(each, thing) for each in inner)
    if kind == "Not":
        return not matches(inner[0], thing)
    found = _texts(inner[0], thing)
    if kind == "Exists":
        return bool(found)
    if kind == "Contains":
        return any(_contains(condition, each, inner[1].get("Value")) for each in found)
    wanted = find(inner[1], "t:Constant").get("Value")
    return any(_compare(_COMPARISONS[kind], each, wanted) for each in found) or (kind == "IsNotEqualTo" and not found)


def ordered(items: list[Item], order: Element) -> list[Item]:
    """The items in the order that is asked for; what is not known of an item comes first."""
    for each in reversed([] if order is None else list(order)):

        def rank(item: Item, path: Element = each[0]) -> tuple[bool, Value]:
            texts = _texts(path, item)
            return bool(texts), _typed(texts[0]) if texts else ""

        items = sorted(items, key=rank, reverse=each.get("Order") == "Descending")
    return items


def _texts(path: Element, thing: Item | Folder) -> list[str]:
    if name_of(path) == "ExtendedFieldURI":
        own = thing.extended.get(key_of(path))
        return [] if own is None else [str(each.text or "") for each in ([own] if name_of(own) == "Value" else own)]
    name = path.get("FieldURI").partition(":")[2]
    if isinstance(thing, Folder):
        return [{"DisplayName": thing.name, "FolderClass": thing.cls}.get(name, "")]
    found = thing.fields.get(name)
    if found is None:
        return []
    return [str(each) for each in found.itertext()] if len(found) else [str(found.text or "")]


def _contains(condition: Element, found: str, wanted: str) -> bool:
    if condition.get("ContainmentComparison", "Exact") != "Exact":
        found, wanted = found.casefold(), wanted.casefold()
    mode = condition.get("ContainmentMode", "FullString")
    if mode == "FullString":
        return found == wanted
    return found.startswith(wanted) if mode == "Prefixed" else wanted in found


def _compare(compared: Callable[[Any, Any], bool], found: str, wanted: str) -> bool:
    left, right = _typed(found), _typed(wanted)
    if type(left) is not type(right):
        left, right = found.casefold(), wanted.casefold()
    return compared(left, right)


def _typed(text: str) -> Value:
    with suppress(ValueError):
        return int(text)
    with suppress(ValueError):
        moment = read(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return text.casefold()
