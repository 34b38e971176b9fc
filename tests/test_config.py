"""The configuration: what a file may say, what is taken when it says nothing, and how faults are told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest

from daemon.config import (
    ConfigError,
    FollowUpSettings,
    PersonSettings,
    ServiceSettings,
    Settings,
    WorkingHours,
    default_config_path,
    load,
    state_folder,
)
from daemon.config.reading import SMALLEST
from daemon.ports.adapter import Adapter, Offer, Option, OptionKind, Setup

README = Path(__file__).parents[1] / "README.md"

PERSON = """\
[person]
name = "Robin Ashdown"
emails = ["robin@ashdown.example"]
zone = "Europe/London"
"""
HOME = """\
[accounts.home]
adapter = "shelf"
path = "calendars"
"""


def _never(_setup: Setup) -> NoReturn:
    raise AssertionError("reading a configuration opens nothing")


SHELF = Adapter(
    name="shelf",
    summary="calendars on a shelf",
    offers=frozenset({Offer.CALENDAR}),
    lacks={Offer.DRAFTS: "a shelf has no mail"},
    options=(
        Option(name="path", kind=OptionKind.PATH, help="the folder of the calendars", required=True),
        Option(name="cache", kind=OptionKind.PATH, help="a folder for copies", default=Path("~/copies")),
        Option(name="colour", kind=OptionKind.TEXT, help="its colour", default="green"),
        Option(name="planks", kind=OptionKind.NUMBER, help="how many"),
        Option(name="locked", kind=OptionKind.SWITCH, help="whether it is locked", default=False),
        Option(name="only", kind=OptionKind.TEXTS, help="calendars to read", default=()),
    ),
    open=_never,
    extra="shelf",
)
TRAY = Adapter(
    name="tray",
    summary="drafts in a tray",
    offers=frozenset({Offer.DRAFTS, Offer.INBOX}),
    options=(),
    open=_never,
    extra="tray",
)
ADAPTERS = {adapter.name: adapter for adapter in (SHELF, TRAY)}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def read(folder: Path, *parts: str, adapters: Mapping[str, Adapter] = ADAPTERS) -> Settings:
    path = folder / "config.toml"
    path.write_text("\n".join(parts), "utf-8")
    return load(path, adapters)


def faults(folder: Path, *parts: str, adapters: Mapping[str, Adapter] = ADAPTERS) -> dict[str, str]:
    """What is wrong with a file, by place."""
    with pytest.raises(ConfigError) as failure:
        read(folder, *parts, adapters=adapters)
    return {problem.place: problem.message for problem in failure.value.problems}


def test_the_smallest_file_gets_sensible_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path, PERSON, HOME)
    assert settings.path == tmp_path / "config.toml"
    assert settings.person == PersonSettings(
        name="Robin Ashdown",
        emails=("robin@ashdown.example",),
        phone=None,
        zone=ZoneInfo("Europe/London"),
        country=None,
        locale="en-GB",
        strengths=(),
    )
    assert settings.follow_up == FollowUpSettings(
        playbook="balanced",
        calendar="Follow-up",
        entries_in="home",
        drafts_in=None,
        working_hours=WorkingHours(opens=time(9), closes=time(17)),
        look_back_days=5,
        most_changes=40,
    )
    assert settings.service == ServiceSettings(interval_minutes=5)


def test_everything_that_is_written_is_taken(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        [person]
        name = "Zoë Ångström"
        emails = ["Zoe@Angstrom.example", "za@work.example"]
        phone = "+44 7700 900123"
        zone = "Pacific/Kiritimati"
        country = "GB-SCT"
        locale = "de"
        strengths = ["calm when production is down"]
        [follow_up]
        playbook = "my-own"
        calendar = "Nachfassen"
        entries_in = "second"
        drafts_in = "post"
        working_hours = "8:30-16:00"
        look_back_days = 0
        most_changes = 7
        [service]
        interval_minutes = 1440
        [accounts.first]
        adapter = "shelf"
        path = "/srv/calendars"
        [accounts.second]
        adapter = "shelf"
        path = "~/calendars"
        [accounts.other-post]
        adapter = "tray"
        [accounts.post]
        adapter = "tray"
        """,
    )
    assert settings.person.emails == ("Zoe@Angstrom.example", "za@work.example")
    assert settings.person.owner == {"zoe@angstrom.example", "za@work.example"}
    assert settings.person.zone.key == "Pacific/Kiritimati"
    assert (settings.person.phone, settings.person.country) == ("+44 7700 900123", "GB-SCT")
    assert settings.person.strengths == ("calm when production is down",)
    assert settings.follow_up == FollowUpSettings(
        playbook="my-own",
        calendar="Nachfassen",
        entries_in="second",
        drafts_in="post",
        working_hours=WorkingHours(opens=time(8, 30), closes=time(16)),
        look_back_days=0,
        most_changes=7,
    )
    assert settings.service.interval_minutes == 1440
    assert [account.name for account in settings.accounts] == ["first", "second", "other-post", "post"]


