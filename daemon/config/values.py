"""How one value of the file is read: each function takes what TOML gave and returns it typed.

All raise `ValueError` with a sentence for the person: what is wrong and what to write instead.
"""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from daemon.config.settings import WorkingHours
from daemon.core.hints import did_you_mean
from daemon.core.wording import written_languages
from daemon.core.workdays import check_country
from daemon.ports.adapter import Offer, OptionKind, OptionValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
Reader: TypeAlias = "Callable[[object], T]"

_LONGEST_TEXT = 1000
_CLOCK = r"((?:[01]?[0-9]|2[0-3]):[0-5][0-9])"
_HOURS = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[^\s@<>(),;:\\\"\[\]]{1,190}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_NAME = re.compile(r"[a-z0-9-]{1,40}")


def read_text(value: object) -> str:
    """A text of one line, with something in it."""
    if not isinstance(value, str):
        raise ValueError(f"must be a text in quotes, not {_kind(value)}")
    if not value.strip():
        raise ValueError("must not be empty")
    if not value.isprintable():
        raise ValueError("must be one line without control characters")
    if len(value) > _LONGEST_TEXT:
        raise ValueError(f"must not be longer than {_LONGEST_TEXT} characters")
    return value.strip()


def read_texts(value: object) -> tuple[str, ...]:
    """A list of texts, each as in `read_text`."""
    if not isinstance(value, list):
        raise ValueError(f'must be a list, as in ["one", "two"], not {_kind(value)}')
    return tuple(read_text(item) for item in value)


def read_offers(known: frozenset[Offer]) -> Reader[frozenset[Offer]]:
    """A reader of what an account is to be used for, of what it offers."""

    def read(value: object) -> frozenset[Offer]:
        names = set(read_texts(value))
        choice = ", ".join(sorted(known))
        if not names:
            raise ValueError(f"must name at least one of {choice}")
        for name in sorted(names - known):
            raise ValueError(f'it offers no "{name}": name some of {choice}')
        return frozenset(Offer(name) for name in names)

    return read


def read_number(lowest: int, highest: int) -> Reader[int]:
    """A reader of whole numbers within limits."""

    def read(value: object) -> int:
        number = _whole_number(value)
        if not lowest <= number <= highest:
            raise ValueError(f"must be from {lowest} to {highest}, not {number}")
        return number

    return read


def read_name(value: object) -> str:
    """A name in small letters, digits and hyphens, at most 40 of them."""
    name = read_text(value)
    if not _NAME.fullmatch(name):
        raise ValueError(f'"{name}" is not a name: use small letters, digits and hyphens, at most 40')
    return name


def read_emails(value: object) -> tuple[str, ...]:
    """At least one e-mail address."""
    emails = read_texts(value)
    if not emails:
        raise ValueError("needs at least one address; the first is the one that drafts come from")
    for email in emails:
        if not _EMAIL.fullmatch(email):
            raise ValueError(f'"{email}" is not an e-mail address: write it as in "robin@ashdown.example"')
    return emails


def read_zone(value: object) -> ZoneInfo:
    """An IANA time zone."""
    name = read_text(value)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name is that of a folder of zones, such as "Europe"
        hint = did_you_mean(name, available_timezones()) or ': write it as in "Europe/London"'
        raise ValueError(f'there is no time zone "{name}"{hint}') from None


def read_country(value: object) -> str:
    """An ISO 3166 country, or a region of one, whose public holidays are known."""
    code = read_text(value)
    check_country(code)
    return code


def read_locale(value: object) -> str:
    """A language and perhaps a country (BCP 47)."""
    locale = read_text(value)
    if not _LOCALE.fullmatch(locale):
        raise ValueError(f'"{locale}" is not a language: write it as in "en-GB" or "de"')
    return locale


def read_language(value: object) -> str:
    """A language that drafts can be written in, perhaps as one country writes it."""
    locale = read_locale(value)
    if locale.partition("-")[0] not in written_languages():
        raise ValueError(f'drafts are not written in "{locale}", only in {", ".join(written_languages())}')
    return locale


def read_hours(value: object) -> WorkingHours:
    """Working hours within one day, written "09:00-17:00"."""
    text = read_text(value)
    match = _HOURS.fullmatch(text)
    if not match or match[1].zfill(5) >= match[2].zfill(5):
        raise ValueError(f'"{text}" are not working hours: write them as in "09:00-17:00"')
    return WorkingHours(opens=time.fromisoformat(match[1].zfill(5)), closes=time.fromisoformat(match[2].zfill(5)))


def read_option(kind: OptionKind, folder: Path) -> Reader[OptionValue]:
    """A reader of an adapter's option; relative paths are taken from the folder of the file."""

    def read_path(value: object) -> Path:
        try:
            return folder / Path(read_text(value)).expanduser()
        except RuntimeError:
            raise ValueError('"~" has no meaning for a user without a home folder: write the whole path') from None

    readers: Mapping[OptionKind, Reader[OptionValue]] = {
        OptionKind.TEXT: read_text,
        OptionKind.NUMBER: _whole_number,
        OptionKind.SWITCH: _read_switch,
        OptionKind.PATH: read_path,
        OptionKind.TEXTS: read_texts,
    }
    return readers[kind]


def _whole_number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"must be a whole number without quotes, not {_kind(value)}")
    return value


def _read_switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false without quotes, not {_kind(value)}")
    return value


def _kind(value: object) -> str:
    """What a TOML value is called."""
    kinds = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date")
