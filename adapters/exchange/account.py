"""Opens an Exchange account: checks its settings, and finds the server if they do not name it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from adapters.exchange import ADAPTER
from adapters.exchange.calendar import ExchangeCalendar
from adapters.exchange.discovery import find_endpoint
from adapters.exchange.drafts import ExchangeDrafts
from adapters.exchange.folders import Folders
from adapters.exchange.guard import Guard
from adapters.exchange.inbox import ExchangeInbox
from adapters.exchange.mailbox import Mailbox
from adapters.exchange.own import ExchangeOwnCalendar
from adapters.exchange.sent import Tidings
from adapters.exchange.settings import settings_from
from adapters.exchange.threads import Threads
from daemon.ports.adapter import Connection, Offer
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from daemon.ports.adapter import Setup


class ExchangeConnection(Connection):
    """An open account, and the sockets to its server."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Open what the account is used for."""
        uses, threads, tidings = mailbox.settings.uses, Threads(mailbox), Tidings()
        super().__init__(
            ADAPTER,
            calendar=_calendar(mailbox) if Offer.CALENDAR in uses else None,
            drafts=ExchangeDrafts(mailbox, threads, tidings) if Offer.DRAFTS in uses else None,
            inbox=ExchangeInbox(mailbox, threads, tidings) if Offer.INBOX in uses else None,
        )
        self._mailbox = mailbox

    def close(self) -> None:
        """See `Connection.close`."""
        self._mailbox.close()


def open_account(setup: Setup) -> Connection:
    """A connection by the settings. Raises `Rejected`, `AuthRequired` if there is no password, and `Unavailable`.

    The last only where the settings do not name the server, which is then asked for; else it is first asked when
    something is wanted of it.
    """
    settings = settings_from(setup)
    if settings.password is not None:
        settings.password()
    elif find_spec("requests_gssapi") is None:
        raise Rejected("login: kerberos needs one more library: pip install 'followupd[exchange,kerberos]'")
    return ExchangeConnection(Mailbox(settings, Guard(settings.endpoint or find_endpoint(settings))))


def _calendar(mailbox: Mailbox) -> ExchangeCalendar:
    settings = mailbox.settings
    folders = Folders(mailbox=mailbox, settings=settings)
    own = ExchangeOwnCalendar(calendars=folders, zone=settings.zone, mailbox=mailbox)
    return ExchangeCalendar(mailbox=mailbox, calendars=folders, own=own, settings=settings)
