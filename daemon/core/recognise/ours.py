"""Knowing our own entries, whatever calendar shows them."""

from __future__ import annotations

import re

from daemon.core.typed import LIMIT
from daemon.ports.records import Event

_UID = "followupd-"
# A program that copies an entry may give it another UID and drop our properties; the foot of its text stays. In
# whatever language, it is a word for "rule", the rule, a word for "in", and "playbook": "Regel: close im Playbook ...".
_FOOT = re.compile(r"^[^\W\d_]{3,12}[ \xa0]?: [a-z-]{3,40} [^\W\d_]{1,6} [Pp]laybook ", re.MULTILINE)


def is_ours(event: Event) -> bool:
    """Whether followupd wrote an event, or another program copied it from one that it wrote."""
    foot = event.description[:LIMIT]
    return event.uid.lower().startswith(_UID) or ("laybook " in foot and _FOOT.search(foot) is not None)
