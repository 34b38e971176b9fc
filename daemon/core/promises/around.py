"""Finds the words that a date expression hangs on: "by", "after", "at the latest", before it or behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.core.promises.apposition import BRACKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.core.promises.lexicon import Lexicon
    from daemon.core.promises.parts import Symbol

_RELATIONS = frozenset(
    {"negation", "by", "before", "after", "earliest", "latest", "since", "within", "between", "until", "past"}
)
_LIMIT_WITHIN = {"by", "within"}  # "senest i uge 9"
_DENIED = "not"  # the value of "not before", as against "at the earliest"
_LONGEST_CONDITION = 10  # symbols between "once" and the day it hangs on


class Around:
    """Looks around the expressions of one text."""

    def __init__(self, symbols: Sequence[Symbol], lexicon: Lexicon) -> None:
        self._symbols = symbols
        self._lexicon = lexicon

    def before(self, at: int, last: int) -> frozenset[str]:
        """The nearest word that governs the expression at a place, and "at the latest" if that stands before it too.

        `last` is the token at which the expression before ended.
        """
        found: set[str] = set()
        for here in range(at - 1, max(at - 6, -1), -1):
            kind = self._kind(here)
            if self._is_behind(here, last):
                break
            if kind in _RELATIONS and (not found or kind in {"latest", "earliest"} or found | {kind} == _LIMIT_WITHIN):
                found.add(kind)
            elif kind not in {"filler", "the", "on", "dash"}:
                break
        return frozenset(found) if found or not self._is_condition(at, last) else frozenset({"after"})

    def _is_condition(self, at: int, last: int) -> bool:
        """Whether the day is when something else is over: "once we have seen the last people on the 12th"."""
        for here in range(at - 1, max(at - _LONGEST_CONDITION, -1), -1):
            kind = self._kind(here)
            if kind in {"once", "after"}:
                return not self._is_behind(here, last)
            if kind not in {"word", "filler", "the", "on", "which", "nth"} and not self._opens_bracket(here):
                return False
        return False

    def _is_behind(self, at: int, last: int) -> bool:
        """Whether the word belongs to the expression that ends before it, in a language where it would."""
        return self._lexicon.postpositions and self._symbols[at].start == last

    def _opens_bracket(self, at: int) -> bool:
        return self._kind(at) == "comma" and self._symbols[at].value in BRACKETS

    def after(self, at: int) -> frozenset[str]:
        """The words behind the expression that govern it."""
        allowed = _RELATIONS if self._lexicon.postpositions else {"latest", "earliest", "past"}
        found = set()
        for here in range(at, min(at + 4, len(self._symbols))):
            kind = self._kind(here)
            if kind == "earliest" and here > at and self._symbols[here].value == _DENIED:
                break  # "on the 16th, not before"
            if kind in allowed:
                found.add(kind)
            elif kind not in {"filler", "the", "comma"}:
                break
        return frozenset(found)

    def _kind(self, at: int) -> str:
        return self._symbols[at].kind if 0 <= at < len(self._symbols) else ""
