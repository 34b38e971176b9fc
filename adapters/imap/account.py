"""Opens an IMAP account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.imap import ADAPTER
from adapters.imap.access import Access
from adapters.imap.drafts import ImapDrafts
from adapters.imap.folders import Mailbox
from adapters.imap.inbox import ImapInbox
from adapters.imap.session import Session
from daemon.ports.adapter import Connection

if TYPE_CHECKING:
    from daemon.ports.adapter import Setup


class ImapConnection(Connection):
    """An open account: drafts and inbox share one connection to the server."""

    def __init__(self, session: Session, drafts: ImapDrafts, inbox: ImapInbox) -> None:
        super().__init__(ADAPTER, drafts=drafts, inbox=inbox)
        self._session = session

    def close(self) -> None:
        """Log out."""
        self._session.close()


def open_account(setup: Setup) -> Connection:
    """Log in and find the folders; `Rejected` says which setting cannot work, and nothing is made on the server."""
    session = Session(Access.from_settings(setup))
    mailbox = Mailbox.from_settings(session, setup)
    try:
        mailbox.find()
    except BaseException:
        session.close()
        raise
    return ImapConnection(session, ImapDrafts(mailbox), ImapInbox(mailbox, setup.owner))
