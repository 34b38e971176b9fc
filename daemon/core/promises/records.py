"""Promises as records of JSON lines, for trying the reader on a file."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daemon.core.promises.promise import Promise
from daemon.core.promises.reader import read_promise

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = ("id", "locale", "text", "spoken_at", "timezone")


def promise_from_record(record: Mapping[str, object]) -> tuple[str, Promise | None]:
    """The id of a record and the promise its text makes, or None if it makes none.

    A record holds the strings id, locale, text, spoken_at (ISO 8601 with an offset) and timezone (an IANA name); other
    fields are ignored. Days count in that zone. ValueError with a sentence for the person if the record is not so.
    """
    values = {name: _string(record, name) for name in _FIELDS}
    zone, moment = _zone(values["timezone"]), _moment(values["spoken_at"])
    try:
        said_at = moment.astimezone(zone)
    except OverflowError as error:
        raise ValueError(f'"spoken_at" lies outside the calendar: {values["spoken_at"][:40]!r}.') from error
    return values["id"], read_promise(values["text"], said_at, values["locale"])


def promise_to_record(record_id: str, promise: Promise | None) -> dict[str, object]:
    """The answer for a record: whether there is a promise, and its days in ISO 8601 or None."""
    days = (promise.decide_by, promise.earliest, promise.permission) if promise else (None, None, None)
    decide_by, earliest, permission = (day.isoformat() if day else None for day in days)
    return {
        "id": record_id,
        "promise": promise is not None,
        "decide_by": decide_by,
        "from": earliest,
        "permission_to_check": permission,
    }


def _string(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise ValueError(f'A promise record needs "{name}" as a string.')
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f'"spoken_at" is not an ISO 8601 time: {text[:40]!r}.') from error
    if moment.tzinfo is None:
        raise ValueError('"spoken_at" needs an offset, as in 2026-03-26T13:05:00-07:00.')
    return moment


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, not a plain name, a folder
        raise ValueError(f'"timezone" is not a time zone: {name[:40]!r}.') from error
