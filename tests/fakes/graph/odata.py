"""The query options of OData as far as Graph's mail and calendars know them: $select, $expand, $filter, $orderby.

What Graph does not know, or cannot filter by, is refused, and what it filters by in an odd way is filtered by so:
the value of an extended property is compared whatever its case, its name is not, and it is only told if it is
expanded. A sort order that the filter does not begin with is too complex.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.fakes.graph.asking import Call, refused
from tests.fakes.graph.schema import SCHEMA

Resource: TypeAlias = dict[str, Any]
Test: TypeAlias = Callable[[Resource], bool]

EXTENDED = "singleValueExtendedProperties"
_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[()/:,]|[\w$.@+-]+(?:[/:](?!/)[\w.+-]+)*)")
_PROPERTY_ID = re.compile(
    r"(String|Integer|Boolean|SystemTime) (?:\{([0-9A-Fa-f-]{36})\} Name (\S+)|(0x[0-9A-Fa-f]{1,4}))"
)
_EXPAND_EXTENDED = re.compile(re.escape(EXTENDED) + r"\(\$filter=(.*)\)")
_FILTERABLE: Mapping[str, frozenset[str]] = {
    "event": frozenset(
        {
            *("subject", "start/dateTime", "end/dateTime", "iCalUId", "isCancelled", "type", "showAs", "isAllDay"),
            *("createdDateTime", "lastModifiedDateTime", "seriesMasterId"),
        }
    ),
    "message": frozenset(
        {
            *("subject", "receivedDateTime", "sentDateTime", "createdDateTime", "lastModifiedDateTime", "isRead"),
            *("internetMessageId", "conversationId", "isDraft", "hasAttachments", "parentFolderId"),
            *("from/emailAddress/address", "sender/emailAddress/address"),
        }
    ),
    "calendar": frozenset({"name"}),
    "mailFolder": frozenset({"displayName"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a resource must be like, and the properties that are looked at, in their order."""

    test: Test
    names: tuple[str, ...] = ()


def property_id(text: str) -> str:
    """The id of an extended property as Graph writes it; `ValueError` if it is none."""
    found = _PROPERTY_ID.fullmatch(text)
    if found is None:
        raise ValueError(text)
    kind, group, name, tag = found.groups()
    return f"{kind} 0x{int(tag, 16):x}" if tag else f"{kind} {{{group.lower()}}} Name {name}"


def properties_in(call: Call) -> dict[str, str]:
    """The extended properties that are written."""
    try:
        return {property_id(each["id"]): each["value"] for each in call.body.get(EXTENDED) or ()}
    except (KeyError, ValueError):
        raise refused(400, "ErrorInvalidProperty", "an extended property without a proper name") from None


def selected(call: Call, resource: Resource) -> Resource:
    """What is told of a resource: always its id and version, and what was asked for or, if nothing was, the usual."""
    kind = call.method.kind
    known = SCHEMA.properties(kind)
    if "$select" in call.query:
        names = [name.strip() for name in call.query["$select"].split(",")]
        if unknown := [name for name in names if name not in known]:
            raise refused(400, "RequestBroker--ParseUri", f"there is no property {unknown} on a {kind} to select")
        kept = [*names, "id"]
    else:
        kept = [name for name in SCHEMA.plain(kind) if name not in _ONLY_IF_SELECTED]
    told = {name: value for name, value in resource.items() if name in kept or name.startswith("@")}
    for name in _expanded_names(call):
        if name != EXTENDED:
            told[name] = resource[name]
    told.pop(EXTENDED, None)
    wanted = _wanted(call)
    if found := [each for each in resource.get(EXTENDED, ()) if each["id"] in wanted]:
        told[EXTENDED] = found
    return told


