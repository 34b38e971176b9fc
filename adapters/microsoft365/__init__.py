"""Microsoft 365: calendars of a mailbox in the cloud, by Microsoft Graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.ports.adapter import Adapter, Offer, Option, OptionKind, SignIn

if TYPE_CHECKING:
    from datetime import datetime

    from daemon.ports.adapter import Connection, Desk, Login, Setup


def _begin(setup: Setup, desk: Desk, now: datetime) -> Login:
    from adapters.microsoft365.sign_in import begin  # noqa: PLC0415 - loaded only when somebody signs in

    return begin(setup, desk, now)


def _check(setup: Setup, now: datetime) -> Login:
    from adapters.microsoft365.sign_in import check  # noqa: PLC0415 - as above

    return check(setup, now)


def _open(setup: Setup) -> Connection:
    from adapters.microsoft365.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="microsoft365",
    summary="Microsoft 365 and Outlook.com, of a person or an organisation",
    offers=frozenset(Offer),
    options=(
        Option(
            name="client_id",
            kind=OptionKind.TEXT,
            required=True,
            help="the application (client) ID of your app registration, which README says how to make",
        ),
        Option(
            name="tenant",
            kind=OptionKind.TEXT,
            default="common",
            help="the directory (tenant) ID or domain of the organisation; consumers for an address at Outlook.com, "
            "common if the app registration is for both",
        ),
        Option(
            name="sign_in",
            kind=OptionKind.TEXT,
            default="browser",
            help="browser, to sign in where it comes back to this machine; device, to type a code in any browser, "
            "which many organisations forbid",
        ),
        Option(
            name="certificate_file",
            kind=OptionKind.PATH,
            help="in place of signing in, for an organisation: the certificate of the app registration with its "
            "private key (PEM), with which followupd acts for user",
        ),
        Option(
            name="user",
            kind=OptionKind.TEXT,
            help="the name that you sign in with, most often the address; a certificate needs it, and the sign-in page "
            "suggests it",
        ),
        Option(
            name="replies",
            kind=OptionKind.TEXT,
            default="text",
            help="text, to read what employers write; headers, to look only at who writes, and when",
        ),
        Option(
            name="calendars",
            kind=OptionKind.TEXTS,
            help="the calendars to read, by the names you see or by their ids; your own if it is left out, so neither "
            "public holidays nor what others share with you",
        ),
        Option(
            name="follow_up",
            kind=OptionKind.TEXT,
            help="the calendar for entries; followupd makes one of its own if this is left out. Nothing is read from "
            "it unless calendars names it too",
        ),
        Option(
            name="graph_endpoint",
            kind=OptionKind.TEXT,
            default="https://graph.microsoft.com/v1.0/",
            help="where Graph is spoken, with its version, for a national cloud or a server that stands in for it",
        ),
        Option(
            name="login_endpoint",
            kind=OptionKind.TEXT,
            default="https://login.microsoftonline.com/",
            help="where people sign in and logins are renewed, for a national cloud or a server that stands in for it",
        ),
        Option(
            name="ca_file",
            kind=OptionKind.PATH,
            help="certificates (PEM) to trust in place of the usual ones, for a server that stands in for Microsoft or "
            "a network that looks into what is encrypted",
        ),
    ),
    open=_open,
    sign_in=SignIn(begin=_begin, check=_check),
    extra="microsoft365",
)
