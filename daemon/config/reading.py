"""The configuration file, read as a whole: tables, keys and accounts, with all their faults in one error."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from daemon.config.playbooks import FOLDER, read_playbooks
from daemon.config.settings import (
    AccountSettings,
    ConfigError,
    FollowUpSettings,
    PersonSettings,
    Problem,
    ServiceSettings,
    Settings,
    WorkingHours,
)
from daemon.config.values import (
    read_country,
    read_emails,
    read_hours,
    read_language,
    read_locale,
    read_name,
    read_number,
    read_offers,
    read_option,
    read_text,
    read_texts,
    read_zone,
)
from daemon.core.hints import did_you_mean
from daemon.core.playbook import playbook_names
from daemon.ports.adapter import Offer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from daemon.config.values import Reader
    from daemon.core.playbook import Playbook
    from daemon.ports.adapter import Adapter, Option, OptionValue

T = TypeVar("T")

_NINE_TO_FIVE = WorkingHours(opens=time(9), closes=time(17))
_SYNTAX_ERROR = re.compile(r"(?P<what>.*) \(at (?P<place>.*?)(, column \d+)?\)")

# The least that works; shown to those who have no configuration yet.
SMALLEST = """\
[person]
name = "Robin Ashdown"
emails = ["robin@ashdown.example"]
zone = "Europe/London"

