"""Letters as files: `inbox/*.eml` came in, `sent/*.eml` was sent. It offers an inbox and nothing else."""

from __future__ import annotations

from types import MappingProxyType

from daemon.ports.adapter import Adapter, Connection, Offer, Option, OptionKind, Setup


def _open(setup: Setup) -> Connection:
    from .port import open_folder  # noqa: PLC0415 - what only an open account needs is imported when one is opened

    return Connection(ADAPTER, inbox=open_folder(setup.options["folder"]))


ADAPTER = Adapter(
    name="letterbox",
    summary="Letters as files in the folders inbox and sent",
    offers=frozenset({Offer.INBOX}),
    lacks=MappingProxyType(
        {
            Offer.CALENDAR: "a letterbox has no calendar",
            Offer.DRAFTS: "drafts are written on paper",
        }
    ),
    options=(Option(name="folder", kind=OptionKind.PATH, help="The folder that holds inbox and sent.", required=True),),
    open=_open,
    extra="letterbox",
)
