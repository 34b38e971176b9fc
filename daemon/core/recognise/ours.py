"""Knowing our own entries, whatever calendar shows them."""

from __future__ import annotations

import re

from daemon.core.typed import LIMIT
from daemon.ports.records import Event

_UID = "followupd-"
# A program that copies an entry may give it another UID and drop our properties; the foot of its text stays.
_FOOT = re.compile(r"^Rule: [a-z-]{3,40} in playbook ", re.MULTILINE)


def is_ours(event: Event) -> bool:
    """Whether followupd wrote an event, or another program copied it from one that it wrote."""
    foot = event.description[:LIMIT]
    return event.uid.lower().startswith(_UID) or ("Rule: " in foot and _FOOT.search(foot) is not None)
