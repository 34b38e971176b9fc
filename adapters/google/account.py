"""Opens a Google account: checks its settings and its login; Google is first asked when something is wanted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.google import ADAPTER
from adapters.google.credentials import load_credentials
from adapters.google.guard import guard_for
from adapters.google.session import Session
from adapters.google.settings import settings_from
from daemon.ports.adapter import Connection

if TYPE_CHECKING:
    from daemon.ports.adapter import Setup


class GoogleConnection(Connection):
    """An open account, and the sockets to Google."""

    def __init__(self, session: Session) -> None:
        super().__init__(ADAPTER)
        self._session = session

    def close(self) -> None:
        """See `Connection.close`."""
        self._session.close()


def open_account(setup: Setup) -> Connection:
    """A connection by the settings. Raises `Rejected`, and `AuthRequired` if nobody has signed in."""
    settings = settings_from(setup)
    session = Session(guard_for(settings.token_endpoint), load_credentials(settings), ca_file=settings.ca_file)
    return GoogleConnection(session)
