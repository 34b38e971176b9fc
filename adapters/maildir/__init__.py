"""Drafts in, and mail from, a Maildir as mutt, neomutt, aerc, Dovecot, mbsync and OfflineIMAP use it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from daemon.ports.adapter import Adapter, Offer, Option, OptionKind

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection, Setup


def _open(setup: Setup) -> Connection:
    from adapters.maildir.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="maildir",
    summary="Drafts and mail in a local Maildir",
    offers=frozenset({Offer.DRAFTS, Offer.INBOX}),
    lacks=MappingProxyType(
        {Offer.CALENDAR: "a Maildir holds mail only; add an account for the calendar, such as vdir"}
    ),
    options=(
        Option(
            name="path",
            kind=OptionKind.PATH,
            required=True,
            help="the mail folder: a Maildir (it has cur, new and tmp), or a folder that holds Maildirs as subfolders",
        ),
        Option(
            name="drafts",
            kind=OptionKind.TEXT,
            help="the drafts folder, if it is not called Drafts, Entwürfe or the like; "
            "one that is named here and missing is made when the first draft is written",
        ),
        Option(
            name="sent",
            kind=OptionKind.TEXT,
            help="the folder of sent mail, if it is not called Sent, Gesendet or the like; "
            "without one, a draft that was sent looks deleted",
        ),
        Option(
            name="inbox",
            kind=OptionKind.TEXT,
            help="the inbox, if it is neither the mail folder itself nor a subfolder called INBOX",
        ),
    ),
    open=_open,
    extra="maildir",
)
