"""What a reader of mail has seen, in a few kilobytes whatever the size of the folders.

A folder's names are put into groups by their hash, and each group is summed up. A group whose sum is as before holds
the same names; the others hold what is new, and perhaps some that are known. Small folders have groups so fine that
each holds one name; in one of 100,000 messages each of the thousand groups holds a hundred, which are then looked at
again when one of theirs arrives or leaves. No time is used, since a clock that was wrong once would hide mail, and no
flags: reading a message, which renames it, makes nothing new.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Self

from daemon.ports.errors import CursorExpired

FINE_UP_TO = 1024
"""The number of messages up to which a folder is remembered name by name."""

_FINE_BITS = 24
_COARSE_BITS = 10
_HASH_BITS = 72
_GROUP_BYTES = 3
_SUM_BYTES = 6
_FORMAT = 1


class Summary:
    """The names in one folder at one time."""

    def __init__(self, bits: int, sums: Mapping[int, int]) -> None:
        self._bits = bits
        self._sums = sums

    @classmethod
    def of(cls, names: Iterable[str], count: int) -> Self:
        """Sum up names, of which there are `count`."""
        bits = _FINE_BITS if count <= FINE_UP_TO else _COARSE_BITS
        sums: dict[int, int] = {}
        for name in names:
            group, value = _place(name, bits)
            sums[group] = (sums.get(group, 0) + value) % (1 << 8 * _SUM_BYTES)
        return cls(bits, sums)

    def unseen(self, names: Iterable[str]) -> list[str]:
        """The names in groups that are not as they were: every new one, and perhaps some that are known."""
        groups: dict[int, list[str]] = {}
        sums: dict[int, int] = {}
        for name in names:
            group, value = _place(name, self._bits)
            groups.setdefault(group, []).append(name)
            sums[group] = (sums.get(group, 0) + value) % (1 << 8 * _SUM_BYTES)
        changed = (group for group in groups if sums[group] != self._sums.get(group))
        return [name for group in changed for name in groups[group]]

    def pack(self) -> str:
        """The summary as text."""
        packed = b"".join(
            group.to_bytes(_GROUP_BYTES) + value.to_bytes(_SUM_BYTES) for group, value in sorted(self._sums.items())
        )
        return f"{self._bits}:{base64.b64encode(packed).decode('ascii')}"

    @classmethod
    def unpack(cls, text: str) -> Self:
        """The summary from its text; `ValueError` if it is none."""
        bits, _, coded = text.partition(":")
        packed = base64.b64decode(coded, validate=True)
        size = _GROUP_BYTES + _SUM_BYTES
        if int(bits) not in {_FINE_BITS, _COARSE_BITS} or len(packed) % size:
            raise ValueError("not a summary")
        items = (packed[start : start + size] for start in range(0, len(packed), size))
        return cls(int(bits), {int.from_bytes(i[:_GROUP_BYTES]): int.from_bytes(i[_GROUP_BYTES:]) for i in items})


def write_cursor(summaries: Mapping[str, Summary]) -> str:
    """The cursor for these folders, by their paths; the paths themselves are not in it."""
    folders = {_label(folder): summary.pack() for folder, summary in sorted(summaries.items())}
    return json.dumps({"format": _FORMAT, "folders": folders}, separators=(",", ":"))


def read_cursor(cursor: str, folders: Iterable[str]) -> dict[str, Summary]:
    """The summaries of these folders; `CursorExpired` if the cursor is not ours or is about other folders."""
    try:
        content = json.loads(cursor)
        known = {label: Summary.unpack(text) for label, text in content["folders"].items()}
        found = {folder: known.pop(_label(folder)) for folder in folders}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise CursorExpired("the mail folders are not those of the last reading") from error
    if known or content.get("format") != _FORMAT:
        raise CursorExpired("the mail folders are not those of the last reading")
    return found


def _place(name: str, bits: int) -> tuple[int, int]:
    number = int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=9).digest())
    return number >> (_HASH_BITS - bits), number % (1 << 8 * _SUM_BYTES)


def _label(folder: str) -> str:
    return hashlib.blake2b(folder.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
