"""The settings of an account, checked: a login never travels unencrypted to another machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.google import ADAPTER
from adapters.google.scopes import Replies, Uses
from adapters.web.addresses import checked
from daemon.ports.adapter import Offer
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from zoneinfo import ZoneInfo

    from daemon.ports.adapter import OptionValue, Setup

_DEFAULTS: Final = {option.name: option.default for option in ADAPTER.options}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person configured, and what the daemon says of them; see `Setup` and the options in `ADAPTER`.

    Endpoints are whole base addresses, as the client library's `api_endpoint`: that of the calendar ends with its path.
    """

    account: str
    client_file: Path | None
    service_account_file: Path | None
    user: str | None
    uses: Uses
    calendars: tuple[str, ...]
    follow_up: str | None
    calendar_endpoint: str
    gmail_endpoint: str
    token_endpoint: str
    ca_file: Path | None
    owner: frozenset[str]
    zone: ZoneInfo
    calendar_name: str
    state: Path


def settings_from(setup: Setup) -> Settings:
    """The settings of an account; `Rejected` with a sentence for one that cannot work."""
    options: Mapping[str, OptionValue] = {**_DEFAULTS, **setup.options}
    calendars = options["calendars"]
    return Settings(
        account=setup.account,
        client_file=_path(options, "client_file"),
        service_account_file=_path(options, "service_account_file"),
        user=str(options["user"] or "") or None,
        uses=_uses(options, setup.offers),
        calendars=calendars if isinstance(calendars, tuple) else (),
        follow_up=str(options["follow_up"] or "") or None,
        calendar_endpoint=_folder(options, "calendar_api_endpoint"),
        gmail_endpoint=_folder(options, "gmail_api_endpoint"),
        token_endpoint=_address(options, "token_endpoint"),
        ca_file=_path(options, "ca_file"),
        owner=setup.owner,
        zone=setup.zone,
        calendar_name=setup.calendar_name,
        state=setup.state,
    )


def _uses(options: Mapping[str, OptionValue], offers: Set[Offer]) -> Uses:
    replies = str(options["replies"] or Replies.TEXT)
    if replies not in (Replies.TEXT, Replies.HEADERS):
        raise Rejected(f"replies: {replies!r} is neither {Replies.TEXT} nor {Replies.HEADERS}")
    return Uses(
        calendar=Offer.CALENDAR in offers,
        named_calendar=bool(options["follow_up"]),
        drafts=Offer.DRAFTS in offers,
        replies=Replies(replies) if Offer.INBOX in offers else Replies.NONE,
    )


def _path(options: Mapping[str, OptionValue], name: str) -> Path | None:
    value = options[name]
    return value if isinstance(value, Path) else None


def _folder(options: Mapping[str, OptionValue], name: str) -> str:
    return _address(options, name).rstrip("/") + "/"


def _address(options: Mapping[str, OptionValue], name: str) -> str:
    return checked(name, str(options[name] or _DEFAULTS[name]), example=str(_DEFAULTS[name]))
