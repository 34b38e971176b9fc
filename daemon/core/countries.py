"""In which country an employer works, as far as an interview shows it: for the days on which nobody is at work there.

What is written by the employer counts before what a calendar adds: an address ending in ".de", a telephone number with
+49, a place that ends in "Germany", and last the time zone, which a calendar may have taken from its owner.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from daemon.core.applications import Round

_CALLED = re.compile(r"(?:\+|\b00)(\d{1,3})[\d \-./()]{4,}")
_LONGEST_CODE = 3
_READ = 400  # characters of a place


def country_of(current: Round) -> str | None:
    """The ISO 3166 code of the employer's country, or None if nothing tells it."""
    found = (*map(_by_domain, _domains(current)), _by_number(current.phone or ""), _by_place(current.place or ""))
    return next(filter(None, found), None) or _zones().get(current.zone.key)


def _domains(current: Round) -> Iterator[str]:
    """Where the people of an interview have their mail. Who entered it in the calendar may be its owner."""
    for person in (*current.interviewers, current.recruiter):
        if person is not None and person.email:
            yield person.email.rpartition(".")[2].lower()


def _by_domain(ending: str) -> str | None:
    """The country of the end of a domain; a domain that is not a country's, or sold to all the world, has none."""
    code = _data()["domains"]["other"].get(ending, ending.upper())
    return code if code in _codes() else None


def _by_number(number: str) -> str | None:
    called = _CALLED.match(number.strip())
    digits = called[1] if called else ""
    codes = _data()["calling"]
    return next((codes[digits[:length]] for length in range(_LONGEST_CODE, 0, -1) if digits[:length] in codes), None)


def _by_place(place: str) -> str | None:
    """The country whose name ends an address."""
    end = re.split(r"[,\n;]", place[-_READ:])[-1]
    return _named().get(" ".join(end.strip(" .").casefold().split()))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("daemon.core") / "countries.toml").read_text(encoding="utf-8"))


@cache
def _named() -> Mapping[str, str]:
    return {name.casefold(): code for code, names in _data()["names"].items() for name in names}


@cache
def _codes() -> frozenset[str]:
    return frozenset(_zones().values())


@cache
def _zones() -> Mapping[str, str]:
    """The country of each time zone, also under the names that zones had before ("Asia/Calcutta")."""
    folder = files("tzdata") / "zoneinfo"
    rows = (line.split("\t") for line in (folder / "zone.tab").read_text(encoding="utf-8").splitlines())
    zones = {row[2]: row[0] for row in rows if not row[0].startswith("#")}
    links = (line.split() for line in (folder / "tzdata.zi").read_text(encoding="utf-8").splitlines())
    # A name without a place, such as "EST", is an offset and no country's.
    older = {link[2]: zones[link[1]] for link in links if link[0] == "L" and "/" in link[2] and link[1] in zones}
    return older | zones
