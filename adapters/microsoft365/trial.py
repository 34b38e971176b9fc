"""Asks once for what an account is used for, so that what would go wrong later is told while somebody is there.

A mailbox without a licence, or on a server of the organisation's own, is the mistake that a login itself does not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.microsoft365.graph import open_graph
from adapters.microsoft365.scopes import Replies
from daemon.ports.errors import AuthRequired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.microsoft365.session import Session
    from adapters.microsoft365.settings import Settings
    from adapters.web.asking import Asked


def try_out(session: Session, settings: Settings) -> tuple[str, ...]:
    """What is wrong, in sentences. Raises `Unavailable` if Microsoft cannot be reached."""
    graph = open_graph(settings, session)
    graph.permit(_permits)
    wrong = []
    for name, path in _probes(settings):
        try:
            graph.follow(graph.address(*path, top="1"))
        except AuthRequired as error:
            wrong.append(f"{name}: {error}")
    return tuple(wrong)


def _probes(settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    if settings.uses.calendar:
        yield "calendar", ("calendars",)
    if settings.uses.drafts or settings.uses.replies is not Replies.NONE:
        yield "mail", ("mailFolders",)


def _permits(asked: Asked) -> bool:
    return asked.method == "GET" and asked.path in {("calendars",), ("mailFolders",)}
