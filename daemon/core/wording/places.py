"""Which number a draft has among all that go to one employer, so that no two of them use the same sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daemon.core.applications import Application
from daemon.core.people import thanked


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a round stands among those with its employer: how many came before it, and how many people they had."""

    rounds: int = 0
    people: int = 0


def find_places(applications: Iterable[Application]) -> Mapping[str, Place]:
    """The places of all rounds of these applications, by the tokens of application and round."""
    employers: dict[str, list[Application]] = defaultdict(list)
    for application in applications:
        employers[application.employer or application.token].append(application)
    places: dict[str, Place] = {}
    for group in employers.values():
        rounds = sorted(((r.start, r.token, a.token, r) for a in group for r in a.rounds), key=lambda item: item[:3])
        people = 0
        for number, (_, _, application_token, current) in enumerate(rounds):
            places[place_key(application_token, current.token)] = Place(rounds=number, people=people)
            people += len(thanked(current))
    return places


def place_key(application: str, current: str) -> str:
    """The key of a round in what `find_places` returns."""
    return f"{application}-{current}"
