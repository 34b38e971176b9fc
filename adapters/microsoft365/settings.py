"""The settings of an account, checked: a login never travels unencrypted to another machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.scopes import Replies, Uses
from adapters.web.addresses import checked
from daemon.ports.adapter import Offer
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from zoneinfo import ZoneInfo

    from daemon.ports.adapter import OptionValue, Setup

_DEFAULTS: Final = {option.name: option.default for option in ADAPTER.options}
_NAME: Final = re.compile(r"[A-Za-z0-9.-]{1,100}")
_ADDRESS: Final = re.compile(r"[^\s@/?#]{1,100}@[^\s@/?#]{1,200}")
_SHARED: Final = frozenset({"common", "organizations", "consumers"})


class Way(StrEnum):
    """How the person signs in."""

    BROWSER = "browser"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person configured, and what the daemon says of them; see `Setup` and the options in `ADAPTER`.

    Endpoints end with a slash; that of Graph holds its version.
    """

    account: str
    client_id: str
    tenant: str
    way: Way
    certificate_file: Path | None
    user: str | None
    uses: Uses
    calendars: tuple[str, ...]
    follow_up: str | None
    graph_endpoint: str
    login_endpoint: str
    ca_file: Path | None
    owner: frozenset[str]
    zone: ZoneInfo
    calendar_name: str
    state: Path

    @property
    def mailbox(self) -> str:
        """The address below which everything of the mailbox is: an application by itself has no `me`."""
        if self.certificate_file is None:
            return f"{self.graph_endpoint}me/"
        return f"{self.graph_endpoint}users/{quote(self.user or '', safe='@')}/"


def settings_from(setup: Setup) -> Settings:
    """The settings of an account; `Rejected` with a sentence for one that cannot work."""
    options: Mapping[str, OptionValue] = {**_DEFAULTS, **setup.options}
    calendars = options["calendars"]
    settings = Settings(
        account=setup.account,
        client_id=_named(options, "client_id"),
        tenant=_named(options, "tenant"),
        way=_way(str(options["sign_in"] or Way.BROWSER)),
        certificate_file=_path(options, "certificate_file"),
        user=str(options["user"] or "").strip() or None,
        uses=_uses(options, setup.offers),
        calendars=calendars if isinstance(calendars, tuple) else (),
        follow_up=str(options["follow_up"] or "") or None,
        graph_endpoint=_folder(options, "graph_endpoint"),
        login_endpoint=_folder(options, "login_endpoint"),
        ca_file=_path(options, "ca_file"),
        owner=setup.owner,
        zone=setup.zone,
        calendar_name=setup.calendar_name,
        state=setup.state,
    )
    _check_application(settings)
    return settings


def _check_application(settings: Settings) -> None:
    """An application by itself is of one organisation and acts for one mailbox, and both have to be named."""
    if settings.certificate_file is None:
        return
    if settings.user is None or not _ADDRESS.fullmatch(settings.user):
        raise Rejected("user is not set: it is the address of the mailbox that the certificate is to act for")
    if settings.tenant in _SHARED:
        raise Rejected("tenant is not set: with a certificate it is the directory (tenant) ID of your organisation")


def _uses(options: Mapping[str, OptionValue], offers: Set[Offer]) -> Uses:
    replies = str(options["replies"] or Replies.TEXT)
    if replies not in (Replies.TEXT, Replies.HEADERS):
        raise Rejected(f"replies: {replies!r} is neither {Replies.TEXT} nor {Replies.HEADERS}")
    return Uses(
        calendar=Offer.CALENDAR in offers,
        drafts=Offer.DRAFTS in offers,
        replies=Replies(replies) if Offer.INBOX in offers else Replies.NONE,
    )


def _way(said: str) -> Way:
    if said not in set(Way):
        raise Rejected(f"sign_in: {said!r} is neither {Way.BROWSER} nor {Way.DEVICE}")
    return Way(said)


def _named(options: Mapping[str, OptionValue], name: str) -> str:
    """An id or a domain, which becomes a part of an address."""
    value = str(options.get(name) or _DEFAULTS[name] or "").strip()
    if not _NAME.fullmatch(value):
        raise Rejected(f"{name}: {value!r} is neither an id, as 00000000-0000-0000-0000-000000000000, nor a domain")
    return value


def _path(options: Mapping[str, OptionValue], name: str) -> Path | None:
    value = options[name]
    return value if isinstance(value, Path) else None


def _folder(options: Mapping[str, OptionValue], name: str) -> str:
    example = str(_DEFAULTS[name])
    return checked(name, str(options[name] or example), example).rstrip("/") + "/"
