"""What stands in a calendar of followupd's own, item by item, and what may be done to it: the same wherever it lies.

Items go by a *name*, which the adapter gives them: that of a file, or the last part of an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from adapters.formats.icalendar import UnreadableCalendar, UnwritableEntry, parse_entry, write_entry
from adapters.formats.icalendar_outline import outline_of
from adapters.formats.marks import uid_of
from daemon.ports.errors import Conflict, NotFound, Rejected
from daemon.ports.records import Problem, StandingEntries, StandingEntry, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daemon.ports.records import Entry

COLOR: Final = "#3F7D8C"
"""How calendar programs show a calendar that followupd made."""

# A line may be broken anywhere (RFC 5545 section 3.1), so a name is looked for once the lines are whole again.
_FOLD: Final = re.compile(rb"\n+[ \t]")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")
_INVITING: Final = re.compile(rb"^(?:ATTENDEE|METHOD)[ \t]*[;:]", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an item holds: an entry of ours, with its UID or only with our marks, or what is wrong with it.

    An item that cannot be read may be any entry, so while there is one no entry counts as absent.
    """

    entry: StandingEntry | None = None
    by_uid: bool = False
    invites: bool = False
    problem: Problem | None = None


def look_into(data: bytes, *, ref: str, version: str, zone: ZoneInfo) -> Found:
    """What an item with this text holds."""
    try:
        parsed = parse_entry(data, zone=zone)
    except UnreadableCalendar as error:
        return unreadable(ref, str(error))
    if parsed is None:
        return Found()
    entry, mark = parsed
    return Found(
        entry=StandingEntry(ref=ref, version=version, entry=entry, mark=mark),
        by_uid=any(event.uid == uid_of(entry.key) for event in outline_of(data).events),
        invites=invites(data),
    )


def unreadable(ref: str, message: str) -> Found:
    """An item that could not be read, and why."""
    return Found(problem=Problem(ref=ref, message=message))


def invites(data: bytes) -> bool:
    """Whether a calendar text names anybody to whom a server might write because of it."""
    return bool(_INVITING.search(_FOLD.sub(b"", data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))))


def standing(found: Mapping[str, Found], *, complete: bool) -> StandingEntries:
    """What stands; of two items with the same key, the one with the UID that we gave it."""
    chosen = sorted(_by_key(found).values(), key=lambda each: each[0])
    return StandingEntries(
        entries=tuple(each.entry for _, each in chosen if each.entry),
        complete=complete,
        problems=tuple(each.problem for _, each in sorted(found.items()) if each.problem),
    )


def to_replace(found: Mapping[str, Found], entry: Entry, expected: str | None) -> tuple[str, StandingEntry] | None:
    """The name and the entry that a `put` is about, or None if it is to create one; see `CalendarPort.put`."""
    if entry.key not in (by_key := _by_key(found)):
        if expected is not None:
            raise NotFound("the entry to replace is no longer there")
        return None
    name, current = by_key[entry.key]
    assert current.entry is not None
    if current.entry.entry.fingerprint != entry.fingerprint:
        if current.entry.version != expected:
            raise Conflict("the entry stands in the calendar otherwise than expected")
        _check_uninvolved(current)
    return name, current.entry


def says(standing_entry: StandingEntry, entry: Entry) -> Written | None:
    """Where an entry stands if it says just that already, so that nothing is to be written."""
    if standing_entry.entry.fingerprint != entry.fingerprint:
        return None
    return Written(ref=standing_entry.ref, version=standing_entry.version)


def to_remove(found: Mapping[str, Found], ref: str, expected: str) -> str:
    """The name of the item to remove; see `CalendarPort.remove`. The ref is looked up and never used as an address."""
    for name, each in found.items():
        if each.entry is not None and each.entry.ref == ref:
            if each.entry.version != expected:
                raise Conflict("the entry was changed since it was last read")
            _check_uninvolved(each)
            return name
    raise NotFound("the entry to remove is no longer there")


def written(entry: Entry, previous: bytes | None) -> bytes:
    """The text to store; `Rejected` or `Conflict` if there is none."""
    try:
        return write_entry(entry, previous)
    except UnwritableEntry as error:
        raise Rejected(str(error)) from error
    except UnreadableCalendar as error:
        raise Conflict("the entry was changed so that it can no longer be replaced") from error


def zone_for(entry: Entry) -> ZoneInfo:
    """The zone that an entry is written in; `Rejected` if no calendar could hold the entry."""
    if isinstance(entry.start, datetime) != isinstance(entry.end, datetime) or entry.end < entry.start:
        raise Rejected("The entry's end does not fit its start.")
    if any(_UNWRITABLE.search(text) for text in (entry.summary, entry.description, entry.subject)):
        raise Rejected("The entry's text holds control characters, which no calendar can store.")
    try:
        return ZoneInfo(entry.zone)
    except (LookupError, OSError, ValueError) as error:
        raise Rejected("The entry's time zone is not known on this machine.") from error


def _by_key(found: Mapping[str, Found]) -> dict[str, tuple[str, Found]]:
    """The entries by their keys. A copy that the person made carries our marks too; the original has our UID."""
    ordered = sorted(found.items(), key=lambda item: (item[1].by_uid, item[0]))
    return {each.entry.entry.key: (name, each) for name, each in ordered if each.entry}


def _check_uninvolved(found: Found) -> None:
    """An entry to which the person has invited others is theirs: a server would write to the others of any change."""
    if found.invites:
        raise Conflict("somebody was invited to this entry; it is left as it is")
