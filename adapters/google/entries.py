"""followupd's entries as Google's events, in and out: nobody is invited, and the person is reminded on screen only."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from adapters.formats.own_entries import Found, unreadable, zone_for
from adapters.google.ids import PREFIX, key_in
from adapters.google.texts import one_line, plain, written
from adapters.google.times import Unreadable, span_in
from daemon.ports.records import Entry, Moment, StandingEntry

if TYPE_CHECKING:
    from adapters.google.times import Resource

STEP: Final = "followupdStep"
FINGERPRINT: Final = "followupdFingerprint"
SUBJECT: Final = "followupdSubject"

FIELDS: Final = (
    "id,etag,status,summary,description,start,end,attendees/email,extendedProperties/private,reminders/overrides"
)
"""What is asked of an entry."""

MOST_REMINDERS: Final = 5
FARTHEST_REMINDER: Final = 40320  # minutes

# White space of other kinds, which programs take for a line end or not; as a line end it changes no fingerprint.
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def body_of(entry: Entry) -> dict[str, Any]:
    """All that is ours of an event, and nothing else; null takes a field away. Raises `Rejected`."""
    zone = zone_for(entry)
    return {
        "summary": " ".join(_LINE_ENDS.sub("\n", entry.summary).splitlines()),
        "description": written(_LINE_ENDS.sub("\n", entry.description)),
        "start": _moment(entry.start, zone),
        "end": _moment(entry.end, zone),
        "reminders": {"useDefault": False, "overrides": _reminders(entry.alarms)},
        "extendedProperties": {
            "private": {STEP: entry.key, FINGERPRINT: entry.fingerprint, SUBJECT: entry.subject},
        },
    }


def new(entry: Entry, identity: str) -> dict[str, Any]:
    """An event for an entry, which does not block the person's time; whether it should is theirs to change."""
    return {"id": identity, "transparency": "transparent", **without_nulls(body_of(entry))}


def whole(entry: Entry, before: Resource) -> dict[str, Any]:
    """An event with all that was in it before and is not ours."""
    body = without_nulls(body_of(entry))
    extended = before.get("extendedProperties") or {}
    kept = {**(extended.get("private") or {}), **body["extendedProperties"]["private"]}
    return {**before, **body, "extendedProperties": {**extended, "private": kept}}


def without_nulls(body: dict[str, Any]) -> dict[str, Any]:
    """A body without the fields that a patch would take away."""
    return {
        name: without_nulls(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }


def is_own(found: Resource) -> bool:
    """Whether an event is an entry of ours, wherever it was moved or copied to and whatever was taken from it."""
    ids = str(found["id"]), str(found.get("iCalUID"))  # that of an instance begins with that of its series
    return ids[0].startswith(PREFIX) or ids[1].startswith(PREFIX) or STEP in _marks(found)


def look_into(found: Resource, *, ref: str, zone: ZoneInfo) -> Found:
    """What an event holds; only one with an id of ours can be an entry, for Google lets nobody change ids."""
    key = key_in(str(found["id"]))
    if key is None:
        return Found()
    try:
        entry = _entry(found, key, zone)
    except Unreadable as error:
        return unreadable(ref, str(error))
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return unreadable(ref, "What Google tells of it makes no sense.")
    mark = _marks(found).get(FINGERPRINT)
    return Found(
        entry=StandingEntry(
            ref=ref, version=str(found.get("etag", "")), entry=entry, mark=None if mark is None else str(mark)
        ),
        by_uid=True,
        invites=bool(found.get("attendees")),
    )


def _entry(found: Resource, key: str, zone: ZoneInfo) -> Entry:
    start, end, name, _ = span_in(found, zone)
    reminders = (found.get("reminders") or {}).get("overrides") or ()
    return Entry(
        key=key,
        subject=str(_marks(found).get(SUBJECT, "")),
        start=start,
        end=end,
        zone=name,
        summary=one_line(found.get("summary", "")),
        description=plain(found.get("description", "")),
        alarms=tuple(timedelta(minutes=int(each["minutes"])) for each in reminders),
    )


def _marks(found: Resource) -> dict[str, Any]:
    extended = found.get("extendedProperties")
    private = extended.get("private") if isinstance(extended, dict) else None
    return private if isinstance(private, dict) else {}


def _moment(moment: Moment, zone: ZoneInfo) -> dict[str, str | None]:
    if isinstance(moment, datetime):
        local = moment.astimezone(zone).replace(microsecond=0)
        return {"dateTime": local.isoformat(), "timeZone": zone.key, "date": None}
    return {"date": moment.isoformat(), "dateTime": None, "timeZone": None}


def _reminders(alarms: tuple[timedelta, ...]) -> list[dict[str, str | int]]:
    """Google takes five, on screen, and none after the start."""
    minutes = sorted({min(max(int(alarm.total_seconds() // 60), 0), FARTHEST_REMINDER) for alarm in alarms})
    return [{"method": "popup", "minutes": each} for each in minutes[:MOST_REMINDERS]]
