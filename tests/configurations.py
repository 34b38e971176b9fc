"""Configuration files for tests, with two adapters that nobody needs to install."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from daemon.config import ConfigError, Settings, load
from daemon.ports.adapter import Adapter, Offer, Option, OptionKind, Setup

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


def read(folder: Path, *parts: str, adapters: Mapping[str, Adapter] = ADAPTERS) -> Settings:
    """The settings in a file of these parts."""
    path = folder / "config.toml"
    path.write_text("\n".join(parts), "utf-8")
    return load(path, adapters)


def faults(folder: Path, *parts: str, adapters: Mapping[str, Adapter] = ADAPTERS) -> dict[str, str]:
    """What is wrong with a file, by place."""
    with pytest.raises(ConfigError) as failure:
        read(folder, *parts, adapters=adapters)
    return {problem.place: problem.message for problem in failure.value.problems}
