"""What followupd asks Microsoft to be allowed: one permission for calendars, one for mail, and none that sends.

Mail.Send is never asked for: with Mail.ReadWrite alone a message can be written and not sent, which is Microsoft's own
rule (Graph permissions reference), so that whatever went wrong here, nothing could leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

CALENDARS: Final = "Calendars.ReadWrite"
MAIL: Final = "Mail.ReadWrite"

# Each national cloud has a Graph of its own (learn.microsoft.com/graph/deployments); what stands in for one of them is
# asked for the permissions of the first.
_GRAPHS: Final = (
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
)


class Replies(StrEnum):
    """How much of the person's mail followupd reads."""

    TEXT = "text"
    HEADERS = "headers"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """What an account is used for: calendars, drafts, replies."""

    calendar: bool = True
    drafts: bool = True
    replies: Replies = Replies.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One thing to be allowed: Microsoft's name for it, what its page shows, and what it is for."""

    name: str
    shown: str
    purpose: str


_CALENDARS: Final = Scope(
    name=CALENDARS,
    shown="Have full access to your calendars",
    purpose="find job interviews and write follow-up entries into a calendar of its own",
)
_MAIL: Final = Scope(
    name=MAIL,
    shown="Read and write access to your mail",
    purpose="read what employers answer and write drafts for you to send",
)


def scopes_for(uses: Uses) -> tuple[Scope, ...]:
    """The permissions that these uses need, and no others, in a lasting order."""
    return tuple(_needed(uses))


def missing(uses: Uses, granted: Set[str]) -> tuple[Scope, ...]:
    """Those of the permissions needed that were not granted."""
    return tuple(scope for scope in scopes_for(uses) if scope.name not in granted)


def resource_of(endpoint: str) -> str:
    """What names of permissions begin with, for the Graph at this endpoint."""
    host = urlsplit(endpoint).hostname
    return f"https://{host if host in _GRAPHS else _GRAPHS[0]}/"


def _needed(uses: Uses) -> Iterator[Scope]:
    if uses.calendar:
        yield _CALENDARS
    if uses.drafts or uses.replies is not Replies.NONE:
        yield _MAIL
