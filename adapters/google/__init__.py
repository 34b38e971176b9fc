"""Google: calendars, drafts and mail of a Gmail or Workspace account, by Google's own client library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.ports.adapter import Adapter, Offer, Option, OptionKind, SignIn

if TYPE_CHECKING:
    from datetime import datetime

    from daemon.ports.adapter import Connection, Desk, Login, Setup


def _begin(setup: Setup, desk: Desk, now: datetime) -> Login:
    from adapters.google.sign_in import begin  # noqa: PLC0415 - loaded only when somebody signs in

    return begin(setup, desk, now)


def _check(setup: Setup, now: datetime) -> Login:
    from adapters.google.sign_in import check  # noqa: PLC0415 - as above

    return check(setup, now)


def _open(setup: Setup) -> Connection:
    from adapters.google.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="google",
    summary="Google Calendar and Gmail, of a person or a Workspace domain",
    offers=frozenset(Offer),
    options=(
        Option(
            name="client_file",
            kind=OptionKind.PATH,
            help="the JSON file of your own OAuth client, of the type Desktop app, with which followupd auth signs in",
        ),
        Option(
            name="service_account_file",
            kind=OptionKind.PATH,
            help="in place of client_file, for a Workspace domain: the key of a service account that the administrator "
            "has let act for user",
        ),
        Option(
            name="user",
            kind=OptionKind.TEXT,
            help="the address of the Google account, which a service account needs and the sign-in page suggests",
        ),
        Option(
            name="replies",
            kind=OptionKind.TEXT,
            default="text",
            help="text, to read what employers write; headers, to see only that they write, which Google allows by a "
            "lesser right",
        ),
        Option(
            name="calendars",
            kind=OptionKind.TEXTS,
            help="the calendars to read, by the names you see or by their ids; those that you may write to if it is "
            "left out, so neither public holidays nor what others only show you",
        ),
        Option(
            name="follow_up",
            kind=OptionKind.TEXT,
            help="the calendar for entries; followupd makes one of its own if this is left out. Nothing is read from "
            "it unless calendars names it too",
        ),
        Option(
            name="calendar_api_endpoint",
            kind=OptionKind.TEXT,
            default="https://www.googleapis.com/calendar/v3/",
            help="where Calendar v3 is spoken, for a server that stands in for Google",
        ),
        Option(
            name="gmail_api_endpoint",
            kind=OptionKind.TEXT,
            default="https://gmail.googleapis.com/",
            help="where Gmail v1 is spoken, for a server that stands in for Google",
        ),
        Option(
            name="token_endpoint",
            kind=OptionKind.TEXT,
            default="https://oauth2.googleapis.com/token",
            help="where logins are renewed, for a server that stands in for Google",
        ),
        Option(
            name="ca_file",
            kind=OptionKind.PATH,
            help="certificates (PEM) to trust in place of the usual ones, for a server that stands in for Google or a "
            "network that looks into what is encrypted",
        ),
    ),
    open=_open,
    sign_in=SignIn(begin=_begin, check=_check),
    extra="google",
)
