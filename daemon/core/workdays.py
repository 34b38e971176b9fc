"""Working days and working hours, in the zone and under the public holidays of one or several countries.

Days are dates of the workplace's zone; moments are aware datetimes. Holidays and weekends come from the `holidays`
library, one country at a time and only when somebody asks. Nothing here reads the clock.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

if TYPE_CHECKING:
    from types import ModuleType
    from zoneinfo import ZoneInfo

    from holidays import HolidayBase

_DAY = timedelta(days=1)
_SATURDAY = 5
_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")

# Nobody waits longer than this, and a date typed as the year 9999 must not keep a pass busy.
_LONGEST_COUNT = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where and when somebody works: a zone, countries, and the hours of a working day.

    `countries` are ISO 3166 codes, with a region if wanted ("GB", "GB-ENG"). A day is a working day only if it is one
    in all of them, so the person's and the employer's can be given together; without any, Monday to Friday are.
    Raises `ValueError`, with what to write instead, for a country that is not known and for hours that do not fit
    into one day.
    """

    zone: ZoneInfo
    countries: tuple[str, ...] = ()
    opens: time = time(9)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"working hours end at {self.closes:%H:%M}, which is not after {self.opens:%H:%M}")
        for country in self.countries:
            check_country(country)

    def shared_with(self, zone: ZoneInfo, country: str | None) -> Self:
        """Where somebody else works, on days on which both sides do: in their zone and also under their holidays.

        A country whose holidays are not known adds none; of one that this place knows by its region nothing is added.
        """
        ours = {code[:2] for code in self.countries}
        more = (country,) if country and country not in ours and _is_known(country) else ()
        return replace(self, zone=zone, countries=(*self.countries, *more))

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day in every country."""
        if not self.countries:
            return day.weekday() < _SATURDAY
        return not any(day in _days_off(country, day.year) for country in self.countries)

    def next_working_day(self, day: date) -> date:
        """The first working day after this one; `OverflowError` if the calendar ends before it, in the year 9999."""
        following = day + _DAY
        while not self.is_working_day(following):
            following += _DAY
        return following

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after this one; for zero the day itself, whether people work on it or not."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days are after `start` and not after `end`; none if `end` is not after `start`.

        The inverse of `add_working_days`. Not more than the first ten years are counted.
        """
        span = min(end - start, _LONGEST_COUNT)
        return sum(self.is_working_day(start + timedelta(days=passed)) for passed in range(1, span.days + 1))

    def at(self, day: date, clock: time) -> datetime:
        """The moment at which clocks here show this time.

        A time that a change of clocks leaves out becomes the same time by the old clock, so 01:30 is 02:30; of one
        that occurs twice it is the first.
        """
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)

    def next_opening(self, moment: datetime) -> datetime:
        """The first moment from this one on within working hours: this one, or the next time work starts.

        Working hours begin at `opens` and end just before `closes`.
        """
        # Compared in UTC, because Python compares the clock faces of two datetimes in one zone, not the instants.
        instant = moment.astimezone(UTC)
        today = moment.astimezone(self.zone).date()
        if self.is_working_day(today):
            if instant < self.at(today, self.opens).astimezone(UTC):
                return self.at(today, self.opens)
            if instant < self.at(today, self.closes).astimezone(UTC):
                return moment.astimezone(self.zone)
        return self.at(self.next_working_day(today), self.opens)


def check_country(code: str) -> None:
    """Raise `ValueError`, with what to write instead, unless holidays are known for this country or region."""
    _find(code)


def _is_known(code: str) -> bool:
    try:
        check_country(code)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=128)
def _days_off(code: str, year: int) -> frozenset[date]:
    """The days of a year on which people do not work: weekends and public holidays, less shifted working days."""
    country, region = _find(code)
    with warnings.catch_warnings():
        # Calendars that follow the moon warn about years they were not worked out for; what they know is used.
        warnings.simplefilter("ignore")
        calendar = country(years=year, subdiv=region, expand=False)
    first = date(year, 1, 1)
    length = (date(year, 12, 31) - first).days + 1
    days = (first + timedelta(days=passed) for passed in range(length))
    return frozenset(day for day in days if not calendar.is_working_day(day))


def _find(code: str) -> tuple[type[HolidayBase], str | None]:
    """The library's class for a country, and the region within it; `ValueError` if there is no such one."""
    match = _CODE.fullmatch(code)
    country = _country(match[1]) if match else None
    if match is None or country is None:
        raise ValueError(f'no public holidays are known for "{code}"{_hint(code)}')
    region = match[2]
    if region is not None and region not in country.subdivisions:
        known = ", ".join(country.subdivisions) or "none"
        raise ValueError(f'no public holidays are known for the region "{code}"; regions of {match[1]}: {known}')
    return country, region


@lru_cache(maxsize=32)
def _country(code: str) -> type[HolidayBase] | None:
    """The library's class for a country, or None.

    Its file is loaded by itself: to import it as a module of its package would load the other 250 countries as well,
    which would cost the idle service 8 MB.
    """
    registry = _registry()
    module = next((module for module, names in registry.COUNTRIES.items() if code in names[1:]), None)
    if module is None:
        return None
    file = Path(str(registry.__file__)).parent / "countries" / f"{module}.py"
    spec = spec_from_file_location(f"holidays.countries.{module}", file)
    assert spec is not None
    assert spec.loader is not None
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return cast("type[HolidayBase]", getattr(loaded, registry.COUNTRIES[module][0]))


def _hint(text: str) -> str:
    """What to write instead: the code, if the text is a country's name or a code in small letters."""
    wanted = text.strip().lower().replace(" ", "_")
    names = _registry().COUNTRIES.get(wanted)
    if names:
        return f': did you mean "{names[1]}"?'
    if text != text.upper() and _CODE.fullmatch(text.upper()):
        return f': did you mean "{text.upper()}"?'
    return ': write its ISO 3166 code, as in "GB" or "GB-ENG"'


def _registry() -> ModuleType:
    from holidays import registry  # noqa: PLC0415 - 4 MB and 80 ms that commands without a calendar need not spend

    return registry
