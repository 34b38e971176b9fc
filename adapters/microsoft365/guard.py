"""What followupd may ask of Microsoft: what is listed, and nothing else. This is what keeps it from ever sending.

The permissions that are asked for do not include sending mail, but whoever may write calendars may invite, cancel and
answer. So every request passes here, whoever makes it, before a byte leaves, and those verbs are on no list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from adapters.web.asking import Asked, NeverAsked, Permits

if TYPE_CHECKING:
    from collections.abc import Mapping

# What makes Microsoft write to somebody, beside everything that begins with "send" and whatever the rest of the path
# says; Graph minds neither case nor a namespace. These are refused even where a list would let them through.
SENDING: Final = frozenset(
    {
        *("forward", "reply", "replyall"),
        *("accept", "tentativelyaccept", "decline", "cancel"),
        "$batch",  # holds other requests, which nobody would look at
    }
)

# Graph takes the method from these in place of the one that is seen here.
_OVERRIDES: Final = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
_CONTINUING: Final = frozenset({"$skiptoken", "$deltatoken", "$skip"})


@dataclass(slots=True)
class Guard:
    """Lets requests through or raises `NeverAsked`; each part of the adapter registers what it needs by `permit`."""

    _permits: list[tuple[str, Permits]] = field(default_factory=list)

    def permit(self, root: str, permits: Permits) -> None:
        """From now on let through also what this says of the requests below an address."""
        self._permits.append((root, permits))

    def check(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """`NeverAsked` unless the request is one of those that were registered."""
        parts = urlsplit(url)
        path = [unquote(segment) for segment in parts.path.split("/")]
        if any(map(_sends, path)):
            raise NeverAsked(f"{method} of a path that sends")
        if any(name.lower() in _OVERRIDES for name in headers):
            raise NeverAsked(f"{method} that asks for another method")
        if any("/" in segment or "\\" in segment or segment in {".", ".."} for segment in path):
            raise NeverAsked(f"{method} of a path that leads elsewhere")
        query = parse_qs(parts.query, keep_blank_values=True)
        for root, permits in self._permits:
            if not url.startswith(root):
                continue
            begins = urlsplit(root).path.count("/")
            if permits(Asked(method=method, path=tuple(path[begins:]), query=query, body=body)):
                return
        raise NeverAsked(f"{method} of something at {parts.hostname} that followupd has no business with")


def guard_for(login_endpoint: str) -> Guard:
    """A guard that lets logins be made and renewed, and nothing else yet."""
    guard = Guard()
    guard.permit(login_endpoint, permits_login)
    return guard


def permits_login(asked: Asked) -> bool:
    """What signing in asks: where that is done for a tenant, a code to type elsewhere, and tokens."""
    match asked.method, asked.path:
        case "GET", (_, "v2.0", ".well-known", "openid-configuration"):
            return True
        case "POST", (_, "oauth2", "v2.0", "token" | "devicecode"):
            return True
    return False


def permits_going_on(asked: Asked) -> bool:
    """Whether a request follows a link of Graph's to the next page or round; what these look like is Graph's matter."""
    return asked.method == "GET" and not asked.body and not _CONTINUING.isdisjoint(asked.query)


def _sends(segment: str) -> bool:
    words = [part.lower().removeprefix("microsoft.graph.").partition("(")[0] for part in segment.split("/")]
    return any(word.startswith("send") or word in SENDING for word in words)
