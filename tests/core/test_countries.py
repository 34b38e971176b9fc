"""In which country an employer works, from what an interview tells, and what follows for its days off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from daemon.core.applications import Round
from daemon.core.countries import country_of
from daemon.core.workdays import Workplace
from daemon.ports.records import Person
from tests.core.worded import make_round

NOBODY = make_round(interviewers=())


def in_zone(zone: str, **changes: object) -> Round:
    event = replace(NOBODY.events[0], zone=zone)
    return replace(NOBODY, events=(event,), **changes)  # type: ignore[arg-type]  # tests name fields of Round


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),  # which shares its clocks with Berlin, and not its holidays
        ("America/Toronto", "CA"),
        ("Asia/Calcutta", "IN"),  # a name of former days, which some calendars still write
        ("US/Eastern", "US"),
        ("EST", None),
        ("Etc/UTC", None),
    ],
)
def test_a_time_zone_tells_the_country(zone: str, country: str | None) -> None:
    assert country_of(in_zone(zone)) == country


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("ada@tarn.de", "DE"),
        ("ada@tarn.co.uk", "GB"),
        ("ada@tarn.example", None),
        ("ada@tarn.io", None),
        ("ada@tarn.co", None),
        ("ada@tarn.com", None),
        ("ada", None),
    ],
)
def test_the_address_of_an_interviewer_tells_it_but_for_domains_sold_to_all(address: str, country: str | None) -> None:
    assert country_of(in_zone("Etc/UTC", interviewers=(Person(email=address),))) == country


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+49 30 1234567", "DE"),
        ("0049 (0)30 1234567", "DE"),
        ("+44 20 7946 0018", "GB"),
        ("+353 1 234 5678", "IE"),
        ("+1 212 555 0100", None),  # the United States, Canada and twenty islands
        ("020 7946 0018", None),
        ("+", None),
    ],
)
def test_a_telephone_number_tells_it(number: str, country: str | None) -> None:
    assert country_of(in_zone("Etc/UTC", phone=number)) == country


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Tarn GmbH, Hauptstraße 5, 10115 Berlin, Deutschland", "DE"),
        ("12 High Street\nLeeds LS1 4AB\nUnited Kingdom", "GB"),
        ("Room France, second floor", None),
        ("Paris", None),
        ("," * 100_000, None),
    ],
)
def test_the_end_of_a_postal_address_tells_it(place: str, country: str | None) -> None:
    assert country_of(in_zone("Etc/UTC", place=place)) == country


def test_what_the_employer_writes_counts_before_what_a_calendar_adds() -> None:
    ada, mia = Person(email="ada@tarn.fr"), Person(email="mia@agency.pl")
    told = in_zone("Europe/London", interviewers=(ada,), recruiter=mia, phone="+43 1 2345678", place="Leeds, England")
    assert country_of(told) == "FR"
    assert country_of(replace(told, interviewers=())) == "PL"
    assert country_of(replace(told, interviewers=(), recruiter=None)) == "AT"
    assert country_of(replace(told, interviewers=(), recruiter=None, phone=None, place="Ulm, Germany")) == "DE"


class TestDaysOffOfBothSides:
    HOME = Workplace(zone=ZoneInfo("Europe/London"), countries=("GB-SCT",))
    BERLIN = ZoneInfo("Europe/Berlin")

    def test_nobody_is_at_work_on_the_holidays_of_either(self) -> None:
        shared = self.HOME.shared_with(self.BERLIN, "DE")
        assert shared.zone == self.BERLIN
        assert not shared.is_working_day(date(2026, 5, 14))  # Ascension Day
        assert not shared.is_working_day(date(2026, 11, 30))  # Saint Andrew's

    def test_the_region_that_the_person_named_stands_for_the_country(self) -> None:
        assert self.HOME.shared_with(self.HOME.zone, "GB") == self.HOME

    @pytest.mark.parametrize("country", [None, "ZZ"])
    def test_a_country_that_is_not_known_adds_no_holidays(self, country: str | None) -> None:
        assert self.HOME.shared_with(self.HOME.zone, country) == self.HOME
