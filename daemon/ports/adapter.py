"""How an adapter declares itself, which settings it takes, and what opening it gives.

An adapter is a module with an `Adapter` object, registered as an entry point of the group `followupd.adapters` under
the adapter's name. The declaration must import without the provider's client library; `open` imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn, Protocol, TypeAlias
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
    what followupd's own calendar is to be called; `state` is a private folder for what the adapter must keep. `offers`
    is what the account is used for, of what it could be.
    """

    account: str
    options: Mapping[str, OptionValue]
    owner: frozenset[str]
    zone: ZoneInfo
    calendar_name: str
    state: Path
    offers: frozenset[Offer] = frozenset(Offer)


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


class Desk(Protocol):
    """The person in front of the command that signs in; nothing else in followupd ever talks to one."""

    @property
    def port(self) -> int:
        """Where on this machine, and on nothing but its loopback address, the browser is awaited."""
        ...

    def say(self, text: str) -> None:
        """Tell the person something; a text that holds a secret is never told."""
        ...

    def visit(self, address: str) -> str:
        """Have the person open an address of the provider's, whose `state` parameter is unguessable.

        Answers with the whole address at `http://127.0.0.1:port/` that their browser was sent back to, with the same
        `state`; the person may have copied it there by hand. Raises `Unavailable` if nobody comes back.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How an account's login stands: whether it does all that the configuration needs, and what there is to say."""

    well: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """For a provider at which the person signs in once, in a browser, instead of giving a password.

    `begin` leads through that, keeps what comes of it in the account's state and tells how it stands. `check` asks the
    provider whether it is still good, and tells how it stands now. Both get the time and may raise `AuthRequired`,
    `Unavailable` or, for a setting that cannot work, `Rejected`. Only the command `auth` calls them; an account is
    opened without anybody to ask, and raises `AuthRequired` if nobody has signed in.
    """

    begin: Callable[[Setup, Desk, datetime], Login]
    check: Callable[[Setup, datetime], Login]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """An adapter's declaration.

    `name` equals its entry point and, for our own, its folder. `lacks` gives a reason for each offer it does not have.
    `open` connects and raises `AuthRequired`, `Unavailable` or, for a setting that cannot work, `Rejected`.
    `extra` is what to install for it, as in `pip install 'followupd[extra]'`. `sign_in` is there if the person signs in
    with `followupd auth`.
    """

    name: str
    summary: str
    offers: frozenset[Offer]
    lacks: Mapping[Offer, str] = field(default_factory=lambda: MappingProxyType({}))
    options: tuple[Option, ...]
    open: Callable[[Setup], Connection]
    extra: str
    sign_in: SignIn | None = None