def test_options_are_typed_and_have_their_defaults(tmp_path: Path, home: Path) -> None:
    account = read(tmp_path, PERSON, HOME, "planks = 3", "locked = true", 'only = ["work"]').accounts[0]
    assert account.adapter is SHELF
    assert dict(account.options) == {
        "path": tmp_path / "calendars",
        "cache": home / "copies",
        "colour": "green",
        "planks": 3,
        "locked": True,
        "only": ("work",),
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [("/srv/x", "/srv/x"), ("~/x", "{home}/x"), ("x/y", "{folder}/x/y"), ("../x", "{folder}/../x")],
)
def test_a_path_is_taken_from_home_or_from_the_folder_of_the_file(
    tmp_path: Path, home: Path, written: str, expected: str
) -> None:
    account = read(tmp_path, PERSON, f'[accounts.home]\nadapter = "shelf"\npath = "{written}"').accounts[0]
    assert account.options["path"] == Path(expected.format(home=home, folder=tmp_path))


def test_entries_and_drafts_go_to_the_first_account_that_takes_them(tmp_path: Path) -> None:
    settings = read(tmp_path, PERSON, '[accounts.a]\nadapter = "tray"\n[accounts.b]\nadapter = "tray"', HOME)
    assert (settings.follow_up.entries_in, settings.follow_up.drafts_in) == ("home", "a")


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


def test_the_configuration_lies_where_xdg_says() -> None:
    assert default_config_path({"HOME": "/home/robin"}) == Path("/home/robin/.config/followupd/config.toml")
    named = {"HOME": "/home/robin", "XDG_CONFIG_HOME": "/etc/robin"}
    assert default_config_path(named) == Path("/etc/robin/followupd/config.toml")
    relative = {"HOME": "/home/robin", "XDG_CONFIG_HOME": "etc"}
    assert default_config_path(relative) == Path("/home/robin/.config/followupd/config.toml")


def test_the_state_lies_where_systemd_or_xdg_says() -> None:
    person = {"HOME": "/home/robin"}
    assert state_folder(person) == Path("/home/robin/.local/state/followupd")
    assert state_folder(person | {"XDG_STATE_HOME": "/data"}) == Path("/data/followupd")
    by_systemd = {"XDG_STATE_HOME": "/data", "STATE_DIRECTORY": "/var/lib/followupd/robin:/var/lib/other"}
    assert state_folder(person | by_systemd) == Path("/var/lib/followupd/robin")


@pytest.mark.parametrize(
    ("table", "settings"),
    [("person", PersonSettings), ("follow_up", FollowUpSettings), ("service", ServiceSettings)],
)
def test_every_key_is_described_in_the_readme(table: str, settings: type) -> None:
    text = README.read_text("utf-8")
    assert f"[{table}]" in text
    assert [field.name for field in dataclasses.fields(settings) if f"`{field.name}`" not in text] == []
