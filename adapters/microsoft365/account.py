"""Opens a Microsoft 365 account: checks its settings and its login; nothing is asked before something is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.microsoft365 import ADAPTER
from adapters.microsoft365.calendar import MicrosoftCalendar
from adapters.microsoft365.calendar_guard import CalendarPermits
from adapters.microsoft365.calendars import Calendars
from adapters.microsoft365.drafts import MicrosoftDrafts
from adapters.microsoft365.graph import open_graph
from adapters.microsoft365.guard import guard_for
from adapters.microsoft365.inbox import MicrosoftInbox
from adapters.microsoft365.mail_guard import MailPermits
from adapters.microsoft365.mailbox import Mailbox
from adapters.microsoft365.own import MicrosoftOwnCalendar
from adapters.microsoft365.scopes import Replies
from adapters.microsoft365.session import Session
from adapters.microsoft365.settings import settings_from
from adapters.microsoft365.tokens import address_of, load_login
from daemon.ports.adapter import Connection

if TYPE_CHECKING:
    from adapters.microsoft365.graph import Graph
    from adapters.microsoft365.settings import Settings
    from daemon.ports.adapter import Setup


class MicrosoftConnection(Connection):
    """An open account, and the sockets to Graph."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        """Open what the account is used for; for what it is not, no request is permitted either."""
        uses = settings.uses
        reads = uses.replies is not Replies.NONE
        mailbox = _mailbox(graph, settings) if uses.drafts or reads else None
        super().__init__(
            ADAPTER,
            calendar=_calendar(graph, settings) if uses.calendar else None,
            drafts=MicrosoftDrafts(mailbox, address_of(settings)) if mailbox and uses.drafts else None,
            inbox=MicrosoftInbox(mailbox, settings) if mailbox and reads else None,
        )
        self._session = graph.session

    def close(self) -> None:
        """See `Connection.close`."""
        self._session.close()


def open_account(setup: Setup) -> Connection:
    """A connection by the settings. Raises `Rejected`, and `AuthRequired` if nobody has signed in."""
    settings = settings_from(setup)
    session = Session(guard_for(settings.login_endpoint), load_login(settings), ca_file=settings.ca_file)
    return MicrosoftConnection(open_graph(settings, session), settings)


def _mailbox(graph: Graph, settings: Settings) -> Mailbox:
    permits = MailPermits(writes=settings.uses.drafts)
    graph.permit(permits)
    return Mailbox(graph, permits)


def _calendar(graph: Graph, settings: Settings) -> MicrosoftCalendar:
    permits = CalendarPermits()
    graph.permit(permits)
    calendars = Calendars(graph=graph, permits=permits, settings=settings)
    own = MicrosoftOwnCalendar(calendars=calendars, zone=settings.zone)
    return MicrosoftCalendar(calendars=calendars, own=own, settings=settings)
