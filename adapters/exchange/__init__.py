"""Exchange Server of an organisation (2016, 2019 and SE): calendars and mail, by Exchange Web Services (EWS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.passwords import PASSWORD_OPTIONS
from daemon.ports.adapter import Adapter, Offer, Option, OptionKind

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection, Setup


def _open(setup: Setup) -> Connection:
    from adapters.exchange.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="exchange",
    summary="Calendars and mail on an Exchange Server of your organisation (2016, 2019, SE)",
    offers=frozenset({Offer.CALENDAR, Offer.DRAFTS, Offer.INBOX}),
    options=(
        Option(
            name="url",
            kind=OptionKind.TEXT,
            help="the server, such as mail.example.org, or the whole address of its web services, which ends with "
            "/EWS/Exchange.asmx; it is found by the address in email if this is left out",
        ),
        Option(
            name="email",
            kind=OptionKind.TEXT,
            required=True,
            help="the address of the mailbox",
        ),
        Option(
            name="user",
            kind=OptionKind.TEXT,
            help=r"the name to log in with, as DOMAIN\name or name@domain; the address in email if this is left out",
        ),
        *PASSWORD_OPTIONS,
        Option(
            name="login",
            kind=OptionKind.TEXT,
            default="ntlm",
            help="ntlm, or basic or kerberos where the administrator says so; kerberos takes no password but the "
            "ticket that kinit or a keytab keeps fresh",
        ),
        Option(
            name="access",
            kind=OptionKind.TEXT,
            default="delegate",
            help="delegate, for the mailbox of the one who logs in or one that was shared with them; impersonation, "
            "for a service account to which the administrator gave the role ApplicationImpersonation",
        ),
        Option(
            name="ca_file",
            kind=OptionKind.PATH,
            help="certificates (PEM) of an authority of your organisation that the server's certificate is signed by",
        ),
        Option(
            name="calendars",
            kind=OptionKind.TEXTS,
            help="the calendars to read, by the names you see; all of the mailbox if it is left out",
        ),
        Option(
            name="follow_up",
            kind=OptionKind.TEXT,
            help="the calendar for entries; followupd makes one of its own if this is left out. Nothing is read from "
            "it unless calendars names it too",
        ),
    ),
    open=_open,
    extra="exchange",
)
