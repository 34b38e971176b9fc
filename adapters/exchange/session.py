"""The connections of one account: exchangelib's own, through the guard, bounded in time and size, and waiting nowhere.

exchangelib would share connections between accounts, sleep when a server is busy, and write whole requests and answers
into the log. None of that happens here: waiting is the daemon's business, and so is telling.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import requests
from exchangelib.account import Account
from exchangelib.configuration import Configuration
from exchangelib.credentials import DELEGATE, IMPERSONATION
from exchangelib.ewsdatetime import EWSTimeZone
from exchangelib.protocol import FailFast, Protocol
from exchangelib.transport import BASIC, GSSAPI, NTLM
from exchangelib.util import is_xml
from exchangelib.version import EXCHANGE_2016, Version
from requests.exceptions import RequestException

from adapters.exchange.errors import Endless, Refused, Unheard
from adapters.exchange.settings import Access, LoginKind
from adapters.web.faults import wait_in
from adapters.web.transport import CHUNK, LONGEST_ANSWER, GuardedAdapter, mount

if TYPE_CHECKING:
    from pathlib import Path

    from exchangelib.credentials import Credentials

    from adapters.exchange.guard import Guard
    from adapters.exchange.settings import Settings

SESSIONS: Final = 2
LARGEST_ANSWER: Final = 64 * 1024 * 1024  # as elements, an answer takes several times the room

_AUTH_TYPES: Final = {LoginKind.NTLM: NTLM, LoginKind.BASIC: BASIC, LoginKind.KERBEROS: GSSAPI}

# What the libraries say on their way: whole requests and answers, with addresses, texts and logins.
for _library in ("exchangelib", "requests_ntlm", "spnego"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class BoundedResponse(requests.Response):
    """An answer that does not go on for ever; in pieces of a size that is worth the while, and not byte by byte."""

    @classmethod
    def of(cls, response: requests.Response) -> BoundedResponse:
        """The same answer, bounded; nothing of it was read yet."""
        bounded = cls()
        bounded.__dict__.update(response.__dict__)
        return bounded

    def iter_content(self, chunk_size: int | None = CHUNK, decode_unicode: bool = False) -> Iterator[Any]:
        """As that of `requests`, but it comes to an end or fails."""
        until, size = monotonic() + LONGEST_ANSWER, 0
        for piece in super().iter_content(max(chunk_size or CHUNK, CHUNK), decode_unicode):
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise Endless
            if monotonic() > until:
                raise TimeoutError
            yield piece


class WholeAnswers(GuardedAdapter):
    """Reads all of an answer before anybody looks at it, so that whatever breaks breaks here.

    exchangelib would take it for a server that is busy, and an error of our own for one to be logged with the request.
    """

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - all of an answer is read here
        timeout: object = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Check, then send. Raises `NeverAsked` and `Unheard`."""
        try:
            answer = BoundedResponse.of(super().send(request, True, timeout, verify, cert, proxies))
            if answer.status_code != 401:  # the login by NTLM looks at the connection, which reading lets go of
                _ = answer.content
        except (RequestException, OSError) as error:
            raise Unheard from error
        return answer


class Impatient(FailFast):  # type: ignore[misc]  # exchangelib leaves its classes untyped
    """Every refusal is told at once; one that is not in SOAP by its status, which the library would hide in a text."""

    def raise_response_errors(self, response: requests.Response) -> None:
        """`Refused` unless there is an answer in SOAP, which Exchange also gives with the status 500.

        `Unheard` if it is cut short: the library mends what it reads, and would take a part of an answer for all of it.
        """
        if response.status_code == 200 or (response.status_code == 500 and is_xml(response.content)):
            if not response.content.rstrip().endswith(b"Envelope>"):
                raise Unheard
            return
        headers = {name.lower(): value for name, value in response.headers.items()}
        raise Refused(response.status_code, wait=wait_in(headers), location=headers.get("location", ""))


class AccountProtocol(Protocol):  # type: ignore[misc]  # exchangelib leaves its classes untyped
    """The library's connections, all of them through a guard, and shared with no other account.

    `day` is the date that the server told last, to know the days by.
    """

    guard: Guard
    ca_file: Path | None = None
    day: str = ""

    def raw_session(self, prefix: str, **_others: object) -> requests.Session:
        """A session that can do nothing but pass the guard. As that of the library, which calls it so."""
        session = requests.Session()
        session.headers.update({"Content-Type": "text/xml; charset=utf-8", "User-Agent": "followupd"})
        mount(session, self.guard, self.ca_file)
        session.max_redirects = 1  # none is followed, but where one would lead is looked at first
        for scheme in (prefix, *session.adapters):
            session.mount(scheme, WholeAnswers(self.guard))
        session.hooks["response"].append(self._learn)
        return session

    def _learn(self, response: requests.Response, **_others: object) -> None:
        self.day = response.headers.get("Date", "")[5:16] or self.day


def connect(guard: Guard, credentials: Credentials | None, settings: Settings) -> Account:
    """The library's idea of an account, with connections of its own; nothing is connected yet.

    Nothing will be asked to find out what is known: the version is corrected by what the server tells with each answer.
    """
    config = Configuration(
        service_endpoint=guard.endpoint,
        credentials=credentials,
        auth_type=_AUTH_TYPES[settings.login],
        version=Version(build=EXCHANGE_2016),
        retry_policy=Impatient(),
        max_connections=SESSIONS,
    )
    # The library keeps connections by address and login, and takes them from there again: from nobody else, ours for as
    # long as this account is being made, and then for nobody.
    with suppress(KeyError):
        del AccountProtocol[config]
    protocol = AccountProtocol(config=config)
    try:
        protocol.guard, protocol.ca_file = guard, settings.ca_file
        return Account(
            settings.email,
            config=config,
            access_type=DELEGATE if settings.access is Access.DELEGATE else IMPERSONATION,
            default_timezone=EWSTimeZone("UTC"),
            locale="en_US",
        )
    finally:
        del AccountProtocol[config]
