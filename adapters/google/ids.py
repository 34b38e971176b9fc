"""The ids of our entries, worked out from the step's key: base32hex, as Google asks of ids that a client gives.

Google keeps the id of a deleted event for good. An entry that is written again after it was removed gets the next
generation: the same name with a number behind it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from adapters.formats.marks import UID_PREFIX, key_of, uid_of

GENERATIONS: Final = 100


def _encoded(text: str) -> str:
    return base64.b32hexencode(text.encode()).decode().rstrip("=").lower()


PREFIX: Final = _encoded(UID_PREFIX)
"""How all of them begin, and so the UIDs that Google makes of them."""
assert len(UID_PREFIX) % 5 == 0, "or the last letter would depend on what follows"


def id_of(key: str, generation: int) -> str:
    """The id of the entry for a step; generations count from 0."""
    return _encoded(f"{uid_of(key)}.{generation}" if generation else uid_of(key))


def is_ours(identity: str) -> bool:
    """Whether followupd gave this id."""
    return key_in(identity) is not None


def key_in(identity: str) -> str | None:
    """The step's key in an id of ours, or None if the id is somebody else's."""
    if not identity.startswith(PREFIX) or not identity.isascii():
        return None
    try:
        uid = base64.b32hexdecode(identity.upper() + "=" * (-len(identity) % 8)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    key, _, generation = (key_of(uid) or "").partition(".")
    return key if key and (generation.isdecimal() or not generation) else None
