"""A request that is about to leave, as a guard looks at it: nothing leaves that is not on a list."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias


class NeverAsked(Exception):
    """A request that followupd must not make was about to be made; nothing has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that is about to leave; `path` is what follows the endpoint, each segment decoded."""

    method: str
    path: tuple[str, ...]
    query: Mapping[str, list[str]]
    body: bytes

    def content(self) -> dict[str, Any]:
        """The body; empty if it is no object, so that no condition can be met by it."""
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}


Permits: TypeAlias = Callable[[Asked], bool]
"""Whether a request below one endpoint is among those that followupd makes."""


class Checks(Protocol):
    """What every byte passes on its way out."""

    def check(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """`NeverAsked` unless the request is one that followupd makes."""
        ...
