"""followupd's entries as Exchange's events, in and out: nobody is invited, and one reminder rings."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from adapters.exchange.markup import T, field, find, own_field, own_properties, own_property, text_in
from adapters.exchange.reading import description_of, ref_of, uid_in, version_of
from adapters.exchange.times import Unreadable, span_of
from adapters.formats.icalendar_values import printable
from adapters.formats.marks import key_of, uid_of
from adapters.formats.own_entries import Found, unreadable, zone_for
from adapters.outlook.marks import FINGERPRINT, STEP, SUBJECT
from adapters.outlook.zones import windows_name
from daemon.ports.records import Entry, StandingEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.exchange.markup import Element
    from daemon.ports.records import Moment

FIELDS: Final = (
    *map(field, ("item:Subject", "item:Body", "item:ReminderIsSet", "item:ReminderMinutesBeforeStart")),
    *(
        field(f"calendar:{name}")
        for name in (
            *("UID", "Start", "End", "IsAllDayEvent", "RequiredAttendees", "OptionalAttendees", "Resources"),
            "StartTimeZone",
        )
    ),
    *map(own_field, (STEP, FINGERPRINT, SUBJECT)),
)
"""What is asked of an entry."""

_INVITED: Final = ("RequiredAttendees", "OptionalAttendees", "Resources")
_ORDER: Final = (
    *("item:Subject", "item:Body", "item:ReminderIsSet", "item:ReminderMinutesBeforeStart", STEP, FINGERPRINT, SUBJECT),
    *("calendar:UID", "calendar:Start", "calendar:End", "calendar:IsAllDayEvent", "calendar:LegacyFreeBusyStatus"),
    *("calendar:StartTimeZone", "calendar:EndTimeZone"),
)
"""The order in which Exchange wants the parts of an event, which are called as in requests."""

FARTHEST_REMINDER: Final = 525600  # minutes; Exchange takes up to a year and more

# White space of other kinds, which programs take for a line end or not; as a line end it changes no fingerprint.
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def new(entry: Entry) -> Element:
    """An event for an entry, which does not block the person's time; whether it should is theirs to change."""
    free = T.LegacyFreeBusyStatus("Free")
    parts = {**_parts(entry), "calendar:UID": T.UID(uid_of(entry.key)), "calendar:LegacyFreeBusyStatus": free}
    return T.CalendarItem(*(parts[name] for name in _ORDER if name in parts))


def changes(entry: Entry) -> Iterator[Element]:
    """All that is ours of an event, each part to be set in the place of what it was. Raises `Rejected`."""
    for name, part in _parts(entry).items():
        yield T.SetItemField(field(name) if ":" in name else own_field(name), T.CalendarItem(part))


def look_into(found: Element, *, zone: ZoneInfo) -> Found:
    """What an event in the calendar for entries holds: an entry of ours, by its UID or our mark, or something else."""
    ref, marks = ref_of(found), own_properties(found)
    by_uid = key_of(uid_in(found))
    key = by_uid or marks.get(STEP)
    if not key:
        return Found()
    try:
        entry = _entry(found, key, marks, zone)
    except Unreadable as error:
        return unreadable(ref, str(error))
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return unreadable(ref, "What Exchange tells of it makes no sense.")
    return Found(
        entry=StandingEntry(ref=ref, version=version_of(found), entry=entry, mark=marks.get(FINGERPRINT)),
        by_uid=by_uid is not None,
        invites=any(find(found, f"t:{name}/t:Attendee") is not None for name in _INVITED),
    )


def _parts(entry: Entry) -> dict[str, Element]:
    """What is ours of an event, under the names that requests have for it. Raises `Rejected`."""
    zone = zone_for(entry)
    name = windows_name(zone) or "UTC"  # where Windows knows none, times are shown in UTC, and are as exact
    parts = {
        "item:Subject": T.Subject(" ".join(_LINE_ENDS.sub("\n", entry.summary).splitlines())),
        "item:Body": T.Body(_LINE_ENDS.sub("\n", entry.description), BodyType="Text"),
        "item:ReminderIsSet": T.ReminderIsSet("true" if entry.alarms else "false"),
        "calendar:Start": T.Start(_written(entry.start, zone)),
        "calendar:End": T.End(_written(entry.end, zone)),
        "calendar:IsAllDayEvent": T.IsAllDayEvent("false" if isinstance(entry.start, datetime) else "true"),
        "calendar:StartTimeZone": T.StartTimeZone(Id=name),
        "calendar:EndTimeZone": T.EndTimeZone(Id=name),
    }
    marks = {STEP: entry.key, FINGERPRINT: entry.fingerprint, SUBJECT: entry.subject}
    parts |= {mark: own_property(mark, value) for mark, value in marks.items()}
    if entry.alarms:
        minutes = min(max(int(min(entry.alarms).total_seconds() // 60), 0), FARTHEST_REMINDER)
        parts["item:ReminderMinutesBeforeStart"] = T.ReminderMinutesBeforeStart(str(minutes))
    return parts


def _entry(found: Element, key: str, marks: Mapping[str, str], zone: ZoneInfo) -> Entry:
    start, end, own, _ = span_of(found, zone)
    rings = text_in(found, "t:ReminderIsSet") == "true"
    return Entry(
        key=key,
        subject=marks.get(SUBJECT, ""),
        start=start,
        end=end,
        zone=own.key,
        summary=printable(text_in(found, "t:Subject")),
        description=description_of(found),
        alarms=(timedelta(minutes=int(text_in(found, "t:ReminderMinutesBeforeStart") or "0")),) if rings else (),
    )


def _written(moment: Moment, zone: ZoneInfo) -> str:
    """An instant; a day begins at midnight in the zone that is told beside it."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min, zone if windows_name(zone) else UTC)
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
