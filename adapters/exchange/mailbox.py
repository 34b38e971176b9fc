"""One mailbox, and asking it: an operation of EWS with its request in, what the server answers to it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from exchangelib import errors as ews
from exchangelib.services.common import EWSAccountService
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import SSLError, Timeout

from adapters.exchange.errors import OF_THE_SERVER, Refused, Trouble, Unheard, translate, trouble_of
from adapters.exchange.guard import READING, Guard
from adapters.exchange.login import Login
from adapters.exchange.markup import MAIL_FOLDERS, Element, T, kind_of
from adapters.exchange.session import connect
from daemon.ports.errors import PortError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exchangelib.account import Account

    from adapters.exchange.settings import Settings

Answer: TypeAlias = Element | PortError
"""The response message to one part of a request, or what is wrong with that part."""


class _Operation(EWSAccountService):  # type: ignore[misc]  # exchangelib leaves its classes untyped
    """An operation of EWS, asked with a request of ours, and answered by response messages as they are.

    exchangelib's own reading of items breaks off at the first one that makes no sense, and moves days by the zone of
    this machine.
    """

    ERRORS_TO_CATCH_IN_RESPONSE = (ews.ResponseMessageError, ews.EWSWarning)

    @classmethod
    def _get_elements_in_container(cls, container: Element) -> list[Element]:
        return [container]

    def answers(self, request: Element) -> Iterator[Any]:
        """What is answered to each part of a request, in their order; raises what is wrong with the server itself."""
        for answer in self._get_elements(request):
            if isinstance(answer, OF_THE_SERVER):
                raise answer
            yield answer


@dataclass(slots=True)
class Mailbox:
    """The mailbox of the settings. Everything that it is asked passes the `guard`."""

    settings: Settings
    guard: Guard
    login: Login = field(init=False)
    _account: Account | None = None

    def __post_init__(self) -> None:
        self.login = Login(host=self.host, user=self.settings.user, read=self.settings.password)

    @property
    def host(self) -> str:
        """The server, for sentences."""
        return urlsplit(self.guard.endpoint).hostname or ""

    @property
    def day(self) -> str:
        """The server's own date, as it told last; empty before it was asked anything."""
        return str(self._account.protocol.day) if self._account is not None else ""

    def ask(self, request: Element, parts: int) -> list[Answer]:
        """The answers to the parts of a request, in their order; the operation is what the request is called.

        Raises the ports' errors as `translate` tells, for all that is wrong with more than a single part.
        """
        with translate(self.host):
            try:
                answers = self._ask(request)
            except (Refused, Unheard) as error:
                if not self._is_worth_repeating(error, request):
                    raise
                answers = self._ask_again(request)
        self.login.accept()
        if len(answers) != parts:
            raise Trouble(f"{self.host} answers in a way that cannot be understood")
        return [self._understood(each) for each in answers]

    def ask_one(self, request: Element) -> Element:
        """The answer to a request of one part; raises what is wrong with it."""
        (answer,) = self.ask(request, 1)
        if isinstance(answer, PortError):
            raise answer
        return answer

    def known(self, name: str) -> Element:
        """How a request names a folder of this mailbox that everybody has, such as `calendar`."""
        return T.DistinguishedFolderId(T.Mailbox(T.EmailAddress(self.settings.email)), Id=name)

    def folder(self, name: str) -> Element:
        """How a request names a folder: one for mail that everybody has by its name, any other by its id."""
        return self.known(name) if name in MAIL_FOLDERS else T.FolderId(Id=name)

    def close(self) -> None:
        """Close every connection."""
        account, self._account = self._account, None
        if account is not None:
            account.protocol.close()

    def _ask(self, request: Element) -> list[Any]:
        if self._account is None:
            self._account = connect(self.guard, self.login.credentials(), self.settings)
        operation: type[_Operation] = type("Operation", (_Operation,), {"SERVICE_NAME": kind_of(request)})
        return list(operation(account=self._account).answers(request))

    def _ask_again(self, request: Element) -> list[Any]:
        try:
            return self._ask(request)
        except Refused as refused:
            if refused.status == 401:
                self.login.refuse()
                self.close()
            raise

    def _is_worth_repeating(self, error: Refused | Unheard, request: Element) -> bool:
        """Whether there is another password by now, or a connection that lay idle has been closed and nothing written.

        The library has made new connections by then, with a login from its beginning.
        """
        if isinstance(error, Refused):
            if error.status != 401:
                return False
            self.close()
            return self.login.refuse()
        cause = error.__cause__
        broke = isinstance(cause, NoConnection) and not isinstance(cause, SSLError | Timeout)
        return broke and kind_of(request) in READING

    def _understood(self, answer: Any) -> Answer:
        if isinstance(answer, Exception):
            return trouble_of(answer, self.host)
        if isinstance(answer, bool):
            return Trouble(f"{self.host} answers in a way that cannot be understood")
        return answer
