"""A job search as it is told: where the person lives, by which rules, and what happens in each interview.

`read_search` reads one from TOML:

    zone = "Europe/London"
    country = "GB-ENG"                               # for public holidays; may be left out
    playbook = "balanced"

    [[interview]]
    at = 2026-03-05T14:00:00                         # where the employer is
    company = "Tarnbrook"
    role = "Data Engineer"
    people = ["Ada Hall <ada@tarnbrook.example>"]
    promise = 2026-03-13                             # a day that was named, or their words in the invitation
    reply = "rejected"                               # or "offer", or "withdrawn", which is the person's own
    reply_at = 2026-03-24T09:00:00

Besides, an interview may have `minutes`, a `zone` of its own, the time when the invitation came (`invited`, else a week
before), `moved_to`, which is told the day before, and `cancelled = true`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from daemon.config.values import read_country, read_zone
from daemon.core.typed import Tag
from daemon.ports.records import Person

REPLIES = {"offer": Tag.OFFER, "rejected": Tag.REJECTED, "withdrawn": Tag.WITHDRAWN}
AFTERWARDS = timedelta(days=120)  # how long a search goes on after its last interview
_SEARCH = {"zone", "country", "playbook", "interview"}
_INTERVIEW = {"at", "minutes", "company", "role", "people", "zone", "promise", "reply", "reply_at", "invited"}
_INTERVIEW |= {"moved_to", "cancelled"}
_LONGEST = 200  # characters of a text
_MOST = 200  # interviews of one search


class SearchError(ValueError):
    """A search cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An interview and what becomes of it; times are aware. `promise` is a day that the person notes, or words."""

    company: str
    role: str
    start: datetime
    invited: datetime
    minutes: int = 60
    people: tuple[Person, ...] = ()
    promise: date | str | None = None
    reply: Tag | None = None
    replied: datetime | None = None
    moved_to: datetime | None = None
    cancelled: bool = False

    @property
    def end(self) -> datetime:
        """When it is over, wherever it was moved to."""
        return (self.moved_to or self.start) + timedelta(minutes=self.minutes)

    @property
    def changed(self) -> datetime:
        """When the person learns that it is moved or called off."""
        return max(self.start - timedelta(days=1), self.invited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A job search from its first day to its last."""

    zone: ZoneInfo
    country: str | None
    playbook: str | None
    begins: datetime
    ends: datetime
    meetings: tuple[Meeting, ...]


def read_search(text: str) -> Search:
    """The search in this TOML; `SearchError` if it is none."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SearchError(str(error)) from error
    _tell_unknown("", tables, _SEARCH)
    zone = _read("zone", read_zone, tables.get("zone", "Europe/London"))
    country = _read("country", read_country, tables["country"]) if "country" in tables else None
    interviews = tables.get("interview")
    if not isinstance(interviews, list) or not 0 < len(interviews) <= _MOST:
        raise SearchError(f"interview: write [[interview]] before each interview, at most {_MOST} of them")
    meetings = [_read_meeting(f"interview {number}", table, zone) for number, table in enumerate(interviews, start=1)]
    return Search(
        zone=zone,
        country=country,
        playbook=_text("playbook", tables["playbook"]) if "playbook" in tables else None,
        begins=min(meeting.invited for meeting in meetings) - timedelta(hours=1),
        ends=max(meeting.end for meeting in meetings) + AFTERWARDS,
        meetings=tuple(meetings),
    )


def _read_meeting(place: str, table: object, home: ZoneInfo) -> Meeting:
    if not isinstance(table, dict):
        raise _fault(place, "write [[interview]] before it")
    _tell_unknown(f"{place}.", table, _INTERVIEW)
    zone = _read(f"{place}.zone", read_zone, table["zone"]) if "zone" in table else home
    start = _moment(f"{place}.at", table.get("at"), zone)
    moments = {
        key: _moment(f"{place}.{key}", table[key], zone) for key in ("reply_at", "invited", "moved_to") if key in table
    }
    return Meeting(
        company=_text(f"{place}.company", table.get("company")),
        role=_text(f"{place}.role", table.get("role")),
        start=start,
        invited=moments.get("invited", start - timedelta(days=7)),
        minutes=_minutes(f"{place}.minutes", table.get("minutes", 60)),
        people=tuple(_person(f"{place}.people", text) for text in _list(f"{place}.people", table.get("people", []))),
        promise=_promise(f"{place}.promise", table.get("promise")),
        reply=_reply(f"{place}.reply", table, start),
        replied=moments.get("reply_at"),
        moved_to=moments.get("moved_to"),
        cancelled=table.get("cancelled") is True,
    )


def _read(place: str, reader: Any, value: object) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise SearchError(f"{place}: {error}") from error


def _text(place: str, value: object) -> str:
    if isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST and value.isprintable():
        return value.strip()
    raise _fault(place, f"must be a text of at most {_LONGEST} characters, in quotes")


def _moment(place: str, value: object, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None and 1970 < value.year < 2100:
        return value.replace(tzinfo=zone)
    raise _fault(place, "must be a local time, like 2026-03-05T14:00:00, without quotes")


def _minutes(place: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 5 <= value <= 600:
        return value
    raise _fault(place, "must be a whole number from 5 to 600")


def _list(place: str, value: object) -> list[object]:
    if isinstance(value, list) and len(value) <= 20:
        return value
    raise _fault(place, 'must be a list, like ["Ada Hall <ada@tarnbrook.example>"]')


def _person(place: str, value: object) -> Person:
    name, email = parseaddr(_text(place, value))
    if name or "@" in email:
        return Person(name=name or None, email=email.lower() if "@" in email else None)
    return Person(name=_text(place, value))


def _promise(place: str, value: object) -> date | str | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if not isinstance(value, str):
        raise _fault(place, "must be a day, or words in quotes")
    return _text(place, value)


def _reply(place: str, table: Mapping[str, object], start: datetime) -> Tag | None:
    told = table.get("reply")
    if told is None:
        return None
    if told not in REPLIES:
        raise _fault(place, f"must be one of these: {', '.join(REPLIES)}")
    if "reply_at" not in table:
        raise _fault(place, f"needs the time it came, like reply_at = {start + timedelta(days=10):%Y-%m-%dT%H:%M:%S}")
    return REPLIES[str(told)]


def _tell_unknown(place: str, table: Mapping[str, object], known: set[str]) -> None:
    if unknown := sorted(table.keys() - known):
        raise _fault(f"{place}{unknown[0]}", f"is not known; known here: {', '.join(sorted(known))}")


def _fault(place: str, message: str) -> SearchError:
    return SearchError(f"{place}: {message}")
