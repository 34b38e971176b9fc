"""Reads which time zone the times of a text are in: by name, abbreviation or offset."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from daemon.core.recognise.words import fold
from daemon.core.replies.lexicon import home_zones, zone_names

_OFFSET = re.compile(r"\b(?:utc|gmt)\s?([+\-−–])\s?(\d{1,2})(?::?([0-5]\d))?(?!\d)")
_BARE_OFFSET = re.compile(r"(?<=:\d\d)\s?\(?(\+)(\d{2}):([0-5]\d)(?!\d)")
_BEHIND_TIME = re.compile(
    r"(?:\d|(?<![^\W\d_])[ap]\.?m\.?|noon|midday|clock|uhr|times?|zone|heures?|\b(?:are|is|all|in))"
    r"[\s(,:]{0,3}(?:in |for |us )?$"
)
_LOOK_BACK = 16  # characters before a name
_LONGEST_ABBREVIATION = 4
_TIME = " time"
_INDIAN, _IRISH, _ISRAELI = "Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"
_IST = {"IE": _IRISH, "IL": _ISRAELI}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone named in a text, and where; `place` tells that only a town of it is named."""

    zone: tzinfo
    start: int
    end: int
    place: bool = False


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
        before = folded[: match.start()][-_LOOK_BACK:]
        if not _is_meant(text[match.start() : match.end()], before):
            continue
        place = match[0] in _towns()
        name = _towns().get(match[0]) or zone_names().get(match[0]) or _IST.get(locale.upper()[-2:], _INDIAN)
        yield Zone(zone=ZoneInfo(name), start=match.start(), end=match.end(), place=place)


def _is_meant(written: str, before: str) -> bool:
    """Whether a word that may be any other names a zone: abbreviations are in capitals, words stand behind a time."""
    if " " in written or not written.isascii():
        return fold(written) not in _towns() or bool(_BEHIND_TIME.search(before))
    if len(written) <= _LONGEST_ABBREVIATION and fold(written) not in _towns():
        return written.isupper() and (len(written) > 2 or before.rstrip(" (")[-1:].isalnum())
    if "/" in written:
        return True
    return written[0].isupper() and bool(_BEHIND_TIME.search(before))


@cache
def _towns() -> Mapping[str, str]:
    """Zones by towns: what is called "London time" may be called London behind a time."""
    return {
        name.removesuffix(_TIME): zone
        for name, zone in zone_names().items()
        if name.endswith(_TIME) and zone.rpartition("/")[2].replace("_", " ").casefold() == name.removesuffix(_TIME)
    }


@cache
def _names() -> re.Pattern[str]:
    every = {*(fold(name) for name in zone_names()), *_towns(), "ist"}
    names = sorted(every, key=lambda name: (-len(name), name))
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(map(re.escape, names)) + r")(?![^\W_])")
