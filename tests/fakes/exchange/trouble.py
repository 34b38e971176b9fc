"""What may go wrong at Exchange: handlers for a `Proxy` that answer in the server's place."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

from lxml.etree import XMLSyntaxError

from tests.adapters.caldav_proxy import Asked, Reply
from tests.fakes.exchange.soap import Refused, children, envelope, error, find, m, name_of, parsed

Handler: TypeAlias = Callable[[Asked], Reply | None]

_PARTS = {
    "CreateItem": "m:Items",
    "UpdateItem": "m:ItemChanges",
    "CreateFolder": "m:Folders",
    "GetItem": "m:ItemIds",
    "MoveItem": "m:ItemIds",
    "DeleteItem": "m:ItemIds",
}
_EMPTY = {"CreateFolder": "Folders", "DeleteItem": None}


def operation_in(asked: Asked) -> str:
    """The operation that a request is for; nothing if it is none."""
    try:
        (request,) = children(parsed(asked.body), "s:Body")
    except (XMLSyntaxError, ValueError):
        return ""
    return name_of(request)


def refusing(operations: Collection[str], code: str) -> Handler:
    """Every part of these operations is refused with a code."""

    def answer(asked: Asked) -> Reply | None:
        operation = operation_in(asked)
        if operation not in operations:
            return None
        parts = children(find(parsed(asked.body), "s:Body")[0], _PARTS[operation])
        empty = _EMPTY.get(operation, "Items")
        refused = [error(operation, Refused(code), m(empty) if empty else None) for _ in parts]
        return envelope(m(f"{operation}Response", m("ResponseMessages", *refused)))

    return answer


def unauthorized(asked: Asked) -> Reply:
    """Whoever asks is not let in, whatever they say."""
    del asked
    return Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="owner.example", NTLM'})
