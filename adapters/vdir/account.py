"""Opens a vdir account: checks its settings and puts the reader and the own calendar together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.vdir import ADAPTER
from adapters.vdir.calendar import VdirCalendar
from adapters.vdir.own import OwnCalendar
from daemon.ports.adapter import Connection
from daemon.ports.errors import Rejected

if TYPE_CHECKING:
    from daemon.ports.adapter import Setup

DEFAULT_OWN = "follow-up"


def open_account(setup: Setup) -> Connection:
    """A connection to the folder of the settings; nothing is read or made yet. Raises `Rejected`."""
    root = setup.options.get("path")
    own = setup.options.get("follow_up")
    wanted = setup.options.get("calendars") or ()
    if not isinstance(root, Path) or not isinstance(wanted, tuple):
        raise Rejected("the setting path must be a folder, and calendars a list of names")
    own = own if isinstance(own, Path) else root / DEFAULT_OWN
    if own.resolve() == root.resolve():
        raise Rejected(f"follow_up must be a folder of its own, not that of the calendars ({root})")
    own_calendar = OwnCalendar(path=own, root=root, name=setup.calendar_name, zone=setup.zone)
    return Connection(ADAPTER, calendar=VdirCalendar(root=root, wanted=wanted, own=own_calendar, zone=setup.zone))
