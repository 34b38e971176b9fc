"""What Exchange makes of an event that somebody puts into a calendar: what is missing is filled in, times are settled.

Times are kept in UTC with the Windows name of the zone they were written in; whole days run from midnight to midnight
there, whatever was given.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.exchange import series
from tests.fakes.exchange.items import Item
from tests.fakes.exchange.mailbox import Mailbox
from tests.fakes.exchange.schema import Element
from tests.fakes.exchange.soap import Refused, read, t, written

CANCELLED = 4  # the bit of a meeting's state


def mailbox_of(email: str, name: str | None = None) -> Element:
    """A person in a message or event."""
    return t("Mailbox", t("Name", name or email), t("EmailAddress", email), t("RoutingType", "SMTP"))


def settle(item: Item, box: Mailbox, asked_zone: str | None = None) -> None:
    """Make an event complete that was created or changed; `Refused` if its times make no sense.

    `asked_zone` is the zone of the request, for times that are written without one.
    """
    given = item.fields.get("StartTimeZone")
    name = given.get("Id") if given is not None else (asked_zone or box.zone)
    _fill_in(item, box, name)
    zone = series.zone_of(name, box.local)
    start, end = (_moment(item.text(each), zone) for each in ("Start", "End"))
    if item.text("IsAllDayEvent") == "true":
        start, end = _whole_days(start, end, zone)
    if end < start:
        raise Refused("ErrorCalendarEndDateIsEarlierThanStartDate", "EndDate is earlier than StartDate")
    item.set(t("Start", written(start)), t("End", written(end)), t("Duration", _duration(end - start)))
    if series.is_series(item):
        series.Series(item, box.local).describe()
    else:
        item.set(t("CalendarItemType", "Single"), t("IsRecurring", "false"))


def _fill_in(item: Item, box: Mailbox, zone: str) -> None:
    now = t("DateTimeStamp", written(box.now))
    attendees = {"RequiredAttendees", "OptionalAttendees", "Resources"} & set(item.fields)
    known = [
        t("ItemClass", "IPM.Appointment"),
        t("Subject", ""),
        t("Sensitivity", "Normal"),
        t("Importance", "Normal"),
        t("IsAllDayEvent", "false"),
        t("LegacyFreeBusyStatus", "Busy"),
        t("IsMeeting", "true" if attendees else "false"),
        t("IsCancelled", "false"),
        t("MeetingRequestWasSent", "false"),
        t("IsResponseRequested", "true"),
        t("MyResponseType", "Organizer"),
        t("AppointmentState", "1" if attendees else "0"),
        t("HasAttachments", "false"),
        t("ReminderIsSet", "true"),
        t("ReminderMinutesBeforeStart", "15"),
        t("UID", f"040000008200E00074C5B7101A82E008{item.id.removeprefix('AAMkI').rstrip('='):0>48}"),
        t("Organizer", mailbox_of(box.owner)),
        t("StartTimeZone", Id=zone, Name=zone),
        t("EndTimeZone", Id=zone, Name=zone),
        t("Body", "", BodyType="Text"),
        t("IsDraft", "false"),
        now,
    ]
    item.set(*(each for each in known if each.tag.rpartition("}")[2] not in item.fields))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = read(text)
    except ValueError as error:
        raise Refused("ErrorInvalidPropertySet", "An event has a start and an end.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _whole_days(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, last = start.astimezone(zone), end.astimezone(zone)
    begin = datetime.combine(first.date(), time.min, zone)
    done = datetime.combine(last.date(), time.min, zone)
    if done < last or done <= begin:
        done = datetime.combine(last.date() + timedelta(days=1), time.min, zone)
    return begin.astimezone(UTC), done.astimezone(UTC)


def _duration(length: timedelta) -> str:
    hours, seconds = divmod(int(length.total_seconds()), 3600)
    return f"PT{hours}H{seconds // 60}M"
