"""The days people name instead of dates ("before Christmas", "after Easter"), computed without a holiday calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.moons import MOVING, next_moving

if TYPE_CHECKING:
    from collections.abc import Callable


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher's algorithm; Astronomical Society, Nature 1876)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the eastern churches, in our calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    moon = (19 * (year % 19) + 15) % 30
    week = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + week + 114, 31)
    behind = year // 100 - year // 400 - 2  # days by which the old calendar lags
    return date(year, month, day + 1) + timedelta(days=behind)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (from 1) such weekday of the month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def last_weekday(year: int, month: int, weekday: int) -> date:
    """The last such weekday of a month of 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


# A name stands for the first day of the feast; where the feast lasts longer, the last day is in _LAST_DAYS.
_DAYS: dict[str, Callable[[int], date]] = {
    "new_year": _fixed(1, 1),
    "epiphany": _fixed(1, 6),
    "martin_luther_king": lambda year: nth_weekday(year, 1, 0, 3),
    "valentine": _fixed(2, 14),
    "presidents": lambda year: nth_weekday(year, 2, 0, 3),
    "carnival": _from_easter(-48),
    "patrick": _fixed(3, 17),
    "good_friday": _from_easter(-2),
    "easter": _from_easter(0),
    "easter_monday": _from_easter(1),
    "labour_day": _fixed(5, 1),
    "early_may": lambda year: nth_weekday(year, 5, 0, 1),
    "ascension": _from_easter(39),
    "whitsun": _from_easter(49),
    "whit_monday": _from_easter(50),
    "corpus_christi": _from_easter(60),
    "memorial": lambda year: last_weekday(year, 5, 0),
    "juneteenth": _fixed(6, 19),
    "midsummer": lambda year: date(year, 6, 19) + timedelta(days=(4 - date(year, 6, 19).weekday()) % 7),
    "canada": _fixed(7, 1),
    "independence": _fixed(7, 4),
    "bastille": _fixed(7, 14),
    "assumption": _fixed(8, 15),
    "us_labor_day": lambda year: nth_weekday(year, 9, 0, 1),
    "german_unity": _fixed(10, 3),
    "columbus": lambda year: nth_weekday(year, 10, 0, 2),
    "halloween": _fixed(10, 31),
    "summer_bank_holiday": lambda year: last_weekday(year, 8, 0),
    "all_saints": _fixed(11, 1),
    "veterans": _fixed(11, 11),
    "thanksgiving": lambda year: nth_weekday(year, 11, 3, 4),
    "canadian_thanksgiving": lambda year: nth_weekday(year, 10, 0, 2),
    "black_friday": lambda year: nth_weekday(year, 11, 3, 4) + timedelta(days=1),
    "nicholas": _fixed(12, 6),
    "nicholas_nl": _fixed(12, 5),
    "christmas_eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "boxing_day": _fixed(12, 26),
    "new_years_eve": _fixed(12, 31),
    "national_day_cn": _fixed(10, 1),
    "australia": _fixed(1, 26),
    "waitangi": _fixed(2, 6),
    "anzac": _fixed(4, 25),
    "kings_day": _fixed(4, 27),
    "liberation_nl": _fixed(5, 5),
    "constitution_pl": _fixed(5, 3),
    "victory_fr": _fixed(5, 8),
    "victory_ru": _fixed(5, 9),
    "constitution_no": _fixed(5, 17),
    "victoria": lambda year: last_weekday(year, 5, 0) - timedelta(days=7 * (last_weekday(year, 5, 0).day > 24)),
    "republic_it": _fixed(6, 2),
    "constitution_dk": _fixed(6, 5),
    "sweden": _fixed(6, 6),
    "portugal": _fixed(6, 10),
    "sao_joao": _fixed(6, 24),
    "national_be": _fixed(7, 21),
    "swiss": _fixed(8, 1),
    "independence_br": _fixed(9, 7),
    "hispanidad": _fixed(10, 12),
    "national_at": _fixed(10, 26),
    "independence_pl": _fixed(11, 11),
    "republic_br": _fixed(11, 15),
    "constitution_es": _fixed(12, 6),
    "independence_fi": _fixed(12, 6),
    "immaculate": _fixed(12, 8),
    "lucia": _fixed(12, 13),
    "republic_in": _fixed(1, 26),
    "independence_in": _fixed(8, 15),
    "family_ca": lambda year: nth_weekday(year, 2, 0, 3),
    "heritage_za": _fixed(9, 24),
    "tiradentes": _fixed(4, 21),
    "liberty_pt": _fixed(4, 25),
    "liberation_it": _fixed(4, 25),
    "republic_pt": _fixed(10, 5),
    "aparecida": _fixed(10, 12),
    "restoration_pt": _fixed(12, 1),
    "consciencia_br": _fixed(11, 20),
    "independence_mx": _fixed(9, 16),
    "dead_mx": _fixed(11, 2),
    "guadalupe": _fixed(12, 12),
    "fiestas_patrias_cl": _fixed(9, 18),
    "may_ar": _fixed(5, 25),
    "independence_ar": _fixed(7, 9),
    "ambrose": _fixed(12, 7),
    "quebec": _fixed(6, 24),
    "st_john": _fixed(6, 24),
    "reformation": _fixed(10, 31),
    "st_stephen": _fixed(12, 26),
    "andrew": _fixed(11, 30),
    "george": _fixed(4, 23),
    "david": _fixed(3, 1),
    "burns": _fixed(1, 25),
    "guy_fawkes": _fixed(11, 5),
    "freedom_za": _fixed(4, 27),
    "youth_za": _fixed(6, 16),
    "womens_za": _fixed(8, 9),
    "reconciliation_za": _fixed(12, 16),
    "gandhi_in": _fixed(10, 2),
    "truth_ca": _fixed(9, 30),
    "obon": _fixed(8, 13),
    "golden_week": _fixed(4, 29),
    "labour_cn": _fixed(5, 1),
    "national_day_tw": _fixed(10, 10),
    "qingming": _fixed(4, 4),
    "childrens_kr": _fixed(5, 5),
    "memorial_kr": _fixed(6, 6),
    "liberation_kr": _fixed(8, 15),
    "foundation_kr": _fixed(10, 3),
    "hangul_kr": _fixed(10, 9),
    "defender_ru": _fixed(2, 23),
    "womens_day": _fixed(3, 8),
    "russia_day": _fixed(6, 12),
    "unity_ru": _fixed(11, 4),
    "orthodox_christmas": _fixed(1, 7),
    "new_year_holidays_ru": _fixed(1, 1),
    "may_holidays_ru": _fixed(5, 1),
    "constitution_ua": _fixed(6, 28),
    "independence_ua": _fixed(8, 24),
    "defenders_ua": _fixed(10, 1),
    "national_ro": _fixed(12, 1),
    "ohi": _fixed(10, 28),
    "hungary_march": _fixed(3, 15),
    "stephen_hu": _fixed(8, 20),
    "october_hu": _fixed(10, 23),
    "wenceslas": _fixed(9, 28),
    "velvet_cz": _fixed(11, 17),
    "sovereignty_tr": _fixed(4, 23),
    "youth_tr": _fixed(5, 19),
    "victory_tr": _fixed(8, 30),
    "republic_tr": _fixed(10, 29),
    "maundy": _from_easter(-3),
    "easter_tuesday": _from_easter(2),
    "shrove_tuesday": _from_easter(-47),
    "ash_wednesday": _from_easter(-46),
    "orthodox_easter": orthodox_easter,
    "orthodox_easter_monday": lambda year: orthodox_easter(year) + timedelta(days=1),
    "orthodox_good_friday": lambda year: orthodox_easter(year) - timedelta(days=2),
    "clean_monday": lambda year: orthodox_easter(year) - timedelta(days=48),
    "civic_ca": lambda year: nth_weekday(year, 8, 0, 1),
    "brigid_ie": lambda year: nth_weekday(year, 2, 0, 1),
    "june_ie": lambda year: nth_weekday(year, 6, 0, 1),
    "october_ie": lambda year: last_weekday(year, 10, 0),
    "kings_birthday_au": lambda year: nth_weekday(year, 6, 0, 2),
    "melbourne_cup": lambda year: nth_weekday(year, 11, 1, 1),
    "repentance": lambda year: date(year, 11, 22) - timedelta(days=(date(year, 11, 22).weekday() - 2) % 7),
    "knabenschiessen": lambda year: nth_weekday(year, 9, 0, 2),
    "silver_week": lambda year: nth_weekday(year, 9, 0, 3),
    "culture_jp": _fixed(11, 3),
}
_LAST_DAYS: dict[str, Callable[[int], date]] = {
    "easter": _from_easter(1),
    "whitsun": _from_easter(50),
    "christmas": _fixed(12, 26),
    "carnival": _from_easter(-46),
    "midsummer": lambda year: _DAYS["midsummer"](year) + timedelta(days=1),
    "national_day_cn": _fixed(10, 7),
    "labour_cn": _fixed(5, 5),
    "qingming": _fixed(4, 6),
    "golden_week": lambda year: date(year, 5, 6 if any(date(year, 5, day).weekday() == 6 for day in (3, 4, 5)) else 5),
    "silver_week": _fixed(9, 23),
    "obon": _fixed(8, 16),
    "fiestas_patrias_cl": _fixed(9, 19),
    "new_year_holidays_ru": _fixed(1, 8),
    "may_holidays_ru": _fixed(5, 9),
    "orthodox_easter": lambda year: orthodox_easter(year) + timedelta(days=1),
}


_BANK_HOLIDAYS = ("easter_monday", "early_may", "memorial", "summer_bank_holiday")
_MONDAYS = (*_BANK_HOLIDAYS, "martin_luther_king", "presidents", "us_labor_day", "columbus", "whit_monday")


def next_holiday(name: str, day: date) -> tuple[date, date]:
    """First and last day of the next such holiday that ends on or after the day; a KeyError if nobody knows it."""
    if name == "bank_holiday":
        return min(next_holiday(one, day) for one in _BANK_HOLIDAYS)
    if name == "long_weekend":
        return _long_weekend(day)
    if name in MOVING:
        return next_moving(name, day)
    for year in (day.year, day.year + 1):
        first = _DAYS[name](year)
        last = _LAST_DAYS.get(name, _DAYS[name])(year)
        if last >= day:
            break
    return first, last


def _long_weekend(day: date) -> tuple[date, date]:
    """The next weekend, with its Monday if that is a holiday anywhere: to wait a day longer does no harm."""
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    monday = saturday + timedelta(days=2)
    is_free = any(next_holiday(name, monday)[0] == monday for name in _MONDAYS)
    return saturday, monday if is_free else saturday + timedelta(days=1)
