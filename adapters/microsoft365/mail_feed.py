"""What came into a folder since, page by page: by what Microsoft calls a delta or, where there is none, by times.

A beginning reaches back a year from the newest message: longer than any application goes on, and not through half a
life of mail. A delta begins with everything since then, and goes on with what changed; a place without deltas is asked
for what came since a day before the latest message, since what is moved keeps the time at which it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from adapters.microsoft365.errors import going_on
from adapters.microsoft365.mail_answers import IN_REPLY_TO, REFERENCES, expanding, moment_in
from adapters.microsoft365.mail_cursor import Place
from adapters.web.faults import Trouble
from daemon.ports.errors import CursorExpired, Unavailable

if TYPE_CHECKING:
    from adapters.microsoft365.graph import Graph
    from adapters.microsoft365.mail_answers import Resource

PAGE: Final = 200
BACK: Final = timedelta(days=365)
OVERLAP: Final = timedelta(days=1)

FIELDS: Final = ",".join(
    (
        *("internetMessageId", "conversationId", "subject", "isDraft", "receivedDateTime", "sentDateTime"),
        *("from", "sender", "replyTo", "toRecipients", "ccRecipients", "bccRecipients"),
    )
)
"""What is asked of every message: whom it concerns, and none of its text."""

_THREAD: Final = expanding(IN_REPLY_TO, REFERENCES)
NO_DELTA: Final = frozenset({400, 404, 405, 501})
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some messages, where it goes on after them, and whether these are all for now."""

    found: tuple[Resource, ...]
    place: Place
    last: bool


class Feed:
    """One folder, by its well-known name."""

    def __init__(self, graph: Graph, folder: str) -> None:
        """Store where it is; nothing is asked yet."""
        self._graph = graph.with_pages(PAGE)
        self._path = ("mailFolders", folder, "messages")

    def pages(self, place: Place | None) -> Iterator[Page]:
        """The pages from a place on, or from a beginning. Raises `CursorExpired` of a place that is known no more."""
        try:
            page = self._follow(place) if place else self._begin()
            yield page
            while not page.last:
                page = self._follow(page.place)
                yield page
        except CursorExpired as error:
            if place is None:
                raise Unavailable("Microsoft forgot in the middle of a reading where it was") from error
            raise

    def _begin(self) -> Page:
        newest = {"select": "receivedDateTime", "orderby": "receivedDateTime desc", "top": "1"}
        found = _told(self._graph.follow(self._graph.address(*self._path, **newest)))
        latest = moment_in(found[0], "receivedDateTime") if found else None
        since = {"filter": _since(latest - BACK)} if latest else {}
        try:
            return self._changes(self._graph.address(*self._path, "delta", select=FIELDS, expand=_THREAD, **since))
        except Trouble as trouble:
            if trouble.status not in NO_DELTA:
                raise
        return self._window(latest - BACK if latest else None)

    def _follow(self, place: Place) -> Page:
        if not place.link:
            after = moment_in({"after": place.after}, "after")
            return self._window(after - OVERLAP if after else None)
        try:
            return self._after(place.link, place.after) if place.after else self._changes(place.link)
        except Trouble as trouble:
            if trouble.status not in NO_DELTA:
                raise
            raise CursorExpired("Microsoft no longer goes on from where the last reading ended") from trouble

    def _changes(self, link: str) -> Page:
        page = self._ask(link)
        following, delta = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
        if not following and not delta:
            raise Trouble(f"{self._graph.host} does not say where it goes on")
        return Page(found=_told(page), place=Place(link=str(following or delta)), last=not following)

    def _window(self, since: datetime | None) -> Page:
        options = {"select": FIELDS, "expand": _THREAD, "orderby": "receivedDateTime", "top": str(PAGE)}
        options |= {"filter": _since(since)} if since else {}
        return self._after(self._graph.address(*self._path, **options), since.strftime(_TIME) if since else "")

    def _after(self, link: str, after: str) -> Page:
        page = self._ask(link)
        found, following = _told(page), str(page.get("@odata.nextLink") or "")
        moments = (moment_in(each, "receivedDateTime") for each in found)
        latest = max([after, *(moment.strftime(_TIME) for moment in moments if moment)])
        return Page(found=found, place=Place(link=following, after=latest), last=not following)

    def _ask(self, link: str) -> Resource:
        with going_on():
            return self._graph.follow(link)


def _since(moment: datetime) -> str:
    return f"receivedDateTime ge {moment.strftime(_TIME)}"


def _told(page: Resource) -> tuple[Resource, ...]:
    found = page.get("value")
    if not isinstance(found, list) or not all(isinstance(e, dict) and isinstance(e.get("id"), str) for e in found):
        raise Trouble("Microsoft answers in a way that cannot be understood")
    return tuple(found)
