"""Reads which time zone the times of a text are in: by name, abbreviation or offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from daemon.core.recognise.words import fold
from daemon.core.replies.lexicon import home_zones, zone_names

_OFFSET = re.compile(r"\b(?:utc|gmt)\s?([+\-−–])\s?(\d{1,2})(?::?([0-5]\d))?(?!\d)")
_BARE_OFFSET = re.compile(r"(?<=:\d\d)\s?\(?(\+)(\d{2}):([0-5]\d)(?!\d)")
_LONGEST_ABBREVIATION = 4
_INDIAN, _IRISH, _ISRAELI = "Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"
_IST = {"IE": _IRISH, "IL": _ISRAELI}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone named in a text, and where."""

    zone: tzinfo
    start: int
    end: int


def read_zones(text: str, locale: str) -> list[Zone]:
    """The zones a text names, in order; `locale` tells whose standard time IST is."""
    folded = fold(text)
    found = [*_offsets(folded), *_named(text, folded, locale)]
    found.sort(key=lambda zone: (zone.start, -zone.end))
    return [zone for at, zone in enumerate(found) if not at or zone.start >= found[at - 1].end]


def home_zone(sent: datetime, locale: str) -> tzinfo | None:
    """The zone a mail was written in: that of its date, or of its country where a fixed offset fits one there.

    Mail programs write the offset of the day of writing; a time after the change to or from summer time is meant in the
    offset of its own day.
    """
    if not isinstance(sent.tzinfo, timezone):
        return sent.tzinfo
    zones = map(ZoneInfo, home_zones().get(locale.upper()[-2:], ()))
    return next((zone for zone in zones if sent.astimezone(zone).utcoffset() == sent.utcoffset()), sent.tzinfo)


def _offsets(folded: str) -> Iterator[Zone]:
    for pattern in (_OFFSET, _BARE_OFFSET):
        for match in pattern.finditer(folded):
            hours, minutes = int(match[2]), int(match[3] or 0)
            if hours > 14:
                continue
            delta = timedelta(hours=hours, minutes=minutes) * (1 if match[1] == "+" else -1)
            yield Zone(zone=timezone(delta), start=match.start(), end=match.end())


def _named(text: str, folded: str, locale: str) -> Iterator[Zone]:
    for match in _names().finditer(folded):
        if not _is_meant(text[match.start() : match.end()], text[: match.start()][-12:]):
            continue
        name = zone_names().get(match[0]) or _IST.get(locale.upper()[-2:], _INDIAN)
        yield Zone(zone=ZoneInfo(name), start=match.start(), end=match.end())


def _is_meant(written: str, before: str) -> bool:
    """Whether a word that may be any other is the name of a zone: abbreviations are in capitals or behind a time."""
    if " " in written or not written.isascii():
        return True
    if len(written) <= _LONGEST_ABBREVIATION:
        return written.isupper() and (len(written) > 2 or before.rstrip(" (")[-1:].isalnum())
    return written[0].isupper()


@cache
def _names() -> re.Pattern[str]:
    names = sorted([*(fold(name) for name in zone_names()), "ist"], key=lambda name: (-len(name), name))
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(map(re.escape, names)) + r")(?![^\W_])")
