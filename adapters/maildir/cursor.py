"""What a reader of mail has seen, in a few kilobytes whatever the size of the folders.

A folder's names are put into groups by their hash, and each group is summed up. A group whose sum is as before holds
the same names; the others hold what is new, and perhaps some that are known. Small folders have groups so fine that
each holds one name; in one of 100,000 messages each of the thousand groups holds a hundred, which are then looked at
again when one of theirs arrives or leaves. No time is used, since a clock that was wrong once would hide mail, and no
flags: reading a message, which renames it, makes nothing new.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from daemon.ports.errors import CursorExpired

FINE_UP_TO = 1024
"""The number of messages up to which a folder is remembered name by name."""

_FINE_BITS = 24
_COARSE_BITS = 10
_HASH_BYTES = 9
_GROUP_BYTES = 3
_SUM_BYTES = 6
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Summary:
    """The names in one folder at one time: the sums of the groups into which the first bits of a hash put them."""

    bits: int = _FINE_BITS
    sums: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Collection[str]) -> Self:
        """Sum up names."""
        bits = _FINE_BITS if len(names) <= FINE_UP_TO else _COARSE_BITS
        return cls(bits, {group: _sum(members.values()) for group, members in _group(names, bits).items()})

    def unseen(self, names: Collection[str]) -> list[str]:
        """The names in groups that are not as they were: every new one, and perhaps some that are known."""
        groups = _group(names, self.bits).items()
        changed = [members for group, members in groups if _sum(members.values()) != self.sums.get(group)]
        return [name for members in changed for name in members]

    def pack(self) -> str:
        """The summary as text."""
        packed = b"".join(
            group.to_bytes(_GROUP_BYTES) + value.to_bytes(_SUM_BYTES) for group, value in sorted(self.sums.items())
        )
        return f"{self.bits}:{base64.b64encode(packed).decode('ascii')}"

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


def write_cursor(summaries: Mapping[Path, Summary]) -> str:
    """The cursor for these folders; their paths are not in it."""
    folders = {_label(folder): summary.pack() for folder, summary in sorted(summaries.items())}
    return json.dumps({"format": _FORMAT, "folders": folders}, separators=(",", ":"))


def read_cursor(cursor: str, folders: Iterable[Path]) -> dict[Path, Summary]:
    """The summaries of these folders; `CursorExpired` if the cursor is not ours or is about other folders."""
    try:
        content = json.loads(cursor)
        known = {label: Summary.unpack(text) for label, text in content["folders"].items()}
        found = {folder: known.pop(_label(folder)) for folder in folders}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CursorExpired("the mail folders are not those of the last reading") from error
    if known or content.get("format") != _FORMAT:
        raise CursorExpired("the mail folders are not those of the last reading")
    return found


def _group(names: Iterable[str], bits: int) -> dict[int, dict[str, int]]:
    """Names by group, each with the rest of its hash."""
    groups: dict[int, dict[str, int]] = {}
    for name in names:
        number = int.from_bytes(_hash(name, _HASH_BYTES))
        groups.setdefault(number >> (8 * _HASH_BYTES - bits), {})[name] = number
    return groups


def _sum(values: Iterable[int]) -> int:
    return sum(values) % (1 << 8 * _SUM_BYTES)


def _label(folder: Path) -> str:
    return _hash(str(folder), 8).hex()


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=size).digest()
