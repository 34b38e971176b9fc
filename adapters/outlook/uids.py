"""The UIDs of events as Outlook tells them, and what the rest of the world calls the same events.

Outlook's own are 56 bytes or more, told in hexadecimal: a constant, the day of one occurrence of a series or zeros,
when it was made, and what tells it apart. Of an event that came from elsewhere the last is its UID (MS-OXOCAL section
2.2.1.27).
"""

from __future__ import annotations

from typing import Final

_OUTLOOK: Final = "040000008200E00074C5B7101A82E008"
_DAY: Final = slice(32, 40)
_DATA: Final = slice(80, None)
_FOREIGN: Final = b"vCal-Uid\x01\x00\x00\x00"


def uid_of(told: str) -> str:
    """The UID of an event, the same for all occurrences of a series and wherever the event came from."""
    if not told.upper().startswith(_OUTLOOK):
        return told
    try:
        data = bytes.fromhex(told[_DATA])
    except ValueError:
        return told
    if data.startswith(_FOREIGN):
        foreign = data.removeprefix(_FOREIGN).rstrip(b"\0").decode("utf-8", "replace")
        return foreign or told
    return f"{told[: _DAY.start]}{'0' * 8}{told[_DAY.stop :]}".upper()
