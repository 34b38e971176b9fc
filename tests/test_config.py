"""The configuration: what a file may say, and what is taken when it says nothing."""

from __future__ import annotations

import dataclasses
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.config import (
    FollowUpSettings,
    PersonSettings,
    ServiceSettings,
    WorkingHours,
    default_config_path,
    state_folder,
)
from daemon.ports.adapter import Offer
from tests.configurations import HOME, PERSON, SHELF, read

README = Path(__file__).parents[1] / "README.md"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


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
    assert settings.playbooks == {}


def test_everything_that_is_written_is_taken(tmp_path: Path) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "my-own.toml").write_text('extends = "reserved"', "utf-8")
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
    assert settings.playbooks["my-own"].thank_you is None
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


def test_an_account_may_be_used_for_a_part_of_what_it_offers(tmp_path: Path) -> None:
    mail = '[accounts.post]\nadapter = "tray"\nuse = ["inbox"]'
    settings = read(tmp_path, PERSON, HOME, mail)
    post = settings.accounts[1]
    assert post.adapter.offers == {Offer.INBOX}
    assert "the setting use" in post.adapter.lacks[Offer.DRAFTS]
    assert settings.follow_up.drafts_in is None


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
