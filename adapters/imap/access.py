"""How an account is reached: server, encryption and login, from its settings."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.imap.errors import Dropped, translate, translate_login
from adapters.imap.wire import Client
from adapters.passwords import Password, read_password
from daemon.ports.errors import AuthRequired, Rejected, Unavailable

if TYPE_CHECKING:
    from daemon.ports.adapter import Setup

_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_LOGINS = ("password", "xoauth2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where and how to log in; the password is read again at each login, so a new one counts without a restart."""

    host: str
    port: int
    security: str
    ca_file: Path | None
    user: str
    login: str
    password: Callable[[], Password] = field(repr=False)

    @classmethod
    def from_settings(cls, setup: Setup) -> Access:
        """The access that the settings describe; `Rejected` names the one that cannot work."""
        host = str(setup.options["host"]).strip()
        security, login = str(setup.options.get("security") or "tls"), str(setup.options.get("login") or "password")
        port, ca_file = setup.options.get("port"), setup.options.get("ca_file")
        if security not in _PORTS:
            raise Rejected(f"security: {security!r} is none of {', '.join(_PORTS)}")
        if login not in _LOGINS:
            raise Rejected(f"login: {login!r} is none of {', '.join(_LOGINS)}")
        if security == "none" and not _is_loopback(host):
            raise Rejected("security: without encryption everybody on the way can read along; use tls or starttls")
        return cls(
            host=host,
            port=port if isinstance(port, int) and port else _PORTS[security],
            security=security,
            ca_file=ca_file if isinstance(ca_file, Path) else None,
            user=str(setup.options["user"]),
            login=login,
            password=lambda: read_password(setup),
        )

    def connect(self) -> Client:
        """A connection that is logged in; `AuthRequired` or `Unavailable` says why there is none."""
        password = self.password()
        client = self._reach()
        try:
            self._log_in(client, password)
        except BaseException:
            disconnect(client)
            raise
        return client

    def _reach(self) -> Client:
        context = self._context() if self.security != "none" else None
        client = None
        try:
            with translate(self.host):
                client = Client(self.host, self.port, context if self.security == "tls" else None)
                if self.security == "starttls":
                    client.starttls(context)
        except (Dropped, Unavailable) as error:
            disconnect(client)
            raise Unavailable(f"{self.host} cannot be reached{_reason(error.__cause__)}") from error
        return client

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise Rejected(f"ca_file: {self.ca_file} cannot be used ({error.strerror or 'no certificate'})") from error

    def _log_in(self, client: Client, password: Password) -> None:
        with translate_login(self.host):
            if self.login == "xoauth2":
                client.oauth2_login(self.user, password.reveal())
            elif client.has_capability("AUTH=PLAIN"):
                client.plain_login(self.user, password.reveal())
            elif not (self.user + password.reveal()).isascii():
                raise AuthRequired(f"{self.host} takes only plain letters, digits and signs in names and passwords")
            else:
                client.login(self.user, password.reveal())
            if client.has_capability("ID"):  # some large providers close mailboxes to those who do not say who they are
                client.id_({"name": "followupd"})
            if client.has_capability("ENABLE") and client.has_capability("CONDSTORE"):
                client.enable("CONDSTORE")  # so that an opened folder tells whether anything in it has changed


def disconnect(client: Client | None) -> None:
    """Let go of a connection, whatever state it is in."""
    if client is not None:
        with suppress(Exception):
            client.shutdown()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _reason(error: BaseException | None) -> str:
    """The operating system's reason, which never holds more than the name of the server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f": its certificate is not to be trusted ({error.verify_message}); for one of your own, set ca_file"
    if isinstance(error, ssl.SSLError):
        return ": it does not speak TLS there; check port and security"
    if isinstance(error, OSError):
        return f": {error.strerror or 'it does not answer'}"
    return ""
