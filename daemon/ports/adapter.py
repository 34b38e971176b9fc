"""How an adapter declares itself, which settings it takes, and what opening it gives.

An adapter is a module with an `Adapter` object, registered as an entry point of the group `followupd.adapters` under
the adapter's name. The declaration must import without the provider's client library; `open` imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn, TypeAlias
from zoneinfo import ZoneInfo

from daemon.ports.calendar import CalendarPort
from daemon.ports.drafts import DraftPort
from daemon.ports.errors import Unsupported
from daemon.ports.inbox import InboxPort

OptionValue: TypeAlias = str | int | bool | Path | tuple[str, ...] | None


class Offer(StrEnum):
    """What an account may offer."""

    CALENDAR = "calendar"
    DRAFTS = "drafts"
    INBOX = "inbox"


class OptionKind(StrEnum):
    """What a setting holds; PATH is expanded (`~`) and relative ones are taken from the config's folder."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"
    PATH = "path"
    TEXTS = "list of texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One setting of an account; `help` is the sentence shown by `followupd adapters` and in error messages."""

    name: str
    kind: OptionKind
    help: str
    required: bool = False
    default: OptionValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What an adapter gets to open an account.

    `owner` are the person's own addresses, lower-case; `zone` is where floating times are placed; `calendar_name` is
    what followupd's own calendar is to be called; `state` is a private folder for what the adapter must keep.
    """

    account: str
    options: Mapping[str, OptionValue]
    owner: frozenset[str]
    zone: ZoneInfo
    calendar_name: str
    state: Path


class Connection:
    """An open account; asking for a port that it does not offer raises `Unsupported` with the declared reason."""

    def __init__(
        self,
        adapter: Adapter,
        *,
        calendar: CalendarPort | None = None,
        drafts: DraftPort | None = None,
        inbox: InboxPort | None = None,
    ) -> None:
        self.adapter = adapter
        self._calendar = calendar
        self._drafts = drafts
        self._inbox = inbox

    @property
    def calendar(self) -> CalendarPort:
        """The account's calendars, or `Unsupported`."""
        return self._calendar if self._calendar is not None else self._refuse(Offer.CALENDAR)

    @property
    def drafts(self) -> DraftPort:
        """The account's drafts, or `Unsupported`."""
        return self._drafts if self._drafts is not None else self._refuse(Offer.DRAFTS)

    @property
    def inbox(self) -> InboxPort:
        """The account's mail, or `Unsupported`."""
        return self._inbox if self._inbox is not None else self._refuse(Offer.INBOX)

    def close(self) -> None:
        """Let go of files and sockets; called once, also after errors."""

    def _refuse(self, offer: Offer) -> NoReturn:
        reason = self.adapter.lacks.get(offer, "this account does not offer it")
        raise Unsupported(f"{self.adapter.name}: no {offer}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """An adapter's declaration.

    `name` equals its entry point and, for our own, its folder. `lacks` gives a reason for each offer it does not have.
    `open` connects and raises `AuthRequired`, `Unavailable` or, for a setting that cannot work, `Rejected`.
    `extra` is what to install for it, as in `pip install 'followupd[extra]'`.
    """

    name: str
    summary: str
    offers: frozenset[Offer]
    lacks: Mapping[Offer, str] = field(default_factory=lambda: MappingProxyType({}))
    options: tuple[Option, ...]
    open: Callable[[Setup], Connection]
    extra: str
