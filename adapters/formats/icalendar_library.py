"""The one way into the iCalendar libraries, which keep state for the whole process and remark on odd calendars."""

from __future__ import annotations

import threading
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import icalendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daemon.ports.records import Moment

_LIBRARIES: Final = threading.Lock()


@contextmanager
def libraries() -> Iterator[None]:
    """Inside it one thread uses the libraries, their warnings are silent, and no time zone is left from before.

    icalendar remembers each VTIMEZONE by its TZID for the life of the process, so that the next calendar's
    "Customized Time Zone" would get the offsets of the first one's.
    """
    with _LIBRARIES, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        yield


def place(moment: Moment, zone: ZoneInfo) -> tuple[Moment, str]:
    """A moment as the library gives it, made aware, and the IANA name of its zone.

    Dates, floating times and those in a zone of the calendar's own making are shown in the zone given.
    """
    if not isinstance(moment, datetime):
        return moment, zone.key
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone), zone.key
    if isinstance(moment.tzinfo, ZoneInfo):
        return moment, moment.tzinfo.key
    if moment.tzinfo is UTC:
        return moment, "UTC"
    return moment.astimezone(zone), zone.key
