"""Tables of small numbers that were fitted to labelled texts: a signed byte for each weight, in a file of a package."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt

SCALE = 4.0  # as which a weight of one stands in a row
_FEW = 30  # rows
_KEY = 4  # bytes of a checksum
_REST = 23  # bits of a checksum behind those that tell where to search for it


class Checksums:
    """Checksums of 32 bits in order, four bytes each, and where those begin that share their first bits.

    Of a hundred thousand others hardly one is taken for one of some ten thousand.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = array("I", sorted(numbers))
        starts = [bisect_left(self._numbers, first << _REST) for first in range((1 << 32 - _REST) + 1)]
        self._starts = array("I", starts)

    def place(self, number: int) -> int | None:
        """Where in their order a checksum stands, or None if it is none of them."""
        first, last = self._starts[number >> _REST], self._starts[(number >> _REST) + 1]
        place = bisect_left(self._numbers, number, first, last)
        return None if place == last or self._numbers[place] != number else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of as many weights as the table is wide, in the order of the checksums by which they are found."""

    keys: Checksums
    weights: array[int]
    width: int

    def total(self, checksums: Iterable[int]) -> tuple[int, list[int]]:
        """How many of these checksums have a row, and the sum of their rows."""
        keys, weights, width = self.keys, self.weights, self.width
        known, sums = 0, [0] * width
        for checksum in checksums:
            if (place := keys.place(checksum)) is not None:
                known += 1
                row = weights[place * width : (place + 1) * width]
                sums = [total + weight for total, weight in zip(sums, row, strict=True)]
        return known, sums

    def sums(self, checksums: Iterable[int]) -> list[float]:
        """What these checksums say together, for each column of the table."""
        known, totals = self.total(checksums)
        size = SCALE * size_of(known)
        return [total / size for total in totals]


def size_of(known: int) -> float:
    """By what the sum over so many rows is divided: longer texts say no more, and a few words hardly anything."""
    return sqrt(max(known, _FEW))


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
    return Rows(keys=Checksums(_of_any_machine(keys)), weights=table_of(kept[parted:]), width=width)


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
