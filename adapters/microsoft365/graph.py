"""One mailbox as Graph shows it: asking for a resource, writing one, and walking through lists and their changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode, urlsplit

from adapters.microsoft365.errors import going_on, refusal, translate
from adapters.microsoft365.guard import permits_going_on
from adapters.web.faults import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.microsoft365.session import Session
    from adapters.microsoft365.settings import Settings
    from adapters.web.asking import Permits

PAGES: Final = 1000
PAGE: Final = 50

_JSON: Final = "application/json"
_MIME: Final = "text/plain"  # in base64, as Graph takes a message that is written already


@dataclass(slots=True, kw_only=True)
class Walk:
    """A list that is walked through page by page; `delta` is where its changes go on, once all was walked through."""

    graph: Graph
    start: str
    delta: str | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        link: object = self.start
        for _ in range(PAGES):
            with going_on():
                page = self.graph.follow(str(link))
            link, self.delta = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
            yield from _listed(page, self.graph.host)
            if not link:
                return
            del page  # two full ones would be held while the next comes in
        raise Trouble(f"{self.graph.host} does not come to an end of a list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What is below one mailbox. Everything raises the ports' errors as `errors` tells.

    `bodies` is how the texts of events and messages are wanted, "text" or "html"; `page` is how many things on a page.
    """

    session: Session
    endpoint: str
    root: str
    bodies: str = "text"
    page: int = PAGE
    host: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "host", urlsplit(self.endpoint).hostname or "")

    def with_bodies(self, bodies: str) -> Graph:
        """The same mailbox with its texts in another form."""
        return replace(self, bodies=bodies)

    def with_pages(self, page: int) -> Graph:
        """The same mailbox with lists on pages of another size."""
        return replace(self, page=page)

    def permit(self, permits: Permits) -> None:
        """Let requests to this mailbox through of which this says so."""
        self.session.guard.permit(self.root, permits)

    def get(self, *path: str, **options: str) -> dict[str, Any]:
        """A resource; `options` are those of the query, without the sign that they begin with at Graph."""
        return self._named(self.follow(self.address(*path, **options)))

    def bytes_of(self, *path: str, most: int | None = None) -> bytes:
        """What is stored behind a resource, as it is, or the beginning of it: the MIME text of a message, say."""
        return self._ask("GET", self.address(*path), None, {}, most)

    def walk(self, *path: str, **options: str) -> Walk:
        """A list of resources, or of what changed in one; each is an object with an id."""
        return Walk(graph=self, start=self.address(*path, **options))

    def go_on(self, link: str) -> Walk:
        """What changed since a `Walk` ended whose `delta` this is."""
        return Walk(graph=self, start=link)

    def post(self, *path: str, content: Mapping[str, Any] | bytes) -> dict[str, Any]:
        """Make something of a content, or of a MIME text in base64; what was made."""
        return self._named(self._write("POST", path, content, None))

    def patch(self, *path: str, content: Mapping[str, Any], version: str | None = None) -> dict[str, Any]:
        """Change some of a resource, if it is in this version; what it is now."""
        return self._named(self._write("PATCH", path, content, version))

    def delete(self, *path: str, version: str | None = None) -> None:
        """Delete a resource, if it is in this version; who has done that says nothing."""
        if self._ask("DELETE", self.address(*path), None, {} if version is None else {"If-Match": version}):
            raise Trouble(f"{self.host} answers in a way that cannot be understood")

    def follow(self, link: str) -> dict[str, Any]:
        """What is at an address that Graph gave; one that leads to another server is `Trouble`, and is not asked."""
        if not link.startswith(self.endpoint):
            raise Trouble(f"{self.host} refers to another server")
        return self._object(self._ask("GET", link, None, {}))

    def address(self, *path: str, **options: str) -> str:
        """Where something of the mailbox is; each part of the path is one segment, whatever it holds."""
        query = urlencode({_option(name): value for name, value in options.items()}, safe="$,'", quote_via=quote)
        return self.root + "/".join(quote(part, safe="=$") for part in path) + (f"?{query}" if query else "")

    def _write(
        self, method: str, path: tuple[str, ...], content: Mapping[str, Any] | bytes, version: str | None
    ) -> dict[str, Any]:
        headers = {"Content-Type": _MIME if isinstance(content, bytes) else _JSON}
        headers |= {} if version is None else {"If-Match": version}
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self._object(self._ask(method, self.address(*path), body, headers) or b"{}")

    def _ask(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], most: int | None = None
    ) -> bytes:
        preferring = {"Prefer": self._preferences(), **headers}
        with translate(self.host):
            status, told, content = self.session.ask(method, url, preferring, body, most)
        if not 200 <= status < 300:
            raise refusal(status, told, content, self.host)
        return content

    def _preferences(self) -> str:
        """Ids that outlive a move to another folder, times in UTC, texts and pages as wanted: what every call says."""
        told = ('IdType="ImmutableId"', 'outlook.timezone="UTC"', f'outlook.body-content-type="{self.bodies}"')
        return ", ".join((*told, f"odata.maxpagesize={self.page}"))

    def _named(self, found: dict[str, Any]) -> dict[str, Any]:
        """A resource, if it is one: it has an id."""
        if not isinstance(found.get("id"), str):
            raise Trouble(f"{self.host} answers in a way that cannot be understood")
        return found

    def _object(self, content: bytes) -> dict[str, Any]:
        try:
            found = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Trouble(f"{self.host} answers in a way that cannot be understood") from error
        if not isinstance(found, dict):
            raise Trouble(f"{self.host} answers in a way that cannot be understood")
        return found


def open_graph(settings: Settings, session: Session) -> Graph:
    """The mailbox of an account; nothing is asked yet, and nothing will be that is not permitted."""
    session.guard.permit(settings.graph_endpoint, permits_going_on)
    return Graph(session=session, endpoint=settings.graph_endpoint, root=settings.mailbox)


def _listed(page: Mapping[str, Any], host: str) -> list[dict[str, Any]]:
    """What is on a page, if it is one."""
    found = page.get("value")
    if not isinstance(found, list) or not all(isinstance(e, dict) and isinstance(e.get("id"), str) for e in found):
        raise Trouble(f"{host} answers in a way that cannot be understood")
    return found


def _option(name: str) -> str:
    """Those of OData begin with a sign; those of a calendar's view do not."""
    return name if name in {"startDateTime", "endDateTime"} else f"${name}"
