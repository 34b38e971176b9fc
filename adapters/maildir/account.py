"""Opens a Maildir account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.maildir import ADAPTER
from adapters.maildir.drafts import MaildirDrafts
from adapters.maildir.files import translate
from adapters.maildir.inbox import MaildirInbox
from adapters.maildir.mailbox import find_mailbox
from daemon.ports.adapter import Connection
from daemon.ports.errors import Rejected
from daemon.ports.records import Direction

if TYPE_CHECKING:
    from daemon.ports.adapter import Setup


def open_account(setup: Setup) -> Connection:
    """Find the folders of the account; `Rejected` says which setting cannot work, and nothing is made yet."""
    root = Path(str(setup.options["path"]))
    with translate(root):
        mailbox = find_mailbox(
            root, drafts=_text(setup, "drafts"), sent=_text(setup, "sent"), inbox=_text(setup, "inbox")
        )
    read = {mailbox.inbox: Direction.INBOUND, mailbox.sent: Direction.SENT}
    folders = {path: direction for path, direction in read.items() if path is not None}
    inbox = MaildirInbox(folders, setup.owner) if mailbox.inbox is not None else None
    return Connection(ADAPTER, drafts=MaildirDrafts(mailbox), inbox=inbox)


def _text(setup: Setup, name: str) -> str | None:
    value = setup.options.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Rejected(f"{name}: the name of a folder is a text")
    return value
