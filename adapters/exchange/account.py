"""Opens an Exchange account: checks its settings, and finds the server if they do not name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.exchange import ADAPTER
from adapters.exchange.guard import Guard
from adapters.exchange.mailbox import Mailbox
from adapters.exchange.settings import settings_from
from daemon.ports.adapter import Connection
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from adapters.exchange.settings import Settings
    from daemon.ports.adapter import Setup


class ExchangeConnection(Connection):
    """An open account, and the sockets to its server."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Open what the account is used for."""
        super().__init__(ADAPTER)
        self._mailbox = mailbox

    def close(self) -> None:
        """See `Connection.close`."""
        self._mailbox.close()


def open_account(setup: Setup) -> Connection:
    """A connection by the settings. Raises `Rejected`, and `AuthRequired` if there is no password."""
    return ExchangeConnection(open_mailbox(settings_from(setup)))


def open_mailbox(settings: Settings) -> Mailbox:
    """The mailbox of the settings; its server is first asked when something is wanted of it."""
    if settings.endpoint is None:
        raise Rejected("url is missing")
    if settings.password is not None:
        settings.password()
    return Mailbox(settings, Guard(settings.endpoint))
