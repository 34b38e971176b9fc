"""followupd's entries as Graph's events, in and out: nobody is invited, and the person is reminded on screen only."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from adapters.formats.icalendar_values import printable
from adapters.formats.marks import key_of, uid_of
from adapters.formats.own_entries import Found, unreadable, zone_for
from adapters.microsoft365.reading import description_of
from adapters.microsoft365.times import Resource, Unreadable, span_of, told
from adapters.outlook.marks import FINGERPRINT, STEP, SUBJECT, graph_id
from daemon.ports.records import Entry, StandingEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

GENERATIONS: Final = 50
"""How often an entry with one key can be written after it was removed."""

_MARKS: Final = {name: graph_id(name) for name in (STEP, FINGERPRINT, SUBJECT)}
_WANTED: Final = " or ".join(f"id eq '{each}'" for each in _MARKS.values())
MARKS: Final = f"singleValueExtendedProperties($filter={_WANTED})"
"""Our marks, as something to expand."""

FIELDS: Final = ",".join(
    (
        *("id", "subject", "body", "start", "end", "isAllDay", "originalStartTimeZone", "isReminderOn"),
        *("reminderMinutesBeforeStart", "attendees", "transactionId"),
    )
)
"""What is asked of an entry."""

FARTHEST_REMINDER: Final = 40320  # minutes, four weeks

# White space of other kinds, which programs take for a line end or not; as a line end it changes no fingerprint.
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def body_of(entry: Entry) -> dict[str, Any]:
    """All that is ours of an event, and nothing else. Raises `Rejected`."""
    zone = zone_for(entry)
    marks = {STEP: entry.key, FINGERPRINT: entry.fingerprint, SUBJECT: entry.subject}
    reminder = _reminder(entry)
    return {
        "subject": " ".join(_LINE_ENDS.sub("\n", entry.summary).splitlines()),
        "body": {"contentType": "text", "content": _LINE_ENDS.sub("\n", entry.description)},
        "start": told(entry.start, zone),
        "end": told(entry.end, zone),
        "isAllDay": not isinstance(entry.start, datetime),
        "isReminderOn": reminder is not None,
        "reminderMinutesBeforeStart": reminder or 0,
        "singleValueExtendedProperties": [
            {"id": _MARKS[name], "value": value} for name, value in marks.items() if value
        ],
    }


def new(entry: Entry, generation: int) -> dict[str, Any]:
    """An event for an entry, which does not block the person's time; whether it should is theirs to change."""
    return {**body_of(entry), "showAs": "free", "transactionId": transaction_of(entry.key, generation)}


def transaction_of(key: str, generation: int) -> str:
    """What Outlook knows the making of an entry by, so that it makes none twice; nobody can change it.

    Of one that was removed it is taken for good, so there are generations.
    """
    return f"{uid_of(key)}.{generation}"


def look_into(found: Resource, *, ref: str, zone: ZoneInfo) -> Found:
    """What an event holds: an entry of ours if it has our mark, or was made under a name of ours."""
    marks = _marks(found)
    made_for = key_of(str(found.get("transactionId") or "").partition(".")[0])
    key = marks.get(STEP) or made_for
    if not key:
        return Found()
    try:
        entry = _entry(found, key, marks, zone)
    except Unreadable as error:
        return unreadable(ref, str(error))
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return unreadable(ref, "What Microsoft tells of it makes no sense.")
    return Found(
        entry=StandingEntry(
            ref=ref, version=str(found.get("@odata.etag", "")), entry=entry, mark=marks.get(FINGERPRINT)
        ),
        by_uid=made_for == key,
        invites=bool(found.get("attendees")),
    )


def _entry(found: Resource, key: str, marks: Mapping[str, str], zone: ZoneInfo) -> Entry:
    start, end, shown, _ = span_of(found, zone)
    return Entry(
        key=key,
        subject=marks.get(SUBJECT, ""),
        start=start,
        end=end,
        zone=shown.key,
        summary=printable(found.get("subject") or ""),
        description=description_of(found.get("body")),
        alarms=(timedelta(minutes=int(found["reminderMinutesBeforeStart"])),) if found.get("isReminderOn") else (),
    )


def _marks(found: Resource) -> dict[str, str]:
    """Our marks by their names; Outlook may tell the GUID in them in capital letters."""
    names = {identity.casefold(): name for name, identity in _MARKS.items()}
    told_of = found.get("singleValueExtendedProperties")
    pairs = [each for each in told_of if isinstance(each, dict)] if isinstance(told_of, list) else []
    named = [(names.get(str(each.get("id")).casefold()), each.get("value")) for each in pairs]
    return {name: value for name, value in named if name is not None and isinstance(value, str)}


def _reminder(entry: Entry) -> int | None:
    """How many minutes before the start the person is reminded: Outlook does so once, and not after it."""
    found = (min(max(int(alarm.total_seconds() // 60), 0), FARTHEST_REMINDER) for alarm in entry.alarms)
    return min(found, default=None)
