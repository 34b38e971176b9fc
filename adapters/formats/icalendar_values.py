"""What the values of an event mean, whoever took its lines apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from adapters.formats.hypertext import looks_like_html, text_of
from daemon.ports.records import Status

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.ports.records import Event, Moment, Window

LINKS: Final = ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
"""Where an event's address in the web may stand, the best first."""

DAY: Final = timedelta(days=1)
_UNPRINTABLE: Final = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}


def printable(text: str) -> str:
    """A text as a person reads it."""
    return text.translate(_UNPRINTABLE).strip()


def plain_text(description: str) -> str:
    """A description as a person reads it, whatever markup it is in."""
    text = printable(description)
    return text_of(text) if looks_like_html(text) else text


def link(value: str) -> str:
    """An address in the web, or nothing if it is something else."""
    address = printable(value)
    return address if address.lower().startswith(("https://", "http://")) else ""


def status_of(value: str, *, cancelled: bool) -> Status:
    """What a STATUS says, or a METHOD:CANCEL, which counts more."""
    if cancelled or value.upper() == "CANCELLED":
        return Status.CANCELLED
    return Status.TENTATIVE if value.upper() == "TENTATIVE" else Status.CONFIRMED


def is_busy(value: str) -> bool:
    """What a TRANSP says; an event takes time unless it is said not to."""
    return value.strip().upper() != "TRANSPARENT"


def span(start: Moment, end: Moment) -> tuple[Moment, Moment]:
    """Start and end, both of a kind, the end never before the start (RFC 5545 section 3.6.1)."""
    if not isinstance(start, datetime):
        if isinstance(end, datetime):
            end = (end + DAY - timedelta.resolution).date()
        return start, max(end, start + DAY)
    if not isinstance(end, datetime):
        end = datetime.combine(end, datetime.min.time(), start.tzinfo)
    return start, max(start, end)


def instant(moment: Moment, zone: ZoneInfo) -> datetime:
    """A moment in UTC; days begin in the zone given."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, datetime.min.time(), zone).astimezone(UTC)


def lies_in(window: Window, event: Event, zone: ZoneInfo) -> bool:
    """Whether any of an event is in the window."""
    return instant(event.start, zone) < window.end and instant(event.end, zone) > window.start


def name_of(moment: Moment) -> str:
    """The name of an instance, from its original start, as RECURRENCE-ID in basic format (RFC 5545 section 3.8.4.4).

    A date, a time in UTC, or a local time if it floats.
    """
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    if moment.tzinfo is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
