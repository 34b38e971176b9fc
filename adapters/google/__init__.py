"""Google: calendars, drafts and mail of a Gmail or Workspace account, by Google's own client library."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from daemon.ports.adapter import Adapter, Offer, Option, OptionKind

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection, Setup


def _open(setup: Setup) -> Connection:
    from adapters.google.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="google",
    summary="Google Calendar of a Gmail or Workspace account",
    offers=frozenset({Offer.CALENDAR}),
    lacks=MappingProxyType(
        {
            Offer.DRAFTS: "this is for the calendar only; add an account for drafts, such as imap",
            Offer.INBOX: "this is for the calendar only; add an account for mail, such as imap",
        }
    ),
    options=(
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
    extra="google",
)
