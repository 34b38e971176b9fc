"""Tables of small numbers that were fitted to labelled texts: a signed byte for each weight, in a file of a package."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_KEY = 4  # bytes of a checksum


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of as many weights as the table is wide, each found by a checksum: `keys` are these, in order."""

    keys: array[int]
    weights: array[int]
    width: int

    def total(self, checksums: Iterable[int]) -> tuple[int, list[int]]:
        """How many of these checksums have a row, and the sum of their rows."""
        keys, weights, width = self.keys, self.weights, self.width
        known, sums = 0, [0] * width
        for checksum in checksums:
            place = bisect_left(keys, checksum)
            if place < len(keys) and keys[place] == checksum:
                known += 1
                row = weights[place * width : (place + 1) * width]
                sums = [total + weight for total, weight in zip(sums, row, strict=True)]
        return known, sums


def table_of(weights: bytes) -> array[int]:
    """A table from the bytes in which it is kept."""
    table = array("b")
    table.frombytes(weights)
    return table


@cache
def table_in(package: str, name: str) -> array[int]:
    """The table in a file of a package, read once."""
    return table_of((files(package) / name).read_bytes())


def rows_of(kept: bytes, width: int) -> Rows:
    """The rows from the bytes in which they are kept."""
    parted = len(kept) // (_KEY + width) * _KEY
    keys = array("I")
    keys.frombytes(kept[:parted])
    return Rows(keys=_of_any_machine(keys), weights=table_of(kept[parted:]), width=width)


@cache
def rows_in(package: str, name: str, width: int) -> Rows:
    """The rows in a file of a package, read once."""
    return rows_of((files(package) / name).read_bytes(), width)


def bytes_of(rows: Mapping[int, Sequence[int]]) -> bytes:
    """The bytes in which rows are kept, by their checksums: first these, little end first, then the weights."""
    keys = _of_any_machine(array("I", sorted(rows)))
    return keys.tobytes() + array("b", [weight for key in sorted(rows) for weight in rows[key]]).tobytes()


def _of_any_machine(keys: array[int]) -> array[int]:
    if sys.byteorder == "big":
        keys.byteswap()
    return keys
