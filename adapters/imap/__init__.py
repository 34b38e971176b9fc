"""Drafts in, and mail from, a mailbox that is reached by IMAP (RFC 3501, RFC 9051): most providers, and any server."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from adapters.passwords import PASSWORD_OPTIONS
from daemon.ports.adapter import Adapter, Offer, Option, OptionKind

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection, Setup


def _open(setup: Setup) -> Connection:
    from adapters.imap.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="imap",
    summary="Drafts and mail on a server, by IMAP",
    offers=frozenset({Offer.DRAFTS, Offer.INBOX}),
    lacks=MappingProxyType({Offer.CALENDAR: "IMAP knows mail only; add an account for the calendar, such as caldav"}),
    options=(
        Option(name="host", kind=OptionKind.TEXT, required=True, help="the server, such as imap.fastmail.com"),
        Option(name="port", kind=OptionKind.NUMBER, help="its port, if it is neither 993 (tls) nor 143"),
        Option(
            name="security",
            kind=OptionKind.TEXT,
            default="tls",
            help="tls, or starttls for servers that begin in clear; none only on this machine itself",
        ),
        Option(
            name="ca_file",
            kind=OptionKind.PATH,
            help="the certificate (PEM) of the authority to trust, for a server with one of its own",
        ),
        Option(name="user", kind=OptionKind.TEXT, required=True, help="the name to log in with, often the address"),
        *PASSWORD_OPTIONS,
        Option(
            name="login",
            kind=OptionKind.TEXT,
            default="password",
            help="password, or xoauth2 if what the file or credential holds is an access token "
            "that another program keeps fresh",
        ),
        Option(
            name="drafts",
            kind=OptionKind.TEXT,
            help="the drafts folder, if it is not to be the one that the server marks as such or that is called "
            "Drafts, Entwürfe or the like; it must be there already",
        ),
        Option(
            name="sent",
            kind=OptionKind.TEXT,
            help="the folder of sent mail, if the server does not mark it and it is not called Sent or the like; "
            "without one, a draft that was sent looks deleted",
        ),
        Option(
            name="archive",
            kind=OptionKind.TEXTS,
            help="further folders to read beside the inbox and the folder of sent mail, such as Archive",
        ),
    ),
    open=_open,
    extra="imap",
)
