"""The settings of an account, checked: a password never travels unencrypted, nor to where EWS is being switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from adapters.exchange import ADAPTER
from adapters.passwords import Password, read_password
from adapters.web.addresses import checked
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from daemon.ports.adapter import Offer, OptionValue, Setup

PATH: Final = "/EWS/Exchange.asmx"

# Exchange Online of all clouds, and what belongs to persons. EWS is being switched off there since October 2026, for
# good on 1 April 2027 (Microsoft's message MC1227454).
_CLOUDS: Final = (
    "office365.com",
    "office365.us",
    "office.com",
    "office.de",
    "outlook.com",
    "outlook.cn",
    "hotmail.com",
)

IN_THE_CLOUD: Final = (
    "this mailbox lies in Microsoft 365 or Outlook.com, where this way in is being switched off: use adapter = "
    '"microsoft365" for it'
)

_Choice = TypeVar("_Choice", bound=StrEnum)

_DEFAULTS: Final = {option.name: option.default for option in ADAPTER.options}


class LoginKind(StrEnum):
    """How to log in."""

    NTLM = "ntlm"
    BASIC = "basic"
    KERBEROS = "kerberos"


class Access(StrEnum):
    """By what right the mailbox is opened."""

    DELEGATE = "delegate"
    IMPERSONATION = "impersonation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person configured, and what the daemon says of them; see `Setup` and the options in `ADAPTER`.

    `endpoint` is the whole address of the web services, or None if it is to be found. `password` reads the password
    anew whenever it is called; with Kerberos there is none. `uses` is what the account is used for. `owner` are the
    addresses that are the person's, and `known_as` the one of them by which the daemon knows whose mailbox it is.
    """

    endpoint: str | None
    email: str
    user: str
    login: LoginKind
    password: Callable[[], Password] | None = field(repr=False)
    access: Access
    ca_file: Path | None
    calendars: tuple[str, ...]
    follow_up: str | None
    uses: frozenset[Offer]
    owner: frozenset[str]
    known_as: str
    zone: ZoneInfo
    calendar_name: str


def settings_from(setup: Setup) -> Settings:
    """The settings of an account; `Rejected` with a sentence for one that cannot work."""
    options: Mapping[str, OptionValue] = {**_DEFAULTS, **setup.options}
    email = str(options["email"] or "").strip()
    if "@" not in email:
        raise Rejected("email must be the address of the mailbox, such as you@example.org")
    login = _choice(options, "login", LoginKind)
    calendars, ca_file, url = options["calendars"], options["ca_file"], str(options["url"] or "").strip()
    return Settings(
        endpoint=endpoint_of(url) if url else None,
        email=email,
        user=str(options["user"] or "").strip() or email,
        login=login,
        password=None if login is LoginKind.KERBEROS else partial(read_password, setup),
        access=_choice(options, "access", Access),
        ca_file=ca_file if isinstance(ca_file, Path) else None,
        calendars=calendars if isinstance(calendars, tuple) else (),
        follow_up=str(options["follow_up"] or "") or None,
        uses=setup.offers,
        owner=setup.owner | {email.lower()},
        known_as=email if not setup.owner or email.lower() in setup.owner else min(setup.owner),
        zone=setup.zone,
        calendar_name=setup.calendar_name,
    )


def endpoint_of(url: str) -> str:
    """The address of the web services at a server; `Rejected` for one that a password must not go to."""
    address = checked("url", url if "://" in url else f"https://{url}", f"https://mail.example.org{PATH}")
    parts = urlsplit(address)
    if is_cloud(parts.hostname or ""):
        raise Rejected(IN_THE_CLOUD)
    path = parts.path if parts.path.strip("/") else PATH
    return f"{parts.scheme}://{parts.netloc}{path}"


def is_cloud(host: str) -> bool:
    """Whether a server is Microsoft's own."""
    return f".{host.lower()}".endswith(tuple(f".{cloud}" for cloud in _CLOUDS))


def _choice(options: Mapping[str, OptionValue], name: str, choices: type[_Choice]) -> _Choice:
    value = str(options[name] or _DEFAULTS[name])
    try:
        return choices(value)
    except ValueError:
        raise Rejected(f"{name}: {value!r} is none of {', '.join(choices)}") from None
