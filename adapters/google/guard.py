"""What followupd may ask of Google: what is listed, and nothing else. This is what keeps it from ever sending.

No scope of Gmail allows drafts without sending (providers' own reference), so it is this list that does: every request
passes here, whoever makes it, before a byte leaves. What is sent, `/send` first of all, is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from adapters.web.asking import Asked, NeverAsked, Permits

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Guard:
    """Lets requests through or raises `NeverAsked`; each part of the adapter registers what it needs by `permit`."""

    _permits: dict[str, Permits] = field(default_factory=dict)

    def permit(self, endpoint: str, permits: Permits) -> None:
        """From now on let through what this says of the requests below an endpoint."""
        self._permits[endpoint] = permits

    def check(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """`NeverAsked` unless the request is one of those that were registered."""
        parts = urlsplit(url)
        path = [unquote(segment) for segment in parts.path.split("/")]
        if any("send" in segment.lower().split("/") for segment in path):
            raise NeverAsked(f"{method} of a path that sends")
        query = parse_qs(parts.query, keep_blank_values=True)
        override = next((value for name, value in headers.items() if name.lower() == "x-http-method-override"), None)
        if override is not None:
            # The library asks so where an address would be too long; what it asks is in the body then.
            method, query, body = override, parse_qs(body.decode("ascii", "replace"), keep_blank_values=True), b""
        for endpoint, permits in self._permits.items():
            if not url.startswith(endpoint):
                continue
            begins = urlsplit(endpoint).path.count("/")
            asked = Asked(method=method, path=tuple(path[begins:]), query=query, body=body)
            if not any("/" in segment or segment in {".", ".."} for segment in asked.path) and permits(asked):
                return
        raise NeverAsked(f"{method} of something at {parts.hostname} that followupd has no business with")


def guard_for(token_endpoint: str) -> Guard:
    """A guard that lets logins be made and renewed, and nothing else yet."""
    guard = Guard()
    guard.permit(token_endpoint, lambda asked: asked.method == "POST" and not asked.query and len(asked.path) == 1)
    return guard