def filtered(call: Call, resources: Sequence[Resource]) -> list[Resource]:
    """The resources that a $filter lets through, in the order of $orderby."""
    kind = call.method.kind
    found = parse(call.query["$filter"], kind) if "$filter" in call.query else Filter(test=lambda _resource: True)
    kept = [each for each in resources if found.test(each)]
    if "$orderby" not in call.query:
        return kept
    name, _, direction = call.query["$orderby"].partition(" ")
    if name not in _FILTERABLE[kind] or direction not in {"", "asc", "desc"}:
        raise refused(400, "BadRequest", f"{kind}s cannot be ordered by {call.query['$orderby']}")
    if found.names and found.names[0] != name:
        raise refused(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.")
    return sorted(kept, key=lambda each: str(_value(each, name)), reverse=direction == "desc")


def parse(text: str, kind: str) -> Filter:
    """A filter, understood. Raises `Refused`."""
    tokens, position = [], 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _bad(text)
        tokens.append(match[1])
        position = match.end()
    names: list[str] = []
    try:
        test = _Parser(tokens, kind, names).whole()
    except (IndexError, ValueError):
        raise _bad(text) from None
    return Filter(test=test, names=tuple(names))


_ONLY_IF_SELECTED = {"internetMessageHeaders", "uniqueBody", "cancelledOccurrences"}


def _wanted(call: Call) -> set[str]:
    """The extended properties that are to be expanded."""
    match = _EXPAND_EXTENDED.search(call.query.get("$expand", ""))
    if match is None:
        return set()
    ids = re.findall(r"id eq '([^']*)'", match[1])
    if not ids or " or ".join(f"id eq '{each}'" for each in ids) != match[1]:
        raise refused(400, "BadRequest", f"$expand cannot be understood: {match[1]}")
    try:
        return {property_id(each) for each in ids}
    except ValueError:
        raise refused(400, "ErrorInvalidProperty", f"no name of an extended property: {ids}") from None


def _expanded_names(call: Call) -> list[str]:
    text = call.query.get("$expand", "")
    names = [name for name in re.sub(r"\([^)]*\)", "", _EXPAND_EXTENDED.sub(EXTENDED, text)).split(",") if name]
    allowed = {EXTENDED, "attachments"} if call.method.kind == "message" else {EXTENDED}
    if unknown := set(names) - allowed:
        raise refused(400, "BadRequest", f"$expand of {sorted(unknown)} is not possible, or not known to the fake")
    if EXTENDED in names and not _wanted(call):
        raise refused(400, "ErrorInvalidProperty", "which extended properties is not said: a $filter is missing")
    return names


class _Parser:
    """A walk over the tokens of a filter."""

    def __init__(self, tokens: list[str], kind: str, names: list[str]) -> None:
        self._tokens = tokens
        self._kind = kind
        self._names = names

    def whole(self) -> Test:
        test = self._either()
        if self._tokens:
            raise ValueError(self._tokens[0])
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._tokens and self._tokens[0] == "or":
            self._tokens.pop(0)
            tests.append(self._both())
        return lambda resource: any(test(resource) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._tokens and self._tokens[0] == "and":
            self._tokens.pop(0)
            tests.append(self._one())
        return lambda resource: all(test(resource) for test in tests)

    def _one(self) -> Test:
        token = self._tokens.pop(0)
        if token == "(":
            test = self._either()
            self._expect(")")
            return test
        if token.lower() == f"{EXTENDED.lower()}/any":
            return self._any()
        if token == "startswith":
            return self._starts()
        return self._compared(token)

    def _any(self) -> Test:
        """`singleValueExtendedProperties/Any(ep: ep/id eq '...' and ep/value eq '...')`, the only form there is."""
        self._expect("(")
        variable = self._tokens.pop(0)
        self._expect(":")
        self._expect(f"{variable}/id")
        self._expect("eq")
        wanted = property_id(_text(self._tokens.pop(0)))
        self._expect("and")
        self._expect(f"{variable}/value")
        operator, value = self._tokens.pop(0), self._tokens.pop(0)
        self._expect(")")
        if operator == "ne" and value == "null":
            return lambda resource: any(each["id"] == wanted for each in resource.get(EXTENDED, ()))
        if operator != "eq":
            raise ValueError(operator)
        text = _text(value).casefold()
        return lambda resource: any(
            each["id"] == wanted and str(each["value"]).casefold() == text for each in resource.get(EXTENDED, ())
        )

    def _starts(self) -> Test:
        self._expect("(")
        name = self._filterable(self._tokens.pop(0))
        self._expect(",")
        text = _text(self._tokens.pop(0)).casefold()
        self._expect(")")
        return lambda resource: str(_value(resource, name)).casefold().startswith(text)

    def _compared(self, token: str) -> Test:
        name, operator, literal = self._filterable(token), self._tokens.pop(0), self._tokens.pop(0)
        compare = _OPERATORS.get(operator)
        if compare is None:
            raise ValueError(operator)
        wanted = _literal(literal)
        return lambda resource: compare(_folded(_value(resource, name)), _folded(wanted))

    def _filterable(self, name: str) -> str:
        if name not in _FILTERABLE[self._kind]:
            raise ValueError(name)
        self._names.append(name)
        return name

    def _expect(self, token: str) -> None:
        if self._tokens.pop(0) != token:
            raise ValueError(token)


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
    "ge": lambda left, right: left is not None and bool(left >= right),
    "gt": lambda left, right: left is not None and bool(left > right),
    "le": lambda left, right: left is not None and bool(left <= right),
    "lt": lambda left, right: left is not None and bool(left < right),
}


def _literal(token: str) -> Any:
    if token in {"true", "false"}:
        return token == "true"
    if token == "null":
        return None
    if token.startswith("'"):
        return _text(token)
    if re.match(r"\d{4}-\d\d-\d\d", token):
        return token
    raise ValueError(token)


def _text(token: str) -> str:
    if not (token.startswith("'") and token.endswith("'") and len(token) > 1):
        raise ValueError(token)
    return token[1:-1].replace("''", "'")


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _value(resource: Resource, name: str) -> Any:
    value: Any = resource
    for part in name.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _bad(text: str) -> Exception:
    return refused(400, "ErrorInvalidUrlQueryFilter", f"the filter cannot be understood, or not answered: {text}")
