"""Opens a CalDAV account: checks its settings; the server is first asked when something is wanted of it."""

from __future__ import annotations

import ssl
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters.caldav import ADAPTER
from adapters.caldav.calendar import CaldavCalendar
from adapters.caldav.guard import Guard, is_safe
from adapters.caldav.login import Login
from adapters.caldav.own import CaldavOwnCalendar
from adapters.caldav.server import Server
from adapters.caldav.transport import Transport
from adapters.passwords import read_password
from daemon.ports.adapter import Connection
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from daemon.ports.adapter import OptionValue, Setup


class CaldavConnection(Connection):
    """An open account, and the sockets to its servers."""

    def __init__(self, transport: Transport, calendar: CaldavCalendar) -> None:
        super().__init__(ADAPTER, calendar=calendar)
        self._transport = transport

    def close(self) -> None:
        """See `Connection.close`."""
        self._transport.close()


def open_account(setup: Setup) -> Connection:
    """A connection by the settings. Raises `Rejected`, and `AuthRequired` if there is no password."""
    url, email = _text(setup.options.get("url")), _text(setup.options.get("email"))
    start = _checked(url) if url else ""
    if not start and "@" not in email:
        raise Rejected("the account needs the address of its server in url, or your e-mail address in email")
    host = urlsplit(start).hostname or email.rpartition("@")[2].lower()
    user = _text(setup.options.get("user")) or email
    transport = Transport(
        context=_context(setup.options.get("ca_file")),
        guard=Guard(host=host),
        login=Login(user, partial(read_password, setup)) if user else None,
    )
    wanted = setup.options.get("calendars")
    server = Server(
        transport=transport,
        start=partial(_start, start, email),
        wanted=wanted if isinstance(wanted, tuple) else (),
        follow_up=_text(setup.options.get("follow_up")) or None,
        calendar_name=setup.calendar_name,
    )
    settings = (start, email, user, server.follow_up or "", setup.zone.key, *server.wanted)
    own = CaldavOwnCalendar(calendars=server, zone=setup.zone)
    return CaldavConnection(transport, CaldavCalendar(server=server, own=own, zone=setup.zone, settings=settings))


def _checked(url: str) -> str:
    """The address with its scheme; `Rejected` if a password would travel to it in the clear."""
    url = url if "://" in url else f"https://{url}"
    try:
        host, _ = urlsplit(url).hostname, urlsplit(url).port
    except ValueError:
        host = None
    if not host:
        raise Rejected("url is no address: write it as in https://calendars.example.org/")
    if "@" in urlsplit(url).netloc:
        raise Rejected("url must hold neither name nor password: these go into user and password_file")
    if not is_safe(url):
        raise Rejected("url must begin with https://; without encryption everybody on the way reads the password")
    return url


def _start(url: str, email: str) -> str:
    """Where to begin; the DNS is asked only if there is no address."""
    if url:
        return url
    from adapters.caldav.lookup import server_of  # noqa: PLC0415 - a library that few accounts need

    return server_of(email)


def _context(ca_file: OptionValue) -> ssl.SSLContext:
    """TLS that verifies certificates and names, by the system's authorities and perhaps one more."""
    context = ssl.create_default_context()
    if isinstance(ca_file, Path):
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise Rejected(f"ca_file {ca_file} holds no certificates that can be read: {error.strerror}") from error
    return context


def _text(value: OptionValue) -> str:
    return value if isinstance(value, str) else ""
