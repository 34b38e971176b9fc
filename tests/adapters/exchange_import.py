"""What an iCalendar text becomes when somebody imports it into a calendar at Exchange.

Exchange knows series by patterns of its own, of which none is faster than daily, and no added days: a series that has
some is one that is longer by as many, with these moved to where they were added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr
from exchangelib.winzone import IANA_TO_MS_TIMEZONE_MAP

from adapters.conformance.harness import OWNER
from daemon.ports.errors import Unsupported
from tests.fakes.exchange.events import CANCELLED, mailbox_of
from tests.fakes.exchange.person import Deviations
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import t, written

Imported: TypeAlias = tuple[list[Element], Deviations]
"""The properties of an event, and if it is a series, what deviates from it."""

_RESPONSES = {"ACCEPTED": "Accept", "DECLINED": "Decline", "TENTATIVE": "Tentative"}
_DAYS = {day[:2].upper(): day for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}
_WEEKS = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", -1: "Last"}


def imported(text: str, *, refused: Mapping[str, Unsupported], zone: ZoneInfo, owner: str = OWNER) -> Imported:
    """The one event or series of a text; raises what is `refused` under a word that it holds.

    `zone` is that of the mailbox, for times without one that is known, and `owner` whose it is.
    """
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    found: list[Any] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    (master,) = [each for each in found if "RECURRENCE-ID" not in each]
    exceptions = [each for each in found if "RECURRENCE-ID" in each]
    if any("RANGE" in each["RECURRENCE-ID"].params for each in exceptions):
        raise refused["RANGE"]
    properties = [*_event(master, zone, owner)]
    if "RRULE" not in master:
        return properties, {}
    deviations: dict[datetime, dict[str, Element] | None] = {
        _instant(each["RECURRENCE-ID"].dt, zone): _by_name(_event(each, zone, owner)) for each in exceptions
    }
    deviations |= dict.fromkeys(_instant(each.dt, zone) for each in _dates(master, "EXDATE"))
    added = [_instant(each.dt, zone) for each in _dates(master, "RDATE")]
    length = _end(master, zone) - _instant(master["DTSTART"].dt, zone)
    for planned, start in zip(_further(master, len(added), zone), added, strict=True):
        deviations[planned] = _by_name([t("Start", written(start)), t("End", written(start + length))])
    return [*properties, _recurrence(master, len(added))], deviations


def windows_name(zone: Any) -> str:
    """What Windows calls a zone; a name of its own for one that only this event knows."""
    name = IANA_TO_MS_TIMEZONE_MAP.get(str(zone))
    return name[0] if name else "tzone://Microsoft/Custom"


def _event(component: Any, zone: ZoneInfo, owner: str) -> Iterable[Element]:
    start = component["DTSTART"].dt
    all_day = not isinstance(start, datetime)
    yield t("Start", written(_instant(start, zone)))
    yield t("End", written(_end(component, zone)))
    yield t("IsAllDayEvent", str(all_day).lower())
    named = _zone_name(component["DTSTART"], zone)
    yield from (t(name, Id=named, Name=named) for name in ("StartTimeZone", "EndTimeZone"))
    if "RECURRENCE-ID" not in component:
        yield t("UID", str(component["UID"]))
    yield from _texts(component)
    yield from _state(component)
    yield from _people(component, owner)


def _texts(component: Any) -> Iterable[Element]:
    cancelled = component.get("STATUS") == "CANCELLED"
    if "SUMMARY" in component:
        yield t("Subject", f"{'Canceled: ' if cancelled else ''}{component['SUMMARY']}")
    if "DESCRIPTION" in component:
        yield t("Body", str(component["DESCRIPTION"]).replace("\n", "\r\n"), BodyType="Text")
    if "LOCATION" in component:
        yield t("Location", str(component["LOCATION"]))
    if "URL" in component:
        yield t("IsOnlineMeeting", "true")
        yield t("JoinOnlineMeetingUrl", str(component["URL"]))


def _state(component: Any) -> Iterable[Element]:
    status, free = component.get("STATUS"), component.get("TRANSP") == "TRANSPARENT"
    shown = "Tentative" if status == "TENTATIVE" else "Busy"
    yield t("LegacyFreeBusyStatus", "Free" if free else shown)
    if status == "CANCELLED":
        yield t("IsCancelled", "true")
        yield t("AppointmentState", str(CANCELLED | 1))


def _people(component: Any, owner: str) -> Iterable[Element]:
    """Who is invited. What others answered is told to the organiser alone; one's own answer stands apart."""
    if "ORGANIZER" in component:
        found = component["ORGANIZER"]
        yield t("Organizer", mailbox_of(_email(found), found.params.get("CN")))
        yield t("IsMeeting", "true")
        yield t("MyResponseType", "NoResponseReceived")
    invited: dict[str, list[Element]] = {}
    for each in _several(component, "ATTENDEE"):
        response = _RESPONSES.get(each.params.get("PARTSTAT", ""), "NoResponseReceived")
        if _email(each).lower() == owner.lower():
            yield t("MyResponseType", response)
        attendee = t("Attendee", mailbox_of(_email(each), each.params.get("CN")), t("ResponseType", "Unknown"))
        invited.setdefault(_kind(each), []).append(attendee)
    yield from (t(name, *people) for name, people in invited.items())


