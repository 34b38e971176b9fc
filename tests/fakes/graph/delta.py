"""Rounds of change tracking: pages that lead to pages, and a link by which the next round goes on.

What Graph leaves open is done in the more awkward way. Every answer has another link, the last page of a first round is
empty, an item that was told may be told again in the same round and in the next, and links end when the server likes.
Whether it then says 410 and where to begin, or something with 40x and a code, is up to the test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Generic, TypeAlias, TypeVar

from tests.adapters.caldav_proxy import Reply
from tests.fakes.graph.asking import Call, Refused, answer, refusal

Resource: TypeAlias = dict[str, Any]
Question = TypeVar("Question")

_ENDINGS = ((410, "SyncStateNotFound"), (404, "syncStateNotFound"), (400, "resyncRequired"))


@dataclass(frozen=True, slots=True)
class Round(Generic[Question]):
    """A round: what is asked, from which change on, up to which, and which units are still to be told.

    `begun` is the path that began it all; a unit is told on one page.
    """

    question: Question
    begun: str
    since: int
    until: int
    units: tuple[int, ...] = ()
    first: bool = True


@dataclass(slots=True)
class Rounds(Generic[Question]):
    """The rounds of one API; `ending` is what is said of a link that is no longer good."""

    ending: tuple[int, str] = _ENDINGS[0]
    repeats: bool = True
    _open: dict[str, Round[Question]] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def forget(self, ending: int = 0) -> None:
        """No link that was given out is good any more; `ending` chooses among the three ways to say so."""
        self._open.clear()
        self.ending = _ENDINGS[ending]

    def find(self, call: Call, again: str) -> Round[Question] | None:
        """The round that a request goes on with or, by a link from the end of one, begins; None if it is the first.

        `again` is where to begin again if the link is no longer good.
        """
        token = call.query.get("$deltatoken") or call.query.get("$skiptoken")
        if token is None:
            return None
        if token not in self._open:
            status, code = self.ending
            found = refusal(status, code, "The sync state generation is not found; generation=1;")
            where = {"Location": again} if status == 410 else {}
            raise Refused(Reply(status=status, headers={**found.headers, **where}, body=found.body))
        return self._open[token]

    def page(self, current: Round[Question], root: str, size: int, tell: Callable[[int], Sequence[Resource]]) -> Reply:
        """A page of a round: as many units as it has room for, and a link to the next, or to the next round."""
        told: list[Resource] = []
        units = list(current.units)
        whole = bool(units)
        while units and len(told) < size:
            told += tell(units.pop(0))
        if units and self.repeats and current.first:
            units.append(current.units[0])
        ends = not units and not (whole and current.first and current.since == 0)
        path = current.begun
        if ends:
            following = replace(current, since=current.until, units=(), first=True)
            link = {"@odata.deltaLink": f"{root}{path}?$deltatoken={self._name(following)}"}
        else:
            following = replace(current, units=tuple(units), first=False)
            link = {"@odata.nextLink": f"{root}{path}?$skiptoken={self._name(following)}"}
        return answer({"@odata.context": f"{root}/v1.0/$metadata#Collection(delta)", **link, "value": told})

    def _name(self, following: Round[Question]) -> str:
        token = f"R0usmc{next(self._numbers):06x}-_{'cM'[len(following.units) % 2]}"
        self._open[token] = following
        return token
