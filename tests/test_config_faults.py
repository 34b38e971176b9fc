"""How faults of the configuration are told: all at once, each with its place and a remedy."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from daemon.config import (
    ConfigError,
    load,
)
from daemon.config.reading import SMALLEST
from daemon.ports.adapter import Adapter
from tests.configurations import ADAPTERS, HOME, PERSON, SHELF, faults, read


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_every_fault_is_reported_at_once_with_its_place_and_a_remedy(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        """
        colour = "red"
        [person]
        nmae = "Robin"
        emails = ["robin at ashdown"]
        zone = "Europe/Lodnon"
        country = "England"
        [follow_up]
        working_hours = "17:00-09:00"
        look_back_days = 31
        entries_in = "hoem"
        [service]
        interval_minutes = "5"
        [accounts.home]
        adapter = "shelf"
        pth = "x"
        [accounts.desk]
        adapter = "shelv"
        """,
    )
    assert found == {
        "person.name": 'is missing: add it, as in name = "Robin Ashdown"',
        "person.emails": '"robin at ashdown" is not an e-mail address: write it as in "robin@ashdown.example"',
        "person.zone": 'there is no time zone "Europe/Lodnon": did you mean "Europe/London"?',
        "person.country": 'no public holidays are known for "England": write its ISO 3166 code, as in "GB" or "GB-ENG"',
        "person.nmae": 'is not a known key: did you mean "name"?',
        "accounts.home.path": "is missing: the folder of the calendars",
        "accounts.home.pth": 'is not a known key: did you mean "path"?',
        "accounts.desk.adapter": 'there is no adapter "shelv": did you mean "shelf"?',
        "follow_up.entries_in": 'there is no account "hoem": did you mean "home"?',
        "follow_up.working_hours": '"17:00-09:00" are not working hours: write them as in "09:00-17:00"',
        "follow_up.look_back_days": "must be from 0 to 30, not 31",
        "service.interval_minutes": "must be a whole number without quotes, not a text",
        "colour": "is not a known key; known here: accounts, follow_up, person, service",
    }


def test_the_error_s_text_names_the_file_the_key_and_the_fault_on_one_line_each(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as failure:
        read(tmp_path, PERSON, "phon = 1\nlocale = 7", HOME)
    file = tmp_path / "config.toml"
    assert str(failure.value).splitlines() == [
        f"{file}: person.locale: must be a text in quotes, not a number",
        f'{file}: person.phon: is not a known key: did you mean "phone"?',
    ]


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("name = Robin", "line 1", "Invalid value"),
        ('name = "Robin', "line 1", "Illegal character"),
        ("[person]\nzone = 1\n[person]", "line 3", "twice"),
        ("strengths = [", "end of document", "Invalid value"),
    ],
)
def test_a_syntax_error_tells_the_line(tmp_path: Path, line: str, place: str, message: str) -> None:
    found = faults(tmp_path, line, "")
    assert list(found) == [place]
    assert message in found[place]
    assert "check the quotes and brackets" in found[place]


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file: make it") as failure:
        load(tmp_path / "nowhere.toml", ADAPTERS)
    assert SMALLEST in str(failure.value)


def test_the_file_that_is_shown_to_beginners_works(tmp_path: Path) -> None:
    settings = read(tmp_path, SMALLEST, adapters={"vdir": dataclasses.replace(SHELF, name="vdir")})
    assert settings.follow_up.entries_in == "home"


def test_a_folder_in_place_of_the_file_and_another_encoding_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, ADAPTERS)
    (tmp_path / "config.toml").write_bytes('name = "Zoë"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(tmp_path / "config.toml", ADAPTERS)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('name = ""', "must not be empty"),
        (r'name = "Robin\r\nBcc: all@ashdown.example"', "one line without control characters"),
        (r'name = "Robin \u202E"', "one line without control characters"),
        ("name = 2026-03-06", "must be a text in quotes, not a date"),
        (f'name = "{"x" * 2000}"', "must not be longer"),
        ("emails = []", "at least one address"),
        ('emails = "robin@ashdown.example"', "must be a list"),
        ("emails = [1]", "must be a text in quotes, not a number"),
        ('emails = ["Robin <robin@ashdown.example>"]', "is not an e-mail address"),
        ('zone = "Europe"', "there is no time zone"),
        ('zone = "../../../etc/passwd"', "there is no time zone"),
        ('zone = "GMT Standard Time"', "there is no time zone"),
        ('country = "gb"', 'did you mean "GB"?'),
        ('locale = "English"', "is not a language"),
    ],
)
def test_a_person_s_key_with_a_wrong_value_is_refused(tmp_path: Path, line: str, message: str) -> None:
    key = line.split(maxsplit=1)[0]
    kept = [other for other in PERSON.splitlines() if not other.startswith(f"{key} ")]
    found = faults(tmp_path, *kept, line, HOME)
    assert list(found) == [f"person.{key}"]
    assert message in found[f"person.{key}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("path = 5", "must be a text"),
        ('planks = "3"', "must be a whole number"),
        ("planks = true", "must be a whole number"),
        ("planks = 2.5", "must be a whole number"),
        ('locked = "yes"', "must be true or false"),
        ('only = "work"', "must be a list"),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused(tmp_path: Path, line: str, message: str) -> None:
    key = line.split(maxsplit=1)[0]
    found = faults(tmp_path, PERSON, *[old for old in HOME.splitlines() if not old.startswith(f"{key} ")], line)
    assert list(found) == [f"accounts.home.{key}"]
    assert message in found[f"accounts.home.{key}"]


@pytest.mark.parametrize("hours", ["9-17", "09:00", "09:00-25:00", "09:60-17:00", "09:00-09:00", "22:00-06:00", "x"])
def test_what_are_not_working_hours_of_one_day_is_refused(tmp_path: Path, hours: str) -> None:
    assert list(faults(tmp_path, PERSON, HOME, f'[follow_up]\nworking_hours = "{hours}"')) == [
        "follow_up.working_hours"
    ]


def test_without_an_account_that_offers_a_calendar_there_is_nothing_to_do(tmp_path: Path) -> None:
    for accounts in ("", '[accounts.mail]\nadapter = "tray"'):
        found = faults(tmp_path, PERSON, accounts)
        assert list(found) == ["accounts"]
        assert "none that offers a calendar" in found["accounts"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('use = ["drafts"]', 'it offers no "drafts": name some of calendar'),
        ('use = "calendar"', "must be a list"),
        ("use = []", "name at least one"),
    ],
)
def test_what_an_account_does_not_offer_it_cannot_be_used_for(tmp_path: Path, line: str, message: str) -> None:
    found = faults(tmp_path, PERSON, HOME, line)
    assert list(found) == ["accounts.home.use"]
    assert message in found["accounts.home.use"]


def test_drafts_cannot_go_where_the_configuration_leaves_them_out(tmp_path: Path) -> None:
    mail = '[accounts.post]\nadapter = "tray"\nuse = ["inbox"]\n[follow_up]\ndrafts_in = "post"'
    found = faults(tmp_path, PERSON, HOME, mail)
    assert list(found) == ["follow_up.drafts_in"]
    assert "the setting use" in found["follow_up.drafts_in"]


def test_an_account_that_cannot_take_drafts_is_no_place_for_them(tmp_path: Path) -> None:
    found = faults(tmp_path, PERSON, HOME, '[follow_up]\ndrafts_in = "home"')
    assert found == {"follow_up.drafts_in": 'the account "home" offers no drafts: a shelf has no mail; name another'}


@pytest.mark.parametrize("name", ["Home", "my_home", '"my home"', "ü"])
def test_an_account_s_name_is_in_small_letters(tmp_path: Path, name: str) -> None:
    quoted = name if name.isascii() else f'"{name}"'
    assert "is not a name" in next(iter(faults(tmp_path, PERSON, HOME.replace("home", quoted)).values()))


def test_an_account_without_an_adapter_is_told_which_there_are(tmp_path: Path) -> None:
    assert faults(tmp_path, PERSON, "[accounts.home]") == {
        "accounts.home.adapter": "is missing: name one of shelf, tray"
    }


def test_a_value_in_place_of_a_table_is_one_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, "person = 1", HOME)
    assert found == {"person": "must be a table: write [person] on a line of its own, and its keys below"}


class _Installed(Mapping[str, Adapter]):
    """Adapters of which one is broken, and which remember what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> Adapter:
        self.asked.append(name)
        if name == "broken":
            raise LookupError("the adapter is broken: install it again")
        return ADAPTERS[name]

    def __contains__(self, name: object) -> bool:
        return name in tuple(self)

    def __iter__(self) -> Iterator[str]:
        return iter(("broken", "shelf", "tray"))

    def __len__(self) -> int:
        return 3


def test_only_the_adapters_that_the_file_names_are_loaded(tmp_path: Path) -> None:
    installed = _Installed()
    read(tmp_path, PERSON, HOME, adapters=installed)
    assert installed.asked == ["shelf"]


def test_a_broken_adapter_is_a_fault_among_the_others(tmp_path: Path) -> None:
    found = faults(tmp_path, PERSON, 'phon = ""', '[accounts.x]\nadapter = "broken"\npath = "x"', adapters=_Installed())
    assert found == {
        "person.phon": 'is not a known key: did you mean "phone"?',
        "accounts.x.adapter": "the adapter is broken: install it again",
    }