def _kind(attendee: Any) -> str:
    if attendee.params.get("CUTYPE") == "ROOM":
        return "Resources"
    return "OptionalAttendees" if attendee.params.get("ROLE") == "OPT-PARTICIPANT" else "RequiredAttendees"


def _recurrence(component: Any, added: int) -> Element:
    rule = component["RRULE"]
    start = component["DTSTART"].dt
    first = t("StartDate", f"{start:%Y-%m-%d}")
    limits = t("NoEndRecurrence", first)
    if "COUNT" in rule:
        limits = t("NumberedRecurrence", first, t("NumberOfOccurrences", str(rule["COUNT"][0] + added)))
    elif "UNTIL" in rule:
        limits = t("EndDateRecurrence", first, t("EndDate", f"{rule['UNTIL'][0]:%Y-%m-%d}"))
    return t("Recurrence", _pattern(rule, start), limits)


def _pattern(rule: Any, start: date) -> Element:
    frequency, interval = rule["FREQ"][0], t("Interval", str(rule.get("INTERVAL", [1])[0]))
    days = [str(each) for each in rule.get("BYDAY", [f"{start:%a}"[:2].upper()])]
    if frequency == "WEEKLY":
        names = " ".join(_DAYS[each[-2:]] for each in days)
        return t("WeeklyRecurrence", interval, t("DaysOfWeek", names))
    if frequency not in {"MONTHLY", "YEARLY"}:
        return t("DailyRecurrence", interval)
    day, month = t("DayOfMonth", str(start.day)), t("Month", f"{start:%B}")
    if "BYDAY" not in rule:
        if frequency == "MONTHLY":
            return t("AbsoluteMonthlyRecurrence", interval, day)
        return t("AbsoluteYearlyRecurrence", day, month)
    which = [t("DaysOfWeek", _DAYS[days[0][-2:]]), t("DayOfWeekIndex", _WEEKS[int(days[0][:-2] or "1")])]
    if frequency == "MONTHLY":
        return t("RelativeMonthlyRecurrence", interval, *which)
    return t("RelativeYearlyRecurrence", *which, month)


def _further(component: Any, number: int, zone: ZoneInfo) -> list[datetime]:
    """When the next occurrences after the last one would be."""
    if not number:
        return []
    start = component["DTSTART"].dt
    count = component["RRULE"]["COUNT"][0]
    rule = component["RRULE"].to_ical().decode().replace(f"COUNT={count}", f"COUNT={count + number}")
    local = rrulestr(rule, dtstart=start.replace(tzinfo=None))
    return [_instant(each.replace(tzinfo=start.tzinfo), zone) for each in list(local)[-number:]]


def _zone_name(value: Any, zone: ZoneInfo) -> str:
    if not isinstance(value.dt, datetime):
        return windows_name(zone)
    if value.dt.tzinfo is not None:
        return "UTC" if value.dt.tzinfo is UTC else windows_name(value.dt.tzinfo)
    return str(value.params.get("TZID") or windows_name(zone))


def _end(component: Any, zone: ZoneInfo) -> datetime:
    begins = component["DTSTART"].dt
    if "DTEND" in component:
        return _instant(component["DTEND"].dt, zone)
    default = timedelta(days=not isinstance(begins, datetime))
    return _instant(begins + (component["DURATION"].dt if "DURATION" in component else default), zone)


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _dates(component: Any, name: str) -> list[Any]:
    return [each for found in _several(component, name) for each in found.dts]


def _several(component: Any, name: str) -> list[Any]:
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _email(value: Any) -> str:
    return str(value).partition(":")[2]


def _by_name(properties: Iterable[Element]) -> dict[str, Element]:
    return {str(each.tag).rpartition("}")[2]: each for each in properties}
