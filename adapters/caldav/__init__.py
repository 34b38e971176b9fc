"""Calendars on any CalDAV server (RFC 4791): Fastmail, iCloud, Nextcloud, mailbox.org, Posteo, a NAS, one's own."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from adapters.passwords import PASSWORD_OPTIONS
from daemon.ports.adapter import Adapter, Offer, Option, OptionKind

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection, Setup


def _open(setup: Setup) -> Connection:
    from adapters.caldav.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="caldav",
    summary="Calendars on a CalDAV server, such as Fastmail, iCloud, Nextcloud, mailbox.org, Posteo or Radicale",
    offers=frozenset({Offer.CALENDAR}),
    lacks=MappingProxyType(
        {
            Offer.DRAFTS: "CalDAV servers hold no mail; add an account for drafts, such as maildir",
            Offer.INBOX: "CalDAV servers hold no mail; add an account for mail, such as maildir",
        }
    ),
    options=(
        Option(
            name="url",
            kind=OptionKind.TEXT,
            help="the address of the server, of your calendars or of one calendar, with https://; it is found by the "
            "address in email if this is left out",
        ),
        Option(
            name="email",
            kind=OptionKind.TEXT,
            help="your e-mail address with the provider, by which its server is found if there is no url",
        ),
        Option(
            name="user",
            kind=OptionKind.TEXT,
            help="the name you log in with; the address in email if this is left out",
        ),
        *PASSWORD_OPTIONS,
        Option(
            name="ca_file",
            kind=OptionKind.PATH,
            help="certificates (PEM) of an authority of your own that the server's certificate may be signed by",
        ),
        Option(
            name="calendars",
            kind=OptionKind.TEXTS,
            help="the calendars to read, by the names you see or those in their addresses; all if it is left out",
        ),
        Option(
            name="follow_up",
            kind=OptionKind.TEXT,
            help="the calendar for entries; followupd makes one of its own if this is left out. Nothing is read from "
            "it unless calendars names it too",
        ),
    ),
    open=_open,
    extra="caldav",
)
