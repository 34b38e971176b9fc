"""The feasts that follow the moon: their first days by year, from published almanacs, and how many days are free.

Where the moon must be seen, as before Eid, the day may be one later; none of them is a day on which anybody is asked.
"""

from __future__ import annotations

from datetime import date, timedelta

_FIRST_YEAR = 2025
_LUNAR_NEW_YEAR = "1-29 2-17 2-6 1-26 2-13 2-3 1-23 2-11"
_MID_AUTUMN = "10-6 9-25 9-15 10-3 9-22 9-12 10-1 9-19"
_EID_FITR = "3-30 3-20 3-9 2-26 2-14 2-4 1-24 1-14"
_EID_ADHA = "6-6 5-27 5-16 5-5 4-24 4-13 4-2 3-22"
_FIRST_DAYS = {  # from the first year on
    "lunar_new_year": _LUNAR_NEW_YEAR,
    "dragon_boat": "5-31 6-19 6-9 5-28 6-16 6-5 6-24 6-12",
    "mid_autumn": _MID_AUTUMN,
    "mid_autumn_kr": _MID_AUTUMN,
    "diwali": "10-20 11-8 10-29 10-17 11-5 10-26 11-14 11-2",
    "holi": "3-14 3-4 3-22 3-11 3-1 3-20 3-9 3-27",
    "eid_fitr": _EID_FITR,
    "eid_adha": _EID_ADHA,
    "passover": "4-13 4-2 4-22 4-11 3-31 4-18 4-8 3-27",
    "rosh_hashanah": "9-23 9-12 10-2 9-21 9-10 9-28 9-18 9-6",
    "yom_kippur": "10-2 9-21 10-11 9-30 9-19 10-7 9-27 9-15",
    "sukkot": "10-7 9-26 10-16 10-5 9-24 10-12 10-2 9-20",
}
_FREE_DAYS = {  # where there is more than one, with the first
    "lunar_new_year": 7,
    "mid_autumn_kr": 2,
    "eid_fitr": 3,
    "eid_adha": 4,
    "passover": 7,
    "rosh_hashanah": 2,
    "sukkot": 8,
}
_EITHER = {"eid_next": ("eid_fitr", "eid_adha")}
MOVING = frozenset({*_FIRST_DAYS, *_EITHER})


def next_moving(name: str, day: date) -> tuple[date, date]:
    """First and last day of the next such feast that ends on or after the day; a ValueError beyond the tables."""
    if name in _EITHER:
        return min(next_moving(one, day) for one in _EITHER[name])
    for year, text in enumerate(_FIRST_DAYS[name].split(), _FIRST_YEAR):
        month, number = map(int, text.split("-"))
        first = date(year, month, number)
        last = first + timedelta(days=_FREE_DAYS.get(name, 1) - 1)
        if last >= day:
            return first, last
    raise ValueError(name)