[accounts.home]
adapter = "vdir"
path = "~/.calendars"
"""


def load(path: Path, adapters: Mapping[str, Adapter]) -> Settings:
    """Read the configuration, or raise `ConfigError` with everything that is wrong with it.

    `adapters` are looked up only by the names in the file, so the mapping may load them on demand; a `LookupError` of
    its own becomes a fault like the others, with its text.
    """
    problems: list[Problem] = []
    file = _Table(_parse(path), "", problems)
    person = _read_person(file.table("person"))
    accounts = _read_accounts(file.table("accounts"), path.parent, adapters)
    playbooks = read_playbooks(path.parent / FOLDER, problems)
    follow_up = _read_follow_up(file.table("follow_up"), accounts, playbooks)
    service = _read_service(file.table("service"))
    file.finish()
    if problems:
        raise ConfigError(path, tuple(problems))
    return Settings(
        path=path,
        person=person,
        follow_up=follow_up,
        service=service,
        accounts=tuple(filter(None, accounts.values())),
        playbooks=playbooks,
    )


class _Table:
    """One table of the file: hands out typed values, and notes every fault instead of stopping at the first.

    After a fault it hands out a stand-in, so that the rest is still checked; what was read is thrown away then.
    """

    def __init__(self, values: Mapping[str, object], place: str, problems: list[Problem]) -> None:
        self._values = values
        self._place = place
        self._problems = problems
        self._known: set[str] = set()

    def names(self) -> tuple[str, ...]:
        return tuple(self._values)

    def take(self, key: str, read: Reader[T], default: T) -> T:
        """The value of a key, or the default if it is not there."""
        self._known.add(key)
        if key not in self._values:
            return default
        try:
            return read(self._values[key])
        except ValueError as error:
            self.report(key, str(error))
            return default

    def require(self, key: str, read: Reader[T], example: object) -> T:
        """The value of a key that must be there; the example tells how to write it."""
        self.expect(key, f"add it, as in {key} = {json.dumps(example)}")
        return self.take(key, read, read(example))

    def expect(self, key: str, remedy: str) -> None:
        """Note a fault if a key is not there."""
        if key not in self._values:
            self.report(key, f"is missing: {remedy}")

    def table(self, key: str) -> _Table:
        """A table in this one; an empty one if it is not there."""
        self._known.add(key)
        values = self._values.get(key, {})
        place = self._path(key)
        if isinstance(values, dict):
            return _Table(values, place, self._problems)
        self.report(key, f"must be a table: write [{place}] on a line of its own, and its keys below")
        return _Table({}, place, [])

    def report(self, key: str, message: str) -> None:
        """Note a fault of a key, or of the table itself if the key is empty."""
        self._problems.append(Problem(place=self._path(key), message=message))

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in sorted(self._values.keys() - self._known):
            hint = did_you_mean(key, self._known) or f"; known here: {', '.join(sorted(self._known))}"
            self.report(key, f"is not a known key{hint}")

    def _path(self, key: str) -> str:
        return ".".join(part for part in (self._place, key) if part)


def _parse(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problem = Problem(place="", message=f"there is no such file: make it, with at least\n\n{SMALLEST}")
    except OSError as error:
        problem = Problem(place="", message=f"cannot be read: {error.strerror}; check its permissions")
    except UnicodeDecodeError:
        problem = Problem(place="", message="is not UTF-8 text: save it in that encoding")
    except tomllib.TOMLDecodeError as error:
        match = _SYNTAX_ERROR.fullmatch(str(error))
        place, what = (match["place"], match["what"]) if match else ("", str(error))
        problem = Problem(place=place, message=f"{what}; check the quotes and brackets there and just before")
    raise ConfigError(path, (problem,))


def _read_person(table: _Table) -> PersonSettings:
    person = PersonSettings(
        name=table.require("name", read_text, "Robin Ashdown"),
        emails=table.require("emails", read_emails, ["robin@ashdown.example"]),
        phone=table.take("phone", read_text, None),
        zone=table.require("zone", read_zone, "Europe/London"),
        country=table.take("country", read_country, None),
        locale=table.take("locale", read_locale, "en-GB"),
        strengths=table.take("strengths", read_texts, ()),
    )
    table.finish()
    return person


def _read_follow_up(
    table: _Table, accounts: Mapping[str, AccountSettings | None], playbooks: Mapping[str, Playbook]
) -> FollowUpSettings:
    follow_up = FollowUpSettings(
        playbook=_choose_playbook(table, {*playbook_names(), *playbooks}),
        calendar=table.take("calendar", read_text, "Follow-up"),
        entries_in=_choose_account(table, "entries_in", Offer.CALENDAR, accounts) or "",
        drafts_in=_choose_account(table, "drafts_in", Offer.DRAFTS, accounts),
        working_hours=table.take("working_hours", read_hours, _NINE_TO_FIVE),
        look_back_days=table.take("look_back_days", read_number(0, 30), 5),
        most_changes=table.take("most_changes", read_number(1, 10_000), 40),
        language=table.take("language", read_language, None),
    )
    table.finish()
    return follow_up


def _choose_playbook(table: _Table, known: Collection[str]) -> str:
    name = table.take("playbook", read_name, "balanced")
    if name not in known:
        hint = did_you_mean(name, known) or f"; there are {', '.join(sorted(known))}"
        table.report("playbook", f'there is no playbook "{name}"{hint}')
    return name


def _choose_account(
    table: _Table, key: str, offer: Offer, accounts: Mapping[str, AccountSettings | None]
) -> str | None:
    """The named account, which must offer this, or else the first one that does."""
    name = table.take(key, read_text, None)
    if name is None:
        return next(
            (account.name for account in accounts.values() if account and offer in account.adapter.offers), None
        )
    account = accounts.get(name)
    if name not in accounts:
        hint = did_you_mean(name, accounts) or f": add [accounts.{name}] or name another"
        table.report(key, f'there is no account "{name}"{hint}')
    elif account and offer not in account.adapter.offers:
        reason = account.adapter.lacks.get(offer, f"the adapter {account.adapter.name} has none")
        table.report(key, f'the account "{name}" offers no {offer}: {reason}; name another')
    return name


def _read_service(table: _Table) -> ServiceSettings:
    service = ServiceSettings(interval_minutes=table.take("interval_minutes", read_number(1, 1440), 5))
    table.finish()
    return service


def _read_accounts(
    table: _Table, folder: Path, adapters: Mapping[str, Adapter]
) -> Mapping[str, AccountSettings | None]:
    """The accounts by name, with None for one whose adapter is not to be had."""
    accounts = {name: _read_account(name, table, folder, adapters) for name in table.names()}
    usable = [account for account in accounts.values() if account]
    if len(usable) == len(accounts) and not any(Offer.CALENDAR in account.adapter.offers for account in usable):
        remedy = 'add one, as in [accounts.home] with adapter = "vdir" and path = "~/.calendars"'
        table.report("", f"there is none that offers a calendar: {remedy}")
    return accounts


def _read_account(name: str, accounts: _Table, folder: Path, adapters: Mapping[str, Adapter]) -> AccountSettings | None:
    try:
        read_name(name)
    except ValueError as error:
        accounts.report(name, str(error))
    table = accounts.table(name)
    table.expect("adapter", f"name one of {', '.join(sorted(adapters))}")
    adapter = table.take("adapter", _adapter_reader(adapters), None)
    if adapter is None:
        return None
    narrowed = _narrow(table, adapter)
    options = {option.name: _read_option(table, option, folder) for option in adapter.options}
    table.finish()
    return AccountSettings(name=name, adapter=narrowed, options=MappingProxyType(options))


def _narrow(table: _Table, adapter: Adapter) -> Adapter:
    """The adapter with those of its offers only that the person wants to be used in this account."""
    offers = table.take("use", read_offers(adapter.offers), adapter.offers)
    if offers == adapter.offers:
        return adapter
    reason = "the configuration leaves it out, by the setting use"
    return replace(adapter, offers=offers, lacks={**adapter.lacks, **dict.fromkeys(adapter.offers - offers, reason)})


def _adapter_reader(adapters: Mapping[str, Adapter]) -> Reader[Adapter | None]:
    def read(value: object) -> Adapter:
        name = read_text(value)
        if name not in adapters:
            hint = did_you_mean(name, adapters) or f": name one of {', '.join(sorted(adapters))}"
            raise ValueError(f'there is no adapter "{name}"{hint}')
        try:
            return adapters[name]
        except LookupError as error:
            raise ValueError(str(error)) from error

    return read


def _read_option(table: _Table, option: Option, folder: Path) -> OptionValue:
    read = read_option(option.kind, folder)
    if option.required:
        table.expect(option.name, option.help)
    default = read(str(option.default)) if isinstance(option.default, Path) else option.default
    return table.take(option.name, read, default)
