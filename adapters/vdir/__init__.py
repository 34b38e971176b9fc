"""Calendars in local folders of .ics files (vdir), as vdirsyncer, khal, todoman and pimsync keep them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from daemon.ports.adapter import Adapter, Offer, Option, OptionKind

if TYPE_CHECKING:
    from daemon.ports.adapter import Connection, Setup


def _open(setup: Setup) -> Connection:
    from adapters.vdir.account import open_account  # noqa: PLC0415 - loaded only when an account is opened

    return open_account(setup)


ADAPTER = Adapter(
    name="vdir",
    summary="Calendars in local folders of .ics files, as vdirsyncer and khal keep them",
    offers=frozenset({Offer.CALENDAR}),
    lacks=MappingProxyType(
        {
            Offer.DRAFTS: "folders of .ics files hold no mail; add an account for drafts, such as maildir",
            Offer.INBOX: "folders of .ics files hold no mail; add an account for mail, such as maildir",
        }
    ),
    options=(
        Option(
            name="path",
            kind=OptionKind.PATH,
            required=True,
            help="the folder that holds the calendars as subfolders, or a calendar itself (it holds .ics files)",
        ),
        Option(
            name="calendars",
            kind=OptionKind.TEXTS,
            help="the calendars to read, by folder or display name; all of them if it is left out",
        ),
        Option(
            name="follow_up",
            kind=OptionKind.PATH,
            help="the folder of followupd's own calendar, made when the first entry is written; "
            "follow-up in the folder of the calendars if it is left out. Nothing else is read from it",
        ),
    ),
    open=_open,
    extra="vdir",
)
