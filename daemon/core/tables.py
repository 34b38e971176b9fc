"""Tables of small numbers that were fitted to labelled texts: a signed byte for each weight, in a file of a package."""

from __future__ import annotations

from array import array
from functools import cache
from importlib.resources import files


def table_of(weights: bytes) -> array[int]:
    """A table from the bytes in which it is kept."""
    table = array("b")
    table.frombytes(weights)
    return table


@cache
def table_in(package: str, name: str) -> array[int]:
    """The table in a file of a package, read once."""
    return table_of((files(package) / name).read_bytes())
