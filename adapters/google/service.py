"""One of Google's APIs as its client library makes it from the description that ships inside, and asking it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from googleapiclient.discovery import build

from adapters.google.errors import translate
from adapters.web.faults import Trouble

if TYPE_CHECKING:
    from adapters.google.session import Session
    from adapters.web.asking import Permits


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`api` has the methods of the API; what they return is handed to `ask`."""

    api: Any
    host: str
    _parts: dict[str, Any] = field(default_factory=dict)

    def part(self, name: str) -> Any:
        """A part of the API, as `events`, made once: the library makes it anew each time, with all its methods."""
        if name not in self._parts:
            self._parts[name] = getattr(self.api, name)()
        return self._parts[name]

    def ask(self, request: Any, *, version: str | None = None) -> dict[str, Any]:
        """The answer to a request, on condition that the item is in this version if one is given (RFC 9110 13.1.1).

        Raises the ports' errors as `translate` tells.
        """
        if version is not None:
            request.headers["If-Match"] = version
        with translate(self.host):
            answer = request.execute(num_retries=0)
        if answer == "":
            return {}  # 204
        if not isinstance(answer, dict):
            raise Trouble(f"{self.host} answers in a way that cannot be understood")
        return answer


def open_service(name: str, version: str, endpoint: str, session: Session, permits: Permits) -> Service:
    """The API at this endpoint; nothing is asked yet, and nothing will be that is not permitted."""
    session.guard.permit(endpoint, permits)
    api = build(
        name,
        version,
        http=session,
        client_options={"api_endpoint": endpoint},
        cache_discovery=False,
        static_discovery=True,
    )
    return Service(api=api, host=urlsplit(endpoint).hostname or "")
