"""Opens a Google account: checks its settings and its login; Google is first asked when something is wanted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.google import ADAPTER
from adapters.google.calendar import GoogleCalendar
from adapters.google.calendar_guard import CalendarPermits
from adapters.google.calendars import Calendars
from adapters.google.credentials import load_credentials
from adapters.google.drafts import GmailDrafts
from adapters.google.gmail import Gmail, permits
from adapters.google.guard import guard_for
from adapters.google.inbox import GmailInbox
from adapters.google.mailbox import Mailbox
from adapters.google.own import GoogleOwnCalendar
from adapters.google.scopes import Replies
from adapters.google.service import open_service
from adapters.google.session import Session
from adapters.google.settings import settings_from
from daemon.ports.adapter import Connection

if TYPE_CHECKING:
    from adapters.google.settings import Settings
    from daemon.ports.adapter import Setup


class GoogleConnection(Connection):
    """An open account, and the sockets to Google."""

    def __init__(self, session: Session, settings: Settings) -> None:
        """Open what the account is used for; for what it is not, no request is permitted either."""
        uses = settings.uses
        reads = uses.replies is not Replies.NONE
        mailbox = _mailbox(session, settings) if uses.drafts or reads else None
        super().__init__(
            ADAPTER,
            calendar=_calendar(session, settings) if uses.calendar else None,
            drafts=GmailDrafts(mailbox) if mailbox and uses.drafts else None,
            inbox=GmailInbox(mailbox, settings.owner) if mailbox and reads else None,
        )
        self._session = session

    def close(self) -> None:
        """See `Connection.close`."""
        self._session.close()


def open_account(setup: Setup) -> Connection:
    """A connection by the settings. Raises `Rejected`, and `AuthRequired` if nobody has signed in."""
    settings = settings_from(setup)
    session = Session(guard_for(settings.token_endpoint), load_credentials(settings), ca_file=settings.ca_file)
    return GoogleConnection(session, settings)


def _mailbox(session: Session, settings: Settings) -> Mailbox:
    service = open_service("gmail", "v1", settings.gmail_endpoint, session, permits)
    return Mailbox(Gmail(service), settings.uses.replies)


def _calendar(session: Session, settings: Settings) -> GoogleCalendar:
    permits = CalendarPermits()
    service = open_service("calendar", "v3", settings.calendar_endpoint, session, permits)
    calendars = Calendars(service=service, session=session, permits=permits, settings=settings)
    own = GoogleOwnCalendar(calendars=calendars, zone=settings.zone)
    return GoogleCalendar(calendars=calendars, own=own, settings=settings)
