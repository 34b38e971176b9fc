"""What followupd asks Google to be allowed: the least for what an account is used for, and what each scope is for.

No scope is asked for that only sending, inviting or changing settings needs. Gmail has none that allows drafts and not
sending, which is why the session lets no sending request out; see `session`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

_PREFIX = "https://www.googleapis.com/auth/"

READ_EVENTS = f"{_PREFIX}calendar.events.readonly"
LIST_CALENDARS = f"{_PREFIX}calendar.calendarlist.readonly"
OWN_CALENDAR = f"{_PREFIX}calendar.app.created"
OWNED_EVENTS = f"{_PREFIX}calendar.events.owned"
COMPOSE = f"{_PREFIX}gmail.compose"
READ_MAIL = f"{_PREFIX}gmail.readonly"
READ_HEADERS = f"{_PREFIX}gmail.metadata"


class Replies(StrEnum):
    """How much of the person's mail followupd reads."""

    TEXT = "text"
    HEADERS = "headers"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """What an account is used for: calendars, with entries in one of our own or in a named one; drafts; replies."""

    calendar: bool = True
    named_calendar: bool = False
    drafts: bool = True
    replies: Replies = Replies.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One thing to be allowed: Google's name for it, what Google's page shows beside the box, and what it is for."""

    name: str
    box: str
    purpose: str


_CALENDAR = (
    Scope(
        name=READ_EVENTS,
        box="View events on all your calendars",
        purpose="find job interviews in your calendars",
    ),
    Scope(
        name=LIST_CALENDARS,
        box="See the list of Google calendars you’re subscribed to",
        purpose="know which calendars you have",
    ),
)
_OWN = Scope(
    name=OWN_CALENDAR,
    box="Make secondary Google calendars, and see, create, change, and delete events on them",
    purpose="write follow-up entries into a calendar of its own",
)
_NAMED = Scope(
    name=OWNED_EVENTS,
    box="See, create, change, and delete events on Google calendars you own",
    purpose="write follow-up entries into the calendar that you chose",
)
_DRAFTS = Scope(name=COMPOSE, box="Manage drafts and send emails", purpose="write drafts for you to send")
_REPLIES = {
    Replies.TEXT: Scope(
        name=READ_MAIL,
        box="View your email messages and settings",
        purpose="read what employers answer, and see which drafts you sent",
    ),
    Replies.HEADERS: Scope(
        name=READ_HEADERS,
        box="View your email message metadata such as labels and headers, but not the email body",
        purpose="see that employers answer, and which drafts you sent",
    ),
}


def scopes_for(uses: Uses) -> tuple[Scope, ...]:
    """The scopes that these uses need, and no others, in a lasting order."""
    return tuple(_needed(uses))


def missing(uses: Uses, granted: Set[str]) -> tuple[Scope, ...]:
    """Those of the scopes needed that were not granted."""
    return tuple(scope for scope in scopes_for(uses) if scope.name not in granted)


def _needed(uses: Uses) -> Iterator[Scope]:
    if uses.calendar:
        yield from _CALENDAR
        yield _NAMED if uses.named_calendar else _OWN
    if uses.drafts:
        yield _DRAFTS
    if uses.replies in _REPLIES:
        yield _REPLIES[uses.replies]
